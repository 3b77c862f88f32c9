"""The whole on this machine: the bot as it is, the emulator of Meta, and phones to speak with."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from pilateshq import db, outbox, settings
from pilateshq.models import (
    Booking,
    Client,
    Inbound,
    InboundState,
    Outbound,
    OutboundState,
    Question,
    QuestionState,
)
from pilateshq.money_models import Attachment
from pilateshq.sandbox.demo import FLOW_ID, templates
from pilateshq.sandbox.graph import Account, Emulator, Shown
from pilateshq.server import Server
from pilateshq.studio import booking, people
from pilateshq.whatsapp import flows

T = TypeVar("T")

JOHANNESBURG = ZoneInfo("Africa/Johannesburg")
THURSDAY = datetime(2025, 10, 2, 8, 0, tzinfo=UTC)  # 10:00 in the studio
NADINE, JOHN, MARY, STRANGER = "27821110001", "27821110002", "27821110003", "27821110009"
ACCOUNT = Account(
    token="a-token",
    app_secret="a-secret",
    verify_token="a-verify-token",
    phone_number_id="106540352242922",
    waba_id="102290129340398",
    number="27110000001",
    name="Kiaat Pilates",
)
ENVIRONMENT = {
    "WHATSAPP_TOKEN": ACCOUNT.token,
    "WHATSAPP_APP_SECRET": ACCOUNT.app_secret,
    "PHONE_NUMBER_ID": ACCOUNT.phone_number_id,
    "WHATSAPP_BUSINESS_ACCOUNT_ID": ACCOUNT.waba_id,
    "VERIFY_TOKEN": ACCOUNT.verify_token,
    "ADMIN_WA_LIST": NADINE,
    "CLIENT_REGISTRATION_FLOW_ID": FLOW_ID,
}
IDLE_WITHIN, ANSWERED_WITHIN = 10.0, 60.0  # seconds


class StillClock:
    """A clock that stands until it is moved."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **parts: float) -> None:
        self.now += timedelta(**parts)


