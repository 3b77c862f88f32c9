"""Putting a copy in the database's place; what it would send is held."""

import os
import sqlite3
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from pilateshq import db
from pilateshq.backups import holding, making, postgres, remembering, sqlite
from pilateshq.backups.holding import HELD_SINCE, Held
from pilateshq.errors import BackupError, DatabaseUnready
from pilateshq.server import only_server
from pilateshq.settings import Settings
from pilateshq.studio import erasing, history
from pilateshq.studio.erased import Record

STAMP = "%Y%m%d-%H%M%S-%f"


@dataclass(frozen=True)
class Restored:
    rows: dict[str, int]
    held: Held
    erased: int  # people who were erased after the copy had been made
    replaced: Path | None  # where the former database is now, if there was one


def restore(settings: Settings, file: Path, *, actor: str, now: datetime) -> Restored:
    """Put a copy in the database's place; until it is whole, the former one stays. No server may run."""
    if not file.is_file():
        raise BackupError(f"There is no file {file}.")
    with making.trouble_told(file):
        if settings.sqlite_path:
            return _into_sqlite(settings, settings.sqlite_path, file, actor, now)
        return _into_postgres(settings, file, actor, now)


def _into_sqlite(settings: Settings, path: Path, file: Path, actor: str, now: datetime) -> Restored:
    draft = path.with_name(f"{path.name}.tmp")
    with only_server(path):
        try:
            making.empty(draft)
            rows, erased = _checked(sqlite.copy(file, draft), file), remembering.known(settings)
            again, held = _settle(replace(settings, database_url=f"sqlite:///{draft}"), erased, actor, now)
            sqlite.tidy(draft)
            replaced = _swap(draft, path, path.with_name(f"{path.name}.replaced-{now:{STAMP}}"))
        finally:
            making.gone(draft)
    return Restored(rows, held, again, replaced)


def _swap(draft: Path, path: Path, kept: Path) -> Path | None:
    """Let a new file take the place of an old one, which is kept beside it."""
    if not path.exists():
        making.put(draft, path)
        return None
    with suppress(sqlite3.Error):  # a damaged one is kept as it is
        sqlite.tidy(path)
    _move_log(path, kept)
    os.link(path, kept)
    making.put(draft, path)
    return kept


def _move_log(path: Path, kept: Path) -> None:
    """Keep the log of a damaged file with it, so that it is not taken for the new one's."""
    for end in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            path.with_name(path.name + end).rename(kept.with_name(kept.name + end))


def _into_postgres(settings: Settings, file: Path, actor: str, now: datetime) -> Restored:
    url = settings.database_url
    rows = _checked(postgres.rows_in(file, url), file)
    _refuse_newer(postgres.migrations_in(file, url))
    erased = remembering.known(settings)
    remembering.note(settings, erased)  # or it would be forgotten if this breaks off half-way
    replaced = _dump_former(settings, now)
    held_since = f"INSERT INTO memory (name, value) VALUES ('{HELD_SINCE}', '{now.isoformat()}')"
    renewed = " ON CONFLICT (name) DO UPDATE SET value = excluded.value"
    postgres.restore(url, file, then=held_since + renewed)
    again, held = _settle(settings, erased, actor, now)
    return Restored(rows, held, again, replaced)


def _refuse_newer(migrations: set[str]) -> None:
    if newer := migrations - {path.stem for path in db.MIGRATIONS.glob("*.py")}:
        raise DatabaseUnready(f"The backup is of a newer PilatesHQ, which made {', '.join(sorted(newer))}.")


def _dump_former(settings: Settings, now: datetime) -> Path:
    """Copy what is about to be replaced."""
    kept = making.folder_of(settings) / f"replaced-{now:{STAMP}}.dump"
    kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return making.make(settings, kept).path


def _checked(rows: dict[str, int], file: Path) -> dict[str, int]:
    if not {"client", "booking", "outbound", "memory"} <= rows.keys():
        raise BackupError(f"{file} is no backup of PilatesHQ. Nothing was changed.")
    return rows


def _settle(settings: Settings, known: list[Record], actor: str, now: datetime) -> tuple[int, Held]:
    """Bring a copy up to date, erase again whoever was erased since, and let it say nothing."""
    db.open_database(settings.database_url)
    try:
        db.migrate()
        with db.transaction(alone=True):
            history.record("restored from a backup", actor=actor, now=now)
            again = erasing.erase_again(known, settings=settings, actor=actor, now=now)
            return again, holding.hold(now=now)
    finally:
        db.database.obj.close_all()
