"""Days as people type them, and times with them, in the studio's own zone; nothing is guessed or shifted.

Decided here, where people leave it open:
- A weekday is the coming one; today's own is today until the time said, if one was said, is over.
- `next tues` may be the coming Tuesday or that of the week after: both are given, the likelier first.
- `Tue 8` is Tuesday at 8, unless the 8th is a Tuesday: then it may be either. `Tue 8 at 9` is the 8th.
- A day and a month are the next such date, unless that was at most 14 days ago: then they are that one, so
  that the desk can say it is past. `the 3rd` alone is always ahead.
- What does not exist (31 Sep, 2025-13-01, 29 Feb where none is near) is refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from pilateshq.conversation.days import (
    MONTHS,
    WEEKDAYS,
    DayOrHour,
    Days,
    FoundDay,
    SaidOfDay,
    Weekday,
    calendar_day,
    coming,
    end_of_period,
    named_day,
)
from pilateshq.conversation.hours import (
    HOURS,
    Part,
    TimeOfDay,
    Times,
    clock_time,
    part_of_day,
    spoken_time,
    time_said,
)
from pilateshq.conversation.tokens import Reason, Token

__all__ = [
    "HOURS",
    "MONTHS",
    "WEEKDAYS",
    "TimeOfDay",
    "When",
    "coming",
    "end_of_period",
    "read_day",
    "read_when",
]


@dataclass(frozen=True)
class When:
    """What was said of day and time; beside trouble, only what is sure."""

    days: tuple[date, ...] = ()  # likeliest first; more than one only after "next"
    weekday: int | None = None  # Monday is 0; only where nothing but a weekday names the day
    time: TimeOfDay | None = None
    bare: bool = False  # the time was a number and nothing else
    times: tuple[TimeOfDay, ...] = ()  # where they are two, each of them
    dated: date | None = None  # what a weekday with a number may mean as well: "Tue 7"
    trouble: Reason | None = None


_Value = SaidOfDay | Times | Part
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
    if any(isinstance(value, Weekday) for value in said):  # "Sun 30 Nov"
        more, date_said = _day(texts[length:], now.date()) or (0, ())
        length, said = length + more, said + date_said
    when = _resolve([Days((each.day,)) if isinstance(each, DayOrHour) else each for each in said], now)
    return when.trouble or when.days, length


def _day(ahead: list[str], today: date) -> FoundDay | None:
    return named_day(ahead, today) or calendar_day(ahead, today)


def _recognise(ahead: list[str], today: date) -> _Found | None:
    return (
        named_day(ahead, today)
        or _found(spoken_time(ahead))
        or calendar_day(ahead, today)
        or _found(clock_time(ahead))
        or _part_of_day(ahead, today)
    )


def _found(one: tuple[int, Times | Reason] | None) -> _Found | None:
    return (one[0], (one[1],)) if one else None


def _part_of_day(ahead: list[str], today: date) -> _Found | None:
    this = ahead[0] == "this"
    part = part_of_day(ahead[1] if this else ahead[0])
    if not part:
        return None
    is_today = this or ahead[0] == "tonight"
    return 1 + this, (Days((today,)), part) if is_today else (part,)


def _resolve(said: Sequence[_Value], now: datetime) -> When:
    """Put together what was said; whatever disagrees is trouble."""
    said, dated = _settled(said)
    clocks = [value for value in said if isinstance(value, Times)]
    hours = time_said(clocks, [value for value in said if isinstance(value, Part)])
    moment = hours[0] if not isinstance(hours, Reason) and len(hours) == 1 else None
    weekdays = {value.number for value in said if isinstance(value, Weekday)}
    named = [value.options for value in said if isinstance(value, Days)]
    days = _days_said(named, weekdays, moment, now=now)
    troubles = [value for value in (*said, hours, days) if isinstance(value, Reason)]
    times = () if isinstance(hours, Reason) or moment else hours
    return When(
        days=() if isinstance(days, Reason) else days,
        weekday=min(weekdays) if weekdays and not named else None,
        time=moment,
        bare=bool(moment) and all(value.bare for value in clocks),
        times=times,
        dated=dated if moment and not troubles and (dated,) != days else None,
        trouble=troubles[0] if troubles else Reason.two_times if times else None,
    )


def _settled(said: Sequence[_Value]) -> tuple[list[_Value], date | None]:
    """Take `Tue 7` for a date where another time is said or no clock shows it; else for a time, perhaps."""
    either = [value for value in said if isinstance(value, DayOrHour)]
    others: list[_Value] = [value for value in said if not isinstance(value, DayOrHour)]
    if not either:
        return others, None
    is_date = any(isinstance(value, Times | Days) for value in others) or len(either) > 1
    first = either[0]
    hour = clock_time([str(first.hour), "", ""])
    if is_date or hour is None:
        return [*others, *(Days((each.day,)) for each in either)], None
    return [*others, Weekday(first.weekday), hour[1]], first.day


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
