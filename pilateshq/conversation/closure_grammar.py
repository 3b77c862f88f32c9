"""Lines about the studio as a whole: days closed and opened, and news for everybody."""

import re
from collections.abc import Sequence
from datetime import date

from pilateshq.conversation import names
from pilateshq.conversation.commands import Close, News, Open, Unclear
from pilateshq.conversation.line import (
    FILLER,
    Line,
    after_verb,
    asked,
    is_word,
    seen_in,
)
from pilateshq.conversation.sentences import shortened
from pilateshq.conversation.tokens import Reason, Token
from pilateshq.conversation.when import read_day

_CLOSE = {"close", "closed", "closing"}
_OPEN = {"open", "reopen", "re-open"}
_IDLE = FILLER | {"we", "we're", "are", "studio", "day", "days", "from", "of", "between", "?", ","}
_TO = {"to", "till", "til", "until", "through", "-", "–"}
_POLITE = {"please", "pls", "plz", "thanks", "thx", "ta", ","}
_REASONS = {"because", "for", "due", "as", "cos", "coz", "cause", "since"}


def close(line: Line) -> Close | Unclear | None:
    if not _begins(line, _CLOSE):
        return None
    days, rest = _days(line)
    seen = seen_in(rest)
    reason = _reason(line, rest[2:] if seen else rest)
    first, last = days or (line.tomorrow, line.tomorrow)
    why = _trouble(line, days) or (Reason.not_understood if reason is None else None)
    if why:
        return Unclear("close", why, str(Close(*_example(line, days))), _unread(line, days, rest))
    return Close(first, last, reason or "", seen)


def open_(line: Line) -> Open | Unclear | None:
    if not _begins(line, _OPEN):
        return None
    days, rest = _days(line)
    first, last = days or (line.tomorrow, line.tomorrow)
    why = _trouble(line, days) or (Reason.not_understood if _told(rest) else None)
    if why:
        return Unclear("open", why, str(Open(*_example(line, days))), _unread(line, days, rest))
    return Open(first, last)


def _begins(line: Line, verbs: set[str]) -> bool:
    said = [token for token in line.tokens if token.text not in _IDLE]
    return bool(said) and said[0].text in verbs and "leads" not in line.texts


def _example(line: Line, days: tuple[date, date] | None) -> tuple[date, date]:
    return days if days and line.now.date() <= days[0] <= days[1] else (line.tomorrow, line.tomorrow)


def _unread(line: Line, days: tuple[date, date] | None, rest: Sequence[Token]) -> str:
    is_bad = days is None or days[1] < line.now.date()
    return after_verb(line) if is_bad else " ".join(token.raw for token in _told(rest))


def _told(rest: Sequence[Token]) -> list[Token]:
    return [token for token in rest if is_word(token) and token.text not in _POLITE]


def _trouble(line: Line, days: tuple[date, date] | None) -> Reason | None:
    if days is None:
        return Reason.no_day
    if days[0] > days[1] or days[1] < line.now.date():
        return Reason.bad_day
    return asked(line)


def _days(line: Line) -> tuple[tuple[date, date] | None, Sequence[Token]]:
    """Read the first day and the last, and give what follows them."""
    left = [token for token in line.tokens if token.text != "?"]
    while left and (left[0].text in _IDLE | _CLOSE | _OPEN):
        left = left[1:]
    first, used = _day(left, line)
    if first is None:
        return None, left
    left = left[used:]
    if not left or left[0].text not in _TO:
        return (first, first), left
    last, used = _day(left[1:], line)
    if last is None:
        return None, left
    return (first, last if last >= first else _a_year_on(last)), left[1 + used :]


def _day(tokens: Sequence[Token], line: Line) -> tuple[date | None, int]:
    start = 1 if tokens and tokens[0].text == "the" else 0
    days, used = read_day(tokens[start:], now=line.now)
    return (days[0], start + used) if not isinstance(days, Reason) and len(days) == 1 else (None, 0)


def _a_year_on(day: date) -> date:
    return day.replace(year=day.year + 1, day=min(day.day, 28) if day.month == 2 else day.day)


def _reason(line: Line, rest: Sequence[Token]) -> str | None:
    """Give the reason that the line ends with, as written; None where the rest is none."""
    kept = [token for token in rest if token.text != ","]
    if not _told(kept):
        return ""
    if kept[0].text not in _REASONS and rest[0].text != ",":
        return None
    words = line.words[kept[0].end - len(kept[0].raw) :]
    return shortened(re.sub(r"^(?:(?:because|due|of|for|as|cos|coz|cause|since|to)\s+)+", "", words))


def news(line: Line) -> News | Unclear | None:
    """Keep the words of a broadcast."""
    if line.texts[:1] != ["broadcast"]:
        return None
    if len(line.texts) > 1 and (draft := names.mark(line.texts[1])) and len(line.texts) in (2, 4):
        return News(draft=draft, seen=seen_in(line.tokens[2:]))
    words = re.sub(r"^[\s,:;]+", "", line.words[line.tokens[0].end :]).rstrip()
    if not words:
        return Unclear("broadcast", Reason.no_words, "broadcast We are closed on 16 Dec", "")
    return News(words)
