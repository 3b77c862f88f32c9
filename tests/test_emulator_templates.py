"""The emulator's templates: what Meta refuses, what it looks at, and what becomes of it."""

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from pilateshq.sandbox.demo import FLOW_ID as DEMO_FLOW
from pilateshq.whatsapp.flows import own_json
from pilateshq.whatsapp.templates import CATALOGUE, TemplateDefinition
from tests.emulated import ACCOUNT, Meta, body_with, emulated, until

JSON = dict[str, Any]
TEMPLATES = f"{ACCOUNT.waba_id}/message_templates"
BODY = {"type": "BODY", "text": "Welcome to the studio, we are glad."}
NEW = {"name": "welcome_us", "language": "en_US", "category": "UTILITY", "components": [BODY]}


@pytest.fixture
async def meta() -> AsyncIterator[Meta]:
    async with emulated() as meta:
        yield meta


async def test_a_template_can_be_created_read_and_deleted(meta: Meta) -> None:
    _, created = await meta.ask("POST", TEMPLATES, json=NEW)

    assert created["status"] == "PENDING"
    assert (await meta.template("welcome_us"))[0] == 404
    assert await refusal(meta, TEMPLATES, NEW) == 2388024
    assert (await meta.ask("GET", f"{created['id']}?fields=name"))[1]["name"] == "welcome_us"
    assert (await meta.ask("DELETE", f"{TEMPLATES}?name=welcome_us"))[0] == 200
    assert (await meta.ask("GET", created["id"]))[0] == 400


@pytest.mark.parametrize("template", CATALOGUE.values(), ids=list(CATALOGUE))
async def test_every_template_of_the_catalogue_can_be_created(
    meta: Meta, template: TemplateDefinition
) -> None:
    meta.emulator.flows.add(DEMO_FLOW, "Own", json.loads(own_json()))
    sample = await upload(meta, b"%PDF-1.7") if template.document else ""
    components = template.components(flow_id=DEMO_FLOW, screen="REGISTER", sample=sample)
    meta.emulator.templates.replace([])

    asked = {"name": template.name, "language": "en_US", "category": template.category}
    status, answered = await meta.ask("POST", TEMPLATES, json={**asked, "components": components})
    assert (status, answered.get("status")) == (200, "PENDING"), answered


def body(text: str, *examples: str) -> JSON:
    example = {"example": {"body_text": [list(examples)]}} if examples else {}
    return {"components": [{"type": "BODY", "text": text, **example}]}


def with_buttons(*buttons: JSON) -> JSON:
    return {"components": [BODY, {"type": "BUTTONS", "buttons": list(buttons)}]}


def button(kind: str, text: str) -> JSON:
    return {"type": kind, "text": text}


@pytest.mark.parametrize(
    ("changed", "subcode"),
    [
        ({"name": "Welcome"}, 2388023),
        ({"category": "INVOICE"}, None),
        ({"language": "English"}, None),
        ({"components": []}, 2388072),
        ({"components": [BODY, BODY]}, 2388072),
        (body(" "), 2388072),
        (body("x " * 600), 2388040),
        (body("{{1}} is booked at the studio", "a"), 2388299),
        (body("You are booked for {{1}}.", "a"), 2388299),
        (body("You are booked: {{1}} {{2}} at our studio, see you there", "a", "b"), 2388072),
        (body("You are booked: {{1}} and {{3}} at our studio, see you", "a", "b"), 2388072),
        (body("You are booked: {{1}} at our studio"), 2388072),
        (body("Hi {{1}} at {{2}} on {{3}} ok", "a", "b", "c"), 2388293),
        ({"components": [BODY, {"type": "FOOTER", "text": "From {{1}}"}]}, 2388073),
        ({"components": [BODY, {"type": "HEADER", "format": "TEXT", "text": "{{1}}"}]}, 2388047),
        ({"components": [BODY, {"type": "HEADER", "format": "DOCUMENT"}]}, 2388047),
        (with_buttons(), 2388073),
        (with_buttons(button("QUICK_REPLY", "x" * 26)), 2388040),
        (with_buttons(button("QUICK_REPLY", "Yes"), button("QUICK_REPLY", "Yes")), 2388073),
        (
            with_buttons(button("QUICK_REPLY", "A"), button("PHONE_NUMBER", "B"), button("QUICK_REPLY", "C")),
            2388073,
        ),
        (with_buttons(button("COPY_CODE", "A"), button("COPY_CODE", "B")), 2388073),
    ],
)
async def test_what_meta_would_not_look_at_is_refused(meta: Meta, changed: JSON, subcode: int | None) -> None:
    assert await refusal(meta, TEMPLATES, {**NEW, **changed}) == subcode
    assert await refusal(meta, TEMPLATES, NEW) is None


async def refusal(meta: Meta, path: str, asked: JSON) -> int | None:
    """Ask, and give the subcode of the refusal."""
    _, answered = await meta.ask("POST", path, json=asked)
    subcode: int | None = answered.get("error", {}).get("error_subcode")
    return subcode


