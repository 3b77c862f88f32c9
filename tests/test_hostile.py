"""Input as nobody honest would send it: nothing breaks, and the next real message works."""

import asyncio
import copy
import json
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from itertools import count, cycle
from pathlib import Path
from typing import Any

import pytest

from pilateshq import server
from pilateshq.backups.holding import HELD_SINCE
from pilateshq.models import Inbound, InboundState, Memory, Outbound, OutboundState
from tests.calls import PAYLOADS
from tests.world import JOHN, World, world

pytestmark = pytest.mark.long

DEEP: Any = "x"
for _ in range(200):
    DEEP = [DEEP]
INSTEAD: tuple[Any, ...] = (
    *(None, True, 7, -1, 10**400, 1.5e300, "", "x", "\x00", "\ud83d", "9" * 4000, "'; --"),
    *([], {}, [None], [[]], {"": {}}, DEEP, "ZA." + "x" * 600),
)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to each part of a document."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in parts:
        yield (*path, name)
        yield from places(part, (*path, name))


def changed(document: Any, path: tuple[Any, ...], instead: Any) -> Any:
    """Copy a document with another thing in one place."""
    whole = copy.deepcopy(document)
    part = whole
    for name in path[:-1]:
        part = part[name]
    part[path[-1]] = instead
    return whole


def odd_calls() -> Iterator[bytes]:
    """Yield every real call once for each of its parts, in which stands something else."""
    another, numbers = cycle(INSTEAD), count()
    for _, body in sorted(PAYLOADS.items()):
        document = json.loads(body)
        for path in places(document):
            text = json.dumps(changed(document, path, next(another)))
            yield text.replace('"wamid.', f'"wamid.{next(numbers)}.').encode()


async def test_no_part_of_a_real_call_can_be_so_wrong_that_anything_breaks(
    studio: World, caplog: pytest.LogCaptureFixture
) -> None:
    await studio.register("John Smith", JOHN)
    await studio.do(lambda: Memory.keep(HELD_SINCE, studio.clock().isoformat()))  # replies do not matter
    on_sqlite = studio.server.settings.sqlite_path is not None
    calls = [*odd_calls()][:: 2 if on_sqlite else 5]
    for begin in range(0, len(calls), 20):
        answers = await asyncio.gather(*map(studio.emulator.deliver, calls[begin : begin + 20]))
        assert {*answers} == {200}
    assert len(calls) > 100
    await studio.answered()

    studio.clock.forward(minutes=1)
    await studio.do(lambda: Outbound.update(state=OutboundState.cancelled).execute())
    await studio.do(lambda: Memory.forget(HELD_SINCE))
    assert await studio.say("john", "bookings")
    assert [each for each in caplog.records if each.levelno >= logging.ERROR] == []
    assert await studio.do(lambda: Inbound.select().where(Inbound.state == InboundState.failed).count()) == 0


@pytest.fixture
async def impatient(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[World]:
    monkeypatch.setattr(server, "CALL_WITHIN", 0.2)
    monkeypatch.setattr(server, "BODY_WITHIN", 0.2)
    async with world(f"sqlite:///{tmp_path / 'studio.sqlite3'}", tmp_path) as here:
        yield here


HEAD = b"POST /webhook HTTP/1.1\r\nHost: x\r\n"


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (b"", b""),
        (b"", b"P"),
        (b"POST /", b"x"),
        (HEAD, b"X-More: x\r\n"),
        (HEAD + b"Content-Length: 100\r\n\r\n", b"x"),
        (HEAD + b"Content-Length: 100\r\n\r\n{}", b""),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        (b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", b""),
        (b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n" + HEAD, b"X-More: x\r\n"),
        (b"GET /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n", b"x"),
        (b"\x16\x03\x01\x02\x00", b"\x00"),
    ],
)
async def test_whoever_is_slow_or_never_finishes_is_hung_up_on(
    impatient: World, first: bytes, then: bytes
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", impatient.server.port)
    writer.write(first)
    dripping = asyncio.create_task(_drip(writer, then))
    async with asyncio.timeout(3):
        with suppress(ConnectionError):
            await reader.read()
    dripping.cancel()
    writer.close()


async def _drip(writer: asyncio.StreamWriter, text: bytes) -> None:
    while text:
        writer.write(text)
        await asyncio.sleep(0.02)


def test_nobody_may_keep_a_connection_busy_for_longer_than_fifteen_seconds() -> None:
    assert server.CALL_WITHIN < 15
    assert server.BODY_WITHIN + 1 < 15  # which it lingers
