"""The tables: the same by models and migrations and on both engines, and what they refuse."""

import re
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Barrier
from time import sleep
from typing import Any

import pytest
from peewee import IntegrityError, Model
from playhouse.migrations import Runner
from playhouse.schema_diff import diff_models

from pilateshq import db, models
from pilateshq.errors import DatabaseUnready
from pilateshq.models import SEATED, Booking, BookingStatus, Client, Contact, Session
from pilateshq.money_models import MONEY_TABLES
from tests.conftest import MONDAY
from tests.services import Postgres

TABLES = (*models.TABLES, *MONEY_TABLES)
MIGRATIONS = sorted(path.stem for path in db.MIGRATIONS.glob("*.py"))


# models and migrations


def test_a_migrated_database_is_what_the_models_say(database: None) -> None:
    assert str(diff_models(db.database.obj, TABLES)) == ""

    migrated = described()
    db.database.drop_tables(TABLES)
    db.database.create_tables(TABLES)
    assert described() == migrated


def test_both_engines_have_the_same_columns_and_indexes(
    postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with postgres.database() as url:
        on_postgres = outline(url)
    on_sqlite = outline(f"sqlite:///{tmp_path_factory.mktemp('outline')}/studio.sqlite3")

    assert on_sqlite == on_postgres
    assert ("booking_seat", ("client_id", "session_id"), True) in on_sqlite["booking"]


def test_migrating_again_does_nothing(database: None) -> None:
    before = described()

    assert db.pending_migrations() == []
    assert db.migrate() == []
    assert described() == before


def test_before_it_is_migrated_a_database_says_so(new_database_url: str) -> None:
    db.open_database(new_database_url)
    pending = db.pending_migrations()

    assert db.migrate() == pending == MIGRATIONS
    db.database.obj.close_all()


def test_many_may_migrate_at_once_and_one_does_it(new_database_url: str) -> None:
    many = 8
    together = Barrier(many)

    def migrate(_: int) -> list[str]:
        together.wait()
        return db.migrate()

    db.open_database(new_database_url)
    with ThreadPoolExecutor(many) as pool:
        applied = list(pool.map(migrate, range(many)))
    db.database.obj.close_all()

    assert sorted(applied) == [*([[]] * (many - 1)), MIGRATIONS]


def test_sqlite_is_migrated_when_whoever_is_in_the_way_has_finished(tmp_path: Path) -> None:
    path = tmp_path / "studio.sqlite3"
    db.open_database(f"sqlite:///{path}")
    with ThreadPoolExecutor(1) as pool, closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        migrating = pool.submit(db.migrate)
        sleep(0.05)
        assert not migrating.done()
        other.execute("COMMIT")
        assert migrating.result() == MIGRATIONS
    db.database.obj.close_all()


def test_the_database_of_a_newer_program_is_left_alone(database: None) -> None:
    Runner(db.database.obj, str(db.MIGRATIONS)).History.create(name="0999_later")

    with pytest.raises(DatabaseUnready, match="0999_later"):
        db.migrate()
    with pytest.raises(DatabaseUnready, match="0999_later"):
        db.pending_migrations()


def described() -> dict[str, Any]:
    """Describe each table in full, as the engine itself tells it."""
    return {table._meta.table_name: _parts(table._meta.table_name) for table in TABLES}


def _parts(table: str) -> list[Any]:
    queries = OF_POSTGRES if db.is_postgres() else OF_SQLITE
    parts = [sorted(db.database.execute_sql(query, (table,)).fetchall()) for query in queries]
    return parts if db.is_postgres() else [*parts[:-1], _checks(parts[-1])]


def _checks(sql: list[tuple[str]]) -> list[str]:
    return sorted(re.findall(r"CHECK \((?:[^()]|\([^()]*\))*\)", sql[0][0]))


OF_SQLITE = (
    'SELECT name, type, "notnull", dflt_value, pk FROM pragma_table_info(?)',
    'SELECT "from", "table", "to", on_update, on_delete FROM pragma_foreign_key_list(?)',
    "SELECT name, replace(replace(replace(replace(sql, '\"', ''), '(', ''), ')', ''), 'IF NOT EXISTS ', '')"
    " FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = ?",
    "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?",
)
OF_POSTGRES = (
    "SELECT column_name, data_type, character_maximum_length, is_nullable, column_default IS NULL"
    " FROM information_schema.columns WHERE table_name = %s",
    "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s",
    "SELECT contype, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass",
)


def outline(url: str) -> dict[str, set[Any]]:
    """Tell of each table of a migrated database what both engines tell alike."""
    db.open_database(url)
    db.migrate()
    with db.transaction():
        found = {table._meta.table_name: _columns_and_indexes(table) for table in TABLES}
    db.database.obj.close_all()
    return found


def _columns_and_indexes(table: type[Model]) -> set[Any]:
    name = table._meta.table_name
    columns = {(each.name, each.null, each.primary_key) for each in db.database.get_columns(name)}
    keys = {(each.column, each.dest_table) for each in db.database.get_foreign_keys(name)}
    indexes = {
        (each.name, tuple(each.columns), each.unique)
        for each in db.database.get_indexes(name)
        if not each.name.startswith("sqlite_autoindex_") and not each.name.endswith("_pkey")
    }
    return columns | keys | indexes


# what the database itself refuses


@pytest.fixture
def session(thandi: Client) -> Session:
    return Session.create(starts_at=MONDAY, minutes=55, kind="single")


def sit(client: Client, session: Session, status: str = BookingStatus.booked, **more: Any) -> Booking:
    moments = {"booked_at": MONDAY, "changed_at": MONDAY}
    return Booking.create(client=client, session=session, status=status, **moments, **more)


@pytest.mark.parametrize("status", BookingStatus)
def test_every_status_of_a_booking_can_be_kept(thandi: Client, session: Session, status: str) -> None:
    assert Booking.get_by_id(sit(thandi, session, status).id).status == status


@pytest.mark.parametrize("wrong", [{"status": "maybe"}, {"status": ""}, {"cancelled_by": "nobody"}])
def test_a_booking_has_no_other_status(thandi: Client, session: Session, wrong: dict[str, str]) -> None:
    with refused():
        sit(thandi, session, **wrong)


@pytest.mark.parametrize("first", SEATED)
@pytest.mark.parametrize("second", SEATED)
def test_a_client_has_one_seat_in_a_session(
    thandi: Client, session: Session, first: str, second: str
) -> None:
    sit(thandi, session, first)

    with refused():
        sit(thandi, session, second)


@pytest.mark.parametrize("ended", sorted(set(BookingStatus) - set(SEATED)))
def test_a_seat_given_back_may_be_taken_again(thandi: Client, session: Session, ended: str) -> None:
    for _ in range(2):
        sit(thandi, session, ended)
    sit(thandi, session)

    assert Booking.select().count() == 3


@pytest.mark.parametrize("known_by", ["wa_id", "user_id", "phone"])
def test_two_people_never_share_an_id(database: None, known_by: str) -> None:
    Contact.create(**{known_by: "1"})

    with refused():
        Contact.create(**{known_by: "1"})


def test_somebody_of_whom_nothing_is_known_is_nobody(database: None) -> None:
    with refused():
        Contact.create(name="Thandi")


def test_a_client_has_a_name_and_a_phone_that_is_no_other_clients(thandi: Client) -> None:
    other = Contact.create(phone="+27821110002")

    with refused():
        Client.create(contact=other, name="", registered_at=MONDAY)
    with refused():
        Client.create(contact=thandi.contact, name="John Smith", registered_at=MONDAY)


def test_a_session_lasts(database: None) -> None:
    with refused():
        Session.create(starts_at=MONDAY, minutes=0, kind="single")


def test_a_booking_is_somebodys(thandi: Client, session: Session) -> None:
    Booking.create(client=thandi, session=session, booked_at=MONDAY, changed_at=MONDAY)

    with refused():
        session.delete_instance()


@contextmanager
def refused() -> Iterator[None]:
    with pytest.raises(IntegrityError), db.database.atomic():
        yield
