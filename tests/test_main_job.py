"""The main job, end to end: webhook bytes in, the wire out, on both databases."""

import pytest

from tests.world import JOHN, MARY, World

UPCOMING = "Tue 7 Oct 08:00"


@pytest.fixture
async def studio(studio: World) -> World:
    """The studio, with two clients."""
    await studio.register("John Smith", JOHN)
    await studio.register("Mary Jones", MARY)
    return studio


async def test_nadine_books_by_one_line_and_the_client_rejects(studio: World) -> None:
    assert "Booked: John Smith, single on Tue 7 Oct 08:00" in await studio.say(
        "nadine", "Book John 2025-10-07 08h00 single"
    )
    told = studio.last("john")
    assert (told.template, told.buttons) == ("client_booking_us", ["Reject"])
    assert "single on Tue 7 Oct 08:00" in told.text

    assert "Nothing is charged" in await studio.tap("john", "Reject")
    assert "John Smith rejected single on Tue 7 Oct 08:00" in studio.last("nadine").text
    assert await studio.statuses() == [("John Smith", "rejected")]


async def test_inside_the_window_the_confirmation_is_a_message_with_reject(studio: World) -> None:
    await studio.say("john", "hi")
    await studio.say("nadine", "book john tmrw 8am single")

    told = studio.last("john")
    assert (told.kind, told.buttons) == ("buttons", ["❌ Reject"])
    assert "Fri 3 Oct 08:00" in told.text


async def test_a_second_tap_changes_nothing_and_is_answered_kindly(studio: World) -> None:
    await studio.say("nadine", "Book John 2025-10-07 08h00 single")
    await studio.tap("john", "Reject")

    assert "already" in await studio.tap("john", "Reject")
    assert len([each for each in studio.phone("nadine") if "rejected" in each.text]) == 1


async def test_a_tap_three_weeks_late_explains_and_changes_nothing(studio: World) -> None:
    await studio.say("nadine", "Book John 2025-10-07 08h00 single")
    studio.clock.forward(days=21)

    assert "has begun or is over" in await studio.tap("john", "Reject")
    assert await studio.statuses() == [("John Smith", "booked")]


async def test_a_forged_tap_on_somebody_elses_booking_changes_nothing(studio: World) -> None:
    booking = await studio.book("Mary Jones", "2025-10-07 08:00")

    for words in (f"reject #{booking.id}", f"cancel #{booking.id} sure", "reject #999999"):
        assert "cannot find that booking among yours" in await studio.say("john", words)
    assert await studio.statuses() == [("Mary Jones", "booked")]


async def test_a_late_reject_asks_once_and_tells_nadine_that_it_was_late(studio: World) -> None:
    await studio.say("nadine", "Book John 2025-10-03 12h00 single")
    studio.clock.forward(hours=4)

    assert "free until Thu 2 Oct 12:00" in await studio.tap("john", "Reject")
    assert await studio.statuses() == [("John Smith", "booked")]
    assert "as a late cancel" in await studio.tap("john", "Yes, cancel it")
    assert "This is a late cancel" in studio.last("nadine").text
    assert await studio.statuses() == [("John Smith", "cancelled")]


async def test_out_of_her_window_nadine_is_nudged_by_template_and_show_tells_all(studio: World) -> None:
    await studio.book("John Smith", "2025-10-07 08:00")
    await studio.say("john", "reject")

    nudge = studio.last("nadine")
    assert (nudge.template, nudge.buttons) == ("admin_update_us", ["Show"])
    assert "John Smith rejected single on Tue 7 Oct 08:00" in nudge.text
    assert "The seat is free" in await studio.tap("nadine", "Show")


async def test_two_johns_are_asked_with_buttons_that_keep_the_rest(studio: World) -> None:
    await studio.register("John Naidoo", "27821110004")

    assert "more than one John" in await studio.say("nadine", "Book John 2025-10-07 08h00 single")
    assert studio.last("nadine").buttons == ["John Naidoo", "John Smith"]
    assert "Booked: John Smith, single on Tue 7 Oct 08:00" in await studio.tap("nadine", "John Smith")


