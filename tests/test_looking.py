"""What the owner looks up, notes and is helped with; small talk; on both databases."""

import pytest

from pilateshq.conversation import helping
from pilateshq.conversation.commands import Unclear, Unknown
from pilateshq.conversation.wording import Wording
from pilateshq.models import Event
from tests.spoken import admin, client
from tests.world import JOHN, MARY, World


@pytest.fixture
async def studio(studio: World) -> World:
    await studio.register("John Smith", JOHN)
    await studio.register("Mary Jones", MARY)
    return studio


async def test_the_diary_tells_names_by_hour_and_free_seats(studio: World) -> None:
    await studio.book("John Smith", "2025-10-03 06:00", "duo")
    await studio.book("Mary Jones", "2025-10-03 09:00")

    assert await studio.say("nadine", "tomorrow") == (
        "*Fri 3 Oct*\n06:00 duo: John Smith, 1 free\n09:00 single: Mary Jones"
    )
    assert (
        await studio.say("nadine", "who's in at 6 tomorrow") == "*Fri 3 Oct*\n06:00 duo: John Smith, 1 free"
    )
    assert await studio.say("nadine", "today") == "Thu 2 Oct: nobody is booked."
    assert (await studio.say("nadine", "week")).count("nobody is booked") == 6


async def test_free_seats_are_told_by_kind(studio: World) -> None:
    await studio.book("John Smith", "2025-10-04 09:00", "group")

    answer = await studio.say("nadine", "free Sat")
    assert "single, duo, trio: 08:00 10:00" in answer
    assert "group: 08:00 09:00 10:00" in answer
    assert "single" not in await studio.say("nadine", "any space group sat?")
    assert "Nothing is free on Sun 5 Oct" in await studio.say("nadine", "free Sunday")


async def test_a_name_alone_shows_the_card_and_its_buttons_act(studio: World) -> None:
    await studio.say("nadine", "Book John every Tuesday 8 am single for 2 weeks")

    card = await studio.say("nadine", "john?")
    assert "*John Smith* +27821110002" in card
    assert "Next: single on Tue 7 Oct 08:00, single on Tue 14 Oct 08:00" in card
    assert "Weekly: single every Tuesday 08:00" in card
    assert studio.last("nadine").buttons == ["Book", "Move the next…", "Cancel the next"]
    assert "Cancelled: John Smith" in await studio.tap("nadine", "Cancel the next")


async def test_a_beginning_finds_and_a_near_name_is_asked(studio: World) -> None:
    await studio.register("Marlene Fourie", "27821110004")

    assert "more than one mar" in await studio.say("nadine", "find mar")
    assert "*Mary Jones*" in await studio.tap("nadine", "Mary Jones")
    assert "Did you mean" in await studio.say("nadine", "Jhon")
    assert "did not understand" in await studio.say("nadine", "great class everybody")


async def test_lateness_is_noted_with_the_booking_and_changes_nothing(studio: World) -> None:
    await studio.book("John Smith", "2025-10-02 11:00")

    answer = await studio.say("nadine", "John running 10 late")
    assert answer == "Noted: John Smith runs 10 min late, single on Thu 2 Oct 11:00. It stays booked."
    assert await studio.statuses() == [("John Smith", "booked")]
    last = await studio.do(lambda: Event.select().order_by(Event.id.desc()).first())
    assert (last.what, last.detail) == ("late", "10 minutes")
    assert "no booking today" in await studio.say("nadine", "Mary is late")


async def test_a_time_that_is_past_can_be_recorded_as_attended(studio: World) -> None:
    assert "has passed" in await studio.say("nadine", "book John today 8h00 single")
    answer = await studio.tap("nadine", "Record as attended")
    assert answer == "Recorded as attended: John Smith, single on Thu 2 Oct 08:00."
    assert await studio.statuses() == [("John Smith", "attended")]
    assert studio.phone("john") == []
    assert "has not begun yet" in await studio.say("nadine", "book John tomorrow 8 single attended")


