"""The roll call: who came, of a whole day at once."""

from datetime import date

from pilateshq.conversation.commands import AllCame, Mark, MarkBooking, MarkWhich, RollCall
from pilateshq.conversation.turn import Answer, Turn, asked, fingerprint
from pilateshq.messages import Message
from pilateshq.models import Booking, BookingStatus
from pilateshq.studio import attendance, booking, day

MARKS: tuple[Mark, ...] = ("no_show", "sick", "attended")


def all_came(turn: Turn, command: AllCame) -> Answer:
    """Mark all of a day as attended who have not been marked yet; ask anew if that is no longer as shown."""
    on = command.day or _last_unmarked(turn)
    unmarked = _unmarked(turn, on) if on else []
    if on is None or not unmarked:
        return asked(turn.say.nobody_to_mark())
    if command.seen not in (None, fingerprint(unmarked)):
        return asked(turn.say.did_all_come(on, unmarked, str(AllCame(on, fingerprint(unmarked)))))
    for each in unmarked:
        attendance.mark(each, BookingStatus.attended, actor=turn.actor, now=turn.now)
    return Answer(turn.say.all_came(on, unmarked))


def roll_call(turn: Turn, command: RollCall) -> Answer:
    """List all of a day who have not been marked yet."""
    on = command.day or _last_unmarked(turn)
    unmarked = _unmarked(turn, on) if on else []
    if on is None or not unmarked:
        return asked(turn.say.nobody_to_mark())
    return asked(turn.say.roll_call(on, unmarked, command.page))


def mark_which(turn: Turn, command: MarkWhich) -> Answer:
    """Ask how it went for one of them."""
    about = booking.find(command.booking)
    return asked(turn.say.mark_how(about, {mark: str(MarkBooking(about.id, mark)) for mark in MARKS}))


def with_the_others(turn: Turn, marked: Booking, body: str) -> Message | None:
    """Offer to settle the others of the day, once all of it is over; None if nothing is left."""
    on = day.local_day(marked, turn.settings)
    unmarked = _unmarked(turn, on)
    hours = day.hours(on, settings=turn.settings)
    if not unmarked or max(each.ends_at for each in hours) > turn.now:
        return None
    return turn.say.the_others(body, str(AllCame(on, fingerprint(unmarked))), str(RollCall(on)))


def _unmarked(turn: Turn, on: date) -> list[Booking]:
    return day.unmarked_on(on, settings=turn.settings, now=turn.now)


def _last_unmarked(turn: Turn) -> date | None:
    """Find the last day on which somebody is not marked."""
    unmarked = day.unmarked(now=turn.now)
    return day.local_day(unmarked[-1], turn.settings) if unmarked else None
