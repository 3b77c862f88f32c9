"""Bookings as the owner makes, cancels, approves and declines them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pilateshq.conversation import whom
from pilateshq.conversation.commands import Book, CancelFor
from pilateshq.conversation.turn import Answer, Notice, Turn, asked
from pilateshq.conversation.wording import Option
from pilateshq.errors import (
    NoSuchBooking,
    OtherSession,
    OutsideHours,
    PastTime,
    SessionFull,
    StudioClosed,
    StudioError,
)
from pilateshq.messages import Message, Template
from pilateshq.models import Booking, CancelledBy, Client
from pilateshq.studio import booking, charges, timetable

MAY_OVERRULE = (StudioClosed, OutsideHours)
HAS_ALTERNATIVES = (PastTime, SessionFull, OtherSession, *MAY_OVERRULE)


# booking


def book(turn: Turn, command: Book) -> Answer:
    clients = whom.all_of(turn, command)
    if isinstance(clients, Answer):
        return clients
    kind = command.kind or booking.usual_kind(clients[0])
    command = replace(command, people=tuple(f"#{each.id}" for each in clients), kind=kind)
    if kind not in turn.settings.studio.kinds:
        return asked(ask_kind(turn, clients, command))
    if command.day is None or command.time is None:
        return asked(_ask_when(turn, clients, command))
    return _book_at(turn, clients, command, utc(turn, datetime.combine(command.day, command.time)))


def _book_at(turn: Turn, clients: list[Client], command: Book, starts_at: datetime) -> Answer:
    try:
        booked = booking.book(
            clients,
            command.kind or "",
            starts_at,
            anyway=command.anyway,
            attended=command.attended,
            settings=turn.settings,
            actor=turn.actor,
            now=turn.now,
        )
    except HAS_ALTERNATIVES as refusal:
        return asked(turn.say.instead(refusal, _alternatives(turn, command, starts_at, refusal)))
    if command.attended:
        return Answer(turn.say.recorded(booked.bookings))
    reply = turn.say.booked_by_owner(booked.bookings)
    return Answer(reply, tuple(confirmation(turn, each) for each in booked.bookings))


def confirmation(turn: Turn, made: Booking) -> Notice:
    message, template = turn.say.booking_made(made)
    return to_client(made, f"booked:{made.id}:{made.version}", message, template)


def to_client(about: Booking, key: str, message: Message, template: Template) -> Notice:
    """Tell the client of a booking as it is now, while it is still of use."""
    return Notice(
        to=about.client.contact,
        key=key,
        message=message,
        template=template,
        booking=about,
        expires_at=about.session.starts_at,
    )


def _alternatives(turn: Turn, command: Book, starts_at: datetime, refusal: StudioError) -> list[Option]:
    kind = timetable.kind_named(command.kind or "", turn.settings)
    beside = _beside(turn, command, refusal)
    free = timetable.next_free(
        kind,
        starts_at,
        settings=turn.settings,
        now=turn.now,
        seats=len(command.people),
        count=2 if beside else 3,
    )
    return [*(_at(turn, command, start) for start in free), *beside]


def _beside(turn: Turn, command: Book, refusal: StudioError) -> list[Option]:
    """Offer what only the owner may: closed days and odd hours overruled, and what is past recorded."""
    if isinstance(refusal, PastTime):
        return [(turn.say.record_as_attended(), str(replace(command, attended=True)))]
    if isinstance(refusal, MAY_OVERRULE):
        return [("Book anyway", str(replace(command, anyway=True)))]
    return []


def _at(turn: Turn, command: Book, start: datetime) -> Option:
    local = start.astimezone(turn.settings.zone)
    return turn.say.moment(start), str(replace(command, day=local.date(), time=local.time(), anyway=False))


def ask_kind(turn: Turn, clients: Sequence[Client], command: whom.Booking) -> Message:
    """Ask for the kind of session, with those that seat so many."""
    kinds = [kind for kind in turn.settings.studio.kinds.values() if kind.capacity >= len(clients)]
    options = [(kind.name.capitalize(), str(replace(command, kind=kind.name))) for kind in kinds]
    return turn.say.which_kind(_names(clients), options)


def _ask_when(turn: Turn, clients: Sequence[Client], command: Book) -> Message:
    who, kind = _names(clients), timetable.kind_named(command.kind or "", turn.settings)
    if command.time:
        days = [turn.now.astimezone(turn.settings.zone).date() + timedelta(days=each) for each in range(3)]
        starts = [utc(turn, datetime.combine(day, command.time)) for day in days]
        return turn.say.which_day(who, [_at(turn, command, each) for each in starts if each > turn.now])
    if command.day:
        free = timetable.free_on(kind, command.day, settings=turn.settings, now=turn.now, seats=len(clients))
        return turn.say.which_time(who, [_at(turn, command, start) for start in free])
    return turn.say.when_missing(who, kind.name)


# cancelling


def cancel_for(turn: Turn, command: CancelFor) -> Answer:
    found = whom.person(turn, command.person, lambda who: replace(command, person=who))
    if isinstance(found, Answer):
        return found
    fitting = [each for each in booking.upcoming(found, now=turn.now) if _fits(turn, command, each)]
    if not fitting:
        return asked(turn.say.none_to_cancel(found.name, command.day, command.time))
    same_day = [each for each in fitting if _local(turn, each).date() == _local(turn, fitting[0]).date()]
    if command.day and len(same_day) > 1:
        return asked(turn.say.which_booking(same_day))
    return cancel(turn, fitting[0])


def cancel_number(turn: Turn, number: int) -> Answer:
    return cancel(turn, booking.find(number))


def cancel(turn: Turn, wanted: Booking) -> Answer:
    ended = booking.cancel(
        wanted, by=CancelledBy.studio, sure=True, settings=turn.settings, actor=turn.actor, now=turn.now
    ).booking
    may_be_charged = charges.may_be_charged(ended, turn.settings)
    say = turn.say.cancelled_inside_notice if may_be_charged else turn.say.cancelled_by_owner
    return Answer(say(ended), (cancellation(turn, ended),))


def cancellation(turn: Turn, ended: Booking, reason: str = "") -> Notice:
    message, template = turn.say.booking_cancelled(ended, reason)
    return to_client(ended, f"ended:{ended.id}:{ended.version}", message, template)


def _fits(turn: Turn, command: CancelFor, each: Booking) -> bool:
    local = _local(turn, each)
    return command.day in (None, local.date()) and command.time in (None, local.time())


# requests


def approve(turn: Turn, number: int | None) -> Answer:
    """Give a client the seat that they asked for, if it is still free."""
    wanted = _request(number)
    try:
        made = booking.approve(wanted, settings=turn.settings, actor=turn.actor, now=turn.now).bookings[0]
    except HAS_ALTERNATIVES as refusal:
        return asked(turn.say.cannot_approve(wanted, refusal))
    return Answer(turn.say.booked_by_owner([made]), (confirmation(turn, made),))


def decline(turn: Turn, number: int | None) -> Answer:
    ended = booking.decline(_request(number), actor=turn.actor, now=turn.now).booking
    message, template = turn.say.request_declined(ended)
    notice = to_client(ended, f"ended:{ended.id}:{ended.version}", message, template)
    return Answer(turn.say.declined_by_owner(ended), (notice,))


def _request(number: int | None) -> Booking:
    if number:
        return booking.find(number)
    waiting = booking.requested()
    if not waiting:
        raise NoSuchBooking
    return waiting[0]


# moments


def utc(turn: Turn, local: datetime) -> datetime:
    return local.replace(tzinfo=turn.settings.zone).astimezone(UTC)


def _local(turn: Turn, each: Booking) -> datetime:
    return each.session.starts_at.astimezone(turn.settings.zone)


def _names(clients: Sequence[Client]) -> str:
    return " & ".join(each.name for each in clients)
