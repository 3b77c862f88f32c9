"""The day as the studio lives it: briefings, reminders and the roll call, over real HTTP."""

import pytest

from pilateshq.sandbox.graph import Fault
from tests.conftest import talks
from tests.world import JOHN, MARY, World

pytestmark = talks

PETER = "27821110006"


@pytest.fixture
async def studio(studio: World) -> World:
    """The studio with three clients, on a Thursday at 10:00; Nadine has just written."""
    studio.emulator.add_person("peter", "Peter", PETER)
    for name, number in (("John Smith", JOHN), ("Mary Jones", MARY), ("Peter Botha", PETER)):
        await studio.register(name, number)
    await studio.say("nadine", "menu")
    return studio


async def said_at(studio: World, who: str, text: str, **later: float) -> str:
    """Let time pass, and give the one message that contains the text."""
    before = len(studio.phone(who))
    await studio.later(**later)
    found = [shown.text for shown in studio.phone(who)[before:] if text in shown.text]
    assert len(found) == 1, [shown.text for shown in studio.phone(who)[before:]]
    return found[0]


async def test_in_the_evening_nadine_sees_who_comes_tomorrow_by_the_hour(studio: World) -> None:
    await studio.book("Mary Jones", "2025-10-03 07:00", "duo")
    await studio.book("Peter Botha", "2025-10-03 09:00", "group")
    await studio.book("John Smith", "2025-10-03 09:00", "group")

    told = await said_at(studio, "nadine", "Tomorrow", hours=10)
    assert told.splitlines() == [
        "Tomorrow, Fri 3 Oct: 2 sessions, 3 people.",
        "07:00 duo: Mary · 1 free",
        "09:00 group: Peter, John · 4 free",
    ]
    await studio.later(minutes=30)
    assert sum("Tomorrow, Fri" in shown.text for shown in studio.phone("nadine")) == 1


async def test_in_the_morning_nadine_sees_today(studio: World) -> None:
    await studio.book("John Smith", "2025-10-03 07:00")
    await studio.later(hours=10)  # 20:00
    await studio.say("nadine", "thanks")

    assert "Today, Fri 3 Oct: 1 session, 1 person.\n07:00 single: John" in await said_at(
        studio, "nadine", "Today", hours=10
    )


async def test_a_day_with_nothing_on_it_is_said_too(studio: World) -> None:
    assert "Tomorrow, Fri 3 Oct: nothing is booked." in await said_at(studio, "nadine", "Tomorrow", hours=10)


async def test_two_people_of_one_name_are_told_apart(studio: World) -> None:
    await studio.register("John Adams", "27821110077")
    await studio.book("John Smith", "2025-10-03 07:00", "duo")
    await studio.book("John Adams", "2025-10-03 07:00", "duo")

    assert "07:00 duo: John S, John A" in await said_at(studio, "nadine", "Tomorrow", hours=10)


async def test_a_client_is_reminded_and_can_say_that_they_cannot_come(studio: World) -> None:
    await studio.say("john", "hi")
    await studio.book("John Smith", "2025-10-03 08:00")
    await studio.later(hours=10)

    reminder = studio.last("john")
    assert (reminder.text, reminder.buttons) == (
        "Hi John, see you tomorrow: single on Fri 3 Oct 08:00.",
        ["I cannot come"],
    )
    assert "was free until" in await studio.tap("john", "I cannot come")
    await studio.tap("john", "Yes, cancel it")
    assert await studio.statuses() == [("John Smith", "cancelled")]

    before = len(studio.phone("john"))
    await studio.later(hours=11)  # an hour before
    assert len(studio.phone("john")) == before


async def test_an_hour_before_a_client_is_reminded_once_more(studio: World) -> None:
    await studio.book("John Smith", "2025-10-03 08:00")
    await studio.later(hours=20)
    await studio.say("john", "hi")

    assert (
        await said_at(studio, "john", "starts at", hours=1)
        == "Hi John, your single starts at 08:00. See you!"
    )


async def test_after_the_last_session_nadine_says_with_one_tap_that_all_came(studio: World) -> None:
    await studio.book("John Smith", "2025-10-02 16:00", "duo")
    await studio.book("Mary Jones", "2025-10-02 16:00", "duo")

    asked = await said_at(studio, "nadine", "came", hours=6, minutes=55)
    assert asked.splitlines() == ["All 2 came on Thu 2 Oct?", "16:00 duo: John, Mary"]
    assert "Attended: 2 places on Thu 2 Oct." in await studio.tap("nadine", "Yes")
    assert await studio.statuses() == [("John Smith", "attended"), ("Mary Jones", "attended")]

    told = await said_at(studio, "nadine", "Tomorrow", hours=3, minutes=5)
    assert "to confirm" not in told
    assert "Nobody waits to be marked" in await studio.tap("nadine", "Yes")


