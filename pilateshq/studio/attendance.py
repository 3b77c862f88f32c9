"""Attendance: who came, who did not, and who was sick."""

from dataclasses import dataclass
from datetime import datetime

from pilateshq.errors import AlreadyEnded, NotStarted
from pilateshq.models import SEATED, Booking, BookingStatus, Client
from pilateshq.settings import Settings
from pilateshq.studio import booking, history

MARKS = (BookingStatus.attended, BookingStatus.no_show, BookingStatus.sick)
MAY_BE_MARKED = (BookingStatus.booked, *MARKS)


@dataclass(frozen=True)
class Marked:
    booking: Booking
    was: BookingStatus


def mark(marked: Booking, status: BookingStatus, *, actor: str, now: datetime) -> Marked:
    """Note how it went; a mark may be corrected by another.

    Sick may be set before the start and frees the seat; the others raise NotStarted until then.
    """
    was = BookingStatus(marked.status)
    if was not in MAY_BE_MARKED:
        raise AlreadyEnded(marked.session.starts_at, was)
    if status != BookingStatus.sick and marked.session.starts_at > now:
        raise NotStarted(marked.session.starts_at)
    if was != status:
        marked.status, marked.changed_at = status, now
        marked.version += 1
        marked.save()
        history.record(status.value, actor=actor, now=now, client=marked.client, booking=marked)
    return Marked(marked, was)


def near(client: Client, *, settings: Settings, now: datetime) -> list[Booking]:
    """List the client's bookings that may be marked, today's nearest to now first, then by distance."""
    today = now.astimezone(settings.zone).date()
    found = [each for each in booking.listed(client=client) if each.status in (*SEATED, BookingStatus.sick)]

    def distance(each: Booking) -> tuple[bool, float]:
        starts_at = each.session.starts_at
        return starts_at.astimezone(settings.zone).date() != today, abs((starts_at - now).total_seconds())

    return sorted(found, key=distance)