async def test_a_misspelt_name_is_asked_and_never_booked(studio: World) -> None:
    assert "no client called jhon" in await studio.say("nadine", "book jhon tmrw 8 single")
    assert await studio.statuses() == []
    assert "Booked: John Smith, single on Fri 3 Oct 08:00" in await studio.tap("nadine", "John Smith")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Book Zebedee tomorrow 08:00 single", "no client called Zebedee"),
        ("Book John today 08:00 single", "Thu 2 Oct 08:00 has passed"),
        ("Book John 2025-10-05 08h00 single", "closed on Sun 5 Oct 08:00"),
        ("Book John 2025-09-24 08h00 single", "has passed"),
        ("Book John 2025-12-16 08h00 single", "Day of Reconciliation"),
        ("Book John tomorrow 05:00 single", "outside the opening hours"),
        ("Book John 2025-10-07 09:00 single", "full"),
        ("Book John 2025-10-07 09:30 duo", "There is a single on Tue 7 Oct 09:00"),
        ("Book John tomorrow 25:00 single", "no such time"),
        ("Book Mary & John tomorrow 08:00 single", "1 seat only"),
    ],
)
async def test_what_cannot_be_booked_is_refused_and_nothing_changes(
    studio: World, line: str, why: str
) -> None:
    await studio.book("Mary Jones", "2025-10-07 09:00")

    assert why in await studio.say("nadine", line)
    assert await studio.statuses() == [("Mary Jones", "booked")]
    assert studio.phone("john") == []


async def test_a_full_session_offers_the_nearest_free_times(studio: World) -> None:
    await studio.book("Mary Jones", "2025-10-07 09:00")

    await studio.say("nadine", "Book John 2025-10-07 09:00 single")
    offered = studio.last("nadine").buttons
    assert offered == ["Tue 7 Oct 08:00", "Tue 7 Oct 10:00", "Tue 7 Oct 11:00"]
    assert "Booked: John Smith, single on Tue 7 Oct 10:00" in await studio.tap("nadine", "Tue 7 Oct 10:00")


async def test_a_closed_day_can_be_booked_anyway(studio: World) -> None:
    await studio.say("nadine", "Book John 2025-10-05 08h00 single")

    assert "Booked: John Smith, single on Sun 5 Oct 08:00" in await studio.tap("nadine", "Book anyway")


async def test_a_duo_seats_two_and_no_third(studio: World) -> None:
    await studio.register("Peter Botha", "27821110006")

    assert "Booked: Mary Jones, duo on Fri 3 Oct 09:00" in await studio.say(
        "nadine", "Book Mary tomorrow 09h00 duo"
    )
    await studio.say("nadine", "Book John tomorrow 09h00 duo")
    assert "The duo on Fri 3 Oct 09:00 is full" in await studio.say("nadine", "Book Peter tomorrow 09h00 duo")


async def test_a_seat_given_back_can_be_booked_again(studio: World) -> None:
    await studio.say("nadine", "Book John 2025-10-07 08h00 single")
    await studio.tap("john", "Reject")

    assert "Booked: John Smith" in await studio.say("nadine", "Book John 2025-10-07 08h00 single")
    assert await studio.statuses() == [("John Smith", "rejected"), ("John Smith", "booked")]
    assert len([each for each in studio.phone("john") if each.buttons]) == 2


async def test_nadine_cancels_the_next_booking_and_the_client_is_told(studio: World) -> None:
    await studio.book("John Smith", "2025-10-07 08:00")
    await studio.book("John Smith", "2025-10-09 08:00")

    assert "Cancelled: John Smith, single on Tue 7 Oct 08:00" in await studio.say("nadine", "Cancel John")
    assert "Your single on Tue 7 Oct 08:00 was cancelled" in studio.last("john").text
    assert await studio.statuses() == [("John Smith", "cancelled"), ("John Smith", "booked")]


async def test_a_client_sees_their_bookings_and_cancels_one_from_the_list(studio: World) -> None:
    await studio.book("John Smith", "2025-10-07 08:00")
    await studio.book("John Smith", "2025-10-09 17:00")

    for words in ("bookings", "my bookings", "Sessions"):
        assert "single on Thu 9 Oct 17:00" in await studio.say("john", words)
    assert "Cancelled: your single on Thu 9 Oct 17:00" in await studio.tap("john", "Cancel Thu 9 Oct 17:00")
    assert "John Smith cancelled single on Thu 9 Oct 17:00" in studio.last("nadine").text


