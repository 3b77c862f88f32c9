"""The studio of the assistant's tests, on SQLite alone: what differs by engine is tested apart."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.world import JOHN, World, world


@pytest.fixture
async def studio(tmp_path: Path) -> AsyncIterator[World]:
    """The studio, with John as a client; Nadine's window is open."""
    async with world(f"sqlite:///{tmp_path / 'studio.sqlite3'}", tmp_path) as here:
        await here.register("John Smith", JOHN)
        await here.say("nadine", "hi")
        yield here
