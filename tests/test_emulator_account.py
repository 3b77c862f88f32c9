"""The emulator's account: tokens, files and templates."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.emulated import ACCOUNT, TEMPLATES, Meta, emulated


@pytest.fixture
async def meta() -> AsyncIterator[Meta]:
    async with emulated() as meta:
        yield meta


@pytest.fixture
async def open_window(meta: Meta) -> str:
    """Let Thandi write, and give the id of what she wrote."""
    return await meta.hear_from_thandi()


@pytest.mark.parametrize("header", ["", "Bearer another", ACCOUNT.token])
async def test_without_the_right_token_nothing_is_done(meta: Meta, header: str) -> None:
    meta.session.headers["Authorization"] = header
    status, answered = await meta.text("Hi")
    listed, _ = await meta.ask("GET", f"{ACCOUNT.waba_id}/message_templates")

    assert (status, listed, answered["error"]["code"]) == (401, 401, 190)
    assert [(call.status, call.accepted) for call in meta.emulator.calls] == [(401, False)]


async def test_an_unknown_object_is_refused_in_metas_words(meta: Meta) -> None:
    status, answered = await meta.ask("POST", "1/messages", json={})

    assert (status, answered["error"]["code"], answered["error"]["error_subcode"]) == (400, 100, 33)
    assert "Object with ID '1' does not exist" in answered["error"]["message"]


async def test_a_path_without_a_version_works_too(meta: Meta) -> None:
    async with meta.session.get(
        f"{meta.url}/{ACCOUNT.phone_number_id}?fields=status,quality_rating"
    ) as response:
        assert await response.json() == {
            "status": "CONNECTED",
            "quality_rating": "GREEN",
            "id": ACCOUNT.phone_number_id,
        }


async def test_a_file_goes_up_comes_down_and_is_shown(meta: Meta, open_window: str) -> None:
    media_id = await upload(meta, b"%PDF-1.7")
    await meta.send(
        type="document", document={"id": media_id, "filename": "Invoice.pdf", "caption": "November"}
    )
    _, described = await meta.ask("GET", media_id)

    [shown] = meta.emulator.received("thandi")
    assert (shown.kind, shown.text, shown.filename, shown.media_id) == (
        "document",
        "November",
        "Invoice.pdf",
        media_id,
    )
    async with meta.session.get(described["url"]) as response:
        assert (await response.read(), response.content_type) == (b"%PDF-1.7", "application/pdf")
    meta.clock.move(minutes=5)
    async with meta.session.get(described["url"]) as response:
        assert response.status == 404


async def test_a_deleted_or_old_file_is_gone(meta: Meta, open_window: str) -> None:
    deleted, old = await upload(meta, b"%PDF-1"), await upload(meta, b"%PDF-2")
    assert await meta.ask("DELETE", deleted) == (200, {"success": True})
    meta.clock.move(days=30)

    assert (await meta.ask("GET", deleted))[0] == 400
    assert await meta.refused(type="document", document={"id": old}) == (400, 100)


async def test_a_file_that_is_not_what_it_says_is_refused(meta: Meta) -> None:
    assert (await upload(meta, b"Hello"))["error"]["code"] == 131053


async def upload(meta: Meta, content: bytes) -> Any:
    form = aiohttp.FormData({"messaging_product": "whatsapp", "type": "application/pdf"})
    form.add_field("file", content, filename="Invoice.pdf", content_type="application/pdf")
    _, answered = await meta.ask("POST", f"{ACCOUNT.phone_number_id}/media", data=form)
    return answered.get("id", answered)


async def test_templates_are_listed_page_by_page(meta: Meta) -> None:
    url, names = f"{meta.url}/v25.0/{ACCOUNT.waba_id}/message_templates?fields=name&limit=2", []
    while url:
        async with meta.session.get(url) as response:
            listed = await response.json()
        names += [template["name"] for template in listed["data"]]
        url = listed["paging"].get("next")

    assert names == [template["name"] for template in TEMPLATES]


async def test_the_account_tells_which_app_is_subscribed(meta: Meta) -> None:
    status, answered = await meta.ask("GET", f"{ACCOUNT.waba_id}/subscribed_apps")
    assert (status, len(answered["data"])) == (200, 1)
