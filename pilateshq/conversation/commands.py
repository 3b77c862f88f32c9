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
    Briefing,
    CancelDay,
    CancelEverything,
    CancelFor,
    Deactivate,
    Decline,
    DeclineForm,
    Erase,
    Leads,
    Mark,
    MarkBooking,
    MarkWhich,
    Reactivate,
    RollCall,
    SendForm,
    Show,
    Tell,
)
from pilateshq.conversation.assistant_commands import AssistantCommand
from pilateshq.conversation.client_commands import (
    Accept,
    Agree,
    CancelAt,
    CancelNext,
    ClientCommand,
    Concern,
    MyBookings,
    OnMyWay,
    Pass,
    ReadFirst,
    Reject,
    RejectOne,
    RejectStanding,
    Request,
    TellOwner,
    Wait,
)
from pilateshq.conversation.diary_commands import Diary, DiaryCommand, Find, Free, Late
from pilateshq.conversation.money_commands import MoneyCommand, OwnMoneyCommand
from pilateshq.conversation.moving_commands import (
    DeclineMove,
    Move,
    MoveBooking,
    MovingCommand,
    Reschedule,
    RescheduleBooking,
)
from pilateshq.conversation.owner_commands import Close, News, Open, OwnerCommand, Undo, Why
from pilateshq.conversation.sentences import WEEKDAYS, sentence
from pilateshq.conversation.standing_commands import (
    BookEvery,
    Pause,
    SkipDate,
    StandingCommand,
    StopStanding,
)
from pilateshq.conversation.tokens import Reason

__all__ = [
    "WEEKDAYS",
    "Accept",
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
    "CancelEverything",
    "CancelFor",
    "CancelNext",
    "Close",
    "Command",
    "Concern",
    "Dated",
    "Deactivate",
    "Decline",
    "DeclineForm",
    "DeclineMove",
    "Diary",
    "Erase",
    "Find",
    "Free",
    "Greeting",
    "Help",
    "Late",
    "Leads",
    "LeaveIt",
    "Mark",
    "MarkBooking",
    "MarkWhich",
    "Meant",
    "MoneyCommand",
    "Move",
    "MoveBooking",
    "MyBookings",
    "News",
    "OnMyWay",
    "Open",
    "OwnMoneyCommand",
    "Pass",
    "Pause",
    "Reactivate",
    "ReadFirst",
    "Reject",
    "RejectOne",
    "RejectStanding",
    "Request",
    "Reschedule",
    "RescheduleBooking",
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
    "Undo",
    "Unknown",
    "Wait",
    "Which",
    "Why",
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
class LeaveIt:
    """The answer to a question that changes nothing."""

    changes: ClassVar[bool] = False

    def __str__(self) -> str:
        return "leave it"


@dataclass(frozen=True)
class Thanks:
    changes: ClassVar[bool] = False

    def __str__(self) -> str:
        return "thanks"


@dataclass(frozen=True)
class Help:
    """What can be said, by topic; empty for the topics themselves."""

    topic: str = ""
    changes: ClassVar[bool] = False

    def __str__(self) -> str:
        return sentence("help", self.topic)


@dataclass(frozen=True)
class Unknown:
    words: str
    changes: ClassVar[bool] = False

    def __str__(self) -> str:
        return self.words


Dated = (
    Book
    | SkipDate
    | CancelFor
    | CancelDay
    | Attendance
    | CancelAt
    | Request
    | Wait
    | Diary
    | Free
    | Move
    | MoveBooking
    | Reschedule
    | RescheduleBooking
)


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


@dataclass(frozen=True)
class Meant:
    """A verb that was misspelt: what it seems to mean, to be confirmed before anything is written."""

    command: "Command"
    changes: ClassVar[bool] = False


SmallTalk = Greeting | Thanks | Help
Command = (
    AdminCommand
    | OwnerCommand
    | StandingCommand
    | ClientCommand
    | AssistantCommand
    | DiaryCommand
    | MovingCommand
    | MoneyCommand
    | OwnMoneyCommand
    | CancelBooking
    | LeaveIt
    | SmallTalk
    | Unknown
    | Which
    | Unclear
    | Meant
)
