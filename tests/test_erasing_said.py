"""Erasing as it is said: wished by a client or a stranger, shown to Nadine, and done when she confirms."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from pilateshq.conversation import erasing
from pilateshq.models import Booking, Client, Contact, Event, Inbound, Lead, Outbound, OutboundState
from pilateshq.studio import people
from tests.talking import Talk
from tests.world import JOHN, STRANGER, World, world


@pytest.fixture
async def studio(database_url: str, tmp_path: Path) -> AsyncIterator[World]:
    async with world(database_url, tmp_path) as here:
        await here.register("John Smith", JOHN)
        await here.say("nadine", "hi")
        yield here


@pytest.mark.parametrize(
    ("is_meant", "lines"),
    [
        (True, "delete my data|Delete my data!|please delete all my data|can you delete my data?"),
        (True, "Hi Nadine, please delete my personal information|erase me|forget me|remove my details pls"),
        (True, "I want you to delete my account|delete my number from your system|I want to be forgotten"),
        (True, "wipe all of my info|delete me|how do I delete my data|remove me from your system"),
        (False, "delete my booking|remove me from Friday|delete tomorrow|forget it|forget me for tomorrow"),
        (False, "my phone deleted my data|delete|data|don't delete my data|erase|cancel my data"),
    ],
)
def test_a_wish_to_be_erased_is_read_in_many_words(is_meant: bool, lines: str) -> None:
    read = {line: erasing.wants(line, owner="Nadine") for line in lines.split("|")}
    assert read == dict.fromkeys(lines.split("|"), is_meant)


async def test_a_client_asks_and_nadine_sees_what_goes_before_it_goes(studio: World) -> None:
    await studio.book("John Smith", "2025-10-07 08:00")

    promised = await studio.say("john", "delete my data")
    assert "Nadine deletes what the studio keeps of you, at the latest within 30 days" in promised
    assert "Only invoices stay, for the 5 years" in promised
    assert "until Sat 1 Nov" in studio.last("nadine").text

    shown = await studio.tap("nadine", "Show what goes")
    assert "Erase John Smith for good? This cannot be undone" in shown
    assert "single on Tue 7 Oct 08:00" in shown
    assert "They get one last message." in shown
    assert await studio.do(lambda: Client.get(Client.name == "John Smith").active)

    done = await studio.tap("nadine", "Confirm")
    assert done.startswith("Erased for good:\n• single on Tue 7 Oct 08:00\n• their name, number")
    assert "John" not in done
    assert studio.last("john").text.startswith("It is done: what we kept of you is deleted.")
    assert ("Erased client 1", "cancelled") in await studio.statuses()


async def test_the_last_words_and_the_number_are_forgotten_once_they_have_gone(studio: World) -> None:
    await studio.say("john", "delete my data")
    await studio.tap("nadine", "Show what goes")
    await studio.tap("nadine", "Confirm")
    await studio.later(seconds=15)

    def left() -> list[object]:
        said = [each.key for each in Outbound.select() if "John" in f"{each.message}{each.template}"]
        heard = [each.key for each in Inbound.select() if JOHN.encode() in bytes(each.body)]
        return [people.find(wa_id=JOHN, user_id="ZA.1000000000000002"), said, heard]

    assert await studio.do(left) == [None, [], []]
    what = await studio.do(lambda: [each.what for each in Event.select().order_by(Event.id)])
    assert "asked to be erased" in what
    assert what[-1] == "erased"


async def test_whoever_writes_again_is_a_stranger(studio: World) -> None:
    await studio.say("john", "hello")
    await studio.say("nadine", "erase John")
    await studio.tap("nadine", "Confirm")
    await studio.say("john", "bookings")
    await studio.later(seconds=15)

    assert await studio.do(lambda: [each.contact.wa_id for each in Lead.select()]) == [JOHN]


async def test_a_stranger_asks_and_goes_without_a_trace(studio: World) -> None:
    await studio.say("stranger", "Hello, my name is Lerato. Do you have space on Saturdays?")
    assert "deletes your name, your number" in await studio.say("stranger", "please delete my data")

    await studio.tap("nadine", "Show what goes")
    await studio.tap("nadine", "Confirm")
    assert "It is done" in studio.last("stranger").text
    await studio.later(seconds=15)
    assert await studio.do(lambda: people.find(wa_id=STRANGER, user_id=None)) is None
    assert await studio.do(lambda: Lead.select().count()) == 0


async def test_a_message_that_is_in_doubt_stays_in_doubt_and_goes_to_nobody(studio: World) -> None:
    def leave_in_doubt() -> None:
        to_john = Outbound.contact == Contact.get(Contact.wa_id == JOHN)
        Outbound.update(state=OutboundState.unknown, key="doubt").where(to_john).execute()

    await studio.say("john", "hello")
    await studio.do(leave_in_doubt)
    await studio.say("nadine", "erase John")
    await studio.tap("nadine", "Confirm")
    before = len(studio.phone("john"))
    await studio.later(hours=1)

    assert len(studio.phone("john")) == before
    assert await studio.do(lambda: [str(each.state) for each in Outbound.select() if each.id == 1]) != [
        "sent"
    ]


# at the desk


def test_a_client_is_found_by_number_too_and_who_is_nobody_is_told_so(talk: Talk) -> None:
    assert "Erase John Smith for good?" in talk.say("nadine", "erase 082 111 0002")
    assert talk.say("nadine", "erase 082 111 7777") == "Nobody is known at that number."
    assert "That enquiry" in talk.say("nadine", "erase lead #99")
    assert "They help to run the studio" in talk.say("nadine", "erase 082 111 0001")


def test_nothing_before_an_erasing_can_be_undone(talk: Talk) -> None:
    talk.say("nadine", "Book John tomorrow 08:00 single")
    talk.say("nadine", "erase John")
    talk.tap("nadine", "Confirm")

    assert "nothing of yours to undo" in talk.say("nadine", "undo")
    assert [str(each.status) for each in Booking.select()] == ["cancelled"]


def test_without_an_open_window_nobody_is_told_and_nadine_knows(talk: Talk) -> None:
    talk.forward(days=2)

    assert "They are not told" in talk.say("nadine", "erase John")
    talk.tap("nadine", "Confirm")
    assert not Outbound.select().where(Outbound.key.startswith("farewell")).exists()


def test_a_client_cannot_erase_and_nadine_is_not_asked_to_erase_herself(talk: Talk) -> None:
    talk.say("mary", "erase John")
    assert "Nothing happens until" not in talk.say("nadine", "delete my data")
    assert Client.select().where(Client.active).count() == 2
