"""What a client may say: they look after their own bookings, and nobody else's."""

from collections.abc import Callable
from datetime import date

from pilateshq.conversation.commands import (
    CancelAt,
    CancelBooking,
    CancelNext,
    Command,
    Greeting,
    MyBookings,
    Reject,
    TellOwner,
    Thanks,
    Unclear,
    Which,
)
from pilateshq.conversation.turn import Answer, Turn, asked, to_owner
from pilateshq.conversation.wording import first_name
from pilateshq.errors import LateCancel, NoSuchBooking
from pilateshq.messages import Message
from pilateshq.models import Booking, CancelledBy, Client
from pilateshq.studio import booking

Say = Callable[[Booking], Message]


def answer(turn: Turn, client: Client, command: Command) -> Answer:
    match command:
        case Reject(number, sure):
            return reject(turn, client, number, sure=sure)
        case MyBookings(number):
            return my_bookings(turn, client, number)
        case CancelNext():
            return cancel_next(turn, client)
        case CancelAt():
            return cancel_at(turn, client, command)
        case CancelBooking(number, sure):
            return cancel(turn, _own(client, number), sure=sure)
        case TellOwner(words):
            return tell_owner(turn, client, words)
        case Which(options):
            return asked(turn.say.which_meaning([(turn.say.command(each), str(each)) for each in options]))
        case Unclear():
            return asked(turn.say.unclear(command))
        case Greeting():
            return asked(turn.say.help_for_client(first_name(client)))
        case Thanks():
            return Answer(None)
        case _:
            return asked(turn.say.not_understood())


def reject(turn: Turn, client: Client, number: int | None, *, sure: bool) -> Answer:
    wanted = _own(client, number) if number else _newest(turn, client)
    try:
        ended = booking.reject(
            wanted, sure=sure, settings=turn.settings, actor=turn.actor, now=turn.now
        ).booking
    except LateCancel as late:
        return asked(turn.say.late(wanted, late, str(Reject(wanted.id, sure=True))))
    if ended.late:
        return _told(turn, ended, turn.say.cancelled, turn.say.client_cancelled)
    return _told(turn, ended, turn.say.rejected, turn.say.client_rejected)


def my_bookings(turn: Turn, client: Client, number: int) -> Answer:
    return Answer(turn.say.my_bookings(booking.upcoming(client, now=turn.now), number))


def cancel_next(turn: Turn, client: Client) -> Answer:
    ahead = booking.upcoming(client, now=turn.now)
    return cancel(turn, ahead[0], sure=False) if ahead else asked(turn.say.nothing_booked())


def cancel_at(turn: Turn, client: Client, command: CancelAt) -> Answer:
    """Cancel the next of their own bookings on that day and at that time."""
    fitting = [each for each in booking.upcoming(client, now=turn.now) if _fits(turn, command, each)]
    if not fitting:
        return asked(turn.say.nothing_booked(command.day, command.weekday, command.time))
    first_day = _local_day(turn, fitting[0])
    same_day = [each for each in fitting if _local_day(turn, each) == first_day]
    if len(same_day) > 1:
        return asked(turn.say.which_booking(same_day))
    return cancel(turn, fitting[0], sure=False)


def cancel(turn: Turn, wanted: Booking, *, sure: bool) -> Answer:
    try:
        ended = booking.cancel(
            wanted,
            by=CancelledBy.client,
            sure=sure,
            settings=turn.settings,
            actor=turn.actor,
            now=turn.now,
        ).booking
    except LateCancel as late:
        return asked(turn.say.late(wanted, late, str(CancelBooking(wanted.id, sure=True))))
    return _told(turn, ended, turn.say.cancelled, turn.say.client_cancelled)


def tell_owner(turn: Turn, client: Client, words: str) -> Answer:
    forward = turn.say.forwarded(client.name, client.contact.phone or "", words)
    return Answer(turn.say.passed_on(), to_owner(turn, key=f"forward:{turn.key}", message=forward))


def _told(turn: Turn, ended: Booking, to_client: Say, to_the_owner: Say) -> Answer:
    nudge = to_owner(turn, key=f"nudge:{ended.id}:{ended.version}", message=to_the_owner(ended))
    return Answer(to_client(ended), nudge)


def _own(client: Client, number: int) -> Booking:
    """Find a booking of this client's; another's is as good as none."""
    found = booking.find(number)
    if found.client != client:
        raise NoSuchBooking(number)
    return found


def _newest(turn: Turn, client: Client) -> Booking:
    ahead = booking.upcoming(client, now=turn.now)
    if not ahead:
        raise NoSuchBooking
    return max(ahead, key=lambda each: (each.booked_at, each.id))


def _fits(turn: Turn, command: CancelAt, each: Booking) -> bool:
    local = each.session.starts_at.astimezone(turn.settings.zone)
    return (
        command.day in (None, local.date())
        and command.weekday in (None, local.weekday())
        and command.time in (None, local.time())
    )


def _local_day(turn: Turn, each: Booking) -> date:
    return each.session.starts_at.astimezone(turn.settings.zone).date()
