"""Weekly slots, attendance, closing and words both ways, end to end on both databases."""

from datetime import date, time

import pytest

from pilateshq.errors import NoSuchDay
from pilateshq.models import Client, Event, StandingBooking
from pilateshq.studio import standing
from tests.conftest import talks
from tests.world import JOHN, MARY, World

pytestmark = talks


@pytest.fixture
async def studio(studio: World) -> World:
    """The studio, with two clients."""
    await studio.register("John Smith", JOHN)
    await studio.register("Mary Jones", MARY)
    return studio


# weekly slots


async def test_a_weekly_slot_is_booked_eight_weeks_ahead_and_told_once(studio: World) -> None:
    await studio.book("Mary Jones", "2025-10-14 08:00")

    answer = await studio.say("nadine", "Book John every Tuesday 08h00 single")
    assert "single every Tuesday 08:00: Tue 7 Oct, Tue 21 Oct" in answer
    assert "Left out: The single on Tue 14 Oct 08:00 is full" in answer
    assert [each.text for each in studio.phone("john")] == [studio.last("john").text]
    assert "single every Tuesday 08:00" in studio.last("john").text
    assert [status for _, status in await studio.statuses()] == ["booked"] * 8


async def test_a_weekly_slot_leaves_out_public_holidays(studio: World) -> None:
    studio.clock.forward(days=40)

    answer = await studio.say("nadine", "Book John every Tuesday 08h00 single")
    assert "Left out: The studio is closed on Tue 16 Dec 08:00 (Day of Reconciliation)" in answer


async def test_a_slot_without_a_single_day_is_refused_and_leaves_nothing(studio: World) -> None:
    with pytest.raises(NoSuchDay):
        await studio.do(
            lambda: standing.begin(
                [Client.get(Client.name == "John Smith")],
                "single",
                [1],
                time(8),
                until=date(2025, 10, 3),
                anyway=False,
                settings=studio.server.settings,
                actor="test",
                now=studio.clock(),
            )
        )
    assert await studio.do(lambda: StandingBooking.select().count()) == 0


async def test_reject_of_a_weekly_slot_asks_whether_this_one_or_all(studio: World) -> None:
    await studio.say("nadine", "Book John every Tuesday 08h00 single for 3 weeks")

    assert "or the whole weekly slot" in await studio.tap("john", "Reject")
    assert "is off" in await studio.tap("john", "Only this one")
    assert [status for _, status in await studio.statuses()] == ["rejected", "booked", "booked"]


async def test_the_whole_slot_can_be_rejected(studio: World) -> None:
    await studio.say("nadine", "Book John every Tuesday 08h00 single for 3 weeks")
    await studio.tap("john", "Reject")

    assert "your weekly slot has ended" in await studio.tap("john", "The whole slot")
    assert "John Smith ended their weekly slot" in studio.last("nadine").text
    assert "booked" not in [status for _, status in await studio.statuses()]


async def test_a_slot_is_kept_eight_weeks_ahead(studio: World) -> None:
    await studio.say("nadine", "Book John every Tuesday 08h00 single")
    before = len(await studio.statuses())
    studio.clock.forward(days=14)
    await studio.server.tick()

    assert len(await studio.statuses()) == before + 2


async def test_one_date_is_skipped_and_the_slot_stays(studio: World) -> None:
    await studio.say("nadine", "Book John every Tuesday 08h00 single for 3 weeks")

    assert "Skipped: John Smith on Tue 14 Oct" in await studio.say("nadine", "skip John 14 Oct")
    assert "Tue 14 Oct 08:00 is left out this once; your weekly slot stays" in studio.last("john").text
    assert [status for _, status in await studio.statuses()] == ["booked", "cancelled", "booked"]


async def test_a_slot_ends_after_a_preview(studio: World) -> None:
    await studio.say("nadine", "Book John every Tuesday 08h00 single for 3 weeks")

    assert "End the weekly slot of John Smith?" in await studio.say("nadine", "stop John's Tuesdays")
    assert "booked" in [status for _, status in await studio.statuses()]
    assert "Ended: the weekly slot of John Smith, with 3 bookings" in await studio.tap("nadine", "Confirm")
    assert "Your weekly slot has ended" in studio.last("john").text


# attendance


async def test_sick_frees_the_seat_and_the_client_hears(studio: World) -> None:
    await studio.book("John Smith", "2025-10-02 17:00")

    for words in ("John sick",):
        assert "John Smith: sick, not charged" in await studio.say("nadine", words)
    assert "Get well soon" in studio.last("john").text
    assert "Booked: Mary Jones" in await studio.say("nadine", "Book Mary today 17:00 single")


async def test_no_show_and_came_wait_for_the_start_and_may_be_corrected(studio: World) -> None:
    await studio.book("John Smith", "2025-10-02 11:00")

    assert "has not begun yet" in await studio.say("nadine", "John no-show")
    studio.clock.forward(hours=2)
    assert "John Smith: no-show" in await studio.say("nadine", "John didn't pitch")
    assert "John Smith: attended" in await studio.say("nadine", "John came")


async def test_without_a_booking_today_nothing_is_written_and_the_next_is_offered(studio: World) -> None:
    await studio.book("John Smith", "2025-10-07 08:00")

    assert "no such booking" in await studio.say("nadine", "sick John")
    assert await studio.statuses() == [("John Smith", "booked")]
    assert "John Smith: sick" in await studio.tap("nadine", "Tue 7 Oct 08:00")