async def test_fix_opens_a_list_and_the_others_are_settled_by_one_more_tap(studio: World) -> None:
    for name in ("John Smith", "Mary Jones", "Peter Botha"):
        await studio.book(name, "2025-10-02 16:00", "group")
    await studio.later(hours=6, minutes=55)

    await studio.tap("nadine", "Fix")
    assert [row.title for row in studio.last("nadine").rows] == ["John Smith", "Mary Jones", "Peter Botha"]
    await studio.tap("nadine", "Mary Jones")
    assert studio.last("nadine").buttons == ["No-show", "Sick", "Came"]
    assert "Mary Jones: no-show" in await studio.tap("nadine", "No-show")
    await studio.tap("nadine", "The others came")

    assert await studio.statuses() == [
        *[("John Smith", "attended"), ("Mary Jones", "no_show"), ("Peter Botha", "attended")]
    ]


async def test_if_the_day_has_changed_since_the_question_it_is_asked_anew(studio: World) -> None:
    await studio.book("John Smith", "2025-10-02 16:00", "duo")
    await studio.book("Mary Jones", "2025-10-02 16:00", "duo")
    await studio.later(hours=6, minutes=55)
    await studio.say("nadine", "Mary sick")

    assert "Did all come on Thu 2 Oct?\n16:00 duo: John" in await studio.tap("nadine", "Yes")
    await studio.tap("nadine", "Yes")
    assert await studio.statuses() == [("John Smith", "attended"), ("Mary Jones", "sick")]


async def test_what_was_not_confirmed_is_part_of_the_evening(studio: World) -> None:
    await studio.book("John Smith", "2025-10-02 16:00")
    await studio.later(hours=10)

    evening = studio.last("nadine")
    assert "1 place to confirm" in evening.text
    assert evening.buttons == ["All came", "Fix"]
    assert "Attended: 1 place" in await studio.tap("nadine", "All came")


async def test_the_evening_tells_what_waits_for_nadine(studio: World) -> None:
    await studio.book("Mary Jones", "2025-10-02 16:00")
    await studio.later(hours=3)  # by then she can no longer say that it does not suit her
    await studio.say("mary", "cancel next")
    await studio.tap("mary", "Yes, cancel it")
    await studio.say("john", "book tuesday 9 single")
    await studio.say("stranger", "Hi, do you have space on Monday?")

    told = await said_at(studio, "nadine", "Tomorrow", hours=7)
    assert "Waits for you:" in told
    assert "asked for: John Smith (single on Tue 7 Oct 09:00). Reply APPROVE or DECLINE" in told
    assert "to charge or waive: Mary Jones (single on Thu 2 Oct 16:00). Reply CHARGES" in told
    assert "enquiries: Lerato. Reply LEADS" in told


async def test_on_the_25th_nadine_is_told_what_there_is_to_invoice(studio: World) -> None:
    studio.clock.forward(days=21)  # Thu 23 Oct
    await studio.later(hours=1)
    await studio.book("John Smith", "2025-10-24 08:00")
    await studio.book("Mary Jones", "2025-10-24 09:00")
    await studio.later(days=1)
    await studio.say("nadine", "all came")
    await studio.book("Peter Botha", "2025-10-24 17:00")

    told = await said_at(studio, "nadine", "time to review", hours=22)  # 09:00 on the 25th
    assert told == (
        "It is time to review the invoices of October: 2 invoices, R600 so far."
        " Before that: 1 place to confirm (reply FIX). To see them, reply: invoice all"
    )


async def test_who_was_not_told_is_in_the_briefing_with_the_reason(studio: World) -> None:
    studio.emulator.people["john"].on_whatsapp = False
    await studio.say("nadine", "Book John Smith tuesday 8 single")
    assert "not told: John Smith" in await said_at(studio, "nadine", "Tomorrow", hours=10)


async def test_who_missed_a_reminder_while_nothing_ran_is_named_once(studio: World) -> None:
    for name in ("John Smith", "Mary Jones"):
        await studio.book(name, "2025-10-03 09:00", "duo")
    await studio.say("john", "hi")
    told = await said_at(studio, "nadine", "Today", hours=22)  # 08:00; the evening was slept through

    missed = "a reminder was missed, as the program was not running"
    assert f"not told: John Smith, Mary Jones ({missed})" in told


async def test_the_briefing_can_be_had_at_any_time(studio: World) -> None:
    await studio.book("John Smith", "2025-10-02 16:00")
    assert "Today, Thu 2 Oct: 1 session, 1 person.\n16:00 single: John" in await studio.say(
        "nadine", "briefing"
    )

    await studio.later(hours=10)
    assert "Tomorrow, Fri 3 Oct: nothing is booked." in await studio.say("nadine", "briefing")


async def test_a_reminder_says_what_is_true_when_it_is_sent(studio: World) -> None:
    await studio.say("john", "hi")
    made = await studio.book("John Smith", "2025-10-03 08:00")
    studio.emulator.fault(Fault.pair_limit, times=3, to="john")  # so that it must wait
    before = len(studio.phone("john"))
    studio.clock.forward(hours=10)
    await studio.server.tick()
    await studio.say("nadine", f"cancel #{made.id}")
    await studio.later(minutes=20)

    assert not any("see you tomorrow" in shown.text for shown in studio.phone("john")[before:])
