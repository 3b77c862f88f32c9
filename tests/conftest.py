"""What all tests share."""

import io
import logging
import os
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import hypothesis
import pytest

from pilateshq import db, logs
from pilateshq.models import TABLES, Client, Contact
from pilateshq.money_models import MONEY_TABLES
from pilateshq.paper import page
from pilateshq.settings import Settings, read
from pilateshq.studio import people
from tests import services
from tests.talking import Talk
from tests.world import World, settings_for, world

# A busy machine is no fault of the program's.
hypothesis.settings.register_profile(
    "patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("patient")

# Who and what the tests are full of, and no log, page or command line may show.
CANARY = re.compile(
    r"""
    \+? 27 \s? 82 \s? 1 1? \s? 1? \d{3,} | 0?82 \s 111 \s \d{4} | \b ZA \. \d{6,} | wamid\.
    | Thandi | Mokoena | John \s Smith | Mary \s Jones | Lerato
    | \b a- (?: token | secret | verify-token | password ) \b | EAAB | access_token | \?ext=
    """,
    re.VERBOSE,
)

# What mostly talks is talked on PostgreSQL with the long tests; every rule is held on both engines elsewhere.
talks = pytest.mark.parametrize(
    "database_url", ["sqlite", pytest.param("postgres", marks=pytest.mark.long)], indirect=True
)

MONDAY = datetime(2026, 11, 23, 6, tzinfo=UTC)  # 08:00 in the studio
JOHANNESBURG = ZoneInfo("Africa/Johannesburg")


def at(text: str) -> datetime:
    """Read a moment in the studio, such as "2026-11-24 08:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=JOHANNESBURG).astimezone(UTC)


def with_studio(settings: Settings, **changed: Any) -> Settings:
    """Set the studio up in another way."""
    return replace(settings, studio=replace(settings.studio, **changed))


def new_client(name: str = "John Smith") -> Client:
    """Register somebody with a number of their own."""
    number = f"082 111 1{Contact.select().count():03}"
    return people.register(name, number, region="ZA", actor="test", now=MONDAY)


@pytest.fixture(autouse=True)
def _nothing_personal_is_logged() -> Iterator[None]:
    """Fail whatever test brings the program to log a person, their words or a secret."""
    written, own = io.StringIO(), logging.getLogger("pilateshq")
    handler = logging.StreamHandler(written)
    handler.setFormatter(logs.DiscreetFormatter("%(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
    own.setLevel(logging.INFO)
    yield
    own.setLevel(logging.NOTSET)
    logging.getLogger().removeHandler(handler)
    assert CANARY.findall(written.getvalue()) == []


@pytest.fixture(scope="session")
def postgres() -> Iterator[services.Postgres]:
    """A PostgreSQL of our own, or a skip that says why there is none."""
    try:
        with services.postgres() as cluster:
            yield cluster
    except services.Missing as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium, or a skip that says why there is none."""
    try:
        return services.chromium()
    except services.Missing as missing:
        pytest.skip(str(missing))


@pytest.fixture(params=["sqlite", "postgres"])
def new_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without a table: each test runs on both engines."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'studio.sqlite3'}"
        return
    cluster: services.Postgres = request.getfixturevalue("postgres")
    with cluster.database() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without a row: each test runs on both engines."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'studio.sqlite3'}"
        return
    cluster: services.Postgres = request.getfixturevalue("postgres")
    url = _emptied(cluster)
    yield url
    cluster.empty(EMPTIED)


EMPTIED = "emptied"


@cache
def _emptied(cluster: services.Postgres) -> str:
    """Make the one database that is emptied after each test."""
    cluster.execute(f"CREATE DATABASE {EMPTIED}")
    _migrate(cluster.url(EMPTIED))
    return cluster.url(EMPTIED)


@pytest.fixture
async def studio(database_url: str, tmp_path: Path) -> AsyncIterator[World]:
    """The bot and the phones, on each engine, with nobody registered."""
    async with world(database_url, tmp_path) as here:
        yield here


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run in which a test was skipped, where nothing may be."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter and reporter.stats.get("skipped"):
        reporter.write_sep("!", "tests were skipped, and where CI is set none may be", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def kept_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a migrated database on each engine; each test finds and leaves it empty."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('kept') / 'studio.sqlite3'}"
        _migrate(url)
        yield url
        return
    cluster: services.Postgres = request.getfixturevalue("postgres")
    with cluster.database() as url:
        _migrate(url)
        yield url


def _migrate(url: str) -> None:
    db.open_database(url)
    db.migrate()
    db.database.obj.close_all()


@contextmanager
def taken_back(url: str) -> Iterator[None]:
    """Do the block in one transaction of an act, and then take it back."""
    db.open_database(url)
    try:
        with suppress(TakenBack), db.transaction(alone=True):
            yield
            raise TakenBack
    finally:
        db.database.obj.close_all()


class TakenBack(Exception):
    """Ends a transaction without leaving a trace."""


@pytest.fixture
def database(kept_url: str) -> Iterator[None]:
    """An empty, migrated database on each engine; the test runs inside a transaction of its own."""
    with taken_back(kept_url):
        yield


@pytest.fixture
def opened(kept_url: str) -> Iterator[None]:
    """An empty, migrated database on each engine, in which the test opens its own transactions."""
    db.open_database(kept_url)
    yield
    with db.transaction():
        for table in reversed((*TABLES, *MONEY_TABLES)):
            table.delete().execute()
    db.database.obj.close_all()


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A studio as it is without any setting."""
    return read({"DATA_DIR": str(tmp_path_factory.mktemp("data"))}, serving=False)


@pytest.fixture(scope="session")
def letters() -> None:
    """Have the letters of PDFs cut before a test waits for them."""
    page.cut_letters()


@pytest.fixture
def thandi(database: None) -> Client:
    return people.register("Thandi Mokoena", "082 111 0001", region="ZA", actor="test", now=MONDAY)


@pytest.fixture
def talk(database: None, tmp_path: Path) -> Talk:
    """The desk without a wire, with Nadine, John and Mary, who wrote just now."""
    here = Talk(settings_for(f"sqlite:///{tmp_path / 'studio.sqlite3'}", tmp_path))
    here.register()
    return here
