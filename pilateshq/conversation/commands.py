"""What people may ask for: each command, and the sentence that means it.

Buttons and list rows carry these sentences; `grammar.parse` reads them back. `#42` marks a row.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from pilateshq.conversation.admin_commands import (
    AddClient,
    AdminCommand,
    AllCame,
    Approve,
    ApproveForm,
    Attendance,
    Book,
    BookEvery,
    Briefing,
    CancelDay,
    CancelFor,
    Deactivate,
    Decline,
    DeclineForm,
    Leads,
    Mark,
    MarkBooking,
    MarkWhich,
    Pause,
    Reactivate,
    RollCall,
    SendForm,
    Show,
    SkipDate,
    StopStanding,
    Tell,
)
from pilateshq.conversation.client_commands import (
    Agree,
    CancelAt,
    CancelNext,
    ClientCommand,
    Concern,
    MyBookings,
    ReadFirst,
    Reject,
    RejectOne,
    RejectStanding,
    Request,
    TellOwner,
)
from pilateshq.conversation.sentences import WEEKDAYS, sentence
from pilateshq.conversation.tokens import Reason

__all__ = [
    "WEEKDAYS",
    "AddClient",
    "Agree",
    "AllCame",
    "Approve",
    "ApproveForm",
    "Attendance",
    "Book",
    "BookEvery",
    "Briefing",
    "CancelAt",
    "CancelBooking",
    "CancelDay",
    "CancelFor",
    "CancelNext",
    "Command",
    "Concern",
    "Dated",
    "Deactivate",
    "Decline",
    "DeclineForm",
    "Greeting",
    "Leads",
    "Mark",
    "MarkBooking",
    "MarkWhich",
    "MyBookings",
    "Pause",
    "Reactivate",
    "ReadFirst",
    "Reject",
    "RejectOne",
    "RejectStanding",
    "Request",
    "RollCall",
    "SendForm",
    "Show",
    "SkipDate",
    "Speaker",
    "StopStanding",
    "Tell",
    "TellOwner",
    "Thanks",
    "Unclear",
    "Unknown",
    "Which",
]


class Speaker(StrEnum):
    admin = "admin"
    client = "client"
    prospect = "prospect"


@dataclass(frozen=True)
class CancelBooking:
    booking: int
    sure: bool = False
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        return sentence("cancel", f"#{self.booking}", self.sure and "sure")


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


Dated = Book | SkipDate | CancelFor | CancelDay | Attendance | CancelAt | Request


@dataclass(frozen=True)
class Which:
    """More than one thing may be meant; the likelier first."""

    options: tuple[Dated, ...]
    changes: ClassVar[bool] = False


@dataclass(frozen=True)
class Unclear:
    """It begins like a command, and cannot be carried out as it stands."""

    verb: str
    why: Reason
    example: str  # a sentence that can be read, with what was understood
    rest: str  # the words that were not understood; for any other reason, all after the verb
    changes: ClassVar[bool] = False


Command = AdminCommand | ClientCommand | CancelBooking | Greeting | Thanks | Unknown | Which | Unclear
