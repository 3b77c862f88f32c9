"""The server from its start to its stop, what it survives in between, and what its log never tells."""

import asyncio
import io
import logging
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from peewee import OperationalError

from pilateshq import fates, inbox, logs, loop, outbox, server
from pilateshq.conversation import desk
from pilateshq.errors import DatabaseUnready
from pilateshq.models import Contact, Inbound, Memory, Outbound, OutboundState
from pilateshq.sandbox.graph import Fault
from pilateshq.server import SENDS_AT_ONCE, Server
from tests.outage import outage
from tests.world import ACCOUNT, JOHN, THURSDAY, StillClock, World, settings_for, world


@pytest.fixture
async def studio(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[World]:
    monkeypatch.setattr(loop, "AFTER_A_FAULT", 0.02)
    async with world(database_url, tmp_path) as here:
        yield here


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'studio.sqlite3'}"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that is logged, as the program writes it, and more than it ever writes."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logs.DiscreetFormatter("%(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    logs.set_up()
    root.setLevel(logging.DEBUG)
    yield written
    root.setLevel(level)
    root.removeHandler(handler)
    for name in logs.QUIET:
        logging.getLogger(name).setLevel(logging.NOTSET)


async def states(bot: World) -> list[str]:
    return await bot.do(lambda: [row.state for row in Outbound.select().order_by(Outbound.id)])


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while True:
            if holds():
                return
            await asyncio.sleep(0.01)


def leftovers() -> tuple[set[str], list[str]]:
    """Name the tasks and the threads of a server that should be gone."""
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    threads = [thread.name for thread in threading.enumerate() if thread.name.startswith("database")]
    return {str(task.get_coro()) for task in tasks}, threads


# start and stop


async def test_a_server_that_has_stopped_leaves_nothing_behind(database_url: str, tmp_path: Path) -> None:
    async with world(database_url, tmp_path) as bot:
        await bot.say("stranger", "hello")

    assert leftovers() == (set(), [])


async def test_a_start_that_fails_leaves_nothing_behind(sqlite: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        bot = _server(sqlite, tmp_path, port=taken.getsockname()[1])
        with pytest.raises(OSError, match="address already in use"):
            await bot.start()
    assert leftovers() == (set(), [])

    async with world(sqlite, tmp_path) as again:
        assert await again.say("stranger", "hello")


async def test_a_second_server_does_not_start_on_the_same_file(sqlite: str, tmp_path: Path) -> None:
    async with world(sqlite, tmp_path) as bot:
        with pytest.raises(DatabaseUnready, match="Another server is running"):
            await _server(sqlite, tmp_path, port=0).start()
        assert await bot.say("stranger", "hello")


def _server(url: str, folder: Path, *, port: int) -> Server:
    return Server(replace(settings_for(url, folder), port=port), StillClock(THURSDAY))


def test_a_stop_takes_less_than_docker_waits() -> None:
    assert 2 * server.LAST_CALLS_WITHIN + server.LAST_SENDS_WITHIN < 10


async def test_a_send_that_hangs_does_not_hold_up_the_end_and_is_in_doubt(
    sqlite: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "LAST_SENDS_WITHIN", 0.05)
    async with world(sqlite, tmp_path) as bot:
        bot.emulator.statuses_paused = True
        bot.emulator.fault(Fault.hang_after, times=2)
        await bot.emulator.say("stranger", "hello")
        await bot.emulator.wait_for("stranger", "Nadine")
        async with asyncio.timeout(1):
            await bot.server.stop()
        assert leftovers()[1] == []

    async with world(sqlite, tmp_path) as bot:
        assert await states(bot) == ["unknown", "unknown"]


async def test_what_was_claimed_when_the_end_came_is_still_sent(
    studio: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    claimed, go_on = threading.Event(), threading.Event()
    monkeypatch.setattr(outbox, "claim", _held_up(outbox.claim, claimed, go_on))
    await studio.emulator.say("stranger", "hello")
    await asyncio.to_thread(claimed.wait, 5)
    stopping = asyncio.create_task(studio.server.stop())
    await asyncio.sleep(0.02)
    go_on.set()
    await stopping

    assert len(studio.phone("stranger")) + len(studio.phone("nadine")) == 1


def _held_up(
    claim: Callable[..., Any], claimed: threading.Event, go_on: threading.Event
) -> Callable[..., Any]:
    def claim_slowly(**asked: Any) -> Any:
        sending = claim(**asked)
        if sending:
            claimed.set()
            go_on.wait(5)
        return sending

    return claim_slowly


# what it survives


async def test_what_cannot_be_kept_is_brought_again_and_answered_once(studio: World) -> None:
    await studio.register("John Smith", JOHN)
    async with outage(studio):
        await studio.emulator.say("john", "bookings")
        await until(lambda: bool(studio.emulator.deliveries))
    await studio.idle()

    assert [each.status for each in studio.emulator.deliveries if b"bookings" in each.body] in (
        [503, 200],
        [503, 503, 200],
    )
    assert len(studio.phone("john")) == 1
    assert await studio.do(Inbound.select().count) == 1


async def test_the_loops_go_on_by_themselves_after_an_outage(
    studio: World, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "POLL", 0.01)
    async with outage(studio):
        await until(lambda: log.getvalue().count("a step failed; it is taken again") >= 4)

    assert await studio.say("stranger", "hello")


async def test_a_step_that_fails_is_taken_again(studio: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "answer_next", _fails(inbox.answer_next, times=3))

    assert await studio.say("stranger", "hello")


async def test_sends_that_end_badly_leave_room_for_others(
    studio: World, monkeypatch: pytest.MonkeyPatch, log: io.StringIO
) -> None:
    fails = SENDS_AT_ONCE + 1
    monkeypatch.setattr(fates, "accepted", _fails(fates.accepted, times=fails))
    for number in range(fails):
        studio.emulator.add_person(f"person {number}", "Lerato", f"2782112{number:04}")
        await studio.emulator.say(f"person {number}", "hello")

    for number in range(fails):
        await studio.emulator.wait_for(f"person {number}", "Nadine")
    await studio.idle()
    assert log.getvalue().count("a send was left in doubt") == fails


async def test_a_send_whose_end_was_not_written_down_is_in_doubt_when_its_lease_is_over(
    studio: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fates, "accepted", _fails(fates.accepted, times=1))
    await studio.register("John Smith", JOHN)
    studio.emulator.statuses_paused = True
    await studio.emulator.say("john", "bookings")
    await studio.emulator.wait_for("john", "")
    assert await states(studio) == ["sending"]

    studio.clock.forward(seconds=46)
    await studio.server.tick()
    assert await states(studio) == ["unknown"]


async def test_a_process_that_stood_still_sends_nothing_it_no_longer_owns(
    studio: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark_read = studio.server._mark_read

    async def stand_still(*asked: Any, **more: Any) -> None:
        await mark_read(*asked, **more)
        studio.clock.forward(seconds=45)
        monkeypatch.undo()

    monkeypatch.setattr(studio.server, "_mark_read", stand_still)
    await studio.register("John Smith", JOHN)
    await studio.emulator.say("john", "bookings")
    await until(lambda: studio.clock.now > THURSDAY)
    await studio.idle()
    assert (studio.phone("john"), await states(studio)) == ([], ["queued"])

    await studio.later(seconds=6)
    assert len(studio.phone("john")) == 1


async def test_after_a_standstill_or_a_missed_call_silence_means_nothing(studio: World) -> None:
    assert await hears_since(studio) == THURSDAY
    await studio.later(seconds=0.5)
    assert await hears_since(studio) == THURSDAY  # nothing was missed

    studio.server._ticked_at -= 60
    await studio.later(minutes=1)
    assert await hears_since(studio) == studio.clock()

    moment = studio.clock()
    studio.clock.forward(seconds=0.1)
    async with outage(studio):
        assert await studio.emulator.deliver(b"{}") == 503
    await studio.server.tick()
    assert await hears_since(studio) == studio.clock() > moment


async def hears_since(bot: World) -> datetime:
    return datetime.fromisoformat(str(await bot.do(lambda: Memory.recall("hears_since"))))


def _fails(work: Callable[..., Any], *, times: int) -> Callable[..., Any]:
    """Let a unit of work fail so often, as it does when the database is away."""
    left = iter(range(times))

    def fail(*args: Any, **asked: Any) -> Any:
        if next(left, None) is not None:
            raise OperationalError("server closed the connection")
        return work(*args, **asked)

    return fail


# who wakes whom


async def test_nobody_waits_for_the_next_look(
    sqlite: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "POLL", 60.0)
    monkeypatch.setattr(server, "SENDS_AT_ONCE", 1)  # so that each waits for the one before it
    async with world(sqlite, tmp_path, TICK_S="60") as bot:
        for _ in range(3):
            assert await bot.say("stranger", "hello")


async def test_what_another_process_wrote_is_sent_soon(
    studio: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await studio.say("stranger", "hello")
    monkeypatch.setattr(studio.server, "tick", lambda: pytest.fail("no tick is needed"))
    await studio.do(_queue_again)

    assert await studio.emulator.wait_for("stranger", "once more")


def _queue_again() -> None:
    row = Outbound.select().join(Contact).where(Outbound.answers.is_null(False)).first()
    message = row.message.replace("Nadine", "once more Nadine")
    Outbound.update(state=OutboundState.queued, message=message, attempts=0).where(
        Outbound.id == row.id
    ).execute()


# what the log never tells


async def test_the_log_of_a_conversation_holds_nothing_personal_and_no_secret_even_at_debug(
    studio: World, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    await studio.register("Thandi Canary", "27821110007")
    studio.emulator.add_person("thandi", "Canary Bird", "27821110007", "ZA.1000000000000007")
    await studio.say("thandi", "my knee is a canary")
    await studio.say("nadine", "Book Thandi 2025-10-07 08h00 single")
    for fault in (Fault.token_expired, Fault.close_after, Fault.bad_parameter, Fault.html_502):
        studio.emulator.fault(fault, to="thandi")
        await studio.say("thandi", "message Nadine a canary sings")
        studio.clock.forward(minutes=2)
    monkeypatch.setattr(desk, "answer", _breaks)
    await studio.say("thandi", "canary")
    await studio.emulator.deliver(b'{"canary": 1}', signature="sha256=" + "0" * 64)
    async with outage(studio), ClientSession() as http:
        assert await studio.emulator.deliver(b'{"canary": 2}') == 503
        async with http.get(f"http://127.0.0.1:{studio.server.port}/webhook?hub.verify_token=canary"):
            pass

    written = log.getvalue()
    assert "met a bug" in written
    assert "could not be kept" in written
    secrets = (ACCOUNT.token, ACCOUNT.app_secret, ACCOUNT.verify_token)
    personal = ("canary", "Canary", "Thandi", "2782111", "82 111", "ZA.1", "wamid", "knee", "sings")
    assert [each for each in (*secrets, *personal) if each in written] == []


def _breaks(turn: Any) -> None:
    raise ValueError(f"canary {turn.contact.name} {turn.words}")


async def test_a_restart_tries_again_what_was_paused_until_somebody_mended_it(
    database_url: str, tmp_path: Path
) -> None:
    async with world(database_url, tmp_path) as here:
        now = here.clock()
        await here.do(lambda: outbox.pause("190 expired", until=now + timedelta(minutes=9), now=now))
        await here.server.stop()

        here.clock.forward(minutes=1)
        again = Server(here.server.settings, here.clock)
        await again.start()
        paused = await again.database.run(Memory.recall, "pause_reason")
        await again.stop()

    assert paused is None
