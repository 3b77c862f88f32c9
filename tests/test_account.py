"""The account's own templates: with buttons, without, missing or paused; each is handled as it is."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from pilateshq import account
from pilateshq.sandbox.demo import templates
from pilateshq.whatsapp.templates import CATALOGUE
from tests.world import JOHN, World, world

TWO_BUTTONS = {
    "type": "BUTTONS",
    "buttons": [{"type": "QUICK_REPLY", "text": "See you"}, {"type": "QUICK_REPLY", "text": "Reject"}],
}


async def studio_with(here: World, listed: list[dict[str, Any]]) -> None:
    """Let the account have these templates, and the server know it."""
    here.emulator.templates.replace(listed)
    await here.register("John Smith", JOHN)
    await here.server._read_account()


def without_buttons() -> list[dict[str, Any]]:
    return [
        {**each, "components": [part for part in each["components"] if part["type"] != "BUTTONS"]}
        for each in templates()
    ]


async def test_without_buttons_the_words_name_what_to_answer(database_url: str, tmp_path: Path) -> None:
    async with world(database_url, tmp_path) as here:
        await studio_with(here, without_buttons())
        await here.say("nadine", "Book John 2025-10-07 08h00 single")

        told = here.last("john")
        assert (told.template, told.buttons) == ("client_booking_us", [])
        assert "Reply REJECT" in told.text
        assert "is off" in await here.say("john", "REJECT")


async def test_a_template_that_the_account_lacks_is_held_and_nadine_told_once(
    database_url: str, tmp_path: Path
) -> None:
    async with world(database_url, tmp_path) as here:
        await studio_with(here, [each for each in templates() if each["name"] != "client_booking_us"])
        await here.say("nadine", "Book John 2025-10-07 08h00 single")
        await here.say("nadine", "Book John 2025-10-08 08h00 single")

        assert here.phone("john") == []
        alerts = [each for each in here.phone("nadine") if "client_booking_us" in each.text]
        assert len(alerts) == 1
        await here.say("john", "hi")
        assert [each for each in here.phone("john") if "you are booked" in each.text]


ACCOUNTS: dict[str, tuple[list[dict[str, Any]], str]] = {
    "new": ([], "the account has no such template"),
    "paused": ([{**each, "status": "PAUSED"} for each in templates()], "Meta says: paused"),
    "other parameters": (
        [
            {**each, "components": [{"type": "BODY", "text": "All of {{1}}, {{2}}, {{3}}, {{4}} and {{5}}."}]}
            for each in templates()
        ],
        "it takes 5 parameters, and we have 3",
    ),
}


@pytest.mark.parametrize("kind", ACCOUNTS)
async def test_on_a_first_start_with_such_an_account_the_owner_hears_of_it_once(
    database_url: str, tmp_path: Path, kind: str
) -> None:
    listed, why = ACCOUNTS[kind]
    async with world(database_url, tmp_path, listed) as here:
        await here.server._read_account()
        await here.later(hours=1)
        assert here.phone("nadine") == []
        await here.register("John Smith", JOHN)
        await here.say("stranger", "Do you have space on Monday?")
        assert here.phone("nadine") == []

        waits = "told by template, once Meta lets it through."
        assert waits in await here.say("nadine", "Book John 2025-10-07 08h00 single")
        await here.say("nadine", "Book John 2025-10-08 08h00 single")
        assert waits in await here.say("nadine", "tell John see you")
        await here.later(hours=2)

        [told] = [each.text for each in here.phone("nadine") if "cannot be sent" in each.text]
        assert [each in told for each in ("client_booking_us", "client_update_us", why)] == [True] * 3
        assert [each.text for each in here.phone("nadine") if "space on Monday" in each.text]
        assert here.phone("john") == []
        await here.say("john", "hi")
        assert len([each for each in here.phone("john") if "booked" in each.text]) == 2
        await here.later(days=1, minutes=-170)
        assert len([each for each in here.phone("nadine") if "cannot be sent" in each.text]) == 1


async def test_an_account_that_was_never_listed_is_believed(database_url: str, tmp_path: Path) -> None:
    async with world(database_url, tmp_path, WHATSAPP_BUSINESS_ACCOUNT_ID="1") as here:
        await here.register("John Smith", JOHN)
        await here.say("nadine", "Book John 2025-10-07 08h00 single")

        assert (here.last("john").template, here.last("john").buttons) == ("client_booking_us", ["Reject"])


async def test_which_templates_are_missing_is_known_and_logged_once_the_account_was_read(
    studio: World, caplog: pytest.LogCaptureFixture
) -> None:
    english = partial(account.missing_templates, language="en_US")
    await studio.later(seconds=1)
    assert await studio.do(english) == []
    assert await studio.do(partial(account.missing_templates, language="af")) == list(CATALOGUE)

    studio.emulator.templates.delete({"name": "client_news_us"})
    await studio.later(hours=2)
    assert await studio.do(english) == ["client_news_us"]
    assert "the account lacks templates: client_news_us" in caplog.text
    assert studio.phone("nadine") == []


async def test_a_button_in_another_place_sends_what_it_says(database_url: str, tmp_path: Path) -> None:
    own = [
        {**each, "components": [each["components"][0], TWO_BUTTONS]}
        if each["name"] == "client_booking_us"
        else each
        for each in templates()
    ]
    async with world(database_url, tmp_path) as here:
        await studio_with(here, own)
        await here.say("nadine", "Book John 2025-10-07 08h00 single")

        assert here.last("john").buttons == ["See you", "Reject"]
        assert "is off" in await here.tap("john", "Reject")


async def test_a_paused_template_waits_and_nothing_else_does(database_url: str, tmp_path: Path) -> None:
    async with world(database_url, tmp_path) as here:
        paused = [
            {**each, "status": "PAUSED"} if each["name"] == "client_booking_us" else each
            for each in templates()
        ]
        await studio_with(here, paused)
        await here.say("nadine", "Book John 2025-10-07 08h00 single")
        await here.say("nadine", "tell John see you")

        assert [each.template for each in here.phone("john")] == ["client_update_us"]


async def test_without_buttons_the_alert_of_a_lead_names_the_words(database_url: str, tmp_path: Path) -> None:
    async with world(database_url, tmp_path) as here:
        await studio_with(here, without_buttons())
        await here.say("stranger", "Do you have space on Monday?")

        alert = here.last("nadine")
        assert (alert.template, alert.buttons) == ("guest_query_alert", [])
        assert "Reply ADD CLIENT" in alert.text
        assert "Register" in str((await here.say("nadine", "add client"), here.last("nadine").buttons))


async def test_without_buttons_a_weekly_slot_is_rejected_by_a_word(database_url: str, tmp_path: Path) -> None:
    async with world(database_url, tmp_path) as here:
        await studio_with(here, without_buttons())
        await here.say("nadine", "Book John every Tuesday 08h00 single for 2 weeks")

        assert "Reply REJECT" in here.last("john").text
        assert "or the whole weekly slot" in await here.say("john", "reject")
        assert "your weekly slot has ended" in await here.tap("john", "The whole slot")
        assert "John Smith ended their weekly slot" in here.last("nadine").text


async def test_without_buttons_a_wish_is_approved_by_a_word(database_url: str, tmp_path: Path) -> None:
    async with world(database_url, tmp_path) as here:
        await studio_with(here, without_buttons())
        await here.say("john", "book friday 9 single")
        assert here.last("nadine").template == "admin_update_us"

        assert "Booked: John Smith" in await here.say("nadine", "approve")
        assert "you are booked" in here.last("john").text


async def test_without_a_form_button_the_stranger_is_asked_in_words(
    database_url: str, tmp_path: Path
) -> None:
    async with world(database_url, tmp_path) as here:
        await studio_with(here, without_buttons())
        await here.say("nadine", "hi")
        await here.say("stranger", "Do you have space on Monday?")
        here.clock.forward(hours=25)
        await here.say("nadine", "send form")
        await here.say("nadine", "leads")
        await here.tap("nadine", next(each for each in here.last("nadine").buttons if "orm" in each))

        asked = here.last("stranger")
        assert (asked.template, asked.buttons) == ("client_registration", [])
        assert "reply with your full name" in asked.text
