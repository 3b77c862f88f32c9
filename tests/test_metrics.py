"""/metrics and the dead man's switch: somebody notices when something is wrong."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession
from prometheus_client.parser import text_string_to_metric_families

from pilateshq import outbox, ping
from pilateshq.models import Memory
from pilateshq.sandbox.graph import Fault
from tests.conftest import CANARY
from tests.meta import Graph, answering
from tests.outage import outage
from tests.world import JOHN, World, world


@pytest.fixture
async def meta() -> AsyncIterator[Graph]:
    async with answering() as there:
        there.says({})
        yield there


async def figures(bot: World) -> dict[str, float]:
    """Read /metrics: each figure by its name and labels."""
    url = f"http://127.0.0.1:{bot.server.port}/metrics"
    async with ClientSession() as http, http.get(url) as answer:
        assert (answer.status, answer.content_type) == (200, "text/plain")
        text = await answer.text()
    assert CANARY.findall(text) == []
    families = text_string_to_metric_families(text)
    return {
        " ".join((each.name, *each.labels.values())): each.value for one in families for each in one.samples
    }


async def test_the_figures_tell_what_the_server_does(studio: World) -> None:
    await studio.register("John Smith", JOHN)
    await studio.say("john", "bookings")
    await studio.emulator.deliver(b"{}", signature="sha256=" + "0" * 64)
    studio.emulator.fault(Fault.bad_parameter, to="john")
    await studio.say("john", "bookings")
    studio.clock.forward(minutes=1)

    told = await figures(studio)
    assert told["pilateshq_messages delivered"] == 1
    assert told["pilateshq_messages failed"] == 1
    assert told["pilateshq_messages queued"] == 0
    assert told["pilateshq_webhook_seconds_count 200"] >= 3
    assert told["pilateshq_webhook_seconds_count 403"] == 1
    assert told["pilateshq_send_seconds_count accepted"] == 1
    assert told["pilateshq_send_seconds_count never"] == 1
    assert told["pilateshq_database_up"] == 1
    assert told["pilateshq_paused"] == told["pilateshq_held"] == told["pilateshq_sent_twice"] == 0
    assert told["process_resident_memory_bytes"] > 0


async def test_a_pause_a_hold_and_what_went_twice_are_among_the_figures(studio: World) -> None:
    now = studio.clock()
    await studio.do(lambda: outbox.pause("190 expired", until=now + timedelta(minutes=9), now=now))
    await studio.do(lambda: Memory.keep("outbox_hold", now.isoformat()))
    await studio.do(lambda: Memory.count("sent_twice"))

    told = await figures(studio)
    assert (told["pilateshq_paused"], told["pilateshq_held"], told["pilateshq_sent_twice"]) == (1, 1, 1)
    assert told["pilateshq_ready"] == 0


async def test_without_its_database_it_still_tells_that(studio: World) -> None:
    async with outage(studio):
        told = await figures(studio)
    assert told["pilateshq_database_up"] == 0
    assert "pilateshq_ready" not in told


async def test_somebody_hears_from_it_once_a_minute_while_all_is_well(meta: Graph, tmp_path: Path) -> None:
    async with world(*here(tmp_path), PING_URL=f"{meta.url}/a-secret-path") as bot:
        await until_pinged(meta, 1)
        for seconds in (20, 20, 25):
            await bot.later(seconds=seconds)
        await until_pinged(meta, 2)
        assert {request.path for request in meta.asked} == {"/a-secret-path"}


async def test_nobody_hears_from_it_when_it_is_not_ready_or_does_not_tick(
    meta: Graph, tmp_path: Path
) -> None:
    async with world(*here(tmp_path), PING_URL=meta.url, TICK_S="60") as bot:
        await until_pinged(meta, 1)
        await bot.do(lambda: Memory.keep("outbox_hold", bot.clock().isoformat()))
        await bot.later(minutes=2)
        await bot.do(lambda: Memory.forget("outbox_hold"))
        bot.clock.forward(minutes=2)
        async with outage(bot):
            with pytest.raises(Exception, match=r"locked|timeout"):
                await bot.server.tick()
        assert len(meta.asked) == 1

        await bot.later(minutes=2)
        await until_pinged(meta, 2)


async def test_a_ping_that_fails_is_logged_once_without_its_address_and_harms_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with world(*here(tmp_path), PING_URL="http://127.0.0.1:1/a-secret-path") as bot:
        for _ in range(3):
            await bot.later(minutes=2)
            await until_quiet(bot)
        assert await bot.say("stranger", "hello")
    assert caplog.text.count("PING_URL cannot be called: ClientConnectorError") == 1
    assert "a-secret-path" not in caplog.text


async def test_a_ping_that_is_not_answered_is_given_up(
    meta: Graph, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(ping, "WITHIN", 0.02)
    meta.answers.clear()
    meta.answers.append(lambda _: asyncio.sleep(1))  # type: ignore[arg-type,return-value]
    await ping.Ping(meta.url).call()
    assert "TimeoutError" in caplog.text


def here(folder: Path) -> tuple[str, Path]:
    return f"sqlite:///{folder / 'studio.sqlite3'}", folder


async def until_quiet(bot: World) -> None:
    await asyncio.gather(*bot.server._on_the_wire)


async def until_pinged(meta: Graph, times: int) -> None:
    async with asyncio.timeout(5):
        while True:
            if len(meta.asked) >= times:
                break
            await asyncio.sleep(0.005)
    assert len(meta.asked) == times
