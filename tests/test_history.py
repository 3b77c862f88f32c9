"""The event log: a line for each act, and none for what was refused."""

from datetime import timedelta

import pytest

from pilateshq.errors import AlreadyBooked, LateCancel, NumberTaken
from pilateshq.models import Booking, CancelledBy, Client, Event
from pilateshq.settings import Settings
from pilateshq.studio import booking, history, people
from tests.conftest import MONDAY, at

TUESDAY = at("2026-11-24 08:00")
TOO_LATE = TUESDAY - timedelta(hours=1)


def test_a_line_says_what_was_done_when_by_whom_and_to_what(thandi: Client, settings: Settings) -> None:
    made = book(thandi, settings)

    line = Event.get(Event.what == "booked")
    assert (line.at, line.actor, line.detail) == (MONDAY, "admin 1", "")
    assert (line.client, line.booking) == (thandi, made)


def test_a_line_may_be_of_nobody_and_tell_more(database: None) -> None:
    history.record("closed", actor="terminal", now=MONDAY, detail="16 December")

    line = Event.get()
    assert (line.what, line.client, line.booking, line.detail) == ("closed", None, None, "16 December")


def test_each_act_adds_its_line(thandi: Client, settings: Settings) -> None:
    booking.cancel(
        book(thandi, settings),
        by=CancelledBy.client,
        sure=False,
        settings=settings,
        actor="client 1",
        now=MONDAY,
    )
    booking.reject(book(thandi, settings), sure=False, settings=settings, actor="client 1", now=MONDAY)
    booking.reject(book(thandi, settings), sure=True, settings=settings, actor="client 1", now=TOO_LATE)

    assert log() == [
        *(("registered", "test"), ("booked", "admin 1"), ("cancelled", "client 1")),
        *(("booked", "admin 1"), ("rejected", "client 1")),
        *(("booked", "admin 1"), ("cancelled late", "client 1")),
    ]


def test_what_is_refused_adds_none(thandi: Client, settings: Settings) -> None:
    made = book(thandi, settings)
    before = log()

    with pytest.raises(AlreadyBooked):
        book(thandi, settings)
    with pytest.raises(LateCancel):
        booking.reject(made, sure=False, settings=settings, actor="client 1", now=TOO_LATE)
    with pytest.raises(NumberTaken):
        people.register("John Smith", "082 111 0001", region="ZA", actor="terminal", now=MONDAY)
    assert log() == before


def book(client: Client, settings: Settings) -> Booking:
    made = booking.book(
        [client], "single", TUESDAY, anyway=False, settings=settings, actor="admin 1", now=MONDAY
    )
    return made.bookings[0]


def log() -> list[tuple[str, str]]:
    """Give what was done and by whom, in the order in which it was written."""
    return [(each.what, each.actor) for each in Event.select().order_by(Event.id)]
