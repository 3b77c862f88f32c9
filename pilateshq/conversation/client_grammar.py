"""What clients say: of their own bookings, of a seat that they want, and to the owner."""

import re
from collections.abc import Sequence
from itertools import dropwhile

from pilateshq.conversation import names
from pilateshq.conversation.assistant_grammar import ask_owner
from pilateshq.conversation.commands import (
    Agree,
    CancelAt,
    CancelNext,
    Command,
    Free,
    MyBookings,
    OnMyWay,
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
from pilateshq.conversation.diary_grammar import free
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
    whole_day,
)
from pilateshq.conversation.money_grammar import asked_of_money
from pilateshq.conversation.moving_grammar import rather, reschedule
from pilateshq.conversation.tokens import Reason, Token, tokenise
from pilateshq.conversation.waiting_grammar import waiting
from pilateshq.conversation.when import When

_BEFORE_CANCEL = {
    *("i", "i'm", "im", "i'd", "so", "sorry", "unfortunately", "afraid", "need", "have", "want"),
    *("would", "like", "to", ",", "please", "pls", "plz", "kindly", "we", "must", "am"),
}
_BEFORE_BOOK = {
    *("i", "i'd", "id", "can", "could", "may", "you", "please", "would", "want", "need", "like"),
    *("love", "to", "still", "let", "me", ","),
}
_LISTED = {("bookings",), ("sessions",), ("classes",), ("lessons",)} | {
    *(("when", "is"), ("when", "am", "i"), ("when", "am", "i", "booked")),
    *(("when", "do", "i", "come"), ("when", "do", "i", "train"), ("am", "i"), ("am", "i", "booked")),
    *(("what", "do", "i", "have"), ("what", "have", "i", "booked"), ("when", "'s"), ("whens",)),
    *(("what", "time", "is"), ("what", "time", "am", "i"), ("what", "time", "am", "i", "booked")),
}
_UNSAID = FILLER | COMING | {"my", "show", "me", "see", "list", "all", ",", "again"}
_ONE = {"booking", "session", "class", "lesson"}
_BESIDE_MY_WAY = {
    *("i'm", "im", "i", "am", "just", "now", "there", "coming", "sorry", "running", "'s", "already", ","),
    *("quickly", "in", "the", "car"),
}
_BESIDE_CONSENT = {"yes", "please", "pls", "thanks", "thank", "thx", "you", ","}


def said_by_client(line: Line) -> Command | None:
    return (
        tell_owner(line)
        or ask_owner(line)
        or asked_of_money(line)
        or waiting(line)
        or my_bookings(line)
        or reschedule(line)
        or reject(line)
        or consent(line)
        or cancel_or_concern(line)
        or request(line)
        or free_for_me(line)
        or on_my_way(line)
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
    """Read `bookings`, `when am I in`, `what time am I tmrw?`; a day that is said narrows it."""
    match line.texts:
        case ["bookings", "page", number] if names.mark(f"#{number}"):
            return MyBookings(int(number))
    said = tuple(token.text for token in line.rest if is_word(token) and token.text not in _UNSAID)
    is_own = not said and "my" in line.texts and bool(_ONE & {*line.texts})
    if not (said in _LISTED or is_own) or line.when.times or line.when.trouble:
        return None
    return MyBookings(day=line.when.days[0] if len(line.when.days) == 1 else None)


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


def cancel_or_concern(line: Line) -> Command | None:
    """Read a cancel; one that is not clear because they are sick or late is for the owner."""
    if is_any_of_theirs(line):
        return MyBookings()
    command = _cancel(line)
    if isinstance(command, Unclear) and (wish := rather(line, _after_cancel(line.rest) or ())):
        return wish
    return command if command and not isinstance(command, Unclear) else concern(line) or command


def is_any_of_theirs(line: Line) -> bool:
    """Tell whether they cancel without saying which; the list of their bookings asks."""
    body = _after_cancel(line.rest)
    is_bare = body is not None and all(token.text in OWN_FILLER or not is_word(token) for token in body)
    return is_bare and line.when == When() and not line.asks


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
    if [token.text for token in body[:2]] in (["can", "you"], ["can", "i"], ["can", "we"]):
        body = tuple(dropwhile(lambda token: token.text in _BEFORE_CANCEL, body[2:]))
    match [token.text.replace("'", "") for token in body]:
        case ["cancel", *_]:
            return body[1:]
        case ["cant" | "cannot" | "wont", "make" | "come" | "attend" | "do", *_]:
            return body[2:]
        case ["not", "coming" | "attending", *_]:
            return body[2:]
        case ["unable", "to", "make" | "come" | "attend", *_] | ["not", "able", "to", "come", *_]:
            return body[3:] if body[0].text == "unable" else body[4:]
        case ["can" | "will", "not", "make" | "come" | "attend", *_] | ["wont", "be", "there" | "coming", *_]:
            return body[3:]
    return None


def request(line: Line) -> Request | Which | Unclear | None:
    """Read a wish for a seat; asking for one is a wish too, but what else they ask is no command."""
    body = _after_book(line.rest)
    if body is None:
        return None
    reading = read(line, body, whole_day(line.when), filler=OWN_FILLER | {"me"})
    command = Request(reading.day, reading.when.time, reading.kinds[0] if reading.kinds else None)
    strange = bool(reading.people or reading.anyway or reading.attended)
    if not reading.unclear and not strange:
        return each_meaning(command, reading.when)
    if line.asks:  # "book club tonight?"
        return None
    unread = " & ".join(reading.people) if strange and not reading.trouble else reading.rest
    return Unclear("book", reading.trouble or Reason.not_understood, str(command), unread)


def free_for_me(line: Line) -> Request | Which | Unclear | None:
    """Take the question what is free for a wish to see it; nothing is asked for by it."""
    match free(line):
        case Free(day, last, _, kind):
            return Request(None if last else day, None, kind)
        case _:
            return None


def on_my_way(line: Line) -> OnMyWay | None:
    """Read `on my way`, `I'm on my way just now`."""
    if line.words.startswith("on my way: "):
        return OnMyWay(line.words.removeprefix("on my way: "))
    said = [token.text for token in line.tokens if is_word(token) and token.text not in _BESIDE_MY_WAY]
    is_meant = said in (["on", "my", "way"], ["omw"], ["otw"], ["almost"], ["nearly"])
    return OnMyWay(line.words.strip()) if is_meant and not line.asks else None


def _after_book(rest: Sequence[Token]) -> tuple[Token, ...] | None:
    body = tuple(dropwhile(lambda token: token.text in _BEFORE_BOOK, rest))
    match [token.text for token in body]:
        case ["book", *_]:
            return body[1:]
        case ["put" | "pop", "me", "in" | "down", *_]:
            return body[3:]
    return None
