"""Over the wire, with Meta refusing, stumbling and falling silent: each thing is said once."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from pilateshq import outbox
from pilateshq.conversation.turn import Notice
from pilateshq.messages import Text
from pilateshq.models import Memory
from pilateshq.sandbox.graph import Fault, Shown
from pilateshq.studio import people
from tests.world import JOHN, MARY, World, world

BOOK = "Book John 2025-10-07 08h00 single"
CONFIRMED = "single on Tue 7 Oct 08:00"
SENT_BUT_UNKNOWN = [Fault.hang_after, Fault.close_after, Fault.truncated]
NOT_SENT_AND_UNKNOWN = [Fault.close_before, Fault.html_502, Fault.unavailable, Fault.server_error]


@pytest.fixture
async def studio(database_url: str, tmp_path: Path) -> AsyncIterator[World]:
    async with world(database_url, tmp_path, SEND_TIMEOUT_S="0.3") as here:
        await here.register("John Smith", JOHN)
        await here.register("Mary Jones", MARY)
        yield here


# the window


@pytest.mark.parametrize("way", ["sync", "status"])
async def test_a_confirmation_that_meta_refuses_after_a_day_arrives_as_one_template(
    studio: World, way: str
) -> None:
    await studio.say("john", "hi")
    studio.emulator.window_refusal = "sync" if way == "sync" else "status"
    studio.emulator.people["john"].last_inbound_at = None  # as Meta's clock sees it
    await studio.say("nadine", BOOK)
    await studio.later(hours=1)

    assert [each.template for each in confirmations(studio)] == ["client_booking_us"]
    assert await fates(studio, "booked") == ["failed", "delivered"]


async def test_a_reply_that_meta_refuses_after_a_day_arrives_as_an_update(studio: World) -> None:
    studio.emulator.fault(Fault.refuse_window, to="john")
    await studio.say("john", "bookings")

    assert [each.template for each in studio.phone("john")] == ["client_update_us"]


async def test_words_on_several_lines_go_into_a_template_on_one(studio: World) -> None:
    words = Text("Hi *there*\n\nthree\t\tlines     and   spaces")
    await studio.do(lambda: queue_for_john(words, studio))
    await studio.later(seconds=1)

    assert studio.last("john").template == "client_update_us"
    assert "Hi there · three · lines and spaces" in studio.last("john").text


async def test_a_paused_template_waits_and_goes_as_words_once_the_person_writes(studio: World) -> None:
    await studio.say("nadine", "hi")
    studio.emulator.fault(Fault.template_paused, to="john")
    await studio.say("nadine", BOOK)
    assert confirmations(studio) == []
    assert "• client_booking_us: " in studio.last("nadine").text

    await studio.say("john", "hi")
    assert [each.buttons for each in confirmations(studio)] == [["❌ Reject"]]


async def test_a_paused_template_goes_once_meta_lets_it_through(studio: World) -> None:
    studio.emulator.fault(Fault.template_paused, to="john")
    await studio.say("nadine", BOOK)
    approved = {
        "event": "APPROVED",
        "message_template_id": 1259544702043867,
        "message_template_name": "client_booking_us",
        "message_template_language": "en-US",
    }
    change = {"field": "message_template_status_update", "value": approved}
    await studio.emulator.deliver({"entry": [{"changes": [change]}]})
    await studio.idle()

    assert [each.template for each in confirmations(studio)] == ["client_booking_us"]


# statuses


async def test_statuses_before_the_answer_doubled_backwards_and_without_contacts_tell_one_fate(
    studio: World,
) -> None:
    studio.emulator.fault(Fault.slow, to="john")
    await studio.say("nadine", BOOK)
    assert await fates(studio, "booked") == ["delivered"]

    told = [json.loads(each.body) for each in studio.emulator.deliveries if b'"statuses"' in each.body]
    for body in reversed(told):
        body["entry"][0]["changes"][0]["value"].pop("contacts", None)
        assert await studio.emulator.deliver(body) == 200
    assert await fates(studio, "booked") == ["delivered"]


# refused, and certainly not sent


@pytest.mark.parametrize("fault", [Fault.rate_limit, Fault.pair_limit])
async def test_what_meta_puts_off_goes_a_little_later(studio: World, fault: Fault) -> None:
    studio.emulator.fault(fault, times=2, to="john")
    await studio.say("nadine", BOOK)
    for _ in range(2):
        assert confirmations(studio) == []
        await studio.later(minutes=1)

    assert len(confirmations(studio)) == 1


async def test_an_expired_token_pauses_all_and_nothing_is_lost(studio: World) -> None:
    studio.emulator.fault(Fault.token_expired, times=2)
    await studio.say("nadine", BOOK)
    await studio.say("mary", "hi")
    assert [len(studio.phone(each)) for each in ("nadine", "john", "mary")] == [0, 0, 0]
    assert await readiness(studio) == 503

    await studio.later(minutes=1)  # the second that is refused
    await studio.later(minutes=2)
    assert [len(studio.phone(each)) for each in ("nadine", "john", "mary")] == [1, 1, 1]
    assert await readiness(studio) == 200


async def test_what_never_goes_is_told_to_nadine_once(studio: World) -> None:
    studio.emulator.fault(Fault.bad_parameter, to="john")
    await studio.say("nadine", BOOK)
    await studio.later(hours=1)

    told = [each.text for each in studio.phone("nadine") if "was not told" in each.text]
    assert len(told) == 1
    assert "John Smith was not told" in told[0]


async def test_a_phone_that_cannot_be_reached_is_told_to_nadine_once(studio: World) -> None:
    studio.emulator.people["john"].on_whatsapp = False
    await studio.say("nadine", BOOK)
    await studio.later(hours=1)

    assert len([each for each in studio.phone("nadine") if "John Smith cannot be reached" in each.text]) == 1


async def test_alerts_that_cannot_be_sent_cause_no_alerts(studio: World) -> None:
    studio.emulator.people["john"].on_whatsapp = False
    studio.emulator.people["nadine"].on_whatsapp = False
    await studio.say("nadine", BOOK)
    for _ in range(3):
        await studio.later(hours=1)

    assert len(await studio.sent()) == 3  # the reply, the confirmation and one alert


async def test_a_confirmation_that_was_cancelled_before_it_was_sent_is_never_sent(studio: World) -> None:
    studio.emulator.fault(Fault.pair_limit, to="john")
    await studio.say("nadine", BOOK)
    await studio.say("nadine", "cancel john")
    await studio.later(minutes=1)

    assert await fates(studio, "booked") == ["cancelled"]
    assert ["cancelled" in each.text for each in studio.phone("john")] == [True]


async def test_messages_to_one_person_keep_their_order(studio: World) -> None:
    studio.emulator.fault(Fault.pair_limit, times=3, to="john")
    for day in ("2025-10-07", "2025-10-08", "2025-10-09"):
        await studio.say("nadine", f"Book John {day} 08h00 single")
    for _ in range(4):
        await studio.later(minutes=1)

    assert [each.text.split(" 08:00")[0][-5:] for each in studio.phone("john")] == ["7 Oct", "8 Oct", "9 Oct"]


# nobody knows


@pytest.mark.parametrize("fault", SENT_BUT_UNKNOWN)
async def test_what_meta_took_without_saying_so_is_never_sent_twice(studio: World, fault: Fault) -> None:
    studio.emulator.fault(fault, to="john")
    await studio.say("nadine", BOOK)
    for _ in range(3):
        await studio.later(minutes=10)

    assert len(confirmations(studio)) == 1
    assert await fates(studio, "booked") == ["delivered"]


@pytest.mark.parametrize("fault", NOT_SENT_AND_UNKNOWN)
async def test_what_meta_lost_goes_again_once_its_silence_means_something(
    studio: World, fault: Fault
) -> None:
    studio.emulator.fault(fault, to="john")
    await studio.say("nadine", BOOK)
    studio.clock.forward(seconds=1)
    await studio.say("mary", "hi")
    await studio.later(minutes=4)
    assert confirmations(studio) == []

    await studio.later(minutes=1)
    assert [each.template for each in confirmations(studio)] == ["client_booking_us"]
    assert await fates(studio, "booked") == ["delivered"]


async def test_without_any_sign_it_goes_again_later_and_says_so(studio: World) -> None:
    await studio.say("john", "hi")
    studio.emulator.fault(Fault.close_before, to="john")
    studio.emulator.statuses_paused = True
    await studio.say("nadine", BOOK)
    await studio.later(minutes=14)
    assert confirmations(studio) == []

    await studio.later(minutes=1)
    (again,) = confirmations(studio)
    assert again.text.startswith("Reminder of our earlier message:")


async def test_if_it_came_twice_after_all_the_row_names_both(studio: World) -> None:
    studio.emulator.statuses_paused = True
    studio.emulator.fault(Fault.close_after, to="john")
    await studio.say("nadine", BOOK)
    await studio.later(minutes=15)
    assert len(confirmations(studio)) == 2

    studio.emulator.statuses_paused = False
    await studio.idle()
    row = next(each for each in await studio.sent() if each.key.startswith("booked"))
    shown = [each.wamid for each in confirmations(studio)]
    assert row.state == "delivered"
    assert {row.wamid, row.note.removeprefix("It went twice, also as ").removesuffix(".")} == set(shown)


async def test_a_message_that_hangs_keeps_nobody_else_waiting(database_url: str, tmp_path: Path) -> None:
    async with world(database_url, tmp_path, SEND_TIMEOUT_S="1.5") as studio:
        await studio.register("John Smith", JOHN)
        await studio.register("Mary Jones", MARY)
        studio.emulator.statuses_paused = True
        studio.emulator.fault(Fault.hang_after, to="john")
        await studio.emulator.say("nadine", BOOK)
        await studio.emulator.say("mary", "hi")
        await studio.emulator.wait_for("mary", "Mary")

        assert await fates(studio, "booked") == ["sending"]
        studio.emulator.statuses_paused = False
        await studio.idle()
        assert await fates(studio, "booked") == ["delivered"]


async def test_a_message_without_statuses_is_accepted_and_stays_so(studio: World) -> None:
    studio.emulator.fault(Fault.no_status, to="john")
    await studio.say("nadine", BOOK)
    await studio.later(hours=1)

    assert await fates(studio, "booked") == ["accepted"]
    assert len(confirmations(studio)) == 1


async def test_a_meta_that_cannot_be_reached_loses_nothing(studio: World) -> None:
    port = studio.server.wire._root
    studio.server.wire._root = "http://127.0.0.1:1/v25.0"
    await studio.say("nadine", BOOK)
    for _ in range(10):
        await studio.later(minutes=15)
    studio.server.wire._root = port
    await studio.later(minutes=15)

    assert len(confirmations(studio)) == 1
    assert await studio.do(lambda: Memory.recall("pause_reason")) is None


def queue_for_john(words: Text, studio: World) -> None:
    now = studio.clock()
    notice = Notice(to=people.contact_of(JOHN), key="a", message=words, expires_at=now + timedelta(days=1))
    outbox.queue(notice, now=now)


def confirmations(studio: World) -> list[Shown]:
    return [each for each in studio.phone("john") if CONFIRMED in each.text]


async def fates(studio: World, key: str) -> list[str]:
    """List what became of what was queued under keys that begin so."""
    return [str(each.state) for each in await studio.sent() if each.key.startswith(key)]


async def readiness(studio: World) -> int:
    url = f"http://127.0.0.1:{studio.server.port}/readyz"
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status
