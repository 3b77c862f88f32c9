"""The studio of the fortnight: the server as a process, Meta's side, and forty clients with their habits."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from pathlib import Path
from random import Random

from pilateshq import db, outbox
from pilateshq.errors import StudioError
from pilateshq.models import Client, Inbound, InboundState, Memory, Outbound, OutboundState
from pilateshq.sandbox.demo import templates
from pilateshq.sandbox.graph import Emulator
from pilateshq.settings import Settings, read
from pilateshq.studio import booking, people
from tests.fortnight.shifted import Shift
from tests.services import free_port
from tests.world import ACCOUNT, ENVIRONMENT, JOHANNESBURG, NADINE

MONDAY = date(2026, 11, 2)  # no public holiday is near
FIRST = ("Anna", "Bongi", "Carla", "Dineo", "Elsa", "Farah", "Gugu", "Hanlie", "Iris", "Jabu")
LAST = ("Adams", "Botha", "Cele", "Dube")
NAMES = tuple(f"{first} {last}" for last, first in product(LAST, FIRST))
KINDS = ("single", "duo", "group")
SETTLED_WITHIN = 60.0  # seconds
A_LOOK = 0.02


class Studio:
    def __init__(self, folder: Path, database_url: str, clients: int, random: Random) -> None:
        self.shift, self.random = Shift(folder / "shift"), random
        self.names = NAMES[:clients]
        self.emulator = Emulator(
            account=ACCOUNT, webhook_url="", clock=self.shift, templates=templates(), pair_rate=False
        )
        self._own = {"DATABASE_URL": database_url, "DATA_DIR": str(folder), "TICK_S": "0.2"}
        self._shift_file = folder / "shift"
        self._process: Process | None = None
        self.settings: Settings

    async def open(self, begins: datetime) -> None:
        self.shift.to(begins)
        port = free_port()
        self._own |= {"GRAPH_API_URL": await self.emulator.start(), "PORT": str(port)}
        self.emulator.webhook_url = f"http://127.0.0.1:{port}/webhook"
        self.settings = read({**ENVIRONMENT, **self._own}, serving=True)
        db.open_database(self.settings.database_url, checkpoints=False)
        await asyncio.to_thread(db.migrate)
        self.emulator.add_person("nadine", "Nadine", NADINE)
        with db.transaction(alone=True):
            for number, name in enumerate(self.names):
                self._register(name, f"278211120{number:02}", begins)

    def _register(self, name: str, number: str, begins: datetime) -> None:
        """Make a client of somebody who has a phone."""
        self.emulator.add_person(name, name, number)
        people.register(name, f"+{number}", region="ZA", actor="test", now=begins - timedelta(days=30))

    async def close(self) -> None:
        await self.kill()
        await self.emulator.stop()
        db.database.obj.close_all()

    # the process

    @property
    def is_up(self) -> bool:
        return self._process is not None

    async def start(self) -> None:
        command = (sys.executable, "-m", "tests.fortnight.shifted", str(self._shift_file))
        environment = {**os.environ, **ENVIRONMENT, **self._own}
        with (self._shift_file.parent / "serve.log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(*command, env=environment, stderr=log)

    async def kill(self) -> None:
        """End the process as a power cut would."""
        if self._process:
            self._process.send_signal(signal.SIGKILL)
            await self._process.wait()
            self._process = None

    # the clock

    async def move_to(self, moment: datetime) -> None:
        """Move the clock, and where a server runs let it do all that is due by then."""
        self.shift.to(moment)
        if self.is_up:
            await self.settle(moment)

    async def settle(self, moment: datetime) -> None:
        async with asyncio.timeout(SETTLED_WITHIN):
            while True:
                await self.emulator.settled(SETTLED_WITHIN)
                if await asyncio.to_thread(self._has_done_all, moment):
                    return
                await asyncio.sleep(A_LOOK)

    def _has_done_all(self, moment: datetime) -> bool:
        with db.transaction():
            ticked = Memory.recall("tick") or ""
            waiting = Inbound.select().where(Inbound.state == InboundState.new).exists()
            sending = Outbound.select().where(Outbound.state == OutboundState.sending).exists()
            due = outbox.due(self.settings, now=self.shift())
        return ticked >= moment.isoformat() and not (waiting or sending or due)

    # its people

    async def say(self, who: str, words: str) -> None:
        await self.emulator.say(who, words)
        await self.settle(self.shift())

    async def a_mornings_work(self, today: date) -> None:
        """Let Nadine book and cancel, and clients reject and write, as the seed has it."""
        for _ in range(self.random.randint(2, 5)):
            name, day = self.random.choice(self.names), today + timedelta(days=self.random.randint(1, 4))
            hour, kind = self.random.randint(6, 18), self.random.choice(KINDS)
            await self.say("nadine", f"Book {name} {day} {hour:02}:00 {kind}")
        if self.random.random() < 0.5:
            await self.say("nadine", f"Cancel {self.random.choice(self.names)}")
        who = self.random.choice(self.names)
        if self.random.random() < 0.7:
            await self.say(who, self.random.choice(["hi", "bookings", "cancel next"]))

    def fill_the_diary(self, begins: datetime, days: int) -> None:
        """Give the clients hours over the days, as far as there are seats, by the studio's own act."""
        with db.transaction(alone=True):
            for day in range(1, days + 1):
                for name in self.random.sample(self.names, k=max(len(self.names) // 4, 1)):
                    hour, kind = self.random.randint(6, 18), self.random.choice(KINDS)
                    start = datetime.combine(MONDAY + timedelta(days=day), time(hour), JOHANNESBURG)
                    self._book(Client.get(Client.name == name), kind, start.astimezone(UTC), begins)

    def _book(self, client: Client, kind: str, start: datetime, now: datetime) -> None:
        with suppress(StudioError):  # closed, or another session runs
            booking.book([client], kind, start, anyway=False, settings=self.settings, actor="test", now=now)


@asynccontextmanager
async def studio(folder: Path, database_url: str, *, clients: int, seed: int) -> AsyncIterator[Studio]:
    here = Studio(folder, database_url, clients, Random(seed))
    try:
        yield here
    finally:
        await here.close()
