"""What the owner may look up: days, free seats, a client."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from pilateshq.conversation.sentences import sentence
from pilateshq.conversation.when import TimeOfDay


@dataclass(frozen=True)
class Diary:
    """Who is in on a day, or up to another day."""

    day: date
    last: date | None = None
    time: TimeOfDay | None = None
    kind: str | None = None
    changes: ClassVar[bool] = False

    def __str__(self) -> str:
        return sentence("diary", self.day, self.last and f"till {self.last}", self.time, self.kind)


@dataclass(frozen=True)
class Free:
    """What is free on a day, or up to another day."""

    day: date
    last: date | None = None
    time: TimeOfDay | None = None
    kind: str | None = None
    changes: ClassVar[bool] = False

    def __str__(self) -> str:
        return sentence("free", self.day, self.last and f"till {self.last}", self.time, self.kind)


@dataclass(frozen=True)
class Find:
    """A client's card, or those whose names begin so."""

    words: str
    changes: ClassVar[bool] = False

    def __str__(self) -> str:
        return f"find {self.words}"


@dataclass(frozen=True)
class Late:
    """A client who runs late today; their booking stays."""

    person: str
    minutes: int | None = None
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        return sentence("late for", self.person, self.minutes and f"by {self.minutes}")


DiaryCommand = Diary | Free | Find | Late
