"""A day of the studio: who is in at which hour, and who has yet to be marked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from pilateshq.models import Booking, Session
from pilateshq.settings import Settings
from pilateshq.studio import booking

LOOK_BACK = timedelta(days=7)  # for attendance that nobody has confirmed


@dataclass(frozen=True)
class Hour:
    """A session that somebody comes to."""

    session: Session
    bookings: tuple[Booking, ...]
    free: int  # seats

    @property
    def ends_at(self) -> datetime:
        return self.session.starts_at + timedelta(minutes=self.session.minutes)


def moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Tell when it is that time on a day in a zone, in UTC; of two such moments the first."""
    return datetime.combine(day, at, zone).astimezone(UTC)


def hours(day: date, *, settings: Settings) -> list[Hour]:
    """List the sessions of a day that have anybody in them, by start."""
    seated = booking.on_day(day, settings=settings)
    together = groupby(sorted(seated, key=_session_first), key=lambda each: each.session.id)
    return [_hour(tuple(group), settings) for _, group in together]


def _session_first(each: Booking) -> tuple[datetime, int, int]:
    return each.session.starts_at, each.session.id, each.id


def _hour(bookings: tuple[Booking, ...], settings: Settings) -> Hour:
    session = bookings[0].session
    kind = settings.studio.kinds.get(session.kind)
    return Hour(session, bookings, max(kind.capacity - len(bookings), 0) if kind else 0)


def unmarked(*, now: datetime) -> list[Booking]:
    """List the bookings of the last days whose session is over, and of which nobody has said how it went."""
    return [each for each in booking.between(now - LOOK_BACK, now) if _end(each) <= now]


def unmarked_on(day: date, *, settings: Settings, now: datetime) -> list[Booking]:
    """List those of one day, as soon as their session has begun."""
    first, end = (moment(each, time(), settings.zone) for each in (day, day + timedelta(days=1)))
    return booking.between(first, min(end, now))


def local_day(each: Booking, settings: Settings) -> date:
    return each.session.starts_at.astimezone(settings.zone).date()


def days_from(first: date, count: int) -> Iterator[date]:
    return (first + timedelta(days=ahead) for ahead in range(count))


def _end(each: Booking) -> datetime:
    return each.session.starts_at + timedelta(minutes=each.session.minutes)
