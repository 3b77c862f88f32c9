"""The database: transactions, the settings of each engine, and the one thread that does the work."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from threading import Event, get_ident

import pytest
from peewee import InterfaceError, OperationalError

from pilateshq import db
from pilateshq.db import DatabaseThread
from pilateshq.models import Memory
from tests.services import Postgres

WITHIN = 10.0  # seconds


# transactions


def test_a_block_that_fails_leaves_nothing_behind(opened: None) -> None:
    with pytest.raises(ZeroDivisionError), db.transaction():
        keep_and_fail()

    assert recalled("half") is None


def test_a_block_inside_a_block_may_fail_alone(opened: None) -> None:
    with db.transaction():
        Memory.keep("outer", "done")
        with suppress(ZeroDivisionError), db.transaction(alone=True):
            keep_and_fail()
        assert Memory.recall("half") is None

    assert recalled("outer") == "done"


def test_a_block_inside_a_block_is_kept_only_with_it(opened: None) -> None:
    with suppress(ZeroDivisionError), db.transaction():
        with db.transaction():
            Memory.keep("inner", "done")
        raise ZeroDivisionError

    assert recalled("inner") is None


def test_nothing_is_asked_outside_a_transaction(opened: None) -> None:
    with pytest.raises(InterfaceError):
        Memory.recall("tick")


def recalled(name: str) -> str | None:
    with db.transaction():
        return Memory.recall(name)


# memory


def test_what_is_kept_is_recalled_until_it_is_forgotten(database: None) -> None:
    assert Memory.recall("tick") is None

    Memory.keep("tick", "1")
    Memory.keep("tick", "2")
    Memory.keep("instance", "a")
    assert (Memory.recall("tick"), Memory.recall("instance")) == ("2", "a")

    Memory.forget("tick", "never known")
    assert (Memory.recall("tick"), Memory.recall("instance")) == (None, "a")


# settings of each engine


def test_sqlite_keeps_what_it_has_acknowledged_and_waits_for_its_turn(tmp_path: Path) -> None:
    with at(f"sqlite:///{tmp_path}/studio.sqlite3"):
        db.migrate()
        assert pragmas("journal_mode", "synchronous", "foreign_keys") == ["wal", 2, 1]
        assert pragmas("secure_delete", "busy_timeout", "wal_autocheckpoint") == [1, 5000, 1000]


def test_the_terminal_leaves_checkpoints_to_the_server(tmp_path: Path) -> None:
    with at(f"sqlite:///{tmp_path}/studio.sqlite3", checkpoints=False):
        assert pragmas("wal_autocheckpoint") == [0]


def test_a_disk_that_is_full_gets_room_from_the_ballast(tmp_path: Path) -> None:
    file = tmp_path / "studio.sqlite3"
    with at(f"sqlite:///{file}"):
        db.migrate()
        db.lay_ballast(file)
        assert db.ballast_of(file).stat().st_blocks * 512 >= db.BALLAST
        with db.transaction():
            db.database.pragma("max_page_count", 1)  # SQLite takes the pages that there are
        with pytest.raises(OperationalError) as refused, db.transaction():
            Memory.keep("large", "x" * 1_000_000)

    assert db.is_full(refused.value)
    assert not db.ballast_of(file).exists()


def test_postgres_lives_in_utc_and_lets_nothing_hang(postgres: Postgres) -> None:
    with postgres.database() as url, at(url):
        assert shown("timezone", "statement_timeout", "lock_timeout") == ["UTC", "10s", "5s"]
        assert shown("idle_in_transaction_session_timeout") == ["30s"]


def test_a_postgres_address_may_have_a_difficult_password_and_options(postgres: Postgres) -> None:
    with postgres.database() as url:
        address = url.replace("postgres@", "postgres:a%2Fb%23c%40d@") + "?application_name=the%20studio"
        with at(address), db.transaction():
            assert db.database.connection().info.password == "a/b#c@d"
            assert shown("application_name") == ["the studio"]


@contextmanager
def at(url: str, *, checkpoints: bool = True) -> Iterator[None]:
    db.open_database(url, checkpoints=checkpoints)
    yield
    db.database.obj.close_all()


def pragmas(*names: str) -> list[object]:
    with db.transaction():
        return [db.database.pragma(name) for name in names]


def shown(*names: str) -> list[object]:
    with db.transaction():
        return [db.database.execute_sql(f"SHOW {name}").fetchone()[0] for name in names]


# the thread


@pytest.fixture
async def thread(opened: None) -> AsyncIterator[DatabaseThread]:
    thread = DatabaseThread()
    yield thread
    await asyncio.to_thread(thread.close)


@pytest.fixture
def commits(opened: None, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A list that grows by one with each commit."""
    made: list[int] = []
    commit = db.database.obj.commit

    def counted() -> None:
        made.append(get_ident())
        commit()

    monkeypatch.setattr(db.database.obj, "commit", counted)
    return made


async def test_a_unit_gives_its_answer(thread: DatabaseThread) -> None:
    await thread.run(Memory.keep, "name", value="Thandi")

    assert await thread.run(Memory.recall, "name") == "Thandi"
    assert await thread.run_alone(Memory.recall, "name") == "Thandi"


