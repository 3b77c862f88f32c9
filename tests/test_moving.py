"""Bookings moved by the owner, and for a client with her approval; on both databases."""

import pytest

from tests.world import JOHN, MARY, World


@pytest.fixture
async def studio(studio: World) -> World:
    """The studio with two clients, and Nadine at hand."""
    await studio.register("John Smith", JOHN)
    await studio.register("Mary Jones", MARY)
    await studio.say("nadine", "hi")
    return studio


async def starts(studio: World) -> list[str]:
    """List where John's coming bookings are, as the diary tells it."""
    return (await studio.say("nadine", "John")).splitlines()[1:2]


async def test_a_booking_is_moved_whole_and_the_client_hears_of_both_times_once(studio: World) -> None:
    await studio.book("John Smith", "2025-10-07 08:00")

    answer = await studio.say("nadine", "Move John from Tue 7 Oct 08:00 to Wed 9")
    assert "Moved: John Smith, single from Tue 7 Oct 08:00 to Wed 8 Oct 09:00." in answer
    assert "John Smith is told by template" in answer
    [told] = studio.phone("john")
    assert (told.template, told.buttons) == ("client_booking_us", ["Reject"])
    assert "single on Wed 8 Oct 09:00" in told.text
    assert "moved from Tue 7 Oct 08:00" in told.text
    assert await starts(studio) == ["Next: single on Wed 8 Oct 09:00"]


async def test_in_the_window_the_move_is_a_message_whose_reject_means_the_new_time(studio: World) -> None:
    await studio.book("John Smith", "2025-10-07 08:00")
    await studio.say("john", "hi")
    await studio.say("nadine", "move john to fri 10 oct")

    assert "from Tue 7 Oct 08:00 to Fri 10 Oct 08:00" in studio.last("john").text
    assert "single on Fri 10 Oct 08:00 is off" in await studio.tap("john", "❌ Reject")


async def test_a_move_to_a_full_session_changes_nothing_and_offers_free_times(studio: World) -> None:
    await studio.book("John Smith", "2025-10-07 08:00")
    await studio.book("Mary Jones", "2025-10-08 09:00")

    assert "is full" in await studio.say("nadine", "move John from Tue to Wed 9 am")
    assert await starts(studio) == ["Next: single on Tue 7 Oct 08:00"]
    await studio.say("nadine", "move John from Tue to Wed 9 am")
    assert "Wed 8 Oct 08:00" in await studio.tap("nadine", "Wed 8 Oct 08:00")
    assert await starts(studio) == ["Next: single on Wed 8 Oct 08:00"]


async def test_a_move_within_its_own_hour_is_no_obstacle_to_itself(studio: World) -> None:
    await studio.book("John Smith", "2025-10-07 08:00")

    assert "to Tue 7 Oct 08:30" in await studio.say("nadine", "move John to 8:30")


async def test_a_move_to_a_closed_day_is_asked(studio: World) -> None:
    await studio.book("John Smith", "2025-10-07 08:00")

    assert "closed on Sun 5 Oct" in await studio.say("nadine", "move John to Sunday 8 am")
    assert "Moved: John Smith" in await studio.tap("nadine", "Move anyway")


async def test_where_to_is_asked_where_it_was_left_out(studio: World) -> None:
    await studio.book("John Smith", "2025-10-07 08:00")

    assert "Where to, for single on Tue 7 Oct 08:00?" in await studio.say("nadine", "move John")
    assert "no coming booking" in await studio.say("nadine", "move Mary to Fri 9 am")


async def test_a_client_chooses_nadine_approves_and_only_then_it_moves(studio: World) -> None:
    await studio.book("John Smith", "2025-10-07 08:00")

    assert "Choose a free time" in await studio.say("john", "Need to reschedule my class on Tuesday")
    answer = await studio.tap("john", "Tue 7 Oct 09:00")
    assert "I have asked Nadine to move your single on Tue 7 Oct 08:00 to Tue 7 Oct 09:00" in answer
    assert "John Smith asks to move single on Tue 7 Oct 08:00" in studio.last("nadine").text
    assert "Moved: John Smith" in await studio.tap("nadine", "Approve")
    assert "from Tue 7 Oct 08:00 to Tue 7 Oct 09:00" in studio.last("john").text


async def test_where_to_is_asked_where_next_may_be_either_week(studio: World) -> None:
    await studio.book("John Smith", "2025-10-03 08:00")

    await studio.say("john", "can we move my class to next tuesday 9?")
    assert studio.last("john").buttons == ["Tue 7 Oct 09:00", "Tue 14 Oct 09:00"]
    assert "I have asked Nadine" in await studio.tap("john", "Tue 14 Oct 09:00")


async def test_a_move_that_is_declined_leaves_the_booking(studio: World) -> None:
    await studio.book("John Smith", "2025-10-07 08:00")
    await studio.say("john", "move my tuesday class to wed 9am")

    assert "stays with single on Tue 7 Oct 08:00" in await studio.tap("nadine", "Decline")
    assert "Wed 8 Oct 09:00 is not possible" in studio.last("john").text


async def test_another_clients_booking_cannot_be_moved(studio: World) -> None:
    booking = await studio.book("Mary Jones", "2025-10-07 08:00")

    for words in (f"reschedule #{booking.id}", f"reschedule #{booking.id} to 2025-10-08 09:00"):
        assert "cannot find that booking" in await studio.say("john", words)


async def test_what_a_client_says_beside_the_wish_reaches_nadine(studio: World) -> None:
    await studio.book("John Smith", "2025-10-03 08:00")
    words = "cant come 2moro, can i come fri arvie rather?"

    assert "Where to" in await studio.say("john", words)
    assert words in studio.last("nadine").text


async def test_an_approval_after_the_seat_has_gone_offers_others(studio: World) -> None:
    await studio.book("John Smith", "2025-10-07 08:00")
    await studio.say("john", "reschedule tuesday to wed 9am")
    await studio.book("Mary Jones", "2025-10-08 09:00")

    assert "is full" in await studio.tap("nadine", "Approve")


async def test_a_move_is_undone_with_one_tap(studio: World) -> None:
    await studio.book("John Smith", "2025-10-07 08:00")
    await studio.say("john", "hi")
    await studio.say("nadine", "move John to Wed 9 am")

    await studio.tap("nadine", "Undo")
    assert await starts(studio) == ["Next: single on Tue 7 Oct 08:00"]
    assert "Tue 7 Oct 08:00" in studio.last("john").text
