"""Flows that the bot sends: what it may send, what the phone shows, and what comes back."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from pilateshq.sandbox.people import FlowShown
from tests.emulated import ACCOUNT, Meta, body_with, emulated, tomorrow_button
from tests.registration import (
    ANSWERS,
    BUILT_ID,
    CONSENT,
    DATA,
    FLOW,
    FLOW_ID,
    HELPER,
    flow_button,
    invitation,
)

JSON = dict[str, Any]


@pytest.fixture
async def meta() -> AsyncIterator[Meta]:
    """The emulator, after Thandi has written."""
    async with emulated() as meta:
        await meta.hear_from_thandi()
        yield meta


async def test_a_message_shows_the_button_behind_which_the_form_is(meta: Meta) -> None:
    assert (await meta.send(**invitation(DATA)))[0] == 200

    [shown] = meta.emulator.received("thandi")
    assert (shown.kind, shown.text, shown.buttons) == ("flow", "Please fill in the form.", ["Register"])
    assert shown.flow == FlowShown(FLOW_ID, "token 1", "Register", "REGISTER", DATA)
    with pytest.raises(LookupError):
        await meta.emulator.tap("thandi", "Register")


async def test_a_message_may_leave_the_screen_the_data_and_the_token_out(meta: Meta) -> None:
    await meta.send(**invitation(screen=None, flow_token=None, flow_action_payload=None))

    assert meta.emulator.received("thandi")[0].flow == FlowShown(
        FLOW_ID, "unused", "Register", "REGISTER", {}
    )


@pytest.mark.parametrize(
    "message",
    [
        invitation(flow_id=None),
        invitation(flow_id="1"),
        invitation(flow_name="Registration"),
        invitation(flow_id=None, flow_name="Nobody's"),
        invitation(flow_cta=""),
        invitation(flow_cta="x" * 31),
        invitation(flow_cta="Register 📝"),
        invitation(flow_token=""),
        invitation(flow_token="x" * 201),
        invitation(flow_message_version="2"),
        invitation(mode="test"),
        invitation(flow_action="data_exchange"),
        invitation(flow_action_payload="REGISTER"),
        invitation(screen="HEALTH"),
        invitation(screen="NOWHERE"),
        invitation({}),
        invitation([]),
        invitation({**DATA, "intro": ""}),
        invitation({**DATA, "name": 5}),
        {"type": "interactive", "interactive": {"type": "flow", "body": {"text": "Hi"}, "action": {}}},
    ],
)
async def test_a_flow_that_could_not_be_opened_is_refused(meta: Meta, message: JSON) -> None:
    assert await meta.refused(**message) == (400, 131009)
    assert meta.emulator.received("thandi") == []


async def test_a_flow_at_metas_limits_is_taken(meta: Meta) -> None:
    message = invitation(
        DATA, flow_cta="x" * 30, flow_token="x" * 200, flow_id=None, flow_name="Registration"
    )
    assert (await meta.send(**message))[0] == 200


@pytest.mark.parametrize(
    ("status", "code"),
    [("DRAFT", 131009), ("DEPRECATED", 131009), ("BLOCKED", 132068), ("THROTTLED", 132069)],
)
async def test_only_a_published_flow_can_be_sent(meta: Meta, status: str, code: int) -> None:
    meta.emulator.flows.add("7", "Another", FLOW, status=status)
    assert await meta.refused(**invitation(flow_id="7")) == (400, code)


async def test_a_draft_can_be_tried(meta: Meta) -> None:
    meta.emulator.flows.add("7", "Another", FLOW, status="DRAFT")
    assert (await meta.send(**invitation(flow_id="7", mode="draft")))[0] == 200


async def test_a_templates_button_opens_the_form_with_what_was_sent_for_it(meta: Meta) -> None:
    opening = flow_button({"flow_token": "token 2", "flow_action_data": DATA})
    await meta.template("client_registration", body_with("Thandi"), opening, tomorrow_button(1, "later"))

    [shown] = meta.emulator.received("thandi")
    assert (shown.text, shown.buttons) == ("Hi Thandi, please register.", ["Register", "Not now"])
    assert shown.flow == FlowShown(FLOW_ID, "token 2", "Register", "REGISTER", DATA)
    assert meta.emulator.open_flow("thandi").values()["name"] == "Thandi"
    await meta.emulator.tap("thandi", "Not now")
    await meta.emulator.settled()
    assert meta.bot.messages()[-1]["button"]["payload"] == "later"


async def test_a_templates_form_without_a_component_has_no_data_and_no_token_of_its_own(meta: Meta) -> None:
    await meta.template("client_registration", body_with("Thandi"))

    [shown] = meta.emulator.received("thandi")
    assert shown.flow == FlowShown(FLOW_ID, "unused", "Register", "REGISTER", {})


@pytest.mark.parametrize(
    ("name", "component", "code"),
    [
        ("client_session_tomorrow_us", flow_button({}), 132018),
        ("client_registration", flow_button({}, index=1), 132018),
        ("client_registration", flow_button({}, index=2), 132018),
        ("client_registration", flow_button("token"), 131009),
        ("client_registration", flow_button({"flow_token": ""}), 131009),
        ("client_registration", flow_button({"flow_action_data": {}}), 131009),
        ("client_registration", flow_button({"flow_action_data": {**DATA, "intro": ""}}), 131009),
    ],
)
async def test_a_templates_button_that_does_not_fit_is_refused(
    meta: Meta, name: str, component: JSON, code: int
) -> None:
    words = ["08:00", "Thandi"] if name == "client_session_tomorrow_us" else ["Thandi"]
    status, answered = await meta.template(name, body_with(*words), component)
    assert (status, answered["error"]["code"]) == (400, code)


async def test_an_opened_form_shows_its_fields_in_order_with_what_is_known(meta: Meta) -> None:
    await meta.send(**invitation(DATA))
    form = meta.emulator.open_flow("thandi")

    assert [screen.title for screen in form.screens] == ["Your details", "Before you move"]
    assert [screen.label for screen in form.screens] == ["Next", "Register"]
    kinds = {field.name: field.kind for field in form.fields()}
    assert kinds == {
        "name": "text",
        "phone": "phone",
        "email": "email",
        "born": "date",
        "health": "choice",
        "kind": "dropdown",
        "days": "several",
        "note": "area",
        "consent": "tick",
    }
    name, phone, email, born, health, *_, consent = form.fields()
    assert (name.label, name.required, name.value, name.shortest, name.longest) == (
        "Name",
        True,
        "Thandi",
        2,
        60,
    )
    assert (phone.value, phone.helper) == ("+27821110001", HELPER)
    assert (email.value, email.required, email.longest) == ("", False, 80)
    assert (born.earliest, born.latest) == ("1920-01-01", "2016-12-31")
    assert [(option.id, option.title) for option in health.options] == [("yes", "Yes"), ("no", "No")]
    assert (consent.label, consent.value) == (CONSENT, False)


async def test_a_submitted_form_comes_in_metas_form_with_what_its_last_screen_sends(meta: Meta) -> None:
    _, answered = await meta.send(**invitation(DATA))
    wamid = await meta.emulator.submit_flow("thandi", ANSWERS)
    await meta.emulator.settled()

    message = meta.bot.messages()[-1]
    assert (message["id"], message["type"]) == (wamid, "interactive")
    assert message["context"] == {"from": ACCOUNT.number, "id": answered["messages"][0]["id"]}
    sent = message["interactive"]["nfm_reply"]
    assert (message["interactive"]["type"], sent["name"], sent["body"]) == ("nfm_reply", "flow", "Sent")
    assert json.loads(sent["response_json"]) == {
        "flow_token": "token 1",
        "name": "Thandi Mokoena",
        "phone": "+27821110001",
        "email": "",
        "born": "1990-05-17",
        "asked": "Welcome!",
        "health": "no",
        "kind": "",
        "days": [],
        "note": "",
        "consent": True,
        "form": "registration 1",
    }
    assert meta.emulator.screen("thandi")[-1].text == "Sent"


async def test_the_builders_form_carries_answers_from_screen_to_screen(meta: Meta) -> None:
    await meta.send(**invitation(flow_id=BUILT_ID, screen=None))
    assert meta.emulator.open_flow("thandi").values() == {"Client_Name_4ab": "Thandi"}

    answer = await submit(meta, {"Client_Name_4ab": "Mary Jones"})
    assert answer == {"flow_token": "token 1", "screen_0_Client_Name_0": "Mary Jones"}


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"name": " "}, "Please fill in Name."),
        ({"born": ""}, "Please fill in Date of birth."),
        ({"health": ""}, "Please choose: Anything to know?"),
        ({"consent": False}, f"Please tick: {CONSENT}"),
        ({"name": "T"}, "Name has at least 2 characters."),
        ({"name": "x" * 61}, "Name has at most 60 characters."),
        ({"note": "x" * 601}, "Anything else has at most 600 characters."),
        ({"email": "thandi"}, "E-mail is no e-mail address."),
        ({"phone": "call me"}, "Mobile is no phone number."),
        ({"born": "17 May 1990"}, "Date of birth is no date."),
        ({"born": "2020-01-01"}, "Date of birth is from 1920-01-01 to 2016-12-31."),
        ({"health": "perhaps"}, "Anything to know? has no such option."),
        ({"days": ["sunday"]}, "Days that suit has no such option."),
        ({"days": "friday"}, "Days that suit cannot hold 'friday'."),
        ({"consent": "yes"}, f"{CONSENT} cannot hold 'yes'."),
        ({"name": 5}, "Name cannot hold 5."),
        ({"shoe_size": "38"}, "The form has no field shoe_size."),
    ],
)
async def test_what_a_phone_does_not_take_is_not_sent(meta: Meta, answers: JSON, sentence: str) -> None:
    await meta.send(**invitation(DATA))
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        await meta.emulator.submit_flow("thandi", {**ANSWERS, **answers})

    assert str(refused.value) == sentence
    assert not meta.emulator.screen("thandi")[-1].outgoing


async def test_all_that_is_missing_is_said_at_once(meta: Meta) -> None:
    await meta.send(**invitation())
    with pytest.raises(ValueError, match=r"Name\.\n.*Mobile\.\n.*Date of birth"):
        await meta.emulator.submit_flow("thandi", {})


async def test_a_hostile_form_can_say_anything(meta: Meta) -> None:
    await meta.send(**invitation(DATA))

    assert "flow_token" not in await submit(meta, ANSWERS, token=None)
    assert (await submit(meta, ANSWERS, token="guessed"))["flow_token"] == "guessed"
    extra = await submit(meta, ANSWERS, extra={"admin": True, "name": None}, without=["email"])
    assert (extra["admin"], extra["name"], "email" in extra) == (True, None, False)
    await meta.emulator.send_flow("thandi", "{not json")
    await meta.emulator.settled()
    assert meta.bot.messages()[-1]["interactive"]["nfm_reply"]["response_json"] == "{not json"


async def test_a_form_can_be_sent_twice_and_an_older_one_too(meta: Meta) -> None:
    _, first = await meta.send(**invitation(DATA))
    await meta.send(**invitation(DATA, flow_token="token 2"))

    tokens = [
        (await submit(meta, ANSWERS, wamid=wamid))["flow_token"]
        for wamid in (None, None, first["messages"][0]["id"])
    ]
    assert tokens == ["token 2", "token 2", "token 1"]


async def test_a_form_that_is_no_longer_there_cannot_be_opened(meta: Meta) -> None:
    with pytest.raises(LookupError):
        meta.emulator.open_flow("thandi")
    await meta.send(**invitation(DATA))
    await meta.ask("POST", f"{FLOW_ID}/deprecate")

    with pytest.raises(ValueError, match="no longer there"):
        meta.emulator.open_flow("thandi")


async def test_a_form_that_breaks_the_rules_cannot_be_opened(meta: Meta) -> None:
    meta.emulator.flows.add("7", "Wrong", {"version": "7.3", "screens": [{"id": "START", "terminal": True}]})
    await meta.send(**invitation(flow_id="7", screen=None))

    with pytest.raises(ValueError, match="A terminal screen needs a Footer"):
        meta.emulator.open_flow("thandi")


async def submit(meta: Meta, answers: JSON, **more: Any) -> JSON:
    """Submit the newest form, and give what the bot hears."""
    await meta.emulator.submit_flow("thandi", answers, **more)
    await meta.emulator.settled()
    heard: JSON = json.loads(meta.bot.messages()[-1]["interactive"]["nfm_reply"]["response_json"])
    return heard
