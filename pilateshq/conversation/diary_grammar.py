"""Lines that look something up: the diary, what is free, a client, and who runs late."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pilateshq.conversation import choosing, names
from pilateshq.conversation.commands import Diary, Find, Free, Late, Unclear, Which
from pilateshq.conversation.line import FILLER, Line, either, is_word
from pilateshq.conversation.tokens import Reason, Token

_ASKING = {
    *("what", "whats", "when", "how", "is", "are", "do", "does", "i", "we", "have", "got", "there", "here"),
    *(
        "me",
        "my",
        "our",
        "the",
        "a",
        "an",
        "any",
        "anything",
        "anyone",
        "anybody",
        "of",
        "show",
        "see",
        "list",
    ),
    *("give", "all", "many", "people", "looking", "look", "like", "list"),
}
_DIARY = {"diary", "schedule", "timetable", "roster", "calendar", "sessions", "classes", "bookings"}
_WHO = {"who", "whos"}
_WHO_IS_IN = {"coming", "booked", "training"}
_FREE = {
    *("free", "space", "spaces", "opening", "openings", "available", "availability", "gap", "gaps"),
    *("seat", "seats", "slots", "spots", "room"),
}
_BESIDE_FREE = {"who", "left", "still", "times", "time", "one", "places", "place", "you", "can", "could"}
_POLITE = {"please", "pls", "plz", "thanks", "me", "client", ","}
_FINDING = {"find", "search", "card", "lookup"}
_LATE_FILLER = FILLER | {
    *("is", "will", "be", "running", "going", "gonna", "about", "by", "min", "mins", "minutes", "m"),
    *("says", "said", "she", "he", "'s", "today", "than", "late"),
}
_A_BIT = {"bit", "little", "few"}
_MINUTES = re.compile("([1-9][0-9]?)(?:m|min|mins|minutes)?")
_TALK = {
    "i",
    "i'm",
    "im",
    "me",
    "we",
    "we're",
    "you",
    "they",
    "not",
    "never",
    "too",
    "no",
    "why",
    "who",
    "if",
}
_REST_OF_A_WEEK = timedelta(days=6)


_LookedUp = Diary | Free | Which | Unclear


@dataclass(frozen=True)
class _Stretch:
    first: date
    last: date


def diary(line: Line) -> _LookedUp | None:
    """Read `tomorrow`, `week`, `who's in at 6 tomorrow`; any word that is no part of that makes it none."""
    if choosing.only_answers(line.words):  # "the second"
        return None
    stretch, line = _stretch(line)
    said = _said(line)
    is_named = bool(stretch or line.when.days or line.when.trouble)
    texts = {token.text for token in line.rest}
    asks = said & _DIARY or (said & _WHO and (is_named or texts & {"in", "on", *_WHO_IS_IN}))
    shows = is_named and said & {"what", "whats", "show", "see", "how"}
    if not said <= _ASKING | _DIARY | _WHO | _WHO_IS_IN or not (asks or shows or (is_named and not said)):
        return None
    return _looked_up(line, Diary(line.now.date()), stretch)


def free(line: Line) -> _LookedUp | None:
    """Read `free Sat`, `any space group sat?`; without a day it is the week to come."""
    stretch, line = _stretch(line)
    said = _said(line)
    if not said & _FREE or not said <= _ASKING | _FREE | _BESIDE_FREE:
        return None
    today = line.now.date()
    if not stretch and not line.when.days:
        stretch = _Stretch(today, today + _REST_OF_A_WEEK)
    return _looked_up(line, Free(today), stretch)


def _looked_up(line: Line, command: Diary | Free, stretch: _Stretch | None) -> _LookedUp:
    """Narrow it to what is said of day, time and kind."""
    when = line.when
    kinds = {line.kinds[token.text] for token in line.rest if token.text in line.kinds}
    day = stretch.first if stretch else when.days[0] if when.days else command.day
    kind = min(kinds) if len(kinds) == 1 else None
    command = replace(command, day=day, last=stretch.last if stretch else None, time=when.time, kind=kind)
    why = None if when.trouble is Reason.no_time else when.trouble
    why = why or (Reason.two_days if stretch and when.days else Reason.two_kinds if len(kinds) > 1 else None)
    if why:
        verb = str(command).partition(" ")[0]
        return Unclear(verb, why, str(replace(command, last=None)), line.words.strip())
    return command if stretch else either(command, when.days)


def find(line: Line) -> Find | Unclear | None:
    match line.texts:
        case [verb, _, *_] if verb in _FINDING:
            idle = _POLITE | {"'s"}
            told = [token.raw for token in line.tokens[1:] if is_word(token) and token.text not in idle]
            return Find(" ".join(told)) if told else Unclear(verb, Reason.no_name, "find John", "")
        case [verb] if verb in _FINDING:
            return Unclear(verb, Reason.no_name, "find John", "")
    return None


def late(line: Line) -> Late | None:
    """Read `Sipho running 10 late`, `Sipho is late`; what else is said makes it none."""
    if "late" not in line.texts or _TALK & {*line.texts} or line.asks or not _is_today(line):
        return None
    if line.texts[0] == "late" and line.texts[1:2] != ["for"]:  # "late cancellation fee"
        return None
    told = [token for token in line.rest if not _beside_late(token, line)]
    minutes = [int(found[1]) for token in line.tokens if (found := _MINUTES.fullmatch(token.text))]
    people, strays = names.read_people(token for token in told if not _MINUTES.fullmatch(token.text))
    if len(people) != 1 or strays or len(minutes) > 1:
        return None
    return Late(people[0], minutes[0] if minutes else None)


def _beside_late(token: Token, line: Line) -> bool:
    if token.text == "a":  # "a bit late"; in "Mary A" it is hers
        return line.at_place.get(token.place + 1) in _A_BIT
    return token.text in _LATE_FILLER | _A_BIT or not is_word(token)


def _is_today(line: Line) -> bool:
    """Tell whether no other day is named, and no time but a number of minutes."""
    when = line.when
    return when.days in ((), (line.now.date(),)) and not when.trouble and (when.time is None or when.bare)


def _said(line: Line) -> set[str]:
    words = {token.text for token in line.rest if is_word(token)}
    return words - FILLER - line.kinds.keys() - {","}


def _stretch(line: Line) -> tuple[_Stretch | None, Line]:
    """Take the stretch of days out of a line: `week`, `next week`, `weekend`."""
    match line.texts:
        case [("diary" | "free"), first, "till", last, *_] if read := _dates(first, last):
            return read, line.only([line.tokens[0], *line.tokens[4:]])
    today, texts = line.now.date(), [token.text for token in line.rest]
    at = next((at for at, text in enumerate(texts) if text in ("week", "weekend")), None)
    if at is None:
        return None, line
    before = line.rest[at - 1] if at and texts[at - 1] in ("this", "next", "coming", "the") else None
    left = [token for token in line.tokens if token not in (line.rest[at], before)]
    return _week(texts[at], before.text if before else "", today), line.only(left)


def _week(word: str, before: str, today: date) -> _Stretch:
    monday = today + timedelta(days=7 - today.weekday())
    if word == "weekend":
        saturday = monday + timedelta(days=5 if before == "next" else -2)
        return _Stretch(max(saturday, today), saturday + timedelta(days=1))
    if before == "next":
        return _Stretch(monday, monday + _REST_OF_A_WEEK)
    return _Stretch(today, monday - timedelta(days=1) if before == "this" else today + _REST_OF_A_WEEK)


def _dates(first: str, last: str) -> _Stretch | None:
    try:
        return _Stretch(date.fromisoformat(first), date.fromisoformat(last))
    except ValueError:
        return None
