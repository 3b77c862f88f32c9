"""What a model is sent, and what it wrote: frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Prompt:
    """What the model is sent."""

    instructions: str
    turns: tuple[tuple[str, str], ...]  # "user" or "assistant", and the words; the question comes last
    schema: Mapping[str, Any]  # of the JSON that it must write
    most_written: int = 600  # tokens

    @property
    def length(self) -> int:
        """Count the characters, of which a token has at least one."""
        return len(self.instructions) + sum(len(words) for _, words in self.turns) + len(str(self.schema))


@dataclass(frozen=True)
class Written:
    """What the model wrote, and how many tokens are charged for."""

    answer: Mapping[str, Any]  # JSON
    tokens_read: int
    tokens_written: int
