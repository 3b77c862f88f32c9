"""One thing said, and all that comes of it."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from pilateshq.conversation import red_flags
from pilateshq.conversation.commands import Speaker
from pilateshq.conversation.wording import Wording
from pilateshq.messages import Buttons, Choices, Message, Reaction, Template, Text
from pilateshq.models import Booking, Client, Contact, Inbound, Purpose
from pilateshq.settings import Settings
from pilateshq.studio import people

CHANGED = "the booking has changed since"  # why a notice of a booking was not sent


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
    wamid: str | None = None  # of what was said; at the terminal there is none
    media_id: str | None = None  # of the picture or file that came with it
    reply_to: str | None = None  # the wamid of the message that it answers by a swipe

    @cached_property
    def say(self) -> Wording:
        return Wording(self.settings)

    @property
    def number(self) -> int:
        """Give the number of the message as it is kept; what is said at the terminal has none."""
        found = re.match(r"in(\d+)", self.key)
        return int(found[1]) if found else 0

    @cached_property
    def red_flags(self) -> tuple[red_flags.Level, ...]:
        """Tell what in it must not wait, the gravest first; an admin's words are not looked at."""
        if self.speaker is Speaker.admin:
            return ()
        return red_flags.found(red_flags.written_by_them(self.kind, self.words))

    @property
    def is_grave(self) -> bool:
        """Tell whether it calls for more than a doctor's go-ahead."""
        return bool({*self.red_flags} - {red_flags.Level.clearance})

    @property
    def name(self) -> str:
        """Give the speaker's name as far as it is known."""
        called = self.client.name if self.client else self.contact.name if self.contact else ""
        return called or self.say.somebody()

    @property
    def phone(self) -> str:
        return (self.contact.phone if self.contact else None) or ""

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
    is_deed: bool = True  # False where it is none of its own, as an undo
    final: bool = False  # cannot be undone, such as an invoice that was issued
    told: str = ""  # said after the reply: which clients the notices reach and how, and what to beware of

    def adding(self, said: str) -> "Answer":
        """Say something more after the reply."""
        return replace(self, told=" ".join(filter(None, (self.told, said))))

    @property
    def whole(self) -> Message | None:
        """Give the reply together with whom it told."""
        match self.reply:
            case Text(body) | Buttons(body) | Choices(body) if self.told:
                between = "\n" if "\n" in body else " "
                return replace(self.reply, body=f"{body}{between}{self.told}")
            case reply:
                return reply


def reaction(turn: Turn) -> Answer:
    """Answer thanks with one emoji on it, where there is something to put it on."""
    return Answer(Reaction(turn.wamid, "💜") if turn.wamid else None)


def asked(reply: Message) -> Answer:
    """Answer with a question or a refusal: nothing was done."""
    return Answer(reply, done=False)


WORTH_KNOWING = timedelta(days=7)  # how long a message that waits for its reader stays of use


def to_owner(
    turn: Turn, *, key: str, message: Message, template: Template | None = None
) -> tuple[Notice, ...]:
    """Tell the owner, if there is one and it is not she who speaks."""
    if turn.owner is None or turn.owner == turn.contact:
        return ()
    expires_at = turn.now + WORTH_KNOWING
    return (Notice(to=turn.owner, key=key, message=message, template=template, expires_at=expires_at),)


def fingerprint(bookings: Iterable[Booking]) -> str:
    """Stand for what a preview showed: if any of it changes, so does this."""
    return digest(f"{each.id}:{each.version}" for each in bookings)


def digest(shown: Iterable[str]) -> str:
    """Stand for things in any order."""
    return hashlib.sha256(",".join(sorted(shown)).encode()).hexdigest()[:6]
