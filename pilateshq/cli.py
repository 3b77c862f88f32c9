"""The terminal: the same words and the same acts as on WhatsApp, on the same database.

Whatever is heavy is imported inside the command that uses it, so that the terminal answers at once.
"""

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from pilateshq.clock import utcnow
from pilateshq.errors import PilatesHQError, SettingsError, StudioError
from pilateshq.terminal import (
    acts,
    backups,
    bookings,
    clients,
    export,
    flows,
    invoices,
    leads,
    messages,
    opening,
    payments,
    report,
    schedule,
    screen,
    templates,
)

WRONG_SETTINGS = 2
FREE_WORDS = {"ignore_unknown_options": True}

app = typer.Typer(
    help="A Pilates studio's assistant on WhatsApp.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # help in colour would take three times as long
)


def main() -> None:
    """Run the terminal; what a person can mend is said in a sentence, and the exit code says the rest."""
    try:
        app(prog_name="pilateshq")
    except SettingsError as error:
        screen.complain(*error.problems)
        sys.exit(WRONG_SETTINGS)
    except PilatesHQError as error:
        screen.complain(_sentence(error))
        sys.exit(1)


def _sentence(error: PilatesHQError) -> str:
    if not isinstance(error, StudioError):
        return str(error)
    from pilateshq.conversation.wording import Wording

    return Wording(opening.read_settings()).refused(error)


@app.command()
def serve() -> None:
    """Run the bot: Meta's webhook, the answers and the reminders."""
    import asyncio

    from pilateshq import db, logs, server
    from pilateshq.settings import read

    settings = read(opening.environment(), serving=True)
    logs.set_up()
    if settings.sqlite_path:
        db.lay_ballast(settings.sqlite_path)
    with _listening(f"Port {settings.port} is taken by another program; PORT names another."):
        asyncio.run(server.run(settings, utcnow))


@app.command()
def sandbox(
    port: Annotated[int, typer.Option(help="Of the page with the phones; 0 takes any.")] = 8700,
    only_emulator: Annotated[bool, typer.Option(help="Without the bot: it runs elsewhere.")] = False,
    webhook: Annotated[str, typer.Option(help="The bot's address, with --only-emulator.")] = "",
    graph_port: Annotated[int, typer.Option(help="Of the Graph API; 0 takes any.")] = 0,
    new_account: Annotated[
        bool, typer.Option(help="Without templates and form, as on the first day.")
    ] = False,
) -> None:
    """Run the studio on this machine, with phones on a web page.

    No account is needed anywhere.
    """
    import asyncio

    from pilateshq.sandbox import demo

    if only_emulator != bool(webhook):
        raise SettingsError(["--only-emulator and --webhook, where the bot hears Meta, need each other."])
    with _listening("The port is taken by another program; --port and --graph-port name others."):
        asyncio.run(
            demo.run(port=port, graph_port=graph_port, webhook=webhook or None, new_account=new_account)
        )


@contextmanager
def _listening(taken: str) -> Iterator[None]:
    """Say in one line why nothing can be served."""
    try:
        with opening.trouble_told():
            yield
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        other = f"It cannot start: {error.strerror}{where}."
        screen.complain(taken if error.errno == errno.EADDRINUSE else other)
        raise typer.Exit(1) from None


app.command(context_settings=FREE_WORDS)(acts.book)
app.command(context_settings=FREE_WORDS)(acts.cancel)
app.command(context_settings=FREE_WORDS)(acts.move)
app.command(context_settings=FREE_WORDS)(acts.attendance)
app.command()(acts.undo)
app.command(context_settings=FREE_WORDS)(acts.why)
app.command()(schedule.schedule)
app.command("leads")(leads.list_leads)
app.command("export")(export.export)
app.add_typer(bookings.app, name="bookings")
app.add_typer(clients.app, name="clients")
app.add_typer(flows.app, name="flows")
app.add_typer(invoices.app, name="invoice")
app.add_typer(messages.app, name="messages")
app.add_typer(payments.app, name="payments")
app.add_typer(report.app, name="report")
app.add_typer(templates.app, name="templates")


app.command()(backups.backup)
app.command()(backups.restore)


@app.command()
def migrate() -> None:
    """Bring the database up to date; the server does so itself."""
    from pilateshq import db

    with opening.database(opening.read_settings()):
        applied = db.migrate()
    typer.echo("\n".join(f"applied {name}" for name in applied) or "The database is up to date.")


@app.command()
def doctor() -> None:
    """Check all that the bot needs, and say what to mend."""
    import asyncio

    from pilateshq import checks

    findings = asyncio.run(checks.run(opening.environment(), now=utcnow()))
    for finding in findings:
        typer.echo(f"{'✓' if finding.good else '✗'} {finding.subject}: {finding.words}")
    raise typer.Exit(0 if all(finding.good for finding in findings) else 1)
