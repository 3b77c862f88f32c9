"""The server as a process of its own, on a disk, and a stand-in for Meta that notes when people hear."""

import asyncio
import os
from asyncio.subprocess import DEVNULL
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import aiohttp
from aiohttp import web
from peewee import chunked

from pilateshq import db
from pilateshq.clock import utcnow
from pilateshq.messages import Text, to_json
from pilateshq.models import Contact, Inbound, InboundState, Lane, Outbound, OutboundState, Purpose
from tests import meta, services, terminal
from tests.load.calls import HOST, SECRET

ENVIRONMENT = {
    "WHATSAPP_TOKEN": meta.TOKEN,
    "WHATSAPP_APP_SECRET": SECRET,
    "PHONE_NUMBER_ID": "106540352242922",
    "WHATSAPP_BUSINESS_ACCOUNT_ID": "102290129340398",
    "VERIFY_TOKEN": "a-verify-token",
    "ADMIN_WA_LIST": "27821110001",
}
LISTENS_WITHIN = 30.0
META_TAKES = 0.05  # seconds for one send


@dataclass
class Bot:
    port: int
    database_url: str
    numbers: Iterator[int] = field(default_factory=count)  # each call has one, once for ever
    heard: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))  # by number, when

    async def readiness(self) -> dict[str, Any]:
        url = f"http://{HOST}:{self.port}/readyz"
        async with aiohttp.ClientSession() as http, http.get(url) as answer:
            report: dict[str, Any] = await answer.json()
            return report


@contextmanager
def databases() -> Iterator[dict[str, str]]:
    with (
        TemporaryDirectory() as folder,
        services.postgres(durable=True) as cluster,
        cluster.database() as url,
    ):
        yield {"SQLite": f"sqlite:///{folder}/studio.sqlite3", "PostgreSQL": url}


def fill(database_url: str, *, sent: int, answered: int) -> None:
    """Make messages of which statuses will tell, and such as were answered long ago."""
    db.open_database(database_url)
    db.migrate()
    with db.transaction():
        contact = Contact.get_or_none(wa_id="27821119999") or Contact.create(wa_id="27821119999")
    _insert(Outbound, (_sent(contact, number) for number in range(sent)))
    _insert(Inbound, (_answered(number) for number in range(answered)))
    db.database.obj.close_all()


def _insert(table: Any, rows: Iterator[dict[str, Any]]) -> None:
    for some in chunked(rows, 500):
        with db.transaction():
            table.insert_many(some).execute()


def _sent(contact: Contact, number: int) -> dict[str, Any]:
    moments = dict.fromkeys(("created_at", "next_at", "expires_at", "sent_at"), utcnow())
    return {
        "key": f"sent:{number}",
        "contact": contact,
        "purpose": Purpose.reply,
        "message": "{}",
        "state": OutboundState.accepted,
        "attempts": 1,
        "wamid": f"wamid.OUT-{number}",
        **moments,
    }


def _answered(number: int) -> dict[str, Any]:
    moments = dict.fromkeys(("said_at", "received_at", "next_at", "done_at"), utcnow())
    return {
        "key": f"m:wamid.OLD-{number}",
        "sender": f"2783{number % 1000:07}",
        "body": b"{}",
        "state": InboundState.done,
        **moments,
    }


def queue_reminders(database_url: str, numbers: list[str]) -> None:
    """Queue what is due for many at the same moment, as another process would."""
    now = utcnow()
    db.open_database(database_url)
    with db.transaction(alone=True):
        for number in numbers:
            contact = Contact.create(wa_id=number, heard_at=now)
            Outbound.create(
                key=f"reminder:{number}",
                contact=contact,
                lane=Lane.reminder,
                purpose=Purpose.reminder,
                message=to_json(Text("Your session is tomorrow.")),
                created_at=now,
                next_at=now,
                expires_at=now + timedelta(hours=1),
            )
    db.database.obj.close_all()


@asynccontextmanager
async def serving(database_url: str) -> AsyncIterator[Bot]:
    """Run `pilateshq serve`, and Meta beside it."""
    bot = Bot(terminal.free_port(), database_url)
    async with _meta(bot) as graph_url:
        with TemporaryDirectory() as folder:
            own = {"DATABASE_URL": database_url, "DATA_DIR": folder, "PORT": str(bot.port)}
            environment = {**os.environ, **ENVIRONMENT, **own, "GRAPH_API_URL": graph_url}
            process = await asyncio.create_subprocess_exec(
                *terminal.COMMAND, "serve", env=environment, cwd=terminal.ROOT, stderr=DEVNULL
            )
            try:
                await _until_it_listens(bot.port)
                yield bot
            finally:
                process.terminate()
                await process.wait()


@asynccontextmanager
async def _meta(bot: Bot) -> AsyncIterator[str]:
    """Take each message after a moment, and note who hears when."""
    wamids = count()

    async def take(request: web.Request) -> web.Response:
        asked = await request.json() if request.method == "POST" else {}
        if "to" not in asked:
            return web.json_response({"success": True, "data": []})
        await asyncio.sleep(META_TAKES)
        bot.heard[asked["to"].removeprefix("+")].append(perf_counter())
        contacts = [{"input": asked["to"], "wa_id": asked["to"].removeprefix("+")}]
        return web.json_response({"contacts": contacts, "messages": [{"id": f"wamid.SENT-{next(wamids)}"}]})

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, HOST, 0, backlog=1024).start()
    try:
        yield f"http://{HOST}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def _until_it_listens(port: int) -> None:
    async with asyncio.timeout(LISTENS_WITHIN):
        while not await _listens(port):  # noqa: ASYNC110 - nobody tells us
            await asyncio.sleep(0.05)


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection(HOST, port)
    except OSError:
        return False
    writer.close()
    return True
