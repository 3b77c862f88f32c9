"""The only reader of the clock."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def utcnow() -> datetime:
    """Tell the moment, aware, in UTC."""
    return datetime.now(UTC)


def uptime() -> float:
    """Tell the seconds that have passed since some moment, those of a machine asleep among them."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))
