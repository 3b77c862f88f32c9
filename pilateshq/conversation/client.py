"""What a client may say: they look after their own bookings, and nobody else's."""

from collections.abc import Callable
from datetime import date, timedelta

from pilateshq.conversation import assistant, choosing, consent, moving, own_money, requests, waiting
from pilateshq.conversation.assistant_commands import AskOwner
from pilateshq.conversation.commands import (
    Accept,
    Agree,
    CancelAt,
    CancelBooking,
    CancelNext,
    Command,
    Concern,
    Greeting,
    Help,
    LeaveIt,
    Meant,
    MyBookings,
    OnMyWay,
    OwnMoneyCommand,
    Pass,
    ReadFirst,
    Reject,
    RejectOne,
    RejectStanding,
    Request,
    Reschedule,
    RescheduleBooking,
    TellOwner,
    Thanks,
    Unclear,
    Unknown,
    Wait,
    Which,
)
from pilateshq.conversation.turn import Answer, Turn, asked, reaction, to_owner
from pilateshq.conversation.wording import first_name
from pilateshq.errors import LateCancel, NoStandingBooking, NoSuchBooking
from pilateshq.messages import Message
from pilateshq.models import Booking, BookingStatus, CancelledBy, Client, StandingBooking
from pilateshq.studio import attendance, booking, history, standing, waitlist
from pilateshq.studio.history import NOT_THEIRS

NEAR_THE_SESSION = timedelta(hours=1)
Say = Callable[[Booking], Message]


def answer(turn: Turn, client: Client, command: Command) -> Answer:
    match command:
        case Reject() | RejectOne() | RejectStanding():
            return _rejected(turn, client, command)
        case MyBookings():
            return my_bookings(turn, client, command)
        case Reschedule():
            return moving.reschedule(turn, client, command)
        case RescheduleBooking():
            return moving.reschedule_booking(turn, client, command)
        case OnMyWay():
            return on_my_way(turn, client, command)
        case CancelNext():
            return cancel_next(turn, client)
        case CancelAt():
            return cancel_at(turn, client, command)
        case CancelBooking(number, sure):
            return cancel(turn, _own(turn, client, number), sure=sure)
        case Request():
            return requests.ask(turn, client, command)
        case Wait():
            return waiting.wait(turn, client, command)
        case Accept():
            return waiting.accept(turn, _own(turn, client, waiting.meant(client, command)))
        case Pass():
            return waiting.leave(turn, _own(turn, client, waiting.meant(client, command)))
        case Concern():
            return concern(turn, client, command)
        case TellOwner(words):
            return tell_owner(turn, client, words)
        case Agree():
            return consent.agree(turn, client)
        case ReadFirst():
            return consent.read_first(turn, client)
        case Meant(meant):
            return asked(turn.say.meant(turn.say.command(meant), str(meant)))
        case _ if isinstance(command, OwnMoneyCommand):
            return own_money.answer(turn, client, command)
        case _:
            return _said(turn, client, command)


def _said(turn: Turn, client: Client, command: Command) -> Answer:
    match command:
        case Which(options):
            return asked(turn.say.which_meaning(options))
        case Unclear():
            return asked(turn.say.unclear(command))
        case Greeting():
            return asked(turn.say.help_for_client(first_name(client)))
        case Help():
            return asked(turn.say.help_in_words())
        case LeaveIt():
            return asked(turn.say.left_as_it_is())
        case Thanks():
            return reaction(turn)
        case AskOwner():
            return assistant.asked_after_all(turn, command)
        case Unknown() if choosing.only_answers(turn.words):
            return asked(turn.say.nothing_open())
        case Unknown():
            return assistant.answer(turn)
        case _:
            return asked(turn.say.not_understood())


def _rejected(turn: Turn, client: Client, command: Reject | RejectOne | RejectStanding) -> Answer:
    match command:
        case RejectOne(number):
            return reject(turn, _own(turn, client, number), sure=False)
        case RejectStanding(number):
            return reject_slot(turn, client, number)
        case Reject(number, sure):
            wanted = _own(turn, client, number) if number else _newest(turn, client)
            slot = None if sure else _running_slot(wanted)
            if slot is None:
                return reject(turn, wanted, sure=sure)
            one, every = RejectOne(wanted.id), RejectStanding(slot.id)
            return asked(turn.say.one_or_all(wanted, str(one), str(every)))


