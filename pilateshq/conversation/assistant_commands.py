"""What may be said around the assistant: facts, questions that go to the owner, and her answers."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class ReadMessage:
    """What somebody wrote, word for word."""

    inbound: int
    changes: ClassVar[bool] = False

    def __str__(self) -> str:
        return f"read #{self.inbound}"


@dataclass(frozen=True)
class Reply:
    """What the admin writes next answers this message."""

    inbound: int
    changes: ClassVar[bool] = False

    def __str__(self) -> str:
        return f"reply #{self.inbound}"


@dataclass(frozen=True)
class AskOwner:
    """Somebody's own question is for the owner after all."""

    inbound: int
    changes: ClassVar[bool] = False

    def __str__(self) -> str:
        return f"ask owner #{self.inbound}"


AssistantCommand = ReadMessage | Reply | AskOwner
