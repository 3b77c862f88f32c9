"""Days and times as people type them, read in the studio's own zone; nothing is guessed or shifted.

Decided here, where people leave it open:
- A bare hour from 1 to 5 is in the afternoon, after half and quarter too; 6 to 12 is as it stands. `5:30`
  is as written. A part of the day (`5:30 this afternoon`) decides for any hour without a leading zero.
- A weekday is the coming one; today's own is today until the time said, if one was said, is over.
- `next tues` may be the coming Tuesday or that of the week after: both are given, the likelier first.
- A day and a month are the next such date, unless that was at most 14 days ago: then they are that one, so
  that the desk can say it is past. `the 3rd` alone is always ahead.
- What does not exist (31 Sep, 2025-13-01, 29 Feb where none is near) is refused.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from pilateshq.conversation.tokens import Reason, Token

TimeOfDay = time  # where a field is called `time` too


@dataclass(frozen=True)
class When:
    """What was said of day and time; beside trouble, only what is sure."""

    days: tuple[date, ...] = ()  # likeliest first; more than one only after "next"
    weekday: int | None = None  # Monday is 0; only where nothing but a weekday names the day
    time: TimeOfDay | None = None
    bare: bool = False  # the time was a number and nothing else
    trouble: Reason | None = None


@dataclass(frozen=True)
class _Days:
    options: tuple[date, ...]  # likeliest first


@dataclass(frozen=True)
class _Weekday:
    number: int


@dataclass(frozen=True)
class _Times:
    options: tuple[time, ...]  # likeliest first
    bare: bool = False


@dataclass(frozen=True)
class _Part:
    """A part of the day, from one hour up to another."""

    first: int
    end: int


_Value = _Days | _Weekday | _Times | _Part | Reason
_Found = tuple[int, tuple[_Value, ...]]  # of how many tokens, and what they say
_AHEAD = 6  # tokens in the longest form, and one more


def read_when(tokens: Sequence[Token], *, now: datetime) -> tuple[When, tuple[Token, ...]]:
    """Read the day and time that the tokens name, and give back the tokens that name neither.

    `now` is aware, in the studio's zone.
    """
    said: list[_Value] = []
    rest: list[Token] = []
    texts = [token.text for token in tokens] + [""] * _AHEAD
    at = 0
    while at < len(tokens):
        length, values = _recognise(texts[at : at + _AHEAD], now.date()) or (1, ())
        said += values
        rest += () if values else (tokens[at],)
        at += length
    return _resolve(said, now), tuple(rest)


def read_day(tokens: Sequence[Token], *, now: datetime) -> tuple[tuple[date, ...] | Reason, int]:
    """Read the day that the tokens begin with, and tell how many of them name it: none, perhaps."""
    texts = [token.text for token in tokens] + [""] * _AHEAD
    length, said = _day(texts, now.date()) or (0, ())
    if any(isinstance(value, _Weekday) for value in said):  # "Sun 30 Nov"
        more, date_said = _day(texts[length:], now.date()) or (0, ())
        length, said = length + more, said + date_said
    when = _resolve(said, now)
    return when.trouble or when.days, length


def _day(ahead: list[str], today: date) -> _Found | None:
    return (
        _relative_day(ahead, today)
        or _weekday(ahead, today)
        or _written_date(ahead[0], today)
        or _month_date(ahead[:_AHEAD], today)
        or _day_of_month(ahead, today)
    )


def _recognise(ahead: list[str], today: date) -> _Found | None:
    return (
        _relative_day(ahead, today)
        or _weekday(ahead, today)
        or _written_date(ahead[0], today)
        or _spoken_time(ahead)
        or _month_date(ahead, today)
        or _day_of_month(ahead, today)
        or _clock_time(ahead)
        or _part_of_day(ahead, today)
    )


_TOMORROW = {"tomorrow", "tomorow", "tommorow", "tommorrow", "tomorro", "tmrw", "tmr", "tmrow", "tmw"}
_DAYS_AHEAD = {"today": 0, "2day": 0, "yesterday": -1} | dict.fromkeys(
    _TOMORROW | {"2moro", "2morrow", "2mrw", "moro"}, 1
)
WEEKDAYS = (
    {"mon": 0, "monday": 0, "tue": 1, "tues": 1, "tuesday": 1, "wed": 2, "weds": 2, "wednesday": 2}
    | {"thu": 3, "thur": 3, "thurs": 3, "thursday": 3, "fri": 4, "friday": 4}
    | {"sat": 5, "saturday": 5, "sun": 6, "sunday": 6}
)


def _relative_day(ahead: list[str], today: date) -> _Found | None:
    if ahead[:2] == ["day", "after"] and ahead[2] in _TOMORROW:
        return 3, (_Days((today + timedelta(days=2),)),)
    days = _DAYS_AHEAD.get(ahead[0])
    return None if days is None else (1, (_Days((today + timedelta(days=days),)),))


def _weekday(ahead: list[str], today: date) -> _Found | None:
    match [WEEKDAYS.get(word, word) for word in ahead]:
        case ["next", "week", int(weekday), *_] | [int(weekday), "next", "week", *_]:
            return 3, (_Days((_coming(weekday, today + timedelta(days=7 - today.weekday())),)),)
        case ["this", "coming", int(weekday), *_]:
            return 3, (_Days((_coming(weekday, today),)),)
        case ["this" | "coming", int(weekday), *_]:
            return 2, (_Days((_coming(weekday, today),)),)
        case ["next", int(weekday), *_]:
            return 2, (_Days(_next(weekday, today)),)
        case [int(weekday), *_]:
            return 1, (_Weekday(weekday),)
    return None


def _coming(weekday: int, first: date) -> date:
    return first + timedelta(days=(weekday - first.weekday()) % 7)


def _next(weekday: int, today: date) -> tuple[date, ...]:
    coming = _coming(weekday, today + timedelta(days=1))
    if weekday == today.weekday():
        return (coming,)
    later = coming + timedelta(days=7)
    return (later, coming) if weekday > today.weekday() else (coming, later)


_ISO = re.compile(r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})(?:\2([0-9]{4}|[0-9]{2}))?")
_DAY = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?")
_YEAR = re.compile(r"20[23][0-9]")
_SHORT = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTHS = (
    {name: number for number, name in enumerate(_SHORT, 1)}
    | {"january": 1, "february": 2, "march": 3, "april": 4, "june": 6, "july": 7, "august": 8}
    | {"sept": 9, "september": 9, "october": 10, "november": 11, "december": 12}
)
_NOUNS = {"session", "class", "lesson", "booking", "slot", "spot", "seat", "place"}
_COUNTED = (
    {"sessions", "classes", "lessons", "bookings", "slots", "spots", "seats", "places", "people", "times"}
    | {"min", "mins", "minutes", "hour", "hours", "hr", "hrs", "week", "weeks", "day", "days"}
    | {"month", "months", "x"}
)
_RECENT = timedelta(days=14)


def _written_date(word: str, today: date) -> _Found | None:
    if found := _ISO.fullmatch(word):
        return 1, (_exactly(int(found[1]), int(found[2]), int(found[3])),)
    found = _DAY_FIRST.fullmatch(word)
    if not found or (found[2] != "/" and len(found[4] or "") < 4):  # 8.30 is a time
        return None
    return 1, (_dated(int(found[1]), int(found[3]), found[4], today=today),)


def _month_date(ahead: list[str], today: date) -> _Found | None:
    kept = [(word, length) for length, word in enumerate(ahead, 1) if word not in ("the", "of")]
    if len(kept) < 3 or ahead[0] == "of":
        return None
    (first, _), (second, length), (third, longer) = kept[:3]
    day, month = (first, second) if second in MONTHS else (second, first)
    number = _DAY.fullmatch(day)
    if not number or month not in MONTHS or third in _HALVES:  # in "June 3 pm" June is a person
        return None
    year = (
        third if _YEAR.fullmatch(third) and abs(int(third) - today.year) < 3 else None
    )  # 2030 may be a time
    return longer if year else length, (_dated(int(number[1]), MONTHS[month], year, today=today),)


def _day_of_month(ahead: list[str], today: date) -> _Found | None:
    length = 2 if ahead[0] == "the" else 1
    found = _DAY.fullmatch(ahead[length - 1])
    if not found or found[0] == found[1] or ahead[length] in _NOUNS:  # "my 3rd session"
        return None
    first = today.replace(day=1)
    month = first if int(found[1]) >= today.day else (first + timedelta(days=31)).replace(day=1)
    return length, (_exactly(month.year, month.month, int(found[1])),)


def _dated(day: int, month: int, year: str | None, *, today: date) -> _Days | Reason:
    if year:
        return _exactly(int(year) + (2000 if len(year) == 2 else 0), month, day)
    recent = today - _RECENT
    found = _exactly(recent.year, month, day)
    if isinstance(found, _Days) and found.options[0] >= recent:
        return found
    return _exactly(recent.year + 1, month, day)


def _exactly(year: int, month: int, day: int) -> _Days | Reason:
    try:
        return _Days((date(year, month, day),))
    except ValueError:
        return Reason.bad_day


_CLOCK = re.compile(r"([0-9]{1,2})([h:.]([0-9]{2})?)?(am|pm|a\.m|p\.m)?")
_MILITARY = re.compile(r"(?!20[23])[0-9]{4}")  # 2025 is rather a year
_SPOKEN = (
    *((("half", "past"), 30), (("half",), 30), (("quarter", "past"), 15), (("quarter", "to"), -15)),
    *((("at",), 0), ((), 0)),
)
_HALVES = {"am": "am", "a.m": "am", "pm": "pm", "p.m": "pm", "o'clock": "", "oclock": ""}
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
HOURS = {word: hour for hour, word in enumerate(_NUMBERS, 1)} | {str(hour): hour for hour in range(1, 13)}
_HOUR = re.compile(f"({'|'.join(HOURS)})(am|pm)?")
_PARTS = (
    {"morning": _Part(0, 12)}
    | dict.fromkeys(("afternoon", "arvie", "arvo"), _Part(12, 18))
    | dict.fromkeys(("evening", "night", "tonight"), _Part(16, 24))
)


def _spoken_time(ahead: list[str]) -> _Found | None:
    """Read `half 8`, `quarter to eight pm`, `at seven`, `8 o'clock`: an hour and a word about it."""
    for spoken, minutes in _SPOKEN:
        length = len(spoken)
        found = _HOUR.fullmatch(ahead[length])
        if found and tuple(ahead[:length]) == spoken:
            half, used = _half(found[2], ahead[length + 1])
            if spoken or used:
                return length + 1 + used, (_times(HOURS[found[1]], minutes, half, spoken=True),)
    return None


def _clock_time(ahead: list[str]) -> _Found | None:
    word = ahead[0]
    if word in ("noon", "midday"):
        return 1, (_Times((time(12),)),)
    if _MILITARY.fullmatch(word):
        word = f"{word[:2]}:{word[2:]}"
    found = _CLOCK.fullmatch(word)
    if not found:
        return None
    half, used = _half(found[4], ahead[1])
    hour, bare = int(found[1]), not (found[2] or found[4] or used)
    if bare and (not 0 < hour < 24 or ahead[1] in _COUNTED or (hour == 1 and ahead[1] in _NOUNS)):
        return None
    literal = word.startswith("0")
    return 1 + used, (_times(hour, int(found[3] or 0), half, literal=literal, bare=bare),)


def _half(glued: str | None, following: str) -> tuple[str, int]:
    """Tell which half of the day is said, and in how many tokens of its own."""
    return (_HALVES[glued], 0) if glued else (_HALVES.get(following, ""), int(following in _HALVES))


def _times(
    hour: int, minutes: int, half: str, *, spoken: bool = False, literal: bool = False, bare: bool = False
) -> _Times | Reason:
    if hour > 23 or minutes > 59 or (half and not 0 < hour < (13 if half == "am" else 24)):
        return Reason.bad_time
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    written, other = (time(*divmod((hour * 60 + minutes + shift) % 1440, 60)) for shift in (0, 720))
    if half or literal or not 0 < hour <= 12:
        return _Times((written,), bare)
    return _Times((other, written) if (spoken or bare) and hour <= 5 else (written, other), bare)


def _part_of_day(ahead: list[str], today: date) -> _Found | None:
    this = ahead[0] == "this"
    part = _PARTS.get(ahead[1] if this else ahead[0])
    if not part:
        return None
    is_today = this or ahead[0] == "tonight"
    return 1 + this, (_Days((today,)), part) if is_today else (part,)


def _resolve(said: Sequence[_Value], now: datetime) -> When:
    """Put together what was said; whatever disagrees is trouble."""
    time_said = _time_said(said)
    moment = None if isinstance(time_said, Reason) else time_said
    weekdays = {value.number for value in said if isinstance(value, _Weekday)}
    named = [value.options for value in said if isinstance(value, _Days)]
    days = _days_said(named, weekdays, moment, now=now)
    troubles = [value for value in (*said, time_said, days) if isinstance(value, Reason)]
    return When(
        days=() if isinstance(days, Reason) else days,
        weekday=min(weekdays) if weekdays and not named else None,
        time=moment,
        bare=bool(moment) and all(value.bare for value in said if isinstance(value, _Times)),
        trouble=troubles[0] if troubles else None,
    )


def _time_said(said: Sequence[_Value]) -> time | Reason | None:
    options = [value.options for value in said if isinstance(value, _Times)]
    parts = [value for value in said if isinstance(value, _Part)]
    if not options:
        return Reason.no_time if parts else None
    agreed = [each for each in options[0] if all(each in others for others in options)]
    fitting = [each for each in agreed if all(part.first <= each.hour < part.end for part in parts)]
    return fitting[0] if fitting else Reason.bad_time if agreed else Reason.two_times


def _days_said(
    named: Sequence[tuple[date, ...]], weekdays: set[int], moment: time | None, *, now: datetime
) -> tuple[date, ...] | Reason:
    if len(weekdays) > 1:
        return Reason.two_days
    if not named:
        return tuple(coming(weekday, moment, now=now) for weekday in weekdays)
    agreed = (each for each in named[0] if all(each in others for others in named))
    fitting = tuple(each for each in agreed if not weekdays or each.weekday() in weekdays)
    return fitting or Reason.two_days


def coming(weekday: int, moment: time | None, *, now: datetime) -> date:
    """Find the next such weekday; today counts until the time said is over."""
    over = moment is not None and moment <= now.time()
    return _coming(weekday, now.date() + timedelta(days=1 if over else 0))
