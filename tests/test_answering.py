"""Questions that stay open to words, and several lines in one message."""

from pathlib import Path

import pytest

from pilateshq.models import Client
from pilateshq.studio import people
from tests.talking import Talk
from tests.world import THURSDAY, World, world


@pytest.fixture
def talk(talk: Talk) -> Talk:
    """The desk, with two Marys."""
    people.register("Mary Naidoo", "082 111 0044", region="ZA", actor="test", now=THURSDAY)
    return talk


# in words


@pytest.mark.parametrize("words", ["the second", "2nd one", "Naidoo", "mary naidoo", "2"])
def test_which_mary_is_answered_in_words(talk: Talk, words: str) -> None:
    assert "more than one Mary" in talk.say("nadine", "Book Mary tomorrow 08:00 single")
    assert "Booked: Mary Naidoo, single on Fri 3 Oct 08:00" in talk.say("nadine", words)


@pytest.mark.parametrize(
    ("words", "status"),
    [("ja, that's fine", "cancelled"), ("confirm", "cancelled"), ("nee", "booked"), ("keep", "booked")],
)
def test_a_preview_is_answered_in_words(talk: Talk, words: str, status: str) -> None:
    talk.say("nadine", "Book John tomorrow 08:00 single")
    talk.say("nadine", "Cancel all sessions tomorrow")
    talk.say("nadine", words)

    assert talk.statuses() == [status]


def test_a_client_is_asked_once_and_says_yes(talk: Talk) -> None:
    talk.say("nadine", "Book John tomorrow 08:00 single")
    talk.forward(hours=3)

    assert "Cancel it all the same?" in talk.say("john", "cancel next")
    assert "Cancelled" in talk.say("john", "Ja that's fine")
    assert talk.statuses() == ["cancelled"]


def test_yes_is_for_what_is_open_only(talk: Talk) -> None:
    talk.say("nadine", "Book John tomorrow 08:00 single")

    for who in ("nadine", "john"):
        for words in ("ja", "the second", "no"):
            assert "no question open" in talk.say(who, words)
    assert talk.statuses() == ["booked"]


def test_a_question_closes_after_a_quarter_of_an_hour(talk: Talk) -> None:
    talk.say("nadine", "Book John tomorrow 08:00 single")
    talk.say("nadine", "Cancel all sessions tomorrow")
    talk.forward(minutes=15, seconds=1)

    assert "no question open" in talk.say("nadine", "yes")
    assert talk.statuses() == ["booked"]
    assert "Cancelled" in talk.tap("nadine", "Confirm")


def test_the_next_command_closes_a_question(talk: Talk) -> None:
    talk.say("nadine", "Cancel all sessions tomorrow")
    talk.say("nadine", "Book John tomorrow 08:00 single")
    talk.say("nadine", "Cancel all sessions tomorrow")
    talk.say("nadine", "Book Peter tomorrow 09:00 single")

    assert "no question open" in talk.say("nadine", "yes")
    assert talk.statuses() == ["booked"]


def test_what_is_a_command_itself_is_no_answer(talk: Talk) -> None:
    talk.say("nadine", "Book Mary tomorrow 08:00 single")

    assert "Booked: Mary Jones" in talk.say("nadine", "Book Mary Jones tomorrow 09:00 single")


def test_the_right_spelling_is_taken_with_a_yes(talk: Talk) -> None:
    assert "Did you mean" in talk.say("nadine", "book jhon tomorrow 08:00 single")
    assert "Booked: John Smith" in talk.say("nadine", "ja")


def test_what_is_asked_beside_the_answer_can_be_answered(talk: Talk) -> None:
    john = Client.get(Client.name == "John Smith")
    talk.ask(john, "May the studio keep your details?", "I agree", "i agree")

    assert "you agree" in talk.say("john", "ja")
    assert "agreed already" in talk.say("john", "ja")


def test_no_to_what_asks_nothing_changes_nothing_and_says_so(talk: Talk) -> None:
    talk.say("nadine", "Book John tomorrow 08:00 single")

    assert "no question open" in talk.say("john", "no")
    assert talk.statuses() == ["booked"]


def test_reject_alone_answers_the_newest_that_offers_it(talk: Talk) -> None:
    talk.say("nadine", "Book John tomorrow 08:00 single")
    talk.say("nadine", "Book John tomorrow 10:00 single")
    talk.say("nadine", "Cancel John tomorrow 10:00")
    talk.say("john", "bookings")

    assert "is cancelled already" in talk.say("john", "Reject")
    assert talk.statuses() == ["booked", "cancelled"]


def test_approve_alone_answers_the_newest_that_offers_it(talk: Talk) -> None:
    talk.say("john", "book tomorrow 9 single")
    talk.say("mary", "book tomorrow 10 single")
    talk.say("nadine", "Book John tomorrow 08:00 single")

    assert "Booked: Mary Jones" in talk.say("nadine", "approve")


