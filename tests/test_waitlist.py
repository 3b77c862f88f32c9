"""Waiting for a seat of a full session: who is asked, for how long, and what becomes of the answer."""

from datetime import datetime, timedelta

import pytest

from pilateshq.errors import AlreadyBooked, ListClosed, ListFull, ListsEnough, SeatFree
from pilateshq.models import Booking, Client
from pilateshq.settings import Settings
from pilateshq.studio import booking, waitlist
from tests.conftest import at, new_client
from tests.world import JOHN, MARY, World

FULL = "2025-10-07 08:00"
ASKED = "a seat is free: single on Tue 7 Oct 08:00"
LISTED = "You are on the waitlist for single on Tue 7 Oct 08:00"


@pytest.fixture
async def studio(studio: World) -> World:
    """The studio on a Thursday; Thandi has the only seat of the next Tuesday at 08:00, and two want it."""
    for name, number in {"John Smith": JOHN, "Mary Jones": MARY, "Thandi Mokoena": "27821110004"}.items():
        await studio.register(name, number)
    studio.emulator.add_person("thandi", "Thandi", "27821110004", "ZA.1000000000000004")
    await studio.book("Thandi Mokoena", FULL)
    return studio


async def waits(studio: World, who: str, *, words: str = "book Tue 7 Oct 08h00 single") -> None:
    assert "is full" in await studio.say(who, words)
    assert LISTED in await studio.tap(who, "Join the waitlist")


async def frees(studio: World) -> None:
    await studio.say("thandi", "cancel next")
    await studio.later(seconds=20)


async def test_a_full_session_has_a_waitlist_and_a_freed_seat_is_offered_to_the_first(studio: World) -> None:
    await waits(studio, "john")
    assert "first in line" in studio.last("john").text
    assert "John Smith is on the waitlist for single on Tue 7 Oct 08:00." in studio.last("nadine").text
    await waits(studio, "mary")
    assert "second in line" in studio.last("mary").text
    assert "08:00 single: Thandi Mokoena, 2 waiting" in await studio.say("nadine", "Tue 7 Oct")

    await frees(studio)
    offer = studio.last("john")
    assert ASKED in offer.text
    assert "Please answer by Thu 2 Oct 12:00" in offer.text
    assert offer.buttons == ["Accept", "Pass"]
    assert ASKED not in studio.last("mary").text

    assert "You are booked: single on Tue 7 Oct 08:00" in await studio.tap("john", "Accept")
    assert "John Smith took the free seat" in studio.last("nadine").text
    assert await studio.statuses() == [
        ("Thandi Mokoena", "cancelled"),
        ("John Smith", "booked"),
        ("Mary Jones", "waitlisted"),
    ]


async def test_who_passes_makes_room_for_the_next_and_a_tap_on_an_old_offer_is_answered_kindly(
    studio: World,
) -> None:
    await waits(studio, "john")
    await waits(studio, "mary")
    await frees(studio)

    assert "off the waitlist" in await studio.tap("john", "Pass")
    await studio.later(seconds=20)
    assert ASKED in studio.last("mary").text
    assert "no longer kept for you" in await studio.say("john", "accept #2")
    assert "You are booked" in await studio.say("mary", "accept")
    assert [status for _, status in await studio.statuses()] == ["cancelled", "cancelled", "booked"]


async def test_an_offer_that_nobody_answers_ends_and_goes_to_the_next(studio: World) -> None:
    await waits(studio, "john")
    await waits(studio, "mary")
    await frees(studio)

    await studio.later(hours=1, minutes=59)
    assert ASKED not in studio.last("mary").text
    await studio.later(minutes=2)
    assert ASKED in studio.last("mary").text
    assert [each.text for each in studio.phone("mary") if ASKED in each.text] == [studio.last("mary").text]
    assert "no longer kept for you" in await studio.tap("john", "Accept")
    assert [status for _, status in await studio.statuses()] == ["cancelled", "cancelled", "waitlisted"]


async def test_outside_the_window_the_offer_is_a_template_with_both_buttons(studio: World) -> None:
    await waits(studio, "john")
    studio.clock.forward(hours=25)
    await frees(studio)

    offer = studio.last("john")
    assert (offer.template, offer.buttons) == ("client_waitlist_us", ["Accept", "Pass"])
    assert "single on Tue 7 Oct 08:00" in offer.text
    assert "You are booked" in await studio.tap("john", "Accept")


async def test_a_seat_that_somebody_else_took_meanwhile_is_gone_and_they_wait_on(studio: World) -> None:
    await waits(studio, "john")
    await frees(studio)
    await studio.say("nadine", "Book Mary 2025-10-07 08h00 single")

    assert "somebody else has just taken that seat" in await studio.tap("john", "Accept")
    assert await studio.statuses() == [
        ("Thandi Mokoena", "cancelled"),
        ("John Smith", "waitlisted"),
        ("Mary Jones", "booked"),
    ]


