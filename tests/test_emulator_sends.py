"""What the emulator takes from a bot and what it refuses, as Meta does."""

import base64
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from tests.emulated import (
    ACCOUNT,
    MONDAY,
    THANDI,
    THANDI_ID,
    Meta,
    body_with,
    buttons,
    emulated,
    rows,
    tomorrow_button,
)


@pytest.fixture
async def meta() -> AsyncIterator[Meta]:
    async with emulated() as meta:
        yield meta


@pytest.fixture
async def open_window(meta: Meta) -> str:
    """Let Thandi write, and give the id of what she wrote."""
    return await meta.hear_from_thandi()


async def test_an_answer_names_the_number_and_an_id_that_holds_it(meta: Meta, open_window: str) -> None:
    status, answered = await meta.text("Hello", to="+27 82 111-0001")

    wamid = answered["messages"][0].pop("id")
    assert THANDI.encode() in base64.b64decode(wamid.removeprefix("wamid."))
    assert (status, answered) == (
        200,
        {
            "messaging_product": "whatsapp",
            "contacts": [{"input": "+27 82 111-0001", "wa_id": THANDI}],
            "messages": [{}],
        },
    )


async def test_the_number_wins_over_a_bsuid(meta: Meta, open_window: str) -> None:
    _, both = await meta.text("Hello", recipient=THANDI_ID)
    _, one = await meta.text("Hello", to=None, recipient=THANDI_ID)

    assert both["contacts"] == [{"input": f"+{THANDI}", "wa_id": THANDI}]
    assert one["contacts"] == [{"input": THANDI_ID, "user_id": THANDI_ID}]
    assert both["messages"][0]["id"] != one["messages"][0]["id"]


async def test_the_business_cannot_write_to_itself_or_to_nobody(meta: Meta) -> None:
    hello = {"type": "text", "text": {"body": "Hello"}}
    assert await meta.refused(to=f"+{ACCOUNT.number}", **hello) == (400, 131021)
    assert await meta.refused(to=None, **hello) == (400, 100)
    assert await meta.refused(to="Thandi", **hello) == (400, 131009)
    assert await meta.refused(messaging_product="sms", **hello) == (400, 100)


@pytest.mark.parametrize("trait", [{"on_whatsapp": False}, {"blocked": True}])
async def test_whoever_cannot_be_reached_gets_nothing_and_the_bot_hears_why(
    meta: Meta, trait: dict[str, bool]
) -> None:
    meta.emulator.add_person("mary", "Mary Jones", "27821110004", "ZA.4", **trait)
    await meta.emulator.say("mary", "Hi")
    status, _ = await meta.text("Hello", to="+27821110004", biz_opaque_callback_data="out:1")
    await meta.emulator.settled()

    assert (status, meta.emulator.received("mary")) == (200, [])
    assert meta.emulator.undelivered("mary")[0].status == "failed"
    [failed] = meta.bot.statuses()
    assert failed["errors"][0]["code"] == 131026
    assert (failed["recipient_id"], failed["biz_opaque_callback_data"]) == ("27821110004", "out:1")
    assert failed.keys() & {"pricing", "recipient_user_id"} == set()
    assert "contacts" not in meta.bot.values()[-1]


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"type": "text", "text": {"body": ""}}, 100),
        ({"type": "text", "text": {"body": "x" * 4097}}, 100),
        ({"type": "text", "text": {"body": "🌅" * 2049}}, 100),
        ({"type": "text", "text": "Hello"}, 100),
        ({"type": "poem"}, 100),
        ({"type": "text", "text": {"body": "Hi"}, "biz_opaque_callback_data": "x" * 513}, 100),
        ({"type": "document", "document": {"filename": "x.pdf"}}, 100),
        ({"type": "document", "document": {"id": "1"}}, 100),
        ({"type": "document", "document": {"link": "https://example.com/x.pdf", "caption": "x" * 1025}}, 100),
        (buttons(), 131009),
        (buttons(*((f"title {n}", f"id {n}") for n in range(4))), 131009),
        (buttons(("x" * 21, "1")), 131009),
        (buttons(("", "1")), 131009),
        (buttons(("Yes", "x" * 257)), 131009),
        (buttons(("Yes", " 1")), 131009),
        (buttons(("Yes", "1"), ("Yes", "2")), 131009),
        (buttons(("Yes", "1"), ("No", "1")), 131009),
        (buttons(("Yes", "1"), body="x" * 1025), 131009),
        (buttons(("Yes", "1"), footer={"text": "x" * 61}), 131009),
        (buttons(("Yes", "1"), header={"type": "text", "text": "x" * 61}), 131009),
        (rows(), 131009),
        (rows(*({"id": str(n), "title": "08:00"} for n in range(11))), 131009),
        (rows({"id": "1", "title": "x" * 25}), 131009),
        (rows({"id": "1", "title": "08:00", "description": "x" * 73}), 131009),
        (rows({"id": "x" * 201, "title": "08:00"}), 131009),
        (rows({"id": "1", "title": "08:00"}, {"id": "1", "title": "09:00"}), 131009),
        (rows({"id": "1", "title": "08:00"}, label="x" * 21), 131009),
        (rows(sections=[{"title": "x" * 25, "rows": [{"id": "1", "title": "08:00"}]}]), 131009),
        (rows(sections=[{"rows": [{"id": str(n), "title": "08:00"}]} for n in range(2)]), 131009),
    ],
)
async def test_a_message_over_metas_limits_is_refused(
    meta: Meta, open_window: str, message: dict[str, Any], code: int
) -> None:
    assert await meta.refused(**message) == (400, code)
    assert meta.emulator.received("thandi") == []


