"""What may go, when, and in which form."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest

from pilateshq import db, outbox
from pilateshq.conversation.turn import Notice
from pilateshq.errors import Refusal
from pilateshq.messages import Button, Buttons, Template, Text, plain
from pilateshq.models import (
    Lane,
    Outbound,
    OutboundState,
    Purpose,
)
from pilateshq.studio import people
from tests.outgoing import ENGINES, Outgoing, outgoing, outgoing_for
from tests.world import JOHN, MARY, NADINE, STRANGER, THURSDAY

TUESDAY = datetime(2025, 10, 7, 6, 0, tzinfo=UTC)
BOOKED = Template("client_booking_us", ("John", "single on Tue 7 Oct 08:00", "once"), ("reject #1",))


@pytest.fixture(params=ENGINES)
def out(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Outgoing]:
    with outgoing_for(request, tmp_path) as there:
        yield there


# one at a time, and in order


def test_the_same_cause_speaks_once(out: Outgoing) -> None:
    out.queue("booked:1:1", message=Text("You are booked."))
    out.queue("booked:1:1", message=Text("You are booked!"))

    assert [each.message for each in Outbound.select()] == ['{"say": "Text", "body": "You are booked."}']


def test_a_message_is_on_its_way_before_anything_leaves(out: Outgoing) -> None:
    out.queue("hello")
    sending = out.take()

    row = out.row("hello")
    assert (row.state, row.attempts, row.sent_at, row.as_template) == ("sending", 1, THURSDAY, False)
    assert (sending.phone, sending.message, sending.attempt) == (f"+{JOHN}", Text("hello"), 1)
    assert sending.token == f"phq.{outbox.instance()}.{row.id}.1"


def test_one_message_at_a_time_goes_to_one_person(out: Outgoing) -> None:
    out.queue("first")
    out.queue("second")
    out.queue("for mary", to=MARY)

    first = out.take()
    assert out.take().message == Text("for mary")
    assert out.claim() is None
    out.accept(first)
    assert out.take().message == Text("second")


def test_what_must_be_tried_again_is_not_overtaken(out: Outgoing) -> None:
    first = out.queue_and_take("first")
    out.refuse(first, Refusal.retry)
    out.queue("second")
    out.queue("for mary", to=MARY)

    assert out.take().message == Text("for mary")
    assert out.claim() is None
    out.forward(seconds=5)
    assert out.take().message == Text("first")


def test_an_answer_goes_before_reminders(out: Outgoing) -> None:
    out.queue("reminder", lane=Lane.reminder)
    out.queue("news for mary", to=MARY, lane=Lane.bulk)
    out.forward(minutes=1)
    out.queue("answer", to=MARY)

    assert [out.take().message for _ in range(2)] == [Text("answer"), Text("reminder")]


def test_a_reminder_does_not_overtake_an_answer(out: Outgoing) -> None:
    out.refuse(out.queue_and_take("answer"), Refusal.retry)
    out.queue("reminder", lane=Lane.reminder)

    assert out.claim() is None


def test_doubt_holds_back_its_own_person_for_ten_seconds(out: Outgoing) -> None:
    out.refuse(out.queue_and_take("first"), Refusal.unknown)
    out.queue("second")
    out.queue("for mary", to=MARY)

    assert out.take().message == Text("for mary")
    assert out.claim() is None
    out.forward(seconds=10)
    assert out.take().message == Text("second")


def test_many_to_one_person_do_not_keep_others_waiting(out: Outgoing) -> None:
    for number in range(outbox.A_BATCH + 5):
        out.queue(f"for john {number}")
    out.queue("for mary", to=MARY)

    assert {out.take().message, out.take().message} == {Text("for john 0"), Text("for mary")}


def test_two_processes_never_take_the_same(database_url: str, tmp_path: Path) -> None:
    with outgoing(database_url, tmp_path) as out:
        people_here = [f"2782111{number:04}" for number in range(10, 30)]
        for number in people_here:
            out.hear_from(number)
            out.queue(f"for {number}", to=number)
    taken: list[int] = []
    begin = Barrier(2)

    def process() -> None:
        begin.wait()
        for _ in people_here:
            with db.transaction():
                sending = out.claim()
            taken.extend([sending.id] if sending else [])

    db.open_database(database_url)
    threads = [Thread(target=process) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.database.obj.close_all()
    assert sorted(taken) == list(range(1, 21))


def test_what_was_read_before_the_next_attempt_changes_nothing(out: Outgoing) -> None:
    first = out.queue_and_take("hello")
    as_read = out.row("hello")
    out.refuse(first, Refusal.retry)
    out.forward(seconds=5)
    out.take()

    assert not outbox.close(as_read, OutboundState.failed, now=out.now)
    assert out.state("hello") is OutboundState.sending


def test_what_was_read_before_a_status_came_closes_nothing(out: Outgoing) -> None:
    sending = out.queue_and_take("hello")
    as_read = out.row("hello")
    out.tell("delivered", token=sending.token)

    assert not outbox.close(as_read, OutboundState.failed, now=out.now)
    assert out.state("hello") is OutboundState.delivered


# still wanted


def test_what_is_late_does_not_go_and_the_owner_hears_of_it(out: Outgoing) -> None:
    out.queue("You are booked.", expires_at=THURSDAY + timedelta(hours=1))
    out.forward(hours=1)

    assert (
        "John Smith was not told (it could not be sent in time): please call. It was: “You are booked.”"
        in plain(out.take().message)
    )
    assert out.state("You are booked.") is OutboundState.expired
    assert len(out.told_owner()) == 1


@pytest.mark.parametrize("purpose", [Purpose.reply, Purpose.reminder, Purpose.bulk])
def test_a_late_answer_or_reminder_is_only_left_out(out: Outgoing, purpose: Purpose) -> None:
    out.queue("late", purpose=purpose, expires_at=THURSDAY)

    assert out.claim() is None
    assert out.told_owner() == []


def test_a_confirmation_of_what_was_cancelled_is_never_sent(out: Outgoing) -> None:
    made = out.book_john()
    out.queue("booked", booking=made)
    out.cancel(made)
    out.queue("cancelled", booking=made)

    assert out.take().message == Text("cancelled")
    assert out.state("booked") is OutboundState.cancelled


def test_a_message_that_cannot_be_read_stops_no_other(out: Outgoing) -> None:
    out.queue("broken")
    Outbound.update(message='{"say": "Carousel"}').execute()
    out.queue("whole")

    assert out.take().message == Text("whole")
    assert out.state("broken") is OutboundState.failed


# the form


@pytest.mark.parametrize(
    ("silent", "message"),
    [
        (timedelta(0), Buttons("Booked.", (Button("Reject", "reject #1"),))),
        (timedelta(hours=23, minutes=54), Buttons("Booked.", (Button("Reject", "reject #1"),))),
        (timedelta(hours=23, minutes=55), BOOKED),
        (timedelta(days=30), BOOKED),
    ],
)
def test_free_words_go_while_the_window_is_open_and_the_template_else(
    out: Outgoing, silent: timedelta, message: Buttons | Template
) -> None:
    out.forward(seconds=silent.total_seconds())
    out.queue("booked", message=Buttons("Booked.", (Button("Reject", "reject #1"),)), template=BOOKED)

    assert out.take().message == message


def test_the_window_is_judged_when_it_is_sent(out: Outgoing) -> None:
    out.shut_window_of(JOHN)
    out.queue("booked", template=BOOKED)
    out.hear_from(JOHN)

    assert out.take().message == Text("booked")


def test_what_has_no_template_of_its_own_goes_as_an_update(out: Outgoing) -> None:
    out.shut_window_of(JOHN)
    out.queue("We open late.")
    out.queue("John rejected.", to=NADINE)

    assert out.take().message == Template("client_update_us", ("John", "We open late."))
    number = out.row("John rejected.").id
    assert out.take().message == Template("admin_update_us", ("John rejected.",), (f"show #{number}",))


def test_a_stranger_whose_window_is_shut_cannot_be_told(out: Outgoing) -> None:
    out.queue("Hello.", to=STRANGER)

    assert out.claim() is None
    assert out.state("Hello.") is OutboundState.failed


def test_a_person_without_a_number_is_written_to_by_user_id(out: Outgoing) -> None:
    contact = people.meet(wa_id=None, user_id="ZA.77", name="", at=out.now)
    outbox.queue(Notice(to=contact, key="a", message=Text("Hi"), expires_at=TUESDAY), now=out.now)

    sending = out.take()
    assert (sending.phone, sending.user_id) == (None, "ZA.77")


# tokens


def test_a_token_is_read_back(out: Outgoing) -> None:
    sending = out.queue_and_take("hello")
    assert outbox.read_token(sending.token) == (sending.id, 1)


def test_what_is_no_token_of_ours_is_left(out: Outgoing) -> None:
    ours = f"phq.{outbox.instance()}"
    for token in (None, "", ours, "phq.other.1.1", f"{ours}.1", f"{ours}.x.1", f"{ours}.1.-1", f"{ours}.1.²"):
        assert outbox.read_token(token) is None, token
    assert outbox.read_token(f"{ours}.1.{'9' * 10}") is None  # no number of a row's
