"""Bookings at the terminal; making and ending them is in `acts`."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from pilateshq.clock import utcnow
from pilateshq.terminal import clients, opening, screen
from pilateshq.terminal.screen import AsJson

if TYPE_CHECKING:
    from pilateshq.models import Booking
    from pilateshq.settings import Settings

app = typer.Typer(help="Who is booked, and when.", no_args_is_help=True)


@app.command("list")
def list_bookings(
    client: Annotated[str, typer.Option(help="Of this client only.", metavar="NAME")] = "",
    all_: Annotated[bool, typer.Option("--all", help="Past and ended ones, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the bookings by start."""
    from pilateshq import db
    from pilateshq.studio import booking

    settings = opening.read_settings()
    with opening.studio(settings):
        who = clients.named(client, settings, typed=_typed) if client else None
        with db.transaction():
            found = booking.listed(client=who, since=None if all_ else utcnow())
    screen.show([_row(each, settings) for each in found], as_json=as_json)


def _typed(words: str) -> list[str]:
    return ["bookings", "list", "--client", words]


def _row(booking: "Booking", settings: "Settings") -> dict[str, Any]:
    return {
        "id": booking.id,
        "client": booking.client.name,
        "kind": booking.session.kind,
        "status": booking.status,
        "starts_at": booking.session.starts_at.astimezone(settings.zone),
        "standing": False,  # every booking is made one by one so far
    }
