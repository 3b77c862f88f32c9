"""The diary at the terminal: who is in, and how many seats are left."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pilateshq.clock import utcnow
from pilateshq.terminal import days, opening, screen
from pilateshq.terminal.screen import AsJson

if TYPE_CHECKING:
    from pilateshq.settings import Settings

When = Annotated[
    list[str] | None, typer.Argument(help="today, tomorrow, week or any day, such as Fri or 7 Oct.")
]


def schedule(when: When = None, as_json: AsJson = False) -> None:
    """Show who is in, by day and hour."""
    with opening.reading() as settings:
        meant = days.read(when or ["today"], settings, now=utcnow())
        diary = {day: _sessions(day, settings) for day in meant}
    if as_json:
        screen.show_json([session for sessions in diary.values() for session in sessions])
    else:
        _show(diary, settings)


def _sessions(day: date, settings: "Settings") -> list[dict[str, Any]]:
    from pilateshq.studio import diary

    return [
        {
            "starts_at": each.session.starts_at.astimezone(settings.zone),
            "kind": each.session.kind,
            "clients": [booking.client.name for booking in each.bookings],
            "free": each.seats_free,
        }
        for each in diary.on(day, settings)
    ]


def _show(diary: Mapping[date, Sequence[Mapping[str, Any]]], settings: "Settings") -> None:
    from pilateshq.conversation.wording import Wording

    for day, sessions in diary.items():
        name = Wording(settings).day(day)
        if sessions:
            screen.show_table([_line(each) for each in sessions], title=name)
        else:
            typer.echo(f"{name}: no sessions.")


def _line(session: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "time": f"{session['starts_at']:%H:%M}",
        "kind": session["kind"],
        "clients": ", ".join(session["clients"]),
        "free": session["free"],
    }
