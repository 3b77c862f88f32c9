"""Work that is done again and again, by whoever it is woken."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

log = logging.getLogger(__name__)

POLL = 0.5  # seconds: what the terminal or another process wrote is seen within one
AFTER_A_FAULT = 1.0  # seconds that a loop waits before it tries again


class Loop:
    """A step taken again and again; it ends only between two, so that nothing claimed is dropped."""

    def __init__(self, step: Callable[[], Awaitable[bool]]) -> None:
        self._step, self._called, self._ending = step, asyncio.Event(), False

    async def __aenter__(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def __aexit__(self, *_: object) -> None:
        self._ending = True
        self.wake()
        await self._task

    def wake(self) -> None:
        self._called.set()

    async def _run(self) -> None:
        while not self._ending:
            self._called.clear()
            try:
                rest = 0.0 if await self._step() else POLL
            except Exception:
                log.exception("a step failed; it is taken again")
                rest = AFTER_A_FAULT
            await self._wait(rest)

    async def _wait(self, longest: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(longest):
                await self._called.wait()
