from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from pilateshq.sandbox.clock import SandboxClock
from tests.stage import MORNING, ZONE


def test_the_clock_is_the_real_one_until_it_is_moved() -> None:
    clock = SandboxClock(lambda: MORNING)
    assert clock() == MORNING

    clock.forward(timedelta(hours=1))
    assert clock() == MORNING + timedelta(hours=1)
    assert clock.offset == timedelta(hours=1)


@pytest.mark.parametrize(
    ("shown", "arrives"),
    [
        (time(8, 1), "2026-10-06T08:01+02:00"),
        (time(19, 59), "2026-10-06T19:59+02:00"),
        (time(8), "2026-10-07T08:00+02:00"),  # it is that time already: the next day's
        (time(5, 59), "2026-10-07T05:59+02:00"),
    ],
)
def test_the_clock_goes_to_the_next_such_time_in_the_studio(shown: time, arrives: str) -> None:
    clock = SandboxClock(lambda: MORNING)
    clock.forward_to(shown, ZONE)
    assert clock() == datetime.fromisoformat(arrives)


def test_the_clock_goes_over_a_change_to_winter_time() -> None:
    clock = SandboxClock(lambda: datetime(2026, 10, 24, 18, tzinfo=UTC))
    clock.forward_to(time(19, 59), ZoneInfo("Europe/Berlin"))
    assert clock() == datetime(2026, 10, 25, 18, 59, tzinfo=UTC)


def test_the_clock_never_goes_back() -> None:
    with pytest.raises(ValueError, match="only goes forward"):
        SandboxClock().forward(timedelta(seconds=-1))
