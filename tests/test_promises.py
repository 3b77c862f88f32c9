"""What reliability promises, as far as no other test's name says it."""

from collections.abc import Callable
from pathlib import Path
from threading import Barrier, Thread

import pytest

from pilateshq import db, inbox
from pilateshq.errors import SettingsError
from pilateshq.models import Outbound, OutboundState
from pilateshq.server import Server
from pilateshq.settings import Operations, Settings, read
from pilateshq.whatsapp import webhook
from tests import calls
from tests.outgoing import outgoing
from tests.world import ENVIRONMENT, JOHN, MARY, THURSDAY, StillClock, settings_for


def test_two_servers_answer_each_message_once(database_url: str, tmp_path: Path) -> None:
    with outgoing(database_url, tmp_path) as out:
        settings = out.settings
    answered: list[str] = []

    def process() -> None:
        """Hear all that the other one hears, and answer what is there to answer."""
        for number in range(8):
            _keep(number, settings)
        while wamid := _answer_next(settings):
            answered.append(wamid)

    db.open_database(database_url)
    _at_once(process, process)
    with db.transaction():
        answers = [row.answers for row in Outbound.select().where(Outbound.answers.is_null(False))]
    db.database.obj.close_all()

    assert sorted(answered) == sorted(_wamid(number) for number in range(8))
    assert len(set(answers)) == len(answers) == 8


def _keep(number: int, settings: Settings) -> None:
    sender = (JOHN, MARY)[number % 2]
    message = calls.message(**{"id": _wamid(number), "from": sender, "text": {"body": "hi"}})
    with db.transaction():
        inbox.keep(webhook.events(calls.call(message), now=THURSDAY), settings=settings, now=THURSDAY)


def _wamid(number: int) -> str:
    return f"wamid.{number}"


def _answer_next(settings: Settings) -> str | None:
    with db.transaction(alone=True):
        answered = inbox.answer_next(settings=settings, now=THURSDAY)
    return answered.wamid if answered else None


def _at_once(*processes: Callable[[], None]) -> None:
    begin = Barrier(len(processes))

    def run(process: Callable[[], None]) -> None:
        begin.wait()
        process()

    threads = [Thread(target=run, args=(each,)) for each in processes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


async def test_a_start_owns_up_to_what_the_dead_were_sending_and_leaves_what_others_send(
    database_url: str, tmp_path: Path
) -> None:
    with outgoing(database_url, tmp_path) as out:
        out.queue_and_take("hello")
    server = Server(settings_for(database_url, tmp_path), StillClock(THURSDAY))
    await server.start()
    state = await server.database.run(lambda: Outbound.get(Outbound.key == "hello").state)
    await server.stop()

    nobody_else_can_be_there = database_url.startswith("sqlite:")
    assert state == (OutboundState.unknown if nobody_else_can_be_there else OutboundState.sending)


def test_what_a_dead_process_had_begun_goes_on_within_a_minute() -> None:
    assert Operations().lease + Operations().tick <= 60


def test_without_an_app_secret_nothing_is_served() -> None:
    environment = {name: value for name, value in ENVIRONMENT.items() if name != "WHATSAPP_APP_SECRET"}
    with pytest.raises(SettingsError, match="WHATSAPP_APP_SECRET is missing"):
        read(environment, serving=True)