@pytest.mark.parametrize(
    "message",
    [
        {"type": "text", "text": {"body": "x" * 4096}},
        buttons(*((str(n) + "x" * 19, str(n) + "x" * 255) for n in range(3)), body="x" * 1024),
        rows(*({"id": str(n) + "x" * 199, "title": "x" * 24, "description": "x" * 72} for n in range(10))),
        {"type": "document", "document": {"link": "https://example.com/x.pdf", "caption": "x" * 1024}},
    ],
)
async def test_a_message_at_metas_limits_is_taken(
    meta: Meta, open_window: str, message: dict[str, Any]
) -> None:
    status, _ = await meta.send(**message)
    assert status == 200


async def test_a_refusal_has_metas_envelope(meta: Meta) -> None:
    _, answered = await meta.text("")

    error = answered["error"]
    assert error.pop("fbtrace_id")
    assert error == {
        "message": "(#100) Invalid parameter",
        "type": "OAuthException",
        "code": 100,
        "error_data": {"messaging_product": "whatsapp", "details": "The parameter body is required."},
    }


@pytest.mark.parametrize(
    ("name", "components", "refusal"),
    [
        ("unheard_of", [], (404, 132001)),
        ("waiting", [], (404, 132001)),
        ("pausing", [], (400, 132015)),
        ("disabled", [], (400, 132016)),
        ("client_session_tomorrow_us", [body_with("08:00")], (400, 132000)),
        ("client_session_tomorrow_us", [body_with("08:00", "at\nhome")], (400, 132018)),
        ("client_session_tomorrow_us", [body_with("08:00", "at\thome")], (400, 132018)),
        ("client_session_tomorrow_us", [body_with("08:00", "at     home")], (400, 132018)),
        ("client_session_tomorrow_us", [body_with("08:00", " ")], (400, 131008)),
        ("client_session_tomorrow_us", [body_with("08:00", "x" * 1000)], (400, 132005)),
        (
            "client_session_tomorrow_us",
            [body_with("08:00", "Thandi"), tomorrow_button(2, "x")],
            (400, 132018),
        ),
        ("invoice", [body_with("Thandi")], (400, 132012)),
        ("welcome", [body_with("Thandi")], (400, 132012)),
    ],
)
async def test_a_template_that_cannot_be_sent_is_refused(
    meta: Meta, name: str, components: list[Any], refusal: tuple[int, int]
) -> None:
    status, answered = await meta.template(name, *components)
    assert (status, answered["error"]["code"]) == refusal


