"""A short form of `make fortnight`: two days, with the server away in the first evening."""

from pathlib import Path

import pytest

from tests.fortnight.run import Plan, run

pytestmark = pytest.mark.long


async def test_over_days_restarts_and_an_outage_each_due_message_comes_once(tmp_path: Path) -> None:
    plan = Plan(days=2, clients=12, step=45, seed=3, down_on=0)
    found, kills = await run(plan, tmp_path, f"sqlite:///{tmp_path / 'studio.sqlite3'}")

    assert found.is_clean, "\n".join(found.lines())
    assert found.kinds["tomorrow"] > 1
    assert found.kinds["evening"] == 2
    assert kills
