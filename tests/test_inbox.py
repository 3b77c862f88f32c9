"""What Meta brings: kept once, answered in order, and never lost to a bug."""

import json
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, NoReturn

import psycopg
import pytest
from peewee import OperationalError

from pilateshq import db, inbox
from pilateshq.conversation import desk
from pilateshq.conversation.turn import Answer, Turn
from pilateshq.models import Booking, Event, Inbound, Outbound
from pilateshq.studio import history, people
from pilateshq.whatsapp import webhook
from tests.outgoing import ENGINES, Outgoing, outgoing, outgoing_for
from tests.services import Postgres
from tests.world import JOHN, MARY, NADINE, STRANGER, THURSDAY, World, empty_studio, world

SORRY = "Sorry, something went wrong on our side."


@pytest.fixture(params=ENGINES)
def studio(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Outgoing]:
    with outgoing_for(request, tmp_path) as there:
        yield there


@pytest.fixture
async def whole(database_url: str, tmp_path: Path) -> AsyncIterator[World]:
    async with world(database_url, tmp_path) as here:
        await here.register("John Smith", JOHN)
        yield here


@pytest.fixture
def broken_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the desk do half of what is asked and fail, where the words say which way."""
    whole_answer = desk.answer

    def answer(turn: Turn) -> Answer:
        if turn.words in FAULTS:
            history.record("half done", actor="test", now=turn.now)
            raise FAULTS[turn.words]
        return whole_answer(turn)

    monkeypatch.setattr(desk, "answer", answer)


FAULTS = {"a bug": ZeroDivisionError("a bug"), "a locked row": OperationalError("lock timeout")}


# kept


def test_a_message_that_comes_twice_is_one_row(studio: Outgoing) -> None:
    keep(studio, said("wamid.1", "hi"), said("wamid.1", "hi"))
    answer_all(studio)
    keep(studio, said("wamid.1", "hi"))

    assert [each.state for each in Inbound.select()] == ["done"]
    assert answer_all(studio) == []


@pytest.mark.parametrize(
    "change",
    [
        {"field": "account_alerts", "value": {"alert": "x"}},
        {"field": "messages", "value": {"messages": [{"type": "text"}]}},
        {"field": "messages", "value": {"statuses": [{"id": "wamid.1", "status": "warped"}]}},
        {"field": "messages", "value": {"errors": [{"code": 131000}]}},
    ],
)
def test_what_we_do_not_read_is_kept_and_left_alone(studio: Outgoing, change: dict[str, Any]) -> None:
    keep(studio, change)
    keep(studio, change)

    assert [each.state for each in Inbound.select()] == ["stale"]
    assert answer_all(studio) == []


def test_news_of_templates_frees_what_waits_for_them(studio: Outgoing) -> None:
    studio.queue("hello")
    Outbound.update(held=True, next_at=studio.now + timedelta(hours=1)).execute()
    named = {"message_template_name": "client_update_us", "message_template_language": "en-US"}
    keep(studio, {"field": "message_template_status_update", "value": {"event": "APPROVED", **named}})

    assert studio.claim()


# in order


def test_messages_of_one_person_are_answered_in_the_order_in_which_they_came(studio: Outgoing) -> None:
    keep(studio, said("wamid.2", "hi"), said("wamid.1", "hi"), said("wamid.3", "hi", sender=MARY))

    assert answer_all(studio) == ["wamid.2", "wamid.1", "wamid.3"]


@pytest.mark.usefixtures("broken_desk")
def test_a_message_that_must_wait_holds_back_its_own_sender_only(studio: Outgoing) -> None:
    keep(studio, said("wamid.1", "a locked row"), said("wamid.2", "hi"), said("wamid.3", "hi", sender=MARY))

    assert answer_all(studio) == ["wamid.1", "wamid.3"]
    assert states() == ["new", "new", "done"]


def test_one_person_who_writes_a_lot_lets_the_others_go_first(studio: Outgoing) -> None:
    keep(studio, *(said(f"wamid.{number}", "hi") for number in range(3)))
    keep(studio, said("wamid.3", "hi", sender=MARY), said("wamid.4", "hi", sender=NADINE))
    order, last = [], ""
    while answered := inbox.answer_next(after=last, settings=studio.settings, now=studio.now):
        order.append(str(answered.wamid)[-1])
        last = answered.sender

    assert order == ["0", "3", "1", "4", "2"]


def test_a_message_older_than_eight_days_is_left(studio: Outgoing) -> None:
    keep(studio, said("wamid.1", "hi"))
    studio.forward(days=8, seconds=1)
    answer_all(studio)

    assert states() == ["stale"]
    assert Outbound.select().count() == 0


# when something is wrong


@pytest.mark.usefixtures("broken_desk")
def test_a_bug_undoes_its_own_message_and_is_apologised_for_once(studio: Outgoing) -> None:
    keep(studio, said("wamid.1", "a bug"), said("wamid.2", "hi"))
    answer_all(studio)

    assert states() == ["failed", "done"]
    assert [each.what for each in Event.select()] == ["registered", "registered"]
    assert [SORRY in each for each in told(JOHN)] == [True, False]
    assert ["A message from John Smith met a fault" in each for each in studio.told_owner()] == [True]
    assert "ZeroDivisionError" in Inbound.get(Inbound.key == "m:wamid.1").error


@pytest.mark.usefixtures("broken_desk")
def test_the_owner_is_not_told_twice_of_her_own_message(studio: Outgoing) -> None:
    keep(studio, said("wamid.1", "a bug", sender=NADINE))
    answer_all(studio)

    assert [SORRY in each for each in told(NADINE)] == [True]


@pytest.mark.usefixtures("broken_desk")
def test_a_stranger_is_apologised_to_as_well(studio: Outgoing) -> None:
    keep(studio, said("wamid.1", "a bug", sender=STRANGER))
    answer_all(studio)

    assert [SORRY in each for each in told(STRANGER)] == [True]


def test_where_even_the_apology_fails_the_next_message_is_answered(
    studio: Outgoing, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(studio, said("wamid.1", "hi"), said("wamid.2", "hi", sender=MARY))
    whole_sender = webhook.sender
    monkeypatch.setattr(webhook, "sender", lambda raw: 1 / 0 if JOHN.encode() in raw else whole_sender(raw))
    answer_all(studio)

    assert states() == ["failed", "done"]


@pytest.mark.usefixtures("broken_desk")
def test_the_databases_trouble_is_not_the_messages(studio: Outgoing) -> None:
    keep(studio, said("wamid.1", "a locked row"))
    waits = []
    while answer_all(studio) and states() == ["new"]:
        waits.append((Inbound.get().next_at - studio.now).total_seconds())
        studio.forward(seconds=waits[-1])

    assert waits == [2, 4, 8, 16]
    assert states() == ["failed"]
    assert [SORRY in each for each in told(JOHN)] == [True]


@pytest.mark.usefixtures("broken_desk")
def test_an_apology_waits_for_the_database_too(studio: Outgoing, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(studio, said("wamid.1", "a bug"))
    inbox.answer_next(settings=studio.settings, now=studio.now)
    with monkeypatch.context() as busy:
        busy.setattr(inbox, "_queue", lambda *_, **__: fail(FAULTS["a locked row"]))
        answer_all(studio)
    assert (told(JOHN), "ZeroDivisionError" in Inbound.get().error) == ([], True)

    studio.forward(seconds=2)
    answer_all(studio)
    assert [SORRY in each for each in told(JOHN)] == [True]


@pytest.mark.usefixtures("broken_desk")
def test_once_the_database_is_well_the_message_is_answered(studio: Outgoing) -> None:
    keep(studio, said("wamid.1", "a locked row"))
    answer_all(studio)
    body = json.loads(Inbound.get().body)
    body["message"]["text"]["body"] = "hi"
    Inbound.update(body=json.dumps(body).encode()).execute()
    studio.forward(seconds=2)
    answer_all(studio)

    assert states() == ["done"]
    assert Event.select().count() == 2


def test_a_lock_that_lasts_makes_a_message_wait_and_undoes_its_half(
    postgres: Postgres, tmp_path: Path
) -> None:
    with postgres.database() as url:
        with outgoing(url, tmp_path) as studio:
            keep(studio, said("wamid.1", "Book John 2025-10-07 08h00 single", sender=NADINE))
        with psycopg.connect(url) as other, empty_studio(url, tmp_path) as settings:
            other.execute("LOCK TABLE event")
            db.database.execute_sql("SET LOCAL lock_timeout = '20ms'")
            inbox.answer_next(settings=settings, now=THURSDAY)
            assert (states(), Inbound.get().attempts, Booking.select().count()) == (["new"], 1, 0)

            other.rollback()
            inbox.answer_next(settings=settings, now=THURSDAY + timedelta(seconds=2))
            assert (states(), Booking.select().count()) == (["done"], 1)


# over the wire


async def test_a_message_brought_again_after_it_was_answered_does_nothing(whole: World) -> None:
    await whole.say("john", "bookings")
    delivered = whole.emulator.deliveries[0].body
    statuses = [await whole.emulator.deliver(delivered) for _ in range(3)]
    await whole.idle()

    assert statuses == [200, 200, 200]
    assert len(whole.phone("john")) == 1


async def test_a_person_without_a_number_is_answered_by_user_id(whole: World) -> None:
    whole.emulator.add_person("zola", "Zola", None, "ZA.1000000000000077")
    assert await whole.say("zola", "hi")

    (call,) = (each.payload for each in whole.emulator.calls if each.accepted and "recipient" in each.payload)
    assert (call["recipient"], "to" in call) == ("ZA.1000000000000077", False)
    assert "Zola" in whole.last("nadine").text


@pytest.mark.parametrize(
    "body", [b"[]", b"{", b'{"entry": 7}', b'{"entry": [{"changes": [{"field": "new"}]}]}', b"\xff"]
)
async def test_whatever_meta_signs_is_kept_and_taken(whole: World, body: bytes) -> None:
    assert await whole.emulator.deliver(body) == 200
    assert await whole.do(states) == ["stale"]


def keep(studio: Outgoing, *changes: dict[str, Any]) -> None:
    body = json.dumps({"entry": [{"changes": list(changes)}]}).encode()
    inbox.keep(webhook.events(body, now=studio.now), settings=studio.settings, now=studio.now)


def said(wamid: str, words: str, sender: str = JOHN) -> dict[str, Any]:
    message = {"id": wamid, "from": sender, "timestamp": str(int(THURSDAY.timestamp()))}
    value = {"messages": [{**message, "type": "text", "text": {"body": words}}]}
    return {"field": "messages", "value": value}


def answer_all(studio: Outgoing) -> list[str]:
    """Answer what can be answered now, and give the ids in that order."""
    answered = iter(lambda: inbox.answer_next(settings=studio.settings, now=studio.now), None)
    return list(dict.fromkeys(each.wamid for each in answered if each and each.wamid))


def fail(error: Exception) -> NoReturn:
    raise error


def states() -> list[str]:
    return [each.state for each in Inbound.select().order_by(Inbound.id)]


def told(number: str) -> list[str]:
    """List what is queued for that person."""
    rows = Outbound.select().where(Outbound.contact == people.contact_of(number)).order_by(Outbound.id)
    return [row.message or "" for row in rows]