@pytest.mark.parametrize(
    "words",
    [
        "Book Mary tomorrow 08:00",
        "Book John tomorrow single",
        "Book John 8am single",
        "Book John Sunday 8 single",
        "Book Mary & John Fri 9 duo",
        "Book Mary every Tue 8am single",
        "book jhon tomorrow 9:00 single",
        "Cancel Mary",
        "Cancel Mary everything",
        "Cancel Mary Mon",
        "cancel all sessions",
        "Deactivate Mary",
        "skip Mary Mon",
        "stop Mary",
        "tell Mary I am late",
        "why Mary",
        "close Monday",
    ],
)
def test_each_option_of_a_question_finishes_the_job(talk: Talk, words: str) -> None:
    for mary in ("Mary Jones", "Mary Naidoo"):
        talk.say("nadine", f"Book {mary} every Monday {8 if 'J' in mary else 9}:00 single for 2 weeks")
    talk.say("nadine", "Book Mary Jones today 17:00 single")
    said = talk.say("nadine", words)

    taps = 0
    while (options := [each for each in talk.offered("nadine") if each != "Undo"]) and taps < 4:
        said, taps = talk.tap("nadine", options[0]), taps + 1
    assert 0 < taps < 4
    assert not said.endswith(("?", ":"))
    assert "did not understand" not in said


# several lines


def test_each_line_is_a_command_and_one_bad_line_stops_no_other(talk: Talk) -> None:
    answer = talk.say(
        "nadine",
        "Hi!\nBook John tomorrow 08:00 single\nBook Xerxes tomorrow 9 single\nBook Mary Jones Mon 9 single",
    )
    assert answer.splitlines() == [
        "1. Booked: John Smith, single on Fri 3 Oct 08:00.",
        "2. I know no client called Xerxes. Please check the name, or add them first.",
        "3. Booked: Mary Jones, single on Mon 6 Oct 09:00.",
        "John Smith & Mary Jones are told by message.",
    ]
    assert talk.offered("nadine") == ["Undo"]
    assert len(talk.told("john")) == len(talk.told("mary")) == 1

    talk.tap("nadine", "Undo")
    assert talk.statuses() == ["cancelled", "cancelled"]


def test_questions_among_lines_stay_answerable(talk: Talk) -> None:
    talk.say(
        "nadine", "Book Mary tomorrow 08:00 single\nBook John tomorrow 09:00 single\nCancel all sessions Mon"
    )
    assert talk.offered("nadine") == ["Mary Jones", "Mary Naidoo", "Undo"]

    assert "Booked: Mary Naidoo" in talk.say("nadine", "the second")
    assert talk.statuses() == ["booked", "booked"]


def test_a_text_of_many_lines_is_one_text(talk: Talk) -> None:
    talk.say("nadine", "Hi there\nhow are you\ncancel John\nlovely weather\nsee you")
    talk.say("nadine", "tell John this:\ncancel John\nthanks")

    assert talk.told("john") == ["Nadine: this:\ncancel John\nthanks"]


def test_a_clients_lines_are_one_text_unless_each_is_a_command(talk: Talk) -> None:
    talk.say(
        "nadine", "Book John tomorrow 08:00 single\nBook John Mon 08:00 single\nBook John Tue 08:00 single"
    )
    talk.forward(minutes=1)
    talk.say("john", "hello\nlong story\ncancel next")
    assert talk.statuses() == ["booked"] * 3

    assert talk.say("john", "cancel Mon 08:00\ncancel Tue 08:00").count("Cancelled") == 2


def test_too_many_lines_change_nothing(talk: Talk) -> None:
    assert "20 at a time" in talk.say("nadine", "\n".join(["Book John tomorrow 08:00 single"] * 21))
    assert talk.statuses() == []


# end to end


async def test_a_question_stays_open_across_a_restart(database_url: str, tmp_path: Path) -> None:
    async with world(database_url, tmp_path) as first:
        await first.register("John Smith", "27821110002")
        assert "Did you mean" in await first.say("nadine", "book jhon tomorrow 08:00 single")
    async with world(database_url, tmp_path) as second:
        second.clock.forward(minutes=14)
        assert "Booked: John Smith" in await second.say("nadine", "yes")


async def test_lines_and_words_work_over_the_wire(studio: World) -> None:
    await studio.register("John Smith", "27821110002")
    await studio.register("Mary Jones", "27821110003")
    await studio.register("Mary Naidoo", "27821110044")

    answer = await studio.say("nadine", "Book John tomorrow 08:00 single\nBook Mary tomorrow 09:00 single")
    assert "1. Booked: John Smith" in answer
    assert "2. There is more than one Mary" in answer
    assert studio.last("nadine").tappable() == ["Mary Jones", "Mary Naidoo", "Undo"]
    assert "Booked: Mary Naidoo" in await studio.say("nadine", "naidoo")
