"""People whose numbers and ids change: the same person stays the same, and two are never made one."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from pilateshq.models import Client, Contact, Event, Inbound, Lead
from pilateshq.studio import people
from pilateshq.whatsapp import changes
from pilateshq.whatsapp.changes import Move, Preference
from pilateshq.whatsapp.webhook import Incoming, events
from tests.calls import NOW, call, read
from tests.conftest import MONDAY
from tests.world import JOHN, MARY, NADINE, World, world

NEW, NEW_ID, OLD_ID = "27821110077", "ZA.7777777777777777", "ZA.1000000000000002"


@pytest.fixture
async def studio(database_url: str, tmp_path: Path) -> AsyncIterator[World]:
    async with world(database_url, tmp_path) as here:
        await here.register("John Smith", JOHN)
        await here.register("Mary Jones", MARY)
        await here.say("nadine", "hi")
        yield here


# Meta says so


async def test_who_has_a_new_number_stays_the_same_person(studio: World) -> None:
    await studio.book("John Smith", "2025-10-07 08:00")
    await studio.say("john", "hi")
    await studio.emulator.change_number("john", NEW, NEW_ID)
    await studio.idle()

    assert "John Smith's number is +27821110077 now (it was +27821110002)" in studio.last("nadine").text
    assert await ids(studio, "John Smith") == (NEW, NEW_ID, "+27821110077")
    await studio.say("nadine", "Book John 2025-10-08 08h00 single")
    assert studio.last("john").template == "client_booking_us"  # nobody has written from there yet
    assert "Tue 7 Oct 08:00" in await studio.say("john", "bookings")
    assert await recorded(studio) == ["ids changed"]


async def test_a_new_number_that_is_hidden_leaves_the_id_alone_to_write_to(studio: World) -> None:
    await studio.say("john", "hi")
    studio.emulator.people["john"].hidden = True
    await studio.emulator.change_number("john", NEW, NEW_ID)
    await studio.idle()

    assert "WhatsApp hides the new one (it was +27821110002)" in studio.last("nadine").text
    assert await ids(studio, "John Smith") == (None, NEW_ID, None)
    await studio.say("nadine", "Book John 2025-10-08 08h00 single")
    assert "single on Wed 8 Oct 08:00" in studio.last("john").text
    assert "Wed 8 Oct 08:00" in await studio.say("john", "bookings")


async def test_a_new_id_alone_is_learned_and_told_twice_changes_nothing(studio: World) -> None:
    await studio.say("john", "hi")
    update = {"wa_id": JOHN, "user_id": {"previous": OLD_ID, "current": NEW_ID}, "timestamp": 1759392000}
    for _ in range(2):
        await tell(studio, "user_id_update", {"user_id_update": [update]})

    assert await ids(studio, "John Smith") == (JOHN, NEW_ID, f"+{JOHN}")
    assert await studio.do(lambda: client("John Smith").contact.heard_at) == studio.clock()
    assert await recorded(studio) == ["ids changed"]


async def test_of_people_whom_nobody_knows_nothing_is_kept(studio: World) -> None:
    before = await studio.do(Contact.select().count)
    await studio.emulator.change_number("stranger", NEW, NEW_ID)
    await tell(studio, "user_id_update", {"user_id_update": [{"wa_id": 5, "user_id": "ZA.5"}]})

    assert await studio.do(Contact.select().count) == before
    assert await studio.do(lambda: Inbound.select().where(Inbound.error != "").count()) == 0


async def test_a_system_message_opens_no_window_and_is_not_marked_as_read(studio: World) -> None:
    identity = {"acknowledged": True, "created_timestamp": "1759392000", "hash": "x"}
    system = {"type": "customer_identity_changed", "body": "John's identity changed"}
    await studio.emulator.send_raw("john", {"type": "system", "system": system, "identity": identity})
    await studio.idle()

    assert await studio.do(lambda: client("John Smith").contact.heard_at) is None
    assert [shown.read_by_bot for shown in studio.emulator.screen("john")] == [False]


# two people


async def test_a_number_that_another_client_has_changes_nothing_and_nadine_is_asked(studio: World) -> None:
    await studio.say("mary", "hi")
    await studio.say("john", "hi")
    await studio.emulator.change_number("john", MARY, NEW_ID)
    await studio.idle()

    asked = studio.last("nadine").text
    assert "to two of your clients: John Smith (+27821110002) and Mary Jones (+27821110003)" in asked
    assert "I have changed nothing, and tell John Smith nothing for now" in asked
    assert await ids(studio, "John Smith") == (JOHN, OLD_ID, f"+{JOHN}")
    assert await ids(studio, "Mary Jones") == (MARY, "ZA.1000000000000003", f"+{MARY}")

    assert "John Smith is not told" in await studio.say("nadine", "Book John 2025-10-08 08h00 single")
    await studio.tap("nadine", "Number is right")
    assert "told by" in await studio.say("nadine", "cancel john")


async def test_who_has_written_from_the_new_number_first_is_joined_when_nadine_says_so(studio: World) -> None:
    await studio.book("John Smith", "2025-10-07 08:00")
    await studio.say("john", "hi")
    person = studio.emulator.people["john"]
    person.wa_id, person.user_id = NEW, NEW_ID
    assert "08:00" not in await studio.say("john", "bookings")  # a stranger as yet
    person.wa_id, person.user_id = JOHN, OLD_ID
    await studio.emulator.change_number("john", NEW, NEW_ID)
    await studio.idle()
    assert (
        "John Smith's number (+27821110002) and the WhatsApp account of Johnny" in studio.last("nadine").text
    )

    assert "John Smith is written to at +27821110077 again" in await studio.tap("nadine", "Same person")
    assert await ids(studio, "John Smith") == (NEW, NEW_ID, f"+{NEW}")
    assert "Tue 7 Oct 08:00" in await studio.say("john", "bookings")
    assert await studio.do(lambda: [each.state for each in Lead.select()]) == ["registered"]

    assert "was decided before" in await studio.tap("nadine", "Same person")


async def test_a_known_number_with_another_id_is_somebody_else_until_nadine_says_so(studio: World) -> None:
    await studio.book("John Smith", "2025-10-07 08:00")
    await studio.say("john", "hi")
    studio.emulator.people["john"].user_id = NEW_ID
    assert "08:00" not in await studio.say("john", "bookings")

    (asked,) = [each.text for each in studio.phone("nadine") if "has a new owner" in each.text]
    assert "and tell John Smith nothing for now" in asked
    await studio.say("nadine", "cancel john")
    assert "John Smith was not told (the number is in doubt)" in studio.last("nadine").text

    await studio.tap("nadine", "Same person")
    assert await ids(studio, "John Smith") == (JOHN, NEW_ID, f"+{JOHN}")
    assert "no coming bookings" in await studio.say("john", "bookings")


async def test_a_new_owner_of_an_old_number_takes_nobody_along_when_they_move(studio: World) -> None:
    await studio.say("john", "hi")
    studio.emulator.people["john"].user_id = "ZA.5"
    await studio.emulator.change_number("john", NEW, NEW_ID)
    await studio.idle()

    assert await ids(studio, "John Smith") == (JOHN, OLD_ID, f"+{JOHN}")
    assert await recorded(studio) == []


async def test_a_client_known_by_number_and_a_stranger_by_id_are_asked_about_once(studio: World) -> None:
    john = studio.emulator.people["john"]
    john.hidden = True
    await studio.say("john", "hi, do you have space?")  # a username, and no number: nobody knows them
    john.hidden = False
    await studio.say("john", "bookings")
    await studio.say("john", "bookings")

    questions = [each.text for each in studio.phone("nadine") if "may be one person's" in each.text]
    assert len(questions) == 1
    await studio.tap("nadine", "Same person")
    john.hidden = True
    assert "coming bookings" in await studio.say("john", "bookings")


# admins


async def test_an_admin_who_changes_numbers_is_no_admin_there(studio: World) -> None:
    await studio.register("Nadine Botha", NADINE)
    await studio.emulator.change_number("nadine", NEW, NEW_ID)
    await studio.idle()

    assert (await ids(studio, "Nadine Botha"))[0] == NADINE
    assert await recorded(studio) == ["an admin's id changed, and was not carried over"]
    await studio.say("nadine", "Book John 2025-10-08 08h00 single")
    assert await studio.statuses() == []


async def test_an_admins_listed_number_counts_whatever_the_id_and_the_owner_hears_of_a_move(
    database_url: str, tmp_path: Path
) -> None:
    async with world(database_url, tmp_path, ADMIN_WA_LIST=f"{NADINE},{MARY}") as studio:
        await studio.register("John Smith", JOHN)
        await studio.register("Mary Jones", MARY)
        await studio.say("nadine", "hi")
        await studio.say("mary", "hi")
        studio.emulator.people["mary"].user_id = NEW_ID  # she has set WhatsApp up anew
        assert "Booked" in await studio.say("mary", "Book John 2025-10-08 08h00 single")

        await studio.emulator.change_number("mary", NEW, "ZA.8")
        await studio.idle()
        assert "That list alone says who is an admin" in studio.last("nadine").text
        assert "did not understand" not in await studio.say("mary", "cancel john")
        assert await studio.statuses() == [("John Smith", "booked")]


async def test_nobody_becomes_an_admin_by_taking_an_admins_number(studio: World) -> None:
    await studio.say("john", "hi")
    moved = {"type": "user_changed_number", "wa_id": NADINE, "user_id": NEW_ID, "previous_user_id": OLD_ID}
    await studio.emulator.send_raw("john", {"type": "system", "system": moved})
    await studio.idle()

    assert await ids(studio, "John Smith") == (JOHN, OLD_ID, f"+{JOHN}")
    assert "has changed to +27821110001" in studio.last("nadine").text


def test_an_admin_known_by_id_is_an_admin_even_with_a_clients_number(thandi: Client) -> None:
    admin = people.contact_of("ZA.1")

    def met(*admins: str) -> Contact:
        return people.meet(wa_id="27821110001", user_id="ZA.1", name="", at=MONDAY, admins=admins)

    assert met() == thandi.contact
    assert met("ZA.1") == admin


# what is read


@pytest.mark.parametrize(
    ("payload", "told"),
    [
        (
            "number_changed",
            Move(("27821110001", None), ("27821110002", "ZA.77491208655302741918")),
        ),
        (
            "user_preferences",
            Preference("27821110001", "ZA.13491208655302741918", wants_marketing=False),
        ),
        ("text", None),
    ],
)
def test_what_meta_tells_of_people_is_read(payload: str, told: object) -> None:
    (event,) = read(payload)
    assert changes.read(getattr(event, "raw", b"")) == told


def test_a_change_of_ids_that_shows_no_number_is_of_whoever_had_the_old_id() -> None:
    system = {"type": "user_changed_user_id", "user_id": "ZA.2", "previous_user_id": "ZA.1"}
    (event,) = events(call(messages=[{"id": "wamid.1", "type": "system", "system": system}]), now=NOW)

    assert isinstance(event, Incoming)
    assert event.sender.key == "ZA.1"
    assert changes.read(event.raw) == Move((None, "ZA.1"), (None, "ZA.2"))


@pytest.mark.parametrize("raw", [b"", b"[]", b'{"message": {"type": "system", "system": 3}}', b"\xff"])
def test_what_cannot_be_read_tells_nothing(raw: bytes) -> None:
    assert changes.read(raw) is None


def test_marketing_is_the_only_preference_that_counts() -> None:
    raw = b'{"user_preferences": {"wa_id": "27", "category": "%s", "value": "%s"}}'

    assert changes.read(raw % (b"calls", b"stop")) is None
    assert changes.read(raw % (b"marketing_messages", b"ponder")) is None
    assert changes.read(raw % (b"marketing_messages", b"signup")) == Preference("27", None, True)


def client(name: str) -> Client:
    found: Client = Client.get(Client.name == name)
    return found


async def ids(studio: World, name: str) -> tuple[str | None, str | None, str | None]:
    contact: Contact = await studio.do(lambda: client(name).contact)
    return contact.wa_id, contact.user_id, contact.phone


async def recorded(studio: World) -> list[str]:
    rows = await studio.do(lambda: list(Event.select().where(Event.actor == "meta").order_by(Event.id)))
    return [each.what for each in rows]


async def tell(studio: World, field: str, value: dict[str, Any]) -> None:
    await studio.emulator.deliver({"entry": [{"changes": [{"field": field, "value": value}]}]})
    await studio.idle()
