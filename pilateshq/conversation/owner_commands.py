"""What the owner may ask for about her own deeds, and for the studio as a whole."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from pilateshq.conversation.sentences import sentence, shortened, with_mark


@dataclass(frozen=True)
class Undo:
    deed: int | None = None  # None: her last
    wrong: str = ""  # whom it should not have been about, as in "oops wrong john"
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        return f"oops wrong {self.wrong}" if self.wrong else with_mark("undo", self.deed)


@dataclass(frozen=True)
class Why:
    """What happened to a client's bookings lately."""

    person: str
    changes: ClassVar[bool] = False

    def __str__(self) -> str:
        return f"why {self.person}"


@dataclass(frozen=True)
class Close:
    """Days on which the studio will be closed."""

    first: date
    last: date
    reason: str = ""
    seen: str | None = None
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        last = self.last > self.first and f"to {self.last}"
        seen = self.seen and f"seen {self.seen}"
        reason = self.reason and f"because {shortened(self.reason)}"
        return sentence("close", self.first, last, seen, reason)


@dataclass(frozen=True)
class Open:
    """Days on which the studio is open, whatever closes it."""

    first: date
    last: date
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        return sentence("open", self.first, self.last > self.first and f"to {self.last}")


@dataclass(frozen=True)
class News:
    """Words for all who want news, or the draft that holds them."""

    words: str = ""  # verbatim
    draft: int | None = None
    seen: str | None = None
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        if self.draft is None:
            return f"broadcast {self.words}"
        return sentence(f"broadcast #{self.draft}", self.seen and f"seen {self.seen}")


OwnerCommand = Undo | Why | Close | Open | News
