"""Days that come round every week, and how long they do: `every Mon & Wed till end Nov`."""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum

from pilateshq.conversation.names import REPEATING
from pilateshq.conversation.tokens import Reason, Token
from pilateshq.conversation.when import HOURS, MONTHS, WEEKDAYS, coming, end_of_period, read_day

_EVERY = {"every", "each"}
_UNTIL = {"until", "till", "til"}
_JOINING = {"&", "+", ",", "and"}
_FROM = {"from", "starting", "beginning", "since"}
_NOT_WEEKLY = {"daily", "monthly"}
_FORTNIGHTLY = {"second", "2nd", "other", "alternate"}
_SOME = {"third", "3rd", "day", "month"}
_TWO = {"2", "two"}
_UNITS = {"week", "weeks", "month", "months", "year", "years"}
_SIGNS = REPEATING | {"fortnightly", "monthly", "weeks"}
_ENDLESS = {"ongoing", "indefinitely"}
_AHEAD = 8  # tokens in the longest form
_MOST = {"week": 52, "weeks": 52, "month": 12, "months": 12, "year": 1}


@dataclass(frozen=True)
class Span:
    count: int
    unit: str

    def after(self, first: date) -> date:
        """Give the first day that is no longer in it."""
        if self.unit.startswith("week"):
            return first + timedelta(weeks=self.count)
        months = first.month - 1 + self.count * (12 if self.unit == "year" else 1)
        year, month = first.year + months // 12, months % 12 + 1
        return date(year, month, min(first.day, monthrange(year, month)[1]))


@dataclass(frozen=True)
class _From:
    day: date


class _Fortnightly(Enum):
    said = True


_Piece = frozenset[int] | date | Span | _From | _Fortnightly | Reason | str | None  # text: it cannot be read
_Found = tuple[int, _Piece]  # in how many tokens


@dataclass(frozen=True)
class Weekly:
    """What was said of the days that repeat; beside trouble, only what is sure."""

    weekdays: tuple[int, ...] = ()  # in order; Monday is 0
    first: date | None = None
    until: date | None = None
    span: Span | None = None  # "for 6 weeks"
    fortnightly: bool = False
    trouble: Reason | None = None
    unread: str = ""

    def ends(self, moment: time | None, *, now: datetime) -> date | Reason | None:
        """Find the last day, counted from the first that is still to come."""
        first = min((self._first(each, moment, now) for each in self.weekdays), default=now.date())
        if self.first and self.first < now.date():
            return Reason.bad_day
        if self.until:
            return self.until if self.until >= first else Reason.bad_day
        if self.span is None:
            return None
        counted = (self.span.after(first) - timedelta(days=each) for each in range(1, 8))
        return next((day for day in counted if day.weekday() in self.weekdays), None)

    def _first(self, weekday: int, moment: time | None, now: datetime) -> date:
        day = coming(weekday, moment, now=now)
        while self.first and day < self.first:
            day += timedelta(weeks=1)
        return day


def is_weekly(tokens: Sequence[Token]) -> bool:
    texts = [token.text for token in tokens]
    return any(
        text in _SIGNS and (text != "weeks" or texts[max(at - 2, 0)] != "in") for at, text in enumerate(texts)
    )  # "in 2 weeks"


def read_weekly(tokens: Sequence[Token], *, now: datetime) -> tuple[Weekly, tuple[Token, ...]]:
    """Read the repeating days that the tokens name, and give back the tokens that say nothing of them."""
    said: list[_Piece] = []
    rest: list[Token] = []
    at = 0
    while at < len(tokens):
        found = _recognise(tokens[at : at + _AHEAD], now)
        if found:
            said.append(found[1])
        else:
            rest.append(tokens[at])
        at += found[0] if found else 1
    return _resolve(said), tuple(rest)


def _recognise(ahead: Sequence[Token], now: datetime) -> _Found | None:
    texts = [token.text for token in ahead] + [""] * _AHEAD
    return (
        _until(ahead, texts, now)
        or _from(ahead, texts, now)
        or _span(texts)
        or _not_weekly(texts)
        or _every(texts)
        or _weekdays(texts)
    )


