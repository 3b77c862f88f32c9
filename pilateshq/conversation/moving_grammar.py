"""Lines that move a booking: from where, where to; what is left out stays as it is, or is asked for."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time
from itertools import dropwhile
from typing import TypeVar

from pilateshq.conversation import names
from pilateshq.conversation.commands import (
    DeclineMove,
    Move,
    MoveBooking,
    Reschedule,
    RescheduleBooking,
    Unclear,
    Which,
)
from pilateshq.conversation.line import (
    FILLER,
    NOUNS,
    OWN_FILLER,
    Line,
    asked,
    is_word,
    not_one_person,
    read,
    read_with_people,
    whole_day,
)
from pilateshq.conversation.tokens import Reason, Token
from pilateshq.conversation.when import When, read_when

_MOVING = {"move", "reschedule", "shift"}
_OWN_MOVING = _MOVING | {"change", "swap", "postpone"}
_NOT_A_TARGET = {"quarter", "need", "want", "have", "like", "love", "able"}  # "quarter to 9"
_HEAD_FILLER = FILLER | {"from", "of"}
_BEFORE_MOVING = {
    *(
        "i",
        "i'd",
        "id",
        "can",
        "could",
        "may",
        "we",
        "you",
        "please",
        "would",
        "want",
        "need",
        "like",
        "love",
    ),
    *("to", "sorry", "unfortunately", "have", "wanna", "possible", "is", "it", ",", "must", "hi", "hey"),
}
_OWN_FILLER = OWN_FILLER | {"from", "of", "time", "sessions", "rather", "instead", "we", "you", "need"}
_INSTEAD = {"rather", "instead"}
_Moved = TypeVar("_Moved", Move, MoveBooking, Reschedule, RescheduleBooking)
_Moment = tuple[date | None, time | None]


def move(line: Line) -> Move | MoveBooking | Which | Unclear | None:
    """Read `move Peter from Tue 8 to Wed 9`, `move John to Fri 9`."""
    if line.verb not in _MOVING:
        return None
    head, tail = _parted(line.tokens)
    target, unread = _target(line, tail)
    match line.texts:
        case ["move", "booking", word, *_] if number := names.mark(word):
            return _one_or_which([MoveBooking(number, *each, _anyway(line)) for each in _moments(target)])
    reading = read_with_people(line.only(head), filler=_HEAD_FILLER)
    source = whole_day(reading.when)
    command = Move(reading.person, reading.day, reading.when.time, line.tomorrow, time(9))
    is_whole = reading.trouble is Reason.no_time and not source.trouble  # "Tuesday morning"
    unfit = not_one_person(replace(reading, trouble=None) if is_whole else reading)
    why = unfit or (Reason.no_name if not reading.people else None) or target.trouble
    why = why or (Reason.not_understood if unread else None) or asked(line)
    if why:
        return Unclear(line.verb, why, str(command), unread or reading.rest)
    options = [(*a, *b) for a in _moments(source) for b in _moments(target)]
    return _one_or_which([Move(reading.person, *each, _anyway(line)) for each in options])


def decline_move(line: Line) -> DeclineMove | None:
    match line.texts:
        case ["decline", "move", word, "to", *_] if number := names.mark(word):
            when, rest = read_when(line.tokens[4:], now=line.now)
            if when.days and when.time and not rest:
                return DeclineMove(number, when.days[0], when.time)
    return None


def reschedule(line: Line) -> Reschedule | RescheduleBooking | Which | None:
    """Read a client's wish to move one of their own bookings; what is not understood, the owner reads."""
    body = tuple(dropwhile(lambda token: token.text in _BEFORE_MOVING, line.rest))
    verb = body[0] if body else None
    if verb is None or verb.text not in _OWN_MOVING:
        return None
    dropped = {token.place for token in line.rest if token.place <= verb.place}
    head, tail = _parted([token for token in line.tokens if token.place not in dropped])
    target, unread = _target(line, tail)
    if (number := names.mark(head[0].raw) if len(head) == 1 else None) and not unread:
        return _one_or_which([RescheduleBooking(number, *each) for each in _moments(target)])
    own = line.only(head)
    reading = read(own, own.rest, own.when, filler=_OWN_FILLER)
    source = whole_day(own.when)
    strange: object = reading.people or reading.kinds or unread or target.trouble or source.trouble
    strange = bool(strange or reading.trouble not in (None, own.when.trouble))
    is_theirs = verb.text == "reschedule" or (
        not strange and (source.days or target.days or NOUNS & {*line.texts})
    )
    words = line.words.strip() if strange else ""
    return _of_their_own(source, target, words=words) if is_theirs else None


def rather(line: Line, body: Sequence[Token]) -> Reschedule | Which | None:
    """Read `can't come tomorrow, can I come Friday rather?` as a wish to move what is tomorrow's."""
    texts = [token.text for token in line.tokens]
    if not (_INSTEAD & {*texts} or texts.count("come") > 1) or not body:
        return None
    starts = (at for at, token in enumerate(line.tokens) if token.place > body[0].place)
    cut = next((at for at in starts if texts[at] in (",", "can", "could", *_INSTEAD)), len(texts))
    when, _ = read_when(line.tokens[:cut], now=line.now)
    return _of_their_own(whole_day(when), When(), words=line.words.strip())


def _of_their_own(source: When, target: When, *, words: str) -> Reschedule | Which:
    """Give the wish, or each that it may be; where not all was read, where to is left to be chosen."""
    day = source.days[0] if source.days and source.weekday is None else None
    targets: list[_Moment] = [(None, None)] if words else _moments(target)
    return _one_or_which([Reschedule(day, source.weekday, source.time, *each, words) for each in targets])


def _parted(tokens: Sequence[Token]) -> tuple[Sequence[Token], Sequence[Token]]:
    """Cut at the last `to` that names a target; without one there is none."""
    texts = [token.text for token in tokens]
    cuts = [
        at for at, text in enumerate(texts) if text in ("to", ">", "→") and texts[at - 1] not in _NOT_A_TARGET
    ]
    return (tokens[: cuts[-1]], tokens[cuts[-1] + 1 :]) if cuts else (tokens, ())


def _target(line: Line, tail: Sequence[Token]) -> tuple[When, str]:
    """Read the day and time to move to, and what else stands there."""
    when, rest = read_when(tail, now=line.now)
    strays = [token.raw for token in rest if is_word(token) and token.text not in _OWN_FILLER | {"anyway"}]
    return whole_day(when), " ".join(strays)


def _moments(when: When) -> list[_Moment]:
    """List each day and time that may be meant."""
    times = (when.time,) if not when.times else when.times
    found: list[_Moment] = [(day, each) for day in when.days or (None,) for each in times]
    return [*found, (when.dated, None)] if when.dated else found


def _anyway(line: Line) -> bool:
    return "anyway" in line.texts


def _one_or_which(options: list[_Moved]) -> _Moved | Which:
    return Which(tuple(options)) if len(options) > 1 else options[0]
