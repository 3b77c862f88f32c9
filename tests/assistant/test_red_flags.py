"""Red flags are seen however they are spelt or made small, and jokes are not."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from pilateshq.conversation.red_flags import SIGNS, Level, found, written_by_them

PROMPTS = Path(__file__).with_name("red_flags.txt")
LEVELS = {"E": Level.emergency, "S": Level.self_harm, "U": Level.urgent, "C": Level.clearance}
ALARMING = {Level.emergency, Level.self_harm, Level.urgent}


def prompts() -> Iterator[tuple[str, str, str]]:
    """Yield the group, the expected level's letter, and the words of each prompt."""
    group = ""
    for line in PROMPTS.read_text("utf-8").splitlines():
        if line.startswith("["):
            group = line.strip("[]")
        elif line[1:2] == " " and line[0] in "ESUC-":
            yield group, line[0], line[2:]


def test_the_set_has_150_prompts() -> None:
    assert Counter(group for group, _, _ in prompts()) == {
        "direct": 60,
        "misspelt and slang": 30,
        "minimised": 30,
        "near misses": 30,
    }


def test_every_emergency_self_harm_and_urgent_matter_is_seen_at_its_level() -> None:
    grave = [(letter, words) for _, letter, words in prompts() if letter in "ESU"]

    assert len(grave) == 120
    assert [words for letter, words in grave if LEVELS[letter] not in found(words)] == []


def test_of_the_near_misses_fewer_than_one_in_five_alarm() -> None:
    near = [words for group, _, words in prompts() if group == "near misses"]
    alarmed = [words for words in near if ALARMING & {*found(words)}]

    assert len(alarmed) < len(near) / 5, alarmed


def test_what_is_long_past_is_for_a_doctors_word_and_of_somebody_else_nothing() -> None:
    assert found("I had a heart attack ten years ago and I'm fully recovered") == (Level.clearance,)
    assert found("My gran had a stroke years ago") == ()
    assert found("I had a stroke years ago and now my face is drooping")[0] is Level.emergency
    assert found("I had chest pain last night") == (Level.emergency,)


def test_what_is_denied_is_nothing_unless_it_is_taken_back() -> None:
    assert found("No chest pain and no dizziness") == ()
    assert found("Not chest pain, but it is tight in my chest") == (Level.emergency,)
    assert found("I'm pregnant, no bleeding") == (Level.clearance,)
    assert found("I don't want to kill myself") == (Level.self_harm,)


@pytest.mark.parametrize(
    ("words", "level"),
    [
        ("MY CHEST IS TIGHT!!!", Level.emergency),
        ("I can´t\nbreathe", Level.emergency),
        ("chést páin", Level.emergency),
        ("ek is swanger en my kop is seer", Level.urgent),
        ("I took 30 panado", Level.self_harm),
        ("I'm 12 weeks pregnant, may I join?", Level.clearance),
        ("my lower back hurts since Monday", Level.clearance),
        ("I have a slipped disc", Level.clearance),
        ("had knee surgery in May", Level.clearance),
    ],
)
def test_a_sign_is_seen(words: str, level: Level) -> None:
    assert found(words)[0] is level


@pytest.mark.parametrize(
    "words",
    [
        "",
        "👍",
        "book Friday 9",
        "Sorry, stuck in traffic, running late",
        "I can't make it tomorrow, I have flu",
        "How much is a duo?",
        "Please call me back",
        "Not able to come on Friday, can you move me to half 8 next week?",
        "I'd love to work on my breathing",
        "Taxi strike today, so I can't get there",
    ],
)
def test_everyday_words_are_none(words: str) -> None:
    assert found(words) == ()


def test_the_gravest_comes_first() -> None:
    assert found("I want to die and I can't breathe") == (Level.emergency, Level.self_harm)


def test_of_a_form_all_that_was_filled_in_is_read_and_of_our_own_buttons_nothing() -> None:
    assert found(written_by_them("flow", '{"a": {"b": ["fine", "chest pain"]}, "flow_token": "x"}')) != ()
    assert written_by_them("flow", "no JSON, chest pain") == "no JSON, chest pain"
    assert written_by_them("tap", "concern sick: my chest hurts") == ""
    assert written_by_them("image", "chest pain") == "chest pain"


def test_the_list_says_that_nobody_has_signed_it_as_the_readme_does() -> None:
    signed = 'signed_by = ""' not in SIGNS.read_text("utf-8")
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")

    assert signed == ("No physiotherapist has signed it" not in readme)
