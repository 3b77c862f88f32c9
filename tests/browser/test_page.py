"""The sandbox's page in a real Chromium, over real phones."""

import re

import pytest
from playwright.async_api import Locator, Page, expect

from tests.stage import Stage, buttons, choices, template

NARROW = 400, 820
NOT_EMPTY = re.compile(r"\S")
pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_enter_sends_and_the_answer_comes(here: Stage, page: Page) -> None:
    await box(page, "nadine").fill("Book John tomorrow 8 single")
    await box(page, "nadine").press("Enter")
    await expect(messages(page, "nadine")).to_contain_text(["Book John tomorrow 8 single"])
    await expect(box(page, "nadine")).to_have_value("")

    await here.bot_says("nadine", "Booked: John Smith.")
    await expect(messages(page, "nadine")).to_contain_text(["Book John", "Booked: John Smith."])
    await expect(messages(page, "john")).to_have_count(0)


async def test_several_lines_are_one_message(here: Stage, page: Page) -> None:
    await box(page, "nadine").press_sequentially("John sick")
    await box(page, "nadine").press("Shift+Enter")
    await box(page, "nadine").press_sequentially("tomorrow")
    await box(page, "nadine").press("Enter")
    await expect(messages(page, "nadine")).to_have_count(1)
    await here.emulator.settled()

    assert here.heard[0]["text"]["body"] == "John sick\ntomorrow"


async def test_an_old_button_can_still_be_tapped(here: Stage, page: Page) -> None:
    await say(page, "john", "cancel next")
    await here.bot_says("john", buttons("Cancel it?", "Cancel it", "Keep it"))
    await page.get_by_role("button", name="Keep it", exact=True).click()
    await expect(messages(page, "john")).to_have_count(3)
    await page.get_by_role("button", name="Cancel it", exact=True).click()
    await expect(messages(page, "john")).to_have_count(4)
    await here.emulator.settled()

    assert [each["interactive"]["button_reply"]["id"] for each in here.heard[1:]] == ["keep it", "cancel it"]


async def test_a_list_opens_as_a_sheet_and_a_row_can_be_tapped(here: Stage, page: Page) -> None:
    await say(page, "john", "my bookings")
    rows = [("cancel #1", "Wed 7 Oct 08:00", "single"), ("cancel #2", "Tue 13 Oct 08:00", "every Tuesday")]
    await here.bot_says("john", choices("Two bookings.", "Bookings", rows))
    opener = page.get_by_role("button", name="Bookings", exact=True)

    await opener.press("Enter")
    await expect(page.get_by_role("dialog")).to_contain_text("every Tuesday")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await expect(opener).to_be_focused()

    await opener.click()
    await page.get_by_role("button", name="Tue 13 Oct 08:00").click()
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await expect(messages(page, "john").last).to_contain_text("Tue 13 Oct 08:00")
    await here.emulator.settled()
    assert here.heard[1]["interactive"]["list_reply"]["id"] == "cancel #2"


async def test_a_template_is_a_card_with_its_name_and_its_button(here: Stage, page: Page) -> None:
    await here.bot_says("john", template("John", "single on Wed 7 Oct 08:00", payload="reject #42"))
    card = messages(page, "john").first
    await expect(card).to_contain_text("template: client_booking_us")
    await expect(card).to_contain_text("Hi John, you are booked: single on Wed 7 Oct 08:00.")

    await card.get_by_role("button", name="Reject").click()
    await expect(messages(page, "john").last).to_contain_text("Reject")
    await here.emulator.settled()
    assert here.heard[0]["button"]["payload"] == "reject #42"


async def test_a_document_is_a_chip_to_download(here: Stage, page: Page) -> None:
    await say(page, "john", "invoice")
    media_id = here.emulator.media.add(b"%PDF-1.7", "application/pdf")
    await here.bot_says("john", {"type": "document", "document": {"id": media_id, "filename": "41.pdf"}})

    async with page.expect_download() as download:
        await page.get_by_role("link", name="41.pdf").click()
    assert (await download.value).suggested_filename == "41.pdf"


