"""Meta's calls at a given rate: finished, signed requests on open connections, so that we weigh little."""

import asyncio
import hashlib
import hmac
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from pilateshq.clock import utcnow
from tests import calls

SECRET = "a-secret"
HOST = "127.0.0.1"
PEOPLE = 400
CONNECTIONS = 64


@dataclass
class Waits:
    """How long each call waited for its 200, in ms, and how many got another answer."""

    of: list[float] = field(default_factory=list)
    errors: int = 0

    def at(self, share: float) -> float:
        ordered = sorted(self.of)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0

    def __str__(self) -> str:
        return (
            f"p50 {self.at(0.5):.0f}, p99 {self.at(0.99):.0f}, max {self.at(1):.0f} ms, {self.errors} errors"
        )


def number_of(person: int) -> str:
    return f"2782112{person:04}"


def mixed(number: int) -> bytes:
    """Write one call: a quarter are messages of strangers, the rest statuses of what was sent."""
    return statuses(number) if number % 4 else message(number, number % PEOPLE)


def message(number: int, person: int, words: str = "hello") -> bytes:
    sender = {"from": number_of(person), "timestamp": str(int(utcnow().timestamp()))}
    return calls.call(calls.message(id=f"wamid.IN-{number}", text={"body": words}, **sender))


def statuses(first: int, count: int = 1) -> bytes:
    some = [
        {"id": f"wamid.OUT-{number}", "status": "delivered", "timestamp": "1791180000"}
        for number in range(first, first + count)
    ]
    return calls.call(statuses=some)


def padded(body: bytes, size: int) -> bytes:
    """Fill a body up with blanks, which JSON does not mind, to that size."""
    return body + b" " * (size - len(body))


def posted(body: bytes) -> bytes:
    signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    head = f"POST /webhook HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/json\r\n"
    head += f"X-Hub-Signature-256: sha256={signature}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


async def at_once(port: int, bodies: Sequence[bytes]) -> Waits:
    """Post each on a connection of its own, all at the same time."""
    waits = Waits()
    await asyncio.gather(*(_post_on_its_own(port, posted(body), waits) for body in bodies))
    return waits


async def _post_on_its_own(port: int, request: bytes, waits: Waits) -> None:
    begun = perf_counter()  # the wait holds the connecting, too
    async with _connected(port) as connection:
        await _post(connection, request, begun, waits)


async def at_rate(port: int, bodies: Iterator[bytes], *, rate: float, seconds: float) -> Waits:
    """Post so many a second; a call waits from the moment at which it was due, as Meta counts it."""
    waits, due = Waits(), asyncio.Queue[tuple[float, bytes]]()
    workers = [asyncio.create_task(_work(port, due, waits)) for _ in range(CONNECTIONS)]
    begun = perf_counter()
    for number in range(int(rate * seconds)):
        moment = begun + number / rate
        await asyncio.sleep(max(0, moment - perf_counter()))
        due.put_nowait((moment, posted(next(bodies))))
    await due.join()
    for worker in workers:
        worker.cancel()
    return waits


async def _work(port: int, due: asyncio.Queue[tuple[float, bytes]], waits: Waits) -> None:
    async with _connected(port) as connection:
        while True:
            moment, request = await due.get()
            await _post(connection, request, moment, waits)
            due.task_done()


@asynccontextmanager
async def _connected(port: int) -> AsyncIterator[Any]:
    reader, writer = await asyncio.open_connection(HOST, port)
    try:
        yield reader, writer
    finally:
        writer.close()


async def _post(connection: Any, request: bytes, begun: float, waits: Waits) -> None:
    reader, writer = connection
    writer.write(request)
    answer = await reader.readuntil(b"\r\n\r\n")
    waits.errors += not answer.startswith(b"HTTP/1.1 200 ")
    waits.of.append((perf_counter() - begun) * 1000)
