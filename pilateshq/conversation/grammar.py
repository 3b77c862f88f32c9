"""Lines of text become commands.

A line is cut into words once. Days, times, kinds and filler are taken out of it, what is left over is the
name, and what is no name makes the line `Unclear`: nothing is dropped in silence. A line that asks (`?`)
changes nothing either.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import dropwhile
from typing import TypeVar

from pilateshq.conversation import names
from pilateshq.conversation.commands import (
    Book,
    CancelAt,
    CancelBooking,
    CancelFor,
    CancelNext,
    Command,
    Greeting,
    MyBookings,
    Reject,
    Show,
    Speaker,
    TellOwner,
    Thanks,
    Unclear,
    Unknown,
    Which,
)
from pilateshq.conversation.tokens import Reason, Token, tokenise
from pilateshq.conversation.when import MONTHS, When, read_when

LONGEST = 4000  # characters; what is longer is no command

_POLITE = {
    *("please", "pls", "plz", "kindly", "just", "hi", "hey", "hello", "ok", "okay"),
    *("good", "morning", "afternoon", "evening", ","),
}
_NOUNS = {"session", "class", "lesson", "booking", "appointment", "slot", "spot"}
_FILLER = _NOUNS | {
    *("please", "pls", "plz", "thanks", "thx", "ta", "sorry", "'s"),
    *("for", "on", "at", "in", "into", "as", "down", "the"),
}
_OWN_FILLER = _FILLER | {"i", "my", "it", "to", "a", "anymore", "unfortunately", ","}
_BEFORE_CANCEL = {
    *("i", "i'm", "im", "i'd", "so", "sorry", "unfortunately", "afraid", "need", "have", "want"),
    *("would", "like", "to", ","),
}
_ARTICLES = {"a", "an"}  # or somebody's initial
_COMING = {"next", "upcoming"}
_LISTED = {("bookings",), ("sessions",), ("classes",), ("lessons",)} | {
    *(("when", "is"), ("when", "am", "i"), ("when", "am", "i", "booked")),
    *(("what", "time", "is"), ("what", "time", "am", "i"), ("what", "time", "am", "i", "booked")),
}
_GREETINGS = {
    *("hi", "hey", "hello", "hallo", "hiya", "howzit", "heita", "sawubona", "molo", "dumela"),
    *("morning", "afternoon", "evening", "menu", "help", "start"),
}
_THANKS = {"thanks", "thank", "thx", "ty", "tx", "ta", "dankie", "cheers"}
_WITH_GREETING = {"good", "there", "all", "again", "please", "pls", ","}
_WITH_THANKS = {
    *("you", "so", "very", "much", "a", "lot", "ok", "okay", "great", "perfect", "cool", "awesome"),
    *("lovely", "super", "baie", "shot", ","),
}
_THANKFUL = set("👍🙏💜❤🧡💛💚💙🤍🖤🤎💗💕💖😊🥰😘😁😀🙂😍👌🙌💪👏🤗🔥")
_SKIN = dict.fromkeys(range(0x1F3FB, 0x1F400))  # tones


@dataclass(frozen=True)
class _Line:
    """A line, and what was made of its words so far."""

    words: str
    tokens: tuple[Token, ...]  # without the polite ones that it begins with
    when: When
    rest: tuple[Token, ...]  # the verb, and all after it that says nothing of day or time
    kinds: Mapping[str, str]  # as named by the studio, under how it is typed
    owner: str
    now: datetime

    @property
    def texts(self) -> list[str]:
        return [token.text for token in self.tokens]

    @property
    def asks(self) -> bool:
        return "?" in self.texts


@dataclass(frozen=True)
class _Reading:
    """What follows a verb."""

    when: When
    people: tuple[str, ...]
    kinds: tuple[str, ...]
    anyway: bool
    rest: str
    trouble: Reason | None

    @property
    def day(self) -> date | None:
        return self.when.days[0] if self.when.days else None


def parse(words: str, *, now: datetime, speaker: Speaker, owner: str, kinds: Collection[str]) -> Command:
    """Read what a person means by a line; `now` is aware, in the studio's zone."""
    if len(words) > LONGEST:
        return Unknown(words)
    tokens, addressed = tokenise(words), {token.text for token in tokenise(owner)}
    if command := _small_talk(tokens, addressed):
        return command
    tokens = tuple(dropwhile(lambda token: token.text in _POLITE | addressed, tokens))
    when, left = read_when(tokens, now=now)
    rest = tuple(dropwhile(lambda token: token.text in _FILLER, left))
    line = _Line(words, tokens, when, rest, {kind.casefold(): kind for kind in kinds}, owner, now)
    return _marked(line) or _said_by(speaker, line) or Unknown(words)


