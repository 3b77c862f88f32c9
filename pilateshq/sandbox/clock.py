"""The sandbox's clock: the real one and an offset, which only grows."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pilateshq.clock import Clock, utcnow


class SandboxClock:
    """A clock to be shared by everything in the sandbox; call it for the moment, aware, in UTC."""

    def __init__(self, real: Clock = utcnow) -> None:
        self._real = real
        self.offset = timedelta()

    def __call__(self) -> datetime:
        return self._real() + self.offset

    def forward(self, delta: timedelta) -> None:
        if delta < timedelta():
            raise ValueError("The clock only goes forward.")
        self.offset += delta

    def forward_to(self, local_time: time, zone: ZoneInfo) -> None:
        """Go to the next moment at which a clock on the wall of that zone shows `local_time`."""
        now = self()
        self.forward(_next(now, local_time, zone) - now)


def _next(now: datetime, local_time: time, zone: ZoneInfo) -> datetime:
    today = now.astimezone(zone).date()
    days = (datetime.combine(today + timedelta(days=ahead), local_time, zone) for ahead in range(2))
    return next(moment for day in days if (moment := day.astimezone(UTC)) > now)