def _running_slot(wanted: Booking) -> StandingBooking | None:
    slot: StandingBooking | None = wanted.standing
    running = slot and slot.ended_at is None and wanted.status == BookingStatus.booked
    return slot if running else None


def reject_slot(turn: Turn, client: Client, number: int) -> Answer:
    """End the client's weekly slot; what could only be cancelled late stays until they say so."""
    slot = standing.find(number)
    if slot.client != client:
        history.record(NOT_THEIRS, actor=turn.actor, client=client, now=turn.now, detail=turn.words)
        raise NoStandingBooking
    ended, kept = standing.end(
        [slot], by=CancelledBy.client, settings=turn.settings, actor=turn.actor, now=turn.now
    )
    nudge = turn.say.rejected_slot(client, len(ended))
    return Answer(turn.say.slot_rejected(kept), to_owner(turn, key=f"nudge:slot:{slot.id}", message=nudge))


def reject(turn: Turn, wanted: Booking, *, sure: bool) -> Answer:
    try:
        ended = booking.reject(
            wanted, sure=sure, settings=turn.settings, actor=turn.actor, now=turn.now
        ).booking
    except LateCancel as late:
        return asked(turn.say.late(wanted, late, str(Reject(wanted.id, sure=True))))
    if ended.late:
        return _told(turn, ended, turn.say.cancelled, turn.say.client_cancelled)
    return _told(turn, ended, turn.say.rejected, turn.say.client_rejected)


def my_bookings(turn: Turn, client: Client, command: MyBookings) -> Answer:
    coming = booking.upcoming(client, now=turn.now)
    if command.day:
        that_day = [each for each in coming if _local_day(turn, each) == command.day]
        return Answer(turn.say.bookings_on(command.day, that_day))
    return Answer(turn.say.my_bookings(coming, waitlist.of(client), command.page))


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
    phone = client.contact.phone or ""
    forward = turn.say.forwarded(client.name, phone, words)
    template = turn.say.wrote(client.name, phone)
    key = f"forward:{turn.key}"
    return Answer(turn.say.passed_on(), to_owner(turn, key=key, message=forward, template=template))


def concern(turn: Turn, client: Client, command: Concern) -> Answer:
    """Let the owner know that they are late or sick, with the booking that it concerns; nothing changes."""
    day = command.day or turn.now.astimezone(turn.settings.zone).date()
    near = attendance.near(client, settings=turn.settings, now=turn.now)
    about = next((each for each in near if _local_day(turn, each) == day), None)
    told = turn.say.concern(client, command.words, about)
    template = turn.say.wrote(client.name, client.contact.phone or "")
    notices = to_owner(turn, key=f"forward:{turn.key}", message=told, template=template)
    return Answer(turn.say.concern_noted(about, sick=command.kind == "sick"), notices)


def on_my_way(turn: Turn, client: Client, command: OnMyWay) -> Answer:
    """Answer politely; the owner hears of it only within an hour of their session."""
    near = attendance.near(client, settings=turn.settings, now=turn.now)
    about = [each for each in near if abs(each.session.starts_at - turn.now) <= NEAR_THE_SESSION][:1]
    if not about:
        return Answer(turn.say.see_you_soon())
    told = turn.say.forwarded(client.name, client.contact.phone or "", command.words)
    template = turn.say.wrote(client.name, client.contact.phone or "")
    notices = to_owner(turn, key=f"forward:{turn.key}", message=told, template=template)
    return Answer(turn.say.see_you_soon(), notices)


def _told(turn: Turn, ended: Booking, to_client: Say, to_the_owner: Say) -> Answer:
    nudge = to_owner(turn, key=f"nudge:{ended.id}:{ended.version}", message=to_the_owner(ended))
    return Answer(to_client(ended), nudge)


def _own(turn: Turn, client: Client, number: int) -> Booking:
    """Find a booking of this client's; another's is as good as none, but the event log tells."""
    found = booking.find(number)
    if found.client != client:
        history.record(NOT_THEIRS, actor=turn.actor, client=client, booking=found, now=turn.now)
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
