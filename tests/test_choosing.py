"""Words that choose among the options of a question."""

from collections.abc import Sequence

import pytest

from pilateshq.conversation import choosing
from pilateshq.conversation.choosing import Option
from tests.spoken import NOW

MARYS = [("Mary Jones", "jones"), ("Mary Naidoo", "naidoo")]
SAME = [("Mary Jones …0003", "first"), ("Mary Jones …0004", "second")]
TIMES = [("Fri 3 Oct 08:00", "eight"), ("Fri 3 Oct 09:00", "nine"), ("Mon 6 Oct 17:00", "monday")]
CONFIRM = [("Confirm", "do"), ("Keep", "leave it")]
LATE = [("Yes, cancel it", "cancel"), ("No, I will come", "come")]
DEACTIVATE = [("Confirm", "do"), ("Reject", "leave it")]
NEAREST = [("John Smith", "john")]


@pytest.mark.parametrize(
    ("words", "options", "expected"),
    [
        ("the second", MARYS, "naidoo"),
        ("2nd one", MARYS, "naidoo"),
        ("2", MARYS, "naidoo"),
        ("last", MARYS, "naidoo"),
        ("first one please", MARYS, "jones"),
        ("Jones", MARYS, "jones"),
        ("mary naidoo", MARYS, "naidoo"),
        ("I mean Jones", MARYS, "jones"),
        ("Mary", MARYS, None),
        ("the third", MARYS, None),
        ("Jones or Naidoo", MARYS, None),
        ("yes", MARYS, None),
        ("0004", SAME, "second"),
        ("8am", TIMES, "eight"),
        ("08h00", TIMES, "eight"),
        ("nine", TIMES, None),
        ("mon", TIMES, "monday"),
        ("at 5pm", TIMES, "monday"),
        ("3 oct", TIMES, None),
        ("fri 9", TIMES, "nine"),
        ("the 3rd", TIMES, None),  # the third of them, or the day
        ("yes", CONFIRM, "do"),
        ("Ja that's fine", CONFIRM, "do"),
        ("confirm", CONFIRM, "do"),
        ("ok go ahead", CONFIRM, "do"),
        ("no", CONFIRM, "leave it"),
        ("nee dankie", CONFIRM, "leave it"),
        ("keep", CONFIRM, "leave it"),
        ("yes but not Mary", CONFIRM, None),
        ("no", DEACTIVATE, "leave it"),
        ("reject", DEACTIVATE, "leave it"),
        ("yes", LATE, "cancel"),
        ("no", LATE, "come"),
        ("Yes, cancel it", LATE, "cancel"),
        ("yes cancel it", LATE, "cancel"),
        ("yes", [("I agree", "agree"), ("Read first", "read")], "agree"),
        ("ja", NEAREST, "john"),
        ("nope", NEAREST, "leave it"),
    ],
)
def test_one_option_is_meant_or_none(words: str, options: Sequence[Option], expected: str | None) -> None:
    assert choosing.chosen(words, "Which one?", options, now=NOW) == expected


def test_what_asks_nothing_is_answered_by_its_title_only() -> None:
    said = [("Cancel it", "cancel")]

    assert choosing.chosen("yes", "Done.", said, now=NOW) is None
    assert choosing.chosen("the first", "Done.", said, now=NOW) is None
    assert choosing.chosen("cancel it", "Done.", said, now=NOW) == "cancel"


@pytest.mark.parametrize("words", ["ja", "No thanks", "the second", "OK", "Ja that's fine", "last one"])
def test_some_words_can_only_be_an_answer(words: str) -> None:
    assert choosing.only_answers(words)


@pytest.mark.parametrize("words", ["", "2", "second hand mat?", "yes but when", "Jones", "no idea where"])
def test_others_can_be_anything(words: str) -> None:
    assert not choosing.only_answers(words)