def _said_by(speaker: Speaker, line: _Line) -> Command | None:
    match speaker:
        case Speaker.admin:
            return _show(line) or _book(line) or _cancel_for(line)
        case Speaker.client:
            return _tell_owner(line) or _my_bookings(line) or _reject(line) or _cancel_own(line)
        case Speaker.prospect:
            return None


# what anybody says


def _small_talk(tokens: Sequence[Token], addressed: set[str]) -> Greeting | Thanks | None:
    words = {token.text for token in tokens if _is_word(token)}
    if words & _GREETINGS and words <= _GREETINGS | _WITH_GREETING | addressed:
        return Greeting()
    if words & _THANKS and words <= _THANKS | _WITH_THANKS | addressed:
        return Thanks()
    symbols = "".join(token.raw for token in tokens if not _is_word(token)).translate(_SKIN)
    return Thanks() if symbols and words <= {"ok", "okay"} and set(symbols) <= _THANKFUL else None


def _is_word(token: Token) -> bool:
    return token.text in ("&", "+", ",") or any(map(str.isalnum, token.text))


def _marked(line: _Line) -> CancelBooking | None:
    match line.texts:
        case ["cancel", word, *sure] if (number := names.mark(word)) and sure in ([], ["sure"]):
            return CancelBooking(number, bool(sure))
    return None


# what the owner and her staff say


def _show(line: _Line) -> Show | None:
    match line.texts:
        case ["show", word] if number := names.mark(word):
            return Show(number)
    return None


def _book(line: _Line) -> Book | Which | Unclear | None:
    texts = [token.text for token in line.rest]
    if texts[:1] != ["book"] and not (texts[:1] in (["put"], ["pop"]) and {"in", "down"} & {*texts}):
        return None
    reading = _read_with_people(line)
    kind = reading.kinds[0] if reading.kinds else None
    command = Book(reading.people, reading.day, reading.when.time, kind, reading.anyway)
    if line.asks and not (command.day and command.time):  # "book club tonight?"
        return None
    if why := reading.trouble or _nobody(reading) or _asked(line):
        people, day, hour = (
            command.people or ("John",),
            command.day or _tomorrow(line),
            command.time or time(8),
        )
        return Unclear("book", why, str(replace(command, people=people, day=day, time=hour)), reading.rest)
    return _either(command, reading.when.days)


def _cancel_for(line: _Line) -> CancelFor | Which | Unclear | None:
    if not line.rest or line.rest[0].text != "cancel":
        return None
    reading = _read_with_people(line)
    person = reading.people[0] if reading.people else "John"
    command = CancelFor(person, reading.day, reading.when.time)
    if why := reading.trouble or _nobody(reading) or _not_one(line, reading) or _asked(line):
        example = replace(command, day=_tomorrow(line)) if _at_some_number(reading) else command
        return Unclear("cancel", why, str(example), reading.rest)
    return _either(command, reading.when.days)


def _nobody(reading: _Reading) -> Reason | None:
    return None if reading.people else Reason.no_name


def _not_one(line: _Line, reading: _Reading) -> Reason | None:
    """Say why it is not one booking of one person that is meant."""
    if len(reading.people) > 1:
        return Reason.one_person
    number_alone = names.mark(reading.people[0]) and line.texts[:2] != ["cancel", "for"]
    if number_alone or reading.kinds or reading.anyway:  # "#42" may be a booking's
        return Reason.not_understood
    return Reason.no_day if _at_some_number(reading) else None


def _at_some_number(reading: _Reading) -> bool:
    """Tell whether `8` may be the time or the day."""
    return reading.when.bare and not reading.day


def _asked(line: _Line) -> Reason | None:
    return Reason.question if line.asks else None


# what clients say


def _tell_owner(line: _Line) -> TellOwner | Unclear | None:
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


def _my_bookings(line: _Line) -> MyBookings | None:
    match line.texts:
        case ["bookings", "page", number] if names.mark(f"#{number}"):
            return MyBookings(int(number))
    dropped = _FILLER | _COMING | {"my", "show", "me", "see", "list", "all", ","}
    said = tuple(token.text for token in line.rest if _is_word(token) and token.text not in dropped)
    return MyBookings() if said in _LISTED else None


