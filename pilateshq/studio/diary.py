"""The diary: which sessions run, who is in them, and how many seats are left."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pilateshq.models import Booking, Client, Session, StandingBooking
from pilateshq.settings import Kind, Settings
from pilateshq.studio import attendance, booking, standing, timetable, waitlist


@dataclass(frozen=True)
class Sitting:
    """A session, and who holds a seat in it."""

    session: Session
    bookings: tuple[Booking, ...]
    seats_free: int
    waiting: int = 0  # who would like a seat


@dataclass(frozen=True)
class Opening:
    """A start at which a session of some kind has seats."""

    kind: Kind
    starts_at: datetime


@dataclass(frozen=True)
class Card:
    """What is known of a client."""

    client: Client
    coming: tuple[Booking, ...]
    slots: tuple[StandingBooking, ...]
    last: Booking | None  # whose attendance was told


def days(first: date, last: date | None) -> list[date]:
    return [first + timedelta(days=ahead) for ahead in range(((last or first) - first).days + 1)]


def on(day: date, settings: Settings) -> list[Sitting]:
    """List what runs on a day, by start."""
    together: dict[int, list[Booking]] = {}
    for each in booking.on_day(day, settings=settings):
        together.setdefault(each.session.id, []).append(each)
    waiting = Counter(map(_hour, waitlist.on_day(day, settings=settings)))
    return [_sitting(bookings, waiting[_hour(bookings[0])], settings) for bookings in together.values()]


def free_on(day: date, kinds: Sequence[Kind], *, settings: Settings, now: datetime) -> list[Opening]:
    """List the full hours of a day at which a session of one of the kinds has seats, by kind."""
    return [
        Opening(kind, start)
        for kind in kinds
        for start in timetable.free_on(kind, day, settings=settings, now=now)
    ]


def card(client: Client, *, now: datetime) -> Card:
    marked = [each for each in booking.listed(client=client) if each.status in attendance.MARKS]
    coming, slots = booking.upcoming(client, now=now), standing.of_client(client)
    return Card(client, tuple(coming), tuple(slots), marked[-1] if marked else None)


def _sitting(bookings: Sequence[Booking], waiting: int, settings: Settings) -> Sitting:
    session = bookings[0].session
    kind = settings.studio.kinds.get(session.kind)
    return Sitting(session, tuple(bookings), max(kind.capacity - len(bookings), 0) if kind else 0, waiting)


def _hour(booking: Booking) -> tuple[datetime, str]:
    return booking.session.starts_at, booking.session.kind
