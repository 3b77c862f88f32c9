"""Bookings at the terminal; making and ending them is in `acts`."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pilateshq.clock import utcnow
from pilateshq.terminal import days, naming, opening, screen
from pilateshq.terminal.screen import AsJson

if TYPE_CHECKING:
    from pilateshq.models import Booking
    from pilateshq.settings import Settings

app = screen.noun("Who is booked, and when.")


@app.command("list")
def list_bookings(
    client: Annotated[str, typer.Option(help="Of this client only.", metavar="NAME")] = "",
    day: Annotated[str, typer.Option(help="On this day only.", metavar="DATE")] = "",
    all_: Annotated[bool, typer.Option("--all", help="Past and ended ones, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the bookings by start."""
    from pilateshq import db
    from pilateshq.studio import booking

    settings, now = opening.read_settings(), utcnow()
    meant = days.read([day], settings, now=now) if day else ()
    with opening.studio(settings):
        who = naming.named(client, settings, typed=_typed(day, all_)) if client else None
        with db.transaction():
            found = booking.listed(client=who, since=None if all_ else now)
            rows = [row(each, settings) for each in found]
    screen.show([each for each in rows if not meant or each["starts_at"].date() in meant], as_json=as_json)


def _typed(day: str, all_: bool) -> Callable[[str], Sequence[str]]:
    narrowed = [*(["--day", day] if day else []), *(["--all"] if all_ else [])]
    return lambda words: ["bookings", "list", "--client", words, *narrowed]


def row(booking: "Booking", settings: "Settings") -> dict[str, Any]:
    return {
        "id": booking.id,
        "client": booking.client.name,
        "kind": booking.session.kind,
        "status": booking.status,
        "starts_at": booking.session.starts_at.astimezone(settings.zone),
        "standing": getattr(booking, "standing_id") is not None,  # noqa: B009 - its number only, unread
    }
