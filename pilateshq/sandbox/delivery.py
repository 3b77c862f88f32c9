"""Signed webhooks, sent again until the bot has taken them."""

import asyncio
import hashlib
import hmac
import secrets
from collections import defaultdict
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import aiohttp

from pilateshq.clock import Clock
from pilateshq.sandbox.chaos import Chaos
from pilateshq.sandbox.people import Account

LONGEST_DELAY = 2.0
TIMEOUT = aiohttp.ClientTimeout(total=10)


class HandshakeFailed(Exception):
    """The bot did not answer the verification of its webhook as Meta wants it."""


@dataclass(frozen=True)
class Delivery:
    """One attempt at a webhook."""

    at: datetime
    body: bytes
    status: int | None  # None: no answer


class Courier:
    """Brings webhooks to the bot: in order within a lane, lanes apart from each other."""

    def __init__(self, url: str, *, account: Account, clock: Clock, retry_after: float, chaos: Chaos) -> None:
        self.url = url
        self.deliveries: list[Delivery] = []
        self._account = account
        self._clock = clock
        self._retry_after = retry_after
        self._chaos = chaos
        self._session: aiohttp.ClientSession | None = None
        self._lanes: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        self._session = aiohttp.ClientSession(timeout=TIMEOUT, headers={"User-Agent": "facebookexternalua"})

    def cancel(self) -> None:
        for task in self._tasks:
            task.cancel()

    async def stop(self) -> None:
        self.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session:
            await self._session.close()

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def idle(self) -> None:
        """Wait until nothing is under way."""
        while self._tasks:
            done, _ = await asyncio.wait(self._tasks)
            for task in done:
                task.result()

    async def carry(self, body: bytes, *, lane: str, times: int = 1) -> None:
        """Bring a body as many times as asked, after all that came before it in its lane."""
        if delay := self._chaos.delay():
            await asyncio.sleep(delay)
        async with self._lanes[lane]:
            for _ in range(times):
                await self._insist(body)
        if self._chaos.is_doubled():
            self.spawn(self._bring_again(body))

    async def _bring_again(self, body: bytes) -> None:
        await asyncio.sleep(self._chaos.delay(share=1))
        await self._insist(body)

    async def post(self, body: bytes, *, signature: str | None = None) -> int:
        """Post once and give the HTTP status; an empty signature sends no header."""
        headers = {"Content-Type": "application/json"}
        if signature != "":
            headers["X-Hub-Signature-256"] = signature or self._sign(body)
        status = None
        try:
            async with self._http.post(self.url, data=body, headers=headers, allow_redirects=False) as answer:
                status = answer.status
        finally:
            self.deliveries.append(Delivery(self._clock(), body, status))
        return status

    async def verify(self) -> None:
        """Shake hands as Meta does when the webhook's address is saved; HandshakeFailed if it goes wrong."""
        challenge = str(secrets.randbelow(10**10))
        query = {"hub.mode": "subscribe", "hub.challenge": challenge}
        query["hub.verify_token"] = self._account.verify_token
        try:
            async with self._http.get(self.url, params=query, allow_redirects=False) as response:
                answered = response.status, response.content_type, await response.text()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise HandshakeFailed(f"{self.url} does not answer: {error}") from error
        if answered != (200, "text/plain", challenge):
            raise HandshakeFailed(f"{self.url} answered {answered}, not {challenge} as plain text.")

    @property
    def _http(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise RuntimeError("Start the emulator first.")
        return self._session

    async def _insist(self, body: bytes) -> None:
        delay = self._retry_after
        while not await self._is_taken(body):
            await asyncio.sleep(delay)
            delay = min(2 * delay, LONGEST_DELAY)

    async def _is_taken(self, body: bytes) -> bool:
        try:
            return await self.post(body) == 200
        except (aiohttp.ClientError, TimeoutError):
            return False

    def _sign(self, body: bytes) -> str:
        digest = hmac.new(self._account.app_secret.encode(), body, hashlib.sha256).hexdigest()
        return f"sha256={digest}"
