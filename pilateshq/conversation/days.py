"""Days as people type them: `tmrw`, `next tues`, `3/10`, `the 3rd`, `in 2 weeks`, `end Nov`."""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from pilateshq.conversation.hours import HALVES, HOURS, NOUNS, QUARTERS
from pilateshq.conversation.tokens import Reason


@dataclass(frozen=True)
class Days:
    options: tuple[date, ...]  # likeliest first


@dataclass(frozen=True)
class Weekday:
    number: int


@dataclass(frozen=True)
class DayOrHour:
    """`Tue 7`, where the 7th is a Tuesday."""

    weekday: int
    day: date
    hour: int


SaidOfDay = Days | Weekday | DayOrHour | Reason
FoundDay = tuple[int, tuple[SaidOfDay, ...]]  # of how many tokens, and what they say


def named_day(ahead: list[str], today: date) -> FoundDay | None:
    """Read the day that the words begin with, where no time can be meant by it."""
    return (
        _relative_day(ahead, today)
        or _day_or_hour(ahead, today)
        or _weekday(ahead, today)
        or _written_date(ahead[0], today)
    )


def calendar_day(ahead: list[str], today: date) -> FoundDay | None:
    """Read `3 Oct`, `Oct 3rd 2026`, `the 3rd`."""
    if ahead[0] != "the" and ahead[0] not in MONTHS and not ahead[0][:1].isdigit():
        return None  # as most words do
    return _month_date(ahead, today) or _day_of_month(ahead, today)


_TOMORROW = {
    *("tomorrow", "tomorow", "tommorow", "tommorrow", "tomorro", "tmrw", "tmr", "tmrow", "tmw", "tmorow"),
    *("tmorrow", "tomoro", "tomorrw", "tomrrow", "tomrow", "tomorow", "2morow", "tomorra", "tomorrows"),
}
_DAYS_AHEAD = {"today": 0, "2day": 0, "vandag": 0, "yesterday": -1} | dict.fromkeys(
    _TOMORROW | {"2moro", "2morrow", "2mrw", "moro", "môre"}, 1
)
_DAYS_IN = {"day": 1, "days": 1, "week": 7, "weeks": 7, "fortnight": 14}
WEEKDAYS = (
    {"mon": 0, "monday": 0, "tue": 1, "tues": 1, "tuesday": 1, "wed": 2, "weds": 2, "wednesday": 2}
    | {"thu": 3, "thur": 3, "thurs": 3, "thursday": 3, "fri": 4, "friday": 4}
    | {"sat": 5, "saturday": 5, "sun": 6, "sunday": 6}
    | {"maandag": 0, "dinsdag": 1, "woensdag": 2, "donderdag": 3, "vrydag": 4, "saterdag": 5, "sondag": 6}
    | {"mondy": 0, "tusday": 1, "teusday": 1, "tuseday": 1, "wensday": 2, "wendsday": 2, "wednsday": 2}
    | {"thrusday": 3, "thurday": 3, "firday": 4, "fridy": 4, "saterday": 5, "satuday": 5}
)


def _relative_day(ahead: list[str], today: date) -> FoundDay | None:
    if ahead[:2] == ["day", "after"] and ahead[2] in _TOMORROW:
        return 3, (Days((today + timedelta(days=2),)),)
    if span := _span_ahead(ahead):
        return span[0], (Days((today + timedelta(days=span[1]),)),)
    length, end = end_of_period(ahead, today)
    if end:
        return length, (Days((end,)),)
    days = _DAYS_AHEAD.get(ahead[0])
    return None if days is None else (1, (Days((today + timedelta(days=days),)),))


def _span_ahead(ahead: list[str]) -> tuple[int, int] | None:
    """Read `in 2 weeks`, `in 10 days`, as a number of days."""
    match ahead:
        case ["in", "a" | "one" | "1", ("day" | "week" | "fortnight") as unit, *_]:
            return 3, _DAYS_IN[unit]
        case ["in", number, ("days" | "weeks") as unit, *_]:
            count = HOURS.get(number) or (int(number) if re.fullmatch("[0-9]{1,2}", number) else 0)
            return (3, count * _DAYS_IN[unit]) if count else None
    return None


def end_of_period(texts: Sequence[str], today: date) -> tuple[int, date | None]:
    """Read `end Nov`, `the end of the month`, `month end`: in how many tokens, and the last day."""
    kept = [(word, length) for length, word in enumerate(texts, 1) if word not in ("the", "of")]
    (first, _), (second, length) = [*kept, ("", 0), ("", 0)][:2]
    period = second if first == "end" else first if second == "end" else ""
    if period == "year":
        return length, date(today.year, 12, 31)
    month = today.month if period == "month" else MONTHS.get(period)
    if not month or texts[0] == "of":
        return 0, None
    year = today.year + (month < today.month)
    return length, date(year, month, monthrange(year, month)[1])


