"""The terminal as a person or a program uses it: in this process, or as a process of its own."""

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any, TextIO

import pytest

from pilateshq import cli
from pilateshq.clock import utcnow
from pilateshq.settings import VARIABLES

ROOT = Path(__file__).parent.parent
COMMAND = (sys.executable, "-m", "pilateshq")
STUDIO = """\
closed_on_public_holidays = false
[hours]
saturday = ["06:00", "18:00"]
sunday = ["06:00", "18:00"]
"""  # so that it does not matter on which day the tests run
_in_a_week = utcnow() + timedelta(days=7)
DAY, MOMENT = f"{_in_a_week:%Y-%m-%d}", f"{_in_a_week:%a} {_in_a_week.day} {_in_a_week:%b}"  # typed, and said


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


@dataclass
class Terminal:
    """Types commands in this process, in a folder of its own."""

    folder: Path
    environment: Mapping[str, str]
    patch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    def type(self, *words: str) -> Ran:
        self.patch.setattr("sys.argv", ["pilateshq", *words])
        self.capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            cli.main()
        out, err = self.capsys.readouterr()
        return Ran(int(end.value.code or 0), out, err)

    def done(self, *words: str) -> str:
        """Type what must work, and give what it says."""
        ran = self.type(*words)
        assert (ran.code, ran.err) == (0, ""), ran
        return ran.out

    def refused(self, *words: str) -> str:
        """Type what must be refused, and give the complaint."""
        ran = self.type(*words)
        assert (ran.code, ran.out) == (1, ""), ran
        return ran.err

    async def type_beside(self, *words: str) -> Ran:
        """Type a command while what it talks to runs in this loop."""
        return await asyncio.to_thread(self.type, *words)

    def json(self, *words: str) -> Any:
        return json.loads(self.done(*words, "--json"))


def sit_down(
    folder: Path,
    environment: Mapping[str, str],
    patch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Terminal:
    """Sit down where nobody answers questions, with these settings and no others."""
    (folder / "studio.toml").write_text(STUDIO)
    patch.chdir(folder)
    for variable in VARIABLES:
        patch.delenv(variable.name, raising=False)
    for name, value in environment.items():
        patch.setenv(name, value)
    patch.setattr("sys.stdin", StringIO())
    return Terminal(folder, environment, patch, capsys)


def open_studio(
    database_url: str, folder: Path, patch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    """Sit down in a studio with two clients, John Smith and Mary Jones."""
    environment = {"DATABASE_URL": database_url, "DATA_DIR": str(folder)}
    terminal = sit_down(folder, environment, patch, capsys)
    terminal.done("clients", "add", "John Smith", "--phone", "082 111 0002")
    terminal.done("clients", "add", "Mary Jones", "--phone", "082 111 0003")
    return terminal


def environment_of_process(environment: Mapping[str, str]) -> dict[str, str]:
    """Give a process the package and these settings, and none of ours."""
    ours = {variable.name for variable in VARIABLES}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return {**kept, "PYTHONPATH": str(ROOT), **environment}


@asynccontextmanager
async def process(
    *words: str, folder: Path, environment: Mapping[str, str], command: Sequence[str] = COMMAND
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a command as a process for the length of the block."""
    running = await asyncio.create_subprocess_exec(
        *command,
        *words,
        cwd=folder,
        env=environment_of_process(environment),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield running
    finally:
        if running.returncode is None:
            running.kill()
        await running.communicate()


async def run(*words: str, folder: Path, environment: Mapping[str, str]) -> Ran:
    """Run a command as a process, to its end."""
    async with process(*words, folder=folder, environment=environment) as running:
        out, err = await running.communicate()
    return Ran(running.returncode or 0, out.decode(), err.decode())


@contextmanager
def at_a_keyboard(terminal: Terminal, *words: str) -> Iterator[tuple[TextIO, subprocess.Popen[str]]]:
    """Run a command as a process whose questions somebody answers."""
    ours, its = os.openpty()
    running = subprocess.Popen(
        [*COMMAND, *words],
        cwd=terminal.folder,
        env=environment_of_process(terminal.environment),
        stdin=its,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    os.close(its)
    with open(ours, "w", buffering=1) as keyboard, running:
        try:
            yield keyboard, running
        finally:
            running.kill()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
