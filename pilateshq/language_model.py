"""The model at OpenAI: a prompt goes out, what it wrote comes back. It has no tools, and stores nothing."""

import asyncio
import json
import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from pilateshq.errors import ModelError
from pilateshq.prompts import Prompt, Written
from pilateshq.settings import OpenAI
from pilateshq.whatsapp.lenient import object_in, objects_in, text_in

if TYPE_CHECKING:
    from openai import AsyncOpenAI

MOST_FAILURES = 5  # in a row; then the model is left alone for a while
LEFT_ALONE = timedelta(minutes=1)
CHATTY = ("openai", "httpx2", "httpcore2")  # loggers


class Breaker:
    """Leaves the model alone after failures in a row; then one question after the other tries again."""

    def __init__(self) -> None:
        self._failures = 0
        self._until: datetime | None = None

    def is_open(self, *, now: datetime) -> bool:
        """Tell whether the model is to be left alone."""
        return self._until is not None and now < self._until

    def note(self, *, worked: bool, now: datetime) -> None:
        self._failures = 0 if worked else self._failures + 1
        self._until = now + LEFT_ALONE if self._failures >= MOST_FAILURES else None


class LanguageModel:
    """A client of OpenAI's: heavy, so that it is made for the first question."""

    def __init__(self, account: OpenAI, *, timeout: float) -> None:
        self._account, self._timeout = account, timeout
        self._client: AsyncOpenAI | None = None
        self._opening = asyncio.Lock()

    async def write(self, prompt: Prompt) -> Written:
        """Let the model answer, or raise ModelError; it is asked once and no more."""
        client = await self._ready()
        from openai import OpenAIError

        try:
            async with asyncio.timeout(self._timeout):
                return _written(await self._ask(client, prompt))
        except (OpenAIError, TimeoutError, ValueError, RecursionError) as error:
            raise ModelError(type(error).__name__) from None

    async def close(self) -> None:
        if self._client:
            await self._client.close()

    async def _ready(self) -> "AsyncOpenAI":
        async with self._opening:
            if self._client is None:
                self._client = await asyncio.to_thread(self._open)  # which would stall everybody else
            return self._client

    async def _ask(self, client: "AsyncOpenAI", prompt: Prompt) -> str:
        turns: Any = [{"role": role, "content": words} for role, words in prompt.turns]
        form: Any = {"type": "json_schema", "name": "answer", "strict": True, "schema": dict(prompt.schema)}
        response = await client.responses.with_raw_response.create(
            model=self._account.model,
            instructions=prompt.instructions,
            input=turns,
            text={"format": form},
            max_output_tokens=prompt.most_written,
            store=False,
        )
        return response.text

    def _open(self) -> "AsyncOpenAI":
        """Load what is heavy, and keep it from telling the log of questions and keys."""
        from openai import AsyncOpenAI

        for name in CHATTY:  # after the import, which reads OPENAI_LOG
            logging.getLogger(name).setLevel(logging.CRITICAL)
        account = self._account
        client = AsyncOpenAI(api_key=account.key, base_url=account.url, timeout=self._timeout, max_retries=0)
        assert client.responses.with_raw_response  # loaded when it is first looked at
        return client


def _written(body: str) -> Written:
    """Read the words out of a response, whatever else is in it; raises ValueError where they are no JSON."""
    response = json.loads(body)
    items = [item for item in objects_in(response, "output") if text_in(item, "type") == "message"]
    parts = [part for item in items for part in objects_in(item, "content")]
    answer = json.loads("".join(text_in(part, "text") for part in parts))
    if not isinstance(answer, dict):
        raise ValueError("an answer must be an object")
    usage = object_in(response, "usage")
    return Written(answer, _count(usage, "input_tokens"), _count(usage, "output_tokens"))


def _count(usage: dict[str, Any], name: str) -> int:
    value = usage.get(name)
    return value if isinstance(value, int) and 0 <= value < 1_000_000 else 0
