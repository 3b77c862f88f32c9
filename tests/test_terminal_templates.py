"""Templates at the terminal: their state in the account, and a test that is sent."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from pilateshq import account
from pilateshq.clock import utcnow
from pilateshq.models import Outbound, OutboundState
from pilateshq.sandbox.demo import templates
from pilateshq.sandbox.faults import Fault
from pilateshq.sandbox.graph import Emulator
from pilateshq.terminal import fate, opening
from pilateshq.whatsapp.management import SAMPLE
from pilateshq.whatsapp.templates import CATALOGUE
from tests import world
from tests.terminal import Ran, Terminal, run, sit_down

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the engine is not the point
TO_JOHN = ("--to", f"+{world.JOHN}")
WELCOME = ("templates", "send", "client_welcome_us", *TO_JOHN, "--param", "John")


@pytest.fixture
def terminal(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    environment = {"DATABASE_URL": database_url, "DATA_DIR": str(tmp_path)}
    return sit_down(tmp_path, environment, monkeypatch, capsys)


# listed


@on_sqlite
def test_the_state_of_a_template_is_not_known_where_nobody_can_be_asked(terminal: Terminal) -> None:
    rows = terminal.json("templates", "list")

    assert [row["name"] for row in rows] == list(CATALOGUE)
    assert {row["state"] for row in rows} == {"not known"}


def test_what_the_server_has_read_of_the_account_is_told(terminal: Terminal) -> None:
    listed = [
        {"name": "client_booking_us", "language": "en_US", "status": "APPROVED"},
        {"name": "client_update_us", "language": "en_US", "status": "PAUSED"},
        {"name": "client_welcome_us", "language": "af", "status": "APPROVED"},
    ]
    with opening.one_act():
        account.keep_templates(listed, now=utcnow())

    states = {row["name"]: row["state"] for row in terminal.json("templates", "list")}
    assert states["client_booking_us"] == "approved"
    assert states["client_update_us"] == "paused"
    assert states["client_welcome_us"] == "missing"
    assert "paused" in terminal.done("templates", "list")


async def test_meta_is_asked_where_the_server_has_read_nothing(tmp_path: Path) -> None:
    emulator = Emulator(account=world.ACCOUNT, webhook_url="http://127.0.0.1:1/", templates=templates()[:2])
    environment = {**world.ENVIRONMENT, "GRAPH_API_URL": await emulator.start(), "DATA_DIR": str(tmp_path)}
    ran = await run("templates", "list", "--json", folder=tmp_path, environment=environment)
    await emulator.stop()

    assert [row["state"] for row in json.loads(ran.out)][:3] == ["approved", "approved", "missing"]
    ran = await run("templates", "list", folder=tmp_path, environment=environment)
    assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1)
    assert "could not be asked" in ran.err


# sent


@on_sqlite
@pytest.mark.parametrize("name", ["client_booking_us", "client_registration"])
async def test_templates_with_buttons_and_forms_can_be_tried(
    database_url: str, tmp_path: Path, name: str
) -> None:
    async with served(database_url, tmp_path) as here:
        ran = await type_in(here, "templates", "send", *trying(name))

    assert (ran.code, ran.out, ran.err) == (0, "delivered\n", "")
    assert here.last("john").template == name


def trying(name: str) -> list[str]:
    parameters = [part for example in CATALOGUE[name].examples for part in ("--param", example)]
    return [name, *TO_JOHN, *parameters]


async def test_a_test_arrives_through_the_running_server(database_url: str, tmp_path: Path) -> None:
    async with served(database_url, tmp_path) as here:
        ran = await type_in(here, *WELCOME, "--json")

    assert (ran.code, here.last("john").template) == (0, "client_welcome_us")
    told = json.loads(ran.out)
    assert told == {"id": told["id"], "state": "delivered", "held": False, "why": ""}


@on_sqlite
async def test_a_template_with_a_document_is_tried_with_a_sample(database_url: str, tmp_path: Path) -> None:
    async with served(database_url, tmp_path) as here:
        ran = await type_in(here, "templates", "send", *trying("client_invoice_us"), **to_meta(here))

    assert (ran.code, ran.out, ran.err) == (0, "delivered\n", "")
    assert (here.last("john").template, here.last("john").filename) == ("client_invoice_us", SAMPLE)
    assert "here is invoice 2026-0042" in here.last("john").text


def to_meta(here: world.World) -> dict[str, str]:
    assert here.server.settings.whatsapp
    return {**world.ENVIRONMENT, "GRAPH_API_URL": here.server.settings.whatsapp.graph_url}


@on_sqlite
def test_a_sample_cannot_be_given_to_an_account_that_is_not_set_up(terminal: Terminal) -> None:
    complaint = terminal.refused("templates", "send", *trying("client_invoice_us"))
    assert "is not set up" in complaint
    assert terminal.json("messages", "list") == []


@on_sqlite
async def test_a_tap_on_a_test_changes_nothing(database_url: str, tmp_path: Path) -> None:
    async with served(database_url, tmp_path) as here:
        await here.register("John Smith", world.JOHN)
        await here.book("John Smith", "2040-10-02 08:00")
        await type_in(here, "templates", "send", *trying("client_booking_us"))

        await here.tap("john", "Reject")
        assert await here.statuses() == [("John Smith", "booked")]


@on_sqlite
async def test_what_meta_refuses_is_told_with_its_reason(database_url: str, tmp_path: Path) -> None:
    async with served(database_url, tmp_path) as here:
        here.emulator.fault(Fault.template_paused)
        ran = await type_in(here, *WELCOME)

    assert ran.code == 1
    assert ran.out.startswith("waits for its template: ")


@on_sqlite
async def test_a_number_that_has_no_whatsapp_fails(database_url: str, tmp_path: Path) -> None:
    stranger = ("templates", "send", "client_welcome_us", "--to", "0821110099", "--param", "Sam")
    async with served(database_url, tmp_path) as here:
        ran = await type_in(here, *stranger)

    assert (ran.code, ran.out.startswith("failed: ")) == (1, True), ran


def test_without_a_server_the_message_stays_queued(terminal: Terminal) -> None:
    assert "No server is running" in terminal.refused(*WELCOME)

    [row] = terminal.json("messages", "list")
    assert (row["to"], row["says"], row["state"]) == (f"+{world.JOHN}", "John", "queued")


async def test_a_server_that_has_ended_is_no_server(database_url: str, tmp_path: Path) -> None:
    async with served(database_url, tmp_path) as here:
        here.clock.now = utcnow()
        await here.server.tick()
    ran = await type_in(here, *WELCOME, TICK_S="0.01")

    assert (ran.code, ran.out) == (1, "")
    assert "No server is running" in ran.err


@on_sqlite
@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("nonsense --to 0821110002", "There is no template nonsense. There are: client_booking_us, "),
        ("client_welcome_us --to 0821110002", "client_welcome_us takes 1 of --param, and 0 were given."),
        ("client_welcome_us --to 0821110002 --param a --param b", "and 2 were given."),
        ("client_welcome_us --to 12 --param a", "That is no phone number"),
    ],
)
def test_what_cannot_be_sent_is_refused_and_not_queued(terminal: Terminal, words: str, why: str) -> None:
    assert why in terminal.refused("templates", "send", *words.split())
    assert terminal.json("messages", "list") == []


@on_sqlite
def test_a_template_of_the_account_counts_as_it_is_there(terminal: Terminal) -> None:
    theirs = {"name": "their_own", "language": "en_US", "status": "APPROVED"}
    body = {"type": "BODY", "text": "Hi {{1}}, see you {{2}}."}
    with opening.one_act():
        account.keep_templates([{**theirs, "components": [body]}], now=utcnow())

    words = ("templates", "send", "their_own", "--to", "0821110002", "--param", "John")
    assert "takes 2 of --param" in terminal.refused(*words)
    assert "No server is running" in terminal.refused(*words, "--param", "tomorrow")


@on_sqlite
@pytest.mark.parametrize(
    ("state", "good"), [("accepted", True), ("sent", True), ("queued", False), ("unknown", False)]
)
def test_what_is_not_settled_in_time_is_told_as_it_is(terminal: Terminal, state: str, good: bool) -> None:
    terminal.refused(*WELCOME)
    with opening.one_act():
        Outbound.update(state=OutboundState(state)).execute()

    with opening.studio(opening.read_settings()):
        found = fate.of(1, within=0)
    assert (found.state, found.is_final, found.is_good) == (state, False, good)


@asynccontextmanager
async def served(database_url: str, folder: Path) -> AsyncIterator[world.World]:
    """Run the bot at a time at which all is due that a terminal queues."""
    async with world.world(database_url, folder) as here:
        here.clock.now = utcnow() + timedelta(minutes=10)
        await here.server.tick()
        yield here


async def type_in(here: world.World, *words: str, **environment: str) -> Ran:
    settings = here.server.settings
    own = {"DATABASE_URL": settings.database_url, "DATA_DIR": str(settings.data_dir)}
    return await run(*words, folder=settings.data_dir, environment=own | environment)
