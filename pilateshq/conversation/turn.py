"""One thing said, and all that comes of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from pilateshq.conversation.commands import Speaker
from pilateshq.conversation.wording import Wording
from pilateshq.messages import Message, Template
from pilateshq.models import Booking, Client, Contact, Inbound, Purpose
from pilateshq.settings import Settings
from pilateshq.studio import people


@dataclass(frozen=True, kw_only=True)
class Turn:
    """Who said what, when, and with which rights."""

    key: str  # of what was said: two turns never share one
    speaker: Speaker
    actor: str  # for the event log
    words: str
    kind: str  # "text", "tap", "image" …
    said_at: datetime
    now: datetime
    settings: Settings
    contact: Contact | None  # nobody in particular at the terminal
    client: Client | None

    @cached_property
    def say(self) -> Wording:
        return Wording(self.settings)

    @cached_property
    def owner(self) -> Contact | None:
        """Find whoever gets the studio's alerts."""
        return people.contact_of(self.settings.owner_wa) if self.settings.owner_wa else None


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Something that a person must hear of, whoever caused it."""

    to: Contact
    key: str  # its cause; the same cause speaks once
    message: Message
    template: Template | None = None  # where the window is shut; without one, a general update
    answers: Inbound | None = None  # the message that it replies to
    booking: Booking | None = None  # as it is now; once it changes, this is not said any more
    purpose: Purpose = Purpose.notice
    expires_at: datetime


@dataclass(frozen=True)
class Answer:
    """What is said back, and who else hears of it."""

    reply: Message | None
    notices: tuple[Notice, ...] = ()
    done: bool = True  # False where a question or a refusal is all that came of it


def asked(reply: Message) -> Answer:
    """Answer with a question or a refusal: nothing was done."""
    return Answer(reply, done=False)


WORTH_KNOWING = timedelta(days=7)  # how long a message that waits for its reader stays of use


def to_owner(turn: Turn, *, key: str, message: Message) -> tuple[Notice, ...]:
    """Tell the owner, if there is one and it is not she who speaks."""
    if turn.owner is None or turn.owner == turn.contact:
        return ()
    return (Notice(to=turn.owner, key=key, message=message, expires_at=turn.now + WORTH_KNOWING),)