def _reject(line: _Line) -> Reject | Unclear | None:
    match [token.text for token in line.tokens if _is_word(token) and token.text not in _OWN_FILLER]:
        case ["reject", *sure] if sure in ([], ["sure"]):
            command = Reject(None, bool(sure))
        case ["reject", word, *sure] if (number := names.mark(word)) and sure in ([], ["sure"]):
            command = Reject(number, bool(sure))
        case ["reject", *rest]:
            return Unclear("reject", Reason.not_understood, "reject", " ".join(rest))
        case _:
            return None
    return Unclear("reject", Reason.question, str(command), "") if line.asks else command


def _cancel_own(line: _Line) -> CancelNext | CancelAt | Which | Unclear | None:
    body = _after_cancel(line.rest)
    if body is None:
        return None
    reading = _read(line, body, line.when, filler=_OWN_FILLER)
    command = _own_command(reading, {token.text for token in body})
    if why := reading.trouble or _not_theirs(reading, command) or _asked(line):
        vague = command == CancelAt() or _at_some_number(reading)
        return Unclear("cancel", why, "cancel mon 08:00" if vague else str(command), reading.rest)
    return command if isinstance(command, CancelNext) else _either(command, reading.when.days)


def _own_command(reading: _Reading, texts: set[str]) -> CancelNext | CancelAt:
    when = reading.when
    if when.weekday is not None:
        return CancelAt(None, when.weekday, when.time)
    if not when.days and not when.time and _COMING & texts:
        return CancelNext()
    return CancelAt(reading.day, None, when.time)


def _not_theirs(reading: _Reading, command: CancelNext | CancelAt) -> Reason | None:
    if reading.people or reading.kinds or reading.anyway:
        return Reason.not_understood
    return Reason.no_day if command == CancelAt() or _at_some_number(reading) else None


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


# what both are read by


def _read_with_people(line: _Line) -> _Reading:
    """Read what follows the verb; where that fails, Jan and June may be people: `book Jan 8 Oct 9`."""
    reading = _read(line, line.rest[1:], line.when)
    name = line.tokens[1:2]
    clear = reading.people and not reading.trouble
    if clear or not name or name[0].text not in MONTHS:
        return reading
    when, rest = read_when(line.tokens[2:], now=line.now)
    again = _read(line, (*name, *rest), when)
    return reading if again.trouble else again


def _read(line: _Line, body: Sequence[Token], when: When, *, filler: Collection[str] = _FILLER) -> _Reading:
    told = [token for token in body if not _is_filler(token, line, filler)]
    kinds = {line.kinds[token.text]: None for token in told if token.text in line.kinds}
    people, strays = names.read_people(
        token for token in told if token.text not in line.kinds and token.text != "anyway"
    )
    texts = {token.text for token in body}
    trouble = _not_done_here(texts, bool(people or when.days)) or when.trouble
    trouble = trouble or (Reason.two_kinds if len(kinds) > 1 else Reason.not_understood if strays else None)
    unread = " ".join(token.raw for token in strays) if trouble is Reason.not_understood else ""
    return _Reading(
        when=when,
        people=people,
        kinds=tuple(kinds),
        anyway="anyway" in texts,
        rest=unread or line.words[line.rest[0].end :].strip(),
        trouble=trouble,
    )


def _is_filler(token: Token, line: _Line, filler: Collection[str]) -> bool:
    if token.text in filler or not _is_word(token):
        return True
    if token.text in _COMING:  # "John's next session"; in "next week" it stands for more
        return not line.when.days and not line.when.time
    after = {each.text for each in line.rest if each.place == token.place + 1}
    return token.text in _ARTICLES and bool(after & (_NOUNS | line.kinds.keys()))


def _not_done_here(texts: set[str], narrowed: bool) -> Reason | None:
    if texts & names.REPEATING:
        return Reason.not_yet
    if texts & names.EVERYTHING:
        return Reason.not_yet if narrowed else Reason.scope
    return None


_Dated = TypeVar("_Dated", Book, CancelFor, CancelAt)


def _either(command: _Dated, days: Sequence[date]) -> _Dated | Which:
    return Which(tuple(replace(command, day=day) for day in days)) if len(days) > 1 else command


def _tomorrow(line: _Line) -> date:
    return line.now.date() + timedelta(days=1)
