"""Times of the day as people type them: `8`, `8h00`, `17h30`, `half 8`, `quarter past seven`, `5pm`.

A bare hour from 1 to 5 is in the afternoon, after half and quarter too; 6 to 12 is as it stands. `5:30` is as
written. A part of the day (`5:30 this afternoon`) decides for any hour without a leading zero.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from pilateshq.conversation.tokens import Reason

TimeOfDay = time  # where a field is called `time` too


@dataclass(frozen=True)
class Times:
    options: tuple[time, ...]  # likeliest first
    bare: bool = False


@dataclass(frozen=True)
class Part:
    """A part of the day, from one hour up to another."""

    first: int
    end: int


FoundTime = tuple[int, Times | Reason]  # of how many tokens, and what they say


NOUNS = {"session", "class", "lesson", "booking", "slot", "spot", "seat", "place"}
_COUNTED = (
    {"sessions", "classes", "lessons", "bookings", "slots", "spots", "seats", "places", "people", "times"}
    | {"min", "mins", "minutes", "hour", "hours", "hr", "hrs", "week", "weeks", "day", "days"}
    | {"month", "months", "x"}
)
_CLOCK = re.compile(r"([0-9]{1,2})([h:.]([0-9]{2})?)?(am|pm|a\.m|p\.m)?")
_MILITARY = re.compile(r"(?!20[23])[0-9]{4}")  # 2025 is rather a year
QUARTERS = {"00", "15", "30", "45"}  # "8 30"
_SPOKEN = (
    *((("half", "past"), 30), (("half",), 30), (("quarter", "past"), 15), (("quarter", "to"), -15)),
    *((("at",), 0), ((), 0)),
)
HALVES = {"am": "am", "a.m": "am", "pm": "pm", "p.m": "pm", "o'clock": "", "oclock": ""}
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
HOURS = {word: hour for hour, word in enumerate(_NUMBERS, 1)} | {str(hour): hour for hour in range(1, 13)}
_HOUR = re.compile(f"({'|'.join(HOURS)})(am|pm)?")
_PARTS = (
    {"morning": Part(0, 12)}
    | dict.fromkeys(("afternoon", "arvie", "arvo"), Part(12, 18))
    | dict.fromkeys(("evening", "night", "tonight"), Part(16, 24))
)


def spoken_time(ahead: list[str]) -> FoundTime | None:
    """Read `half 8`, `quarter to eight pm`, `at seven`, `8 o'clock`: an hour and a word about it."""
    for spoken, minutes in _SPOKEN:
        length = len(spoken)
        found = _HOUR.fullmatch(ahead[length])
        if found and tuple(ahead[:length]) == spoken and ahead[length + 1] not in QUARTERS:
            half, used = _half(found[2], ahead[length + 1])
            if spoken or used:
                return length + 1 + used, _times(HOURS[found[1]], minutes, half, spoken=True)
    return None


def clock_time(ahead: list[str]) -> FoundTime | None:
    """Read `8`, `08h00`, `8.30`, `0800`, `8 30`, `5pm`, `noon`."""
    word, after = ahead[:2]
    if word in ("noon", "midday"):
        return 1, Times((time(12),))
    if _MILITARY.fullmatch(word):
        word = f"{word[:2]}:{word[2:]}"
    apart = int(word.isdecimal() and after in QUARTERS)
    found = _CLOCK.fullmatch(f"{word}:{after}" if apart else word)
    if not found:
        return None
    following = ahead[1 + apart]
    half, used = _half(found[4], following)
    hour, bare = int(found[1]), not (found[2] or found[4] or used)
    if bare and (not 0 < hour < 24 or following in _COUNTED or (hour == 1 and following in NOUNS)):
        return None
    literal = word.startswith("0")
    return 1 + apart + used, _times(hour, int(found[3] or 0), half, literal=literal, bare=bare)


def part_of_day(word: str) -> Part | None:
    return _PARTS.get(word)


def time_said(said: Sequence[Times], parts: Sequence[Part]) -> tuple[time, ...] | Reason:
    """Put together what was said of the time: none, the one, or each that disagrees with another."""
    if not said:
        return Reason.no_time if parts else ()
    options = [each.options for each in said]
    agreed = [each for each in options[0] if all(each in others for others in options)]
    fitting = [each for each in agreed if all(part.first <= each.hour < part.end for part in parts)]
    if agreed:
        return (fitting[0],) if fitting else Reason.bad_time
    return tuple(dict.fromkeys(each[0] for each in options))


def _half(glued: str | None, following: str) -> tuple[str, int]:
    """Tell which half of the day is said, and in how many tokens of its own."""
    return (HALVES[glued], 0) if glued else (HALVES.get(following, ""), int(following in HALVES))


def _times(
    hour: int, minutes: int, half: str, *, spoken: bool = False, literal: bool = False, bare: bool = False
) -> Times | Reason:
    if hour > 23 or minutes > 59 or (half and not 0 < hour < (13 if half == "am" else 24)):
        return Reason.bad_time
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    written, other = (time(*divmod((hour * 60 + minutes + shift) % 1440, 60)) for shift in (0, 720))
    if half or literal or not 0 < hour <= 12:
        return Times((written,), bare)
    return Times((other, written) if (spoken or bare) and hour <= 5 else (written, other), bare)
