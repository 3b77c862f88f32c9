"""Measure each row of the table; `make load SHARE=0.1 ENGINE=SQLite` gives a first look.

On a machine that does something else the figures mean little.
"""

import asyncio
import os
import random
from collections.abc import Awaitable, Callable, Iterator
from time import perf_counter

from rich.console import Console
from rich.table import Table

from tests.load import bot as bots
from tests.load import calls
from tests.load.bot import Bot
from tests.load.calls import PEOPLE, Waits, message, mixed, number_of, statuses

SHARE = float(os.environ.get("SHARE") or 1)  # of the time that a whole measurement takes
ONLY = os.environ.get("ONLY", "")  # words of the rows' names
SENT = 40_000
OLD = int(1_000_000 * SHARE)
FROM_AN_OUTAGE, DOUBLED = int(20_000 * SHARE), 0.3
BIGGEST = 2_900_000  # bytes
SETTLES_WITHIN = 300.0


def some_calls(bot: Bot) -> Iterator[bytes]:
    return (mixed(number) for number in bot.numbers)


async def a_hundred_a_second(bot: Bot) -> str:
    waits = await calls.at_rate(bot.port, some_calls(bot), rate=100, seconds=600 * SHARE)
    return f"{waits}"


async def two_hundred_a_second(bot: Bot) -> str:
    waits = await calls.at_rate(bot.port, some_calls(bot), rate=200, seconds=60 * SHARE)
    return f"{waits}"


async def a_thousand_at_once(bot: Bot) -> str:
    bodies = some_calls(bot)
    waits = await calls.at_once(bot.port, [next(bodies) for _ in range(1000)])
    return f"{waits}"


async def one_post_of_a_thousand_statuses(bot: Bot) -> str:
    """Post it while others go on, and tell how long each waited."""
    others = asyncio.create_task(calls.at_rate(bot.port, some_calls(bot), rate=50, seconds=4))
    await asyncio.sleep(1.5)
    big = calls.padded(statuses(SENT - 1000, 1000), BIGGEST)
    alone = await calls.at_once(bot.port, [big])
    return f"{alone.at(1):.0f} ms; its neighbours {await others}"


async def after_an_outage(bot: Bot) -> str:
    """Bring all that piled up, as fast as it is taken, and look how long messages wait after that."""
    numbers = [next(bot.numbers) for _ in range(int(FROM_AN_OUTAGE * (1 - DOUBLED)))]
    numbers += random.sample(numbers, FROM_AN_OUTAGE - len(numbers))
    begun, waits = perf_counter(), Waits()
    bodies = iter([mixed(number) for number in numbers])
    while batch := [body for body, _ in zip(bodies, range(200), strict=False)]:
        found = await calls.at_once(bot.port, batch)
        waits.of += found.of
        waits.errors += found.errors
    taken, lag = perf_counter() - begun, 1.0
    while lag > 0.5 and perf_counter() - begun < taken + SETTLES_WITHIN:
        await asyncio.sleep(1)
        lag = (await bot.readiness())["inbox_lag_s"]
    return f"taken in {taken:.0f} s, {waits}; all answered {perf_counter() - begun - taken:.0f} s later"


async def many_reminders_at_once(bot: Bot) -> str:
    """Queue 150 reminders while people chat."""
    those = [f"2784000{number:04}" for number in range(150)]
    begun = perf_counter()
    await asyncio.to_thread(bots.queue_reminders, bot.database_url, those)
    chat = await replies(bot, range(1000, 1060), rate=4)
    while not all(bot.heard[number] for number in those):  # noqa: ASYNC110 - nobody tells us
        await asyncio.sleep(0.05)
    last = max(bot.heard[number][0] for number in those) - begun
    return f"the last after {last:.1f} s; replies meanwhile {chat}"


