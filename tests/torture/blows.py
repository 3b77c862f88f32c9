"""What befalls the studio: each blow is struck, lasts a moment, and is over."""

import asyncio
import errno
import resource
import signal
import sqlite3
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from urllib.parse import urlsplit

from tests.torture.people import HOURS
from tests.torture.studio import Bot, Studio

Blow = Callable[[Studio], Awaitable[None]]
SMALLEST_FILE = 4096  # bytes: less than any database has already


async def kill(here: Studio) -> None:
    """Kill one process, sometimes while it starts, and start it again."""
    await _kill(here, here.random.choice(here.bots))


async def kill_all(here: Studio) -> None:
    await asyncio.gather(*(_kill(here, bot) for bot in here.bots))


async def _kill(here: Studio, bot: Bot) -> None:
    await bot.end(signal.SIGKILL)
    here.done["kill -9"] += 1
    await asyncio.sleep(here.random.uniform(0, 0.3))
    await bot.start()


async def stop_and_go_on(here: Studio) -> None:
    """Let one process stand still for a while, as a machine does that swaps or migrates."""
    bot = here.random.choice(here.bots)
    bot.tell(signal.SIGSTOP)
    await asyncio.sleep(here.random.uniform(0.1, here.plan.longest / 2))
    bot.tell(signal.SIGCONT)


async def lock_the_file(here: Studio) -> None:
    """Hold SQLite's write lock, at times longer than anybody waits for it."""
    path = urlsplit(here.environment["DATABASE_URL"]).path[1:]
    holder = sqlite3.connect(f"/{path.lstrip('/')}", isolation_level=None, timeout=2)
    try:
        with suppress(sqlite3.OperationalError):
            holder.execute("BEGIN IMMEDIATE")
            await asyncio.sleep(here.random.choice((0.1, 0.2, 1.0)) * here.plan.longest)
            holder.execute("ROLLBACK")
    finally:
        holder.close()


async def fill_the_disk(here: Studio) -> None:
    """Leave no byte free for a while; where no disk is ours to fill, let no file grow."""
    last = here.random.uniform(0.1, 0.3) * here.plan.longest
    if here.has_own_disk:
        await _fill(here, last)
    else:
        await _limit(here.bots, last)


async def _fill(here: Studio, last: float) -> None:
    filler, end = here.folder / "filler", asyncio.get_running_loop().time() + last
    with filler.open("wb", buffering=0) as file:
        while asyncio.get_running_loop().time() < end:
            try:
                file.write(bytes(1024 * 1024))
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise
                await asyncio.sleep(0.05)
    filler.unlink()


async def _limit(bots: list[Bot], last: float) -> None:
    pids = [bot.process.pid for bot in bots if bot.process and bot.process.returncode is None]
    for pid in pids:
        _set_limit(pid, SMALLEST_FILE)
    await asyncio.sleep(last)
    for pid in pids:
        _set_limit(pid, resource.RLIM_INFINITY)


def _set_limit(pid: int, limit: int) -> None:
    with suppress(ProcessLookupError):
        _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (limit, hard))


async def cut_sessions(here: Studio) -> None:
    """Hang up on everybody who is in the database."""
    if here.cluster:
        here.cluster.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname LIKE 'test_%' AND pid <> pg_backend_pid()"
        )


async def restart_postgres(here: Studio) -> None:
    if here.cluster:
        here.cluster.stop()
        await asyncio.sleep(here.random.uniform(0, 0.25) * here.plan.longest)
        here.cluster.start()


async def work_at_the_terminal(here: Studio) -> None:
    """Book by the command line beside the servers."""
    name, hour = here.random.choice(here.crowd.names), here.random.choice(HOURS)
    day = here.crowd.day(here.random.randrange(3, 12))
    code, _ = await here.terminal("book", name, str(day), f"{hour:02}h00", "group")
    here.booked_at_terminal += code == 0


ANYWHERE: dict[Blow, int] = {kill: 12, stop_and_go_on: 2, work_at_the_terminal: 2}
SQLITE: dict[Blow, int] = ANYWHERE | {lock_the_file: 2, fill_the_disk: 1}
POSTGRES: dict[Blow, int] = ANYWHERE | {kill_all: 2, cut_sessions: 2, restart_postgres: 1}


async def strike(here: Studio) -> None:
    """Strike until there were as many kills as planned, the first of each kind early."""
    weights = SQLITE if here.plan.database == "sqlite" else POSTGRES
    here.done = Counter()
    first = list(weights)
    while here.done["kill -9"] < here.plan.kills:
        await asyncio.sleep(here.random.uniform(0.5, 1.5) * here.plan.pause)
        blow = first.pop() if first else here.random.choices(list(weights), list(weights.values()))[0]
        await blow(here)
        if blow not in (kill, kill_all):
            here.done[blow.__name__.replace("_", " ")] += 1
        for bot in here.bots:
            if bot.process and bot.process.returncode is not None:  # it gave up, as the database was away
                await bot.start()
