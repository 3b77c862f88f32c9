"""The services that some tests need, a private PostgreSQL and Chromium; or why there is none."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

START_WITHIN_S = 30
EMPTY = """
    DO $$ DECLARE each record; BEGIN
        PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid();
        SET LOCAL session_replication_role = replica;
        FOR each IN SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
            WHERE nspname = 'public' AND relkind = 'r' AND relname <> 'schema_migration'
        LOOP EXECUTE format('DELETE FROM %I', each.relname); END LOOP;
        PERFORM setval(c.oid, 1, false) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
            WHERE nspname = 'public' AND relkind = 'S' AND relname NOT LIKE 'schema_migration%';
    END $$
"""
_numbers = count(1)


class Missing(Exception):
    """A service that this machine does not have; the message says how to get it."""


def chromium() -> str:
    """Give the path of Chromium."""
    found = shutil.which("chromium")
    if found is None:
        raise Missing("Chromium is not installed (as root: make setup-services)")
    return found


@dataclass(eq=False)
class Postgres:
    """A PostgreSQL of our own, which trusts whoever is on this machine; it can be stopped and started."""

    programs: Path
    home: str
    port: int
    durable: bool = False
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = _start(self)
        _await_start(self.process, self)

    def stop(self) -> None:
        """Have it end its connections and close; kill it if it does not."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def url(self, name: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    @contextmanager
    def database(self, *, template: str = "template0") -> Iterator[str]:
        """Give the address of a new database, a copy of `template`, for the length of the block."""
        name = f"test_{next(_numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield self.url(name)
        finally:
            self.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def execute(self, sql: str, *, database: str = "postgres") -> None:
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            connection.execute(sql.encode())

    def empty(self, name: str) -> None:
        """Take all rows out of a database, which costs far less than a new one; its tables stay."""
        self.execute(EMPTY, database=name)


@contextmanager
def postgres(*, durable: bool = False) -> Iterator[Postgres]:
    """Run a PostgreSQL for the length of the block; `durable` if it must survive a crash of the machine."""
    programs = _find_programs()
    with TemporaryDirectory(prefix="pilateshq-", dir="/tmp") as home:  # where the user postgres may go
        if _is_root():
            shutil.chown(home, "postgres")
        _make_cluster(programs, home)
        cluster = Postgres(programs, home, free_port(), durable)
        try:
            cluster.start()
            yield cluster
        finally:
            cluster.stop()


def _find_programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        raise Missing("PostgreSQL is not installed (as root: make setup-services)")
    return found[-1].parent


def _is_root() -> bool:
    return os.geteuid() == 0


def _as_owner() -> list[str]:
    """PostgreSQL refuses to run as root. It must also end with the tests, however they end."""
    change_user = ["--reuid=postgres", "--regid=postgres", "--init-groups"] if _is_root() else []
    return ["setpriv", *change_user, "--pdeathsig=INT"]


def _make_cluster(programs: Path, home: str) -> None:
    command = [*_as_owner(), f"{programs}/initdb", f"--pgdata={home}/data", "--username=postgres"]
    command += ["--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync"]
    made = subprocess.run(command, cwd=home, capture_output=True, text=True)
    if made.returncode:
        raise RuntimeError(f"initdb failed: {made.stderr}")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def _start(cluster: Postgres) -> subprocess.Popen[bytes]:
    settings = {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": cluster.home,
        "fsync": "on" if cluster.durable else "off",
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    command = [*_as_owner(), f"{cluster.programs}/postgres", "-D", f"{cluster.home}/data"]
    command += ["-p", str(cluster.port), *options]
    with Path(cluster.home, "log").open("ab") as log:
        return subprocess.Popen(command, cwd=cluster.home, stdin=subprocess.DEVNULL, stdout=log, stderr=log)


def _await_start(server: subprocess.Popen[bytes], cluster: Postgres) -> None:
    deadline = time.monotonic() + START_WITHIN_S
    while not _answers(cluster):
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"PostgreSQL did not start: {Path(cluster.home, 'log').read_text()}")
        time.sleep(0.02)


def _answers(cluster: Postgres) -> bool:
    try:
        cluster.execute("SELECT 1")
    except psycopg.OperationalError:
        return False
    return True
