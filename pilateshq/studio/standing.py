"""Standing bookings: a client's weekly slot, booked some weeks ahead."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from peewee import ModelSelect

from pilateshq.db import database
from pilateshq.errors import NoStandingBooking, NoSuchDay, StartError, StudioError
from pilateshq.models import Booking, CancelledBy, Client, Contact, SkippedDay, StandingBooking
from pilateshq.settings import Settings
from pilateshq.studio import booking, history


@dataclass(frozen=True)
class LeftOut:
    """A day on which the slot could not be booked."""

    starts_at: datetime
    why: StudioError


@dataclass(frozen=True)
class Planned:
    """What has been booked of one client's slot, and what could not be."""

    standing: StandingBooking
    bookings: tuple[Booking, ...]
    left_out: tuple[LeftOut, ...]


def begin(
    clients: Sequence[Client],
    kind: str,
    weekdays: Iterable[int],
    at: time,
    *,
    first: date | None = None,
    until: date | None,
    fortnightly: bool = False,
    anyway: bool,
    settings: Settings,
    actor: str,
    now: datetime,
) -> list[Planned]:
    """Give each of the clients that slot of every week, or every second one, and book it some weeks ahead.

    On a day all of them get a seat, or none. Raises what stood in the way if no day from `first` on could be.
    """
    begins = _begins(weekdays, at, first, settings=settings, now=now)
    with database.atomic():  # so that a refusal leaves nothing behind
        slots = [
            StandingBooking.create(
                client=client,
                weekdays="".join(str(day) for day in sorted(set(weekdays))),
                at=f"{at:%H:%M}",
                kind=kind,
                anyway=anyway,
                until=until,
                fortnights_from=begins if fortnightly else None,
                planned_to=begins - timedelta(days=1),
                begun_at=now,
            )
            for client in clients
        ]
        for slot in slots:
            _record("begun", slot, actor=actor, now=now)
        planned = _plan(slots, _horizon(settings, now, first=first), settings=settings, actor=actor, now=now)
        if planned[0].bookings:
            return planned
        raise planned[0].left_out[0].why if planned[0].left_out else NoSuchDay


def extend(*, settings: Settings, now: datetime) -> list[Planned]:
    """Book every running slot up to the horizon; give those of which something was planned."""
    horizon = _horizon(settings, now)
    due = _standing().where(StandingBooking.ended_at.is_null(), StandingBooking.planned_to < horizon)
    planned = [_plan([slot], horizon, settings=settings, actor="system", now=now)[0] for slot in due]
    return [each for each in planned if each.bookings or each.left_out]


def of_client(client: Client) -> list[StandingBooking]:
    """List the client's running slots."""
    return list(_standing().where(StandingBooking.ended_at.is_null(), StandingBooking.client == client))


def find(number: int) -> StandingBooking:
    """Find a running slot by its number, or raise NoStandingBooking."""
    slot: StandingBooking | None = (
        _standing().where(StandingBooking.id == number, StandingBooking.ended_at.is_null()).first()
    )
    if slot is None:
        raise NoStandingBooking
    return slot


def skip(client: Client, day: date, *, settings: Settings, actor: str, now: datetime) -> Booking | None:
    """Leave one day out of the client's slot; give the booking that was cancelled for it, if any."""
    slots = [each for each in of_client(client) if _is_its_day(each, day)]
    if not slots or day < now.astimezone(settings.zone).date():
        raise NoStandingBooking
    ended = _leave_out(slots, [day], settings=settings, actor=actor, now=now)
    return ended[0] if ended else None


def pause(
    client: Client, first: date, until: date, *, settings: Settings, actor: str, now: datetime
) -> list[Booking]:
    """Leave the days from `first` out of the client's slots, up to the day before `until`.

    Gives the bookings that were cancelled for it; raises NoStandingBooking where there is no such day.
    """
    slots = of_client(client)
    days = [first + timedelta(days=each) for each in range((until - first).days)]
    theirs = [day for day in days if any(_is_its_day(slot, day) for slot in slots)]
    if not theirs:
        raise NoStandingBooking
    return _leave_out(slots, theirs, settings=settings, actor=actor, now=now)


def between(client: Client, first: date, until: date, *, settings: Settings, now: datetime) -> list[Booking]:
    """List the coming bookings of the client's slots from `first` up to the day before `until`."""
    return [each for each in _ahead(of_client(client), now) if first <= _day(each, settings) < until]


def _leave_out(
    slots: Sequence[StandingBooking],
    days: Sequence[date],
    *,
    settings: Settings,
    actor: str,
    now: datetime,
) -> list[Booking]:
    for slot in slots:
        for day in (each for each in days if _is_its_day(slot, each)):
            if not SkippedDay.get_or_none(SkippedDay.standing == slot, SkippedDay.day == day):
                SkippedDay.create(standing=slot, day=day)
            history.record("day skipped", actor=actor, now=now, client=slot.client, detail=str(day))
    booked = [each for each in _ahead(slots, now) if _day(each, settings) in days]
    return [
        booking.cancel(
            each, by=CancelledBy.studio, sure=True, settings=settings, actor=actor, now=now
        ).booking
        for each in booked
    ]


