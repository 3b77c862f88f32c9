"""What people may ask for: each command, and the sentence that means it.

Buttons and list rows carry these sentences; `grammar.parse` reads them back. `#42` marks a row.
"""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import ClassVar

from pilateshq.conversation.tokens import Reason
from pilateshq.conversation.when import TimeOfDay


class Speaker(StrEnum):
    admin = "admin"
    client = "client"
    prospect = "prospect"


@dataclass(frozen=True)
class Book:
    people: tuple[str, ...]  # as written, or "#12"
    day: date | None = None
    time: TimeOfDay | None = None
    kind: str | None = None
    anyway: bool = False
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        people = " & ".join(self.people)
        if not self.day and not self.time and self.kind:
            people += ","  # so that the "a" of "Mary A, single" stays hers
        return _sentence("book", people, self.day, self.time, self.kind, self.anyway and "anyway")


@dataclass(frozen=True)
class CancelFor:
    person: str
    day: date | None = None
    time: TimeOfDay | None = None
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        return _sentence("cancel for", self.person, self.day, self.time)


@dataclass(frozen=True)
class CancelBooking:
    booking: int
    sure: bool = False
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        return _sentence("cancel", f"#{self.booking}", self.sure and "sure")


@dataclass(frozen=True)
class Show:
    outbound: int
    changes: ClassVar[bool] = False

    def __str__(self) -> str:
        return f"show #{self.outbound}"


@dataclass(frozen=True)
class Reject:
    booking: int | None = None  # None: the newest that they were told of
    sure: bool = False
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        return _sentence("reject", self.booking and f"#{self.booking}", self.sure and "sure")


@dataclass(frozen=True)
class MyBookings:
    page: int = 1
    changes: ClassVar[bool] = False

    def __str__(self) -> str:
        return f"bookings page {self.page}" if self.page > 1 else "bookings"


@dataclass(frozen=True)
class CancelNext:
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        return "cancel next"


@dataclass(frozen=True)
class CancelAt:
    """A day or a weekday, never both; and a time, or only a time."""

    day: date | None = None
    weekday: int | None = None  # Monday is 0; whichever of them their booking is on
    time: TimeOfDay | None = None
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        weekday = None if self.weekday is None else WEEKDAYS[self.weekday]
        return _sentence("cancel", self.day or weekday, self.time)


@dataclass(frozen=True)
class TellOwner:
    words: str  # verbatim
    changes: ClassVar[bool] = False

    def __str__(self) -> str:
        return f"message owner: {self.words}"


@dataclass(frozen=True)
class Greeting:
    changes: ClassVar[bool] = False

    def __str__(self) -> str:
        return "menu"


@dataclass(frozen=True)
class Thanks:
    changes: ClassVar[bool] = False

    def __str__(self) -> str:
        return "thanks"


@dataclass(frozen=True)
class Unknown:
    words: str
    changes: ClassVar[bool] = False

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True)
class Which:
    """More than one thing may be meant; the likelier first."""

    options: tuple[Book | CancelFor | CancelAt, ...]
    changes: ClassVar[bool] = False


@dataclass(frozen=True)
class Unclear:
    """It begins like a command, and cannot be carried out as it stands."""

    verb: str
    why: Reason
    example: str  # a sentence that can be read, with what was understood
    rest: str  # the words that were not understood; for any other reason, all after the verb
    changes: ClassVar[bool] = False


Command = (
    Book
    | CancelFor
    | CancelBooking
    | Show
    | Reject
    | MyBookings
    | CancelNext
    | CancelAt
    | TellOwner
    | Greeting
    | Thanks
    | Unknown
    | Which
    | Unclear
)

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _sentence(*parts: object) -> str:
    written = (f"{part:%H:%M}" if isinstance(part, time) else part for part in parts)
    return " ".join(str(part) for part in written if part)
