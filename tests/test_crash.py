"""Killed at any point of its work, the bot loses nothing and doubles nothing."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from pilateshq import db, settings
from pilateshq.clock import utcnow
from pilateshq.errors import StudioError
from pilateshq.models import Booking, Inbound, InboundState, Outbound, OutboundState
from pilateshq.sandbox.demo import templates
from pilateshq.sandbox.graph import Emulator
from pilateshq.server import Server
from pilateshq.settings import Settings
from pilateshq.studio import people, timetable
from tests.world import ACCOUNT, ENVIRONMENT, JOHN, MARY, NADINE

pytestmark = pytest.mark.long

ROOT = Path(__file__).parent.parent
ENDS_WITHIN = 30.0  # seconds
POLL = 0.02
PATIENCE = {
    "TICK_S": "0.1",
    "SEND_TIMEOUT_S": "1",
    "LEASE_S": "1.1",
    "UNKNOWN_HOLD_S": "0.5",
    "UNKNOWN_AFTER_S": "1",
    "UNKNOWN_MAX_S": "600",
}
UNSETTLED = (OutboundState.queued, OutboundState.sending, OutboundState.unknown)
LEFT = {  # messages, bookings, things to say, of which on their way: what the killed process leaves
    "before_the_message_is_committed": (0, 0, 0, 0),
    "before_the_200": (1, 0, 0, 0),
    "after_the_200": (1, 0, 0, 0),
    "before_the_answer_is_committed": (1, 0, 0, 0),
    "before_a_send_is_claimed": (1, 1, 2, 0),
    "before_a_send_leaves": (1, 1, 2, 1),
    "before_an_acceptance_is_committed": (1, 1, 2, 1),
}
AGAIN = [point for point, left in LEFT.items() if left[2]]  # at the second send, too


@dataclass
class Studio:
    emulator: Emulator
    settings: Settings
    environment: dict[str, str]

    def texts(self, key: str) -> list[str]:
        return [shown.text for shown in self.emulator.received(key)]


@pytest.mark.parametrize(("point", "times"), [*((each, 1) for each in LEFT), *((each, 2) for each in AGAIN)])
async def test_a_kill_loses_nothing_and_doubles_nothing(
    database_url: str, tmp_path: Path, point: str, times: int
) -> None:
    async with studio(database_url, tmp_path) as here:
        day = furnish(here.settings)
        here.emulator.statuses_paused = True  # what Meta tells in the meantime, it tells later
        async with killed(here, point, times):
            await here.emulator.say("nadine", f"Book John {day} 08h00 single")
        assert times > 1 or left_in(here.settings) == LEFT[point]

        async with running(here.settings) as server:
            here.emulator.statuses_paused = False
            await here.emulator.say("mary", "hi")
            await until_nothing_waits(here, server)
            assert await server.database.run(booked) == ["John Smith"]
        assert [each.template for each in here.emulator.received("john")] == ["client_booking_us"]
        assert ["Booked: John Smith" in each for each in here.texts("nadine")] == [True]
        assert len(here.texts("mary")) == 1
        assert len([call for call in here.emulator.calls if call.accepted]) == 3


@asynccontextmanager
async def studio(database_url: str, folder: Path) -> AsyncIterator[Studio]:
    """Give a studio with John and Mary as clients, and nothing that runs but Meta."""
    port = free_port()
    webhook_url = f"http://127.0.0.1:{port}/webhook"
    emulator = Emulator(account=ACCOUNT, webhook_url=webhook_url, templates=templates(), retry_after=0.05)
    for key, number in {"nadine": NADINE, "john": JOHN, "mary": MARY}.items():
        emulator.add_person(key, key.capitalize(), number)
    own = {"GRAPH_API_URL": await emulator.start(), "DATABASE_URL": database_url, "DATA_DIR": str(folder)}
    environment = {**ENVIRONMENT, **PATIENCE, **own, "PORT": str(port)}
    try:
        yield Studio(emulator, settings.read(environment, serving=True), environment)
    finally:
        await emulator.stop()


def furnish(of: Settings) -> date:
    """Register John and Mary, and give a day on which the studio is open at eight."""
    with opened(of):
        for name, number in {"John Smith": JOHN, "Mary Jones": MARY}.items():
            people.register(name, f"+{number}", region="ZA", actor="test", now=utcnow())
        return next(start.date() for start in mornings(of) if is_open(start, of))


@contextmanager
def opened(of: Settings) -> Iterator[None]:
    db.open_database(of.database_url)
    db.migrate()
    with db.transaction(alone=True):
        yield
    db.database.obj.close_all()


def mornings(of: Settings) -> Iterator[datetime]:
    """Give eight o'clock of each day from tomorrow on."""
    eight = utcnow().astimezone(of.zone).replace(hour=8, minute=0, second=0, microsecond=0)
    return (eight + timedelta(days=each) for each in count(1))


def is_open(start: datetime, of: Settings) -> bool:
    try:
        timetable.check_open(start.astimezone(UTC), of)
    except StudioError:
        return False
    return True


@asynccontextmanager
async def killed(here: Studio, point: str, times: int) -> AsyncIterator[None]:
    """Run a bot that is dead at the end of the block."""
    command = [sys.executable, "-m", "tests.crash", point, str(times)]
    environment = {**os.environ, **here.environment}
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=environment)
    try:
        async with asyncio.timeout(ENDS_WITHIN):
            await until_it_listens(here.settings.port)
            yield
            assert await process.wait() == -signal.SIGKILL
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def until_it_listens(port: int) -> None:
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except ConnectionRefusedError:
            await asyncio.sleep(POLL)
        else:
            writer.close()
            return await writer.wait_closed()


@asynccontextmanager
async def running(of: Settings) -> AsyncIterator[Server]:
    server = Server(of, utcnow)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


async def until_nothing_waits(here: Studio, server: Server) -> None:
    async with asyncio.timeout(ENDS_WITHIN):
        await here.emulator.settled(ENDS_WITHIN)  # all that was said has been brought
        while True:
            if not await server.database.run(is_anything_open):
                return
            await asyncio.sleep(POLL)


def is_anything_open() -> bool:
    unanswered = Inbound.select().where(Inbound.state == InboundState.new)
    unsettled = Outbound.select().where(Outbound.state.in_(UNSETTLED))
    return bool(unanswered.exists() or unsettled.exists())


def booked() -> list[str]:
    return [each.client.name for each in Booking.select()]


def left_in(of: Settings) -> tuple[int, int, int, int]:
    """Count what stands in the database of a studio without a server."""
    with opened(of):
        sending = Outbound.select().where(Outbound.state == OutboundState.sending).count()
        return Inbound.select().count(), Booking.select().count(), Outbound.select().count(), min(sending, 1)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
