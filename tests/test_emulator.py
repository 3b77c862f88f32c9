"""The emulator's phones and webhooks: what people do, what the bot hears, what phones show."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator

import pytest

from pilateshq.sandbox.graph import Delays, Fault, HandshakeFailed
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
    until,
)


@pytest.fixture
async def meta() -> AsyncIterator[Meta]:
    async with emulated() as meta:
        yield meta


@pytest.fixture
async def open_window(meta: Meta) -> str:
    """Let Thandi write, and give the id of what she wrote."""
    return await meta.hear_from_thandi()


async def test_the_handshake_succeeds_with_a_bot_that_echoes_the_challenge(meta: Meta) -> None:
    await meta.emulator.verify()


async def test_the_handshake_fails_if_the_answer_is_not_exactly_the_challenge(meta: Meta) -> None:
    meta.bot.challenge_suffix = "\n"
    with pytest.raises(HandshakeFailed):
        await meta.emulator.verify()


async def test_the_handshake_fails_if_nobody_is_there(meta: Meta) -> None:
    await meta.bot.server.close()
    with pytest.raises(HandshakeFailed):
        await meta.emulator.verify()


async def test_a_typed_text_arrives_in_metas_form(meta: Meta) -> None:
    wamid = await meta.emulator.say("thandi", "Book me", reply_to="wamid.X")
    await meta.emulator.settled()

    assert meta.bot.values() == [
        {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": ACCOUNT.number, "phone_number_id": ACCOUNT.phone_number_id},
            "contacts": [{"profile": {"name": "Thandi Mokoena"}, "wa_id": THANDI, "user_id": THANDI_ID}],
            "messages": [
                {
                    "from": THANDI,
                    "from_user_id": THANDI_ID,
                    "id": wamid,
                    "timestamp": str(int(MONDAY.timestamp())),
                    "type": "text",
                    "text": {"body": "Book me"},
                    "context": {"from": ACCOUNT.number, "id": "wamid.X"},
                }
            ],
        }
    ]


async def test_all_but_ascii_is_escaped_and_signed_as_it_is_sent(meta: Meta) -> None:
    await meta.emulator.say("thandi", "Zoë 🌅")
    await meta.emulator.settled()

    assert rb"Zo\u00eb \ud83c\udf05" in meta.bot.bodies[0]
    assert meta.bot.wrongly_signed == 0


async def test_a_hidden_number_is_nowhere_in_a_webhook(meta: Meta) -> None:
    more = {"username": "lerato_p", "hidden": True}
    meta.emulator.add_person("lerato", "Lerato Dube", "27821110003", "ZA.9007199254740993X", **more)
    wamid = await meta.emulator.say("lerato", "Do you have space?")
    await meta.send(to=None, recipient="ZA.9007199254740993X", type="text", text={"body": "Yes"})
    await meta.emulator.settled()

    assert b"27821110003" not in b"".join(meta.bot.bodies)
    assert b"27821110003" not in base64.b64decode(wamid.removeprefix("wamid."))
    assert meta.bot.values()[0]["contacts"][0]["profile"]["username"] == "lerato_p"


async def test_a_webhook_is_sent_again_until_the_bot_takes_it(meta: Meta) -> None:
    meta.bot.refusals = [503, 500]
    await meta.emulator.say("thandi", "Hi")
    await meta.emulator.settled()

    assert [delivery.status for delivery in meta.emulator.deliveries] == [503, 500, 200]
    assert len({delivery.body for delivery in meta.emulator.deliveries}) == 1


async def test_a_webhook_waits_for_a_bot_that_is_down_and_follows_it_to_its_new_address(meta: Meta) -> None:
    right, meta.emulator.webhook_url = meta.emulator.webhook_url, "http://127.0.0.1:9/webhook"
    await meta.emulator.say("thandi", "Hi")
    await until(lambda: [each.status for each in meta.emulator.deliveries][:1] == [None])

    meta.emulator.webhook_url = right
    await meta.emulator.settled()
    assert meta.bot.texts() == ["Hi"]


async def test_one_persons_messages_wait_for_each_other_and_nobody_elses(meta: Meta) -> None:
    meta.bot.deaf_to = b'"one"'
    for text in ("one", "two", "three"):
        await meta.emulator.say("thandi", text)
    await meta.emulator.say("john", "hello")
    await until(meta.bot.texts)
    assert meta.bot.texts() == ["hello"]

    meta.bot.deaf_to = b"nothing"
    await meta.emulator.settled()
    assert meta.bot.texts() == ["hello", "one", "two", "three"]


async def test_the_same_webhook_may_come_twice(meta: Meta) -> None:
    wamid = await meta.emulator.say("thandi", "Hi", times=2)
    await meta.emulator.settled()
    assert [message["id"] for message in meta.bot.messages()] == [wamid, wamid]
    assert len(meta.emulator.screen("thandi")) == 1


async def test_a_body_of_any_form_can_be_delivered_with_any_signature(meta: Meta) -> None:
    assert await meta.emulator.deliver({"statuses": []}) == 200
    assert await meta.emulator.deliver({"object": "page", "entry": []}) == 200
    assert await meta.emulator.deliver(b"{not json") == 200
    assert await meta.emulator.deliver(b"{}", signature="sha256=0") == 403
    assert await meta.emulator.deliver(b"{}", signature="") == 403

    assert json.loads(meta.bot.bodies[0])["entry"][0]["id"] == ACCOUNT.waba_id


async def test_a_message_of_any_type_can_be_sent(meta: Meta) -> None:
    image = {"type": "image", "image": {"id": "1", "mime_type": "image/jpeg", "caption": "My knee"}}
    await meta.emulator.send_raw("thandi", image)
    await meta.emulator.settled()

    assert meta.bot.messages()[0]["image"] == image["image"]


async def test_a_phone_shows_messages_in_the_order_in_which_they_were_accepted(meta: Meta) -> None:
    await meta.emulator.say("thandi", "Hi")
    meta.emulator.fault(Fault.hang_after)
    hanging = asyncio.create_task(meta.text("one"))
    await meta.emulator.wait_for("thandi", "one")
    await meta.text("two")
    await meta.emulator.say("thandi", "Bye")

    screen = meta.emulator.screen("thandi")
    assert [(shown.text, shown.outgoing) for shown in screen] == [
        ("Hi", True),
        ("one", False),
        ("two", False),
        ("Bye", True),
    ]
    hanging.cancel()


async def test_a_tapped_button_brings_its_command(meta: Meta, open_window: str) -> None:
    await meta.send(**buttons(("Yes", "book #1"), ("No", "no")))
    await meta.send(**buttons(("Yes", "book #2"), ("Later", "later")))
    newest = await meta.emulator.wait_for("thandi", "See you?")
    await meta.emulator.tap("thandi", "Yes")
    await meta.emulator.tap("thandi", "No")
    await meta.emulator.settled()

    yes, no = meta.bot.messages()[-2:]
    assert yes["interactive"] == {"type": "button_reply", "button_reply": {"id": "book #2", "title": "Yes"}}
    assert yes["context"] == {"from": ACCOUNT.number, "id": newest.wamid}
    assert no["interactive"]["button_reply"]["id"] == "no"


async def test_a_button_of_an_older_message_can_be_tapped_and_no_other(meta: Meta, open_window: str) -> None:
    _, answered = await meta.send(**buttons(("Yes", "book #1")))
    await meta.send(**buttons(("Yes", "book #2")))
    await meta.emulator.tap("thandi", "Yes", wamid=answered["messages"][0]["id"])
    await meta.emulator.settled()

    assert meta.bot.messages()[-1]["interactive"]["button_reply"]["id"] == "book #1"
    with pytest.raises(LookupError):
        await meta.emulator.tap("thandi", "Perhaps")


async def test_a_row_of_a_list_brings_its_command_and_description(meta: Meta, open_window: str) -> None:
    await meta.send(**rows({"id": "slot 7", "title": "07:00", "description": "two places"}))
    shown = await meta.emulator.wait_for("thandi", "When?")
    await meta.emulator.tap("thandi", "07:00")
    await meta.emulator.settled()

    assert (shown.kind, shown.label, shown.rows[0].description) == ("list", "Choose", "two places")
    chosen = {"id": "slot 7", "title": "07:00", "description": "two places"}
    assert meta.bot.messages()[-1]["interactive"] == {"type": "list_reply", "list_reply": chosen}


async def test_a_templates_quick_reply_comes_back_as_a_button(meta: Meta) -> None:
    await meta.template(
        "client_session_tomorrow_us", body_with("08:00", "Thandi"), tomorrow_button(0, "yes 42")
    )
    await meta.emulator.tap("thandi", "I will be there")
    await meta.emulator.tap("thandi", "I cannot come")
    await meta.emulator.settled()

    assert [message["button"] for message in meta.bot.messages()] == [
        {"payload": "yes 42", "text": "I will be there"},
        {"payload": "I cannot come", "text": "I cannot come"},
    ]


async def test_a_read_mark_counts_for_all_before_it_and_shows_typing(meta: Meta) -> None:
    _, second, _ = [await meta.emulator.say("thandi", text) for text in ("one", "two", "three")]
    answer = await meta.send(status="read", message_id=second, typing_indicator={"type": "text"})
    typing = meta.emulator.people["thandi"].typing
    await meta.text("Hello")

    assert (answer, typing) == ((200, {"success": True}), True)
    assert [shown.read_by_bot for shown in meta.emulator.screen("thandi")] == [True, True, False, False]
    assert not meta.emulator.people["thandi"].typing


async def test_only_what_a_person_sent_can_be_marked_read(meta: Meta, open_window: str) -> None:
    _, answered = await meta.text("Hello")
    assert await meta.refused(status="read", message_id=answered["messages"][0]["id"]) == (400, 131009)


async def test_waiting_in_vain_tells_what_the_phone_shows(meta: Meta) -> None:
    await meta.hear_from_thandi()
    await meta.text("Hello")
    with pytest.raises(AssertionError, match="> Hi\n< Hello"):
        await meta.emulator.wait_for("thandi", "Goodbye", timeout=0.01)


async def test_a_reaction_needs_a_message_and_is_only_sent(meta: Meta, open_window: str) -> None:
    await meta.send(type="reaction", reaction={"message_id": open_window, "emoji": "👍"})
    await meta.send(type="reaction", reaction={"message_id": "wamid.X", "emoji": "👍"})
    await meta.emulator.settled()

    [shown] = meta.emulator.received("thandi")
    assert (shown.kind, shown.text, shown.reply_to) == ("reaction", "👍", open_window)
    assert sorted(status["status"] for status in meta.bot.statuses()) == ["failed", "sent"]


async def test_statuses_climb_with_price_contact_and_the_bots_own_data() -> None:
    async with emulated(Delays(read=0)) as meta:
        await meta.hear_from_thandi()
        _, answered = await meta.text("Hello", biz_opaque_callback_data="out:1")
        await meta.emulator.settled()

    sent, delivered, read = meta.bot.statuses()
    wamid = answered["messages"][0]["id"]
    assert sent == {
        "id": wamid,
        "status": "sent",
        "timestamp": str(int(MONDAY.timestamp())),
        "recipient_id": THANDI,
        "recipient_user_id": THANDI_ID,
        "biz_opaque_callback_data": "out:1",
        "pricing": {
            "billable": False,
            "pricing_model": "PMP",
            "type": "free_customer_service",
            "category": "service",
        },
    }
    assert (delivered["status"], read["status"]) == ("delivered", "read")
    assert {each["biz_opaque_callback_data"] for each in (sent, delivered, read)} == {"out:1"}
    assert meta.bot.values()[-1]["contacts"][0]["wa_id"] == THANDI
    assert "out:1" not in json.dumps(answered)


async def test_a_template_costs_its_category(meta: Meta) -> None:
    await meta.template("client_session_tomorrow_us", body_with("08:00", "Thandi"))
    await meta.emulator.settled()

    pricing = meta.bot.statuses()[0]["pricing"]
    assert (pricing["type"], pricing["category"]) == ("regular", "utility")


async def test_statuses_can_be_held_back(meta: Meta, open_window: str) -> None:
    meta.emulator.statuses_paused = True
    await meta.text("Hello")
    await meta.emulator.settled()
    assert meta.bot.statuses() == []

    meta.emulator.statuses_paused = False
    await meta.emulator.settled()
    assert [status["status"] for status in meta.bot.statuses()] == ["sent", "delivered"]
