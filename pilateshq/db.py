"""The database: one address, two engines, and the only two doors to a transaction."""

import asyncio
import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal, ParamSpec, TypeVar, overload

from peewee import BigIntegerField, Database, DatabaseProxy, OperationalError, PostgresqlDatabase
from playhouse.migrations import Runner
from playhouse.pool import PooledPostgresqlDatabase, PooledSqliteDatabase

from pilateshq.errors import DatabaseUnready

P = ParamSpec("P")
T = TypeVar("T")

database = DatabaseProxy()

ONE_WRITER = 7_265_746  # the advisory lock of acts and migrations on Postgres
MIGRATIONS = Path(__file__).parent / "migrations"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
BALLAST = 50 * 1024 * 1024  # bytes
MICROSECOND = timedelta(microseconds=1)


def open_database(url: str, *, checkpoints: bool = True) -> None:
    """Make `url` the database of this process; nothing is connected yet.

    With `checkpoints` off, SQLite's write-ahead log is left to the server, which alone should fold it in.
    """
    database.initialize(_sqlite(url, checkpoints) if url.startswith("sqlite:") else _postgres(url))


def _sqlite(url: str, checkpoints: bool) -> PooledSqliteDatabase:
    pragmas = {
        "busy_timeout": 5000,  # milliseconds
        "synchronous": "full",  # an acknowledged message must survive a power cut
        "foreign_keys": 1,
        "secure_delete": 1,
        "journal_size_limit": 64 * 1024 * 1024,
        "wal_autocheckpoint": 1000 if checkpoints else 0,
    }
    return PooledSqliteDatabase(
        url.removeprefix("sqlite:///"),
        pragmas=pragmas,
        lock_type="IMMEDIATE",
        check_same_thread=False,  # the pool hands a connection to one thread at a time
        autoconnect=False,
    )


def _postgres(url: str) -> PooledPostgresqlDatabase:
    limits = {"statement_timeout": "10s", "lock_timeout": "5s", "idle_in_transaction_session_timeout": "30s"}
    options = " ".join(f"-c {name}={value}" for name, value in {"timezone": "UTC", **limits}.items())
    return PooledPostgresqlDatabase(
        url,  # read by the driver itself, percent-encoded passwords and all
        options=options,
        connect_timeout=5,
        keepalives_idle=10,
        keepalives_interval=5,
        keepalives_count=3,
        stale_timeout=300,
        prefer_psycopg3=True,
        autoconnect=False,
    )


def is_postgres() -> bool:
    return isinstance(database.obj, PostgresqlDatabase)


@contextmanager
def transaction(*, alone: bool = False) -> Iterator[None]:
    """Do all of the block or none of it; `alone` where a rule is looked at and then acted on."""
    try:
        with database.connection_context(), database.atomic():
            if alone and is_postgres():
                database.execute_sql("SELECT pg_advisory_xact_lock(%s)", (ONE_WRITER,))
            yield
    except OperationalError as error:
        if is_full(error) and not is_postgres():
            ballast_of(Path(database.obj.database)).unlink(missing_ok=True)
        raise


def is_full(error: BaseException | None) -> bool:
    """Tell whether the disk has no room left; the error of an undoing may hide it."""
    while error:
        if "disk is full" in str(error) or "No space left" in str(error):
            return True
        error = error.__context__
    return False


def ballast_of(database_file: Path) -> Path:
    return database_file.with_name(database_file.name + ".ballast")


def lay_ballast(database_file: Path) -> None:
    """Hold some of the disk back, to be let go when it is full, so that Nadine's day can be finished."""
    database_file.parent.mkdir(parents=True, exist_ok=True)
    path, free = ballast_of(database_file), shutil.disk_usage(database_file.parent).free
    if not path.exists() and free > 4 * BALLAST:
        with path.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, BALLAST)


def execute(sql: str, *values: object) -> Any:
    """Run a constant statement with a ? for each value; to build it anew would cost more than it does."""
    return database.execute_sql(sql.replace("?", database.param), values)


def migrate() -> list[str]:
    """Bring the schema up to date; give the names of the migrations that were applied.

    Raises DatabaseUnready if a newer program has changed it.
    """
    if not is_postgres():
        _use_write_ahead_log()
    with transaction(alone=True):
        return list(migrations_of(database.obj).up())


def pending_migrations() -> list[str]:
    """Name the migrations that are to be applied; raises DatabaseUnready as `migrate` does."""
    with transaction():
        return [each.name for each in migrations_of(database.obj).status() if each.applied is None]


