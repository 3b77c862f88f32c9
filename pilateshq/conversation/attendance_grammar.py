"""Lines that say who was sick, who never came and who came, in whatever order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pilateshq.conversation import names
from pilateshq.conversation.commands import Attendance, Mark, MarkBooking, Unclear, Which
from pilateshq.conversation.line import FILLER, Line, Reading, asked, not_one_person, read
from pilateshq.conversation.tokens import Reason, Token

_NEVER = (("didnt",), ("did", "not"), ("never",), ("hasnt",), ("has", "not"))
_COMING = (
    *(("pitch",), ("pitched",), ("pitch", "up"), ("pitched", "up"), ("show",), ("showed",), ("show", "up")),
    *(("showed", "up"), ("turn", "up"), ("turned", "up"), ("rock", "up"), ("rocked", "up"), ("come",)),
    *(("came",), ("arrive",), ("arrived",), ("attend",), ("attended",), ("make", "it"), ("made", "it")),
)
_MISSED = (("noshow",), ("noshowed",), ("no", "show"), ("no", "showed"))
_SICK = (
    *(("sick",), ("ill",), ("unwell",), ("off", "sick"), ("called", "in", "sick"), ("not", "well")),
    *(("not", "feeling", "well"), ("is", "not", "well"), ("isnt", "well")),
)
_NOT_HERE = (("wasnt", "here"), ("was", "not", "here"), ("wasnt", "there"), ("isnt", "here"), ("not", "here"))
_CAME = (
    *(("came",), ("attended",), ("pitched",), ("pitched", "up"), ("showed", "up"), ("turned", "up")),
    *(("arrived",), ("made", "it"), ("did", "come"), ("was", "here"), ("was", "there"), ("is", "here")),
    *(("s", "here"), ("present",)),
)
_PHRASES: dict[tuple[str, ...], Mark] = {
    **dict.fromkeys(_SICK, "sick"),
    **dict.fromkeys(_CAME, "attended"),
    **dict.fromkeys((*_MISSED, *_NOT_HERE), "no_show"),
    **{(verb, "a", *missed): "no_show" for verb in ("is", "was") for missed in _MISSED},
    **{(*never, *coming): "no_show" for never in _NEVER for coming in _COMING},
}
_LONGEST = max(map(len, _PHRASES))
_BEGINNINGS = {phrase[0] for phrase in _PHRASES}
_FILLER = FILLER | {"is", "was", "has", "been", "off", "very", ":"}
_ASKING = {"is", "was", "did", "does", "has", "are", "were"}
_TALK = {  # where these stand, nobody's attendance is told
    *("i", "i'm", "im", "i've", "me", "my", "we", "we're", "us", "our", "you", "your", "they", "feel"),
    *("feeling", "who", "what", "when", "where", "why", "how", "if", "nobody", "no-one", "noone"),
    *("somebody", "someone", "anyone", "anybody", "everyone", "everybody", "all", "isn't", "isnt"),
    *("don't", "dont", "won't", "wont"),
}


@dataclass(frozen=True)
class _Marked:
    mark: Mark
    phrase: tuple[Token, ...]
    others: tuple[Token, ...]


def mark_booking(line: Line) -> MarkBooking | Unclear | None:
    match line.texts:
        case ["mark", word, *_] if number := names.mark(word):
            said = line.tokens[3 if line.texts[2:3] == ["as"] else 2 :]
            marked = _find(said)
            if marked and not marked.others:
                return MarkBooking(number, marked.mark)
            unread = " ".join(token.raw for token in said)
            return Unclear("mark", Reason.not_understood, str(MarkBooking(number, "attended")), unread)
    return None


def attendance(line: Line) -> Attendance | Which | Unclear | None:
    marked = _find(line.rest)
    if marked is None or _TALK & {token.text for token in marked.others}:
        return None
    reading = _read(line, marked)
    command = Attendance(reading.person, marked.mark, reading.day, reading.when.time)
    if why := _not_marked(line, marked, reading):
        example = replace(command, person="John") if _find(marked.others) else command
        unread = reading.rest if reading.trouble is Reason.not_understood else line.words.strip()
        return Unclear(str(command).partition(" ")[0], why, str(example), unread)
    return _one_or_which(command, _candidates(line, marked, reading.person), _days(line, marked, reading))


def _find(tokens: Sequence[Token]) -> _Marked | None:
    """Find the first words that mark somebody, the longest of them."""
    plain = [token.text.replace("'", "").replace("-", "") for token in tokens]
    for at in (at for at, word in enumerate(plain) if word in _BEGINNINGS):
        for end in range(at + _LONGEST, at, -1):
            if mark := _PHRASES.get(tuple(plain[at:end])):
                return _Marked(mark, tuple(tokens[at:end]), (*tokens[:at], *tokens[end:]))
    return None


def _read(line: Line, marked: _Marked) -> Reading:
    """Read whose attendance it is; `this morning` is today."""
    when = line.when
    if when.trouble is Reason.no_time and when.days:
        when = replace(when, trouble=None)
    last = {"last"} if when.weekday is not None else set()
    return read(line, marked.others, when, filler=_FILLER | last)


def _not_marked(line: Line, marked: _Marked, reading: Reading) -> Reason | None:
    if _find(marked.others):
        return Reason.not_understood
    questions = Reason.question if line.texts[0] in _ASKING else asked(line)
    return not_one_person(reading) or questions


def _candidates(line: Line, marked: _Marked, person: str) -> tuple[str, ...]:
    """Tell who may be meant: the `mark` of "mark John sick" or the `a` of "John a no-show" may be a name."""
    first, _, others = person.partition(" ")
    if others and line.rest[0].raw == first and first.casefold() == "mark":
        by_verb = any(token.text == "as" for token in line.rest)
        return (others,) if by_verb else (others, person)
    before, _, last = person.rpartition(" ")
    article = [token.place for token in marked.others if token.raw == last][-1:]
    if last.casefold() in ("a", "an") and before and article == [marked.phrase[0].place - 1]:
        return (before, person)
    return (person,)


def _days(line: Line, marked: _Marked, reading: Reading) -> tuple[date | None, ...]:
    """Give the days that may be meant; nobody comes on a day that is ahead."""
    when = reading.when
    is_past = marked.mark != "sick" or {"was", "last"} & {token.text for token in line.rest}
    if when.weekday is None or not is_past:
        return when.days or (None,)
    day = line.now.date() - timedelta(days=(line.now.weekday() - when.weekday) % 7)
    is_ahead = day == line.now.date() and when.time and when.time > line.now.time()
    return (day - timedelta(days=7) if is_ahead else day,)


def _one_or_which(
    command: Attendance, people: Sequence[str], days: Sequence[date | None]
) -> Attendance | Which:
    options = tuple(replace(command, person=person, day=day) for person in people for day in days)
    return Which(options) if len(options) > 1 else options[0]
