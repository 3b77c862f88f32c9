"""The assistant's loop: claim a question, let the model think with no transaction open, settle the answer."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextlib import suppress

from pilateshq import questions
from pilateshq.clock import Clock
from pilateshq.db import DatabaseThread
from pilateshq.errors import ModelError, SendError
from pilateshq.language_model import Breaker, LanguageModel
from pilateshq.loop import Loop
from pilateshq.prompts import Prompt, Written
from pilateshq.questions import FellBack, Thinking
from pilateshq.settings import Settings
from pilateshq.whatsapp.client import GraphClient

log = logging.getLogger(__name__)

TYPING_WITHIN = 2.0  # seconds; the sign is a courtesy


class Thinker:
    """Lets the model answer what is no command, while all else goes on."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        database: DatabaseThread,
        wire: GraphClient,
        *,
        said: Callable[[], None],
    ) -> None:
        self.settings, self._clock, self._database, self._wire, self._said = (
            settings,
            clock,
            database,
            wire,
            said,
        )
        timeout = settings.operations.model_timeout
        self._model = LanguageModel(settings.openai, timeout=timeout) if settings.openai else None
        self._breaker = Breaker()
        self._loop = Loop(self._step)
        self._thoughts: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> None:
        await self._loop.__aenter__()

    async def __aexit__(self, *_: object) -> None:
        """Drop what is being thought about: it is taken up again after the next start."""
        await self._loop.__aexit__()
        for task in self._thoughts:
            task.cancel()
        await asyncio.gather(*self._thoughts, return_exceptions=True)
        if self._model:
            await self._model.close()

    def wake(self) -> None:
        self._loop.wake()

    async def _step(self) -> bool:
        """Begin to think about the next question; tell whether there was one."""
        works = self._model is not None and not self._breaker.is_open(now=self._clock())
        claimed = await self._database.run_alone(
            questions.claim, model_works=works, settings=self.settings, now=self._clock()
        )
        match claimed:
            case Thinking():
                self._spawn(self._think(claimed))
            case FellBack():
                self._said()
        return claimed is not None

    def _spawn(self, thought: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(thought)
        self._thoughts.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._thoughts.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("a thought was left unsettled", exc_info=error)

    async def _think(self, thinking: Thinking) -> None:
        _, written = await asyncio.gather(self._show_typing(thinking.wamid), self._written(thinking.prompt))
        await self._database.run_alone(
            questions.settle, thinking, written, settings=self.settings, now=self._clock()
        )
        self._said()

    async def _written(self, prompt: Prompt) -> Written | None:
        assert self._model is not None  # without one, nothing is claimed
        try:
            written = await self._model.write(prompt)
        except ModelError as error:
            log.warning("the model did not answer: %s", error)
            written = None
        self._breaker.note(worked=written is not None, now=self._clock())
        return written

    async def _show_typing(self, wamid: str) -> None:
        with suppress(SendError, TimeoutError):
            async with asyncio.timeout(TYPING_WITHIN):
                await self._wire.mark_read(wamid, typing=True)