async def test_an_edited_template_cannot_be_sent_until_it_is_looked_at_again(meta: Meta) -> None:
    [template] = await named(meta, "client_session_tomorrow_us")
    assert (await meta.template(template["name"], body_with("07:00", "x")))[0] == 200

    assert (await meta.ask("POST", template["id"], json={"components": [BODY]}))[0] == 200
    assert (await meta.template(template["name"]))[0] == 404
    assert await refusal(meta, template["id"], {"components": [BODY]}) == 2388039

    meta.emulator.change_template(template["name"], status="APPROVED")
    assert (await meta.template(template["name"]))[0] == 200


async def test_a_paused_template_can_be_let_go_on(meta: Meta) -> None:
    [template] = await named(meta, "pausing")
    assert (await meta.ask("POST", f"{template['id']}/unpause"))[0] == 200
    assert await refusal(meta, f"{template['id']}/unpause", {}) == 2388039
    assert [each["status"] for each in await named(meta, "pausing")] == ["APPROVED"]


async def named(meta: Meta, name: str) -> list[JSON]:
    _, listed = await meta.ask("GET", f"{TEMPLATES}?name={name}&fields=name,status")
    found: list[JSON] = listed["data"]
    return found


async def test_what_becomes_of_a_template_is_told_with_a_number_and_a_hyphen(meta: Meta) -> None:
    meta.emulator.change_template("pausing", status="DISABLED", reason="ABUSIVE_CONTENT")
    meta.emulator.change_template("pausing", category="MARKETING")
    meta.emulator.change_template("pausing", quality="RED")
    meta.emulator.change_template("client_session_tomorrow_us", body="See you at {{1}} tomorrow.")
    await meta.emulator.settled()

    status, category, quality, words = meta.bot.values()
    assert status["message_template_id"] == int((await named(meta, "pausing"))[0]["id"])
    assert (status["message_template_language"], status["event"]) == ("en-US", "DISABLED")
    assert (category["previous_category"], category["new_category"]) == ("UTILITY", "MARKETING")
    assert (quality["previous_quality_score"], quality["new_quality_score"]) == ("UNKNOWN", "RED")
    assert words["message_template_element"] == "See you at {{1}} tomorrow."
    with pytest.raises(LookupError):
        meta.emulator.change_template("nobody_s", status="APPROVED")


async def test_a_new_template_may_be_approved_after_a_while(meta: Meta) -> None:
    meta.emulator.review_after = 0.01
    await meta.ask("POST", TEMPLATES, json=NEW)

    await until(lambda: [value["event"] for value in meta.bot.values()] == ["APPROVED"])
    assert (await meta.template("welcome_us"))[0] == 200


# samples


async def upload(meta: Meta, content: bytes) -> str:
    query = f"file_name=a.pdf&file_length={len(content)}&file_type=application/pdf"
    _, session = await meta.ask("POST", f"{ACCOUNT.app_id}/uploads?{query}")
    headers = {"Authorization": f"OAuth {ACCOUNT.token}", "file_offset": "0"}
    _, answered = await meta.ask("POST", session["id"], data=content, headers=headers)
    return str(answered["h"])


async def test_a_sample_goes_up_in_pieces_and_becomes_a_handle(meta: Meta) -> None:
    query = "file_name=a.pdf&file_length=8&file_type=application/pdf"
    _, session = await meta.ask("POST", f"{ACCOUNT.app_id}/uploads?{query}")
    first, second = {"file_offset": "0"}, {"file_offset": "4"}

    assert (await meta.ask("POST", session["id"], data=b"%PDF", headers=first))[1]["file_offset"] == 4
    assert (await meta.ask("GET", session["id"]))[1]["file_offset"] == 4
    assert (await meta.ask("POST", session["id"], data=b"-1.7", headers=first))[0] == 400
    assert (await meta.ask("POST", session["id"], data=b"-1.7!", headers=second))[0] == 400
    assert (await meta.ask("POST", session["id"], data=b"-1.7", headers=second))[1]["h"].startswith("4::")
    assert (await meta.ask("POST", f"{ACCOUNT.app_id}/uploads?file_length=0"))[0] == 400


async def test_the_document_of_a_template_is_shown_and_is_a_pdf(meta: Meta) -> None:
    pdf, picture = (
        await media(meta, b"%PDF-1.7", "application/pdf"),
        await media(meta, b"\xff\xd8", "image/jpeg"),
    )
    words = {"type": "body", "parameters": [{"type": "text", "parameter_name": "first_name", "text": "T"}]}

    assert (await meta.template("invoice", header(pdf), words))[0] == 200
    [shown] = meta.emulator.received("thandi")
    assert (shown.text, shown.media_id, shown.filename) == ("Your invoice, T.", pdf, "Invoice.pdf")
    for wrong in (header(picture), header("1"), words):
        assert (await meta.template("invoice", wrong, words))[0] == 400


def header(media_id: str) -> JSON:
    document = {"type": "document", "document": {"id": media_id, "filename": "Invoice.pdf"}}
    return {"type": "header", "parameters": [document]}


async def media(meta: Meta, content: bytes, mime: str) -> str:
    form = aiohttp.FormData({"messaging_product": "whatsapp", "type": mime})
    form.add_field("file", content, filename="a", content_type=mime)
    _, answered = await meta.ask("POST", f"{ACCOUNT.phone_number_id}/media", data=form)
    return str(answered["id"])
