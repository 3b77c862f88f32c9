"""How a command is written: as people type it, with days and times in one form."""

from datetime import time

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONGEST_REASON = 60  # characters; a button has to carry it


def sentence(*parts: object) -> str:
    """Join what there is; a time is written as 08:00."""
    written = (f"{part:%H:%M}" if isinstance(part, time) else part for part in parts)
    return " ".join(str(part) for part in written if part)


def with_mark(word: str, number: int | None) -> str:
    return f"{word} #{number}" if number else word


def shortened(reason: str) -> str:
    """Put a reason on one line, and cut it to what fits."""
    line = " ".join(reason.split())
    return line if len(line) <= LONGEST_REASON else f"{line[: LONGEST_REASON - 1].rstrip()}…"
