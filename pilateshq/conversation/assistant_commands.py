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


@dataclass(frozen=True)
class TellFact:
    """What the assistant may say of a matter."""

    name: str
    words: str  # verbatim
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        return f"fact {self.name}: {self.words}"


@dataclass(frozen=True)
class ShowFact:
    name: str
    changes: ClassVar[bool] = False

    def __str__(self) -> str:
        return f"fact {self.name}"


@dataclass(frozen=True)
class ForgetFact:
    """What the owner has told of a matter; the file counts again."""

    name: str
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        return f"forget fact {self.name}"


@dataclass(frozen=True)
class Facts:
    changes: ClassVar[bool] = False

    def __str__(self) -> str:
        return "facts"


FactCommand = TellFact | ShowFact | ForgetFact | Facts
AssistantCommand = ReadMessage | Reply | AskOwner | FactCommand