# closing


async def test_all_of_a_day_is_previewed_then_cancelled_and_each_client_told(studio: World) -> None:
    await studio.book("John Smith", "2025-10-03 08:00")
    await studio.book("Mary Jones", "2025-10-03 09:00")

    preview = await studio.say("nadine", "Cancel all sessions tomorrow, I'm sick")
    assert "2 bookings of 2 people" in preview
    assert await studio.statuses() == [("John Smith", "booked"), ("Mary Jones", "booked")]
    assert "John Smith & Mary Jones are told" in await studio.tap("nadine", "Confirm")
    assert "I'm sick" in studio.last("john").text
    assert await studio.statuses() == [("John Smith", "cancelled"), ("Mary Jones", "cancelled")]


async def test_a_preview_that_is_out_of_date_is_shown_anew(studio: World) -> None:
    await studio.book("John Smith", "2025-10-03 08:00")
    await studio.say("nadine", "Cancel all sessions tomorrow, I'm sick")
    await studio.book("Mary Jones", "2025-10-03 09:00")

    assert "2 bookings of 2 people" in await studio.tap("nadine", "Confirm")
    assert await studio.statuses() == [("John Smith", "booked"), ("Mary Jones", "booked")]


async def test_without_a_day_it_asks_which(studio: World) -> None:
    assert "of which day" in await studio.say("nadine", "Cancel all sessions")


async def test_a_client_is_deactivated_after_a_preview_and_reactivated(studio: World) -> None:
    await studio.say("nadine", "Book John every Tuesday 08h00 single for 2 weeks")

    assert "Deactivate John Smith?" in await studio.say("nadine", "Deactivate John")
    assert "with 2 coming bookings" in await studio.tap("nadine", "Confirm")
    assert "have ended" in studio.last("john").text
    assert {status for _, status in await studio.statuses()} == {"cancelled"}
    assert "Reactivated: John Smith" in await studio.say("nadine", "Reactivate John")


# words, and wishes


async def test_nadines_words_reach_a_client_in_and_out_of_the_window(studio: World) -> None:
    assert "John Smith is told by template" in await studio.say("nadine", "tell John I'm running 5 min late")
    assert studio.last("john").template == "client_update_us"
    assert "I'm running 5 min late" in studio.last("john").text

    await studio.say("john", "hi")
    await studio.say("nadine", "tell John see you")
    assert studio.last("john").text == "Nadine: see you"


async def test_a_swipe_answers_a_forwarded_message(studio: World) -> None:
    await studio.say("nadine", "hi")
    await studio.say("john", "message Nadine is there parking?")
    forwarded = studio.last("nadine")

    await studio.say("nadine", "Yes, behind the house", reply_to=forwarded.wamid)
    assert studio.last("john").text == "Nadine: Yes, behind the house"


async def test_a_wish_goes_to_nadine_who_approves(studio: World) -> None:
    await studio.say("nadine", "hi")

    assert "I have asked Nadine" in await studio.say("john", "book friday 9 single")
    assert "John Smith asks for single on Fri 3 Oct 09:00" in studio.last("nadine").text
    assert "Booked: John Smith" in await studio.tap("nadine", "Approve")
    assert "you are booked: single on Fri 3 Oct 09:00" in studio.last("john").text


async def test_a_wish_that_is_declined_is_said_kindly(studio: World) -> None:
    await studio.say("nadine", "hi")
    await studio.say("john", "book friday 9 single")

    assert "Declined: John Smith" in await studio.tap("nadine", "Decline")
    assert "is not possible" in studio.last("john").text
    assert await studio.statuses() == [("John Smith", "cancelled")]


async def test_a_seat_that_went_meanwhile_is_not_approved(studio: World) -> None:
    await studio.say("nadine", "hi")
    await studio.say("john", "book friday 9 single")
    await studio.book("Mary Jones", "2025-10-03 09:00")

    assert "Not booked for John Smith" in await studio.tap("nadine", "Approve")


async def test_a_wish_for_an_hour_that_is_theirs_already_is_said_so(studio: World) -> None:
    await studio.book("John Smith", "2025-10-03 09:00")

    assert "You are booked on Fri 3 Oct 09:00 already" in await studio.say("john", "book friday 9 single")


async def test_book_alone_shows_what_is_free(studio: World) -> None:
    assert "These are free" in await studio.say("john", "book")
    assert len(studio.last("john").buttons) == 10


async def test_running_late_is_told_with_the_booking_it_concerns(studio: World) -> None:
    await studio.say("nadine", "hi")
    await studio.book("John Smith", "2025-10-02 11:00")

    assert "Nadine knows" in await studio.say("john", "running late stuck in traffic")
    assert "Booked: single on Thu 2 Oct 11:00" in studio.last("nadine").text
    assert await studio.statuses() == [("John Smith", "booked")]


async def test_a_whole_story_is_in_the_event_log(studio: World) -> None:
    await studio.say("nadine", "Book John 2025-10-07 08h00 single")
    await studio.tap("john", "Reject")
    await studio.say("nadine", "Book John 2025-10-07 08h00 single")
    await studio.say("nadine", "John sick tue")
    await studio.say("nadine", "Book John 2025-10-08 08h00 single")
    await studio.say("nadine", "Cancel John")

    story = await studio.do(lambda: [each.what for each in Event.select().order_by(Event.id)])
    assert story == [
        *("registered", "registered", "booked", "rejected", "booked", "sick", "booked", "cancelled"),
    ]
