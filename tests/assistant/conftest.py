"""The studio of the assistant's tests, on SQLite alone: what differs by engine is tested apart."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.assistant.fake_openai import FakeOpenAI
from tests.world import JOHN, World, world

SHIPPED = Path(__file__).parents[2] / "data" / "facts.md"
KEY = "a-key-of-openais"


@pytest.fixture
async def studio(tmp_path: Path) -> AsyncIterator[World]:
    """The studio with the facts that are shipped and John as a client; Nadine's window is open. No model."""
    shutil.copy(SHIPPED, tmp_path / "facts.md")
    async with world(f"sqlite:///{tmp_path / 'studio.sqlite3'}", tmp_path) as here:
        yield await _with_john(here)


@pytest.fixture
async def model() -> AsyncIterator[FakeOpenAI]:
    fake = FakeOpenAI()
    yield fake
    await fake.stop()


@pytest.fixture
async def thinking(tmp_path: Path, model: FakeOpenAI, request: pytest.FixtureRequest) -> AsyncIterator[World]:
    """The same studio, with a model; a parameter says for how many seconds it is waited for."""
    shutil.copy(SHIPPED, tmp_path / "facts.md")
    patience = getattr(request, "param", "8")
    environment = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": await model.start(), "LLM_TIMEOUT_S": patience}
    async with world(f"sqlite:///{tmp_path / 'studio.sqlite3'}", tmp_path, **environment) as here:
        yield await _with_john(here)


async def _with_john(here: World) -> World:
    await here.register("John Smith", JOHN)
    await here.say("nadine", "hi")
    return here
