"""A trial: once a week the newest copy is put back in a place of its own, as a restore would, and counted."""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from peewee import SqliteDatabase

from pilateshq import db
from pilateshq.backups import making, postgres, sqlite
from pilateshq.backups.making import Backup
from pilateshq.errors import BackupError
from pilateshq.settings import Settings

AGAIN = timedelta(days=7) - timedelta(hours=2)  # the same night, if it begins earlier


def is_due(last: str | None, *, now: datetime) -> bool:
    return last is None or now - datetime.fromisoformat(last) >= AGAIN


def put_back(settings: Settings, backup: Backup) -> bool:
    """Put a copy back on trial, or raise BackupError; False where the database's account may not."""
    with making.trouble_told(backup.path):
        rows = (
            _into_a_file(backup.path)
            if settings.sqlite_path
            else postgres.rows_on_trial(settings.database_url, backup.path)
        )
    if rows is not None and rows != backup.rows:
        raise BackupError(f"{backup.path} was put back on trial, and other rows came of it than went in.")
    return rows is not None


def _into_a_file(copy: Path) -> dict[str, int]:
    with _scratch(copy.parent / "trial") as folder:
        draft = folder / copy.name
        making.empty(draft)
        sqlite.copy(copy, draft)
        with closing(SqliteDatabase(str(draft))) as opened:
            db.migrations_of(opened).up()
        return sqlite.checked(draft)


@contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    """Make a folder that is gone afterwards; one that a killed process left goes first."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