def migrations_of(opened: Database) -> Runner:
    """Give the migrations of a database; raises DatabaseUnready if a newer program has changed it."""
    migrations = Runner(opened, str(MIGRATIONS))
    if newer := [each.name for each in migrations.status() if each.path is None]:
        raise DatabaseUnready(f"The database is of a newer PilatesHQ, which made {', '.join(newer)}.")
    return migrations


def _use_write_ahead_log(tries: int = 50) -> None:
    """Have SQLite keep one from now on. This does not wait for its turn as a transaction does."""
    try:
        with database.connection_context():
            database.pragma("journal_mode", "wal")
    except OperationalError:
        if tries == 0:
            raise
        with transaction():  # until whoever is in the way has finished
            pass
        _use_write_ahead_log(tries - 1)


def fold_log() -> bool:
    """Fold SQLite's write-ahead log into the file; tell whether nobody was in the way."""
    if is_postgres():
        return True
    with database.connection_context():
        (is_busy, *_) = database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not is_busy


def microseconds(moment: datetime) -> int:
    """Give the form in which a moment is kept."""
    return (moment - EPOCH) // MICROSECOND


if TYPE_CHECKING:
    from peewee import Field

    class UTCDateTimeField(Field[T]):
        @overload
        def __new__(cls, *, null: Literal[True], **options: Any) -> "UTCDateTimeField[datetime | None]": ...
        @overload
        def __new__(cls, *, null: Literal[False] = ..., **options: Any) -> "UTCDateTimeField[datetime]": ...
        def __new__(cls, **options: Any) -> Any: ...
else:

    class UTCDateTimeField(BigIntegerField):
        """An aware moment in UTC, kept as microseconds since 1970: it sorts alike on both engines."""

        def db_value(self, value: datetime | None) -> int | None:
            if value is None:
                return None
            if value.utcoffset() is None:
                raise ValueError(f"{self.name}: {value} names no time zone")
            return microseconds(value)

        def python_value(self, value: int | None) -> datetime | None:
            return None if value is None else EPOCH + value * MICROSECOND


class DatabaseThread:
    """Runs units of work, each in its transaction, one at a time and never on the event loop.

    A webhook waits for one unit of background work at most, and those that wait share one commit.
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="database")
        self._background = asyncio.Lock()
        self._batch: _Batch | None = None

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do a unit of background work."""
        async with self._background:
            return await self._submit(partial(_commit, partial(work, *args, **kwargs)))

    async def run_alone(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do a unit in which rules are looked at and then acted on, with no other process between."""
        async with self._background:
            return await self._submit(partial(_commit, partial(work, *args, **kwargs), alone=True))

    async def run_first(self, work: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> None:
        """Do a unit before all that is in the background."""
        unit = partial(work, *args, **kwargs)
        batch = self._joined(unit)
        await asyncio.wait([batch.outcome])  # unlike awaiting it, this lets it go on if we are cancelled
        if batch.is_spoilt():
            await self._submit(partial(_commit, unit))
        else:
            batch.outcome.result()

    async def run_bare(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do what no transaction can hold, such as to write the file anew."""
        async with self._background:
            return await self._submit(partial(work, *args, **kwargs))

    def close(self) -> None:
        """Finish what has begun, then end the thread and its connections."""
        self._thread.shutdown(wait=True)
        database.obj.close_all()

    def _joined(self, unit: Callable[[], object]) -> "_Batch":
        if self._batch and self._batch.join(unit):
            return self._batch
        batch = _Batch(unit)
        batch.outcome = self._submit(batch.commit)
        self._batch = batch
        return batch

    def _submit(self, unit: Callable[[], T]) -> asyncio.Future[T]:
        return asyncio.get_running_loop().run_in_executor(self._thread, unit)


class _Batch:
    """Units that came while an earlier one ran, and share the next commit."""

    outcome: asyncio.Future[None]

    def __init__(self, first: Callable[[], object]) -> None:
        self._units = [first]
        self._has_begun = False
        self._lock = Lock()

    def join(self, unit: Callable[[], object]) -> bool:
        """Add a unit, unless the commit has begun; tell whether it was added."""
        with self._lock:
            if not self._has_begun:
                self._units.append(unit)
            return not self._has_begun

    def commit(self) -> None:
        with self._lock:
            self._has_begun = True
        with transaction():
            for unit in self._units:
                unit()

    def is_spoilt(self) -> bool:
        """Tell whether one of several units did wrong, so that each should be done by itself."""
        fault = self.outcome.exception()
        is_ours = fault is not None and not isinstance(fault, OperationalError)  # not the database's
        return is_ours and len(self._units) > 1


def _commit(unit: Callable[[], T], *, alone: bool = False) -> T:
    with transaction(alone=alone):
        return unit()
