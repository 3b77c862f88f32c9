"""The terminal: the words and the acts of WhatsApp, on both databases."""

import shlex
import signal
from functools import partial
from pathlib import Path

import pytest

from tests.terminal import DAY, MOMENT, Terminal, at_a_keyboard, open_studio, sit_down

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the engine is not the point


@pytest.fixture
def empty(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    environment = {"DATABASE_URL": database_url, "DATA_DIR": str(tmp_path)}
    return sit_down(tmp_path, environment, monkeypatch, capsys)


@pytest.fixture
def terminal(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    return open_studio(database_url, tmp_path, monkeypatch, capsys)


# bookings


def test_a_booking_is_made_in_the_words_of_whatsapp_and_listed(terminal: Terminal) -> None:
    assert f"Booked: John Smith, single on {MOMENT} 08:00." in terminal.done(
        "book", "John", DAY, "08h00", "single"
    )
    assert terminal.json("bookings", "list") == [
        {
            "id": 1,
            "client": "John Smith",
            "kind": "single",
            "status": "booked",
            "starts_at": f"{DAY}T08:00:00+02:00",
            "standing": False,
        }
    ]


def test_the_client_is_told_by_whichever_server_runs(terminal: Terminal) -> None:
    terminal.done("book", "John", DAY, "08h00", "single")

    [told] = terminal.json("messages", "list")
    assert (told["to"], told["state"]) == ("+27821110002", "queued")
    assert f"single on {MOMENT} 08:00" in told["says"]


def test_bookings_are_listed_by_start_and_ended_ones_only_if_asked_for(terminal: Terminal) -> None:
    terminal.done("book", "John", DAY, "10:00", "single")
    terminal.done("book", "Mary", DAY, "09:00", "single")
    terminal.done("book", "Mary", DAY, "08:00", "single")
    terminal.done("cancel", "Mary", DAY, "08:00")

    assert [row["client"] for row in terminal.json("bookings", "list")] == ["Mary Jones", "John Smith"]
    everything = [(row["client"], row["status"]) for row in terminal.json("bookings", "list", "--all")]
    assert everything == [("Mary Jones", "cancelled"), ("Mary Jones", "booked"), ("John Smith", "booked")]
    assert len(terminal.json("bookings", "list", "--client", "mary")) == 1


def test_empty_lists_are_empty_lists(empty: Terminal) -> None:
    for noun in ("bookings", "clients", "messages"):
        assert empty.done(noun, "list", "--json") == "[]\n"
        assert empty.done(noun, "list") == "There are none.\n"


def test_people_get_tables(terminal: Terminal) -> None:
    terminal.done("book", "John", DAY, "08h00", "single")

    table = terminal.done("bookings", "list")
    assert "John Smith" in table
    assert f"{DAY} 08:00" in table


@on_sqlite
@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Piet van der Merwe", "van der merwe"),
        ("Siobhán O’Brien", "siobhan o'brien"),
        ("Anne-Marie du Plessis", "Anne-Marie"),
        ("[Thandi] Mokoena", "thandi"),
    ],
)
def test_odd_names_work(empty: Terminal, name: str, typed: str) -> None:
    empty.done("clients", "add", *name.split(), "--phone", "0821110005")

    empty.done("book", *typed.split(), DAY, "08h00", "single")
    assert [row["client"] for row in empty.json("bookings", "list")] == [name]
    assert name in empty.done("clients", "list")


def test_a_quoted_ampersand_books_two(terminal: Terminal) -> None:
    terminal.done("book", "Mary & John", DAY, "08h00", "duo")

    assert {row["client"] for row in terminal.json("bookings", "list")} == {"John Smith", "Mary Jones"}


@on_sqlite
@pytest.mark.parametrize("words", ["-x John", "John --nonsense", "- -- -1", "-"])
def test_words_that_look_like_options_are_words(terminal: Terminal, words: str) -> None:
    terminal.refused("book", *words.split())


# questions and refusals


def test_two_johns_are_an_error_that_says_what_to_type(terminal: Terminal) -> None:
    terminal.done("clients", "add", "John Naidoo", "--phone", "0821110004")

    said = terminal.refused("book", "John", DAY, "08h00", "single").splitlines()
    assert said[0] == "There is more than one John. Which one?"
    [line] = [line for line in said if "John Smith" in line]
    terminal.done(*shlex.split(line.partition(": pilateshq ")[2]))
    assert [row["client"] for row in terminal.json("bookings", "list")] == ["John Smith"]


def test_a_list_of_one_of_two_johns_says_what_to_type_too(terminal: Terminal) -> None:
    terminal.done("clients", "add", "John Naidoo", "--phone", "0821110004")

    said = terminal.refused("bookings", "list", "--client", "John", "--json")
    assert "John Smith, +27821110002: pilateshq bookings list --client '#1'" in said
    assert terminal.json("bookings", "list", "--client", "#1") == []


