"""Bookings: given, cancelled and rejected."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from peewee import ModelSelect

from pilateshq.errors import (
    AlreadyBooked,
    AlreadyEnded,
    AlreadyStarted,
    LateCancel,
    NoSuchBooking,
    NotStarted,
    PastTime,
)
from pilateshq.models import SEATED, Booking, BookingStatus, CancelledBy, Client, Contact, Session
from pilateshq.settings import Settings
from pilateshq.studio import history, timetable


@dataclass(frozen=True)
class Booked:
    bookings: tuple[Booking, ...]


@dataclass(frozen=True)
class Ended:
    """A booking that was cancelled or rejected just now."""

    booking: Booking


def book(
    clients: Sequence[Client],
    kind_name: str,
    starts_at: datetime,
    *,
    anyway: bool,
    attended: bool = False,
    settings: Settings,
    actor: str,
    now: datetime,
) -> Booked:
    """Give each of the clients a seat in one session, or none of them.

    `anyway` overrules closed days and odd hours, never seats; `attended` records a session that is over, for
    which `anyway` does not matter. Raises a StudioError that says what is wrong.
    """
    if attended and starts_at > now:
        raise NotStarted(starts_at)
    session = seat_for(
        clients, kind_name, starts_at, anyway=anyway, past=attended, settings=settings, now=now
    )
    status = BookingStatus.attended if attended else BookingStatus.booked
    return Booked(tuple(sit(client, session, status, actor=actor, now=now) for client in clients))


def cancel(
    booking: Booking, *, by: CancelledBy, sure: bool, settings: Settings, actor: str, now: datetime
) -> Ended:
    """Free the seat. Late for a client, it raises LateCancel unless they are `sure`; the studio's is free."""
    check_may_end(booking, now)
    late = by == CancelledBy.client and is_late(booking, settings, now=now)
    if late and not sure:
        raise LateCancel(booking.session.starts_at, deadline(booking, settings))
    booking.cancelled_by, booking.late = by, late
    return end(booking, BookingStatus.cancelled, actor=actor, now=now)


def reject(booking: Booking, *, sure: bool, settings: Settings, actor: str, now: datetime) -> Ended:
    """Free the seat that the client did not want; late, it is a late cancel and asks first."""
    check_may_end(booking, now)
    if is_late(booking, settings, now=now):
        return cancel(booking, by=CancelledBy.client, sure=sure, settings=settings, actor=actor, now=now)
    return end(booking, BookingStatus.rejected, actor=actor, now=now)


def request(
    client: Client, kind_name: str, starts_at: datetime, *, settings: Settings, actor: str, now: datetime
) -> Booking:
    """Ask for a seat on the client's behalf; it is held by nobody until the studio approves."""
    session = seat_for([client], kind_name, starts_at, anyway=False, settings=settings, now=now)
    asked = (Booking.client == client) & (Booking.session == session)
    waiting = query().where(asked, Booking.status == BookingStatus.requested).first()
    return waiting or sit(client, session, BookingStatus.requested, actor=actor, now=now)


def approve(booking: Booking, *, settings: Settings, actor: str, now: datetime) -> Booked:
    """Give the seat that was asked for, if it is still to be had."""
    _check_requested(booking)
    return seated(booking, "approved", settings=settings, actor=actor, now=now)


def seated(booking: Booking, what: str, *, settings: Settings, actor: str, now: datetime) -> Booked:
    """Give whoever asked or waited a seat, if one is still to be had."""
    kind, starts_at = booking.session.kind, booking.session.starts_at
    booking.session = seat_for([booking.client], kind, starts_at, anyway=True, settings=settings, now=now)
    booking.status, booking.booked_at, booking.changed_at = BookingStatus.booked, now, now
    booking.answer_by = None
    booking.version += 1
    booking.save()
    history.record(what, actor=actor, now=now, client=booking.client, booking=booking)
    return Booked((booking,))


def decline(booking: Booking, *, actor: str, now: datetime) -> Ended:
    """Close a request without a seat."""
    _check_requested(booking)
    booking.cancelled_by = CancelledBy.studio
    return end(booking, BookingStatus.cancelled, actor=actor, now=now)


def requested() -> list[Booking]:
    """List the requests that wait for the studio, newest first."""
    waiting = query().where(Booking.status == BookingStatus.requested)
    return list(waiting.order_by(Booking.id.desc()))


def on_day(day: date, *, settings: Settings) -> list[Booking]:
    """List all who hold a seat on a day, by start."""
    first = datetime.combine(day, time(), settings.zone)
    end = datetime.combine(day + timedelta(days=1), time(), settings.zone)
    that_day = (Session.starts_at >= first) & (Session.starts_at < end)
    return list(query().where(that_day, Booking.status.in_(SEATED)))


def between(first: datetime, end: datetime) -> list[Booking]:
    """List what is booked, and not marked yet, from a moment until another, by start."""
    then = (Session.starts_at >= first) & (Session.starts_at < end)
    return list(query().where(then, Booking.status == BookingStatus.booked))


