"""`pilateshq sandbox` as a person meets it: the command, its page, and the bot behind the phones."""

import asyncio
import re
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.browser.test_page import box, messages, phone

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def address() -> AsyncIterator[str]:
    """The page's address, which the command prints before any other."""
    command = (sys.executable, "-m", "pilateshq", "sandbox", "--port", "0")
    process = await asyncio.create_subprocess_exec(*command, stdout=PIPE)
    assert process.stdout
    first = (await process.stdout.readline()).decode()
    found = re.search(r"http://\S+", first)
    assert found, first
    yield found[0]
    process.terminate()
    await process.communicate()
    assert process.returncode == 0


@pytest_asyncio.fixture(loop_scope="module")
async def sandbox(browser: Browser, address: str) -> AsyncIterator[Page]:
    tab = await browser.new_page(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    tab.set_default_timeout(10_000)
    await tab.goto(address)
    yield tab
    await tab.close()


async def test_nadine_books_the_client_rejects_and_nadine_knows(sandbox: Page) -> None:
    await type_in(sandbox, "nadine", "Book John Smith tomorrow 8 single anyway")
    await shows(sandbox, "nadine", "Booked: John Smith")
    await shows(sandbox, "john", "you are booked")

    await phone(sandbox, "john").get_by_role("button", name="Reject").last.click()
    await shows(sandbox, "john", "is off, and Nadine knows")
    await shows(sandbox, "nadine", "John Smith rejected")


async def test_a_day_later_the_window_is_shut_and_a_template_goes(sandbox: Page) -> None:
    await type_in(sandbox, "john", "hi")
    await shows(sandbox, "john", "Hi John!")
    for _ in range(2):
        await sandbox.get_by_role("button", name="19:59").click()
    await type_in(sandbox, "nadine", "Book John Smith 2027-03-03 10:00 duo")

    await shows(sandbox, "john", "duo on Wed 3 Mar 10:00")
    await shows(sandbox, "john", "template: client_booking_us")


async def type_in(page: Page, key: str, text: str) -> None:
    await box(page, key).fill(text)
    await box(page, key).press("Enter")


async def shows(page: Page, key: str, text: str) -> None:
    await expect(messages(page, key).filter(has_text=text).last).to_be_visible()
