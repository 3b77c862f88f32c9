"""A real Chromium, and the sandbox's page in it."""

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright

from tests.stage import Stage, stage

FLAGS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
]
WIDE = 1280, 800


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=chromium, headless=True, args=FLAGS)
        yield launched
        await launched.close()


@pytest_asyncio.fixture(loop_scope="module")
async def here() -> AsyncIterator[Stage]:
    async with stage() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser, here: Stage) -> AsyncIterator[Page]:
    """The page, which must neither complain nor ask anybody else for anything."""
    tab = await browser.new_page(viewport={"width": WIDE[0], "height": WIDE[1]}, reduced_motion="reduce")
    tab.set_default_timeout(5000)
    wrong: list[str] = []
    home = str(here.page.make_url("/"))
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.on("console", lambda line: wrong.append(line.text) if is_complaint(line) else None)
    tab.on("request", lambda asked: None if asked.url.startswith(home) else wrong.append(asked.url))
    await tab.goto(home)
    yield tab
    await tab.close()
    assert wrong == []


def is_complaint(line: ConsoleMessage) -> bool:
    """Tell what the page did wrong from Chromium's own note of an answer that was a refusal."""
    return line.type in ("error", "warning") and not line.text.startswith("Failed to load resource")
