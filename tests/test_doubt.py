"""Sends whose end nobody knows: what the rule makes of them."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from pilateshq import fates
from pilateshq.errors import Refusal
from pilateshq.models import OutboundState, Purpose
from tests.outgoing import ENGINES, Outgoing, outgoing_for
from tests.world import MARY

UNKNOWN_AFTER, UNKNOWN_MAX = timedelta(seconds=300), timedelta(seconds=900)
REPEATED = "Reminder of our earlier message: "


@pytest.fixture(params=ENGINES)
def out(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Outgoing]:
    with outgoing_for(request, tmp_path) as there:
        yield there


@pytest.mark.parametrize(
    ("purpose", "evidence", "wait", "then", "says"),
    [
        (Purpose.notice, True, UNKNOWN_AFTER, "queued", "hello"),
        (Purpose.notice, False, UNKNOWN_MAX, "queued", f"{REPEATED}hello"),
        (Purpose.reminder, True, UNKNOWN_AFTER, "queued", "hello"),
        (Purpose.reminder, False, UNKNOWN_MAX, "queued", "hello"),
        (Purpose.reply, True, UNKNOWN_AFTER, "queued", "hello"),
        (Purpose.reply, True, timedelta(minutes=10, seconds=1), "expired", "hello"),
        (Purpose.reply, False, UNKNOWN_MAX, "expired", "hello"),
        (Purpose.bulk, True, UNKNOWN_AFTER, "unknown", "hello"),
        (Purpose.bulk, False, UNKNOWN_MAX, "unknown", "hello"),
    ],
)
def test_doubt_ends_by_what_the_message_is_for(
    out: Outgoing, purpose: Purpose, evidence: bool, wait: timedelta, then: str, says: str
) -> None:
    begin_doubt(out, purpose=purpose)
    out.forward(seconds=1)
    if evidence:
        hear_of_a_later_send(out)
    out.forward(seconds=wait.total_seconds() - 2)
    if wait in (UNKNOWN_AFTER, UNKNOWN_MAX):
        out.reconcile()
        assert (out.row("hello").state, out.row("hello").settled_by) == ("unknown", "")
    out.forward(seconds=1)
    out.reconcile()

    row = out.row("hello")
    assert (row.state, row.resent) == (then, then == "queued")
    assert f'"body": "{says}"' in (row.message or "")
    told = ["nobody knows whether it was sent" in each for each in out.told_owner()]
    assert told == ([True] if purpose is Purpose.bulk else [])


def test_a_reply_goes_again_only_where_silence_means_something(out: Outgoing) -> None:
    out.be(unknown_max=60)
    begin_doubt(out, purpose=Purpose.reply)
    out.forward(seconds=60)
    out.reconcile()

    assert out.state("hello") is OutboundState.expired


def test_nothing_is_sent_again_more_than_once(out: Outgoing) -> None:
    begin_doubt(out)
    out.forward(hours=1)
    out.reconcile()
    out.refuse(out.take(), Refusal.unknown)
    out.forward(hours=1)
    for _ in range(3):
        out.reconcile()

    assert (out.row("hello").state, out.row("hello").settled_by) == ("unknown", "rule")
    assert len(out.told_owner()) == 1


def test_a_status_that_comes_in_time_ends_the_doubt(out: Outgoing) -> None:
    token = begin_doubt(out)
    out.tell("sent", token=token)
    out.forward(hours=1)
    out.reconcile()

    row = out.row("hello")
    assert (row.state, row.wamid, row.settled_by) == ("sent", "wamid.OUT-1", "status")
    assert out.claim() is None


def test_a_start_or_an_outage_begins_the_wait_anew(out: Outgoing) -> None:
    begin_doubt(out)
    out.forward(seconds=1)
    hear_of_a_later_send(out)
    out.forward(hours=1)
    fates.hear_again(now=out.now)
    out.forward(seconds=899)
    out.reconcile()

    assert out.state("hello") is OutboundState.unknown  # what was told before the start proves nothing


def test_news_of_an_earlier_send_proves_nothing(out: Outgoing) -> None:
    out.accept(out.queue_and_take("earlier", to=MARY), "wamid.EARLIER")
    out.forward(seconds=1)
    begin_doubt(out)
    out.tell("delivered", wamid="wamid.EARLIER")
    out.forward(minutes=10)
    out.reconcile()

    assert out.state("hello") is OutboundState.unknown


def test_news_of_what_was_queued_later_but_sent_earlier_proves_nothing(out: Outgoing) -> None:
    out.refuse(out.queue_and_take("hello"), Refusal.retry)
    out.accept(out.queue_and_take("earlier", to=MARY), "wamid.EARLIER")
    out.forward(seconds=5)
    out.refuse(out.take(), Refusal.unknown)
    out.tell("delivered", wamid="wamid.EARLIER")
    out.forward(minutes=10)
    out.reconcile()

    assert out.state("hello") is OutboundState.unknown


def test_a_late_status_of_the_first_attempt_keeps_the_second_from_going(out: Outgoing) -> None:
    token = begin_doubt(out)
    out.forward(hours=1)
    out.reconcile()
    assert out.state("hello") is OutboundState.queued

    out.tell("delivered", token=token)
    assert out.claim() is None
    assert out.state("hello") is OutboundState.delivered


def test_a_late_answer_to_the_first_attempt_keeps_the_second_from_going(out: Outgoing) -> None:
    sending = out.queue_and_take("hello")
    fates.recover(sent_before=out.now)
    out.forward(hours=1)
    out.reconcile()
    out.accept(sending)

    assert out.claim() is None


def test_what_was_dropped_in_doubt_and_arrived_after_all_has_arrived(out: Outgoing) -> None:
    token = begin_doubt(out, purpose=Purpose.reply)
    out.forward(minutes=15)
    out.reconcile()
    assert out.state("hello") is OutboundState.expired

    out.tell("sent", token=token)
    assert out.state("hello") is OutboundState.sent


def test_what_was_cancelled_in_doubt_and_arrived_after_all_has_arrived(out: Outgoing) -> None:
    made = out.book_john()
    sending = out.queue_and_take("hello", booking=made)
    out.refuse(sending, Refusal.unknown)
    out.cancel(made)
    out.forward(minutes=15)
    out.reconcile()
    assert out.claim() is None
    assert out.state("hello") is OutboundState.cancelled

    out.tell("sent", token=sending.token)
    assert out.state("hello") is OutboundState.sent


def test_if_both_attempts_arrived_the_row_names_both(out: Outgoing) -> None:
    token = begin_doubt(out)
    out.forward(hours=1)
    out.reconcile()
    out.accept(out.take(), "wamid.SECOND")
    out.tell("sent", token=token, wamid="wamid.FIRST")
    out.tell("delivered", token=token, wamid="wamid.FIRST")

    row = out.row("hello")
    assert (row.state, row.wamid, row.note) == (
        "delivered",
        "wamid.SECOND",
        "It went twice, also as wamid.FIRST.",
    )
    assert out.told_owner() == []


def test_a_failure_of_the_first_attempt_does_not_undo_the_second(out: Outgoing) -> None:
    token = begin_doubt(out)
    out.forward(hours=1)
    out.reconcile()
    out.accept(out.take(), "wamid.SECOND")
    out.tell("failed", token=token, wamid="wamid.FIRST", code=131047)

    assert out.state("hello") is OutboundState.accepted
    assert out.claim() is None


def test_what_a_dead_process_left_is_in_doubt(out: Outgoing) -> None:
    out.queue_and_take("old")
    out.forward(seconds=45)
    out.queue_and_take("new", to=MARY)
    fates.recover(sent_before=out.now - timedelta(seconds=45))

    assert (out.state("old"), out.state("new")) == (OutboundState.unknown, OutboundState.sending)


def test_what_is_late_even_in_a_pause_is_given_up(out: Outgoing) -> None:
    out.refuse(out.queue_and_take("booked", expires_at=out.now + timedelta(hours=1)), Refusal.operator, 190)
    out.forward(hours=1)
    out.reconcile()

    assert out.state("booked") is OutboundState.expired
    assert len(out.told_owner()) == 1


def begin_doubt(out: Outgoing, purpose: Purpose = Purpose.notice) -> str:
    """Send John a message whose end nobody knows, and give its token."""
    sending = out.queue_and_take("hello", purpose=purpose)
    out.refuse(sending, Refusal.unknown, 131000)
    return sending.token


def hear_of_a_later_send(out: Outgoing) -> None:
    out.accept(out.queue_and_take("later", to=MARY), "wamid.LATER")
    out.tell("sent", wamid="wamid.LATER")
