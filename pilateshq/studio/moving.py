"""A booking moved to another time: all of it, or nothing."""

from dataclasses import dataclass
from datetime import datetime

from pilateshq.db import database
from pilateshq.errors import AlreadyBooked
from pilateshq.models import Booking, BookingStatus
from pilateshq.settings import Settings
from pilateshq.studio import booking, history


@dataclass(frozen=True)
class Moved:
    booking: Booking
    was: datetime  # its start before


def move(
    moved: Booking, starts_at: datetime, *, anyway: bool, settings: Settings, actor: str, now: datetime
) -> Moved:
    """Give up the seat for one at another time; refused, everything stays as it is.

    What the client was told is told anew, and cancelling is free for a while, as after any confirmation.
    """
    booking.check_may_end(moved, now)
    was = moved.session.starts_at
    if starts_at == was:
        raise AlreadyBooked(was, moved.client.name)
    with database.atomic():  # so that a refusal gives the seat back
        moved.status = BookingStatus.cancelled
        moved.save()
        session = booking.seat_for(
            [moved.client], moved.session.kind, starts_at, anyway=anyway, settings=settings, now=now
        )
        moved.session, moved.status, moved.booked_at, moved.changed_at = (
            session,
            BookingStatus.booked,
            now,
            now,
        )
        moved.version += 1
        moved.save()
    detail = f"{was:%Y-%m-%d %H:%M} to {starts_at:%Y-%m-%d %H:%M} UTC"
    history.record("moved", actor=actor, now=now, client=moved.client, booking=moved, detail=detail)
    return Moved(moved, was)


def check(moved: Booking, starts_at: datetime, *, settings: Settings, now: datetime) -> None:
    """Raise what stands in the way of a move; nothing is changed."""
    with database.atomic() as savepoint:
        move(booking.find(moved.id), starts_at, anyway=False, settings=settings, actor="", now=now)
        savepoint.rollback()
