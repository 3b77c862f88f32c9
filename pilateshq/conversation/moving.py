"""Bookings moved: by the owner at once, for a client when she has approved."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from pilateshq.conversation import whom
from pilateshq.conversation.bookings import HAS_ALTERNATIVES, MAY_OVERRULE, to_client, utc
from pilateshq.conversation.commands import (
    DeclineMove,
    Move,
    MoveBooking,
    Reschedule,
    RescheduleBooking,
)
from pilateshq.conversation.turn import Answer, Notice, Turn, asked, to_owner
from pilateshq.conversation.wording import Option
from pilateshq.errors import NoSuchBooking, StudioError
from pilateshq.messages import ROWS_A_LIST
from pilateshq.models import Booking, Client
from pilateshq.settings import Kind
from pilateshq.studio import booking, moving, timetable

Target = MoveBooking | RescheduleBooking


# the owner's


def move(turn: Turn, command: Move) -> Answer:
    """Move the one booking that is meant; ask which, or where to, if that is open."""
    found = whom.person(turn, command.person, lambda who: replace(command, person=who))
    if isinstance(found, Answer):
        return found
    fitting = _fitting(turn, found, command.from_day, None, command.from_time)
    if not fitting:
        return asked(turn.say.none_to_cancel(found.name, command.from_day, command.from_time))
    targets = [MoveBooking(each.id, command.day, command.time, command.anyway) for each in fitting]
    if command.from_day and len(targets) > 1:
        return asked(turn.say.which_to_move(_each(turn, fitting, targets)))
    return move_booking(turn, targets[0])


def move_booking(turn: Turn, command: MoveBooking) -> Answer:
    meant = booking.find(command.booking)
    starts_at = _target(turn, meant, command)
    if starts_at is None:
        return asked(turn.say.move_where(meant, _free(turn, meant, command)))
    try:
        moved = moving.move(
            meant, starts_at, anyway=command.anyway, settings=turn.settings, actor=turn.actor, now=turn.now
        )
    except HAS_ALTERNATIVES as refusal:
        return asked(turn.say.instead(refusal, _instead(turn, meant, command, starts_at, refusal)))
    return Answer(turn.say.moved(moved), (_told(turn, moved),))


def decline(turn: Turn, command: DeclineMove) -> Answer:
    """Tell a client that their booking stays where it is."""
    meant = booking.find(command.booking)
    wished = utc(turn, datetime.combine(command.day, command.time))
    message, template = turn.say.move_declined(meant, wished)
    key = f"move declined:{meant.id}:{meant.version}:{wished.isoformat()}"
    return Answer(turn.say.move_declined_by_owner(meant), (to_client(meant, key, message, template),))


def _told(turn: Turn, moved: moving.Moved) -> Notice:
    message, template = turn.say.booking_moved(moved)
    return to_client(moved.booking, f"moved:{moved.booking.id}:{moved.booking.version}", message, template)


# a client's


def reschedule(turn: Turn, client: Client, command: Reschedule) -> Answer:
    """Find which of their bookings is meant, and what it may become; the owner reads what was not read."""
    answer = _rescheduled(turn, client, command)
    if not command.words:
        return answer
    phone = client.contact.phone or ""
    forward = turn.say.forwarded(client.name, phone, command.words)
    template = turn.say.wrote(client.name, phone)
    notices = to_owner(turn, key=f"forward:{turn.key}", message=forward, template=template)
    return replace(answer, notices=(*answer.notices, *notices))


def _rescheduled(turn: Turn, client: Client, command: Reschedule) -> Answer:
    fitting = _fitting(turn, client, command.day, command.weekday, command.time)
    if not fitting:
        return asked(turn.say.nothing_booked(command.day, command.weekday, command.time))
    first_day = _local(turn, fitting[0]).date()
    is_named = command.day or command.time or command.weekday is not None
    meant = [each for each in fitting if _local(turn, each).date() == first_day] if is_named else fitting
    targets = [RescheduleBooking(each.id, command.to_day, command.to_time) for each in meant]
    if len(targets) > 1:
        return asked(turn.say.which_to_move(_each(turn, meant, targets)))
    return reschedule_booking(turn, client, targets[0])


def reschedule_booking(turn: Turn, client: Client, command: RescheduleBooking) -> Answer:
    meant = booking.find(command.booking)
    if meant.client != client:
        raise NoSuchBooking(command.booking)
    booking.check_may_end(meant, turn.now)
    starts_at = _target(turn, meant, command)
    if starts_at is None:
        return asked(turn.say.move_where(meant, _free(turn, meant, command)))
    horizon = turn.now + timedelta(days=turn.settings.studio.client_horizon_days)
    if starts_at > horizon:
        return asked(turn.say.too_far_ahead(horizon))
    return _wished(turn, meant, command, starts_at)


def _wished(turn: Turn, meant: Booking, command: RescheduleBooking, starts_at: datetime) -> Answer:
    """Ask the owner; where the studio lets clients book, and it is not late, it is done at once."""
    try:
        moving.check(meant, starts_at, settings=turn.settings, now=turn.now)
    except HAS_ALTERNATIVES as refusal:
        return asked(turn.say.instead(refusal, _instead(turn, meant, command, starts_at, None)))
    is_late = booking.is_late(meant, turn.settings, now=turn.now)
    if turn.settings.studio.bookings_need_approval or is_late:
        local = starts_at.astimezone(turn.settings.zone)
        approve = MoveBooking(meant.id, local.date(), local.time())
        decline = DeclineMove(meant.id, local.date(), local.time())
        asks = turn.say.asks_to_move(meant, starts_at, str(approve), str(decline), late=is_late)
        notices = to_owner(turn, key=f"move:{turn.key}", message=asks)
        return Answer(turn.say.move_requested(meant, starts_at), notices)
    moved = moving.move(
        meant, starts_at, anyway=False, settings=turn.settings, actor=turn.actor, now=turn.now
    )
    nudge = to_owner(
        turn, key=f"moved:{meant.id}:{meant.version}:owner", message=turn.say.client_moved(moved)
    )
    return Answer(turn.say.moved_by_client(moved), nudge)


# where from, where to


def _fitting(
    turn: Turn, client: Client, day: date | None, weekday: int | None, at: time | None
) -> list[Booking]:
    """List the client's coming bookings of that day and time, as far as they were said."""
    return [
        each
        for each in booking.upcoming(client, now=turn.now)
        if day in (None, _local(turn, each).date())
        and weekday in (None, _local(turn, each).weekday())
        and at in (None, _local(turn, each).time())
    ]


