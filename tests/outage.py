"""A database that is away for a while: for the server, the real thing."""

import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from urllib.parse import urlsplit

import psycopg

from pilateshq import db
from tests.world import World

HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


@asynccontextmanager
async def outage(bot: World) -> AsyncIterator[None]:
    """Let the bot write nothing for the length of the block; nor reach the database, if it is a server."""
    url = bot.server.settings.database_url
    if url.startswith("sqlite:"):
        await bot.do(_be_impatient)
    with _locked(url.removeprefix("sqlite:///")) if url.startswith("sqlite:") else _closed(url):
        yield


def _be_impatient() -> None:
    db.database.obj.timeout = 0.01  # seconds, for the lock; of this connection and of those to come


@contextmanager
def _locked(path: str) -> Iterator[None]:
    """Have another process hold SQLite's write lock."""
    command = [sys.executable, "-c", HOLD, path]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        yield
        holder.communicate()


@contextmanager
def _closed(url: str) -> Iterator[None]:
    """Shut a database of PostgreSQL's to everybody, and hang up on whoever is in it."""
    name = urlsplit(url).path[1:]
    _execute(url, f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false")
    _execute(url, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    yield
    _execute(url, f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true")


def _execute(url: str, sql: str) -> None:
    with psycopg.connect(urlsplit(url)._replace(path="/postgres").geturl(), autocommit=True) as connection:
        connection.execute(sql.encode())
