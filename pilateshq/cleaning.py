"""After an erasing: it is noted beside the backups, and the file of the database is written anew."""

import asyncio
import logging
from datetime import datetime

from peewee import PeeweeException

from pilateshq import db
from pilateshq.backups import remembering
from pilateshq.db import DatabaseThread, database
from pilateshq.errors import BackupError
from pilateshq.settings import Settings
from pilateshq.studio import erased, erasing, traces

log = logging.getLogger(__name__)


async def clean(thread: DatabaseThread, settings: Settings, *, now: datetime) -> None:
    """Do it if it is to be done; what fails is tried again at the next tick."""
    unclean = await thread.run(erased.unclean)
    if not unclean:
        return
    try:
        await asyncio.to_thread(remembering.note, settings, await thread.run(erased.records))
        if await thread.run(erasing.end_farewells, unclean, now=now) and await thread.run_bare(rewrite):
            await thread.run(erased.cleaned, unclean, now=now)
    except (BackupError, PeeweeException) as error:
        log.warning("the traces of an erasing must wait: %s", type(error).__name__)


def clean_here(settings: Settings, *, now: datetime) -> bool:
    """Do it in this thread, where no server runs; tell whether all is done."""
    with db.transaction():
        unclean, records = erased.unclean(), erased.records()
        is_over = erasing.end_farewells(unclean, now=now)
    remembering.note(settings, records)
    if not (is_over and rewrite()):
        return False
    with db.transaction():
        erased.cleaned(unclean, now=now)
    return True


def rewrite() -> bool:
    """Leave no bytes of what was deleted; tell whether nobody was in the way."""
    with database.connection_context():
        if db.is_postgres():
            _rewrite_tables()
        else:
            database.execute_sql("VACUUM")
    return db.fold_log()


def _rewrite_tables() -> None:
    """Write PostgreSQL's tables into new files: a plain VACUUM only lets the old be overwritten some day.

    Its write-ahead log forgets by itself, as it is recycled.
    """
    database.execute_sql("SET statement_timeout = 0")
    try:
        database.execute_sql(f"VACUUM FULL {', '.join(traces.tables())}")
    finally:
        database.execute_sql("RESET statement_timeout")
