"""What /readyz tells."""

from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest

from pilateshq import health
from pilateshq.errors import Refusal
from pilateshq.models import Inbound, Memory
from tests.outgoing import ENGINES, Outgoing, outgoing_for
from tests.world import MARY, world


@pytest.fixture(params=ENGINES)
def out(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Outgoing]:
    with outgoing_for(request, tmp_path) as there:
        Memory.keep("tick", there.now.isoformat())
        yield there


def test_all_is_well_while_the_clock_ticks(out: Outgoing) -> None:
    assert problems(out) == ()


def test_a_clock_that_does_not_tick_is_a_problem(out: Outgoing) -> None:
    out.forward(minutes=2)
    assert problems(out) == ("the clock does not tick",)

    Memory.forget("tick")
    assert problems(out) == ("the clock does not tick",)


def test_a_pause_is_a_problem_until_it_ends(out: Outgoing) -> None:
    out.refuse(out.queue_and_take("hello"), Refusal.operator, 190)
    assert problems(out) == ("nothing is sent: 190 Meta's words.",)

    out.forward(minutes=1)
    Memory.keep("tick", out.now.isoformat())
    out.accept(out.take())
    assert problems(out) == ()


def test_a_message_that_nobody_answers_is_a_problem(out: Outgoing) -> None:
    Inbound.create(key="m:1", body=b"{}", said_at=out.now, received_at=out.now, next_at=out.now)
    out.forward(minutes=2, seconds=1)
    Memory.keep("tick", out.now.isoformat())

    report = health.report(settings=out.settings, now=out.now)
    assert (report.ready, report.problems) == (False, ("messages wait for their answers",))
    assert report.inbox_lag_s == 121


def test_what_is_not_settled_is_counted(out: Outgoing) -> None:
    out.refuse(out.queue_and_take("in doubt"), Refusal.unknown)
    out.accept(out.queue_and_take("gone", to=MARY))
    out.queue("waits")

    assert health.report(settings=out.settings, now=out.now).outbox == {"unknown": 1, "queued": 1}


async def test_readyz_answers_200_only_while_it_can_work(new_database_url: str, tmp_path: Path) -> None:
    async with world(new_database_url, tmp_path) as here, aiohttp.ClientSession() as session:
        url = f"http://127.0.0.1:{here.server.port}/readyz"
        async with session.get(url) as answer:
            assert (answer.status, (await answer.json())["ready"]) == (200, True)
        await here.do(lambda: Memory._meta.database.execute_sql("DROP TABLE memory"))
        async with session.get(url) as answer:
            assert answer.status == 503
            assert "database" in (await answer.json())["problems"][0]


def problems(out: Outgoing) -> tuple[str, ...]:
    return health.report(settings=out.settings, now=out.now).problems
