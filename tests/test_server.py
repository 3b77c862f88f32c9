"""What the server says to Meta, to whoever pretends to be Meta, and to whoever asks how it is."""

import asyncio
import hashlib
import hmac
import io
import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from pilateshq import server
from pilateshq.models import Inbound, Outbound
from pilateshq.sandbox.graph import Fault
from pilateshq.whatsapp import webhook
from tests import calls
from tests.outage import outage
from tests.world import ACCOUNT, JOHN, World, world

HELLO = calls.call(calls.message(text={"body": "thanks"}))
HANDSHAKE = {"hub.mode": "subscribe", "hub.verify_token": ACCOUNT.verify_token, "hub.challenge": "1158201444"}


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[World]:
    """The bot on SQLite, for what no database has a part in."""
    async with world(f"sqlite:///{tmp_path / 'studio.sqlite3'}", tmp_path) as here:
        yield here


@pytest.fixture
async def http() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


def url(bot: World, path: str = "/webhook") -> str:
    return f"http://127.0.0.1:{bot.server.port}{path}"


def signed(body: bytes, secret: str = ACCOUNT.app_secret) -> dict[str, str]:
    return {"X-Hub-Signature-256": f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"}


async def post(http: ClientSession, bot: World, body: bytes, **headers: str) -> int:
    """Post a body, signed unless the headers say otherwise, and give the status."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with http.post(url(bot), data=io.BytesIO(body), headers={**signed(body), **named}) as answer:
        return answer.status


async def kept(bot: World) -> list[tuple[str, str]]:
    """List what was kept, as (state, words)."""
    rows = await bot.do(lambda: list(Inbound.select().order_by(Inbound.id)))
    return [(row.state, webhook.said(row.body).words) for row in rows]


async def raw(bot: World, text: bytes) -> bytes:
    """Write bytes, and read until the server closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", bot.server.port)
    writer.write(text)
    answer = await reader.read()
    writer.close()
    return answer


async def test_meta_is_answered_its_challenge_as_plain_text(bot: World, http: ClientSession) -> None:
    async with http.get(url(bot), params=HANDSHAKE) as answer:
        told = answer.status, answer.content_type, await answer.text()
    assert told == (200, "text/plain", "1158201444")


@pytest.mark.parametrize(
    "wrong",
    [
        {"hub.verify_token": "another"},
        {"hub.verify_token": ""},
        {"hub.verify_token": "töken"},
        {"hub.mode": "unsubscribe"},
        {"hub.mode": None},
        {"hub.verify_token": None},
        {"hub.challenge": None},
    ],
)
async def test_another_handshake_is_refused(
    bot: World, http: ClientSession, wrong: dict[str, str | None]
) -> None:
    asked = {name: value for name, value in {**HANDSHAKE, **wrong}.items() if value is not None}
    async with http.get(url(bot), params=asked) as answer:
        assert answer.status == 403
        assert "1158201444" not in await answer.text()


async def test_the_handshake_needs_no_database(studio: World, http: ClientSession) -> None:
    async with outage(studio), http.get(url(studio), params=HANDSHAKE) as answer:
        assert answer.status == 200


# who may speak


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "sha256=",
        signed(HELLO)["X-Hub-Signature-256"].removeprefix("sha256="),
        signed(HELLO)["X-Hub-Signature-256"].upper(),
        "sha256=" + signed(HELLO)["X-Hub-Signature-256"].removeprefix("sha256=").upper(),
        "sha256=é" + "0" * 63,
        signed(HELLO, "another-secret")["X-Hub-Signature-256"],
        signed(HELLO + b" ")["X-Hub-Signature-256"],
    ],
)
async def test_a_wrong_signature_is_refused_and_nothing_is_kept(
    bot: World, http: ClientSession, signature: str
) -> None:
    assert await post(http, bot, HELLO, X_Hub_Signature_256=signature) == 403
    assert await kept(bot) == []


async def test_a_post_without_signature_or_with_bytes_for_one_is_refused(bot: World) -> None:
    head = b"POST /webhook HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n" % len(HELLO)
    for header in (b"", b"X-Hub-Signature-256: sha256=\xe9\xff\r\n"):
        answer = await raw(bot, head + header + b"\r\n" + HELLO)
        assert answer.startswith(b"HTTP/1.1 403 ")
    assert await kept(bot) == []


@pytest.mark.parametrize("escaped", [True, False])
async def test_words_beyond_ascii_are_kept_escaped_or_plain(
    bot: World, http: ClientSession, escaped: bool
) -> None:
    document = json.loads(calls.call(calls.message(text={"body": "thanks Zoë 🌅"})))
    body = json.dumps(document, ensure_ascii=escaped).encode()

    assert await post(http, bot, body) == 200
    assert [words for _, words in await kept(bot)] == ["thanks Zoë 🌅"]


async def test_while_the_secret_is_changed_both_are_good(tmp_path: Path, http: ClientSession) -> None:
    secrets = {"WHATSAPP_APP_SECRET": "the-new-secret,the-old-secret"}
    async with world(f"sqlite:///{tmp_path / 'studio.sqlite3'}", tmp_path, **secrets) as bot:
        for secret, status in {"the-new-secret": 200, "the-old-secret": 200, "a-third": 403}.items():
            assert await post(http, bot, HELLO, **signed(HELLO, secret)) == status
        assert len(await kept(bot)) == 1


