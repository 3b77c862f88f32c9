"""`pilateshq doctor`: what it finds, what it says to mend, and that it never shows a secret."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pilateshq import nightly, outbox
from pilateshq.clock import utcnow
from pilateshq.models import Memory, Outbound
from pilateshq.sandbox.demo import FLOW_ID, templates
from pilateshq.sandbox.graph import Emulator
from pilateshq.settings import VARIABLES
from pilateshq.terminal import opening
from pilateshq.whatsapp.templates import CATALOGUE
from tests import world
from tests.terminal import Ran, Terminal, sit_down

WELCOME = ("client_welcome_us", "--to", f"+{world.JOHN}", "--param", "John")
CHECKED = '[emergency]\nambulance = ["10177"]\nchecked_on = 2026-11-25\n'
SECRETS = [variable.name for variable in VARIABLES if variable.secret]


@pytest.fixture
async def meta() -> AsyncIterator[Emulator]:
    emulator = Emulator(account=world.ACCOUNT, webhook_url="http://127.0.0.1:1/", templates=templates())
    emulator.flows.add(FLOW_ID, "Registration", {})
    yield emulator
    await emulator.stop()


@pytest.fixture
async def terminal(
    meta: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    environment = {**world.ENVIRONMENT, "GRAPH_API_URL": await meta.start(), "DATA_DIR": str(tmp_path)}
    terminal = sit_down(tmp_path, environment, monkeypatch, capsys)
    (tmp_path / "studio.toml").write_text(CHECKED)
    return terminal


async def test_all_is_well(terminal: Terminal) -> None:
    ran = await doctor(terminal)

    assert ran.code == 0
    assert ran.out.splitlines() == [
        "✓ settings: complete",
        "✓ emergency numbers: checked on 2026-11-25",
        "✓ database: can be written, and is up to date",
        "✓ backup: none yet; a running server makes one each night",
        "✓ WhatsApp: Kiaat Pilates writes from +27110000001",
        *(f"✓ template {name}: approved" for name in CATALOGUE),
        "✓ form: Registration is published",
    ]


@pytest.mark.parametrize(
    ("settings", "wrong", "mend"),
    [
        ({"WHATSAPP_TOKEN": "an-old-token"}, "WhatsApp", "WHATSAPP_TOKEN"),
        ({"PHONE_NUMBER_ID": "1"}, "WhatsApp", "PHONE_NUMBER_ID"),
        ({"WHATSAPP_BUSINESS_ACCOUNT_ID": "1"}, "WhatsApp", "WHATSAPP_BUSINESS_ACCOUNT_ID"),
        ({"GRAPH_API_URL": "http://127.0.0.1:1"}, "WhatsApp", "the network"),
        ({"GRAPH_API_URL": "http://nowhere.invalid"}, "WhatsApp", "GRAPH_API_URL"),
        ({"DATABASE_URL": "postgresql://studio:a-password@127.0.0.1:1/studio"}, "database", "DATABASE_URL"),
        ({"TEMPLATE_LANG": "af"}, "template client_booking_us", "TEMPLATE_LANG"),
        ({"VERIFY_TOKEN": ""}, "settings", "VERIFY_TOKEN is missing"),
        ({"LEASE_S": "1"}, "settings", "LEASE_S=1: must be more than SEND_TIMEOUT_S"),
    ],
)
async def test_what_is_wrong_is_named_with_what_to_mend(
    terminal: Terminal, settings: dict[str, str], wrong: str, mend: str
) -> None:
    ran = await doctor(terminal, **settings)

    assert ran.code == 1
    assert mend in next(line for line in ran.out.splitlines() if line.startswith(f"✗ {wrong}: "))


async def test_without_settings_each_is_named_and_the_database_looked_at_all_the_same(
    terminal: Terminal,
) -> None:
    ran = await doctor(terminal, **dict.fromkeys(world.ENVIRONMENT, ""))

    assert ran.code == 1
    lines = ran.out.splitlines()
    needed = [name for name in world.ENVIRONMENT if name != "CLIENT_REGISTRATION_FLOW_ID"]
    assert [line.split()[2] for line in lines if line.startswith("✗")] == needed
    assert [line for line in lines if line.startswith("✓ database")]


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("PAUSED", "Meta has paused it"),
        ("PENDING", "wait for its answer"),
        ("REJECTED", "WhatsApp Manager, which says why"),
        ("LIMIT_EXCEEDED", "Meta calls it limit_exceeded"),
    ],
)
async def test_a_template_that_meta_does_not_let_through_is_named(
    terminal: Terminal, meta: Emulator, state: str, said: str
) -> None:
    template_in(meta, "client_booking_us")["status"] = state
    ran = await doctor(terminal)

    assert (ran.code, wrong_in(ran)) == (1, ["template client_booking_us"])
    assert said in ran.out


async def test_a_template_that_is_missing_or_takes_other_variables_is_named(
    terminal: Terminal, meta: Emulator
) -> None:
    template_in(meta, "client_update_us")["name"] = "another"
    template_in(meta, "client_booking_us")["components"][0]["text"] = "Hi {{1}}, see you at {{2}}."
    ran = await doctor(terminal)

    assert (ran.code, wrong_in(ran)) == (1, ["template client_booking_us", "template client_update_us"])
    assert "not in the account; pilateshq templates sync makes it" in ran.out
    assert "other parameters: it takes 2 parameters, and we have 3; edit it in WhatsApp Manager" in ran.out


async def test_other_buttons_and_another_category_stop_nothing_and_are_said(
    terminal: Terminal, meta: Emulator
) -> None:
    template_in(meta, "client_booking_us")["components"].pop()
    template_in(meta, "client_update_us")["category"] = "MARKETING"
    ran = await doctor(terminal)

    assert (ran.code, wrong_in(ran)) == (0, [])
    assert "✓ template client_booking_us: approved; other buttons: none" in ran.out
    assert "✓ template client_update_us: approved; other category: marketing, not utility" in ran.out


@pytest.mark.parametrize(
    ("flow_id", "good", "said"),
    [("", True, "pilateshq flows sync makes one"), ("1", False, "Check CLIENT_REGISTRATION_FLOW_ID")],
)
async def test_the_form_is_looked_at(terminal: Terminal, flow_id: str, good: bool, said: str) -> None:
    ran = await doctor(terminal, CLIENT_REGISTRATION_FLOW_ID=flow_id)

    assert wrong_in(ran) == ([] if good else ["form"])
    assert said in ran.out.splitlines()[-1]


async def test_a_form_that_is_not_published_is_named(terminal: Terminal, meta: Emulator) -> None:
    meta.flows.add(FLOW_ID, "Registration", {}, status="DEPRECATED")
    ran = await doctor(terminal)

    assert wrong_in(ran) == ["form"]
    assert "Meta calls Registration deprecated" in ran.out


async def test_it_says_how_many_messages_wait_for_their_templates(terminal: Terminal) -> None:
    assert (await terminal.type_beside("templates", "send", *WELCOME)).code == 1
    with opening.one_act():
        Outbound.update(held=True).execute()

    ran = await doctor(terminal)
    assert wrong_in(ran) == ["messages"]
    assert "1 wait for their templates" in ran.out


@pytest.mark.parametrize("wrong", ['ambulance = ["10177"]', "checked_on = 2026-11-25", ""])
async def test_emergency_numbers_that_the_owner_has_not_called_are_named(
    terminal: Terminal, tmp_path: Path, wrong: str
) -> None:
    (tmp_path / "studio.toml").write_text(f"[emergency]\n{wrong}")
    ran = await doctor(terminal)

    assert (ran.code, wrong_in(ran)) == (1, ["emergency numbers"])
    assert "only 112 is named" in ran.out


async def test_it_says_why_nothing_is_sent(terminal: Terminal) -> None:
    with opening.one_act():
        outbox.pause("Meta does not accept the token", until=utcnow(), now=utcnow())

    ran = await doctor(terminal)
    assert (ran.code, wrong_in(ran)) == (1, ["sending"])
    assert "Meta does not accept the token" in ran.out


async def test_it_says_when_the_last_good_backup_was(terminal: Terminal, tmp_path: Path) -> None:
    terminal.done("backup", str(tmp_path / "copy"))
    ran = await doctor(terminal)
    assert f"✓ backup: the last good one was made on {utcnow():%Y-%m-}" in ran.out

    with opening.one_act():
        nightly.made(now=utcnow() - timedelta(days=3))
    assert wrong_in(await doctor(terminal)) == ["backup"]


async def test_it_says_why_there_is_no_backup(terminal: Terminal) -> None:
    with opening.one_act():
        Memory.keep(nightly.FAILED, "pg_dump is not installed here.")

    ran = await doctor(terminal)
    assert wrong_in(ran) == ["backup"]
    assert "✗ backup: pg_dump is not installed here." in ran.out


async def doctor(terminal: Terminal, **settings: str) -> Ran:
    """Ask the doctor, beside the emulator; none of the secrets may ever be shown."""
    for name, value in settings.items():
        terminal.patch.setenv(name, value)
    ran = await terminal.type_beside("doctor")
    known = {**terminal.environment, **settings}
    assert not [name for name in SECRETS if known.get(name) and known[name] in ran.out + ran.err]
    assert "a-password" not in ran.out + ran.err
    return ran


def wrong_in(ran: Ran) -> list[str]:
    return [line[2:].partition(":")[0] for line in ran.out.splitlines() if line.startswith("✗")]


def template_in(meta: Emulator, name: str) -> dict[str, Any]:
    [listed] = meta.templates.page({"name": name, "fields": "id"}, url="")["data"]
    template = meta.templates.by_id(listed["id"])
    assert template
    return template