async def test_units_run_one_at_a_time_and_off_the_event_loop(thread: DatabaseThread) -> None:
    running: list[int] = []

    def unit(number: int) -> None:
        assert running == []
        running.append(number)
        assert Memory.recall(str(number)) is None
        assert get_ident() != loop
        running.remove(number)

    loop = get_ident()
    ways = (thread.run, thread.run_alone, thread.run_first)
    await asyncio.gather(*(ways[number % 3](unit, number) for number in range(30)))


@pytest.mark.parametrize("way", ["run", "run_alone", "run_first"])
async def test_a_fault_reaches_who_waits_and_leaves_nothing_behind(thread: DatabaseThread, way: str) -> None:
    with pytest.raises(ZeroDivisionError):
        await getattr(thread, way)(keep_and_fail)

    assert await thread.run(Memory.recall, "half") is None


async def test_calls_of_meta_that_wait_together_share_one_commit(
    thread: DatabaseThread, commits: list[int]
) -> None:
    async with busy(thread):
        calls = [asyncio.create_task(thread.run_first(Memory.keep, str(each), "kept")) for each in range(9)]
        await asyncio.sleep(0)
    await asyncio.gather(*calls)

    assert len(commits) == 2  # the busy one's, and theirs
    assert await thread.run(recall_all, 9) == ["kept"] * 9


async def test_a_call_of_meta_passes_the_background_work_that_waits(thread: DatabaseThread) -> None:
    order: list[str] = []
    async with busy(thread):
        background = [asyncio.create_task(thread.run(order.append, name)) for name in ("first", "second")]
        await asyncio.sleep(0)
        call = asyncio.create_task(thread.run_first(order.append, "call"))
        await asyncio.sleep(0)
    await asyncio.gather(call, *background)

    assert order == ["call", "first", "second"]


async def test_what_one_call_of_meta_breaks_the_others_do_not_suffer(thread: DatabaseThread) -> None:
    async with busy(thread):
        calls = [asyncio.create_task(thread.run_first(Memory.keep, str(each), "kept")) for each in range(3)]
        calls.insert(1, asyncio.create_task(thread.run_first(keep_and_fail)))
        await asyncio.sleep(0)
    faults = await asyncio.gather(*calls, return_exceptions=True)

    assert [type(each) for each in faults] == [type(None), ZeroDivisionError, type(None), type(None)]
    assert await thread.run(recall_all, 3) == ["kept"] * 3
    assert await thread.run(Memory.recall, "half") is None


async def test_who_stops_waiting_harms_nobody(thread: DatabaseThread) -> None:
    async with busy(thread) as at_work:
        calls = [asyncio.create_task(thread.run_first(Memory.keep, str(each), "kept")) for each in range(3)]
        waiting = asyncio.create_task(thread.run(Memory.keep, "late", "kept"))
        await asyncio.sleep(0)
        for each in (calls[0], waiting, at_work):
            each.cancel()
        await asyncio.sleep(0)
    await asyncio.gather(*calls[1:])

    assert await thread.run(recall_all, 3) == ["kept"] * 3  # they shared a commit
    assert await thread.run(Memory.recall, "late") is None
    assert await thread.run(Memory.recall, "busy") == "done"


async def test_closing_finishes_what_has_begun(thread: DatabaseThread) -> None:
    async with busy(thread):
        call = asyncio.create_task(thread.run_first(Memory.keep, "call", "kept"))
        await asyncio.sleep(0)
        closing = asyncio.create_task(asyncio.to_thread(thread.close))
    await asyncio.gather(call, closing)

    with db.transaction():
        assert (Memory.recall("busy"), Memory.recall("call")) == ("done", "kept")
    with pytest.raises(RuntimeError):
        await thread.run(Memory.recall, "call")


async def test_a_connection_that_postgres_drops_is_replaced(postgres: Postgres) -> None:
    with postgres.database() as url, at(url):
        db.migrate()
        thread = DatabaseThread()
        await thread.run(Memory.keep, "before", "kept")
        drop_connections(postgres, url)
        await thread.run_first(Memory.keep, "after", "kept")  # it was idle: nobody notices

        with pytest.raises(OperationalError):
            await thread.run(be_dropped, postgres, url)
        assert await thread.run_alone(Memory.recall, "after") == "kept"
        await asyncio.to_thread(thread.close)


@asynccontextmanager
async def busy(thread: DatabaseThread) -> AsyncIterator["asyncio.Task[None]"]:
    """Keep the thread at work in the background for the length of the block."""
    begun, may_end = Event(), Event()

    def unit() -> None:
        begun.set()
        assert may_end.wait(WITHIN)
        Memory.keep("busy", "done")

    at_work = asyncio.create_task(thread.run(unit))
    await asyncio.to_thread(begun.wait, WITHIN)
    try:
        yield at_work
    finally:
        may_end.set()
        with suppress(asyncio.CancelledError):
            await at_work


def keep_and_fail() -> None:
    Memory.keep("half", "done")
    raise ZeroDivisionError


def recall_all(count: int) -> list[str | None]:
    return [Memory.recall(str(each)) for each in range(count)]


def drop_connections(postgres: Postgres, url: str) -> None:
    name = url.rpartition("/")[2]
    postgres.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")


def be_dropped(postgres: Postgres, url: str) -> None:
    drop_connections(postgres, url)
    Memory.keep("after", "never")
