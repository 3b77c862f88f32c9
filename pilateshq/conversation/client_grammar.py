"""What clients say: of their own bookings, of a seat that they want, and to the owner."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import dropwhile

from pilateshq.conversation import names
from pilateshq.conversation.commands import (
    Agree,
    CancelAt,
    CancelNext,
    Command,
    Concern,
    MyBookings,
    ReadFirst,
    Reject,
    RejectOne,
    RejectStanding,
    Request,
    TellOwner,
    Unclear,
    Which,
)
from pilateshq.conversation.concerns import concern
from pilateshq.conversation.line import (
    COMING,
    FILLER,
    OWN_FILLER,
    Line,
    Reading,
    asked,
    each_meaning,
    is_word,
    read,
)
from pilateshq.conversation.tokens import Reason, Token, tokenise
from pilateshq.conversation.when import When

_BEFORE_CANCEL = {
    *("i", "i'm", "im", "i'd", "so", "sorry", "unfortunately", "afraid", "need", "have", "want"),
    *("would", "like", "to", ","),
}
_BEFORE_BOOK = {
    *("i", "i'd", "id", "can", "could", "may", "you", "please", "would", "want", "need", "like"),
    *("love", "to", "still", "let", "me", ","),
}
_LISTED = {("bookings",), ("sessions",), ("classes",), ("lessons",)} | {
    *(("when", "is"), ("when", "am", "i"), ("when", "am", "i", "booked")),
    *(("what", "time", "is"), ("what", "time", "am", "i"), ("what", "time", "am", "i", "booked")),
}
_BESIDE_CONSENT = {"yes", "please", "pls", "thanks", "thank", "thx", "you", ","}


def said_by_client(line: Line) -> Command | None:
    return (
        tell_owner(line)
        or my_bookings(line)
        or reject(line)
        or consent(line)
        or cancel_or_concern(line)
        or request(line)
    )


def tell_owner(line: Line) -> TellOwner | Unclear | None:
    if line.texts[:1] not in (["message"], ["msg"], ["tell"]):
        return None
    called = [token.text for token in tokenise(line.owner)]
    for name in (called, called[:1], ["owner"]):
        after = 1 + len(name)
        if name and line.texts[1:after] == name and line.texts[after : after + 1] != ["'s"]:
            words = re.sub(r"^[\s,:;]+", "", line.words[line.tokens[after - 1].end :]).rstrip()
            example = f"message {line.owner} I am running late"
            return TellOwner(words) if words else Unclear("message", Reason.no_words, example, "")
    return None


def my_bookings(line: Line) -> MyBookings | None:
    match line.texts:
        case ["bookings", "page", number] if names.mark(f"#{number}"):
            return MyBookings(int(number))
    dropped = FILLER | COMING | {"my", "show", "me", "see", "list", "all", ","}
    said = tuple(token.text for token in line.rest if is_word(token) and token.text not in dropped)
    return MyBookings() if said in _LISTED else None


def reject(line: Line) -> Reject | RejectOne | RejectStanding | Unclear | None:
    command: Reject | RejectOne | RejectStanding
    match [token.text for token in line.tokens if is_word(token) and token.text not in OWN_FILLER]:
        case ["reject", *sure] if sure in ([], ["sure"]):
            command = Reject(None, bool(sure))
        case ["reject", word, *sure] if (number := names.mark(word)) and sure in ([], ["sure"]):
            command = Reject(number, bool(sure))
        case ["reject", word, "one"] if number := names.mark(word):
            command = RejectOne(number)
        case ["reject", "all", word] if number := names.mark(word):
            command = RejectStanding(number)
        case ["reject", *rest]:
            return Unclear("reject", Reason.not_understood, "reject", " ".join(rest))
        case _:
            return None
    return Unclear("reject", Reason.question, str(command), "") if line.asks else command


def consent(line: Line) -> Agree | ReadFirst | None:
    match [token.text for token in line.tokens if is_word(token) and token.text not in _BESIDE_CONSENT]:
        case ["i", "agree"] | ["agree"] if not line.asks:
            return Agree()
        case ["read", "first"]:
            return ReadFirst()
    return None


def cancel_or_concern(line: Line) -> CancelNext | CancelAt | Concern | Which | Unclear | None:
    """Read a cancel; one that is not clear because they are sick or late is for the owner."""
    command = _cancel(line)
    return command if command and not isinstance(command, Unclear) else concern(line) or command


def _cancel(line: Line) -> CancelNext | CancelAt | Which | Unclear | None:
    body = _after_cancel(line.rest)
    if body is None:
        return None
    reading = read(line, body, line.when, filler=OWN_FILLER)
    command = _own_command(reading, {token.text for token in body})
    if why := reading.unclear or _not_theirs(reading, command) or asked(line):
        vague = command == CancelAt() or reading.is_at_some_number
        return Unclear("cancel", why, "cancel mon 08:00" if vague else str(command), reading.rest)
    if isinstance(command, CancelNext):
        return command
    if reading.when.dated:  # "cancel Tue 7"
        return Which((command, CancelAt(reading.when.dated)))
    return each_meaning(command, reading.when)


def _own_command(reading: Reading, texts: set[str]) -> CancelNext | CancelAt:
    when = reading.when
    if when.weekday is not None:
        return CancelAt(None, when.weekday, when.time)
    if not when.days and not when.time and COMING & texts:
        return CancelNext()
    return CancelAt(reading.day, None, when.time)


def _not_theirs(reading: Reading, command: CancelNext | CancelAt) -> Reason | None:
    if reading.people or reading.kinds or reading.anyway:
        return Reason.not_understood
    return Reason.no_day if command == CancelAt() or reading.is_at_some_number else None


def _after_cancel(rest: Sequence[Token]) -> tuple[Token, ...] | None:
    """Give the tokens after `cancel`, `can't make` and their like."""
    body = tuple(dropwhile(lambda token: token.text in _BEFORE_CANCEL, rest))
    match [token.text.replace("'", "") for token in body]:
        case ["cancel", *_]:
            return body[1:]
        case ["cant" | "cannot" | "wont", "make" | "come" | "attend", *_]:
            return body[2:]
        case ["can" | "will", "not", "make" | "come" | "attend", *_] | ["wont", "be", "there" | "coming", *_]:
            return body[3:]
    return None


def request(line: Line) -> Request | Which | Unclear | None:
    """Read a wish for a seat; asking for one is a wish too, but what else they ask is no command."""
    body = _after_book(line.rest)
    if body is None:
        return None
    reading = read(line, body, _whole_day(line.when), filler=OWN_FILLER | {"me"})
    command = Request(reading.day, reading.when.time, reading.kinds[0] if reading.kinds else None)
    strange = bool(reading.people or reading.anyway)
    if not reading.unclear and not strange:
        return each_meaning(command, reading.when)
    if line.asks:  # "book club tonight?"
        return None
    unread = " & ".join(reading.people) if strange and not reading.trouble else reading.rest
    return Unclear("book", reading.trouble or Reason.not_understood, str(command), unread)


def _whole_day(when: When) -> When:
    """Take `friday morning` for the Friday: what is free is shown then."""
    return replace(when, trouble=None) if when.days and when.trouble is Reason.no_time else when


def _after_book(rest: Sequence[Token]) -> tuple[Token, ...] | None:
    body = tuple(dropwhile(lambda token: token.text in _BEFORE_BOOK, rest))
    match [token.text for token in body]:
        case ["book", *_]:
            return body[1:]
        case ["put" | "pop", "me", "in" | "down", *_]:
            return body[3:]
    return None
