"""What the account lacks is made at Meta from the terminal: templates, and the registration form."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from pilateshq import account
from pilateshq.sandbox.demo import FLOW_ID, templates
from pilateshq.sandbox.flows import Flow
from pilateshq.sandbox.graph import Emulator
from pilateshq.terminal import opening
from pilateshq.whatsapp import flows
from pilateshq.whatsapp.management import sample_invoice
from pilateshq.whatsapp.templates import CATALOGUE
from tests import world
from tests.terminal import Ran, Terminal, sit_down

JSON = dict[str, Any]
SETTING = "CLIENT_REGISTRATION_FLOW_ID"


@pytest.fixture
async def meta() -> AsyncIterator[Emulator]:
    """An account that has the form and no template."""
    emulator = Emulator(account=world.ACCOUNT, webhook_url="http://127.0.0.1:1/")
    emulator.flows.add(FLOW_ID, "Registration", json.loads(flows.own_json()))
    yield emulator
    await emulator.stop()


@pytest.fixture
async def terminal(
    meta: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    here = {"GRAPH_API_URL": await meta.start(), "DATA_DIR": str(tmp_path)}
    environment = {**world.ENVIRONMENT, **here, "WHATSAPP_APP_ID": world.ACCOUNT.app_id}
    return sit_down(tmp_path, environment, monkeypatch, capsys)


def rows(ran: Ran) -> dict[str, JSON]:
    return {row["name"]: row for row in json.loads(ran.out)}


def account_of(meta: Emulator) -> dict[str, JSON]:
    listed = meta.templates.page({"limit": "100", "fields": "name,status,components"}, url="")["data"]
    return {each["name"]: each for each in listed}


# templates


async def test_a_new_account_gets_the_whole_catalogue_once(terminal: Terminal, meta: Emulator) -> None:
    ran = await terminal.type_beside("templates", "sync", "--json")

    assert ran.code == 0, ran
    assert {(row["done"], row["state"]) for row in rows(ran).values()} == {("created", "pending")}
    made = account_of(meta)
    assert list(made) == list(CATALOGUE)
    [form] = made["client_registration"]["components"][1]["buttons"]
    assert (form["flow_id"], form["navigate_screen"]) == (FLOW_ID, "REGISTER")

    ran = await terminal.type_beside("templates", "sync", "--json")
    assert {row["done"] for row in rows(ran).values()} == {"was there"}
    assert account_of(meta) == made
    with opening.reading():
        assert account.why_not("client_booking_us", language="en_US") == "Meta says: pending"


async def test_what_is_there_is_compared_and_left_alone(terminal: Terminal, meta: Emulator) -> None:
    own = templates()
    own[0]["components"] = [{"type": "BODY", "text": "You are booked, {{1}}, we are glad."}]
    own[1] |= {"category": "MARKETING", "status": "REJECTED", "rejected_reason": "PROMOTIONAL"}
    own[2] |= {"language": "en", "quality_score": {"score": "RED"}}
    own[3] |= {"status": "PAUSED", "quality_score": {"score": "RED"}}
    meta.templates.replace(own)
    before = account_of(meta)

    found = rows(await terminal.type_beside("templates", "sync", "--json"))
    assert found["client_booking_us"]["remarks"] == [
        "other parameters: it takes 1 parameter, and we have 3",
        "other buttons: none",
    ]
    assert found["client_update_us"]["state"] == "rejected"
    assert found["client_update_us"]["remarks"] == [
        "Meta's reason: PROMOTIONAL",
        "other category: marketing, not utility",
    ]
    assert (found["admin_update_us"]["state"], found["admin_update_us"]["remarks"]) == (
        "paused",
        ["its quality is red"],
    )
    assert [name for name, row in found.items() if row["done"] != "was there"] == ["client_welcome_us"]
    assert {name: each["status"] for name, each in account_of(meta).items() if name in before} == {
        name: "PENDING" if name == "client_welcome_us" else each["status"] for name, each in before.items()
    }


async def test_what_takes_a_setting_says_which(terminal: Terminal, meta: Emulator) -> None:
    terminal.patch.setenv(SETTING, "")
    terminal.patch.setenv("WHATSAPP_APP_ID", "")
    ran = await terminal.type_beside("templates", "sync", "--json")

    assert ran.code == 1
    done = {name: row["done"] for name, row in rows(ran).items() if row["state"] == "missing"}
    assert list(done) == ["client_registration", "client_invoice_us"]
    assert "pilateshq flows sync" in done["client_registration"]
    assert "WHATSAPP_APP_ID" in done["client_invoice_us"]


async def test_what_meta_refuses_is_said_in_its_words_and_the_rest_is_made(
    terminal: Terminal, meta: Emulator
) -> None:
    terminal.patch.setenv("WHATSAPP_APP_ID", "1")
    terminal.patch.setenv(SETTING, "2")
    found = rows(await terminal.type_beside("templates", "sync", "--json"))

    refused = [name for name, row in found.items() if row["done"] != "created"]
    assert refused == ["client_registration", "client_invoice_us"]
    assert "does not exist" in found["client_invoice_us"]["done"]


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("WHATSAPP_TOKEN", "", "pilateshq doctor says which settings are missing"),
        ("WHATSAPP_TOKEN", "another", "Error validating access token"),
        ("GRAPH_API_URL", "http://127.0.0.1:1", "Meta says no, or cannot be reached"),
    ],
)
@pytest.mark.parametrize("noun", ["templates", "flows"])
async def test_where_meta_cannot_be_asked_nothing_is_done(
    terminal: Terminal, noun: str, setting: str, value: str, said: str
) -> None:
    terminal.patch.setenv(setting, value)
    ran = await terminal.type_beside(noun, "sync")

    assert (ran.code, ran.out) == (1, "")
    assert said in ran.err


async def test_a_catalogue_in_english_is_not_made_in_another_language(terminal: Terminal) -> None:
    terminal.patch.setenv("TEMPLATE_LANG", "af")
    ran = await terminal.type_beside("templates", "sync", "--json")

    assert ran.code == 1
    assert all("our words are English" in row["done"] for row in rows(ran).values())
    terminal.patch.setenv("TEMPLATE_LANG", "en_GB")
    assert (await terminal.type_beside("templates", "sync")).code == 0


async def test_the_list_is_metas_own_and_what_was_known_where_it_cannot_be_asked(
    terminal: Terminal, meta: Emulator
) -> None:
    meta.templates.replace([{**templates()[0], "status": "PAUSED"}])
    await terminal.type_beside("templates", "sync")
    meta.templates.change("client_booking_us", status="APPROVED")
    now = rows(await terminal.type_beside("templates", "list", "--json"))
    assert (now["client_booking_us"]["state"], now["client_booking_us"]["buttons"]) == (
        "approved",
        ["Reject"],
    )

    terminal.patch.setenv("GRAPH_API_URL", "http://127.0.0.1:1")
    ran = await terminal.type_beside("templates", "list", "--json")
    assert (ran.code, rows(ran)["client_booking_us"]["state"]) == (0, "paused")
    assert "what was known of them before" in ran.err
    assert "rejected" not in (await terminal.type_beside("templates", "list")).out


async def test_an_alert_of_another_name_is_looked_after_too(terminal: Terminal, meta: Emulator) -> None:
    terminal.patch.setenv("TPL_ADMIN_PROSPECT", "our_alert")
    assert rows(await terminal.type_beside("templates", "list", "--json"))["our_alert"]["state"] == "missing"
    assert rows(await terminal.type_beside("templates", "sync", "--json"))["our_alert"]["done"] == "created"


async def test_one_of_another_language_is_named(terminal: Terminal, meta: Emulator) -> None:
    meta.templates.replace([{**each, "language": "en"} for each in templates()])
    found = rows(await terminal.type_beside("templates", "list", "--json"))
    assert found["client_booking_us"]["state"] == "missing"
    assert found["client_booking_us"]["remarks"] == ["there is one in en; see TEMPLATE_LANG"]


def test_the_sample_is_a_pdf() -> None:
    assert sample_invoice().startswith(b"%PDF-1.")
    assert sample_invoice().rstrip().endswith(b"%%EOF")


# the form


async def test_the_form_is_published_once_and_its_setting_is_said(terminal: Terminal, meta: Emulator) -> None:
    terminal.patch.setenv(SETTING, "")
    first, second = [await terminal.type_beside("flows", "sync") for _ in range(2)]

    assert (first.code, first) == (0, second)
    [made] = own_flows(meta)
    assert (made.status, json.loads(made.text)) == ("PUBLISHED", json.loads(flows.own_json()))
    assert first.out.splitlines()[-1] == f"{SETTING}={made.id}"


async def test_a_form_that_was_left_a_draft_is_finished(terminal: Terminal, meta: Emulator) -> None:
    terminal.patch.setenv(SETTING, "")
    draft = meta.flows.create({"name": flows.OWN_NAME, "categories": ["SIGN_UP"]})
    ran = await terminal.type_beside("flows", "sync", "--json")

    assert json.loads(ran.out) == {"id": draft.id, "name": flows.OWN_NAME, "status": "PUBLISHED"}
    assert [each.status for each in own_flows(meta)] == ["PUBLISHED"]


async def test_what_meta_finds_wrong_with_a_form_is_said_line_by_line(
    terminal: Terminal, meta: Emulator
) -> None:
    terminal.patch.setenv(SETTING, "")
    terminal.patch.setattr(flows, "own_json", lambda: '{"version": "7.3", "screens": [{"id": "A"}]}')
    ran = await terminal.type_beside("flows", "sync")

    assert (ran.code, ran.out) == (1, "")
    *problems, last = ran.err.splitlines()
    assert problems
    assert all(": " in each for each in problems)
    assert "stays a draft" in last
    assert [each.status for each in own_flows(meta)] == ["DRAFT"]


async def test_a_form_that_meta_has_withdrawn_is_not_taken(terminal: Terminal, meta: Emulator) -> None:
    terminal.patch.setenv(SETTING, "")
    meta.flows.add("5", flows.OWN_NAME, json.loads(flows.own_json()), status="BLOCKED")
    ran = await terminal.type_beside("flows", "sync")

    assert (ran.code, ran.out) == (1, "")
    assert "is blocked at Meta" in ran.err


async def test_a_form_that_is_configured_is_left_alone(terminal: Terminal, meta: Emulator) -> None:
    ran = await terminal.type_beside("flows", "sync")
    assert (ran.code, own_flows(meta)) == (0, [])
    assert "there is nothing to do" in ran.out

    meta.flows.add(FLOW_ID, "Registration", {}, status="DRAFT")
    ran = await terminal.type_beside("flows", "sync")
    assert (ran.code, own_flows(meta)) == (1, [])
    assert "is draft at Meta" in ran.err


def own_flows(meta: Emulator) -> list[Flow]:
    found = meta.flows.page({"limit": "100", "fields": "name"}, url="")["data"]
    flows_there = [meta.flows.by_id(each["id"]) for each in found if each["name"] == flows.OWN_NAME]
    return [flow for flow in flows_there if flow]


def test_each_version_of_the_form_has_a_name_of_its_own_at_meta() -> None:
    assert f'"form": "{flows.OWN_NAME.removeprefix("pilateshq_")}"' in flows.own_json()
