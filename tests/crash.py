"""A bot that is killed at one point of its work: `python -m tests.crash POINT TIMES`, set up like serve."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from typing import Any, NoReturn

from aiohttp import web

from pilateshq import db, fates, inbox, outbox, server, settings
from pilateshq.clock import utcnow
from pilateshq.whatsapp.client import GraphClient


def die() -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("a process that was killed goes on")


class Countdown:
    """Kills the process when it is reached for the given time."""

    def __init__(self, times: int) -> None:
        self._left = times

    def reach(self) -> None:
        self._left -= 1
        if not self._left:
            die()


def before_the_message_is_committed(countdown: Countdown) -> None:
    replace(inbox, "keep", after=lambda _: countdown.reach())


def before_the_200(countdown: Countdown) -> None:
    replace_async(db.DatabaseThread, "run_first", after=countdown.reach)


def after_the_200(countdown: Countdown) -> None:
    """The reply is kept from being quicker."""

    class LastResponse(web.Response):
        async def write_eof(self, data: bytes = b"") -> None:
            await super().write_eof(data)
            countdown.reach()

    receive = server.Server.receive

    async def receive_and_die(self: server.Server, request: web.Request) -> web.Response:
        await receive(self, request)
        return LastResponse()

    patch(server.Server, "receive", receive_and_die)
    patch(inbox, "answer_next", lambda **_: None)


def before_the_answer_is_committed(countdown: Countdown) -> None:
    replace(inbox, "answer_next", after=lambda answered: countdown.reach() if answered else None)


def before_a_send_is_claimed(countdown: Countdown) -> None:
    claim = outbox.claim

    def claim_or_die(**given: Any) -> outbox.Sending | None:
        if outbox.due(given["settings"], now=given["now"]):
            countdown.reach()
        return claim(**given)

    patch(outbox, "claim", claim_or_die)


def before_a_send_leaves(countdown: Countdown) -> None:
    replace_async(GraphClient, "send", before=countdown.reach)


def before_an_acceptance_is_committed(countdown: Countdown) -> None:
    replace(fates, "accepted", after=lambda _: countdown.reach())


POINTS: dict[str, Callable[[Countdown], None]] = {
    point.__name__: point
    for point in (
        before_the_message_is_committed,
        before_the_200,
        after_the_200,
        before_the_answer_is_committed,
        before_a_send_is_claimed,
        before_a_send_leaves,
        before_an_acceptance_is_committed,
    )
}


def replace(owner: Any, name: str, *, after: Callable[[Any], None]) -> None:
    whole = getattr(owner, name)

    def with_more(*args: Any, **kwargs: Any) -> Any:
        done = whole(*args, **kwargs)
        after(done)
        return done

    patch(owner, name, with_more)


def replace_async(
    owner: Any,
    name: str,
    *,
    before: Callable[[], None] = lambda: None,
    after: Callable[[], None] = lambda: None,
) -> None:
    whole = getattr(owner, name)

    async def with_more(*args: Any, **kwargs: Any) -> Any:
        before()
        done = await whole(*args, **kwargs)
        after()
        return done

    patch(owner, name, with_more)


def patch(owner: Any, name: str, new: Any) -> None:
    setattr(owner, name, new)


def main(point: str, times: str) -> None:
    POINTS[point](Countdown(int(times)))
    asyncio.run(server.run(settings.read(os.environ, serving=True), utcnow))


if __name__ == "__main__":
    main(*sys.argv[1:])
