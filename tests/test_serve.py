"""`pilateshq serve` as a process of its own, and the terminal beside a running server."""

import asyncio
import io
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from pilateshq.clock import utcnow
from pilateshq.sandbox.demo import templates
from pilateshq.sandbox.graph import Emulator, Fault
from tests import world
from tests.conftest import CANARY
from tests.terminal import COMMAND, DAY, MOMENT, STUDIO, Ran, free_port, process, run

pytestmark = pytest.mark.long

STARTS_WITHIN, ENDS_WITHIN, ANNOUNCED_WITHIN = 15.0, 5.0, 1.0  # seconds
MOST_MEMORY, MOST_GROWTH = 110 * 1024, 16 * 1024  # kB
SOON = 0.02
CHATTY = (sys.executable, "-m", "tests.chatty")


@dataclass
class Bot:
    emulator: Emulator
    process: asyncio.subprocess.Process
    url: str
    folder: Path
    environment: dict[str, str]

    async def ask(self, path: str) -> tuple[int, str]:
        async with aiohttp.ClientSession() as session, session.get(f"{self.url}{path}") as answer:
            return answer.status, await answer.text()

    def listens(self) -> bool:
        with socket.socket() as caller:
            return caller.connect_ex(("127.0.0.1", int(self.environment["PORT"]))) == 0

    def memory(self) -> int:
        """Tell how much memory the process has in use, in kB."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return int(next(line.split()[1] for line in lines if line.startswith("VmRSS:")))

    def command_line(self) -> str:
        return Path(f"/proc/{self.process.pid}/cmdline").read_text()

    async def end(self, how: signal.Signals) -> Ran:
        self.process.send_signal(how)
        async with asyncio.timeout(ENDS_WITHIN):
            out, err = await self.process.communicate()
        return Ran(self.process.returncode or 0, out.decode(), err.decode())


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Bot]:
    async with serving(tmp_path) as here:
        yield here


@asynccontextmanager
async def serving(folder: Path, command: Sequence[str] = COMMAND) -> AsyncIterator[Bot]:
    """Run a server and a stand-in for Meta, each with an address of its own."""
    port = free_port()
    emulator = Emulator(
        account=world.ACCOUNT, webhook_url=f"http://127.0.0.1:{port}/webhook", templates=templates()
    )
    emulator.add_person("nadine", "Nadine", world.NADINE, "ZA.1000000000000001")
    environment = {
        **world.ENVIRONMENT,
        "GRAPH_API_URL": await emulator.start(),
        "DATA_DIR": str(folder),
        "PORT": str(port),
    }
    async with process("serve", folder=folder, environment=environment, command=command) as running:
        here = Bot(emulator, running, f"http://127.0.0.1:{port}", folder, environment)
        await until(here.listens, within=STARTS_WITHIN)
        yield here
    await emulator.stop()


async def test_it_serves_until_it_is_told_to_stop(bot: Bot) -> None:
    assert await bot.ask("/healthz") == (200, "ok")
    assert '"ready": true' in await until_ready(bot)

    await bot.emulator.verify()
    await bot.emulator.say("nadine", "help")
    await until(lambda: bot.emulator.received("nadine"), within=STARTS_WITHIN)
    assert bot.memory() < MOST_MEMORY
    assert CANARY.findall(bot.command_line()) == []

    ended = await bot.end(signal.SIGTERM)
    assert (ended.code, ended.out) == (0, "")
    assert [line for line in ended.err.splitlines() if " INFO " not in line] == []


async def test_nothing_personal_and_no_secret_is_shown_even_at_debug(tmp_path: Path) -> None:
    async with serving(tmp_path, CHATTY) as bot:
        words = (
            "clients",
            "add",
            "Thandi Canary",
            "--phone",
            "082 111 0007",
            "--email",
            "canary@example.com",
        )
        assert (await run(*words, folder=tmp_path, environment=bot.environment)).code == 0
        bot.emulator.add_person("thandi", "Canary Bird", "27821110007", "ZA.1000000000000007")
        shown = await _talk_and_look_round(bot)
        ended = await bot.end(signal.SIGTERM)

    assert " DEBUG " in ended.err
    assert "met a bug" not in ended.err
    secrets = (world.ACCOUNT.token, world.ACCOUNT.app_secret, world.ACCOUNT.verify_token)
    personal = ("canary", "Canary", "Thandi", "2782111", "82 111", "ZA.1", "wamid", "knee", "sings")
    everything = "\n".join((ended.err, ended.out, *shown))
    assert [each for each in (*secrets, *personal) if each in everything] == []


async def _talk_and_look_round(bot: Bot) -> list[str]:
    """Have a conversation in which things go wrong, and give all that others can see of the server."""
    await bot.emulator.say("thandi", "my knee is a canary")
    await bot.emulator.say("nadine", f"Book Thandi {DAY} 08h00 single")
    await bot.emulator.wait_for("nadine", "Booked: Thandi", timeout=STARTS_WITHIN)
    for fault in (Fault.bad_parameter, Fault.html_502, Fault.close_after, Fault.token_expired):
        bot.emulator.fault(fault, to="thandi")
        await bot.emulator.say("thandi", "message Nadine a canary sings")
    await bot.emulator.settled()
    await bot.emulator.deliver(b'{"canary": 1}', signature="sha256=" + "0" * 64)
    asked = (
        "/healthz",
        "/readyz",
        "/metrics",
        "/canary",
        "/webhook?hub.verify_token=canary&hub.mode=subscribe",
    )
    pages = [(await bot.ask(each))[1] for each in asked]
    return [*pages, *(await _refusals(bot)), bot.command_line()]


async def _refusals(bot: Bot) -> list[str]:
    """Give the pages with which it refuses what nobody should ask of it."""
    async with aiohttp.ClientSession() as http:
        unsigned = http.post(f"{bot.url}/webhook", data=b"canary")
        packed = http.post(f"{bot.url}/webhook", data=b"canary", headers={"Content-Encoding": "br"})
        huge = http.post(f"{bot.url}/webhook", data=io.BytesIO(b"canary" * 900_000))
        elsewhere = http.put(f"{bot.url}/webhook?canary=27821110007", data=b"canary")
        pages = []
        for each in (unsigned, packed, huge, elsewhere):
            async with each as answer:
                assert 400 <= answer.status < 500
                pages.append(f"{answer.headers}{await answer.text()}")
    return pages


async def until_ready(bot: Bot) -> str:
    """Wait for its first tick, which comes after it has begun to listen; give what it tells then."""
    async with asyncio.timeout(STARTS_WITHIN):
        while True:
            status, report = await bot.ask("/readyz")
            if status == 200:
                return report
            await asyncio.sleep(SOON)


async def test_its_memory_stays_flat_under_large_bodies_that_nobody_signed(bot: Bot) -> None:
    bodies = (b"[" * 3_900_000, b'{"a":' * 700_000, b'"' + b"\xf0\x9f\x99\x88" * 900_000, bytes(3_900_000))
    await post_all(bot, bodies, times=2)
    before = bot.memory()
    await post_all(bot, bodies, times=10)

    assert bot.memory() - before < MOST_GROWTH
    await bot.emulator.say("nadine", "help")
    await until(lambda: bot.emulator.received("nadine"), within=STARTS_WITHIN)


async def post_all(bot: Bot, bodies: tuple[bytes, ...], *, times: int) -> None:
    async with aiohttp.ClientSession() as http:
        for body in bodies * times:
            signature = {"X-Hub-Signature-256": f"sha256={'0' * 64}"}
            async with http.post(f"{bot.url}/webhook", data=io.BytesIO(body), headers=signature) as answer:
                assert answer.status == 403


async def test_a_second_server_on_the_same_file_refuses_in_one_line(bot: Bot) -> None:
    again = bot.environment | {"PORT": str(free_port())}
    second = await run("serve", folder=bot.folder, environment=again)

    assert (second.code, second.out, second.err.count("\n")) == (1, "", 1)
    assert "Another server is running" in second.err
    assert (await bot.end(signal.SIGINT)).code == 0


async def test_a_port_that_is_taken_is_told_in_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        environment = {**world.ENVIRONMENT, "DATA_DIR": str(tmp_path), "PORT": str(port)}
        ran = await run("serve", folder=tmp_path, environment=environment)

    assert (ran.code, ran.out) == (1, "")
    assert [line for line in ran.err.splitlines() if " INFO " not in line] == [
        f"Port {port} is taken by another program; PORT names another."
    ]


async def test_a_database_out_of_reach_is_told_in_one_line(tmp_path: Path) -> None:
    own = {"DATABASE_URL": "postgresql://studio:a-password@127.0.0.1:1/studio", "PORT": str(free_port())}
    ran = await run("serve", folder=tmp_path, environment=world.ENVIRONMENT | own)

    assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1)
    assert ran.err.startswith("The database cannot be used: ")
    assert "a-password" not in ran.err


async def test_what_the_terminal_did_is_announced_once_a_server_runs(
    database_url: str, tmp_path: Path
) -> None:
    (tmp_path / "studio.toml").write_text(STUDIO)
    pilateshq = at_the_terminal(database_url, tmp_path)
    await pilateshq("clients", "add", "John Smith", "--phone", f"+{world.JOHN}", "--welcome")

    async with served(database_url, tmp_path) as here:
        await until(lambda: here.phone("john"), within=ANNOUNCED_WITHIN)
        assert here.last("john").template == "client_welcome_us"


async def test_what_the_terminal_does_is_announced_within_a_second(database_url: str, tmp_path: Path) -> None:
    (tmp_path / "studio.toml").write_text(STUDIO)
    pilateshq = at_the_terminal(database_url, tmp_path)
    async with served(database_url, tmp_path) as here:
        await pilateshq("clients", "add", "John Smith", "--phone", f"+{world.JOHN}")

        await pilateshq("book", "John", DAY, "08h00", "single")
        await until(lambda: len(here.phone("john")) == 1, within=ANNOUNCED_WITHIN)
        assert here.last("john").buttons == ["Reject"]
        assert f"single on {MOMENT} 08:00" in here.last("john").text

        await pilateshq("cancel", "John")
        await until(lambda: len(here.phone("john")) == 2, within=ANNOUNCED_WITHIN)
        assert "was cancelled by the studio" in here.last("john").text


@asynccontextmanager
async def served(database_url: str, folder: Path) -> AsyncIterator[world.World]:
    """Run the bot at the time of today, as the terminal has no other."""
    async with world.world(database_url, folder) as here:
        here.clock.now = utcnow() + timedelta(minutes=10)
        yield here


def at_the_terminal(database_url: str, folder: Path) -> Callable[..., Awaitable[None]]:
    async def pilateshq(*words: str) -> None:
        environment = {"DATABASE_URL": database_url, "DATA_DIR": str(folder)}
        ran = await run(*words, folder=folder, environment=environment)
        assert (ran.code, ran.err) == (0, ""), ran

    return pilateshq


async def until(claim: Callable[[], object], *, within: float) -> None:
    """Wait until it holds."""
    async with asyncio.timeout(within):
        while True:
            if claim():
                return
            await asyncio.sleep(SOON)
