"""Lines that settle a day's attendance at once, and the briefing on demand."""

import re
from contextlib import suppress
from datetime import date, timedelta

from pilateshq.conversation import names
from pilateshq.conversation.commands import AllCame, Briefing, MarkWhich, RollCall, Unclear
from pilateshq.conversation.line import FILLER, Line, after_verb, asked, is_word
from pilateshq.conversation.tokens import Reason

_WRITTEN = re.compile(
    r"(?P<verb>all came|roll call) (?P<day>\d{4}-\d\d-\d\d)"
    r"(?: seen (?P<seen>[0-9a-f]{1,32}))?(?: page (?P<page>\d{1,3}))?"
)
_ALL = {"all", "everyone", "everybody"}
_CAME = {"came", "pitched", "attended", "arrived", "there", "here", "showed", "up"}
_BESIDE = FILLER | {"they", "yes", "we", "were", "was", "did", ","}
_ROLL_CALL = (["fix"], ["fix", "attendance"], ["roll", "call"], ["rollcall"])
_BRIEFING = (["briefing"], ["brief"], ["brief", "me"], ["my", "briefing"])


def roll_call(line: Line) -> AllCame | RollCall | MarkWhich | Briefing | Unclear | None:
    if written := _written(line.words):
        return written
    match line.texts:
        case ["mark", word] if number := names.mark(word):
            return MarkWhich(number)
    said = [token.text for token in line.rest if is_word(token) and token.text not in _BESIDE]
    if said in _BRIEFING:
        return Briefing()
    command: AllCame | RollCall
    if said in _ROLL_CALL:
        command = RollCall(_day(line))
    elif _ALL & {*said} and _CAME & {*said} and {*said} <= _ALL | _CAME:
        command = AllCame(_day(line))
    else:
        return None
    verb = " ".join(said)
    return Unclear(verb, why, str(command), after_verb(line)) if (why := _unclear(line)) else command


def _unclear(line: Line) -> Reason | None:
    """Say why it is not one day that is meant; a single hour of it is marked person by person."""
    if len(line.when.days) > 1:
        return Reason.two_days
    hour = Reason.not_understood if line.when.time else None
    return line.when.trouble or hour or asked(line)


def _written(words: str) -> AllCame | RollCall | None:
    found = _WRITTEN.fullmatch(words)
    with suppress(ValueError):  # no such day
        if found and found["verb"] == "all came":
            return AllCame(date.fromisoformat(found["day"]), found["seen"])
        if found:
            return RollCall(date.fromisoformat(found["day"]), int(found["page"] or 1))
    return None


def _day(line: Line) -> date | None:
    """Give the day that was named; nobody has come yet on a day that is ahead."""
    if not line.when.days:
        return None
    day = line.when.days[0]
    return day - timedelta(days=7) if day > line.now.date() and line.when.weekday is not None else day