@dataclass
class World:
    clock: StillClock
    emulator: Emulator
    server: Server

    async def do(self, work: Callable[[], T]) -> T:
        """Do something in a transaction of the server's."""
        return await self.server.database.run_alone(work)

    async def register(self, name: str, number: str) -> Client:
        return await self.do(
            lambda: people.register(name, f"+{number}", region="ZA", actor="test", now=self.clock())
        )

    async def book(self, name: str, start: str, kind: str = "single") -> Booking:
        """Book a client by the studio's own act; nobody is told."""
        return await self.do(lambda: self._book(name, start, kind))

    def _book(self, name: str, start: str, kind: str) -> Booking:
        client = Client.get(Client.name == name)
        starts_at = datetime.fromisoformat(start).replace(tzinfo=JOHANNESBURG).astimezone(UTC)
        done = booking.book(
            [client],
            kind,
            starts_at,
            anyway=True,
            settings=self.server.settings,
            actor="test",
            now=self.clock(),
        )
        return done.bookings[0]

    async def use(self, settings: settings.Settings) -> None:
        """Go on with other settings, once what has begun with the old ones has ended."""
        self.server.settings = self.server._thinker.settings = settings
        await self.do(lambda: None)

    async def say(self, who: str, text: str, **more: Any) -> str:
        """Let somebody type, and wait until all that comes of it has come; give the newest answer's text."""
        before = len(self.emulator.received(who))
        await self.emulator.say(who, text, **more)
        return await self._newest(who, before)

    async def fill_in(self, who: str, answers: Mapping[str, Any], **more: Any) -> str:
        """Let somebody fill in the newest form and send it; give the newest answer's text."""
        before = len(self.emulator.received(who))
        await self.emulator.submit_flow(who, answers, **more)
        return await self._newest(who, before)

    async def send_form(self, who: str, response_json: str) -> str:
        """Let somebody send a form's answer that says whatever it says."""
        before = len(self.emulator.received(who))
        await self.emulator.send_flow(who, response_json)
        return await self._newest(who, before)

    async def tap(self, who: str, button: str, **more: Any) -> str:
        before = len(self.emulator.received(who))
        await self.emulator.tap(who, button, **more)
        return await self._newest(who, before)

    async def _newest(self, who: str, before: int) -> str:
        await self.idle()
        new = self.emulator.received(who)[before:]
        return "\n".join(shown.text for shown in new)

    def phone(self, who: str) -> list[Shown]:
        return self.emulator.received(who)

    def last(self, who: str) -> Shown:
        return self.emulator.received(who)[-1]

    async def sent(self) -> list[Outbound]:
        """List all that the studio ever queued, in that order."""
        return await self.do(lambda: list(Outbound.select().order_by(Outbound.id)))

    async def later(self, **parts: float) -> None:
        """Move the clock, let it tick, and wait for what comes of it."""
        self.clock.forward(**parts)
        await self.server.tick()
        await self.idle()

    async def statuses(self) -> list[tuple[str, str]]:
        """List the bookings as (client, status), in the order in which they were made."""
        return await self.do(
            lambda: [(each.client.name, str(each.status)) for each in Booking.select().order_by(Booking.id)]
        )

    async def idle(self) -> None:
        """Wait until nothing waits: no webhook, no unanswered message, nothing due to be sent."""
        async with asyncio.timeout(IDLE_WITHIN):
            while True:
                await self.emulator.settled()
                quiet = not await self.do(self._waiting)
                await self.emulator.settled()  # a status that came just now may have caused more
                if quiet and not await self.do(self._waiting):
                    return
                await asyncio.sleep(0.005)

    async def answered(self) -> None:
        """Wait until every message that came is answered, whether or not the answers went."""
        async with asyncio.timeout(ANSWERED_WITHIN):
            await self.emulator.settled()
            while True:
                if not await self.do(Inbound.select().where(Inbound.state == InboundState.new).exists):
                    return
                await asyncio.sleep(0.02)

    def _waiting(self) -> bool:
        new = Inbound.select().where(Inbound.state == InboundState.new)
        on_its_way = Outbound.select().where(Outbound.state == OutboundState.sending)
        files = Attachment.select().where(Attachment.done_at.is_null(), Attachment.next_at <= self.clock())
        due = outbox.due(self.server.settings, now=self.clock())
        asked = Question.select().where(Question.state.in_((QuestionState.waiting, QuestionState.thinking)))
        waiting = (new, on_its_way, files, asked)
        return due is not None or any(each.exists() for each in waiting)


@asynccontextmanager
async def world(
    database_url: str, folder: Path, listed: Sequence[Mapping[str, Any]] | None = None, /, **environment: str
) -> AsyncIterator[World]:
    """Run the bot against the emulator on a clock that stands; the account has our templates, or others."""
    clock = StillClock(THURSDAY)
    emulator = Emulator(
        account=ACCOUNT,
        webhook_url="http://127.0.0.1:1/webhook",
        clock=clock,
        templates=templates() if listed is None else listed,
    )
    emulator.flows.add(FLOW_ID, "Registration", json.loads(flows.own_json()))
    emulator.add_person("nadine", "Nadine", NADINE, "ZA.1000000000000001")
    emulator.add_person("john", "Johnny", JOHN, "ZA.1000000000000002")
    emulator.add_person("mary", "Mary", MARY, "ZA.1000000000000003")
    emulator.add_person("stranger", "Lerato", STRANGER, "ZA.1000000000000009")
    server = Server(
        settings_for(database_url, folder, GRAPH_API_URL=await emulator.start(), **environment), clock
    )
    await server.start()
    emulator.webhook_url = f"http://127.0.0.1:{server.port}/webhook"
    try:
        yield World(clock, emulator, server)
    finally:
        await server.stop()
        await emulator.stop()


def settings_for(database_url: str, folder: Path, **environment: str) -> settings.Settings:
    own = {"DATABASE_URL": database_url, "DATA_DIR": str(folder), "TICK_S": "0.2"}
    read = settings.read({**ENVIRONMENT, **own, **environment}, serving=True)
    return replace(read, port=0)


@contextmanager
def empty_studio(database_url: str, folder: Path) -> Iterator[settings.Settings]:
    """Give the settings of a studio without a server, inside one transaction on its new database."""
    db.open_database(database_url)
    db.migrate()
    try:
        with db.transaction(alone=True):
            yield settings_for(database_url, folder)
    finally:
        db.database.obj.close_all()
