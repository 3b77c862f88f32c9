"""The studio under torture: its database, its `pilateshq serve` processes, Meta, and the terminal."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from aiohttp import ClientSession

from pilateshq import db, settings
from pilateshq.clock import utcnow
from pilateshq.sandbox.demo import templates
from pilateshq.sandbox.graph import Emulator
from pilateshq.studio import people
from tests import services
from tests.services import Postgres
from tests.terminal import environment_of_process, free_port
from tests.torture.people import STAFF, Crowd, clients, today
from tests.torture.plan import Plan
from tests.world import ACCOUNT, ENVIRONMENT

SERVE = (sys.executable, "-m", "pilateshq", "serve")
BLIND = (sys.executable, "-m", "tests.torture.blind", "serve")
DISK = 192  # MiB; what the studio's folder holds, where we may mount one
LISTENS_WITHIN = 120.0  # on a machine that is busy with other things
STUDIO = """\
bookings_need_approval = false
closed_on_public_holidays = false
[hours]
saturday = ["06:00", "18:00"]
sunday = ["06:00", "18:00"]
"""


@dataclass
class Bot:
    """One `pilateshq serve`; it begins anew after each end."""

    command: tuple[str, ...]
    environment: dict[str, str]
    log: Path
    process: asyncio.subprocess.Process | None = None

    @property
    def port(self) -> int:
        return int(self.environment["PORT"])

    async def start(self) -> None:
        with self.log.open("ab") as log:
            environment = environment_of_process(self.environment)
            self.process = await asyncio.create_subprocess_exec(*self.command, env=environment, stderr=log)

    def tell(self, number: signal.Signals) -> None:
        if self.process and self.process.returncode is None:
            self.process.send_signal(number)

    async def end(self, number: signal.Signals = signal.SIGKILL) -> int:
        self.tell(number)
        return await self.process.wait() if self.process else 0

    def listens(self) -> bool:
        with socket.socket() as caller:
            return caller.connect_ex(("127.0.0.1", self.port)) == 0

    async def readiness(self) -> dict[str, Any]:
        """Give what /readyz tells, ready or not."""
        async with ClientSession() as http, http.get(f"http://127.0.0.1:{self.port}/readyz") as answer:
            report: dict[str, Any] = await answer.json()
            return report

    async def until_it_listens(self) -> None:
        async with asyncio.timeout(LISTENS_WITHIN):
            while not self.listens():
                if self.process and self.process.returncode is not None:  # the database was away
                    await self.start()
                await asyncio.sleep(0.05)


@dataclass
class Studio:
    plan: Plan
    random: Random
    folder: Path
    emulator: Emulator
    crowd: Crowd
    bots: list[Bot]
    environment: dict[str, str]
    cluster: Postgres | None
    has_own_disk: bool
    booked_at_terminal: int = 0
    done: dict[str, int] = field(default_factory=dict)  # how often each blow was struck

    async def terminal(self, *words: str) -> tuple[int, str]:
        """Run a command beside the server; give its exit code and what it said."""
        running = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "pilateshq", *words),
            env=environment_of_process(self.environment),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await running.communicate()
        return running.returncode or 0, (out or err).decode()

    async def listed(self, *words: str) -> list[dict[str, Any]]:
        code, out = await self.terminal(*words, "--json")
        if code:
            raise RuntimeError(out)
        rows: list[dict[str, Any]] = json.loads(out)
        return rows

    async def start(self) -> None:
        for bot in self.bots:
            await bot.start()
        for bot in self.bots:
            await bot.until_it_listens()

    async def share_out(self) -> None:
        """Have Meta knock at any of the doors, as behind a load balancer, for ever."""
        while True:
            port = self.random.choice(self.bots).port
            self.emulator.webhook_url = f"http://127.0.0.1:{port}/webhook"
            await asyncio.sleep(0.02)


@asynccontextmanager
async def studio(plan: Plan) -> AsyncIterator[Studio]:
    """Give a studio in which nothing runs yet but Meta."""
    random = Random(plan.seed)
    with _folder() as (folder, has_own_disk), _database(plan, folder) as (url, cluster):
        emulator = Emulator(
            account=ACCOUNT,
            webhook_url="http://127.0.0.1:1/webhook",
            templates=templates(),
            pair_rate=False,
            retry_after=0.1,
            chaos=plan.chaos(),
        )
        shared = {**ENVIRONMENT, "ADMIN_WA_LIST": ",".join(STAFF.values()), **plan.operations}
        shared |= {"GRAPH_API_URL": await emulator.start(), "DATABASE_URL": url, "DATA_DIR": str(folder)}
        bots = [
            Bot(BLIND if plan.blind else SERVE, shared | {"PORT": str(free_port())}, folder / f"log.{number}")
            for number in range(plan.processes)
        ]
        (folder / "studio.toml").write_text(STUDIO)
        _register(plan, shared)
        crowd = Crowd(emulator, plan.clients, random, today())
        here = Studio(plan, random, folder, emulator, crowd, bots, shared, cluster, has_own_disk)
        try:
            yield here
        finally:
            for bot in bots:
                await bot.end()
            await emulator.stop()


@contextmanager
def _folder() -> Iterator[tuple[Path, bool]]:
    """Give a folder, on a small disk of its own if we may mount one; tell whether it is."""
    with TemporaryDirectory(prefix="pilateshq-torture-") as folder:
        mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK}m", "tmpfs", folder]
        mounted = os.geteuid() == 0 and subprocess.run(mount, capture_output=True).returncode == 0
        try:
            yield Path(folder), mounted
        finally:
            if mounted:
                subprocess.run(["umount", "--lazy", folder], check=True)


@contextmanager
def _database(plan: Plan, folder: Path) -> Iterator[tuple[str, Postgres | None]]:
    if plan.database == "sqlite":
        yield f"sqlite:///{folder}/studio.sqlite3", None
        return
    with services.postgres() as cluster, cluster.database() as url:
        yield url, cluster


def _register(plan: Plan, environment: dict[str, str]) -> None:
    now, of = utcnow(), settings.read(environment, serving=True)
    db.open_database(of.database_url)
    db.migrate()
    with db.transaction(alone=True):
        for name, number in clients(plan.clients).items():
            people.register(name, f"+{number}", region="ZA", actor="torture", now=now)
    db.database.obj.close_all()
