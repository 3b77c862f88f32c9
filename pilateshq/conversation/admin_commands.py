"""What the owner and her staff may ask for."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from pilateshq.conversation.sentences import sentence, shortened, with_mark
from pilateshq.conversation.when import TimeOfDay

Mark = Literal["sick", "no_show", "attended"]


@dataclass(frozen=True)
class Book:
    people: tuple[str, ...]  # as written, or "#12"
    day: date | None = None
    time: TimeOfDay | None = None
    kind: str | None = None
    anyway: bool = False
    attended: bool = False  # recorded afterwards
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        people, over = " & ".join(self.people), self.attended and "attended"
        if not self.day and not self.time and self.kind:
            people += ","  # so that the "a" of "Mary A, single" stays hers
        return sentence("book", people, self.day, self.time, self.kind, self.anyway and "anyway", over)


@dataclass(frozen=True)
class CancelFor:
    person: str
    day: date | None = None
    time: TimeOfDay | None = None
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        return sentence("cancel for", self.person, self.day, self.time)


@dataclass(frozen=True)
class CancelEverything:
    """All that is booked for one client, with their weekly slots."""

    person: str
    seen: str | None = None  # the fingerprint of what the preview showed
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        return sentence("cancel everything for", self.person, self.seen and f"seen {self.seen}")


@dataclass(frozen=True)
class CancelDay:
    """All that is booked on one day."""

    day: date | None
    reason: str = ""  # as written, on one line; clients are told
    seen: str | None = None  # the fingerprint of what the preview showed
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        seen = self.seen and f"seen {self.seen}"
        reason = self.reason and f"because {shortened(self.reason)}"
        return sentence("cancel all", self.day or "sessions", seen, reason)


@dataclass(frozen=True)
class Attendance:
    person: str
    mark: Mark
    day: date | None = None  # None: today
    time: TimeOfDay | None = None
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        return sentence(_WRITTEN[self.mark], "for", self.person, self.day, self.time)


@dataclass(frozen=True)
class MarkBooking:
    booking: int
    mark: Mark
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        return f"mark #{self.booking} {_WRITTEN[self.mark]}"


_WRITTEN: dict[Mark, str] = {"sick": "sick", "no_show": "no-show", "attended": "attended"}


@dataclass(frozen=True)
class MarkWhich:
    """One booking of a roll call, before it is said how it went."""

    booking: int
    changes: ClassVar[bool] = False

    def __str__(self) -> str:
        return f"mark #{self.booking}"


@dataclass(frozen=True)
class AllCame:
    """All of a day who have not been marked otherwise."""

    day: date | None = None  # None: the last one on which somebody is not marked
    seen: str | None = None  # the fingerprint of what the question showed
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        return sentence("all came", self.day, self.seen and f"seen {self.seen}")


@dataclass(frozen=True)
class RollCall:
    """Whoever has not been marked yet, to choose from."""

    day: date | None = None
    page: int = 1
    changes: ClassVar[bool] = False

    def __str__(self) -> str:
        return sentence("roll call", self.day, self.page > 1 and f"page {self.page}")


@dataclass(frozen=True)
class Briefing:
    changes: ClassVar[bool] = False

    def __str__(self) -> str:
        return "briefing"


@dataclass(frozen=True)
class Deactivate:
    person: str
    seen: str | None = None  # the fingerprint of what the preview showed
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        return sentence("deactivate", self.person, self.seen and f"seen {self.seen}")


@dataclass(frozen=True)
class Reactivate:
    person: str
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        return f"reactivate {self.person}"


@dataclass(frozen=True)
class Erase:
    """A client by name or number, or a prospect by number or as "lead #4"; for good."""

    person: str
    seen: str | None = None  # the fingerprint of what the preview showed
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        return sentence("erase", self.person, self.seen and f"seen {self.seen}")


@dataclass(frozen=True)
class AddClient:
    """What is known of somebody new, as it was typed."""

    name: str = ""
    phone: str = ""
    born: str = ""
    lead: int | None = None
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        born = self.born and f"dob {self.born}"
        return sentence(with_mark("add client", self.lead), self.name, self.phone, born)


@dataclass(frozen=True)
class Leads:
    page: int = 1
    changes: ClassVar[bool] = False

    def __str__(self) -> str:
        return f"leads page {self.page}" if self.page > 1 else "leads"


@dataclass(frozen=True)
class SendForm:
    lead: int
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        return f"send form #{self.lead}"


@dataclass(frozen=True)
class ApproveForm:
    form: int
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        return f"approve form #{self.form}"


@dataclass(frozen=True)
class DeclineForm:
    form: int
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        return f"decline form #{self.form}"


@dataclass(frozen=True)
class Approve:
    booking: int | None = None  # None: the newest that was asked for
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        return with_mark("approve", self.booking)


@dataclass(frozen=True)
class Decline:
    booking: int | None = None
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        return with_mark("decline", self.booking)


@dataclass(frozen=True)
class Tell:
    """Words for a client; whose name they begin with, `names.split_name` tells."""

    words: str  # verbatim, the name before them
    changes: ClassVar[bool] = False

    def __str__(self) -> str:
        return f"tell {self.words}"


@dataclass(frozen=True)
class Show:
    outbound: int
    changes: ClassVar[bool] = False

    def __str__(self) -> str:
        return f"show #{self.outbound}"


AdminCommand = (
    Book
    | CancelFor
    | CancelDay
    | CancelEverything
    | Attendance
    | MarkBooking
    | MarkWhich
    | AllCame
    | RollCall
    | Briefing
    | Deactivate
    | Reactivate
    | Erase
    | AddClient
    | Leads
    | SendForm
    | ApproveForm
    | DeclineForm
    | Approve
    | Decline
    | Tell
    | Show
)
