"""One torture from its first message to its count."""

import asyncio
import signal
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any

from tests.torture import ledger
from tests.torture.blows import strike
from tests.torture.ledger import Ledger
from tests.torture.plan import Plan
from tests.torture.studio import Studio, studio

LARGEST_BURST = 40
LOOK_EVERY = 0.5  # seconds
RECOVERS_WITHIN = 300.0  # or else something is stuck


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
    for bot in here.bots:
        await bot.until_it_listens()
    await here.emulator.settled(RECOVERS_WITHIN)
    here.emulator.chaos.end()
    await here.crowd.last_words()
    with suppress(TimeoutError):  # then the ledger tells what is stuck
        async with asyncio.timeout(RECOVERS_WITHIN):
            while await _waits(here):  # noqa: ASYNC110 - nobody tells us
                await asyncio.sleep(LOOK_EVERY)
    await here.emulator.settled(RECOVERS_WITHIN)


async def _waits(here: Studio) -> bool:
    """Tell whether anything waits still; the terminal is asked last, as it costs the most."""
    report = await here.bots[0].readiness()
    if report["inbox_lag_s"] or {"queued", "sending"} & report["outbox"].keys():
        return True
    return any(map(ledger.is_open, await here.listed(*ledger.ALL_MESSAGES)))
