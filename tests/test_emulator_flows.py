"""The emulator's Flows: kept, checked and published as at Meta."""

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.emulated import ACCOUNT, Meta, emulated
from tests.registration import FLOW, FLOW_ID

JSON = dict[str, Any]
FLOWS = f"{ACCOUNT.waba_id}/flows"
DRAFT = {"name": "Draft", "categories": ["SIGN_UP"]}


@pytest.fixture
async def meta() -> AsyncIterator[Meta]:
    async with emulated() as meta:
        yield meta


async def test_the_accounts_flows_are_listed(meta: Meta) -> None:
    _, listed = await meta.ask("GET", f"{FLOWS}?limit=1")

    expected = {
        "id": FLOW_ID,
        "name": "Registration",
        "status": "PUBLISHED",
        "categories": ["SIGN_UP"],
        "validation_errors": [],
    }
    assert listed["data"] == [expected]
    assert "after=1" in listed["paging"]["next"]


async def test_one_flow_tells_what_it_is_asked(meta: Meta) -> None:
    fields = "name,json_version,preview.invalidate(false)"
    assert await meta.ask("GET", f"{FLOW_ID}?fields={fields}") == (
        200,
        {"id": FLOW_ID, "name": "Registration", "json_version": "7.3"},
    )


async def test_anybody_who_knows_the_address_may_fetch_the_json(meta: Meta) -> None:
    _, listed = await meta.ask("GET", f"{FLOW_ID}/assets")
    [asset] = listed["data"]
    assert (asset["name"], asset["asset_type"]) == ("flow.json", "FLOW_JSON")

    async with aiohttp.ClientSession() as anybody, anybody.get(asset["download_url"]) as response:
        assert await response.json() == FLOW
    async with aiohttp.ClientSession() as anybody, anybody.get(f"{meta.url}/assets/guessed") as response:
        assert response.status == 401


async def test_a_flow_is_created_filled_published_and_then_stays_as_it_is(meta: Meta) -> None:
    _, created = await meta.ask("POST", FLOWS, json=DRAFT)
    flow_id = created["id"]
    assert created == {"id": flow_id, "success": True, "validation_errors": []}
    assert await refused(meta, "POST", f"{flow_id}/publish") == 139002  # it is empty

    assert await upload(meta, flow_id, json.dumps(FLOW)) == (200, {"success": True, "validation_errors": []})
    assert await meta.ask("POST", f"{flow_id}/publish") == (200, {"success": True})
    assert (await meta.ask("GET", flow_id))[1]["status"] == "PUBLISHED"
    assert (await upload(meta, flow_id, "{}"))[1]["error"]["code"] == 139001
    assert await refused(meta, "DELETE", flow_id) == 139004


async def test_what_is_wrong_with_the_json_is_told_with_200_and_cannot_be_published(meta: Meta) -> None:
    _, created = await meta.ask("POST", FLOWS, json=DRAFT)
    status, answered = await upload(meta, created["id"], "{")

    [error] = answered["validation_errors"]
    assert (status, error["error"], error["error_type"]) == (200, "INVALID_FLOW_JSON", "FLOW_JSON_ERROR")
    assert (error["line_start"], error["pointers"]) == (1, [])
    assert await refused(meta, "POST", f"{created['id']}/publish") == 139002


async def test_a_flow_can_be_created_with_its_json_and_published_at_once(meta: Meta) -> None:
    asked = {**DRAFT, "flow_json": json.dumps(FLOW), "publish": True}
    _, created = await meta.ask("POST", FLOWS, json=asked)
    _, wrong = await meta.ask("POST", FLOWS, json={**asked, "name": "Wrong", "flow_json": "{}"})

    assert (await meta.ask("GET", created["id"]))[1]["status"] == "PUBLISHED"
    assert wrong["success"] is False
    assert (await meta.ask("GET", wrong["id"]))[1]["status"] == "DRAFT"


async def test_a_flow_can_be_cloned_and_renamed_by_a_form(meta: Meta) -> None:
    form = aiohttp.FormData({"name": "Copy", "categories": '["OTHER"]', "clone_flow_id": FLOW_ID})
    _, created = await meta.ask("POST", FLOWS, data=form)
    await meta.ask("POST", created["id"], json={"name": "Second"})

    _, clone = await meta.ask("GET", f"{created['id']}?fields=name,json_version,categories")
    assert clone == {"id": created["id"], "name": "Second", "json_version": "7.3", "categories": ["OTHER"]}


async def test_a_draft_can_be_deleted_and_what_is_published_deprecated(meta: Meta) -> None:
    _, created = await meta.ask("POST", FLOWS, json=DRAFT)
    assert await refused(meta, "POST", f"{created['id']}/deprecate") == 139003
    assert await meta.ask("DELETE", created["id"]) == (200, {"success": True})
    assert await refused(meta, "GET", created["id"]) == 100

    assert await meta.ask("POST", f"{FLOW_ID}/deprecate") == (200, {"success": True})
    assert (await meta.ask("GET", FLOW_ID))[1]["status"] == "DEPRECATED"


@pytest.mark.parametrize(
    "asked",
    [
        {"name": "Registration", "categories": ["SIGN_UP"]},
        {"name": " ", "categories": ["SIGN_UP"]},
        {"name": "New", "categories": []},
        {"name": "New", "categories": ["SPORT"]},
        {"name": "New", "categories": "SIGN_UP"},
        {"name": "New", "categories": ["SIGN_UP"], "flow_json": {}},
        {"name": "New", "categories": ["SIGN_UP"], "clone_flow_id": "1"},
    ],
)
async def test_a_flow_that_cannot_be_created_is_refused(meta: Meta, asked: JSON) -> None:
    status, answered = await meta.ask("POST", FLOWS, json=asked)
    assert (status, answered["error"]["code"]) == (400, 100)


async def test_a_new_template_needs_a_published_flow_and_keeps_its_id(meta: Meta) -> None:
    def template(name: str, **flow: str) -> JSON:
        button = {"type": "FLOW", "text": "Register", **flow}
        components = [{"type": "BODY", "text": "Hello"}, {"type": "BUTTONS", "buttons": [button]}]
        return {"name": name, "language": "en_US", "category": "UTILITY", "components": components}

    path = f"{ACCOUNT.waba_id}/message_templates"
    _, created = await meta.ask("POST", path, json=template("by_name", flow_name="Registration"))
    _, kept = await meta.ask("GET", created["id"])
    assert kept["components"][1]["buttons"] == [{"type": "FLOW", "text": "Register", "flow_id": FLOW_ID}]
    assert (await meta.ask("POST", path, json=template("unknown", flow_id="1")))[0] == 400
    assert (await meta.ask("POST", path, json=template("neither")))[0] == 400


async def upload(meta: Meta, flow_id: str, text: str) -> tuple[int, Any]:
    form = aiohttp.FormData({"name": "flow.json", "asset_type": "FLOW_JSON"})
    form.add_field("file", text, filename="flow.json", content_type="application/json")
    return await meta.ask("POST", f"{flow_id}/assets", data=form)


async def refused(meta: Meta, method: str, path: str) -> int:
    """Do what will be refused, and give Meta's code."""
    status, answered = await meta.ask(method, path)
    assert status == 400
    code: int = answered["error"]["code"]
    return code
