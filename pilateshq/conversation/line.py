"""A line of text with its days and times taken out, and what all commands read from it alike."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import dropwhile, takewhile
from typing import TypeVar

from pilateshq.conversation import names
from pilateshq.conversation.commands import Book, CancelAt, CancelFor, Dated, Request, Wait, Which
from pilateshq.conversation.tokens import Reason, Token
from pilateshq.conversation.when import MONTHS, When, read_when

NOUNS = {"session", "class", "lesson", "booking", "appointment", "slot", "spot"}
FILLER = NOUNS | {
    *("please", "pls", "plz", "thanks", "thx", "ta", "sorry", "'s"),
    *("for", "on", "at", "in", "into", "as", "down", "the"),
}
OWN_FILLER = FILLER | {"i", "my", "it", "to", "a", "anymore", "unfortunately", ","}
_PUTTING = {"put", "pop", "squeeze", "fit", "slot"}
COMING = {"next", "upcoming"}
_FINGERPRINT = re.compile("[0-9A-Za-z]{1,32}")
_STRETCHES = {"week", "weeks", "month", "months", "weekend"}
_FLAGS = {"anyway", "attended"}
_ARTICLES = {"a", "an"}  # or somebody's initial


@dataclass(frozen=True)
class Line:
    """A line, and what was made of its words so far."""

    words: str
    tokens: tuple[Token, ...]  # without the polite ones that it begins with
    when: When
    rest: tuple[Token, ...]  # the verb, and all after it that says nothing of day or time
    kinds: Mapping[str, str]  # as named by the studio, under how it is typed
    owner: str
    now: datetime

    @cached_property
    def texts(self) -> list[str]:
        return [token.text for token in self.tokens]

    @cached_property
    def at_place(self) -> Mapping[int, str]:
        """Give what is left of the line by where it stands."""
        return {token.place: token.text for token in self.rest}

    @property
    def verb(self) -> str:
        return self.rest[0].text if self.rest else ""

    @property
    def is_booking(self) -> bool:
        texts = {token.text for token in self.rest}
        if self.verb in ("add", "schedule"):  # "add client" is somebody new
            return bool(self.when.days or self.when.time) and "client" not in texts
        return self.verb == "book" or (self.verb in _PUTTING and bool({"in", "down"} & texts))

    @property
    def asks(self) -> bool:
        return "?" in self.texts

    @property
    def tomorrow(self) -> date:
        return self.now.date() + timedelta(days=1)

    def only(self, tokens: Sequence[Token]) -> "Line":
        """Read the line again as if only these tokens stood in it."""
        when, rest = without_when(tokens, now=self.now)
        kinds = tuple(takewhile(lambda token: token.text in self.kinds, rest))
        verb_first = (*rest[len(kinds) :], *kinds)  # "single tomorrow 8, book John"
        return replace(self, tokens=tuple(tokens), when=when, rest=verb_first)


@dataclass(frozen=True)
class Reading:
    """What follows a verb."""

    when: When
    people: tuple[str, ...]
    kinds: tuple[str, ...]
    anyway: bool
    attended: bool
    rest: str
    trouble: Reason | None

    @property
    def day(self) -> date | None:
        return self.when.days[0] if self.when.days else None

    @property
    def unclear(self) -> Reason | None:
        """Tell what is wrong that buttons cannot ask about."""
        return None if self.trouble is Reason.two_times and self.when.times else self.trouble

    @property
    def person(self) -> str:
        """Give the first of the people; for an example, anybody."""
        return self.people[0] if self.people else "John"

    @property
    def is_at_some_number(self) -> bool:
        """Tell whether `8` may be the time or the day."""
        return self.when.bare and not self.day


def without_when(tokens: Sequence[Token], *, now: datetime) -> tuple[When, tuple[Token, ...]]:
    """Take days and times out of a line, and what fills it before the verb."""
    when, left = read_when(tokens, now=now)
    return when, tuple(dropwhile(lambda token: token.text in FILLER, left))


def is_word(token: Token) -> bool:
    return token.text.isalnum() or token.text in ("&", "+", ",") or any(map(str.isalnum, token.text))


def read_with_people(line: Line, *, filler: Collection[str] = FILLER) -> Reading:
    """Read what follows the verb; where that fails, Jan and June may be people: `book Jan 8 Oct 9`."""
    reading = read(line, line.rest[1:], line.when, filler=filler)
    name = line.tokens[1:2]
    clear = reading.people and not reading.trouble
    if clear or not name or name[0].text not in MONTHS:
        return reading
    when, rest = read_when(line.tokens[2:], now=line.now)
    again = read(line, (*name, *rest), when, filler=filler)
    return reading if again.trouble else again


def read(line: Line, body: Sequence[Token], when: When, *, filler: Collection[str] = FILLER) -> Reading:
    told = [token for token in body if not _is_filler(token, line, filler)]
    kinds = {line.kinds[token.text]: None for token in told if token.text in line.kinds}
    people, strays = names.read_people(
        token for token in told if token.text not in line.kinds and token.text not in _FLAGS
    )
    texts = {token.text for token in body}
    trouble = _not_done_here(texts, bool(people or when.days)) or (None if when.times else when.trouble)
    trouble = trouble or (Reason.two_kinds if len(kinds) > 1 else Reason.not_understood if strays else None)
    trouble = trouble or when.trouble
    unread = " ".join(token.raw for token in strays) if trouble is Reason.not_understood else ""
    return Reading(
        when=when,
        people=people,
        kinds=tuple(kinds),
        anyway="anyway" in texts,
        attended="attended" in texts,
        rest=unread or after_verb(line),
        trouble=trouble,
    )


def whole_day(when: When) -> When:
    """Take `friday morning` for the Friday."""
    return replace(when, trouble=None) if when.days and when.trouble is Reason.no_time else when


def seen_in(tokens: Sequence[Token]) -> str | None:
    """Read the fingerprint that the tokens begin with: `seen 3f2a`."""
    begins = len(tokens) > 1 and tokens[0].text == "seen" and _FINGERPRINT.fullmatch(tokens[1].raw)
    return tokens[1].raw if begins else None


def after_verb(line: Line) -> str:
    return line.words[line.rest[0].end :].strip() if line.rest else ""


def not_one_person(reading: Reading) -> Reason | None:
    """Say why a line does not name one person, and nothing that is no matter of theirs."""
    if not reading.people and not reading.trouble:
        return Reason.no_name
    if len(reading.people) > 1 and reading.trouble in (None, Reason.not_understood):
        return Reason.one_person
    strange = Reason.not_understood if reading.kinds or reading.anyway or reading.attended else None
    return reading.trouble or strange


def asked(line: Line) -> Reason | None:
    return Reason.question if line.asks else None


_Asked = TypeVar("_Asked", bound=Dated)
_Timed = TypeVar("_Timed", Book, CancelFor, CancelAt, Request, Wait)


def either(command: _Asked, days: Sequence[date]) -> _Asked | Which:
    return Which(tuple(replace(command, day=day) for day in days)) if len(days) > 1 else command


def each_meaning(command: _Timed, when: When) -> _Timed | Which:
    """Give the command, or each of them that the day and the time may mean."""
    days = when.days if len(when.days) > 1 else (command.day,)
    options = [replace(command, day=day, time=hour) for day in days for hour in when.times or (command.time,)]
    options += [replace(command, day=when.dated, time=None)] if when.dated else []
    return Which(tuple(options)) if len(options) > 1 else command


def _is_filler(token: Token, line: Line, filler: Collection[str]) -> bool:
    if token.text in filler or not is_word(token):
        return True
    if token.text == "or" and line.when.times:  # "8 or 9"
        return True
    if token.text in COMING and _next_text(token, line) in _STRETCHES:
        return False
    if token.text in COMING:  # "John's next session"; in "next week" it stands for more
        return not line.when.days and not line.when.time
    if token.text not in _ARTICLES:
        return False
    return _next_text(token, line) in NOUNS | line.kinds.keys()


def _next_text(token: Token, line: Line) -> str:
    return line.at_place.get(token.place + 1, "")


def _not_done_here(texts: set[str], narrowed: bool) -> Reason | None:
    if texts & names.REPEATING:
        return Reason.not_yet
    if texts & names.EVERYTHING:
        return Reason.not_yet if narrowed else Reason.scope
    return None
