"""What may be asked for to move a booking, by the owner and by a client."""

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from pilateshq.conversation.sentences import WEEKDAYS, sentence
from pilateshq.conversation.when import TimeOfDay


@dataclass(frozen=True)
class Move:
    """One of somebody's bookings; what is left out stays as it is, or is asked for."""

    person: str
    from_day: date | None = None  # None: their next
    from_time: TimeOfDay | None = None
    day: date | None = None
    time: TimeOfDay | None = None
    anyway: bool = False
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        source = sentence("from", self.from_day, self.from_time) if self.from_day or self.from_time else ""
        target = sentence("to", self.day, self.time) if self.day or self.time else ""
        return sentence("move", self.person, source, target, self.anyway and "anyway")


@dataclass(frozen=True)
class MoveBooking:
    booking: int
    day: date | None = None
    time: TimeOfDay | None = None
    anyway: bool = False
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        target = sentence("to", self.day, self.time) if self.day or self.time else ""
        return sentence("move booking", f"#{self.booking}", target, self.anyway and "anyway")


@dataclass(frozen=True)
class DeclineMove:
    """No to a client who asked to be moved there."""

    booking: int
    day: date
    time: TimeOfDay
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        return sentence("decline move", f"#{self.booking}", "to", self.day, self.time)


@dataclass(frozen=True)
class Reschedule:
    """A client's own booking, to be held against what they have; a day or a weekday, never both."""

    day: date | None = None
    weekday: int | None = None
    time: TimeOfDay | None = None
    to_day: date | None = None
    to_time: TimeOfDay | None = None
    words: str = field(default="", compare=False)  # verbatim, if more was said: the owner hears it too
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        weekday = None if self.weekday is None else WEEKDAYS[self.weekday]
        target = sentence("to", self.to_day, self.to_time) if self.to_day or self.to_time else ""
        return sentence("reschedule", self.day or weekday, self.time, target)


@dataclass(frozen=True)
class RescheduleBooking:
    booking: int
    day: date | None = None
    time: TimeOfDay | None = None
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        target = sentence("to", self.day, self.time) if self.day or self.time else ""
        return sentence("reschedule", f"#{self.booking}", target)


MovingCommand = Move | MoveBooking | DeclineMove | Reschedule | RescheduleBooking
