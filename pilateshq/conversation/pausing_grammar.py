"""Lines that leave days out of somebody's weekly slots: one day, or all up to another."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from pilateshq.conversation.commands import Pause, SkipDate, Unclear, Which
from pilateshq.conversation.line import (
    Line,
    Reading,
    asked,
    either,
    not_one_person,
    read_with_people,
    seen_in,
)
from pilateshq.conversation.tokens import Reason, Token
from pilateshq.conversation.weekly import Weekly, read_weekly

_PAUSE = {"pause", "suspend"}
_UNTIL = {"till", "until", "til", "to"}
_LASTS = _UNTIL | {"week", "weeks", "month", "months"}
_BEGINS_A_NOTE = {
    *("she", "she's", "shes", "he", "he's", "hes", "they", "they're", "theyre", "because", "cos", "coz"),
    *("as", "since", "away"),
}
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class _Span:
    first: date
    until: date  # the first day that counts again


def skip(line: Line) -> SkipDate | Pause | Which | Unclear | None:
    """Read `skip Peter 14 Oct`, `skip Lerato next 2 weeks, she's in Durban`."""
    if line.verb != "skip":
        return None
    head, note = _without_note(line)
    if _LASTS & {token.text for token in head.tokens}:
        return _paused(head, note)
    reading = read_with_people(head)
    command = SkipDate(reading.person, reading.day or line.tomorrow, note)
    why = not_one_person(reading) or (None if reading.day else Reason.no_day)
    why = why or (Reason.not_understood if reading.when.time else None) or asked(line)
    if why:
        return Unclear("skip", why, str(command), reading.rest)
    return either(command, reading.when.days)


def pause(line: Line) -> Pause | Unclear | None:
    """Read `pause Peter till 1 Nov`; without an end it is asked for."""
    return _paused(*_without_note(line)) if line.verb in _PAUSE else None


def _paused(line: Line, note: str) -> Pause | Unclear:
    seen = seen_in(line.tokens[-2:])
    tokens = line.tokens[:-2] if seen else line.tokens
    span, without_week = _week(tokens, line.now.date())
    weekly, left = read_weekly([_until_said(token) for token in without_week], now=line.now)
    once = line.only(left)
    reading = read_with_people(once)
    span = span or _span(line, weekly, reading)
    why = weekly.trouble or not_one_person(reading) or _unfit(weekly, reading, span) or asked(line)
    if why or span is None:
        example = Pause(reading.person, line.now.date(), line.now.date() + 2 * WEEK)
        return Unclear(line.verb, why or Reason.no_end, str(example), weekly.unread or reading.rest)
    return Pause(reading.person, span.first, span.until, seen, note)


def _without_note(line: Line) -> tuple[Line, str]:
    """Cut off why it is so: that is for nobody to act on."""
    starts = (at for at in range(2, len(line.tokens)) if _begins_a_note(line.tokens[at - 1 : at + 1]))
    start = next(starts, None)
    if start is None:
        return line, ""
    return line.only(line.tokens[:start]), line.words[line.tokens[start - 1].end :].strip(" ,;:.-–—")


def _begins_a_note(pair: Sequence[Token]) -> bool:
    before, token = pair
    return token.text in _BEGINS_A_NOTE and before.text not in _UNTIL  # "till she is back" is no note


def _until_said(token: Token) -> Token:
    return replace(token, text="till") if token.text == "to" else token


def _week(tokens: Sequence[Token], today: date) -> tuple[_Span | None, Sequence[Token]]:
    """Take `next week` or `this week` out of the tokens."""
    monday = today + timedelta(days=7 - today.weekday())
    spans = {"next": _Span(monday, monday + WEEK), "this": _Span(today, monday)}
    for at, (token, following) in enumerate(pairwise(tokens)):
        if following.text == "week" and token.text in spans:
            return spans[token.text], [*tokens[:at], *tokens[at + 2 :]]
    return None, tokens


def _span(line: Line, weekly: Weekly, reading: Reading) -> _Span | None:
    first = weekly.first or reading.day or line.now.date()
    if weekly.span:
        return _Span(first, weekly.span.after(first))
    if weekly.until is None:
        return None
    whole = any(token.text == "end" for token in line.tokens)  # "till end Nov" includes its last day
    return _Span(first, weekly.until + timedelta(days=1 if whole else 0))


def _unfit(weekly: Weekly, reading: Reading, span: _Span | None) -> Reason | None:
    if weekly.weekdays or reading.when.time or weekly.fortnightly:
        return Reason.not_understood
    return Reason.bad_day if span and span.until <= span.first else None