def _target(turn: Turn, meant: Booking, command: Target) -> datetime | None:
    """Tell where to; a day or an hour that was left out stays. None where that leaves it open."""
    local = _local(turn, meant)
    if command.day is None and command.time is None:
        return None
    if command.time is None and command.day == local.date():
        return None
    return utc(turn, datetime.combine(command.day or local.date(), command.time or local.time()))


def _free(turn: Turn, meant: Booking, command: Target) -> list[Option]:
    """Offer the free times of the day that was named, else those nearest to the booking."""
    kind = timetable.kind_named(meant.session.kind, turn.settings)
    if command.day:
        free = timetable.free_on(kind, command.day, settings=turn.settings, now=turn.now)[:ROWS_A_LIST]
    else:
        free = _nearest(turn, meant, kind, meant.session.starts_at, ROWS_A_LIST)
    return [_at(turn, command, start) for start in free if start != meant.session.starts_at]


def _instead(
    turn: Turn, meant: Booking, command: Target, starts_at: datetime, refusal: StudioError | None
) -> list[Option]:
    kind = timetable.kind_named(meant.session.kind, turn.settings)
    may_overrule = isinstance(refusal, MAY_OVERRULE) and isinstance(command, MoveBooking)
    options = [
        _at(turn, command, start)
        for start in _nearest(turn, meant, kind, starts_at, 2 if may_overrule else 3)
        if start != meant.session.starts_at
    ]
    if isinstance(command, MoveBooking) and may_overrule:
        local = starts_at.astimezone(turn.settings.zone)
        anyway = replace(command, day=local.date(), time=local.time(), anyway=True)
        options.append((turn.say.move_anyway(), str(anyway)))
    return options


def _nearest(turn: Turn, meant: Booking, kind: Kind, near: datetime, count: int) -> list[datetime]:
    return timetable.next_free(kind, near, settings=turn.settings, now=turn.now, count=count)


def _at(turn: Turn, command: Target, start: datetime) -> Option:
    local = start.astimezone(turn.settings.zone)
    return turn.say.moment(start), str(replace(command, day=local.date(), time=local.time()))


def _each(turn: Turn, bookings: Sequence[Booking], targets: Sequence[Target]) -> list[Option]:
    return [
        (turn.say.moment(each.session.starts_at), str(target))
        for each, target in zip(bookings, targets, strict=True)
    ]


def _local(turn: Turn, each: Booking) -> datetime:
    return each.session.starts_at.astimezone(turn.settings.zone)
