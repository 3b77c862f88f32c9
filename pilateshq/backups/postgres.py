"""A PostgreSQL database: copied and put back by its own programs; no password stands on a command line."""

import os
import re
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import psycopg
from psycopg import conninfo, errors, pq, sql

from pilateshq.errors import BackupError
from pilateshq.models import TABLES
from pilateshq.money_models import MONEY_TABLES

LONGEST_NAME = 63  # bytes, of anything in PostgreSQL
MIGRATIONS = "schema_migration"
NAMES = (*(table._meta.table_name for table in (*TABLES, *MONEY_TABLES)), MIGRATIONS)
MIGRATION = re.compile(r"\d{4}_\w+")


def dump(url: str, draft: Path) -> dict[str, int]:
    """Copy our tables as they are at one moment, read the copy whole, and count its rows."""
    with _snapshot(url) as (snapshot, rows):
        _run(
            "pg_dump",
            "--format=custom",
            *_as_anybody(),
            f"--snapshot={snapshot}",
            *_ours(),
            f"--file={draft}",
            url=url,
        )
    if rows_in(draft, url) != rows:
        raise BackupError("The copy has other rows than the database. Nothing was kept of it.")
    return rows


def rows_in(file: Path, url: str) -> dict[str, int]:
    """Count the rows of each table in a copy, which proves that it can be read to its end."""
    with _script(file, "--data-only", url=url) as script:
        return _counted(script)


def migrations_in(file: Path, url: str) -> set[str]:
    """Name the migrations that a copy has seen."""
    with _script(file, "--data-only", f"--table={MIGRATIONS}", url=url) as script:
        return {word for line in script for word in line.decode().split("\t") if MIGRATION.fullmatch(word)}


def restore(url: str, file: Path, *, then: str) -> None:
    """Put a copy in the place of our tables and run a statement after it: all of it, or nothing."""
    with _script(file, *_as_anybody(), url=url) as script:
        gone = f"DROP TABLE IF EXISTS {', '.join(NAMES)} CASCADE"
        once = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1")
        _run(
            "psql",
            *once,
            f"--command={gone}",
            "--file=-",
            f"--command=RESET search_path; {then}",
            url=url,
            given=script,
        )


def rows_on_trial(url: str, file: Path) -> dict[str, int] | None:
    """Put a copy into a database of its own and count its rows; None where nobody may make one."""
    with psycopg.connect(url, autocommit=True) as connection:
        name = f"pilateshq_trial_of_{connection.info.dbname}"[:LONGEST_NAME]
        gone = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        connection.execute(gone)  # what a killed process left
        try:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        except errors.InsufficientPrivilege:
            return None
        try:
            return _restored_rows(conninfo.make_conninfo(url, dbname=name), file)
        finally:
            connection.execute(gone)


def _restored_rows(url: str, file: Path) -> dict[str, int]:
    restore(url, file, then="SELECT 1")
    with _snapshot(url) as (_, rows):
        return rows


@contextmanager
def _script(file: Path, *options: str, url: str) -> Iterator[IO[bytes]]:
    """Turn a copy into statements, in a file that has no name."""
    with TemporaryFile() as script:
        _run("pg_restore", *options, "--file=-", str(file), url=url, out=script)
        script.seek(0)
        yield script


def _as_anybody() -> tuple[str, ...]:
    return ("--no-owner", "--no-privileges")


def _ours() -> Iterable[str]:
    return (f"--table={name}" for name in NAMES)


@contextmanager
def _snapshot(url: str) -> Iterator[tuple[str, dict[str, int]]]:
    """Hold the database as it is at one moment, with the number of rows in each table."""
    with psycopg.connect(url) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        (snapshot,) = connection.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
        yield snapshot, {name: _count(connection, name) for name in NAMES if _is_there(connection, name)}


def _is_there(connection: psycopg.Connection, name: str) -> bool:
    return connection.execute("SELECT to_regclass(%s)", (name,)).fetchone() != (None,)


def _count(connection: psycopg.Connection, name: str) -> int:
    counted = sql.SQL("SELECT COUNT(*) FROM {}").format(sql.Identifier(name))
    (rows,) = connection.execute(counted).fetchone() or (0,)
    return int(rows)


def _counted(script: Iterable[bytes]) -> dict[str, int]:
    rows: dict[str, int] = {}
    table = ""
    for line in script:
        if not table and line.startswith(b"COPY "):
            table = line.split()[1].decode().rpartition(".")[2]
            rows[table] = 0
        elif line == b"\\.\n":
            table = ""
        elif table:
            rows[table] += 1
    return rows


def _run(
    program: str, *arguments: str, url: str, given: IO[bytes] | None = None, out: IO[bytes] | None = None
) -> None:
    """Run a program of PostgreSQL's on a database; BackupError says what it complained of."""
    environment = {**os.environ, **_environment(url)}
    try:
        ran = subprocess.run(
            [program, *arguments],
            env=environment,
            stdin=given or subprocess.DEVNULL,
            stdout=out or subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
    except FileNotFoundError:
        raise BackupError(
            f"{program} is not installed here. Install PostgreSQL's client programs"
            " (Debian: postgresql-client), of the server's version or later."
        ) from None
    if ran.returncode:
        raise BackupError(
            f"{ran.stderr.decode(errors='replace').partition(chr(10))[0]}. Nothing was changed."
        )


def _environment(url: str) -> dict[str, str]:
    """Give what an address says as the variables that PostgreSQL's programs read."""
    options = pq.Conninfo.parse(url.encode())
    return {each.envvar.decode(): each.val.decode() for each in options if each.envvar and each.val}
