"""What goes wrong at Meta by chance: the same chances again from the same seed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

from pilateshq.sandbox.faults import Fault


@dataclass
class Chaos:
    """How often what goes wrong, as shares from 0 to 1; by itself nothing does."""

    random: Random = field(default_factory=Random)
    sends: Mapping[Fault, float] = field(default_factory=dict)
    doubled: float = 0  # webhooks that are brought once more, later
    late: float = 0  # webhooks that others overtake
    longest: float = 0  # seconds that a webhook is late at most
    undelivered: float = 0  # `delivered` statuses that are never told

    def end(self) -> None:
        """Let nothing go wrong any more."""
        self.sends, self.doubled, self.late, self.undelivered = {}, 0, 0, 0

    def fault(self) -> Fault | None:
        """Draw what becomes of one send."""
        drawn = self.random.random()
        for fault, share in self.sends.items():
            if drawn < share:
                return fault
            drawn -= share
        return None

    def is_doubled(self) -> bool:
        return self.random.random() < self.doubled

    def is_undelivered(self) -> bool:
        return self.random.random() < self.undelivered

    def delay(self, share: float | None = None) -> float:
        """Draw the seconds by which one webhook is late."""
        is_late = self.random.random() < (self.late if share is None else share)
        return self.random.uniform(0, self.longest) if is_late else 0
