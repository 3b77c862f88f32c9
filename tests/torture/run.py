"""One torture from its first message to its count."""

import asyncio
import signal
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from tests.torture import ledger
from tests.torture.blows import strike
from tests.torture.ledger import Ledger
from tests.torture.plan import Plan
from tests.torture.studio import Studio, studio

LARGEST_BURST = 40


async def torture(plan: Plan) -> Ledger:
    """Torture a studio as planned, let it recover, and count."""
    async with studio(plan) as here:
        await here.start()
        async with _beside(here.share_out()):
            await asyncio.gather(_talk(here), strike(here))
            await _recover(here)
            found = await ledger.read(here)
        codes = [await bot.end(signal.SIGTERM) for bot in here.bots]
        found.faults["stuck"] += [f"a server ended with {code}" for code in codes if code]
        found.counts = dict(here.done) | found.counts
        return found


@asynccontextmanager
async def _beside(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()


async def _talk(here: Studio) -> None:
    """Let people speak as long as the blows last, now and then all at once."""
    plan, random = here.plan, here.random
    gap = plan.kills * plan.pause / plan.messages
    while len(here.crowd.said) < plan.messages:
        burst = random.randrange(2, LARGEST_BURST) if random.random() < 0.02 else 1
        for _ in range(min(burst, plan.messages - len(here.crowd.said))):
            await here.crowd.speak()
        await asyncio.sleep(burst * random.uniform(0, 2) * gap)


async def _recover(here: Studio) -> None:
    """Wait until all is settled, as it must be in the time that the settings give it."""
    here.emulator.chaos.end()
    longest = float(here.plan.operations["UNKNOWN_MAX_S"])
    for bot in here.bots:
        await bot.until_it_listens()
    await here.emulator.settled(4 * longest)
    await here.crowd.last_words()
    for _ in range(int(8 * longest)):
        await asyncio.sleep(1)
        if not any(map(ledger.is_open, await here.listed("messages", "list", "--limit", "1000000"))):
            break
    await here.emulator.settled(longest)
