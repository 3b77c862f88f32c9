"""A SQLite file: copied while it is written to, and checked."""

import sqlite3
from contextlib import closing
from pathlib import Path

from pilateshq.errors import BackupError

PATIENCE = 5.0  # seconds, for whoever else is in the file


def copy(source: Path, draft: Path) -> dict[str, int]:
    """Copy a database as it is at one moment, check the copy, and count its rows."""
    with closing(_open(source)) as live, closing(_open(draft)) as copied:
        live.execute("BEGIN")
        rows = _count(live)  # what others write from here on is not seen
        live.backup(copied)
        copied.execute("PRAGMA journal_mode = DELETE")  # one file, with no log beside it
        if _is_damaged(copied) or _count(copied) != rows:
            raise BackupError(f"{source} is damaged: its copy is not sound.")
    return rows


def checked(path: Path) -> dict[str, int]:
    """Count the rows of a database that is sound; raises BackupError for any other."""
    with closing(_open(path)) as opened:
        if _is_damaged(opened):
            raise BackupError(f"{path} is damaged.")
        return _count(opened)


def tidy(path: Path) -> None:
    """Fold what stands beside a database into the file itself."""
    with closing(_open(path)) as opened:
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        opened.execute("PRAGMA journal_mode = DELETE")


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=PATIENCE
    )


def _count(opened: sqlite3.Connection) -> dict[str, int]:
    named = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    names = [name for (name,) in opened.execute(named)]
    return {name: opened.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0] for name in names}


def _is_damaged(opened: sqlite3.Connection) -> bool:
    return [*opened.execute("PRAGMA integrity_check")] != [("ok",)]
