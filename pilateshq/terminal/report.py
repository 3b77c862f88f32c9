"""How a month went, at the terminal and on one page."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pilateshq.clock import utcnow
from pilateshq.terminal import invoices, months, opening, screen
from pilateshq.terminal.invoices import Month
from pilateshq.terminal.screen import AsJson

if TYPE_CHECKING:
    from pilateshq.paper.sheets import Chart
    from pilateshq.studio.reports import Month as Report

app = screen.noun("How the studio does.")
BAR = 40  # characters, of the longest


@app.command()
def month(
    month: Month = "",
    pdf: Annotated[Path | None, typer.Option(help="Write it as a PDF here.", metavar="FILE")] = None,
    as_json: AsJson = False,
) -> None:
    """Show a month: attendance, revenue by week, free seats, and what is owed."""
    from pilateshq.conversation.wording import Wording
    from pilateshq.paper import report as paper
    from pilateshq.studio import reports

    with opening.reading() as settings:
        found = reports.month(months.read(month, settings), settings=settings, now=utcnow())
        say = Wording(settings)
    if pdf:
        invoices.write(pdf, paper.draw(say.report_sheet(found)))
        screen.complain(f"The report is in {pdf}.")
    if as_json:
        screen.show_json(_as_json(found))
        return
    typer.echo(say.report_title(found.first))
    screen.show_card(dict(say.report_facts(found)))
    for chart in say.report_charts(found):
        screen.show_table(_bars(chart), title=chart.title)


def _bars(chart: "Chart") -> list[dict[str, str]]:
    longest = max((bar.value for bar in chart.bars), default=0)
    return [
        {
            "week": bar.label,
            "": "█" * round(BAR * max(bar.value, 0) / longest) if longest else "",
            "total": bar.shown,
        }
        for bar in chart.bars
    ]


def _as_json(report: "Report") -> dict[str, Any]:
    return {
        "month": f"{report.first:%Y-%m}",
        "attended": report.attended,
        "no_shows": report.no_shows,
        "late_cancels": report.late,
        "free_seats": report.free_seats,
        "revenue_cents": report.revenue_cents,
        "invoiced_cents": report.invoiced_cents,
        "paid_cents": report.paid_cents,
        "owed_cents": report.owed_cents,
        "weeks": [
            {
                "first": week.first,
                "last": week.last,
                "attended": week.attended,
                "revenue_cents": week.revenue_cents,
            }
            for week in report.weeks
        ],
    }
