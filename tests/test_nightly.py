"""What the server does each night by itself, and that a restored database keeps silent."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession

from pilateshq import nightly, purge
from pilateshq.backups import making, sqlite, trying
from pilateshq.errors import BackupError
from pilateshq.models import Contact, Inbound, InboundState, Memory, Outbound, OutboundState, Purpose
from pilateshq.settings import Settings
from tests.conftest import MONDAY
from tests.world import World, world

NIGHT = MONDAY.replace(hour=1, minute=30) + timedelta(days=1)  # 03:30 in the studio


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[World]:
    async with world(f"sqlite:///{tmp_path / 'studio.sqlite3'}", tmp_path) as here:
        yield here


async def test_each_night_there_is_one_backup_that_was_checked(studio: World) -> None:
    await studio.later(days=1)
    await done(studio)
    await studio.later(minutes=5)

    folder = making.folder_of(studio.server.settings)
    (kept,) = folder.iterdir()
    assert kept.name.startswith("pilateshq-2025-10-03.")
    assert await studio.do(lambda: Memory.recall(nightly.BACKED_UP))
    assert await studio.do(lambda: Memory.recall(nightly.TRIED))


async def test_a_backup_that_cannot_be_put_back_is_no_good_one(
    bot: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sqlite, "checked", lambda _: {"client": 7})
    await bot.later(days=1)
    await done(bot, nightly.FAILED)
    await bot.idle()

    assert "could not be put back on trial" in bot.last("nadine").text
    assert "other rows came of it than went in" in caplog.text
    assert await bot.do(lambda: Memory.recall(nightly.BACKED_UP)) is None
    assert not (making.folder_of(bot.server.settings) / "trial").exists()


def test_a_backup_is_put_back_on_trial_once_a_week() -> None:
    def is_due(**later: float) -> bool:
        return trying.is_due(NIGHT.isoformat(), now=NIGHT + timedelta(**later))

    assert trying.is_due(None, now=NIGHT)
    assert [is_due(days=1), is_due(days=6), is_due(days=6, hours=23), is_due(days=8)] == [
        *(False, False, True, True)
    ]


async def test_a_night_without_a_backup_is_told_to_the_owner_once_and_tried_again(
    bot: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(making, "make_nightly", _fails)
        for _ in range(2):
            await bot.later(days=1) if not caplog.records else await bot.later(hours=1)
            await done(bot, nightly.FAILED)
            await bot.idle()
    told = [shown for shown in bot.phone("nadine") if "backup could not be made" in shown.text]
    assert len(told) == 1
    assert "the disk is full" in caplog.text

    await bot.later(hours=1)
    await done(bot)
    assert await bot.do(lambda: Memory.recall(nightly.FAILED)) is None


def _fails(*_: object) -> None:
    raise BackupError("the disk is full")


async def done(bot: World, name: str = nightly.BACKED_UP) -> None:
    """Wait until the night's work has ended."""
    while bot.server._on_the_wire:
        await next(iter(bot.server._on_the_wire))
    assert await bot.do(lambda: Memory.recall(name))


def test_the_night_is_one_processs_once_for_each_date(database: None, settings: Settings) -> None:
    def begins(**later: float) -> bool:
        return nightly.begin(settings=settings, now=NIGHT + timedelta(**later))

    assert not begins(days=-1)  # a new database owes nothing
    assert not begins(hours=-1)
    assert [begins(), begins(seconds=1), begins(minutes=59)] == [True, False, False]
    assert begins(hours=1)  # whoever had begun is dead
    nightly._end(settings=settings, now=NIGHT)
    assert not begins(hours=10)
    assert begins(days=1)


# what is kept no longer


def test_words_are_purged_when_their_time_is_over(database: None) -> None:
    for days in (400, 91, 89, 31, 29):
        _said_and_heard(days)
    _said_and_heard(100, is_open=True)
    assert purge.said(0, now=MONDAY) is None
    assert purge.heard(0, now=MONDAY) is None

    heard = {each.key: (bytes(each.body), each.sender) for each in Inbound.select()}
    assert {key for key, kept in heard.items() if kept == (b"{}", "27821110001")} == {"m:29", "m:open100"}
    assert heard.keys() == {"m:91", "m:89", "m:31", "m:29", "m:open100"}
    said = {each.key: each.message for each in Outbound.select()}
    assert said == {"91": None, "89": "words", "31": "words", "29": "words", "open100": "words"}


def test_a_long_past_is_purged_slice_by_slice(database: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(purge, "A_SLICE", 2)
    for number in range(3):
        _said_and_heard(100 + number)
    first = purge.heard(0, now=MONDAY)
    assert first is not None
    assert purge.heard(first, now=MONDAY) is None
    assert {bytes(each.body) for each in Inbound.select()} == {b""}


def _said_and_heard(days: int, *, is_open: bool = False) -> None:
    """Have somebody write, and the studio answer, so many days ago."""
    then, name = MONDAY - timedelta(days=days), f"{'open' if is_open else ''}{days}"
    contact = Contact.get_or_none(Contact.wa_id == "27821110001") or Contact.create(wa_id="27821110001")
    asked = Inbound.create(
        key=f"m:{name}",
        sender="27821110001",
        contact=contact,
        body=b"{}",
        said_at=then,
        received_at=then,
        next_at=then,
        state=InboundState.new if is_open else InboundState.done,
    )
    Outbound.create(
        key=name,
        contact=contact,
        purpose=Purpose.reply,
        message="words",
        answers=asked,
        created_at=then,
        next_at=then,
        expires_at=then,
        state=OutboundState.queued if is_open else OutboundState.read,
    )


# a restored database


async def test_a_restored_copy_sends_nothing_until_released(studio: World) -> None:
    await studio.do(lambda: Memory.keep("outbox_hold", studio.clock().isoformat()))
    await studio.emulator.say("stranger", "hello")
    await studio.idle()

    assert studio.phone("stranger") == studio.phone("nadine") == []
    url = f"http://127.0.0.1:{studio.server.port}/readyz"
    async with ClientSession() as http, http.get(url) as answer:
        assert answer.status == 503
        assert "messages release" in (await answer.json())["problems"][0]

    await studio.do(lambda: Memory.forget("outbox_hold"))
    assert await studio.emulator.wait_for("stranger", "")
