"""Prospect → Nadine → client: by a line of hers, and by the form that she fills in."""

import json
from datetime import date
from pathlib import Path

import pytest

from pilateshq.models import Lead, Memory
from pilateshq.studio import people
from tests.newcomers import FORM, LERATO, NUMBER, clients, consents
from tests.registration import FLOW
from tests.world import World, world

LINE = "add client Thandi Mokoena 082 111 0005 dob 21/5/88"


async def test_from_enquiry_to_client_to_booking_in_one_conversation(studio: World) -> None:
    await studio.say("stranger", "Do you have space on Tuesday?")
    asked = await studio.tap("nadine", "Add client")
    assert "Do you have space on Tuesday?" in asked
    form = studio.emulator.open_flow("nadine").values()
    assert (form["first_name"], form["phone"]) == ("Lerato", NUMBER)

    done = await studio.fill_in("nadine", FORM)
    assert done.startswith(
        f"Registered: Lerato Dube, {NUMBER}, born 21 May 1988. Lerato Dube is told by message."
    )
    assert await clients(studio) == [LERATO]
    welcome = studio.last("stranger")
    assert (welcome.buttons, "Hi Lerato, welcome to" in welcome.text) == (["I agree", "Read first"], True)

    assert "Booked: Lerato Dube" in await studio.say("nadine", "Book Lerato 2025-10-07 08h00 single")
    assert "no open enquiries" in await studio.say("nadine", "leads")
    assert "closed already" in await studio.tap("nadine", "Add client")


async def test_consent_is_read_first_and_then_given_once(studio: World) -> None:
    await studio.say("stranger", "Do you have space on Tuesday?")
    await studio.tap("nadine", "Add client")
    await studio.fill_in("nadine", FORM)
    assert await consents(studio) == []  # what Nadine ticks is not the client's word

    assert "Information Regulator" in await studio.tap("stranger", "Read first")
    assert studio.last("stranger").buttons == ["I agree"]
    assert "noted that you agree" in await studio.tap("stranger", "I agree")
    assert "agreed already" in await studio.say("stranger", "I agree")
    assert await consents(studio) == [("records", "chat")]


async def test_a_line_registers_and_who_was_welcomed_by_template_is_asked_at_their_first_word(
    studio: World,
) -> None:
    line = "add client Lerato Dube 082 111 0009 dob 21/5/88"
    assert "Lerato Dube is told by template." in await studio.say("nadine", line)
    assert await clients(studio) == [LERATO]
    assert studio.last("stranger").template == "client_welcome_us"

    await studio.say("stranger", "bookings")
    assert studio.last("stranger").buttons == ["I agree", "Read first"]
    assert "May the studio keep" not in await studio.say("stranger", "bookings")


async def test_a_known_number_updates_the_client_and_nobody_is_welcomed_twice(studio: World) -> None:
    await studio.say("nadine", LINE)
    again = await studio.say("nadine", "add client Thandi Dube +27 (0)82 111 0005")

    assert "updated: Thandi Dube, +27821110005, born 21 May 1988 (was Thandi Mokoena)" in again
    assert await clients(studio) == [("Thandi Dube", "+27821110005", date(1988, 5, 21))]
    assert len([each for each in await studio.sent() if each.key.startswith("welcome:")]) == 1


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("add client Thandi Mokoena 082 111 00", "no phone number"),
        ("add client Thandi Mokoena 0800 111 222 dob 21/5/88", "no phone number"),
        ("add client Thandi Mokoena 082 111 0005 dob 31/2/88", "date of birth like"),
        ("add client Thandi Mokoena 082 111 0005 dob 5/21/88", "date of birth like"),
        ("add client #99", "closed already"),
    ],
)
async def test_a_line_that_is_wrong_says_so_and_changes_nothing(studio: World, line: str, why: str) -> None:
    assert why in await studio.say("nadine", line)
    assert await clients(studio) == []


async def test_add_client_opens_what_fits_the_open_leads(studio: World) -> None:
    await studio.say("nadine", "add client")
    assert studio.emulator.open_flow("nadine").values()["first_name"] == ""

    await studio.say("stranger", "is there space?")
    await studio.say("nadine", "add client")
    assert studio.emulator.open_flow("nadine").values()["phone"] == NUMBER

    studio.emulator.add_person("sam", "Sam", "27821110010")
    await studio.say("sam", "and for me?")
    assert "Whom shall I add?" in await studio.say("nadine", "Add client")
    assert studio.last("nadine").buttons == ["Sam", "Lerato", "Someone new"]
    await studio.tap("nadine", "Sam")
    assert studio.emulator.open_flow("nadine").values()["phone"] == "+27821110010"
    await studio.tap("nadine", "Someone new")
    assert studio.emulator.open_flow("nadine").values()["phone"] == ""
    await studio.say("nadine", "add client Thandi Mokoena")
    assert studio.emulator.open_flow("nadine").values()["last_name"] == "Mokoena"


