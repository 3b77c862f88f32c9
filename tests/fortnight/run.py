"""The run: the clock goes on in small steps, the server dies now and then, and one evening it is away."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from tests.fortnight import report
from tests.fortnight.report import Report
from tests.fortnight.studio import MONDAY, Studio, studio
from tests.world import JOHANNESBURG

DAWN, DARK = time(4, 30), time(22, 30)
DOWN_FROM, DOWN_UNTIL = time(19, 55), time(20, 20)
A_RESTART = 1 / 25  # how likely it is in a step


@dataclass(frozen=True)
class Plan:
    days: int = 14
    clients: int = 40
    step: int = 5  # minutes
    seed: int = 1
    down_on: int = 3  # the day, from 0, on which the server is away in the evening


async def run(plan: Plan, folder: Path, database_url: str) -> tuple[Report, int]:
    """Live through the days; give what came of it, and how often the server was killed."""
    async with studio(folder, database_url, clients=plan.clients, seed=plan.seed) as here:
        begins = _at(MONDAY, time(4))
        await here.open(begins)
        here.fill_the_diary(begins, plan.days)
        await here.start()
        await here.settle(begins)
        clock = _Clock(here, plan)
        days = [MONDAY + timedelta(days=number) for number in range(plan.days)]
        for number, day in enumerate(days):
            await clock.live(day, is_down_tonight=number == plan.down_on)
        return report.read(here, clock.settled, days), clock.kills


class _Clock:
    """Goes from step to step, and remembers when all that was due had been done."""

    def __init__(self, here: Studio, plan: Plan) -> None:
        self._here, self._plan = here, plan
        self.settled: list[datetime] = []
        self.kills = 0

    async def live(self, day: date, *, is_down_tonight: bool) -> None:
        now, step = _at(day, DAWN), timedelta(minutes=self._plan.step)
        work_at = now + timedelta(minutes=self._here.random.randint(4 * 60, 15 * 60))
        while now < _at(day, DARK):
            is_away = is_down_tonight and _at(day, DOWN_FROM) <= now < _at(day, DOWN_UNTIL)
            await self._be_there(not is_away)
            await self._here.move_to(now)
            if not is_away:
                self.settled.append(now)
            if not is_away and now >= work_at:
                await self._here.a_mornings_work(day)
                work_at = _at(day, DARK)
            now += step

    async def _be_there(self, wanted: bool) -> None:
        here = self._here
        if here.is_up and (not wanted or here.random.random() < A_RESTART):
            await here.kill()
            self.kills += 1
        if wanted and not here.is_up:
            await here.start()


def _at(day: date, local: time) -> datetime:
    return datetime.combine(day, local, JOHANNESBURG).astimezone(UTC)