async def test_a_template_in_another_language_does_not_exist(meta: Meta) -> None:
    status, answered = await meta.template("client_session_tomorrow_us", language={"code": "en"})

    assert status == 404
    details = "template name (client_session_tomorrow_us) does not exist in en"
    assert answered["error"]["error_data"]["details"] == details


async def test_a_wrong_number_of_parameters_is_told_in_metas_words(meta: Meta) -> None:
    _, answered = await meta.template("client_session_tomorrow_us", body_with("08:00"))

    details = "body: number of localizable_params (1) does not match the expected number of params (2)"
    assert answered["error"]["error_data"]["details"] == details


async def test_a_template_reaches_somebody_who_never_wrote(meta: Meta) -> None:
    parameters = body_with("08:00", "Thandi")
    _, answered = await meta.template("client_session_tomorrow_us", parameters, tomorrow_button(1, "no 42"))

    [shown] = meta.emulator.received("thandi")
    assert answered["messages"] == [{"id": shown.wamid, "message_status": "accepted"}]
    assert (shown.template, shown.text) == (
        "client_session_tomorrow_us",
        "You have a session tomorrow at 08:00, Thandi.",
    )
    assert (shown.buttons, shown.commands) == (
        ["I will be there", "I cannot come"],
        ["I will be there", "no 42"],
    )


async def test_a_named_template_with_a_document_is_filled_in(meta: Meta) -> None:
    media_id = meta.emulator.media.add(b"%PDF-1.7", "application/pdf")
    document = {"type": "document", "document": {"id": media_id, "filename": "Invoice.pdf"}}
    name = {"type": "text", "parameter_name": "first_name", "text": "Thandi"}
    status, _ = await meta.template(
        "invoice", {"type": "header", "parameters": [document]}, {"type": "body", "parameters": [name]}
    )

    assert (status, meta.emulator.received("thandi")[0].text) == (200, "Your invoice, Thandi.")


async def test_free_form_after_24_hours_is_accepted_and_then_fails(meta: Meta) -> None:
    await meta.emulator.say("thandi", "Hi")
    meta.clock.move(hours=24, seconds=-1)
    await meta.text("In time")
    meta.clock.move(seconds=1)
    status, _ = await meta.text("Too late")
    await meta.emulator.settled()

    assert status == 200
    assert [shown.text for shown in meta.emulator.received("thandi")] == ["In time"]
    [errors] = [status["errors"] for status in meta.bot.statuses() if "errors" in status]
    assert errors[0]["code"] == 131047


async def test_free_form_after_24_hours_may_be_refused_at_once(meta: Meta) -> None:
    meta.emulator.window_refusal = "sync"
    assert await meta.refused(type="text", text={"body": "Too late"}) == (400, 131047)


async def test_the_window_counts_from_the_messages_own_time(meta: Meta) -> None:
    meta.emulator.window_refusal = "sync"
    await meta.emulator.say("thandi", "Hi", at=MONDAY - timedelta(hours=25))
    assert await meta.refused(type="text", text={"body": "Too late"}) == (400, 131047)


async def test_a_person_gets_45_messages_at_once_and_then_one_in_six_seconds(
    meta: Meta, open_window: str
) -> None:
    for _ in range(45):
        meta.clock.move(milliseconds=1)
        assert (await meta.text("Hello"))[0] == 200
    meta.clock.move(milliseconds=1)
    assert await meta.refused(type="text", text={"body": "Hello"}) == (400, 131056)

    meta.clock.move(seconds=6)
    assert (await meta.text("Hello"))[0] == 200


async def test_a_clock_that_stands_still_measures_no_rate(meta: Meta, open_window: str) -> None:
    statuses = {(await meta.text("Hello"))[0] for _ in range(50)}
    assert statuses == {200}
