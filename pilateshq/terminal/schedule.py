"""The diary at the terminal: who is in, and how many seats are left."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pilateshq.clock import utcnow
from pilateshq.terminal import days, opening, screen
from pilateshq.terminal.screen import AsJson

if TYPE_CHECKING:
    from pilateshq.models import Booking
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
    from pilateshq.studio import booking

    together: dict[int, list[Booking]] = {}
    for each in booking.on_day(day, settings=settings):
        together.setdefault(each.session.id, []).append(each)
    return [_session(bookings, settings) for bookings in together.values()]


def _session(bookings: "Sequence[Booking]", settings: "Settings") -> dict[str, Any]:
    session = bookings[0].session
    kind = settings.studio.kinds.get(session.kind)
    return {
        "starts_at": session.starts_at.astimezone(settings.zone),
        "kind": session.kind,
        "clients": [each.client.name for each in bookings],
        "free": max(kind.capacity - len(bookings), 0) if kind else 0,
    }


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
