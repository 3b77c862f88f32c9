"""The top of the sandbox's page: the studio's clock, and what to try."""

import asyncio
from datetime import timedelta

import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.test_page import NARROW, box, fill_four_phones, messages, overflows, phone, say
from tests.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_the_clock_is_the_studios_and_goes_forward(here: Stage, page: Page) -> None:
    await expect(page.get_by_text("08:00", exact=True)).to_be_visible()
    await expect(page.get_by_text("Tuesday 6 October 2026")).to_be_visible()
    await say(page, "john", "hi")

    await page.get_by_role("button", name="to 05:59").click()
    await expect(page.get_by_text("05:59", exact=True)).to_be_visible()
    await page.get_by_role("button", name="One hour forward").click()
    await expect(page.get_by_text("06:59", exact=True)).to_be_visible()
    await say(page, "john", "hi again")
    await expect(phone(page, "john").locator(".day")).to_have_text(["Tue 6 Oct", "Wed 7 Oct"])
    await expect(messages(page, "john").locator("time")).to_have_text(["08:00", "06:59"])
    assert here.clock.offset == timedelta(hours=22, minutes=59)


async def test_a_suggestion_fills_the_box_of_its_phone(page: Page) -> None:
    await page.get_by_role("button", name="As Nadine: Book John tomorrow 8 single").click()

    await expect(box(page, "nadine")).to_have_value("Book John tomorrow 8 single")
    await expect(box(page, "nadine")).to_be_focused()


async def test_every_step_of_the_clock_counts_however_fast_they_come(here: Stage, page: Page) -> None:
    forward = page.get_by_role("button", name="One hour forward")
    await forward.dblclick()
    await forward.click()
    await page.get_by_role("button", name="to 19:59").click()

    await expect(page.get_by_text("19:59", exact=True)).to_be_visible()
    assert here.clock.offset == timedelta(hours=11, minutes=59)


async def test_a_double_click_on_a_time_of_day_is_one_day_not_two(here: Stage, page: Page) -> None:
    await page.get_by_role("button", name="to 05:59").dblclick()
    await expect(page.get_by_text("05:59", exact=True)).to_be_visible()
    await page.get_by_role("button", name="One hour forward").click()
    await expect(page.get_by_text("06:59", exact=True)).to_be_visible()

    assert here.clock.offset == timedelta(hours=22, minutes=59)


async def test_a_clock_that_cannot_be_moved_says_so_and_can_be_tried_again(here: Stage, page: Page) -> None:
    await page.route("**/api/clock", lambda route: route.abort(), times=1)
    await page.get_by_role("button", name="One hour forward").click()
    await expect(page.get_by_role("alert")).to_contain_text("does not answer")

    await page.get_by_role("button", name="One hour forward").click()
    await expect(page.get_by_role("alert")).to_be_hidden()
    await expect(page.get_by_text("09:00", exact=True)).to_be_visible()


async def test_what_is_typed_after_a_step_of_the_clock_is_said_after_it(page: Page) -> None:
    typed = asyncio.Event()

    async def slowly(route: Route) -> None:
        await typed.wait()
        await route.continue_()

    await page.route("**/api/clock", slowly)
    await page.get_by_role("button", name="to 19:59").click()
    await box(page, "john").fill("hi")
    await box(page, "john").press("Enter")
    typed.set()

    await expect(messages(page, "john").locator("time")).to_have_text(["19:59"])


async def test_all_suggestions_are_in_sight_on_a_laptop(here: Stage, page: Page) -> None:
    await fill_four_phones(here, page)

    for suggestion in await page.locator("#tries button").all():
        await expect(suggestion).to_be_in_viewport(ratio=1)


async def test_on_a_small_screen_the_suggestions_scroll_and_the_clock_fits(here: Stage, page: Page) -> None:
    await page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    await fill_four_phones(here, page)
    await expect(page.get_by_role("button", name="to 05:59")).to_be_in_viewport(ratio=1)
    assert not await overflows(page)

    last = page.locator("#tries button").last
    await last.click()
    await expect(last).to_be_in_viewport(ratio=0.9)
    await expect(box(page, "stranger")).to_be_focused()
