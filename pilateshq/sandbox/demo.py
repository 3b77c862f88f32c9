"""A small demo studio, the emulator and the page with the phones, around the bot as it is."""

import asyncio
import json
import secrets
import shutil
import signal
import socket
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import web

from pilateshq import db, server, settings
from pilateshq.sandbox.clock import SandboxClock
from pilateshq.sandbox.graph import Account, Delays, Emulator
from pilateshq.sandbox.phones import page
from pilateshq.settings import Settings
from pilateshq.studio import booking, people
from pilateshq.whatsapp import flows
from pilateshq.whatsapp.templates import CATALOGUE

NADINE, JOHN, MARY, STRANGER = "27821110001", "27821110002", "27821110003", "27821110009"
OTHERS = {"John Naidoo": "27821110004", "Thandi Mokoena": "27821110005", "Peter Botha": "27821110006"}
BOOKED = {"Thandi Mokoena": 7, "Peter Botha": 9, "John Smith": 17}  # tomorrow or the next open day, at
FLOW_ID = "1122334455"
STUDIO = 'name = "Kiaat Pilates"\nowner = "Nadine"\naddress = "12 Kiaat Street, Pretoria"\n'
FACTS = Path(__file__).with_name("facts.md")
REVIEW_AFTER = 5.0  # seconds until Meta has looked at a new template
DELAYS = Delays(sent=0.1, delivered=0.4, read=1.5)


async def run(*, port: int, graph_port: int, webhook: str | None, new_account: bool = False) -> None:
    """Run the sandbox until it is told to stop; with a `webhook`, for a bot that runs elsewhere.

    A new account has neither templates nor a form.
    """
    clock, account = SandboxClock(), _account()
    with tempfile.TemporaryDirectory(prefix="pilateshq-sandbox-") as folder:
        bot_port = _free_port()
        emulator = Emulator(
            account=account,
            webhook_url=webhook or f"http://127.0.0.1:{bot_port}/webhook",
            clock=clock,
            templates=() if new_account else templates(),
            delays=DELAYS,
            review_after=REVIEW_AFTER,
        )
        if not new_account:
            emulator.flows.add(FLOW_ID, "Registration", json.loads(flows.own_json()))
        _cast(emulator)
        graph_url = await emulator.start(graph_port)
        environment = _environment(account) | ({"CLIENT_REGISTRATION_FLOW_ID": ""} if new_account else {})
        here = _settings(environment, graph_url, Path(folder), bot_port)
        try:
            async with _page(emulator, clock, here, port):
                print(f"Graph API at {graph_url}", flush=True)
                await (_only_emulate(environment) if webhook else _serve(here, clock))
        finally:
            await emulator.stop()


def templates() -> list[dict[str, Any]]:
    """List the catalogue as an account would that has all of it approved."""
    return [
        {
            "name": each.name,
            "language": each.language,
            "category": each.category,
            "components": each.components(flow_id=FLOW_ID, screen=flows.opening().screen),
        }
        for each in CATALOGUE.values()
    ]


async def _serve(here: Settings, clock: SandboxClock) -> None:
    _furnish(here, now=clock())
    await server.run(here, clock)


async def _only_emulate(environment: Mapping[str, str]) -> None:
    print("Give the bot these settings:")
    for name, value in environment.items():
        print(f"{name}={value}", flush=True)
    told = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    await told.wait()


@asynccontextmanager
async def _page(emulator: Emulator, clock: SandboxClock, here: Settings, port: int) -> AsyncIterator[None]:
    runner = web.AppRunner(page(emulator, clock, here.zone), access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    print(f"The phones are at http://127.0.0.1:{runner.addresses[0][1]}/", flush=True)
    try:
        yield
    finally:
        await runner.cleanup()


def _account() -> Account:
    return Account(
        token=secrets.token_hex(),
        app_secret=secrets.token_hex(),
        verify_token=secrets.token_hex(8),
        phone_number_id="106540352242922",
        waba_id="102290129340398",
        number="27110000001",
        name="Kiaat Pilates",
    )


def _environment(account: Account) -> dict[str, str]:
    return {
        "WHATSAPP_TOKEN": account.token,
        "WHATSAPP_APP_SECRET": account.app_secret,
        "PHONE_NUMBER_ID": account.phone_number_id,
        "WHATSAPP_BUSINESS_ACCOUNT_ID": account.waba_id,
        "VERIFY_TOKEN": account.verify_token,
        "ADMIN_WA_LIST": NADINE,
        "WHATSAPP_APP_ID": account.app_id,
        "CLIENT_REGISTRATION_FLOW_ID": FLOW_ID,
    }


def _settings(environment: Mapping[str, str], graph_url: str, folder: Path, bot_port: int) -> Settings:
    (folder / "studio.toml").write_text(STUDIO)
    shutil.copy(FACTS, folder / "facts.md")
    own = {"GRAPH_API_URL": graph_url, "DATA_DIR": str(folder), "PORT": str(bot_port), "TICK_S": "1"}
    return settings.read({**environment, **own}, serving=True)


def _cast(emulator: Emulator) -> None:
    emulator.add_person("nadine", "Nadine", NADINE, "ZA.1000000000000001")
    emulator.add_person("john", "John", JOHN, "ZA.1000000000000002")
    emulator.add_person("mary", "Mary", MARY, "ZA.1000000000000003")
    emulator.add_person("stranger", "Lerato", STRANGER, "ZA.1000000000000009")
    for name, number in OTHERS.items():
        emulator.add_person(name, name, number)


def _furnish(here: Settings, *, now: datetime) -> None:
    """Fill the demo studio's database through the studio's own acts."""
    db.open_database(here.database_url)
    db.migrate()
    names = {"John Smith": JOHN, "Mary Jones": MARY, **OTHERS}
    with db.transaction(alone=True):
        clients = {
            name: people.register(name, f"+{number}", region="ZA", actor="sandbox", now=now)
            for name, number in names.items()
        }
        for name, hour in BOOKED.items():
            start = _next_open(here, now, hour)
            booking.book(
                [clients[name]], "single", start, anyway=False, settings=here, actor="sandbox", now=now
            )


def _next_open(here: Settings, now: datetime, hour: int) -> datetime:
    local = now.astimezone(here.zone).replace(hour=hour, minute=0, second=0, microsecond=0)
    day = local + timedelta(days=1)
    while day.weekday() not in here.studio.hours or day.weekday() == 5:
        day += timedelta(days=1)
    return day


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port
