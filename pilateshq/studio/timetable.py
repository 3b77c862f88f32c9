"""The timetable: opening hours, closures, seats, and the nearest free times."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice

from peewee import fn

from pilateshq.errors import (
    OtherSession,
    OutsideHours,
    SessionFull,
    StudioClosed,
    TooManySeats,
    UnknownKind,
)
from pilateshq.models import SEATED, Booking, Session
from pilateshq.settings import Kind, Settings
from pilateshq.studio import closures

LONGEST = timedelta(hours=12)  # no session lasts longer; bounds the look back for one that still runs
NEAR = timedelta(days=14)  # how far a nearest free time may be


@dataclass(frozen=True)
class Running:
    """A session that somebody holds a seat in."""

    session: Session
    seats_taken: int

    @property
    def ends_at(self) -> datetime:
        return self.session.starts_at + timedelta(minutes=self.session.minutes)

    def is_on(self, first: datetime, end: datetime) -> bool:
        """Tell whether it runs at some time from `first` until `end`."""
        return self.session.starts_at < end and first < self.ends_at


def kind_named(name: str, settings: Settings) -> Kind:
    if kind := settings.studio.kinds.get(name):
        return kind
    raise UnknownKind(name)


def check_open(starts_at: datetime, settings: Settings) -> None:
    """Raise StudioClosed or OutsideHours where no session starts at that moment."""
    local = starts_at.astimezone(settings.zone)
    hours = settings.studio.hours.get(local.weekday())
    if (reason := _closed_because(local.date(), settings)) is not None:
        raise StudioClosed(starts_at, reason)
    if hours is None:
        raise StudioClosed(starts_at, "")
    if not hours[0] <= local.time() <= hours[1]:
        raise OutsideHours(starts_at)


def seat(kind: Kind, starts_at: datetime, *, seats: int, settings: Settings) -> Session:
    """Find or open a session of that kind and start with that many seats free.

    Raises TooManySeats, SessionFull or OtherSession.
    """
    if seats > kind.capacity:
        raise TooManySeats(kind.name, kind.capacity)
    length = timedelta(minutes=settings.studio.session_minutes)
    running = sessions_between(starts_at, starts_at + length)
    return _joined(running, kind, starts_at, seats) or _opened(running, kind, starts_at, settings)


def check_room(session: Session, settings: Settings) -> None:
    """Raise SessionFull or OtherSession where more hold a seat in a session, or beside it, than may."""
    kind = kind_named(session.kind, settings)
    running = sessions_between(session.starts_at, session.starts_at + timedelta(minutes=session.minutes))
    if any(each.session == session and each.seats_taken > kind.capacity for each in running):
        raise SessionFull(session.starts_at, session.kind)
    if _most_at_once(running, session.starts_at) > settings.studio.at_once:
        other = next(each.session for each in running if each.session != session)
        raise OtherSession(session.starts_at, other.kind, other.starts_at)


def sessions_between(first: datetime, end: datetime) -> list[Running]:
    """List the sessions that run at some time from `first` until `end`, with their seats taken."""
    taken = fn.COUNT(Booking.id)
    rows = (
        Session.select(Session, taken.alias("taken"))
        .join(Booking, on=(Booking.session == Session.id))
        .where(Booking.status.in_(SEATED), Session.starts_at > first - LONGEST, Session.starts_at < end)
        .group_by(Session)
        .order_by(Session.starts_at, Session.id)
    )
    running = (Running(row, getattr(row, "taken")) for row in rows)  # noqa: B009 - a column of the query
    return [each for each in running if each.is_on(first, end)]


def next_free(
    kind: Kind, near: datetime, *, settings: Settings, now: datetime, seats: int = 1, count: int = 3
) -> list[datetime]:
    """List the free starts nearest to a moment, in order of time."""
    near = max(near, now)
    starts = [start for start in _starts_around(near, settings) if start > now]
    starts.sort(key=lambda start: (abs(start - near), start < near))
    return sorted(islice(_free(kind, starts, seats=seats, settings=settings), count))


def free_on(kind: Kind, day: date, *, settings: Settings, now: datetime, seats: int = 1) -> list[datetime]:
    """List the full hours of a day at which a session of that kind has seats."""
    starts = [start for start in _starts_on(day, settings) if start > now]
    return list(_free(kind, starts, seats=seats, settings=settings))


def _joined(running: list[Running], kind: Kind, starts_at: datetime, seats: int) -> Session | None:
    for each in running:
        if _same(each, kind, starts_at) and each.seats_taken + seats <= kind.capacity:
            return each.session
    return None


def _opened(running: list[Running], kind: Kind, starts_at: datetime, settings: Settings) -> Session:
    if _most_at_once(running, starts_at) >= settings.studio.at_once:
        if any(_same(each, kind, starts_at) for each in running):
            raise SessionFull(starts_at, kind.name)
        other = running[0].session
        raise OtherSession(starts_at, other.kind, other.starts_at)
    return Session.create(starts_at=starts_at, minutes=settings.studio.session_minutes, kind=kind.name)


def _same(running: Running, kind: Kind, starts_at: datetime) -> bool:
    return running.session.starts_at == starts_at and running.session.kind == kind.name


def _most_at_once(running: list[Running], starts_at: datetime) -> int:
    """Count how many of these sessions run together at the fullest moment from `starts_at` on."""
    moments = [starts_at, *(each.session.starts_at for each in running if each.session.starts_at > starts_at)]
    return max(sum(each.session.starts_at <= moment < each.ends_at for each in running) for moment in moments)


def _free(kind: Kind, starts: Sequence[datetime], *, seats: int, settings: Settings) -> Iterator[datetime]:
    """Yield those of the starts, in their order, at which a session of that kind has seats."""
    if not starts or seats > kind.capacity:
        return
    length = timedelta(minutes=settings.studio.session_minutes)
    running = sessions_between(min(starts), max(starts) + length)
    for start in starts:
        beside = [each for each in running if each.is_on(start, start + length)]
        if _joined(beside, kind, start, seats) or _most_at_once(beside, start) < settings.studio.at_once:
            yield start


def _starts_around(near: datetime, settings: Settings) -> Iterator[datetime]:
    """Yield each full hour at which a session may start, in the fortnights before and after."""
    middle = near.astimezone(settings.zone).date()
    for offset in range(-NEAR.days, NEAR.days + 1):
        yield from _starts_on(middle + timedelta(days=offset), settings)


def _starts_on(day: date, settings: Settings) -> Iterator[datetime]:
    hours = settings.studio.hours.get(day.weekday())
    if hours is None or _closed_because(day, settings) is not None:
        return
    for hour in range(24):
        if hours[0] <= time(hour) <= hours[1]:
            yield datetime.combine(day, time(hour), settings.zone).astimezone(UTC)


def _closed_because(day: date, settings: Settings) -> str | None:
    """Give the closure's or holiday's name, or None on a day like any other; what was said last counts."""
    if said := closures.of_day(day):
        return None if said.is_open else said.reason
    for closure in settings.studio.closures:
        if closure.first <= day <= closure.last:
            return closure.reason
    if settings.studio.closed_on_public_holidays:
        return _holidays(settings.studio.country, day.year).get(day)
    return None


@lru_cache(maxsize=16)
def _holidays(country: str, year: int) -> Mapping[date, str]:
    import holidays

    return dict(holidays.country_holidays(country, years=year))
