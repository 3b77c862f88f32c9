"""Making a copy: while the database is used, checked, and named only when it is whole."""

import os
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from peewee import PeeweeException
from psycopg import Error

from pilateshq.backups import postgres, sqlite
from pilateshq.errors import BackupError
from pilateshq.settings import Settings

DAYS, WEEKS = 7, 4  # how many of each are kept
NAMED = re.compile(r"pilateshq-(\d{4}-\d{2}-\d{2})\.(?:sqlite3|dump)")


@dataclass(frozen=True)
class Backup:
    path: Path
    rows: dict[str, int]  # by table


def make(settings: Settings, path: Path) -> Backup:
    """Copy the database into a new file."""
    if path.exists():
        raise BackupError(f"{path} is there already. Name another file.")
    return replace(settings, path)


def replace(settings: Settings, path: Path) -> Backup:
    """Copy the database into a file, which is as it was until the copy is whole."""
    draft = path.with_name(f"{path.name}.tmp")
    with trouble_told(path):
        try:
            empty(draft)
            rows = _copy(settings, draft)
            put(draft, path)
        finally:
            gone(draft)
    return Backup(path, rows)


def make_nightly(settings: Settings, today: date) -> Backup:
    """Make today's copy in the folder of copies, and let go of what is superfluous there."""
    folder = folder_of(settings)
    with trouble_told(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        kind = "sqlite3" if settings.sqlite_path else "dump"
        backup = replace(settings, folder / f"pilateshq-{today}.{kind}")
        _let_go(folder)
    return backup


def folder_of(settings: Settings) -> Path:
    return settings.data_dir / "backups"


def superfluous(days: Iterable[date]) -> set[date]:
    """Tell which days' copies need not be kept: the newest stay, and the last of some earlier weeks."""
    newest_first = sorted(set(days), reverse=True)
    last_of_week: dict[tuple[int, int], date] = {}
    for day in newest_first:
        last_of_week.setdefault(day.isocalendar()[:2], day)
    weekly = [*last_of_week.values()][: WEEKS + 1]  # this week's is one of the daily ones
    return {*newest_first} - {*newest_first[:DAYS]} - {*weekly}


def _let_go(folder: Path) -> None:
    kept = {path: date.fromisoformat(found[1]) for path in folder.iterdir() if (found := _named(path))}
    too_many = superfluous(kept.values())
    for path in (*(path for path, day in kept.items() if day in too_many), *folder.glob("*.tmp*")):
        path.unlink()


def _named(path: Path) -> re.Match[str] | None:
    return NAMED.fullmatch(path.name)


def _copy(settings: Settings, draft: Path) -> dict[str, int]:
    if settings.sqlite_path:
        return sqlite.copy(settings.sqlite_path, draft)
    return postgres.dump(settings.database_url, draft)


def empty(draft: Path) -> None:
    """Begin a file that nobody else may read."""
    gone(draft)
    os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def gone(draft: Path) -> None:
    """Leave nothing of a file, nor of what SQLite keeps beside it."""
    for end in ("", "-journal", "-wal", "-shm"):
        draft.with_name(draft.name + end).unlink(missing_ok=True)


def put(draft: Path, path: Path) -> None:
    """Give a file its name, so that it is whole under it or not there, even if the power goes."""
    _sync(draft)
    draft.replace(path)
    _sync(path.parent)


def _sync(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


@contextmanager
def trouble_told(path: Path) -> Iterator[None]:
    """Say in a sentence why a file or a database cannot be used."""
    try:
        yield
    except OSError as error:
        raise BackupError(f"{path}: {error.strerror}. Nothing was changed.") from error
    except (sqlite3.Error, PeeweeException, Error) as error:
        why = str(error).partition("\n")[0]
        raise BackupError(f"{path}: {why}. Nothing was changed.") from error
