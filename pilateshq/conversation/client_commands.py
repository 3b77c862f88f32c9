"""What a client may ask for."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from pilateshq.conversation.sentences import WEEKDAYS, sentence, with_mark
from pilateshq.conversation.when import TimeOfDay


@dataclass(frozen=True)
class Reject:
    booking: int | None = None  # None: the newest that they were told of
    sure: bool = False
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        return sentence(with_mark("reject", self.booking), self.sure and "sure")


@dataclass(frozen=True)
class RejectOne:
    """This one booking, of a standing one."""

    booking: int
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        return f"reject #{self.booking} one"


@dataclass(frozen=True)
class RejectStanding:
    """All that a standing booking has made."""

    standing: int
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        return f"reject all #{self.standing}"


@dataclass(frozen=True)
class MyBookings:
    page: int = 1
    day: date | None = None  # only those of one day
    changes: ClassVar[bool] = False

    def __str__(self) -> str:
        return sentence("bookings", self.page > 1 and f"page {self.page}", self.day)


@dataclass(frozen=True)
class OnMyWay:
    """They are about to arrive; near their session the owner should know."""

    words: str  # verbatim
    changes: ClassVar[bool] = False

    def __str__(self) -> str:
        return f"on my way: {self.words}"


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
        return sentence("cancel", self.day or weekday, self.time)


@dataclass(frozen=True)
class Request:
    """A seat, or what is free; the studio may have to approve."""

    day: date | None = None
    time: TimeOfDay | None = None
    kind: str | None = None
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        return sentence("book", self.day, self.time, self.kind)


@dataclass(frozen=True)
class Wait:
    """A place on the list of a session that is full."""

    day: date | None = None
    time: TimeOfDay | None = None
    kind: str | None = None
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        return sentence("waitlist", self.day, self.time, self.kind)


@dataclass(frozen=True)
class Accept:
    """The seat that was offered to them."""

    booking: int | None = None  # None: the newest offer
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        return with_mark("accept", self.booking)


@dataclass(frozen=True)
class Pass:
    """They do not want the seat, or no longer want to wait for one."""

    booking: int | None = None  # None: the newest offer
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        return with_mark("pass", self.booking)


@dataclass(frozen=True)
class Concern:
    """They are sick or late, and the owner should know; nothing is cancelled."""

    kind: Literal["sick", "late"]
    words: str  # verbatim
    day: date | None = None  # of the booking that it concerns, if one was named
    changes: ClassVar[bool] = False

    def __str__(self) -> str:
        return f"{sentence('concern', self.kind, self.day)}: {self.words}"


@dataclass(frozen=True)
class TellOwner:
    words: str  # verbatim
    changes: ClassVar[bool] = False

    def __str__(self) -> str:
        return f"message owner: {self.words}"


@dataclass(frozen=True)
class Agree:
    """Consent, in answer to the welcome."""

    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        return "i agree"


@dataclass(frozen=True)
class ReadFirst:
    changes: ClassVar[bool] = False

    def __str__(self) -> str:
        return "read first"


ClientCommand = (
    Reject
    | RejectOne
    | RejectStanding
    | MyBookings
    | OnMyWay
    | CancelNext
    | CancelAt
    | Request
    | Wait
    | Accept
    | Pass
    | Concern
    | TellOwner
    | Agree
    | ReadFirst
)
