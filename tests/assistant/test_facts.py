"""The facts: read from facts.md, told by Nadine, and found by how close a question is to them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pilateshq.conversation import facts as told
from pilateshq.conversation.assistant_commands import Facts, ForgetFact, ShowFact, TellFact
from pilateshq.conversation.wording import Wording
from pilateshq.errors import NoSuchFact, SettingsError
from pilateshq.facts_file import REFERENCES, Section, read_facts
from pilateshq.models import Event, Fact
from pilateshq.sandbox import demo
from pilateshq.settings import Settings, read
from pilateshq.studio import facts
from tests.conftest import MONDAY, with_studio
from tests.spoken import admin, unclear
from tests.world import World

SHIPPED = Path(__file__).parents[2] / "data" / "facts.md"
QUESTIONS = Path(__file__).with_name("questions.txt")
PARKING = Section("Parking", "Behind the building.", ("where can I park",))


def asked() -> Iterator[tuple[str, str]]:
    """Yield the fact that answers, and the question."""
    for line in QUESTIONS.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            name, question = line.split(" | ")
            yield name, question


# closeness


def test_ordinary_questions_find_their_fact_and_none_is_surely_answered_with_another() -> None:
    sections = [replace(each, text=each.text or "In the street.") for each in read_facts(SHIPPED)]
    found = [(name, question, told.nearest(question, sections)[0]) for name, question in asked()]

    assert len(found) == 60
    assert [row for row in found if row[2].closeness >= told.SURE and row[2].section.name != row[0]] == []
    known = [near.closeness for name, _, near in found if name == near.section.name]
    assert min(known) >= told.PERHAPS
    assert sum(each >= told.SURE for each in known) >= 45


# the file


def test_a_section_is_read_with_how_it_is_asked_for_and_without_comments(tmp_path: Path) -> None:
    (tmp_path / "facts.md").write_text(
        "# Facts\nNothing.\n## Parking \nAsked: where; can I park \n\n"
        "Behind\nthe <!-- big --> building.\n## Empty\n"
    )
    assert read_facts(tmp_path / "facts.md") == (
        Section("Parking", "Behind the building.", ("where", "can I park")),
        Section("Empty", ""),
    )


def test_a_missing_file_has_no_facts_and_both_that_are_shipped_can_be_read(tmp_path: Path) -> None:
    assert read_facts(tmp_path / "facts.md") == ()
    assert len(read_facts(SHIPPED)) > 15
    assert len(read_facts(demo.FACTS)) > 5


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"## Hours\n{ours}", "Hours: {ours} is not known; there are name, owner,"),
        (b"\xff", "must be saved as UTF-8."),
    ],
)
def test_what_is_wrong_is_refused_at_start_with_file_and_reason(
    tmp_path: Path, content: bytes, problem: str
) -> None:
    (tmp_path / "facts.md").write_bytes(content)
    with pytest.raises(SettingsError) as caught:
        read({"DATA_DIR": str(tmp_path)}, serving=False)
    (line,) = caught.value.problems
    assert line.startswith(f"{tmp_path / 'facts.md'}: {problem}")


def test_every_reference_has_a_value_of_studio_toml(settings: Settings) -> None:
    values = Wording(with_studio(settings, address="12 Kiaat Street")).references()

    assert tuple(values) == REFERENCES
    assert values["prices"] == "single R300, duo R250, trio R200, group R180."
    assert values["hours"].startswith("Monday: 06:00 to 18:00, ")
    assert values["hours"].endswith("Saturday: 08:00 to 10:00, Sunday: closed.")
    assert values["notice"] == "single 24 hours, duo 24 hours, trio 24 hours, group 12 hours."
    assert "trio: up to 3 people" in values["kinds"]


# told


def test_what_she_told_last_wins_over_the_file_whatever_its_case(database: None, settings: Settings) -> None:
    here = replace(settings, facts=(PARKING, Section("Address", "The studio is at {address}.")))
    facts.tell("parking", "In the street, {owner} has the key.", actor="admin 1", now=MONDAY)
    facts.tell("Gift vouchers", "Ask at the desk.", actor="admin 1", now=MONDAY)

    assert told.stated(here) == (
        Section("Parking", "In the street, Nadine has the key.", PARKING.asked),
        Section("Gift vouchers", "Ask at the desk."),
    )
    assert [each.what for each in Event.select()] == ["fact told", "fact told"]


def test_what_is_forgotten_lets_the_file_count_again(database: None) -> None:
    facts.tell("Parking", "In the street.", actor="admin 1", now=MONDAY)
    facts.forget("PARKING", actor="admin 1", now=MONDAY)

    assert facts.find("parking", [PARKING]) == PARKING
    assert Fact.select().count() == 0
    for act in (lambda: facts.find("pool", []), lambda: facts.forget("pool", actor="admin 1", now=MONDAY)):
        with pytest.raises(NoSuchFact):
            act()


@pytest.mark.parametrize(
    ("words", "command"),
    [
        ("fact parking: Behind the shop, R10", TellFact("parking", "Behind the shop, R10")),
        ("Fact  what to bring : Socks: grey", TellFact("what to bring", "Socks: grey")),
        ("facts", Facts()),
        ("fact parking", ShowFact("parking")),
        ("forget fact what to bring", ForgetFact("what to bring")),
    ],
)
def test_she_says_it_in_a_line(words: str, command: object) -> None:
    assert admin(words) == command
    assert admin(str(command)) == command


def test_a_fact_without_words_is_asked_for() -> None:
    assert unclear("fact parking:").example == "fact parking: in the street"


async def test_she_tells_shows_lists_and_forgets(studio: World) -> None:
    assert "asked for parking, I say from now on: In the street" in await studio.say(
        "nadine", "fact parking: In the street"
    )
    assert (
        "Parking: (empty)"
        in f"{await studio.tap('nadine', 'Undo')}{await studio.say('nadine', 'fact parking')}"
    )
    await studio.say("nadine", "fact parking: In the street")
    assert "Parking: In the street" in await studio.say("nadine", "fact parking")
    assert "• Parking" in await studio.say("nadine", "facts")
    assert "Forgotten" in await studio.say("nadine", "forget fact parking")
    assert "Parking: (empty)" in await studio.say("nadine", "fact parking")
    assert "Nothing is kept of that" in await studio.say("nadine", "fact swimming pool")
