"""What the owner and her staff say: bookings for somebody, words to somebody; the rest by topic."""

import re
from dataclasses import replace
from datetime import time

from pilateshq.conversation import names
from pilateshq.conversation.assistant_grammar import fact, read_or_reply
from pilateshq.conversation.attendance_grammar import attendance, mark_booking
from pilateshq.conversation.closure_grammar import close, news, open_
from pilateshq.conversation.commands import (
    Approve,
    Book,
    CancelFor,
    Command,
    Decline,
    Show,
    Tell,
    Unclear,
    Which,
)
from pilateshq.conversation.day_grammar import cancel_day, cancel_everything
from pilateshq.conversation.diary_grammar import diary, find, free, late
from pilateshq.conversation.line import (
    OWN_FILLER,
    Line,
    Reading,
    asked,
    each_meaning,
    is_word,
    read_with_people,
)
from pilateshq.conversation.money_grammar import said_of_money
from pilateshq.conversation.moving_grammar import decline_move, move
from pilateshq.conversation.pausing_grammar import pause, skip
from pilateshq.conversation.people_grammar import (
    add_client,
    deactivate,
    decide_form,
    erase,
    leads,
    reactivate,
    send_form,
)
from pilateshq.conversation.roll_call_grammar import roll_call
from pilateshq.conversation.standing_grammar import book_every, cancel_every, stop
from pilateshq.conversation.tokens import Reason
from pilateshq.conversation.undo_grammar import undo, why


def said_by_admin(line: Line) -> Command | None:
    return (
        show(line)
        or undo(line)
        or why(line)
        or read_or_reply(line)
        or fact(line)
        or tell(line)
        or said_of_money(line)
        or diary(line)
        or free(line)
        or find(line)
        or book_every(line)
        or book(line)
        or news(line)
        or close(line)
        or open_(line)
        or cancel_day(line)
        or cancel_everything(line)
        or cancel_every(line)
        or cancel_for(line)
        or skip(line)
        or pause(line)
        or stop(line)
        or add_client(line)
        or deactivate(line)
        or reactivate(line)
        or erase(line)
        or leads(line)
        or send_form(line)
        or decide_form(line)
        or move(line)
        or decline_move(line)
        or decide(line)
        or roll_call(line)
        or mark_booking(line)
        or attendance(line)
        or late(line)
    )


def show(line: Line) -> Show | None:
    match line.texts:
        case ["show", word] if number := names.mark(word):
            return Show(number)
    return None


def tell(line: Line) -> Tell | Unclear | None:
    """Keep what is for somebody as it is; "tell me who is in" is for nobody, nor is "tell John's husband"."""
    if line.texts[:1] != ["tell"] or line.texts[2:3] == ["'s"]:
        return None
    words = re.sub(r"^[\s,:;]+", "", line.words[line.tokens[0].end :]).rstrip()
    to = line.tokens[1:2]
    if to and not names.mark(to[0].raw) and not names.can_be_a_name(to[0]):
        return None
    if len(line.tokens) < 3:
        why = Reason.no_words if to else Reason.no_name
        return Unclear("tell", why, str(Tell(f"{to[0].raw if to else 'John'} I am running late")), words)
    return Tell(words)


def book(line: Line) -> Book | Which | Unclear | None:
    if not line.is_booking:
        return None
    reading = read_with_people(line)
    kind = reading.kinds[0] if reading.kinds else None
    command = Book(
        reading.people, reading.day, reading.when.time, kind, reading.anyway, attended=reading.attended
    )
    if line.asks and not (command.day and command.time):  # "book club tonight?"
        return None
    if why := reading.unclear or _nobody(reading) or asked(line):
        people, day, hour = command.people or ("John",), command.day or line.tomorrow, command.time or time(8)
        return Unclear("book", why, str(replace(command, people=people, day=day, time=hour)), reading.rest)
    return each_meaning(command, reading.when)


def cancel_for(line: Line) -> CancelFor | Which | Unclear | None:
    if line.verb != "cancel":
        return None
    reading = read_with_people(line)
    command = CancelFor(reading.person, reading.day, reading.when.time)
    if why := reading.unclear or _nobody(reading) or _not_one(line, reading) or asked(line):
        example = replace(command, day=line.tomorrow) if reading.is_at_some_number else command
        return Unclear("cancel", why, str(example), reading.rest)
    return each_meaning(command, reading.when)


def _nobody(reading: Reading) -> Reason | None:
    return None if reading.people else Reason.no_name


def _not_one(line: Line, reading: Reading) -> Reason | None:
    """Say why it is not one booking of one person that is meant."""
    if len(reading.people) > 1:
        return Reason.one_person
    number_alone = names.mark(reading.people[0]) and line.texts[:2] != ["cancel", "for"]
    if number_alone or reading.kinds or reading.anyway or reading.attended:  # "#42" may be a booking's
        return Reason.not_understood
    return Reason.no_day if reading.is_at_some_number else None


def decide(line: Line) -> Approve | Decline | Unclear | None:
    said = [token.text for token in line.tokens if is_word(token) and token.text not in OWN_FILLER]
    if said[:1] not in (["approve"], ["decline"]):
        return None
    number = names.mark(said[1]) if len(said) == 2 else None
    command = Approve(number) if said[0] == "approve" else Decline(number)
    why = asked(line) if number or len(said) == 1 else Reason.not_understood
    return Unclear(said[0], why, str(command), " ".join(said[1:])) if why else command