def _day_or_hour(ahead: list[str], today: date) -> FoundDay | None:
    """Read a weekday and a number that may be its date: `Fri 17`, `Thu 31`."""
    weekday, number, after = WEEKDAYS.get(ahead[0]), ahead[1], ahead[2]
    if weekday is None or not _BARE_DAY.fullmatch(number) or after in HALVES or after in MONTHS:
        return None
    match _this_or_next_month(int(number), today):
        case Days((day,)) if day.weekday() == weekday and after not in QUARTERS:
            return 2, (DayOrHour(weekday, day, int(number)),)
    return None


def _weekday(ahead: list[str], today: date) -> FoundDay | None:
    match [WEEKDAYS.get(word, word) for word in ahead]:
        case ["next", "week", int(weekday), *_] | [int(weekday), "next", "week", *_]:
            return 3, (Days((_coming(weekday, today + timedelta(days=7 - today.weekday())),)),)
        case ["this", "coming", int(weekday), *_]:
            return 3, (Days((_coming(weekday, today),)),)
        case ["this" | "coming", int(weekday), *_]:
            return 2, (Days((_coming(weekday, today),)),)
        case ["next", int(weekday), *_]:
            return 2, (Days(_next(weekday, today)),)
        case [int(weekday), *_]:
            return 1, (Weekday(weekday),)
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
_BARE_DAY = re.compile("[1-9]|[12][0-9]|3[01]")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_SPELT = {word: f"{number}th" for number, word in enumerate(_ORDINALS, 1)}
_DAY = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?")
_YEAR = re.compile(r"20[23][0-9]")
_SHORT = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTHS = (
    {name: number for number, name in enumerate(_SHORT, 1)}
    | {"january": 1, "february": 2, "march": 3, "april": 4, "june": 6, "july": 7, "august": 8}
    | {"sept": 9, "september": 9, "october": 10, "november": 11, "december": 12}
)
_RECENT = timedelta(days=14)


def _written_date(word: str, today: date) -> FoundDay | None:
    if found := _ISO.fullmatch(word):
        return 1, (_exactly(int(found[1]), int(found[2]), int(found[3])),)
    found = _DAY_FIRST.fullmatch(word)
    if not found or (found[2] != "/" and len(found[4] or "") < 4):  # 8.30 is a time
        return None
    return 1, (_dated(int(found[1]), int(found[3]), found[4], today=today),)


def _month_date(ahead: list[str], today: date) -> FoundDay | None:
    kept = [(word, length) for length, word in enumerate(ahead, 1) if word not in ("the", "of")]
    if len(kept) < 3 or ahead[0] == "of":
        return None
    (first, _), (second, length), (third, longer) = kept[:3]
    day, month = (first, second) if second in MONTHS else (second, first)
    number = _DAY.fullmatch(day)
    if not number or month not in MONTHS or third in HALVES:  # in "June 3 pm" June is a person
        return None
    year = (
        third if _YEAR.fullmatch(third) and abs(int(third) - today.year) < 3 else None
    )  # 2030 may be a time
    return longer if year else length, (_dated(int(number[1]), MONTHS[month], year, today=today),)


def _day_of_month(ahead: list[str], today: date) -> FoundDay | None:
    length = 2 if ahead[0] == "the" else 1
    word = ahead[length - 1]
    found = _DAY.fullmatch(_SPELT.get(word, word) if length == 2 else word)
    if not found or found[0] == found[1] or ahead[length] in NOUNS:  # "my 3rd session"
        return None
    return length, (_this_or_next_month(int(found[1]), today),)


def _this_or_next_month(day: int, today: date) -> Days | Reason:
    first = today.replace(day=1)
    month = first if day >= today.day else (first + timedelta(days=31)).replace(day=1)
    return _exactly(month.year, month.month, day)


def _dated(day: int, month: int, year: str | None, *, today: date) -> Days | Reason:
    if year:
        return _exactly(int(year) + (2000 if len(year) == 2 else 0), month, day)
    recent = today - _RECENT
    found = _exactly(recent.year, month, day)
    if isinstance(found, Days) and found.options[0] >= recent:
        return found
    return _exactly(recent.year + 1, month, day)


def _exactly(year: int, month: int, day: int) -> Days | Reason:
    try:
        return Days((date(year, month, day),))
    except ValueError:
        return Reason.bad_day


def coming(weekday: int, moment: time | None, *, now: datetime) -> date:
    """Find the next such weekday; today counts until the time said is over."""
    over = moment is not None and moment <= now.time()
    return _coming(weekday, now.date() + timedelta(days=1 if over else 0))
