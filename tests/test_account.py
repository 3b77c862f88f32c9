"""The account's own templates: with buttons, without, missing or paused; each is handled as it is."""

from pathlib import Path
from typing import Any

from pilateshq.sandbox.demo import templates
from tests.world import JOHN, World, world


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
