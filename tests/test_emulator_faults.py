"""The emulator's faults: sends that go wrong on demand."""

import asyncio
import json
from collections.abc import AsyncIterator

import aiohttp
import pytest

from pilateshq.sandbox.graph import Fault
from tests.emulated import (
    ACCOUNT,
    THANDI,
    Meta,
    emulated,
)


@pytest.fixture
async def meta() -> AsyncIterator[Meta]:
    async with emulated() as meta:
        yield meta


@pytest.fixture
async def open_window(meta: Meta) -> str:
    """Let Thandi write, and give the id of what she wrote."""
    return await meta.hear_from_thandi()


@pytest.mark.parametrize(
    ("fault", "refusal"),
    [
        (Fault.rate_limit, (429, 130429)),
        (Fault.pair_limit, (400, 131056)),
        (Fault.unavailable, (503, 131016)),
        (Fault.server_error, (500, 131000)),
        (Fault.token_expired, (401, 190)),
        (Fault.refuse_window, (400, 131047)),
        (Fault.bad_parameter, (400, 132018)),
        (Fault.template_paused, (400, 132015)),
    ],
)
async def test_a_fault_refuses_as_many_sends_as_asked(
    meta: Meta, open_window: str, fault: Fault, refusal: tuple[int, int]
) -> None:
    meta.emulator.fault(fault, times=2)
    assert [await meta.refused(type="text", text={"body": "Hello"}) for _ in range(2)] == [refusal] * 2
    assert (await meta.text("Hello"))[0] == 200
    assert [call.accepted for call in meta.emulator.calls] == [False, False, True]


async def test_a_fault_may_be_for_one_person_and_never_for_a_read_mark(meta: Meta, open_window: str) -> None:
    await meta.emulator.say("john", "Hi")
    meta.emulator.fault(Fault.server_error, to="john")

    assert (await meta.text("Hello"))[0] == 200
    assert (await meta.send(status="read", message_id=open_window))[0] == 200
    assert (await meta.text("Hello", to="+27821110002"))[0] == 500


async def test_a_rate_limit_says_when_to_come_back(meta: Meta) -> None:
    meta.emulator.fault(Fault.rate_limit)
    url = f"{meta.url}/v25.0/{ACCOUNT.phone_number_id}/messages"
    async with meta.session.post(url, json={"to": THANDI}) as response:
        assert response.headers["Retry-After"] == "1"


@pytest.mark.parametrize(
    ("fault", "shown"),
    [(Fault.close_before, 0), (Fault.close_after, 1), (Fault.truncated, 1), (Fault.html_502, 0)],
)
async def test_a_broken_answer_does_not_tell_whether_it_was_sent(
    meta: Meta, open_window: str, fault: Fault, shown: int
) -> None:
    meta.emulator.fault(fault)
    with pytest.raises((aiohttp.ClientError, json.JSONDecodeError)):
        await meta.text("Hello")

    assert len(meta.emulator.received("thandi")) == shown
    assert meta.emulator.calls[-1].accepted == bool(shown)


async def test_a_slow_answer_comes_after_the_statuses(meta: Meta, open_window: str) -> None:
    meta.emulator.fault(Fault.slow)
    await meta.text("Hello")
    assert [status["status"] for status in meta.bot.statuses()] == ["sent", "delivered"]


async def test_a_message_may_have_no_statuses(meta: Meta, open_window: str) -> None:
    meta.emulator.fault(Fault.no_status)
    await meta.text("Hello")
    await meta.emulator.settled()
    assert (len(meta.emulator.received("thandi")), meta.bot.statuses()) == (1, [])


async def test_the_emulator_stops_whatever_is_under_way(meta: Meta, open_window: str) -> None:
    meta.emulator.fault(Fault.hang_after)
    hanging = asyncio.create_task(meta.text("Hello"))
    await meta.emulator.wait_for("thandi", "Hello")
    meta.emulator.webhook_url = "http://127.0.0.1:9/"
    await meta.emulator.say("thandi", "Are you there?")
    await meta.emulator.stop()

    with pytest.raises(aiohttp.ClientError):
        await hanging