async def test_marks_become_bold_and_italic_but_markup_stays_words(here: Stage, page: Page) -> None:
    await say(page, "john", "<img src=x onerror=alert(1)> <b>hi</b>")
    await here.bot_says("john", "*Booked:* _single_ *_at 8_* but 2*3*4 and a_b_c <script>1</script>")

    typed, answer = messages(page, "john").first, messages(page, "john").last
    await expect(typed).to_contain_text("<img src=x onerror=alert(1)> <b>hi</b>")
    await expect(answer).to_contain_text("Booked: single at 8 but 2*3*4 and a_b_c <script>1</script>")
    assert await answer.locator("strong").all_inner_texts() == ["Booked:", "at 8"]
    assert await answer.locator("em").all_inner_texts() == ["single", "at 8"]
    assert await messages(page, "john").locator("img, script, .words b").count() == 0


async def test_ticks_tell_how_far_a_message_came(here: Stage, page: Page) -> None:
    await say(page, "john", "hi")
    typed = messages(page, "john").first.locator(".ticks")
    await expect(typed).to_have_text("delivered")
    await here.bot_reads(here.heard[0]["id"])
    await expect(typed).to_have_text("read")

    await here.bot_says("john", "Hello John.")
    await expect(messages(page, "john").last.locator(".ticks")).to_have_text("delivered")


async def test_a_message_that_came_too_late_is_marked_with_the_reason(here: Stage, page: Page) -> None:
    await here.bot_says("john", "Nobody wrote for a day.")

    lost = messages(page, "john").first
    await expect(lost.locator(".ticks")).to_have_text("failed")
    await expect(lost).to_contain_text("more than 24 hours have passed")
    await expect(lost.get_by_role("button")).to_have_count(0)


async def test_a_reaction_sits_on_the_message_it_is_about(here: Stage, page: Page) -> None:
    await say(page, "john", "thanks")
    await expect(messages(page, "john").locator(".ticks")).to_have_text("delivered")
    await here.bot_says(
        "john", {"type": "reaction", "reaction": {"message_id": here.heard[0]["id"], "emoji": "👍"}}
    )

    await expect(messages(page, "john")).to_have_count(1)
    await expect(messages(page, "john").locator(".reaction")).to_have_text("👍")


async def test_tapping_a_bubble_quotes_it(here: Stage, page: Page) -> None:
    await say(page, "john", "hi")
    asked = await here.bot_says("john", "Which day?")
    await messages(page, "john").last.get_by_text("Which day?").click()
    await expect(phone(page, "john").locator(".quoting")).to_contain_text("Which day?")
    await expect(box(page, "john")).to_be_focused()

    await say(page, "john", "Friday")
    await expect(messages(page, "john").last.locator("blockquote")).to_contain_text("Which day?")
    await expect(phone(page, "john").locator(".quoting")).to_be_hidden()
    await here.emulator.settled()
    assert here.heard[1]["context"]["id"] == asked


async def test_a_bubble_can_be_quoted_and_let_go_with_the_keyboard(here: Stage, page: Page) -> None:
    await say(page, "john", "hi")
    await here.bot_says("john", "Which day?")
    await page.get_by_role("button", name="Reply to: Which day?").press("Enter")
    await expect(phone(page, "john").locator(".quoting")).to_be_visible()

    await box(page, "john").press("Escape")
    await expect(phone(page, "john").locator(".quoting")).to_be_hidden()


async def test_dots_show_that_the_bot_is_typing(here: Stage, page: Page) -> None:
    await say(page, "john", "hi")
    await here.emulator.settled()
    await here.bot_reads(here.heard[0]["id"])
    await expect(phone(page, "john").locator(".dots")).to_be_visible()

    await here.bot_says("john", "Hello.")
    await expect(phone(page, "john").locator(".dots")).to_be_hidden()


async def test_what_was_refused_is_said_and_the_words_are_kept(page: Page) -> None:
    await box(page, "nadine").evaluate("box => { box.value = 'x'.repeat(4097) }")  # more than can be typed
    await box(page, "nadine").press("Enter")

    await expect(page.get_by_role("alert")).to_have_text("A message has at most 4096 characters.")
    await expect(box(page, "nadine")).to_have_value("x" * 4097)