def end(
    slots: Sequence[StandingBooking],
    *,
    weekday: int | None = None,
    by: CancelledBy,
    settings: Settings,
    actor: str,
    now: datetime,
) -> tuple[list[Booking], list[Booking]]:
    """End slots, or one weekday of them; give the bookings that were cancelled, and those that stay.

    Those stay that the client could only cancel late: each of them must be asked about.
    """
    cancelled, kept = [], []
    for each in affected(slots, weekday=weekday, settings=settings, now=now):
        if by == CancelledBy.client and booking.is_late(each, settings, now=now):
            kept.append(each)
            continue
        booking.cancel(each, by=by, sure=False, settings=settings, actor=actor, now=now)
        cancelled.append(each)
    for slot in slots:
        _shorten(slot, weekday, now)
        _record("ended", slot, actor=actor, now=now)
    return cancelled, kept


def affected(
    slots: Sequence[StandingBooking], *, weekday: int | None, settings: Settings, now: datetime
) -> list[Booking]:
    """List the coming bookings that would go if these slots ended, on one weekday or on all."""
    coming = _ahead(slots, now)
    return [each for each in coming if weekday in (None, _day(each, settings).weekday())]


def _plan(
    slots: Sequence[StandingBooking], horizon: date, *, settings: Settings, actor: str, now: datetime
) -> list[Planned]:
    """Book the same days, up to the horizon, for slots that belong together."""
    booked: list[tuple[Booking, ...]] = []
    left_out: list[LeftOut] = []
    for starts_at in _starts(slots[0], horizon, settings, now):
        try:
            booked.append(_book(slots, starts_at, settings=settings, actor=actor, now=now))
        except StartError as refusal:
            left_out.append(LeftOut(starts_at, refusal))
    for slot in slots:
        slot.planned_to = horizon
        slot.save()
    return [
        Planned(slot, tuple(day[number] for day in booked), tuple(left_out))
        for number, slot in enumerate(slots)
    ]


def _book(
    slots: Sequence[StandingBooking], starts_at: datetime, *, settings: Settings, actor: str, now: datetime
) -> tuple[Booking, ...]:
    made = booking.book(
        [slot.client for slot in slots],
        slots[0].kind,
        starts_at,
        anyway=slots[0].anyway,
        settings=settings,
        actor=actor,
        now=now,
    )
    for each, slot in zip(made.bookings, slots, strict=True):
        each.standing = slot
        each.save()
    return made.bookings


def _starts(slot: StandingBooking, horizon: date, settings: Settings, now: datetime) -> Iterator[datetime]:
    """Yield the slot's starts that have not been planned yet, up to the horizon."""
    last = min(horizon, slot.until or date.max)
    skipped = {each.day for each in SkippedDay.select().where(SkippedDay.standing == slot)}
    day = slot.planned_to + timedelta(days=1)
    while day <= last:
        starts_at = _start(day, time.fromisoformat(slot.at), settings)
        if _is_its_day(slot, day) and day not in skipped and starts_at > now:
            yield starts_at
        day += timedelta(days=1)


def _is_its_day(slot: StandingBooking, day: date) -> bool:
    if str(day.weekday()) not in slot.weekdays:
        return False
    return slot.fortnights_from is None or (_monday(day) - _monday(slot.fortnights_from)).days % 14 == 0


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _start(day: date, at: time, settings: Settings) -> datetime:
    return datetime.combine(day, at, settings.zone).astimezone(UTC)


def _begins(
    weekdays: Iterable[int], at: time, first: date | None, *, settings: Settings, now: datetime
) -> date:
    """Find the first of the weekdays, from a day on, on which it is still to come."""
    today = now.astimezone(settings.zone).date()
    days = (max(first or today, today) + timedelta(days=ahead) for ahead in range(8))
    return next(day for day in days if day.weekday() in set(weekdays) and _start(day, at, settings) > now)


def _horizon(settings: Settings, now: datetime, *, first: date | None = None) -> date:
    """Tell how far ahead is booked, counted from today, or from a first day that is later."""
    today = now.astimezone(settings.zone).date()
    return max(first or today, today) + timedelta(weeks=settings.studio.standing_weeks)


def _ahead(slots: Sequence[StandingBooking], now: datetime) -> list[Booking]:
    coming = booking.upcoming(slots[0].client, now=now) if slots else []
    return [each for each in coming if each.standing in slots]


def _day(each: Booking, settings: Settings) -> date:
    return each.session.starts_at.astimezone(settings.zone).date()


def _shorten(slot: StandingBooking, weekday: int | None, now: datetime) -> None:
    left = "" if weekday is None else slot.weekdays.replace(str(weekday), "")
    if left:
        slot.weekdays = left
    else:
        slot.ended_at = now
    slot.save()


def _standing() -> "ModelSelect[StandingBooking]":
    query: ModelSelect[StandingBooking] = (
        StandingBooking.select(StandingBooking, Client, Contact).join(Client).join(Contact)
    )
    return query.order_by(StandingBooking.id)


def _record(what: str, slot: StandingBooking, *, actor: str, now: datetime) -> None:
    detail = f"{slot.kind} {slot.weekdays} {slot.at}"
    history.record(f"standing booking {what}", actor=actor, now=now, client=slot.client, detail=detail)