async def one_person_who_floods(bot: Bot) -> str:
    """Let one person write 500 messages in a minute, the first hundred at once."""
    flood = (message(number, PEOPLE) for number in bot.numbers)
    await calls.at_once(bot.port, [next(flood) for _ in range(100)])
    task = asyncio.create_task(calls.at_rate(bot.port, flood, rate=400 / 60, seconds=60 * max(SHARE, 0.2)))
    others = await replies(bot, range(1100, 1160), rate=4)
    await task
    return f"the others' replies {others}"


async def replies(bot: Bot, people: range, *, rate: float) -> Waits:
    """Let each person say something, and tell how long they wait for their reply to reach Meta."""
    waits, tasks = Waits(), []
    for person in people:
        tasks.append(asyncio.create_task(_reply(bot, person, waits)))
        await asyncio.sleep(1 / rate)
    await asyncio.gather(*tasks)
    return waits


async def _reply(bot: Bot, person: int, waits: Waits) -> None:
    heard, begun = bot.heard[number_of(person)], perf_counter()
    before = len(heard)
    await calls.at_once(bot.port, [message(next(bot.numbers), person)])
    async with asyncio.timeout(SETTLES_WITHIN):
        while len(heard) == before:  # noqa: ASYNC110 - nobody tells us
            await asyncio.sleep(0.01)
    waits.of.append((heard[before] - begun) * 1000)


Row = Callable[[Bot], Awaitable[str]]
ROWS: dict[str, Row] = {
    "100 a second: p50 ≤ 25, p99 ≤ 250 ms": a_hundred_a_second,
    "200 a second: p99 ≤ 500 ms": two_hundred_a_second,
    "1,000 at once: within 5 s": a_thousand_at_once,
    "a post of 1,000 statuses: ≤ 1 s": one_post_of_a_thousand_statuses,
    "one person floods: others undisturbed": one_person_who_floods,
    "150 reminders: 30 s, replies p95 < 2 s": many_reminders_at_once,
    "after an outage: lag < 5 s in 2 minutes": after_an_outage,
}


async def measure(database_url: str) -> list[tuple[str, str]]:
    """Measure every row on an empty database, and the first three on a full one."""
    await asyncio.to_thread(bots.fill, database_url, sent=SENT, answered=0)
    async with bots.serving(database_url) as bot:
        await calls.at_rate(bot.port, some_calls(bot), rate=50, seconds=3)  # to be warm
        found = [(name, await _told(name, row, bot)) for name, row in ROWS.items() if ONLY in name]
        next_number = next(bot.numbers)
    await asyncio.to_thread(bots.fill, database_url, sent=0, answered=OLD)
    async with bots.serving(database_url) as bot:
        bot.numbers = iter(range(next_number, 10**9))
        full = [
            (f"{name}, {OLD:,} rows", await _told(name, row, bot)) for name, row in list(ROWS.items())[1:3]
        ]
    return [*found, *full]


async def _told(name: str, row: Row, bot: Bot) -> str:
    await _until_nothing_waits(bot)
    figures = await row(bot)
    Console(stderr=True, highlight=False).print(f"{name}: {figures}")
    return figures


async def _until_nothing_waits(bot: Bot) -> None:
    """Let what the row before has left be done, so that each is measured by itself."""
    async with asyncio.timeout(SETTLES_WITHIN):
        while await _waits(bot):  # noqa: ASYNC110 - nobody tells us
            await asyncio.sleep(0.5)


async def _waits(bot: Bot) -> bool:
    """Tell whether much waits still; what Meta's rate for one person holds back may go on waiting."""
    report = await bot.readiness()
    return bool(report["inbox_lag_s"]) or report["outbox"].get("sending", 0) > 1


async def main() -> None:
    load = " ".join(f"{each:.1f}" for each in os.getloadavg())
    table = Table(title=f"{os.cpu_count()} processors, load before {load}", show_lines=True)
    for column in ("Database", "What", "Measured"):
        table.add_column(column, overflow="fold")
    with bots.databases() as urls:
        for engine, url in urls.items():
            if os.environ.get("ENGINE") in (None, "", engine):
                for name, figures in await measure(url):
                    table.add_row(engine, name, figures)
    Console().print(table)


if __name__ == "__main__":
    asyncio.run(main())
