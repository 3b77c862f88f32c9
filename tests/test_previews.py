"""What takes away from many, or speaks to many, is shown first and done only when confirmed."""

import pytest

from pilateshq.models import Booking, Broadcast, Client, Closure, Lane, Outbound, StandingBooking
from pilateshq.studio import consents, people
from tests.talking import Talk
from tests.world import JOHN, World

PREVIEWED = (
    "Cancel all sessions tomorrow",
    "Cancel everything for John",
    "close tomorrow",
    "stop John's Fridays",
    "Deactivate John",
    "Erase John",
)


@pytest.mark.parametrize("words", PREVIEWED)
def test_it_is_shown_and_nothing_is_done(talk: Talk, words: str) -> None:
    talk.say("nadine", "Book John every Friday 08:00 single for 2 weeks")
    shown = talk.say("nadine", words)

    assert "Fri 3 Oct 08:00" in shown
    assert talk.statuses() == ["booked", "booked"]
    assert talk.say("nadine", "no") == "All right, nothing was changed."
    assert talk.statuses() == ["booked", "booked"]


@pytest.mark.parametrize("words", PREVIEWED)
def test_it_is_shown_anew_if_it_has_changed_before_confirm(talk: Talk, words: str) -> None:
    talk.say("nadine", "Book John every Friday 08:00 single for 2 weeks")
    before = talk.say("nadine", words)
    talk.say("john", "cancel Fri 08:00")
    assert talk.say("john", "yes") != ""
    if talk.statuses()[0] == "booked":  # then it was inside the notice period, and asked
        Booking.update(status="cancelled", version=Booking.version + 1).where(Booking.id == 1).execute()

    after = talk.tap("nadine", "Confirm")
    assert "Cancelled" not in after
    assert after != before
    assert talk.statuses()[1] == "booked"
    assert Client.get(Client.name == "John Smith").active


def test_all_of_one_client_goes_with_the_weekly_slot(talk: Talk) -> None:
    talk.say("nadine", "Book John every Friday 08:00 single for 2 weeks")
    talk.say("nadine", "Book Mary tomorrow 09:00 single")
    talk.say("nadine", "Book John Mon 09:00 single")

    shown = talk.say("nadine", "cancel everything for John")
    assert shown.startswith("Cancel all of John Smith: 3 bookings with the weekly slot?")
    assert "• the weekly slot: single every Friday 08:00 until Fri 10 Oct" in shown
    assert "Cancelled: 3 bookings of John Smith, and the weekly slot ended" in talk.tap("nadine", "Confirm")
    assert sorted(talk.statuses()) == ["booked", "cancelled", "cancelled", "cancelled"]
    assert StandingBooking.get().ended_at
    assert len(talk.told("john")) == 2 + 1  # in one message
    assert "Your weekly slot has ended" in talk.told("john")[-1]


def test_days_are_closed_and_their_bookings_cancelled(talk: Talk) -> None:
    talk.say(
        "nadine",
        "Book John 16 Oct 08:00 single\nBook Mary 16 Oct 09:00 single\nBook Mary 20 Oct 09:00 single",
    )

    shown = talk.say("nadine", "close 15 Oct to 17 Oct because of a workshop")
    assert shown.startswith("Close the studio, Wed 15 Oct to Fri 17 Oct? Then 2 bookings of 2 people go:")
    assert "• John Smith, single on Thu 16 Oct 08:00" in shown
    assert "Reason: a workshop" in shown
    answer = talk.say("nadine", "ja")
    assert answer.startswith("Closed: Wed 15 Oct to Fri 17 Oct, and 2 bookings cancelled; nobody is charged.")
    assert talk.statuses() == ["cancelled", "cancelled", "booked"]
    assert "The reason: a workshop." in talk.told("mary")[-1]


def test_closed_days_are_obeyed_until_they_are_opened(talk: Talk) -> None:
    talk.say("nadine", "close tomorrow, load shedding")
    talk.tap("nadine", "Confirm")
    assert "closed on Fri 3 Oct 08:00 (load shedding)" in talk.say(
        "nadine", "Book John tomorrow 08:00 single"
    )
    assert "Fri 3 Oct" not in "".join(talk.offered("nadine"))
    assert "Nothing is free then" in talk.say("john", "book tomorrow")

    assert "Open: Fri 3 Oct" in talk.say("nadine", "open tomorrow")
    assert "Booked" in talk.say("nadine", "Book John tomorrow 08:00 single")


def test_a_public_holiday_is_opened(talk: Talk) -> None:
    assert "Day of Reconciliation" in talk.say("nadine", "Book John 16 Dec 08:00 single")
    talk.say("nadine", "open 16 Dec")

    assert "Booked" in talk.say("nadine", "Book John 16 Dec 08:00 single")
    talk.say("nadine", "close 16 Dec")
    assert "Then 1 booking of 1 person go" in talk.say("nadine", "close 16 Dec")
    assert Closure.select().count() == 1


def test_a_day_without_hours_cannot_be_opened(talk: Talk) -> None:
    assert "no opening hours on Sun 5 Oct" in talk.say("nadine", "open Sunday")


# news


def give_news(name: str) -> None:
    client = Client.get(Client.name == name)
    consents.give(client, consents.NEWS, through="form", at=client.registered_at, actor="test")


def test_news_goes_once_to_active_clients_who_asked_for_it(talk: Talk) -> None:
    assert "nothing goes out" in talk.say("nadine", "broadcast We move")
    give_news("John Smith")
    give_news("Mary Jones")
    people.set_active(Client.get(Client.name == "Mary Jones"), False, actor="test", now=talk.now)

    shown = talk.say("nadine", "broadcast We move on Monday.\nSee you there!")
    assert shown == "Send this to 1 client who asked for news?\n\nWe move on Monday.\nSee you there!"
    assert talk.told("john") == []
    assert "On its way to 1 client." in talk.tap("nadine", "Confirm")
    assert "gone out already" in talk.tap("nadine", "Confirm")

    draft, john = (
        Broadcast.select().order_by(Broadcast.id.desc()).get(),
        Client.get(Client.name == "John Smith"),
    )
    row = Outbound.get(Outbound.key == f"bc:{draft.id}:{john.id}")
    assert (row.lane, row.purpose) == (Lane.bulk, "news")
    assert talk.told("john") == ["Hi John, We move on Monday.\nSee you there!"]
    assert talk.told("mary") == []


def test_news_is_shown_anew_when_more_have_asked_for_it(talk: Talk) -> None:
    give_news("John Smith")
    talk.say("nadine", "broadcast We move")
    give_news("Mary Jones")

    assert "Send this to 2 clients" in talk.tap("nadine", "Confirm")
    assert talk.told("john") == []


def test_news_that_has_not_left_is_stopped(talk: Talk) -> None:
    give_news("John Smith")
    talk.say("nadine", "broadcast We move")
    talk.say("nadine", "yes")

    assert talk.tap("nadine", "Undo") == "Stopped: 1 message will not go out."
    assert talk.told("john") == []


# end to end


async def test_a_closure_is_confirmed_over_the_wire(studio: World) -> None:
    await studio.register("John Smith", JOHN)
    await studio.book("John Smith", "2025-10-16 08:00")
    await studio.say("nadine", "close 15 Oct to 17 Oct")

    assert "John Smith is told by template" in await studio.tap("nadine", "Confirm")
    assert await studio.statuses() == [("John Smith", "cancelled")]
