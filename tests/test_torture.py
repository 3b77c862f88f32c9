"""A short torture on each engine, as `make torture` does it for long, and the control that it must catch."""

import asyncio

import pytest

from tests.torture.plan import BLIND, HASTY, Plan
from tests.torture.run import torture

pytestmark = pytest.mark.long


def plan(database: str, *, kills: int, blind: bool = False) -> Plan:
    return Plan(
        database=database,
        processes=2 if database == "postgres" else 1,
        kills=kills,
        messages=25 if blind else 50,
        clients=12,
        pause=0.3,
        longest=0.8,
        late=0.9 if blind else 0.2,
        late_by=3 if blind else 0.3,
        seed=7,
        blind=blind,
        operations=HASTY | (BLIND if blind else {}),
    )


async def test_whatever_dies_nothing_is_lost_and_nothing_is_done_twice(postgres: object) -> None:
    whole = await asyncio.gather(torture(plan("sqlite", kills=2)), torture(plan("postgres", kills=2)))

    assert [found for found in whole if not found.is_clean] == []


async def test_the_torture_finds_out_who_resends_blindly() -> None:
    found = await torture(plan("sqlite", kills=0, blind=True))

    assert found.faults["sent twice"]