# what is taken


async def test_three_and_a_half_megabytes_are_taken(bot: World, http: ClientSession) -> None:
    assert await post(http, bot, padded(3_500_000)) == 200
    assert [words for _, words in await kept(bot)] == ["thanks"]


async def test_more_than_four_mebibytes_are_not(bot: World, http: ClientSession) -> None:
    assert await post(http, bot, padded(4 * 1024 * 1024 + 1)) == 413
    assert await kept(bot) == []


def errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]


def padded(size: int) -> bytes:
    return HELLO + b" " * (size - len(HELLO))


async def test_a_compressed_body_is_not_taken(bot: World, http: ClientSession) -> None:
    assert await post(http, bot, HELLO, Content_Encoding="gzip") == 415
    assert await kept(bot) == []


async def test_whoever_does_not_finish_is_hung_up_on(
    bot: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(server, "BODY_WITHIN", 0.02)
    async with asyncio.timeout(5):
        answer = await raw(bot, b"POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert errors(caplog) == []


@pytest.mark.parametrize("body", [b"hello", b"", b"[" * 100_000, b"\xff\xfe", b'"a"', b"null", b"\x00"])
async def test_what_is_signed_and_cannot_be_read_is_kept_once(
    studio: World, http: ClientSession, body: bytes
) -> None:
    assert [await post(http, studio, body) for _ in range(2)] == [200, 200]
    assert [state for state, _ in await kept(studio)] == ["stale"]


async def test_one_post_may_hold_a_thousand_statuses(studio: World, http: ClientSession) -> None:
    await studio.register("John Smith", JOHN)
    await studio.say("john", "hello")
    wamid = await studio.do(lambda: Outbound.select().order_by(Outbound.id).first().wamid)

    assert await post(http, studio, calls.call(statuses=[*map(status, range(999)), status(wamid)])) == 200
    assert await studio.do(lambda: Outbound.get(Outbound.wamid == wamid).state) == "read"


def status(wamid: object) -> dict[str, Any]:
    return {"id": str(wamid), "status": "read", "timestamp": "1791180000"}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/webhook/", 404),
        ("POST", "/", 404),
        ("POST", "/metrics", 405),
        ("GET", "/metrics/", 404),
        ("PUT", "/webhook", 405),
        ("DELETE", "/webhook", 405),
        ("POST", "/healthz", 405),
        ("POST", "/readyz", 405),
    ],
)
async def test_there_is_nothing_else(
    bot: World, http: ClientSession, method: str, path: str, status: int
) -> None:
    async with http.request(method, url(bot, path)) as answer:
        assert answer.status == status


async def ready(http: ClientSession, bot: World) -> tuple[int, dict[str, Any]]:
    async with http.get(url(bot, "/readyz")) as answer:
        return answer.status, await answer.json()


async def test_it_lives_and_is_ready(studio: World, http: ClientSession) -> None:
    async with http.get(url(studio, "/healthz")) as answer:
        assert (answer.status, await answer.text()) == (200, "ok")
    code, report = await ready(http, studio)
    assert (code, report["ready"], report["problems"], report["paused"]) == (200, True, [], None)
    assert report["tick_age_s"] == 0


async def test_it_is_not_ready_while_meta_lets_it_send_nothing(bot: World, http: ClientSession) -> None:
    bot.emulator.fault(Fault.token_expired)
    await bot.say("stranger", "hello")

    code, report = await ready(http, bot)
    assert (code, report["ready"]) == (503, False)
    assert report["paused"].startswith("190")
    assert report["outbox"]["queued"] > 0


async def test_it_is_not_ready_when_the_clock_no_longer_ticks(tmp_path: Path, http: ClientSession) -> None:
    async with world(f"sqlite:///{tmp_path / 'studio.sqlite3'}", tmp_path, TICK_S="15") as bot:
        bot.clock.forward(seconds=61)
        code, report = await ready(http, bot)
    assert (code, report["problems"]) == (503, ["the clock does not tick"])


async def test_it_lives_but_is_not_ready_while_the_database_cannot_be_written(
    studio: World, http: ClientSession
) -> None:
    async with outage(studio):
        code, report = await ready(http, studio)
        async with http.get(url(studio, "/healthz")) as answer:
            assert answer.status == 200
    assert (code, report["problems"]) == (503, ["database: OperationalError"])


async def test_a_report_is_not_waited_for_for_ever(
    bot: World, http: ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "REPORT_WITHIN", 0.0)
    assert (await ready(http, bot))[0] == 503


async def test_a_call_that_cannot_be_kept_in_time_is_not_acknowledged(
    bot: World, http: ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "KEPT_WITHIN", 0.0)
    assert await post(http, bot, HELLO) == 503


async def test_a_caller_that_hangs_up_is_no_error(
    bot: World, http: ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", bot.server.port)
    writer.write(b"POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    assert await post(http, bot, HELLO) == 200
    assert errors(caplog) == []
