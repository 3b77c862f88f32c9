"""Lines about weekly bookings: begun, skipped once, ended."""

from dataclasses import replace
from datetime import time

from pilateshq.conversation.commands import BookEvery, SkipDate, StopStanding, Unclear
from pilateshq.conversation.line import (
    FILLER,
    Line,
    Reading,
    asked,
    not_one_person,
    read_with_people,
    seen_in,
)
from pilateshq.conversation.tokens import Reason
from pilateshq.conversation.weekly import Weekly, is_weekly, read_weekly

_MANY = {"sessions", "classes", "lessons", "bookings", "slots", "spots"}


def book_every(line: Line) -> BookEvery | Unclear | None:
    if not is_weekly(line.tokens):
        return None
    weekly, left = read_weekly(line.tokens, now=line.now)
    once = line.only(left)
    if not once.is_booking:
        return None
    reading = read_with_people(once)
    until = weekly.ends(reading.when.time, now=line.now)
    command = BookEvery(
        people=reading.people or ("John",),
        weekdays=weekly.weekdays or (1,),
        time=reading.when.time or time(8),
        kind=reading.kinds[0] if reading.kinds else None,
        until=None if isinstance(until, Reason) else until,
        anyway=reading.anyway,
        first=weekly.first if weekly.first and weekly.first >= line.now.date() else None,
        fortnightly=weekly.fortnightly,
    )
    why = weekly.trouble or reading.trouble or _missing(weekly, reading)
    why = why or (until if isinstance(until, Reason) else None) or asked(line)
    return Unclear("book", why, str(command), weekly.unread or reading.rest) if why else command


def _missing(weekly: Weekly, reading: Reading) -> Reason | None:
    if not reading.people:
        return Reason.no_name
    if not weekly.weekdays:
        return Reason.no_day
    if reading.when.days:
        return Reason.two_days
    return None if reading.when.time else Reason.no_time


def stop(line: Line) -> StopStanding | Unclear | None:
    if line.verb != "stop":
        return None
    seen = seen_in(line.tokens[-2:])
    weekly, left = read_weekly(line.tokens[:-2] if seen else line.tokens, now=line.now)
    once = line.only(left)
    reading = read_with_people(once, filler=FILLER | _MANY)
    command = StopStanding(reading.person, weekly.weekdays[0] if weekly.weekdays else None, seen)
    example: SkipDate | StopStanding = replace(command, seen=None)
    if reading.day and not weekly.weekdays:
        example = SkipDate(reading.person, reading.day)
    why = _not_a_whole(weekly) or not_one_person(reading) or _dated(reading) or asked(line)
    return Unclear("stop", why, str(example), reading.rest) if why else command


def _not_a_whole(weekly: Weekly) -> Reason | None:
    """Say why it is not one slot, or all of somebody's, that would end now."""
    if weekly.trouble or weekly.until or weekly.span or weekly.first:
        return weekly.trouble or Reason.not_yet
    return Reason.two_days if len(weekly.weekdays) > 1 else None


def _dated(reading: Reading) -> Reason | None:
    return Reason.not_understood if reading.when.days or reading.when.time else None


def cancel_every(line: Line) -> Unclear | None:
    """Show who would cancel every week how that is said."""
    if line.verb != "cancel" or not is_weekly(line.tokens):
        return None
    weekly, left = read_weekly(line.tokens, now=line.now)
    reading = read_with_people(line.only(left))
    if not weekly.weekdays or not_one_person(reading):
        return None
    example = StopStanding(reading.person, weekly.weekdays[0])
    return Unclear("cancel", Reason.not_yet, str(example), reading.rest)
