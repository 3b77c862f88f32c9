"""Weekly slots of every second week, with a first day, and paused; on both databases."""

from datetime import date

import pytest

from pilateshq.models import StandingBooking
from tests.world import JOHN, World


@pytest.fixture
async def studio(studio: World) -> World:
    await studio.register("John Smith", JOHN)
    return studio


async def test_every_second_week_is_booked_counted_and_kept_ahead(studio: World) -> None:
    answer = await studio.say("nadine", "Book John every second Tuesday 8 single from 14 Oct")

    assert "every second Tuesday 08:00: Tue 14 Oct, Tue 28 Oct, Tue 11 Nov, Tue 25 Nov, Tue 9 Dec." in answer
    assert "every second week from Tue 14 Oct 08:00" in studio.last("john").text
    await studio.later(days=28)
    await studio.later(days=28)
    slot = await studio.do(lambda: StandingBooking.get())
    assert slot.fortnights_from == date(2025, 10, 14)
    assert len(await studio.statuses()) == 8


async def test_a_slot_may_begin_beyond_what_is_booked_ahead(studio: World) -> None:
    answer = await studio.say("nadine", "Book John every Wed 8 single from 14 Jan for 2 weeks")

    assert "Wed 14 Jan, Wed 21 Jan." in answer


async def test_a_pause_is_shown_first_and_the_slot_counts_again(studio: World) -> None:
    await studio.say("nadine", "Book John every Tuesday 08h00 single")

    preview = await studio.say("nadine", "pause John till 1 Nov, he's in Durban")
    assert "until Sat 1 Nov?" in preview
    assert "Not passed on: “he's in Durban”" in preview
    assert preview.count("single on") == 4
    assert "with 4 bookings cancelled" in await studio.tap("nadine", "Confirm")
    assert "rests until Sat 1 Nov: Tue 7 Oct, Tue 14 Oct, Tue 21 Oct, Tue 28 Oct" in studio.last("john").text
    assert [status for _, status in await studio.statuses()].count("booked") == 4


async def test_a_pause_is_undone_with_one_tap(studio: World) -> None:
    await studio.say("nadine", "Book John every Tuesday 08h00 single for 3 weeks")
    await studio.say("nadine", "pause John for 2 weeks")
    await studio.tap("nadine", "Confirm")

    await studio.tap("nadine", "Undo")
    assert {status for _, status in await studio.statuses()} == {"booked"}


async def test_one_day_is_left_out_without_a_preview(studio: World) -> None:
    await studio.say("nadine", "Book John every Tuesday 08h00 single for 3 weeks")

    assert "Paused: John Smith" in await studio.say("nadine", "skip John next week")
    assert [status for _, status in await studio.statuses()] == ["cancelled", "booked", "booked"]


async def test_a_pause_without_a_slot_or_an_end_changes_nothing(studio: World) -> None:
    assert "no such weekly slot" in await studio.say("nadine", "pause John till 1 Nov")
    assert "Until when?" in await studio.say("nadine", "pause John")


async def test_skipping_a_week_that_does_not_count_is_refused(studio: World) -> None:
    await studio.say("nadine", "Book John every second Tuesday 8 single from 7 Oct")

    assert "no such weekly slot" in await studio.say("nadine", "skip John 14 Oct")
    assert "Skipped: John Smith on Tue 21 Oct" in await studio.say("nadine", "skip John 21 Oct")
