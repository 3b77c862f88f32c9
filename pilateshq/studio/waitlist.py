"""Waiting for a seat: one that frees is offered to one person at a time, and nobody is booked in silently."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from peewee import ModelSelect

from pilateshq.db import database
from pilateshq.errors import (
    ListClosed,
    ListFull,
    ListsEnough,
    NoSuchBooking,
    OfferOver,
    SeatFree,
    SessionFull,
    StudioError,
)
from pilateshq.models import Booking, BookingStatus, CancelledBy, Client, Session
from pilateshq.settings import Settings
from pilateshq.studio import booking, history
from pilateshq.studio.booking import Booked, Ended

CLOSES = timedelta(minutes=60)  # before the start nobody is put on the list any more
EARLY = time(9)  # a session before then is offered at night too
A_NIGHT = timedelta(hours=12)
LENGTHS = (  # with how much time left a seat is offered for how long; with less it is offered to nobody
    (timedelta(hours=24), timedelta(hours=2)),
    (timedelta(hours=6), timedelta(hours=1)),
    (timedelta(minutes=90), timedelta(minutes=15)),
)


def join(
    client: Client, kind: str, starts_at: datetime, *, settings: Settings, actor: str, now: datetime
) -> Booking:
    """Put the client at the end of the list of a full session; who waits there already stays where they are.

    Raises SeatFree, ListClosed, ListFull, ListsEnough, or what else keeps them from having a seat.
    """
    _check_full(client, kind, starts_at, settings, now)
    there = of_session(kind, starts_at)
    if already := next((each for each in there if each.client == client), None):
        return already
    rules = settings.studio.waitlist
    if rules.most == 0 or starts_at - now < CLOSES:
        raise ListClosed(starts_at)
    if len(there) >= rules.most:
        raise ListFull(starts_at)
    day = _local_day(starts_at, settings)
    if sum(_local_day(each.session.starts_at, settings) == day for each in of(client)) >= rules.a_day:
        raise ListsEnough(starts_at)
    newest = Session.select().where(Session.kind == kind, Session.starts_at == starts_at)
    session: Session = newest.order_by(Session.id.desc()).get()
    return booking.sit(client, session, BookingStatus.waitlisted, actor=actor, now=now)


def _check_full(client: Client, kind: str, starts_at: datetime, settings: Settings, now: datetime) -> None:
    try:
        _try_seat(client, kind, starts_at, settings, now)
    except SessionFull:
        return
    raise SeatFree(starts_at)


def _try_seat(client: Client, kind: str, starts_at: datetime, settings: Settings, now: datetime) -> None:
    """Raise what keeps them from having a seat; nothing is changed."""
    with database.atomic() as savepoint:
        booking.seat_for([client], kind, starts_at, anyway=False, settings=settings, now=now)
        savepoint.rollback()


def of_session(kind: str, starts_at: datetime) -> list[Booking]:
    """List who waits for a seat, the longest waiting first."""
    return list(_waiting().where(Session.kind == kind, Session.starts_at == starts_at).order_by(Booking.id))


def on_day(day: date, *, settings: Settings) -> list[Booking]:
    """List who waits for a seat of any session of a day."""
    return [each for each in _waiting() if _local_day(each.session.starts_at, settings) == day]


def of(client: Client) -> list[Booking]:
    """List what a client waits for, soonest first."""
    return list(_waiting().where(Booking.client == client))


@dataclass(frozen=True)
class Offer:
    """A seat that is kept in mind for somebody; until they accept, anybody may have it."""

    booking: Booking
    until: datetime


def offer(*, settings: Settings, now: datetime) -> list[Offer]:
    """Offer each freed seat to whoever has waited longest, unless somebody is still being asked."""
    waiting = _waiting().where(Session.starts_at > now).order_by(Session.starts_at, Session.kind, Booking.id)
    hours = groupby(waiting, key=lambda each: (each.session.starts_at, each.session.kind))
    found = (_offered_one(list(there), settings, now) for _, there in hours)
    return [each for each in found if each]


def _offered_one(there: list[Booking], settings: Settings, now: datetime) -> Offer | None:
    """Offer the seat of one session, if there is one and it is a time to offer it."""
    until = answer_by(there[0].session.starts_at, settings=settings, now=now)
    if until is None or any(each.answer_by for each in there):
        return None
    chosen = next(_who_may_sit(there, settings, now), None)
    if chosen is None:
        return None
    chosen.answer_by, chosen.changed_at = until, now
    chosen.version += 1
    chosen.save()
    history.record("offered", actor="system", now=now, client=chosen.client, booking=chosen)
    return Offer(chosen, until)


def _who_may_sit(there: Iterable[Booking], settings: Settings, now: datetime) -> Iterator[Booking]:
    for each in there:
        try:
            _try_seat(each.client, each.session.kind, each.session.starts_at, settings, now)
        except SessionFull:
            return
        except StudioError:  # has another seat at that time, or the studio is closed
            continue
        if each.client.active:
            yield each


def answer_by(starts_at: datetime, *, settings: Settings, now: datetime) -> datetime | None:
    """Tell until when a seat that is offered now may be taken; None where it is night, or too late."""
    left = starts_at - now
    if _is_night(starts_at, settings, now):
        return None
    return next((now + length for least, length in LENGTHS if left > least), None)


def _is_night(starts_at: datetime, settings: Settings, now: datetime) -> bool:
    """Tell whether people sleep; a session of the early morning cannot wait until they wake."""
    rules, local = settings.studio.waitlist, now.astimezone(settings.zone).time()
    first, end = rules.quiet_from, rules.quiet_until
    is_quiet = first <= local < end if first < end else local >= first or local < end
    is_early = starts_at.astimezone(settings.zone).time() < EARLY and starts_at - now < A_NIGHT
    return first != end and is_quiet and not is_early


def accept(wanted: Booking, *, settings: Settings, actor: str, now: datetime) -> Booked:
    """Give the seat that was offered. If somebody else has it by now, SessionFull; then they still wait."""
    _check_offered(wanted, now)
    return booking.seated(wanted, "accepted", settings=settings, actor=actor, now=now)


def wait_on(wanted: Booking) -> None:
    """Take an offer back, and leave whoever waits where they are."""
    wanted.answer_by = None
    wanted.version += 1
    wanted.save()


def leave(wanted: Booking, *, actor: str, now: datetime) -> Ended:
    """Take the client off the list, whether or not a seat was offered."""
    if wanted.status != BookingStatus.waitlisted:
        raise OfferOver(wanted.session.starts_at)
    wanted.cancelled_by = CancelledBy.client
    return _ended(wanted, actor, now)


def lapse(*, now: datetime) -> None:
    """Take off the list whoever did not answer in time, or whose hour has come."""
    over = (Booking.answer_by <= now) | (Session.starts_at <= now)
    drop([*_waiting().where(over)], actor="system", now=now)


def drop(waiting: Sequence[Booking], *, actor: str, now: datetime) -> None:
    """Take people off their lists by the studio's word, as for a session that will not be."""
    for each in waiting:
        each.cancelled_by = CancelledBy.studio
        _ended(each, actor, now)


def newest_offer(client: Client) -> Booking:
    """Find what was offered to a client last, or raise NoSuchBooking."""
    offered: Booking | None = (
        _waiting()
        .where(Booking.client == client, Booking.answer_by.is_null(False))
        .order_by(Booking.changed_at.desc())
        .first()
    )
    if offered is None:
        raise NoSuchBooking
    return offered


def _check_offered(wanted: Booking, now: datetime) -> None:
    waits = wanted.status == BookingStatus.waitlisted
    if not waits or wanted.answer_by is None or wanted.answer_by <= now:
        raise OfferOver(wanted.session.starts_at)


def _ended(wanted: Booking, actor: str, now: datetime) -> Ended:
    wanted.answer_by = None
    return booking.end(wanted, BookingStatus.cancelled, actor=actor, now=now)


def _waiting() -> "ModelSelect[Booking]":
    return booking.query().where(Booking.status == BookingStatus.waitlisted)


def _local_day(moment: datetime, settings: Settings) -> date:
    return moment.astimezone(settings.zone).date()
