"""A client's card at the terminal, what is changed on it, and those who come and go."""

from pathlib import Path

import pytest

from pilateshq.clock import utcnow
from pilateshq.models import Event
from pilateshq.studio import leads, people
from pilateshq.terminal import opening
from tests.terminal import DAY, MOMENT, Terminal, open_studio

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the engine is not the point


@pytest.fixture
def terminal(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    return open_studio(database_url, tmp_path, monkeypatch, capsys)


# shown


def test_a_client_is_shown_with_all_that_is_known(terminal: Terminal) -> None:
    terminal.done("book", "John", DAY, "10:00", "duo", "--quiet")
    terminal.done("attendance", "mark", "#1", "sick", "--quiet")
    terminal.done("book", "John", "every", "Mon", "&", "Wed", "08h00", "single", "--quiet")

    card = terminal.json("clients", "show", "John")
    assert (card["name"], card["phone"], card["active"]) == ("John Smith", "+27821110002", True)
    assert card["weekly"] == [
        {"id": 1, "weekdays": ["mon", "wed"], "at": "08:00", "kind": "single", "until": None}
    ]
    assert card["bookings"] == terminal.json("bookings", "list")
    assert (card["last_attendance"]["status"], card["last_attendance"]["kind"]) == ("sick", "duo")


@on_sqlite
def test_people_see_a_card_in_words(terminal: Terminal) -> None:
    terminal.done("clients", "edit", "John", "--dob", "21/5/85", "--email", "john@example.com")
    terminal.done("book", "John", DAY, "10:00", "duo", "--quiet")

    card = terminal.done("clients", "show", "john", "smith")
    for fact in ("John Smith", "+27821110002", "john@example.com", "1985-05-21", f"duo on {MOMENT} 10:00"):
        assert fact in card


@on_sqlite
def test_an_address_and_a_vat_number_are_kept_for_tax_invoices(terminal: Terminal) -> None:
    vat, address = ("--vat-number", "4010101010"), ("--address", "12  Long Street,\nCape Town")
    terminal.done("clients", "add", "Ann Other", "--phone", "0821110004", *address)
    terminal.done("clients", "edit", "John", *vat)

    ann, john = (terminal.json("clients", "show", name) for name in ("Ann", "John"))
    assert (ann["address"], ann["vat_number"]) == ("12 Long Street, Cape Town", None)
    assert (john["address"], john["vat_number"]) == (None, "4010101010")


@on_sqlite
def test_whoever_is_not_clear_is_asked_for(terminal: Terminal) -> None:
    terminal.done("clients", "add", "John Naidoo", "--phone", "0821110004")

    assert "pilateshq clients show '#1'" in terminal.refused("clients", "show", "John")
    assert terminal.json("clients", "show", "#1")["name"] == "John Smith"
    edit = terminal.refused("clients", "edit", "John", "--name", "John S", "--phone", "0821110005")
    assert "pilateshq clients edit '#1' --name 'John S' --phone 0821110005" in edit
    assert "no client called Zebedee" in terminal.refused("clients", "show", "Zebedee")


# changed


def test_what_is_told_of_a_client_is_changed_and_the_rest_stays(terminal: Terminal) -> None:
    changed = terminal.json("clients", "edit", "John", "--name", "John Smith-Botha", "--phone", "0821110005")
    assert (changed["id"], changed["name"], changed["phone"]) == (1, "John Smith-Botha", "+27821110005")
    terminal.done("clients", "edit", "#1", "--dob", "1985-05-21")

    card = terminal.json("clients", "show", "#1")
    assert (card["phone"], card["born_on"], card["email"]) == ("+27821110005", "1985-05-21", None)
    with opening.one_act():
        events = Event.select().where(Event.what == "details changed").order_by(Event.id)
        assert [(each.actor, each.detail) for each in events] == [
            ("terminal", "name, phone"),
            ("terminal", "born_on"),
        ]
    assert terminal.json("messages", "list") == []


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ("--phone 0821110003", "That number is Mary Jones's already."),
        ("--phone 12", "no phone number"),
        ("--name 123", "letters in it"),
        ("--dob 31/2/85", "date of birth"),
        ("--name Jack --email nonsense", "e-mail address"),
        ("", "Nothing to change"),
    ],
)
@on_sqlite
def test_what_cannot_be_noted_is_refused_whole(terminal: Terminal, options: str, why: str) -> None:
    before = terminal.json("clients", "show", "John")

    assert why in terminal.refused("clients", "edit", "John", *options.split())
    assert terminal.json("clients", "show", "John") == before


@on_sqlite
def test_the_number_that_it_is_already_is_no_change_of_person(terminal: Terminal) -> None:
    assert terminal.json("clients", "edit", "John", "--phone", "082 111 0002")["phone"] == "+27821110002"


def test_what_waits_goes_to_the_number_that_is_theirs_now(terminal: Terminal) -> None:
    terminal.done("book", "John", DAY, "10:00", "single")
    terminal.done("clients", "edit", "John", "--phone", "0821110005")

    assert [row["to"] for row in terminal.json("messages", "list")] == ["+27821110005"]


@on_sqlite
def test_an_address_that_is_none_is_refused_from_the_start(terminal: Terminal) -> None:
    said = terminal.refused(
        "clients", "add", "Thandi Mokoena", "--phone", "0821110005", "--email", "nonsense"
    )

    assert "e-mail address" in said
    assert len(terminal.json("clients", "list")) == 2


# coming and going


def test_a_client_goes_after_a_preview_and_comes_back(terminal: Terminal) -> None:
    terminal.done("book", "John", DAY, "10:00", "single", "--quiet")

    said = terminal.refused("clients", "deactivate", "John")
    assert f"single on {MOMENT} 10:00" in said
    assert "Confirm: pilateshq clients deactivate '#1' seen " in said
    assert terminal.json("clients", "show", "John")["active"] is True

    assert "Deactivated: John Smith" in terminal.done("clients", "deactivate", "John", "--yes")
    card = terminal.json("clients", "show", "John")
    assert (card["active"], card["bookings"]) == (False, [])
    assert [row["to"] for row in terminal.json("messages", "list")] == ["+27821110002"]

    assert "Reactivated: John Smith" in terminal.done("clients", "activate", "John")
    assert "active already" in terminal.refused("clients", "activate", "John")
    assert terminal.json("clients", "show", "John")["active"] is True


@on_sqlite
def test_a_client_may_go_quietly(terminal: Terminal) -> None:
    said = terminal.done("clients", "deactivate", "John", "--yes", "--quiet")

    assert said.splitlines()[-1] == "Nobody was told."
    assert terminal.json("messages", "list") == []


# leads


def test_leads_are_listed_newest_first_until_they_are_clients(terminal: Terminal) -> None:
    now = utcnow()
    with opening.one_act():
        for number, words in (("27821110008", "do you have space?"), ("27821110009", "hello,\nSam here")):
            contact = people.meet(wa_id=number, user_id=None, name="Sam", at=now)
            leads.hear(contact, words, now=now)

    newest, oldest = terminal.json("leads")
    assert set(newest) == {"id", "name", "phone", "words", "opened_at", "alerted"}
    assert (newest["phone"], newest["words"]) == ("+27821110009", "hello, Sam here")
    assert (oldest["phone"], oldest["alerted"]) == ("+27821110008", False)
    assert "hello, Sam here" in terminal.done("leads")

    terminal.done("clients", "add", "Sam Botha", "--phone", "0821110008")
    terminal.done("clients", "edit", "John", "--phone", "0821110009")
    assert terminal.json("leads") == []
    assert terminal.done("leads") == "There are none.\n"
