"""The studio as the terminal finds it: its settings, and its database for the length of a command."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pilateshq.errors import DatabaseUnready, SettingsError

if TYPE_CHECKING:
    from pathlib import Path

    from pilateshq.settings import Settings

TICKS_MISSED = 3


def environment() -> Mapping[str, str]:
    """Give the environment, and from .env what the environment leaves out."""
    from dotenv import dotenv_values

    try:
        # A $ is a $, as it is where a container reads the file.
        kept = dotenv_values(".env", interpolate=False, encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError([f".env: cannot be read ({type(error).__name__})."]) from None
    return {name: value for name, value in {**kept, **os.environ}.items() if value}


def read_settings() -> "Settings":
    """Read what commands need; the account at Meta may be missing."""
    from pilateshq.settings import read

    return read(environment(), serving=False)


@contextmanager
def one_act() -> Iterator["Settings"]:
    """Open the studio for an act: all of it is done, or nothing."""
    from pilateshq import db

    settings = read_settings()
    with studio(settings), db.transaction(alone=True):
        yield settings


@contextmanager
def reading() -> Iterator["Settings"]:
    """Open the studio to look at it."""
    from pilateshq import db

    settings = read_settings()
    with studio(settings), db.transaction():
        yield settings


@contextmanager
def studio(settings: "Settings") -> Iterator[None]:
    """Open the database as the studio needs it: made, and up to date."""
    from pilateshq import db

    with database(settings):
        if db.pending_migrations():
            db.migrate()
        yield


@contextmanager
def database(settings: "Settings") -> Iterator[None]:
    """Open the database as it is; raises DatabaseUnready if it cannot be used."""
    from pilateshq import db

    if settings.sqlite_path:
        _make_folder(settings.sqlite_path.parent)
    db.open_database(settings.database_url, checkpoints=False)
    try:
        with trouble_told():
            yield
    finally:
        db.database.obj.close_all()


@contextmanager
def trouble_told() -> Iterator[None]:
    """Say in a sentence why the database cannot be used; what can only be a bug goes on as it is."""
    from peewee import DataError, IntegrityError, PeeweeException, ProgrammingError

    try:
        yield
    except (DataError, IntegrityError, ProgrammingError):
        raise
    except PeeweeException as error:
        why = str(error).partition("\n")[0]
        raise DatabaseUnready(f"The database cannot be used: {why}. See DATABASE_URL.") from error


def server_runs(settings: "Settings", *, now: datetime) -> bool:
    """Tell whether some server is there to send what was queued."""
    path = settings.sqlite_path
    return _is_held(path.with_name(f"{path.name}.lock")) if path else _has_ticked(settings, now)


def _is_held(lock: "Path") -> bool:
    import fcntl

    if not lock.exists():
        return False
    with lock.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _has_ticked(settings: "Settings", now: datetime) -> bool:
    from pilateshq import db
    from pilateshq.models import Memory

    with db.transaction():
        ticked = Memory.recall("tick")
    longest = timedelta(seconds=TICKS_MISSED * settings.operations.tick)
    return ticked is not None and now - datetime.fromisoformat(ticked) < longest


def _make_folder(path: "Path") -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseUnready(
            f"The folder {path} cannot be made: {error.strerror}. See DATA_DIR and DATABASE_URL."
        ) from None