async def test_more_than_ten_bookings_come_in_pages(studio: World) -> None:
    for day in range(7, 19):
        await studio.book("John Smith", f"2025-10-{day:02} 08:00")

    await studio.say("john", "bookings")
    assert len(studio.last("john").buttons) == 10
    await studio.tap("john", "More…")
    assert studio.last("john").buttons == [
        "Cancel Thu 16 Oct 08:00",
        "Cancel Fri 17 Oct 08:00",
        "Cancel Sat 18 Oct 08:00",
    ]


@pytest.mark.parametrize(
    "words", ["cancel next", "cancel upcoming", "cancel Tue 08:00", "cancel tuesday 8am"]
)
async def test_a_client_cancels_in_their_own_words(studio: World, words: str) -> None:
    await studio.book("John Smith", "2025-10-07 08:00")
    await studio.book("John Smith", "2025-10-14 08:00")

    assert "Cancelled: your single on Tue 7 Oct 08:00" in await studio.say("john", words)
    assert await studio.statuses() == [("John Smith", "cancelled"), ("John Smith", "booked")]


async def test_a_day_without_a_booking_cancels_nothing(studio: World) -> None:
    await studio.book("John Smith", "2025-10-07 08:00")

    assert "no booking on a Monday" in await studio.say("john", "cancel Mon 08:00")
    assert await studio.statuses() == [("John Smith", "booked")]


async def test_message_nadine_arrives_word_for_word(studio: World) -> None:
    words = "message Nadine I'm at the *door*\nplease open"
    assert "passed that on to Nadine" in await studio.say("john", words)
    await studio.tap("nadine", "Show")

    shown = studio.last("nadine").text
    assert "John Smith (+27821110002)" in shown
    assert "I'm at the *door*\nplease open" in shown


async def test_a_stranger_is_greeted_and_nadine_hears_of_them(studio: World) -> None:
    answer = await studio.say("stranger", "Hi, do you have space on Monday?")

    assert "passed your message on to Nadine" in answer
    assert "do you have space on Monday?" in studio.last("nadine").text


async def test_each_message_brought_three_times_acts_once(studio: World) -> None:
    await studio.emulator.say("nadine", "Book John 2025-10-07 08h00 single", times=3)
    await studio.idle()
    await studio.emulator.tap("john", "Reject", times=3)
    await studio.idle()

    assert await studio.statuses() == [("John Smith", "rejected")]
    assert len(studio.phone("john")) == 2
    assert len(studio.phone("nadine")) == 2


async def test_an_old_message_is_shown_back_before_it_changes_anything(studio: World) -> None:
    await studio.book("John Smith", "2025-10-07 08:00")
    yesterday = studio.clock().replace(hour=3)
    studio.clock.forward(hours=10)

    assert "Shall I do it?" in await studio.say("john", "cancel next", at=yesterday)
    assert await studio.statuses() == [("John Smith", "booked")]
    assert "Cancelled" in await studio.tap("john", "Yes, do it")


async def test_a_message_older_than_eight_days_is_kept_and_nothing_else(studio: World) -> None:
    await studio.book("John Smith", "2025-10-20 08:00")
    sent = studio.clock()
    studio.clock.forward(days=9)

    assert await studio.say("john", "cancel next", at=sent) == ""
    assert await studio.statuses() == [("John Smith", "booked")]


async def test_what_cannot_be_read_asks_for_words_and_nadine_knows(studio: World) -> None:
    await studio.emulator.send_raw(
        "john", {"type": "audio", "audio": {"id": "1", "mime_type": "audio/ogg", "voice": True}}
    )
    await studio.idle()

    assert "Please type it" in studio.last("john").text
    assert "audio" in studio.last("nadine").text


async def test_thanks_gets_one_emoji_and_a_reaction_is_left_alone(studio: World) -> None:
    assert await studio.say("john", "thanks 💜") == "💜"
    assert studio.last("john").kind == "reaction"
    await studio.emulator.send_raw(
        "john", {"type": "reaction", "reaction": {"message_id": "wamid.X", "emoji": "👍"}}
    )
    await studio.idle()
    assert len(studio.phone("john")) == 1