@on_sqlite
@pytest.mark.parametrize(
    ("words", "why"),
    [
        (f"book John {DAY} 08h00", "Duo: pilateshq book '#1'"),
        (f"book John {DAY} 09h00 single", "10:00 single"),
        ("book John 2020-10-07 08h00 single", "Wed 7 Oct 08:00 has passed."),
        (f"book Zebedee {DAY} 08h00 single", "no client called Zebedee"),
        (f"book Jhon {DAY} 08h00 single", "John Smith: pilateshq book '#1'"),
        ("book club tonight?", "book"),
        ("cancel John", "no coming booking"),
        ("bookings list --client Zebedee", "no client called Zebedee"),
        ("clients add Lerato --phone 12", "That is no phone number that I can reach."),
        ("clients add Lerato --phone 0821110002", "That number is John Smith's already."),
        ("clients add 123 --phone 0821110005", "Please give a name with letters in it."),
        ("clients add Lerato --phone 0821110005 --dob 31/2/85", "Please write the date of birth like"),
    ],
)
def test_what_cannot_be_done_is_told_as_on_whatsapp_and_changes_nothing(
    terminal: Terminal, words: str, why: str
) -> None:
    terminal.done("book", "Mary", DAY, "09h00", "single", "--quiet")

    assert why in terminal.refused(*words.split())
    assert [row["client"] for row in terminal.json("bookings", "list")] == ["Mary Jones"]
    assert len(terminal.json("clients", "list")) == 2


@on_sqlite
def test_on_a_terminal_a_question_is_a_numbered_choice(terminal: Terminal) -> None:
    terminal.done("clients", "add", "John Naidoo", "--phone", "0821110004")

    with at_a_keyboard(terminal, "book", "John", DAY, "08h00") as (keyboard, running):
        keyboard.write("7\n2\n1\n")  # no such choice; John Smith; a single
        out, err = running.communicate(timeout=60)
    assert f"Booked: John Smith, single on {MOMENT} 08:00." in out
    assert err.splitlines()[:3] == [
        "There is more than one John. Which one?",
        "  1  John Naidoo",
        "  2  John Smith",
    ]


@on_sqlite
def test_a_question_can_be_left_in_silence(terminal: Terminal) -> None:
    with at_a_keyboard(terminal, "book", "John", DAY, "08h00") as (_, running):
        assert running.stderr
        asked = "".join(iter(partial(running.stderr.read, 1), ":"))
        running.send_signal(signal.SIGINT)
        _, left = running.communicate(timeout=60)
    assert asked.endswith("Number")
    assert (running.returncode, left.strip()) == (130, "")


# options


def test_quietly_means_that_nobody_is_told_and_the_reply_says_so(terminal: Terminal) -> None:
    booked = terminal.done("book", "John", DAY, "08h00", "single", "--quiet")
    cancelled = terminal.done("cancel", "John", "--quiet")

    for said in (booked, cancelled):
        assert said.count("told") == 1
        assert "nobody was told" in said.lower()
    assert [row["status"] for row in terminal.json("bookings", "list", "--all")] == ["cancelled"]
    assert terminal.json("messages", "list") == []


def test_a_dry_run_says_what_would_be_done_and_does_nothing(terminal: Terminal) -> None:
    said = terminal.done("book", "John", DAY, "08h00", "single", "--dry-run")

    assert said.startswith("Nothing was done")
    assert f"Booked: John Smith, single on {MOMENT} 08:00" in said
    assert terminal.json("bookings", "list", "--all") == terminal.json("messages", "list") == []


def test_a_dry_run_is_refused_as_the_real_one_would_be(terminal: Terminal) -> None:
    assert "no client called Zebedee" in terminal.refused("book", "Zebedee", DAY, "8h00", "duo", "--dry-run")


# clients


def test_a_client_is_added_and_listed_for_programs(empty: Terminal) -> None:
    options = ("--phone", "0821110005", "--dob", "21/5/88", "--email", "thandi@example.com")
    added = empty.json("clients", "add", "Thandi Mokoena", *options)

    assert added == {
        "id": 1,
        "name": "Thandi Mokoena",
        "phone": "+27821110005",
        "active": True,
        "balance_cents": 0,
    }
    assert empty.json("clients", "list") == [added]
    assert empty.json("messages", "list") == []


def test_a_new_client_is_welcomed_only_if_asked_for(terminal: Terminal) -> None:
    assert terminal.json("messages", "list") == []

    terminal.done("clients", "add", "Thandi Mokoena", "--phone", "0821110005", "--welcome")
    [told] = terminal.json("messages", "list")
    assert told["to"] == "+27821110005"
    assert "Thandi, welcome" in told["says"]


# the database


@on_sqlite
def test_the_database_is_brought_up_to_date_once(
    empty: Terminal, new_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", new_database_url)
    assert "applied 0001_spine" in empty.done("migrate")
    assert empty.done("migrate") == "The database is up to date.\n"
