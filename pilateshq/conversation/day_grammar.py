"""Lines that cancel all of a day, and the reason that clients are told."""

import re
from dataclasses import dataclass

from pilateshq.conversation.commands import CancelDay, CancelEverything, Unclear, Which
from pilateshq.conversation.line import (
    FILLER,
    Line,
    after_verb,
    asked,
    either,
    not_one_person,
    read_with_people,
    seen_in,
)
from pilateshq.conversation.sentences import shortened
from pilateshq.conversation.tokens import Reason, Token
from pilateshq.conversation.weekly import is_weekly
from pilateshq.conversation.when import When, read_when

_ALL = {"all", "everything", "everyone", "everybody", "whole"}
_MANY = {"sessions", "classes", "lessons", "bookings", "appointments"}
_EVERYTHING = {"all", "everything"}
_BESIDE_EVERYTHING = _EVERYTHING | _MANY | {"of"}
_HEAD = FILLER | _ALL | _MANY | {"my", "our", "of", "day", ",", "?", "cancel"}
_GOES_WITH_WHAT_FOLLOWS = {"my", "our", "the", "in", "at", "on", "down"}
_BEGINS_A_REASON = {
    *("because", "cos", "coz", "cause", "since", "due"),
    *("i", "i'm", "im", "i've", "ive", "my", "we", "we're", "we've", "our", "there's"),
}
_NARROWING = {
    *("for", "with", "but", "and", "or", "not", "if", "from", "until", "till", "til", "after", "before"),
}
_EXCEPTING = {"except", "only", "apart", "besides", "unless"}
_STRANGE_TIMES = (Reason.no_time, Reason.bad_time, Reason.two_times)
_PAUSE = re.compile(r".?\s*[,;:.(–—-]")  # from the last sign of a word, which may be one
_LEADING = re.compile(r"^(?:[\s,;:.!()–—-]+|(?:because|of|due\s+to|cos|coz|cause|since)\b)+", re.IGNORECASE)
_TRAILING = re.compile(r"[\s,;:.!?()–—-]+$")


@dataclass(frozen=True)
class _Cut:
    """A line, cut where neither days nor what fills the space between them goes on."""

    head: tuple[Token, ...]
    seen: str | None
    tail: tuple[Token, ...]
    text: str  # as written: the tail, and what stands before it
    pauses: bool  # as before a reason: a comma, a dash

    @property
    def is_reason(self) -> bool:
        """Tell whether the tail begins as a reason does; otherwise it may be somebody's name."""
        return self.pauses or self.tail[0].text in _BEGINS_A_REASON

    @property
    def is_narrower(self) -> bool:
        """Tell whether the tail leaves somebody out, or means them only."""
        first, owner = self.tail[0].text, [token.text for token in self.tail[1:2]]
        return (
            self.head[-1].text == "for"
            or first in _NARROWING
            or owner == ["'s"]
            or any(token.text in _EXCEPTING for token in self.tail)
        )

    @property
    def names_all(self) -> bool:
        return any(token.text in _MANY | {"day"} for token in self.head)


def cancel_day(line: Line) -> CancelDay | Which | Unclear | None:
    """Read `cancel all sessions tomorrow, I'm sick`; None where one person may be meant, or part of a day."""
    if line.verb != "cancel" or not {token.text for token in line.rest[1:3]} & _ALL:
        return None
    cut = _cut(line)
    when, _ = read_when(cut.head, now=line.now)
    if not _is_whole_day(cut, when):
        return None
    first_line, *more = cut.text.strip().splitlines() or [""]
    command = CancelDay(when.days[0] if when.days else None, _reason(first_line), cut.seen)
    if cut.tail and (more or not cut.is_reason):
        unread = " ".join(more) or command.reason
        return Unclear("cancel", Reason.not_understood, _example(line, command), unread)
    if why := when.trouble or _late_day(line, cut, when) or asked(line):
        return Unclear("cancel", why, _example(line, command), after_verb(line))
    return either(command, when.days)


def cancel_everything(line: Line) -> CancelEverything | Unclear | None:
    """Read `cancel everything for Peter`; None where a day is named, or nobody."""
    is_all = line.verb == "cancel" and _EVERYTHING & {*line.texts}
    if not is_all or is_weekly(line.tokens):
        return None
    seen = seen_in(line.tokens[-2:])
    tokens = line.tokens[:-2] if seen else line.tokens
    reading = read_with_people(line.only([token for token in tokens if token.text not in _BESIDE_EVERYTHING]))
    if not reading.people or not_one_person(reading) or reading.when.days or reading.when.time:
        return None
    command = CancelEverything(reading.person, seen)
    return Unclear("cancel", Reason.question, str(command), reading.rest) if line.asks else command


def _cut(line: Line) -> _Cut:
    telling = {token.place for token in line.rest if token.text not in _HEAD}
    start = next((at for at, token in enumerate(line.tokens) if token.place in telling), len(line.tokens))
    while line.tokens[start - 1].text in _GOES_WITH_WHAT_FOLLOWS and start < len(line.tokens):
        start -= 1
    head, tail = line.tokens[:start], line.tokens[start:]
    seen = seen_in(tail)
    last, tail = (tail[1], tail[2:]) if seen else (head[-1], tail)
    pauses = last.text == "," or bool(_PAUSE.match(line.words, last.end - 1))
    return _Cut(head, seen, tail, line.words[last.end :], pauses)


def _is_whole_day(cut: _Cut, when: When) -> bool:
    if when.time or when.trouble in _STRANGE_TIMES:
        return False
    if cut.tail:
        return not cut.is_narrower and (cut.is_reason or bool(when.days))
    return cut.names_all or bool(when.days or when.trouble)


def _reason(text: str) -> str:
    return shortened(_TRAILING.sub("", _LEADING.sub("", text)))


def _late_day(line: Line, cut: _Cut, when: When) -> Reason | None:
    """Refuse a day that stands in the reason only: it may be another one."""
    return Reason.no_day if not when.days and read_when(cut.tail, now=line.now)[0].days else None


def _example(line: Line, command: CancelDay) -> str:
    return str(CancelDay(command.day or line.tomorrow, command.reason.replace("?", "")))
