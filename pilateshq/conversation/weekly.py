"""Days that come round every week, and how long they do: `every Mon & Wed till end Nov`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from pilateshq.conversation.names import REPEATING
from pilateshq.conversation.tokens import Reason, Token
from pilateshq.conversation.when import HOURS, MONTHS, WEEKDAYS, coming, end_of_period, read_day

_EVERY = {"every", "each"}
_UNTIL = {"until", "till", "til"}
_JOINING = {"&", "+", ",", "and"}
_NOT_WEEKLY = {"daily", "fortnightly", "monthly", "from", "starting", "beginning", "since"}
_SOME = {"second", "2nd", "other", "alternate", "third", "3rd", "day", "weekday", "month"}
_UNITS = {"week", "weeks", "month", "months", "year", "years"}
_SIGNS = REPEATING | {"fortnightly", "monthly", "weeks"}
_AHEAD = 8  # tokens in the longest form
_MOST_WEEKS = 52

_Piece = frozenset[int] | date | timedelta | Reason | str | None  # text where it cannot be read
_Found = tuple[int, _Piece]  # in how many tokens


@dataclass(frozen=True)
class Weekly:
    """What was said of the days that repeat; beside trouble, only what is sure."""

    weekdays: tuple[int, ...] = ()  # in order; Monday is 0
    until: date | None = None
    span: timedelta | None = None  # "for 6 weeks"
    trouble: Reason | None = None
    unread: str = ""

    def ends(self, moment: time | None, *, now: datetime) -> date | Reason | None:
        """Find the last day, counted from the first that is still to come."""
        first = min((coming(each, moment, now=now) for each in self.weekdays), default=now.date())
        if self.until and self.until < first:
            return Reason.bad_day
        days = range((self.span or timedelta()).days)
        counted = [first + timedelta(days=each) for each in days]
        return self.until or max((day for day in counted if day.weekday() in self.weekdays), default=None)


def is_weekly(tokens: Sequence[Token]) -> bool:
    return any(token.text in _SIGNS for token in tokens)


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
        _until(ahead, texts, now) or _span(texts) or _not_weekly(texts) or _every(texts) or _weekdays(texts)
    )


def _until(ahead: Sequence[Token], texts: list[str], now: datetime) -> _Found | None:
    if texts[0] not in _UNTIL:
        return None
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


def _span(texts: list[str]) -> _Found | None:
    """Read `for 6 weeks`, `for the next six weeks`."""
    start = next(at for at, word in enumerate(texts) if word not in ("for", "the", "next"))
    number, unit = texts[start : start + 2]
    count = HOURS.get(number) or (int(number) if number.isdecimal() and len(number) < 3 else 0)
    if not count or unit not in _UNITS:
        return None
    is_known = unit in ("week", "weeks") and count <= _MOST_WEEKS
    return start + 2, timedelta(weeks=count) if is_known else Reason.not_yet


def _not_weekly(texts: list[str]) -> _Found | None:
    if texts[0] in _NOT_WEEKLY:
        return 1, Reason.not_yet
    if texts[0] in _EVERY and (texts[1] in _SOME or texts[2] in _UNITS):
        return 2, Reason.not_yet
    return None


def _every(texts: list[str]) -> _Found | None:
    if texts[0] not in _EVERY | {"weekly"}:
        return None
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
    ends = {piece for piece in said if isinstance(piece, date | timedelta)}
    unread = [piece for piece in said if isinstance(piece, str) and not isinstance(piece, Reason)]
    troubles = [piece for piece in said if isinstance(piece, Reason)]
    troubles += [Reason.two_days] * (len(ends) > 1) + [Reason.not_understood] * bool(unread)
    return Weekly(
        weekdays=tuple(weekdays),
        until=next((end for end in ends if isinstance(end, date)), None),
        span=next((end for end in ends if isinstance(end, timedelta)), None),
        trouble=troubles[0] if troubles else None,
        unread=" ".join(unread),
    )
