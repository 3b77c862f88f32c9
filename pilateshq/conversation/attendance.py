"""Who came, who did not, and who is sick, as the owner tells it."""

from dataclasses import replace

from pilateshq.conversation import bookings, roll_call, whom
from pilateshq.conversation.commands import Attendance, Mark, MarkBooking
from pilateshq.conversation.turn import Answer, Turn, asked
from pilateshq.conversation.wording import Option
from pilateshq.messages import plain
from pilateshq.models import Booking, BookingStatus
from pilateshq.studio import attendance, booking


def attended(turn: Turn, command: Attendance) -> Answer:
    """Mark today's booking nearest to now, or the one of the day and time that were named."""
    found = whom.person(turn, command.person, lambda who: replace(command, person=who))
    if isinstance(found, Answer):
        return found
    near = attendance.near(found, settings=turn.settings, now=turn.now)
    fitting = [each for each in near if _is_meant(turn, command, each)]
    if not fitting:
        return asked(turn.say.nothing_to_mark(found, _others(turn, command, near)))
    return _mark(turn, fitting[0], command.mark)


def mark_number(turn: Turn, command: MarkBooking) -> Answer:
    return _mark(turn, booking.find(command.booking), command.mark)


def _mark(turn: Turn, meant: Booking, mark: Mark) -> Answer:
    marked = attendance.mark(meant, BookingStatus(mark), actor=turn.actor, now=turn.now)
    reply = turn.say.marked(marked.booking)
    reply = roll_call.with_the_others(turn, marked.booking, plain(reply)) or reply
    if mark != "sick" or marked.was == BookingStatus.sick:
        return Answer(reply)
    message, template = turn.say.get_well(marked.booking)
    key = f"ended:{marked.booking.id}:{marked.booking.version}"
    return Answer(reply, (bookings.to_client(marked.booking, key, message, template),))


def _is_meant(turn: Turn, command: Attendance, each: Booking) -> bool:
    local = each.session.starts_at.astimezone(turn.settings.zone)
    day = command.day or turn.now.astimezone(turn.settings.zone).date()
    return local.date() == day and command.time in (None, local.time())


def _others(turn: Turn, command: Attendance, near: list[Booking]) -> list[Option]:
    """Offer the next booking and the last one, as far as the mark makes sense for them."""
    coming = [each for each in near if each.session.starts_at > turn.now][:1]
    over = [each for each in near if each.session.starts_at <= turn.now][:1]
    offered = [*over, *coming] if command.mark == "sick" else over
    return [
        (turn.say.moment(each.session.starts_at), str(MarkBooking(each.id, command.mark))) for each in offered
    ]
