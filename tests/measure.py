"""How long a webhook waits for its 200, durable commit included: `python -m tests.measure`, by hand.

The bot runs as a process of its own, on a disk, and answers and sends meanwhile to a stand-in for Meta.
The caller writes finished, signed requests on open connections, so that its own work weighs little.
A quarter of the posts are messages of strangers, the rest are statuses of messages that the bot has sent.
"""

import asyncio
import hashlib
import hmac
import os
import sys
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from peewee import chunked
from rich.console import Console
from rich.table import Table

from pilateshq import db
from pilateshq.models import Contact, Outbound, OutboundState, Purpose
from tests import calls, meta, services, terminal

SECRET = "a-secret"
ENVIRONMENT = {
    "WHATSAPP_TOKEN": meta.TOKEN,
    "WHATSAPP_APP_SECRET": SECRET,
    "PHONE_NUMBER_ID": "106540352242922",
    "WHATSAPP_BUSINESS_ACCOUNT_ID": "102290129340398",
    "VERIFY_TOKEN": "a-verify-token",
    "ADMIN_WA_LIST": "27821110001",
}
ROOT = Path(__file__).parent.parent
HOST = "127.0.0.1"
WARM = {"posts": 200, "at_once": 4}
RUNS = {
    "one at a time": {"posts": 1000, "at_once": 1},
    "32 at once": {"posts": 3200, "at_once": 32},
    "1,000 at once": {"posts": 1000, "at_once": 1000},
}
POSTS = sum(run["posts"] for run in (WARM, *RUNS.values()))
PEOPLE = 40
WITHIN = 120.0  # seconds, for all that is measured on one engine


@contextmanager
def databases() -> Iterator[dict[str, str]]:
    with (
        TemporaryDirectory() as folder,
        services.postgres(durable=True) as cluster,
        cluster.database() as url,
    ):
        yield {"SQLite": f"sqlite:///{folder}/studio.sqlite3", "PostgreSQL": url}


def fill(database_url: str) -> None:
    """Make the messages of which the statuses will tell."""
    db.open_database(database_url)
    db.migrate()
    with db.transaction():
        contact = Contact.create(wa_id="27821119999")
        rows = [_sent(contact, number) for number in range(POSTS)]
        for some in chunked(rows, 500):
            Outbound.insert_many(some).execute()
    db.database.obj.close_all()


def _sent(contact: Contact, number: int) -> dict[str, Any]:
    moment = dict.fromkeys(("created_at", "next_at", "expires_at", "sent_at"), calls.SAID_AT)
    return {
        "key": f"sent:{number}",
        "contact": contact,
        "purpose": Purpose.reply,
        "message": "{}",
        "state": OutboundState.accepted,
        "attempts": 1,
        "wamid": f"wamid.OUT-{number}",
        **moment,
    }


@asynccontextmanager
async def bot(database_url: str) -> AsyncIterator[int]:
    """Run `pilateshq serve`, and give its port."""
    async with meta.answering() as graph:
        graph.says(meta.ACCEPTED)
        port = terminal.free_port()
        with TemporaryDirectory() as folder:
            own = {"DATABASE_URL": database_url, "DATA_DIR": folder, "PORT": str(port)}
            environment = {**os.environ, **ENVIRONMENT, **own, "GRAPH_API_URL": graph.url}
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "pilateshq", "serve"), env=environment, cwd=ROOT, stderr=DEVNULL
            )
            try:
                await _answers(port)
                yield port
            finally:
                process.terminate()
                await process.wait()


async def _answers(port: int) -> None:
    async with asyncio.timeout(20):
        while not await _is_open(port):  # noqa: ASYNC110 - nobody tells us
            await asyncio.sleep(0.05)


async def _is_open(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection(HOST, port)
    except OSError:
        return False
    writer.close()
    return True


def request(number: int) -> bytes:
    """Write a signed post of one message or one status."""
    return _posted(_status(number) if number % 4 else _message(number))


def _message(number: int) -> bytes:
    sender = {"from": f"2782112{number % PEOPLE:04}"}
    return calls.call(calls.message(id=f"wamid.IN-{number}", text={"body": "hello"}, **sender))


def _status(number: int) -> bytes:
    status = {"id": f"wamid.OUT-{number}", "status": "delivered", "timestamp": "1791180000"}
    return calls.call(statuses=[status])


def _posted(body: bytes) -> bytes:
    signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    head = f"POST /webhook HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/json\r\n"
    head += f"X-Hub-Signature-256: sha256={signature}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


async def measure(port: int, numbers: Iterator[int], *, posts: int, at_once: int) -> list[float]:
    """Post on so many connections, each one after the other; give the waits in ms, sorted."""
    requests = [request(next(numbers)) for _ in range(posts)]
    lanes = (requests[lane::at_once] for lane in range(at_once))
    waits = await asyncio.gather(*(_post_all(port, lane) for lane in lanes))
    return sorted(wait * 1000 for lane in waits for wait in lane)


async def _post_all(port: int, requests: Sequence[bytes]) -> list[float]:
    waits, begun = [], perf_counter()  # the first wait holds the connecting, too
    reader, writer = await asyncio.open_connection(HOST, port)
    for each in requests:
        writer.write(each)
        answer = await reader.readuntil(b"\r\n\r\n")
        if not answer.startswith(b"HTTP/1.1 200 "):
            raise RuntimeError(answer.decode())
        waits.append(perf_counter() - begun)
        begun = perf_counter()
    writer.close()
    return waits


async def measure_engine(database_url: str) -> list[tuple[str, list[float]]]:
    numbers = count()
    await asyncio.to_thread(fill, database_url)
    async with asyncio.timeout(WITHIN), bot(database_url) as port:
        await measure(port, numbers, **WARM)
        return [(name, await measure(port, numbers, **run)) for name, run in RUNS.items()]


async def main() -> None:
    load = " ".join(f"{each:.1f}" for each in os.getloadavg())
    columns = ("Database", "Posts", "Median, ms", "p99, ms", "Slowest, ms")
    table = Table(*columns, title=f"{os.cpu_count()} processors, load before {load}")
    with databases() as urls:
        for engine, url in urls.items():
            for posts, waits in await measure_engine(url):
                figures = waits[len(waits) // 2], waits[len(waits) * 99 // 100], waits[-1]
                table.add_row(engine, posts, *(f"{each:.1f}" for each in figures))
    Console().print(table)


if __name__ == "__main__":
    asyncio.run(main())
