"""What the server does each night by itself: old words purged, a backup made, checked and tried."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, time, timedelta

from peewee import PeeweeException

from pilateshq import db, outbox, purge
from pilateshq.backups import making, remembering, trying
from pilateshq.backups.making import Backup
from pilateshq.clock import Clock
from pilateshq.conversation.wording import Wording
from pilateshq.db import DatabaseThread
from pilateshq.errors import BackupError
from pilateshq.models import Memory
from pilateshq.settings import Settings
from pilateshq.studio import erased

log = logging.getLogger(__name__)

NIGHT = time(3)  # in the studio's zone: from then on, also after a night in which no server ran
AGAIN = timedelta(hours=1)  # how long it may take, before it is taken from a process that fell silent
BEGUN, DONE = "night_begun", "night_done"
BACKED_UP, FAILED = "backed_up_at", "backup_failed"
TRIED = "restore_tried_at"  # when a copy was last put back on trial, and was whole


def begin(*, settings: Settings, now: datetime) -> bool:
    """Take tonight's work, once for each local date, for one process of them all."""
    local, done, begun = now.astimezone(settings.zone), Memory.recall(DONE), Memory.recall(BEGUN)
    if done is None:  # a new database owes nothing
        Memory.keep(DONE, local.date().isoformat())
        return False
    if local.time() < NIGHT or done >= local.date().isoformat():
        return False
    if begun and now - datetime.fromisoformat(begun) < AGAIN:
        return False
    Memory.keep(BEGUN, now.isoformat())
    return True


async def work(database: DatabaseThread, settings: Settings, clock: Clock) -> None:
    """Do tonight's work; what fails is tried again in an hour."""
    now = clock()
    try:
        await _purge(database, purge.said, now)
        await _purge(database, purge.heard, now)
        await database.run(purge.billed, today=now.astimezone(settings.zone).date())
        await _back_up(database, settings, now)
    except PeeweeException as error:
        log.error("the night's work was broken off: %s", type(error).__name__)


async def _purge(database: DatabaseThread, a_slice: Callable[..., int | None], now: datetime) -> None:
    after: int | None = 0
    while after is not None:
        after = await database.run(a_slice, after, now=now)


async def _back_up(database: DatabaseThread, settings: Settings, now: datetime) -> None:
    today, last = now.astimezone(settings.zone).date(), await database.run(Memory.recall, TRIED)
    try:
        backup = await asyncio.to_thread(making.make_nightly, settings, today)
        await asyncio.to_thread(remembering.note, settings, await database.run(erased.records))
        is_tried = trying.is_due(last, now=now) and await asyncio.to_thread(_try, settings, backup)
    except BackupError as error:
        log.error("no good backup was made: %s", error)
        await database.run(_end_badly, str(error), settings=settings, now=now)
        return
    await database.run_bare(db.fold_log)  # what has grown in a busy hour is given back
    await database.run(_end, is_tried=is_tried, settings=settings, now=now)


def _try(settings: Settings, backup: Backup) -> bool:
    """Put the copy back on trial, if that may be; tell whether it was."""
    is_tried = trying.put_back(settings, backup)
    if not is_tried:
        log.warning("no backup is put back on trial: the database's account may not create a database")
    return is_tried


def _end(*, is_tried: bool = False, settings: Settings, now: datetime) -> None:
    if is_tried:
        Memory.keep(TRIED, now.isoformat())
    Memory.keep(DONE, now.astimezone(settings.zone).date().isoformat())
    made(now=now)


def made(*, now: datetime) -> None:
    """Remember that there is a good copy."""
    Memory.keep(BACKED_UP, now.isoformat())
    Memory.forget(FAILED)


def _end_badly(why: str, *, settings: Settings, now: datetime) -> None:
    """Remember why there is no copy, and tell the owner, once a day."""
    Memory.keep(FAILED, why)
    key, text = f"alert:backup:{now.astimezone(settings.zone).date()}", Wording(settings).no_backup()
    outbox.tell_owner(key, text, about=None, settings=settings, now=now)
