"""What the owner may ask for of weekly slots: begun, left out for a while, ended."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from pilateshq.conversation.sentences import WEEKDAYS, sentence
from pilateshq.conversation.when import TimeOfDay


@dataclass(frozen=True)
class BookEvery:
    """The same days of every week, from the next of them on."""

    people: tuple[str, ...]
    weekdays: tuple[int, ...]  # in order; Monday is 0
    time: TimeOfDay
    kind: str | None = None
    until: date | None = None  # the last day that counts
    anyway: bool = False
    first: date | None = None  # None: from now on
    fortnightly: bool = False
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        every = f"every{' second' if self.fortnightly else ''}"
        weekdays = " & ".join(WEEKDAYS[each] for each in self.weekdays)
        first, until = self.first and f"from {self.first}", self.until and f"till {self.until}"
        people, sure = " & ".join(self.people), self.anyway and "anyway"
        return sentence("book", people, every, weekdays, self.time, self.kind, first, until, sure)


@dataclass(frozen=True)
class SkipDate:
    person: str
    day: date
    note: str = ""  # why, as written; nobody is told
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        return sentence("skip", self.person, self.day)


@dataclass(frozen=True)
class Pause:
    """All of somebody's weekly days, from one day up to the one on which they come again."""

    person: str
    first: date
    until: date
    seen: str | None = None  # the fingerprint of what the preview showed
    note: str = ""  # why, as written; nobody is told
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        seen = self.seen and f"seen {self.seen}"
        return sentence("pause", self.person, "from", self.first, "till", self.until, seen)


@dataclass(frozen=True)
class StopStanding:
    person: str
    weekday: int | None = None  # None: all of their weekly slots
    seen: str | None = None  # the fingerprint of what the preview showed
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        weekday = None if self.weekday is None else WEEKDAYS[self.weekday]
        return sentence("stop", self.person, weekday, self.seen and f"seen {self.seen}")


StandingCommand = BookEvery | SkipDate | Pause | StopStanding