def check_restored(booking: Booking, settings: Settings) -> None:
    """Raise what stands in the way of a booking that has become what it was; it holds its seat already."""
    if booking.status not in SEATED:
        return
    starts_at = booking.session.starts_at
    _check_free(booking.client, starts_at, settings, beside=booking)
    timetable.check_room(booking.session, settings)


def is_late(booking: Booking, settings: Settings, *, now: datetime) -> bool:
    """Tell whether free cancelling has ended; just after the confirmation it never has."""
    grace = timedelta(minutes=settings.studio.grace_minutes)
    return now > deadline(booking, settings) and now > booking.booked_at + grace


def deadline(booking: Booking, settings: Settings) -> datetime:
    """Tell until when cancelling is free."""
    kind = settings.studio.kinds.get(booking.session.kind)
    return booking.session.starts_at - (kind.notice if kind else timedelta(hours=24))


def find(number: int) -> Booking:
    """Find a booking by its number, or raise NoSuchBooking."""
    booking: Booking | None = query().where(Booking.id == number).first()
    if booking is None:
        raise NoSuchBooking(number)
    return booking


def upcoming(client: Client, *, now: datetime) -> list[Booking]:
    """List what a client is booked for from now on, soonest first."""
    ahead = (Booking.client == client) & (Booking.status == BookingStatus.booked) & (Session.starts_at > now)
    return list(query().where(ahead))


def listed(*, client: Client | None = None, since: datetime | None = None) -> list[Booking]:
    """List bookings by start: all of them, or a client's, or those still booked since a moment."""
    found = query()
    if client:
        found = found.where(Booking.client == client)
    if since:
        found = found.where(Booking.status == BookingStatus.booked, Session.starts_at > since)
    return list(found)


def usual_kind(client: Client) -> str | None:
    """Tell the kind of session that the client was last booked for."""
    last: Booking | None = query().where(Booking.client == client).order_by(Booking.id.desc()).first()
    return last.session.kind if last else None


def query() -> "ModelSelect[Booking]":
    """Select bookings with their clients and sessions, by start."""
    found: ModelSelect[Booking] = (
        Booking.select(Booking, Client, Contact, Session)
        .join(Client)
        .join(Contact)
        .switch(Booking)
        .join(Session)
        .order_by(Session.starts_at, Booking.id)
    )
    return found


def seat_for(
    clients: Sequence[Client],
    kind_name: str,
    starts_at: datetime,
    *,
    anyway: bool,
    past: bool = False,
    settings: Settings,
    now: datetime,
) -> Session:
    """Find the session in which all of them can have a seat, or raise what stands in the way."""
    kind = timetable.kind_named(kind_name, settings)
    if starts_at <= now and not past:
        raise PastTime(starts_at)
    if not (anyway or past):
        timetable.check_open(starts_at, settings)
    for number, client in enumerate(clients):
        if client in clients[:number]:
            raise AlreadyBooked(starts_at, client.name)
        _check_free(client, starts_at, settings)
    return timetable.seat(kind, starts_at, seats=len(clients), settings=settings)


def _check_free(
    client: Client, starts_at: datetime, settings: Settings, *, beside: Booking | None = None
) -> None:
    ends_at = starts_at + timedelta(minutes=settings.studio.session_minutes)
    held = query().where(
        Booking.client == client,
        Booking.status.in_(SEATED),
        Session.starts_at < ends_at,
        Session.starts_at > starts_at - timetable.LONGEST,
    )
    for each in held:
        if each != beside and each.session.starts_at + timedelta(minutes=each.session.minutes) > starts_at:
            raise AlreadyBooked(each.session.starts_at, client.name)


def sit(client: Client, session: Session, status: BookingStatus, *, actor: str, now: datetime) -> Booking:
    """Write a booking down; the rules were looked at."""
    booking = Booking.create(client=client, session=session, status=status, booked_at=now, changed_at=now)
    history.record(status.value, actor=actor, now=now, client=client, booking=booking)
    return booking


def _check_requested(booking: Booking) -> None:
    if booking.status != BookingStatus.requested:
        raise AlreadyEnded(booking.session.starts_at, booking.status)


def check_may_end(booking: Booking, now: datetime) -> None:
    if booking.status != BookingStatus.booked:
        raise AlreadyEnded(booking.session.starts_at, booking.status)
    if booking.session.starts_at <= now:
        raise AlreadyStarted(booking.session.starts_at)


def end(booking: Booking, status: BookingStatus, *, actor: str, now: datetime) -> Ended:
    """Write down that a booking has ended; the rules were looked at."""
    booking.status = status
    booking.version += 1
    booking.changed_at = now
    booking.save()
    what = "cancelled late" if booking.late else status.value
    history.record(what, actor=actor, now=now, client=booking.client, booking=booking)
    return Ended(booking)