async def test_a_person_who_goes_takes_the_phone_along(here: Stage, page: Page) -> None:
    await expect(page.locator(".phone")).to_have_count(2)
    del here.emulator.people["john"]

    await expect(page.locator(".phone")).to_have_count(1)
    await expect(page.get_by_role("button", name="As John")).to_have_count(0)


async def test_a_button_keeps_the_focus_while_its_ticks_change(here: Stage, page: Page) -> None:
    here.emulator.statuses_paused = True
    await say(page, "john", "hi")
    await here.bot_says("john", buttons("Which?", "One", "Two"))
    button = page.get_by_role("button", name="Two", exact=True)
    await button.press("Enter")
    await expect(messages(page, "john").locator(".ticks")).to_have_text(["delivered"] * 3)

    await expect(button).to_be_focused()


async def test_the_newest_message_is_in_sight_unless_somebody_scrolled_up(here: Stage, page: Page) -> None:
    await say(page, "john", "hi")
    for number in range(20):
        await here.bot_says("john", f"Message {number}.\n\n")
    await expect(page.get_by_text("Message 19.")).to_be_in_viewport()

    await page.get_by_text("Message 2.").scroll_into_view_if_needed()
    await here.bot_says("john", "The last.")
    await expect(page.get_by_text("The last.")).not_to_be_in_viewport()
    await phone(page, "john").get_by_role("button", name="To the newest message").click()
    await expect(page.get_by_text("The last.")).to_be_in_viewport()


async def test_four_phones_stand_side_by_side_on_a_laptop(here: Stage, page: Page) -> None:
    await fill_four_phones(here, page)

    await expect(page.locator(".phone").last).to_be_in_viewport(ratio=1)
    assert not await overflows(page)


async def test_on_a_small_screen_one_phone_is_seen_at_a_time(here: Stage, page: Page) -> None:
    await page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    await fill_four_phones(here, page)
    await expect(page.locator(".phone").first).to_be_in_viewport(ratio=0.99)
    assert not await overflows(page)

    await box(page, "stranger").focus()
    await expect(phone(page, "stranger")).to_be_in_viewport(ratio=0.99)
    await expect(phone(page, "nadine")).not_to_be_in_viewport()


async def test_every_control_has_a_name(here: Stage, page: Page) -> None:
    await say(page, "john", "hi")
    await here.bot_says("john", choices("Two.", "Bookings", [("1", "Wed 7 Oct 08:00", "")]))
    await expect(messages(page, "john")).to_have_count(2)

    controls = page.locator("button:visible, textarea:visible, [tabindex]:visible")
    for control in await controls.all():
        await expect(control).to_have_accessible_name(NOT_EMPTY)


async def test_the_page_says_when_the_sandbox_has_stopped(here: Stage, page: Page) -> None:
    await expect(box(page, "john")).to_be_visible()
    await here.page.close()

    await expect(page.get_by_role("status")).to_contain_text("The sandbox has stopped.")


def phone(page: Page, key: str) -> Locator:
    return page.locator(f'[data-phone="{key}"]')


def box(page: Page, key: str) -> Locator:
    return phone(page, key).get_by_role("textbox")


def messages(page: Page, key: str) -> Locator:
    return phone(page, key).get_by_role("article")


async def say(page: Page, key: str, text: str) -> None:
    """Type and send, and see it sent."""
    await box(page, key).fill(text)
    await phone(page, key).get_by_role("button", name="Send").click()
    await expect(messages(page, key).last).to_contain_text(text)


async def fill_four_phones(here: Stage, page: Page) -> None:
    here.emulator.add_person("mary", "Mary Jones", "27821110003")
    here.emulator.add_person("stranger", "Thandi Mokoena", "27821110009")
    await expect(page.locator(".phone")).to_have_count(4)


async def overflows(page: Page) -> bool:
    return bool(await page.evaluate("document.documentElement.scrollWidth > innerWidth"))
