"""Undo: the last deed is taken back, and whoever had been told hears of it."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as with_settings
from hypothesis import strategies as st

from pilateshq import outbox
from pilateshq.conversation import undoing
from pilateshq.conversation.turn import Answer
from pilateshq.messages import Text
from pilateshq.models import (
    AccountTemplate,
    Booking,
    Client,
    Closure,
    Deed,
    Event,
    Outbound,
    OutboundState,
    SkippedDay,
    StandingBooking,
    Undoable,
)
from pilateshq.settings import Settings
from pilateshq.studio import history
from pilateshq.studio.undo import WITHIN
from tests.conftest import taken_back
from tests.talking import Talk
from tests.world import JOHN, MARY, World, settings_for

# what is taken back


def test_a_cancel_is_undone_by_a_word(talk: Talk) -> None:
    talk.say("nadine", "Book John tomorrow 08:00 single")
    talk.say("nadine", "Cancel John")

    assert "Undone: “Cancelled: John Smith" in talk.say("nadine", "oops wrong john")
    assert talk.statuses() == ["booked"]


def test_undo_twice_says_already(talk: Talk) -> None:
    talk.say("nadine", "Book Mary tomorrow 09:00 single")
    talk.say("nadine", "Book John tomorrow 08:00 single")
    talk.say("nadine", "undo")

    assert "That is undone already: “Booked: John Smith" in talk.say("nadine", "undo that")
    assert talk.statuses() == ["booked", "cancelled"]


def test_the_wrong_name_asks_first(talk: Talk) -> None:
    talk.say("nadine", "Book John tomorrow 08:00 single")

    assert "was not about mary" in talk.say("nadine", "oops wrong mary")
    assert talk.statuses() == ["booked"]
    assert "Undone" in talk.say("nadine", "yes")


def test_nothing_is_undone_after_ten_minutes(talk: Talk) -> None:
    assert "nothing of yours to undo" in talk.say("nadine", "undo")
    talk.say("nadine", "Book John tomorrow 08:00 single")
    talk.now += WITHIN
    talk.forward(seconds=1)

    assert "more than ten minutes ago" in talk.tap("nadine", "Undo")
    assert talk.statuses() == ["booked"]


def test_both_seats_of_a_duo_are_one_deed(talk: Talk) -> None:
    talk.say("nadine", "Book John & Mary tomorrow 08:00 duo")
    talk.say("nadine", "undo")

    assert talk.statuses() == ["cancelled", "cancelled"]


def test_a_weekly_slot_is_taken_back_at_once(talk: Talk) -> None:
    talk.say("nadine", "Book John every Tuesday 08h00 single for 3 weeks")
    talk.deliver()
    talk.tap("nadine", "Undo")

    assert talk.statuses() == ["cancelled"] * 3
    assert StandingBooking.get().ended_at is not None
    assert talk.told("john")[-1] == (
        "Hi John. Please disregard our last message: that was undone. You are not booked:"
        " single on Tue 7 Oct 08:00, single on Tue 14 Oct 08:00, single on Tue 21 Oct 08:00."
    )


def test_a_skipped_day_and_a_stopped_slot_come_back(talk: Talk) -> None:
    talk.say("nadine", "Book John every Tuesday 08h00 single for 3 weeks")
    talk.say("nadine", "skip John 14 Oct")
    talk.say("nadine", "undo")
    assert talk.statuses() == ["booked"] * 3
    assert not SkippedDay.select().exists()

    talk.say("nadine", "stop John's Tuesdays")
    talk.tap("nadine", "Confirm")
    talk.tap("nadine", "Undo")
    assert talk.statuses() == ["booked"] * 3
    assert StandingBooking.get().ended_at is None


def test_a_deactivated_client_is_back_with_all_that_was_booked(talk: Talk) -> None:
    talk.say("nadine", "Book John every Tuesday 08h00 single for 3 weeks")
    talk.say("nadine", "Deactivate John")
    talk.tap("nadine", "Confirm")
    talk.tap("nadine", "Undo")

    assert talk.statuses() == ["booked"] * 3
    assert Client.get(Client.name == "John Smith").active


def test_attendance_is_undone_in_the_past_too(talk: Talk) -> None:
    talk.say("nadine", "Book John today 11:00 single")
    talk.forward(hours=2)
    talk.say("nadine", "John no-show")
    talk.say("nadine", "undo")

    assert talk.statuses() == ["booked"]


def test_a_request_waits_again(talk: Talk) -> None:
    talk.say("john", "book tomorrow 9 single")
    talk.say("nadine", "approve")
    talk.say("nadine", "undo")
    assert talk.statuses() == ["requested"]

    assert "Booked: John Smith" in talk.say("nadine", "approve")


def test_a_client_registered_by_mistake_is_inactive(talk: Talk) -> None:
    talk.say("nadine", "add client Thandi Mokoena 082 111 0005")

    assert "Undone: “Registered: Thandi Mokoena" in talk.tap("nadine", "Undo")
    assert not Client.get(Client.name == "Thandi Mokoena").active


def test_a_closed_day_is_open_again_with_all_its_bookings(talk: Talk) -> None:
    talk.say("nadine", "Book John tomorrow 08:00 single")
    talk.say("nadine", "close tomorrow")
    talk.tap("nadine", "Confirm")
    talk.tap("nadine", "Undo")

    assert talk.statuses() == ["booked"]
    assert not Closure.select().exists()


# what stands in the way


def test_nothing_is_undone_once_the_seat_is_taken(talk: Talk) -> None:
    talk.say("nadine", "Book John tomorrow 08:00 single")
    talk.say("nadine", "Cancel John")
    cancel = Deed.select().order_by(Deed.id.desc()).get()
    talk.say("nadine", "Book Mary tomorrow 08:00 single")

    answer = talk.say("nadine", f"undo #{cancel.id}", kind="tap")
    assert answer == "Nothing was undone. There is a single on Fri 3 Oct 08:00."
    assert talk.statuses() == ["cancelled", "booked"]


def test_nothing_is_undone_once_the_client_rejected(talk: Talk) -> None:
    talk.say("nadine", "Book John & Mary tomorrow 08:00 duo")
    talk.say("john", "reject")

    answer = talk.say("nadine", "undo")
    assert answer == "Nothing was undone: John Smith's booking on Fri 3 Oct 08:00 is rejected now."
    assert talk.statuses() == ["rejected", "booked"]


def test_a_client_who_was_booked_since_stays(talk: Talk) -> None:
    talk.say("nadine", "add client Thandi Mokoena 082 111 0005")
    registering = Deed.get()
    talk.say("nadine", "Book Thandi tomorrow 08:00 single")

    assert "has changed since" in talk.say("nadine", f"undo #{registering.id}", kind="tap")
    assert Client.get(Client.name == "Thandi Mokoena").active


def test_it_is_hers_alone_to_undo(talk: Talk) -> None:
    talk.say("nadine", "Book John tomorrow 08:00 single")
    deed = Deed.get()
    assert history.find_deed(deed.id, None) is None

    for words in ("undo", f"undo #{deed.id}"):
        assert "Undone" not in talk.say("john", words)
    assert talk.statuses() == ["booked"]


def test_words_that_have_gone_out_stay_said_and_nothing_else_is_undone(talk: Talk) -> None:
    talk.say("nadine", "Book John tomorrow 08:00 single")
    talk.say("nadine", "tell John see you there")
    talk.deliver()

    assert "words cannot be unsaid" in talk.say("nadine", "undo")
    assert talk.statuses() == ["booked"]


def test_words_that_wait_are_stopped(talk: Talk) -> None:
    talk.say("nadine", "tell John see you there")

    assert talk.say("nadine", "undo") == "Stopped: 1 message will not go out."
    assert talk.told("john") == []


def test_what_is_final_says_so_and_nothing_before_it_is_undone(talk: Talk) -> None:
    talk.say("nadine", "Book John tomorrow 08:00 single")
    with history.watching() as watch:
        issued = Answer(Text("Invoice 7 goes to John."), final=True)
    undoing.kept(talk.turn("nadine", "invoice John"), issued, watch)

    assert talk.say("nadine", "undo") == "That cannot be undone: “Invoice 7 goes to John”."
    assert talk.statuses() == ["booked"]


def test_what_was_done_is_forgotten_after_a_day(talk: Talk) -> None:
    talk.say("nadine", "Book John tomorrow 08:00 single")
    talk.forward(days=1, seconds=1)
    talk.say("nadine", "Book Mary Mon 08:00 single")

    assert [each.told for each in Deed.select()] == ["Booked: Mary Jones, single on Mon 6 Oct 08:00."]


# who is told


def test_what_had_not_left_is_stopped_and_nobody_hears_anything(talk: Talk) -> None:
    talk.say("nadine", "Book John tomorrow 08:00 single")

    assert "John Smith has not been told yet, and will not be." in talk.say("nadine", "undo")
    assert talk.told("john") == []
    assert outbox.claim(settings=talk.settings, now=talk.now)
    assert not [row for row in queued() if row.contact.wa_id == JOHN]


def test_what_was_still_to_be_said_before_is_said_after_all(talk: Talk) -> None:
    talk.say("nadine", "Book John tomorrow 08:00 single")
    talk.say("nadine", "Cancel John")
    while outbox.claim(settings=talk.settings, now=talk.now):
        Outbound.update(state=OutboundState.sent).where(Outbound.state == OutboundState.sending).execute()
    Outbound.update(state=OutboundState.queued).where(Outbound.key.startswith("ended:")).execute()
    talk.say("nadine", "undo")

    assert [row.key for row in queued() if row.contact.wa_id == JOHN] == [f"booked:{Booking.get().id}:1"]


def queued() -> list[Outbound]:
    return list(Outbound.select().where(Outbound.state == OutboundState.queued))


# why


def test_why_tells_who_did_what_when_and_through_what(talk: Talk) -> None:
    talk.say("nadine", "Book John tomorrow 08:00 single")
    talk.say("john", "reject")
    talk.say("nadine", "skip John tomorrow")
    talk.say("nadine", "Book John Mon 08:00 single")
    talk.say("nadine", "undo")

    assert talk.say("nadine", "why John?").splitlines()[2:] == [
        "• Thu 2 Oct 10:00 booked: single on Fri 3 Oct 08:00, by Nadine on WhatsApp",
        "• Thu 2 Oct 10:00 rejected: single on Fri 3 Oct 08:00, by John on WhatsApp",
        "• Thu 2 Oct 10:00 booked: single on Mon 6 Oct 08:00, by Nadine on WhatsApp",
        "• Thu 2 Oct 10:00 undone (cancelled): single on Mon 6 Oct 08:00, by Nadine on WhatsApp",
    ]


# any deeds


@pytest.fixture(scope="module")
def studio_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("undo")
    return settings_for(f"sqlite:///{folder / 'studio.sqlite3'}", folder)


DEEDS = (
    "Book John tomorrow 08:00 single",
    "Book John & Mary tomorrow 09:00 duo",
    "Book Mary every Fri 10:00 single for 3 weeks",
    "Book John every Fri & Mon 08:00 single for 2 weeks",
    "Cancel John",
    "Cancel Mary",
    "cancel everything for Mary",
    "cancel all sessions tomorrow",
    "skip Mary tomorrow",
    "move John to Mon 9",
    "pause Mary till 1 Nov",
    "skip Mary 10 Oct",
    "stop Mary's Fridays",
    "Deactivate John",
    "Reactivate John",
    "John sick",
    "John came",
    "approve",
    "decline",
    "close tomorrow",
    "open tomorrow",
    "add client Thandi Mokoena 082 111 0005",
    "Book John tomorrow 08:00 single\nCancel Mary\nskip John Mon",
)


@with_settings(max_examples=12)
@given(
    said=st.lists(st.sampled_from(DEEDS), min_size=1, max_size=5),
    asks=st.booleans(),
    is_sent=st.booleans(),
)
def test_an_undo_gives_back_every_row(
    kept_url: str, studio_settings: Settings, said: list[str], asks: bool, is_sent: bool
) -> None:
    with taken_back(kept_url):
        talk = Talk(studio_settings)
        talk.register()
        if asks:
            talk.say("john", "book tomorrow 12:00 single")
        for words in said:
            before, deeds = rows(), Deed.select().count()
            talk.say("nadine", words)
            if is_sent:
                talk.deliver()
            talk.say("nadine", "yes")
            if Deed.select().count() > deeds:
                assert "Undone" in talk.say("nadine", "undo")
            assert rows(but=made_since(before)) == before
            talk.say("nadine", words)
            talk.say("nadine", "yes")


def rows(but: Callable[[type[Undoable], int], bool] = lambda table, number: False) -> dict[Any, Any]:
    """Give all that an undo can bring back, without what only grows."""
    found = {
        (table, row.id): history.stored(table, row.id)
        for table in Undoable.__subclasses__()
        for row in table.select()
        if not but(table, row.id)
    }
    for (table, _), values in found.items():
        if table is Booking and values:
            del values["version"]
    return found


def made_since(before: dict[Any, Any]) -> Callable[[type[Undoable], int], bool]:
    """Tell of a row whether it was made since, which an undo must have ended."""

    def is_made(table: type[Undoable], number: int) -> bool:
        if (table, number) in before:
            return False
        row: Any = table.get_by_id(number)
        match row:
            case Booking():
                assert row.status == "cancelled"
            case StandingBooking():
                assert row.ended_at
            case Client():
                assert not row.active
            case _:
                raise AssertionError(f"{table.__name__} is still there")
        return True

    return is_made


# end to end


async def test_a_booking_is_undone_with_one_tap_and_the_client_hears(studio: World) -> None:
    await studio.register("John Smith", JOHN)
    await studio.say("john", "hi")
    answer = await studio.say("nadine", "Book John tomorrow 08:00 single")
    assert answer == "Booked: John Smith, single on Fri 3 Oct 08:00. John Smith is told by message."

    answer = await studio.tap("nadine", "Undo")
    assert answer == (
        "Undone: “Booked: John Smith, single on Fri 3 Oct 08:00”. John Smith is told by message."
    )
    assert studio.last("john").text == (
        "Hi John. Please disregard our last message: that was undone."
        " You are not booked: single on Fri 3 Oct 08:00."
    )
    assert await studio.statuses() == [("John Smith", "cancelled")]


async def test_a_day_that_was_cancelled_comes_back_and_all_are_told(studio: World) -> None:
    await studio.register("John Smith", JOHN)
    await studio.register("Mary Jones", MARY)
    await studio.book("John Smith", "2025-10-03 08:00")
    await studio.book("Mary Jones", "2025-10-03 09:00")
    await studio.say("nadine", "Cancel all sessions tomorrow, I'm sick")
    await studio.tap("nadine", "Confirm")

    assert "John Smith & Mary Jones are told by template" in await studio.tap("nadine", "Undo")
    assert [status for _, status in await studio.statuses()] == ["booked"] * 2
    assert "You are booked: single on Fri 3 Oct 09:00" in studio.last("mary").text


async def test_what_waits_for_its_template_is_stopped_and_both_never_go_out(studio: World) -> None:
    await studio.register("John Smith", JOHN)
    await paused(studio)
    await studio.say("nadine", "Book John tomorrow 08:00 single")
    assert studio.phone("john") == []

    assert "has not been told yet" in await studio.say("nadine", "undo")
    await studio.say("john", "hello")
    assert "booked" not in "".join(each.text for each in studio.phone("john"))
    assert "undone" in await studio.do(lambda: [each.what for each in Event.select()])


async def paused(studio: World) -> None:
    """Pause all templates, once the server has read what the account has."""
    async with asyncio.timeout(5):
        while not await studio.do(AccountTemplate.update(status="PAUSED").execute):  # noqa: ASYNC110 - nobody tells us
            await asyncio.sleep(0.01)