async def test_a_mistake_opens_the_form_again_with_the_rest_kept(studio: World) -> None:
    await studio.say("nadine", "add client")
    wrong = FORM | {"phone": "082 11", "date_of_birth": "31 Feb 1988", "email": "lerato@example.com"}
    answer = await studio.fill_in("nadine", wrong)

    assert "no phone number" in answer
    assert "date of birth like" in answer
    again = studio.emulator.open_flow("nadine")
    values = again.values()
    assert (values["first_name"], values["last_name"], values["email"]) == (
        "Lerato",
        "Dube",
        "lerato@example.com",
    )
    assert "no phone number" in str(again.screens[0].parts[0])
    assert await clients(studio) == []

    assert "Registered: Lerato Dube" in await studio.fill_in("nadine", FORM)
    assert await clients(studio) == [LERATO]


@pytest.mark.parametrize(
    "typed",
    ["21 May 1988", "1988-05-21", "21.5.88", "May 21, 1988", "21st of May 1988", "21051988", "19880521"],
)
def test_a_birthday_is_read_in_the_usual_writings(typed: str) -> None:
    assert people.birth_date(typed, today=date(2025, 10, 2)) == date(1988, 5, 21)


def test_who_was_born_on_a_leap_day_is_of_age_eighteen_years_later() -> None:
    born_on = people.birth_date("29/2/2008", today=date(2025, 10, 2))
    assert people.is_minor(born_on, today=date(2026, 2, 28))
    assert not people.is_minor(born_on, today=date(2026, 3, 1))
    assert not people.is_minor(None, today=date(2026, 3, 1))


async def test_who_wishes_to_talk_is_named_and_nothing_of_it_is_kept(studio: World) -> None:
    await studio.say("nadine", "add client")
    answer = await studio.fill_in("nadine", FORM | {"needs_talk": "yes"})

    assert "Lerato would like to talk before the first session: please ask in person." in answer


async def test_a_minor_is_not_asked_and_cannot_agree(studio: World) -> None:
    answer = await studio.say("nadine", "add client Lerato Dube 082 111 0009 dob 21/5/2010")
    assert "under 18: a parent or guardian has to agree" in answer

    await studio.say("stranger", "hi")
    assert "May the studio keep" not in studio.last("stranger").text
    assert "guardian has to agree" in await studio.say("stranger", "I agree")
    assert "under 18" in studio.last("nadine").text
    assert await consents(studio) == []


async def test_somebody_without_a_number_becomes_a_client_by_the_number_that_nadine_knows(
    studio: World,
) -> None:
    studio.emulator.people["stranger"].hidden = True
    await studio.say("stranger", "is there space?")
    assert "Lerato (number hidden)" in studio.last("nadine").text
    await studio.tap("nadine", "Add client")
    await studio.fill_in("nadine", FORM)

    assert await clients(studio) == [LERATO]
    assert "no coming bookings" in await studio.say("stranger", "bookings")


async def test_the_form_of_a_lead_may_serve_somebody_else_and_the_enquiry_stays(studio: World) -> None:
    studio.emulator.people["stranger"].hidden = True
    await studio.say("stranger", "is there space?")
    await studio.say("nadine", "add client")
    other = FORM | {"first_name": "Thandi", "last_name": "Mokoena", "phone": "082 111 0005"}

    assert "The enquiry of Lerato (number hidden) stays open" in await studio.fill_in("nadine", other)
    assert "is there space?" in await studio.say("nadine", "leads")
    assert "put that with your message" in await studio.say("stranger", "bookings")  # no client's are shown


async def test_without_a_form_nadine_is_told_what_to_type(database_url: str, tmp_path: Path) -> None:
    async with world(database_url, tmp_path, CLIENT_REGISTRATION_FLOW_ID="") as here:
        await here.say("stranger", "my back hurts, is there space?")
        answer = await here.tap("nadine", "Add client")
        assert "my back hurts" in answer
        assert f"add client Lerato {NUMBER} dob 21/5/88" in answer
        lead = await here.do(lambda: Lead.get())
        assert "no form to send" in await here.say("nadine", f"send form #{lead.id}")


async def test_the_accounts_own_form_begins_where_it_says(database_url: str, tmp_path: Path) -> None:
    async with world(database_url, tmp_path, CLIENT_REGISTRATION_FLOW_ID="999") as here:
        here.emulator.flows.add("999", "Another", FLOW)
        kept = json.dumps({"screen": "REGISTER", "keys": ["intro", "name", "phone"]})
        await here.do(lambda: Memory.keep("flow:999", kept))  # as when the account is read
        await here.say("stranger", "is there space?")
        await here.tap("nadine", "Add client")

        form = here.emulator.open_flow("nadine").values()
        assert (form["name"], form["phone"]) == ("Lerato", NUMBER)
