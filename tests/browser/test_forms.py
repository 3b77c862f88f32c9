"""A form on a phone of the sandbox's page, in a real Chromium."""

import json
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.test_page import NARROW, NOT_EMPTY, messages, overflows, say
from tests.registration import CONSENT, DATA, invitation
from tests.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_form_is_filled_in_screen_by_screen_and_sent(here: Stage, page: Page) -> None:
    form = await opened(here, page)
    await expect(form).to_have_accessible_name("Your details")
    await expect(form).to_contain_text("Welcome!")
    await expect(form.get_by_label("Name")).to_have_value("Thandi")
    await form.get_by_label("Name").fill("Thandi <b>Mokoena</b>")
    await form.get_by_label("E-mail").fill("thandi@example.com")
    await form.get_by_label("Date of birth").fill("1990-05-17")
    await form.get_by_role("button", name="Next").click()

    await expect(form).to_have_accessible_name("Before you move")
    await form.get_by_role("radio", name="No", exact=True).check()
    await form.get_by_label("Sessions").select_option("Duo")
    await form.get_by_role("checkbox", name="Friday").check()
    await form.get_by_label("Anything else").fill("Mornings")
    await form.get_by_role("checkbox", name=CONSENT).check()
    await form.get_by_role("button", name="Register", exact=True).click()

    await expect(form).to_be_hidden()
    await expect(messages(page, "john").last).to_contain_text("Sent")
    await expect(messages(page, "john").get_by_role("button", name="Register", exact=True)).to_be_focused()
    assert await sent(here) == {
        "flow_token": "token 1",
        "name": "Thandi <b>Mokoena</b>",
        "phone": "+27821110001",
        "email": "thandi@example.com",
        "born": "1990-05-17",
        "asked": "Welcome!",
        "health": "no",
        "kind": "duo",
        "days": ["friday"],
        "note": "Mornings",
        "consent": True,
        "form": "registration 1",
    }


async def test_what_must_be_filled_in_is_said_in_a_sentence(here: Stage, page: Page) -> None:
    form = await opened(here, page)
    await form.get_by_label("Name").fill(" ")
    await form.get_by_label("E-mail").fill("thandi")
    await form.get_by_role("button", name="Next").click()

    wrong = form.locator(".wrong:visible")
    await expect(wrong).to_contain_text(["Please fill in Name.", "@", "Please fill in Date of birth."])
    await expect(form.get_by_label("Name")).to_be_focused()
    await expect(form.get_by_label("Name")).to_have_accessible_description("Please fill in Name.")
    await form.get_by_label("Name").fill("Thandi")
    await expect(wrong).to_have_count(2)

    await form.get_by_label("E-mail").fill("")
    await form.get_by_label("Date of birth").fill("2020-01-01")
    await form.get_by_role("button", name="Next").click()
    await expect(wrong).to_have_count(1)
    await form.get_by_label("Date of birth").fill("1990-05-17")
    await form.get_by_role("button", name="Next").click()

    await form.get_by_role("button", name="Register", exact=True).click()
    await expect(wrong).to_have_text(["Please choose one of these.", "Please tick this to go on."])


async def test_the_arrow_leads_back_and_keeps_what_was_typed(here: Stage, page: Page) -> None:
    form = await opened(here, page)
    await expect(form.get_by_role("button", name="Back")).to_be_hidden()
    await form.get_by_label("Name").fill("Mary Jones")
    await form.get_by_label("Date of birth").fill("1990-05-17")
    await form.get_by_label("Name").press("Enter")

    await form.get_by_role("button", name="Back").click()
    await expect(form.get_by_label("Name")).to_have_value("Mary Jones")
    await expect(form.get_by_label("Name")).to_be_focused()


async def test_the_keyboard_stays_in_the_form_until_escape(here: Stage, page: Page) -> None:
    form = await opened(here, page)
    await expect(form.get_by_label("Name")).to_be_focused()
    await page.keyboard.press("Shift+Tab")
    await expect(form.get_by_role("button", name="Close")).to_be_focused()
    await page.keyboard.press("Shift+Tab")
    await expect(form.get_by_role("button", name="Next")).to_be_focused()
    await page.keyboard.press("Tab")
    await expect(form.get_by_role("button", name="Close")).to_be_focused()

    await page.keyboard.press("Escape")
    await expect(form).to_be_hidden()
    await expect(messages(page, "john").get_by_role("button", name="Register", exact=True)).to_be_focused()


async def test_what_the_sandbox_refuses_is_said_and_the_form_stays(here: Stage, page: Page) -> None:
    form = await opened(here, page, {**DATA, "phone": "0" * 90})  # longer than the field, which nobody typed
    await form.get_by_label("Date of birth").fill("1990-05-17")
    await form.get_by_role("button", name="Next").click()
    await form.get_by_role("radio", name="No", exact=True).check()
    await form.get_by_role("checkbox", name=CONSENT).check()
    await form.get_by_role("button", name="Register", exact=True).click()

    await expect(page.get_by_role("alert")).to_have_text("Mobile has at most 80 characters.")
    await expect(form).to_be_visible()


@pytest.mark.parametrize("width", [1280, NARROW[0]])
async def test_every_control_of_a_form_has_a_name_and_fits(here: Stage, page: Page, width: int) -> None:
    await page.set_viewport_size({"width": width, "height": NARROW[1]})
    form = await opened(here, page)
    await form.get_by_label("Date of birth").fill("1990-05-17")
    for onward in ("Next", "Register"):
        for control in await form.locator(
            "button:visible, input:visible, select:visible, textarea:visible"
        ).all():
            await expect(control).to_have_accessible_name(NOT_EMPTY)
        await expect(form.get_by_role("button", name=onward)).to_be_in_viewport(ratio=1)
        assert not await overflows(page)
        assert not await form.evaluate("form => form.scrollWidth > form.clientWidth")
        await form.get_by_role("button", name=onward).click()


async def opened(here: Stage, page: Page, data: Any = DATA) -> Locator:
    """Let the bot send John a form, open it and give the sheet."""
    await say(page, "john", "register me")
    await here.bot_says("john", invitation(data))
    await messages(page, "john").get_by_role("button", name="Register", exact=True).press("Enter")
    form = page.get_by_role("dialog")
    await expect(form).to_be_visible()
    return form


async def sent(here: Stage) -> Any:
    """Give what the bot heard of the form."""
    await here.emulator.settled()
    return json.loads(here.heard[-1]["interactive"]["nfm_reply"]["response_json"])
