"""People: who it is that writes, and who is a client."""

from datetime import date, timedelta

import pytest

from pilateshq.errors import BadName, BadNumber, NumberTaken
from pilateshq.models import Client, Contact
from pilateshq.studio import people
from tests.conftest import MONDAY

# who writes


def hear(wa_id: str | None = None, user_id: str | None = None, name: str = "", hours: int = 0) -> Contact:
    return people.meet(wa_id=wa_id, user_id=user_id, name=name, at=MONDAY + timedelta(hours=hours))


def test_a_stranger_is_kept_with_all_that_meta_tells(database: None) -> None:
    contact = hear("27821110009", "ZA.9", "Lerato")

    kept = Contact.get_by_id(contact.id)
    assert (kept.wa_id, kept.user_id, kept.phone, kept.name) == (
        "27821110009",
        "ZA.9",
        "+27821110009",
        "Lerato",
    )
    assert kept.heard_at == MONDAY


def test_a_client_is_known_by_the_number_that_the_studio_typed(thandi: Client) -> None:
    assert hear("27821110001") == thandi.contact
    assert Contact.select().count() == 1


def test_the_missing_ids_are_learned(thandi: Client) -> None:
    hear("27821110001", "ZA.1")

    assert hear(None, "ZA.1") == thandi.contact  # her number is hidden now
    assert hear("27821110001") == thandi.contact


def test_a_hidden_number_is_learned_when_it_shows(database: None) -> None:
    hidden = hear(None, "ZA.9")
    assert (hidden.wa_id, hidden.phone) == (None, None)

    assert hear("27821110009", "ZA.9") == hidden
    assert Contact.get_by_id(hidden.id).phone == "+27821110009"


def test_a_person_is_known_by_user_id_before_all(database: None) -> None:
    first, second = hear("27821110008", "ZA.8"), hear("27821110009")

    assert hear("27821110009", "ZA.8") == first
    assert Contact.get_by_id(first.id).wa_id == "27821110008"
    assert Contact.get_by_id(second.id).user_id is None


def test_what_meta_writes_comes_before_what_the_studio_typed(database: None) -> None:
    typed = Contact.create(phone="+27821110009")
    told = Contact.create(wa_id="27821110009", phone="+27821110008")

    assert hear("27821110009") == told
    assert Contact.get_by_id(typed.id).heard_at is None


def test_a_client_comes_before_a_stranger_of_the_same_ids(thandi: Client) -> None:
    stranger = hear(None, "ZA.1")  # she wrote before she was a client, with her number hidden

    assert hear("27821110001", "ZA.1") == thandi.contact
    assert hear(None, "ZA.1") == stranger  # the two are not made one


def test_two_clients_are_never_made_one(thandi: Client) -> None:
    john = people.register("John Smith", "082 111 0002", region="ZA", actor="test", now=MONDAY)
    hear("27821110002", "ZA.2")

    assert hear("27821110001", "ZA.2") == john.contact
    assert Contact.get_by_id(thandi.contact.id).user_id is None


def test_a_name_is_kept_until_there_is_another(database: None) -> None:
    hear("27821110009", name="Lerato")
    hear("27821110009")
    assert Contact.get().name == "Lerato"

    hear("27821110009", name="Lerato 💜")
    assert Contact.get().name == "Lerato 💜"


def test_an_old_message_does_not_shorten_the_window(database: None) -> None:
    hear("27821110009", hours=5)
    hear("27821110009", hours=3)

    assert Contact.get().heard_at == MONDAY + timedelta(hours=5)


def test_whom_a_setting_names_is_found_or_kept(thandi: Client) -> None:
    assert people.contact_of("27821110001") == thandi.contact
    assert people.contact_of("27821110001").wa_id == "27821110001"

    assert people.contact_of("ZA.7").user_id == "ZA.7"
    assert people.contact_of("27821110007").phone == "+27821110007"
    assert people.contact_of("ZA.7") == Contact.get(Contact.user_id == "ZA.7")
    assert Contact.select().count() == 3


def test_an_admin_is_told_by_what_meta_writes_only(database: None) -> None:
    admins = ("27821110001", "ZA.1")

    assert people.is_one_of(Contact(wa_id="27821110001"), admins)
    assert people.is_one_of(Contact(user_id="ZA.1"), admins)
    assert not people.is_one_of(Contact(phone="+27821110001", name="27821110001"), admins)
    assert not people.is_one_of(Contact(user_id="27821110001 "), admins)
    assert not people.is_one_of(Contact(), ("",))


# clients


def register(name: str, phone: str) -> Client:
    return people.register(name, phone, region="ZA", actor="terminal", now=MONDAY)


def test_a_client_is_registered_as_typed(database: None) -> None:
    client = people.register(
        " Thandi \n Mokoena\t",
        "082 111 0001",
        region="ZA",
        actor="terminal",
        now=MONDAY,
        born_on=date(1988, 5, 21),
        email="thandi@example.com",
    )

    kept = Client.get_by_id(client.id)
    assert (kept.name, kept.contact.phone) == ("Thandi Mokoena", "+27821110001")
    assert (kept.born_on, kept.email) == (date(1988, 5, 21), "thandi@example.com")
    assert (kept.active, kept.registered_at) == (True, MONDAY)


def test_who_wrote_before_is_registered_as_the_same_person(database: None) -> None:
    contact = hear("27821110001", "ZA.1", "T")

    assert register("Thandi Mokoena", "082 111 0001").contact == contact
    assert people.client_of(contact) == Client.get()


def test_a_number_has_one_client(thandi: Client) -> None:
    with pytest.raises(NumberTaken) as refusal:
        register("John Smith", "+27 82 111 0001")

    assert refusal.value.name == "Thandi Mokoena"
    assert [each.name for each in people.everyone()] == ["Thandi Mokoena"]


@pytest.mark.parametrize("name", ["", " ", "12", "👍", "-", "\n"])
def test_what_is_no_name_is_refused(database: None, name: str) -> None:
    with pytest.raises(BadName):
        register(name, "082 111 0001")
    assert Contact.select().count() == 0


@pytest.mark.parametrize("name", ["Zoë", "李明", "Anne-Marie du Plessis", "Siobhán O’Brien", "X"])
def test_any_name_of_letters_is_taken(database: None, name: str) -> None:
    assert Client.get_by_id(register(name, "082 111 0001").id).name == name


def test_a_bad_number_leaves_nobody_behind(database: None) -> None:
    with pytest.raises(BadNumber):
        register("Thandi Mokoena", "082 111 000")
    assert Contact.select().count() == 0


def test_everyone_is_listed_by_name_on_both_engines_alike(database: None) -> None:
    for number, name in enumerate(("zinhle", "Émile", "adam", "Bob", "eve", "Éva")):
        register(name, f"082 111 000{number}")

    assert [each.name for each in people.everyone()] == ["adam", "Bob", "eve", "zinhle", "Émile", "Éva"]
    assert people.everyone()[0].contact.phone == "+27821110002"