def _until(ahead: Sequence[Token], texts: list[str], now: datetime) -> _Found | None:
    if texts[0] in _ENDLESS:
        return 1, None
    if texts[0] not in _UNTIL:
        return None
    if texts[1:3] == ["further", "notice"]:
        return 3, None
    length, end = end_of_period(texts[1:], now.date())
    if end:
        return 1 + length, end
    start = 2 if texts[1] == "the" and texts[2] in MONTHS else 1
    days, length = read_day(ahead[start:], now=now)
    if isinstance(days, Reason):
        return start + length, days
    if not days:
        return 2, " ".join(token.raw for token in ahead[:2])
    return start + length, days[0] if len(days) == 1 else Reason.two_days


def _from(ahead: Sequence[Token], texts: list[str], now: datetime) -> _Found | None:
    """Read `from 14 Oct`, `starting next week`; days that are unclear are asked about."""
    if texts[0] not in _FROM:
        return None
    start = 2 if texts[1] in ("from", "on") else 1
    if texts[start : start + 2] == ["next", "week"]:
        return start + 2, _From(now.date() + timedelta(days=7 - now.weekday()))
    days, length = read_day(ahead[start:], now=now)
    if isinstance(days, Reason):
        return start + length, days
    if not days:
        return 2, " ".join(token.raw for token in ahead[:2])
    return start + length, _From(days[0]) if len(days) == 1 else Reason.two_days


def _span(texts: list[str]) -> _Found | None:
    """Read `for 6 weeks`, `for the next six weeks`."""
    start = next(at for at, word in enumerate(texts) if word not in ("for", "the", "next"))
    number, unit = texts[start : start + 2]
    is_counted = re.fullmatch("[1-9][0-9]?", number)
    count = HOURS.get(number) or (int(number) if is_counted else int(number in ("a", "the")))
    if not count or unit not in _UNITS:
        return None
    return start + 2, Span(count, unit) if count <= _MOST.get(unit, 0) else Reason.not_yet


def _not_weekly(texts: list[str]) -> _Found | None:
    if texts[0] in _NOT_WEEKLY:
        return 1, Reason.not_yet
    if texts[0] in _EVERY and (texts[1] in _SOME or _is_other_span(texts)):
        return 2, Reason.not_yet
    return None


def _is_other_span(texts: list[str]) -> bool:
    return texts[2] in _UNITS - {"weeks"} and texts[1] not in _FORTNIGHTLY


def _every(texts: list[str]) -> _Found | None:
    if texts[0] == "fortnightly":
        return 1, _Fortnightly.said
    if texts[0] not in _EVERY | {"weekly"}:
        return None
    if texts[1] in _FORTNIGHTLY:
        return (3 if texts[2] == "week" else 2), _Fortnightly.said
    if texts[2] == "weeks":
        return 3, _Fortnightly.said if texts[1] in _TWO else Reason.not_yet
    if texts[1] == "weekday":
        return 2, frozenset(range(5))
    return 1 + (texts[0] in _EVERY and texts[1] == "week"), None


def _weekdays(texts: list[str]) -> _Found | None:
    """Read `tues`, `Mon & Wed`, `mon, wed and fri`, `mon/wed`, `Tuesdays`."""
    found: frozenset[int] = frozenset()
    at = length = 0
    while days := _days_in(texts[at]):
        found, length = found | days, at + 1
        at = next(each for each in range(length, len(texts)) if texts[each] not in _JOINING)
    return (length, found) if length else None


def _days_in(word: str) -> frozenset[int]:
    parts = [part.removesuffix("s") if part.endswith("days") else part for part in word.split("/")]
    return frozenset(WEEKDAYS[part] for part in parts) if WEEKDAYS.keys() >= {*parts} else frozenset()


def _resolve(said: Sequence[_Piece]) -> Weekly:
    weekdays = sorted({day for piece in said if isinstance(piece, frozenset) for day in piece})
    ends = {piece for piece in said if isinstance(piece, date | Span)}
    starts = {piece.day for piece in said if isinstance(piece, _From)}
    unread = [piece for piece in said if isinstance(piece, str) and not isinstance(piece, Reason)]
    troubles = [piece for piece in said if isinstance(piece, Reason)]
    troubles += [Reason.two_days] * (max(len(ends), len(starts)) > 1) + [Reason.not_understood] * bool(unread)
    return Weekly(
        weekdays=tuple(weekdays),
        first=min(starts, default=None),
        until=next((end for end in ends if isinstance(end, date)), None),
        span=next((end for end in ends if isinstance(end, Span)), None),
        fortnightly=_Fortnightly.said in said,
        trouble=troubles[0] if troubles else None,
        unread=" ".join(unread),
    )