async def test_a_misspelt_verb_is_asked_about_before_anything_is_written(studio: World) -> None:
    assert "Did you mean: book John on Fri 3 Oct at 08:00 single?" in await studio.say(
        "nadine", "bpok John tomorrow 8 single"
    )
    assert await studio.statuses() == []
    assert "Booked: John Smith" in await studio.tap("nadine", "Yes")


async def test_two_times_are_asked_about_with_the_times_on_the_buttons(studio: World) -> None:
    question = await studio.say("nadine", "BOOK JOHN 9 OCT 6 FOR 6.30 single")
    assert "• book JOHN on Thu 9 Oct at 06:30 single" in question
    assert studio.last("nadine").buttons == ["Thu 9 Oct 06:00", "Thu 9 Oct 06:30"]
    assert "Booked: John Smith, single on Thu 9 Oct 06:30" in await studio.tap("nadine", "Thu 9 Oct 06:30")
    await studio.say("nadine", "next fri")
    assert studio.last("nadine").buttons == ["Fri 10 Oct", "Fri 3 Oct"]


async def test_a_line_that_asks_is_one_tap_from_being_done(studio: World) -> None:
    assert "reads like a question" in await studio.say("nadine", "book John tomorrow 8 single?")
    assert await studio.statuses() == []
    assert "Booked: John Smith" in await studio.tap("nadine", "Yes, do it")


async def test_yes_and_no_to_nothing_change_nothing(studio: World) -> None:
    await studio.book("John Smith", "2025-10-07 08:00")

    for who, words in (("nadine", "yes"), ("john", "Ja that's fine"), ("john", "no thanks"), ("john", "ok")):
        assert "no question open" in await studio.say(who, words)
    assert await studio.statuses() == [("John Smith", "booked")]


async def test_a_client_asks_for_one_day_and_what_is_free(studio: World) -> None:
    await studio.book("John Smith", "2025-10-03 08:00")

    assert "You are booked:\n• single on Fri 3 Oct 08:00" in await studio.say("john", "what time am I tmrw?")
    assert "no booking on Sat 4 Oct" in await studio.say("john", "when am I in on saturday?")
    assert "These are free" in await studio.say("john", "any space on saturday?")
    assert "Your bookings" in await studio.say("john", "kanselleer")


async def test_nadine_hears_of_who_is_on_the_way_only_near_the_session(studio: World) -> None:
    await studio.say("nadine", "hi")
    await studio.book("John Smith", "2025-10-02 10:30")

    assert "See you soon" in await studio.say("john", "im on my way just now")
    assert "im on my way just now" in studio.last("nadine").text
    before = len(studio.phone("nadine"))
    assert "See you soon" in await studio.say("mary", "on my way")
    assert len(studio.phone("nadine")) == before


# help


EXAMPLES = [example for lines in helping.TOPICS.values() for example in lines]


async def test_help_shows_topics_and_every_example_is_answered(studio: World) -> None:
    for name, number in (("Peter Botha", "4"), ("Lerato Khumalo", "5"), ("Marlene Fourie", "6")):
        await studio.register(name, f"2782111000{number}")
    await studio.say("nadine", "help")
    assert len(studio.last("nadine").buttons) == len(helping.TOPICS)
    for topic, lines in helping.TOPICS.items():
        await studio.later(minutes=1)  # nobody reads so many messages at once
        shown = await studio.say("nadine", f"help {topic}")
        for line in lines:
            assert line in shown
            answer = await studio.say("nadine", line)
            assert "For example" not in answer
            assert "did not understand" not in answer
            assert "I know no client" not in answer


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_of_help_is_read_without_a_question(example: str) -> None:
    assert not isinstance(admin(example), Unclear)
    assert not isinstance(admin(example), Unknown) or example == "John"


async def test_a_clients_help_shows_what_they_may_type_and_each_is_understood(studio: World) -> None:
    shown = await studio.say("john", "help")
    for example in Wording(studio.server.settings).client_examples():
        assert example in shown
        assert not isinstance(client(example), Unclear | Unknown)
