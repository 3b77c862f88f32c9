"""What all tests share."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import services


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
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database: each test runs on both engines."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'studio.sqlite3'}"
        return
    cluster: services.Postgres = request.getfixturevalue("postgres")
    with cluster.database() as url:
        yield url


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run in which a test was skipped, where nothing may be."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter and reporter.stats.get("skipped"):
        reporter.write_sep("!", "tests were skipped, and where CI is set none may be", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