async def test_who_waits_sees_it_among_their_bookings_and_may_leave(studio: World) -> None:
    await waits(studio, "john")

    assert "waiting for single on Tue 7 Oct 08:00" in await studio.say("john", "bookings")
    assert "off the waitlist" in await studio.tap("john", "Leave Tue 7 Oct 08:00")
    await frees(studio)
    assert ASKED not in studio.last("john").text


async def test_joining_twice_is_one_place_and_a_free_seat_needs_no_list(studio: World) -> None:
    await waits(studio, "john")
    assert LISTED in await studio.say("john", "put me on the waitlist for Tue 7 Oct 8am single pls")
    assert [status for _, status in await studio.statuses()] == ["booked", "waitlisted"]

    asked = await studio.say("mary", "waitlist Wed 8 Oct 08:00 single")
    assert "I have asked Nadine for single on Wed 8 Oct 08:00" in asked


async def test_nobody_is_offered_a_seat_of_a_day_that_the_studio_cancels(studio: World) -> None:
    await waits(studio, "john")
    await studio.say("nadine", "Cancel all sessions on 7 Oct, I'm sick")
    await studio.tap("nadine", "Confirm")
    await studio.later(minutes=5)

    assert "It will not be" in studio.last("john").text
    assert [status for _, status in await studio.statuses()] == ["cancelled", "cancelled"]


async def test_a_closure_ends_the_lists_of_its_days_and_says_so(studio: World) -> None:
    await waits(studio, "john")
    await studio.say("nadine", "close 6 Oct to 8 Oct")
    await studio.tap("nadine", "Confirm")
    await studio.later(minutes=5)

    assert "It will not be" in studio.last("john").text
    assert [status for _, status in await studio.statuses()] == ["cancelled", "cancelled"]


async def test_who_is_cancelled_everywhere_waits_nowhere(studio: World) -> None:
    await waits(studio, "john")
    await studio.book("John Smith", "2025-10-08 08:00")
    await studio.say("nadine", "Cancel everything for John")
    await studio.tap("nadine", "Confirm")
    await frees(studio)

    assert ASKED not in studio.last("john").text
    assert [status for _, status in await studio.statuses()] == ["cancelled"] * 3


async def test_another_clients_offer_cannot_be_taken(studio: World) -> None:
    await waits(studio, "john")
    await frees(studio)

    assert "cannot find that booking" in await studio.say("mary", "accept #2")
    assert [status for _, status in await studio.statuses()] == ["cancelled", "waitlisted"]


# the list itself


def test_a_list_has_an_end_and_one_person_is_not_on_many_of_a_day(database: None, settings: Settings) -> None:
    now = at("2026-11-24 10:00")
    full = [at(f"2026-11-27 {hour:02}:00") for hour in (8, 9, 10)]
    those = [new_client(f"Client {number}") for number in range(8)]
    for client, start in zip(those[:3], full, strict=False):
        booking.book([client], "single", start, anyway=False, settings=settings, actor="test", now=now)

    def join(client: Client, start: datetime, when: datetime = now) -> Booking:
        return waitlist.join(client, "single", start, settings=settings, actor="test", now=when)

    for client in those[3:8]:
        join(client, full[0])
    with pytest.raises(ListFull):
        join(those[1], full[0])
    join(those[3], full[1])
    with pytest.raises(ListsEnough):
        join(those[3], full[2])
    with pytest.raises(ListClosed):
        join(those[4], full[1], full[1] - timedelta(minutes=59))
    with pytest.raises(SeatFree):
        join(those[5], at("2026-11-27 11:00"))
    with pytest.raises(AlreadyBooked):
        join(those[1], full[1])


@pytest.mark.parametrize(
    ("now", "start", "minutes"),
    [
        ("2026-11-24 10:00", "2026-11-26 10:00", 120),
        ("2026-11-24 10:00", "2026-11-25 10:01", 120),
        ("2026-11-24 10:00", "2026-11-25 10:00", 60),
        ("2026-11-24 10:00", "2026-11-24 16:01", 60),
        ("2026-11-24 10:00", "2026-11-24 16:00", 15),
        ("2026-11-24 10:00", "2026-11-24 11:31", 15),
        ("2026-11-24 10:00", "2026-11-24 11:30", None),
        ("2026-11-24 20:59", "2026-11-25 10:00", 60),
        ("2026-11-24 21:00", "2026-11-25 10:00", None),
        ("2026-11-24 21:00", "2026-11-25 08:00", 60),
        ("2026-11-24 21:00", "2026-11-26 08:00", None),
        ("2026-11-25 05:00", "2026-11-25 07:00", 15),
        ("2026-11-25 06:29", "2026-11-25 17:00", None),
        ("2026-11-25 06:30", "2026-11-25 17:00", 60),
    ],
)
def test_how_long_a_seat_is_offered_depends_on_what_is_left_and_on_the_night(
    settings: Settings, now: str, start: str, minutes: int | None
) -> None:
    until = waitlist.answer_by(at(start), settings=settings, now=at(now))
    assert until == (None if minutes is None else at(now) + timedelta(minutes=minutes))
