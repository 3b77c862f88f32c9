"""What becomes of a message by Meta's answer and by statuses, and who hears of it."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import permutations
from pathlib import Path

import pytest

from pilateshq import fates
from pilateshq.errors import Refusal
from pilateshq.messages import Template, Text
from pilateshq.models import Contact, OutboundState, Purpose
from pilateshq.studio import people
from pilateshq.whatsapp.webhook import State
from tests.outgoing import ENGINES, Outgoing, outgoing_for
from tests.world import JOHN, MARY, NADINE, STRANGER

UNKNOWN_AFTER, UNKNOWN_MAX = timedelta(seconds=300), timedelta(seconds=900)
STATES: dict[str, State] = {"sent": "sent", "delivered": "delivered", "read": "read"}
REPEATED = "Reminder of our earlier message: "


@pytest.fixture(params=ENGINES)
def out(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Outgoing]:
    with outgoing_for(request, tmp_path) as there:
        yield there


# by Meta's answer


def test_an_answer_settles_a_message_and_teaches_the_number(out: Outgoing) -> None:
    sending = out.queue_and_take("a")
    Contact.update(wa_id=None).where(Contact.wa_id == JOHN).execute()
    fates.accepted(sending, wamid="wamid.OUT-1", wa_id=JOHN)

    row = out.row("a")
    assert (row.state, row.wamid, row.settled_by) == ("accepted", "wamid.OUT-1", "answer")
    assert row.contact.wa_id == JOHN


def test_statuses_settle_a_message_in_whatever_order_they_come(out: Outgoing) -> None:
    ranks = ["accepted", "sent", "delivered", "read"]
    for number, told in enumerate(permutations(ranks, 3)):
        key = f"message {number}"
        sending = out.queue_and_take(key, to=f"27821112{number:03}", template=Template("t", ()))
        for step in (*told, told[0]):
            if step == "accepted":
                out.accept(sending, f"wamid.{number}")
            else:
                out.tell(STATES[step], token=sending.token, wamid=f"wamid.{number}")
        row = out.row(key)
        assert (row.state, row.wamid) == (max(told, key=ranks.index), f"wamid.{number}"), told


def test_a_status_without_a_token_is_matched_by_metas_id(out: Outgoing) -> None:
    out.accept(out.queue_and_take("hello"))
    out.tell("delivered")

    assert out.state("hello") is OutboundState.delivered


@pytest.mark.parametrize("token", [None, "phq.other.1.1", "anything"])
def test_a_status_of_somebody_elses_message_changes_nothing(out: Outgoing, token: str | None) -> None:
    out.accept(out.queue_and_take("hello"))
    out.tell("read", token=token, wamid="wamid.OTHER")

    assert out.state("hello") is OutboundState.accepted


@pytest.mark.parametrize(
    ("refusal", "code", "after"),
    [
        (Refusal.retry, None, [5, 10, 20, 40]),
        (Refusal.retry, 131057, [5, 10, 20, 40]),
        (Refusal.pair_limit, 131056, [1, 4, 16, 64]),
        (Refusal.later, 131049, [86_400, 86_400]),
        (Refusal.slow_down, 130429, [5, 5, 10, 20, 40]),
        (Refusal.operator, 190, [60, 60, 60]),
    ],
)
def test_what_was_certainly_not_sent_is_tried_again_later(
    out: Outgoing, refusal: Refusal, code: int | None, after: list[int]
) -> None:
    out.queue("hello", expires_at=out.now + timedelta(days=9))
    for seconds in after:
        out.refuse(out.take(), refusal, code)
        out.forward(seconds=seconds - 1)
        assert out.claim() is None
        out.forward(seconds=1)
    assert out.take().attempt == len(after) + 1


@pytest.mark.parametrize("refusal", [Refusal.retry, Refusal.slow_down])
def test_meta_is_not_asked_before_it_wants_to_be(out: Outgoing, refusal: Refusal) -> None:
    out.refuse(out.queue_and_take("hello"), refusal, 130429, retry_after=30)
    out.forward(seconds=29)
    assert out.claim() is None
    out.forward(seconds=1)
    assert out.claim()


@pytest.mark.parametrize(
    ("refusal", "others_wait"),
    [
        (Refusal.slow_down, True),
        (Refusal.operator, True),
        (Refusal.retry, False),
        (Refusal.pair_limit, False),
        (Refusal.template, False),
        (Refusal.never, False),
        (Refusal.unknown, False),
    ],
)
def test_only_what_concerns_the_whole_number_keeps_others_waiting(
    out: Outgoing, refusal: Refusal, others_wait: bool
) -> None:
    out.refuse(out.queue_and_take("for john"), refusal, 1)
    out.queue("for mary", to=MARY)

    out.hear_from(NADINE)
    claimed = [sending.message for sending in iter(out.claim, None)]
    assert (Text("for mary") in claimed) is not others_wait


def test_what_will_never_go_is_given_up_and_the_owner_is_told_once(out: Outgoing) -> None:
    sending = out.queue_and_take("You are booked.")
    out.refuse(sending, Refusal.never, 131026)
    out.tell("failed", token=sending.token, code=131026)

    row = out.row("You are booked.")
    assert (row.state, row.code, row.note) == ("failed", 131026, "Meta's words.")
    (told,) = out.told_owner()
    assert "John Smith cannot be reached on WhatsApp: please call" in told


def test_after_so_many_tries_a_message_is_given_up(out: Outgoing) -> None:
    out.queue("hello", expires_at=out.now + timedelta(days=9))
    for _ in range(out.settings.operations.max_attempts):
        out.refuse(out.take(), Refusal.pair_limit, 131056)
        out.forward(minutes=15)

    assert out.state("hello") is OutboundState.failed
    assert len(out.told_owner()) == 1


def test_while_meta_is_out_of_reach_nothing_is_given_up(out: Outgoing) -> None:
    out.queue("hello", expires_at=out.now + timedelta(days=9))
    for _ in range(3 * out.settings.operations.max_attempts):
        out.refuse(out.take(), Refusal.retry)
        out.forward(minutes=15)

    assert out.claim()


def test_an_answer_to_an_earlier_attempt_changes_nothing(out: Outgoing) -> None:
    first = out.queue_and_take("hello")
    out.refuse(first, Refusal.retry)
    out.forward(seconds=5)
    second = out.take()

    out.refuse(first, Refusal.never, 100)
    assert out.state("hello") is OutboundState.sending
    out.accept(second)
    out.refuse(second, Refusal.never, 100)
    assert out.state("hello") is OutboundState.accepted


# the owner is told, and nobody is told of that


def test_a_reply_that_fails_is_nobodys_business(out: Outgoing) -> None:
    out.refuse(out.queue_and_take("hello", purpose=Purpose.reply), Refusal.never, 131026)
    assert out.told_owner() == []


def test_what_the_owner_cannot_be_told_is_not_told_to_the_owner(out: Outgoing) -> None:
    people.register("Nadine Botha", f"+{NADINE}", region="ZA", actor="test", now=out.now)
    out.queue("to the owner", to=NADINE)
    out.refuse(out.take(), Refusal.never, 131026)

    assert out.told_owner() == ["to the owner"]
    assert out.claim() is None


def test_the_owner_hears_of_a_template_that_is_held_once_a_day(out: Outgoing) -> None:
    out.hear_from(NADINE)
    for number in (JOHN, MARY):
        out.shut_window_of(number)
        out.refuse(out.queue_and_take(f"to {number}", to=number), Refusal.template, 132015)
        if number == JOHN:
            out.accept(out.take(), "wamid.ALERT")
    assert ["client_update_us" in each for each in out.told_owner()] == [True]

    out.forward(days=1)
    out.refuse(out.take(), Refusal.template, 132015)
    assert len(out.told_owner()) == 2


def test_a_held_template_of_the_owners_own_makes_no_alert(out: Outgoing) -> None:
    out.queue("to the owner", to=NADINE)
    out.refuse(out.take(), Refusal.template, 132015)

    assert out.told_owner() == ["to the owner"]


def test_news_of_templates_lets_the_held_try_again(out: Outgoing) -> None:
    out.shut_window_of(JOHN)
    out.hear_from(NADINE)
    out.refuse(out.queue_and_take("hello"), Refusal.template, 132015)
    out.accept(out.take(), "wamid.ALERT")
    assert out.claim() is None

    fates.template_changed(now=out.now)
    out.accept(out.take())
    assert out.state("hello") is OutboundState.accepted


# the window


@pytest.mark.parametrize("told_by", ["answer", "status", "both"])
def test_what_meta_refuses_after_a_day_of_silence_goes_as_one_template(out: Outgoing, told_by: str) -> None:
    sending = out.queue_and_take("booked", template=Template("client_booking_us", ("John", "x", "once")))
    if told_by == "status":
        out.accept(sending)
    else:
        out.refuse(sending, Refusal.window, 131047)
    if told_by != "answer":
        for _ in range(2):
            out.tell("failed", token=sending.token, code=131047)

    assert out.state("booked") is OutboundState.failed
    fallback = out.take()
    assert fallback.message == Template("client_booking_us", ("John", "x", "once"))
    assert out.claim() is None
    out.refuse(fallback, Refusal.window, 131047)
    assert out.state("booked:t") is OutboundState.failed
    assert len(out.told_owner()) == 1


def test_no_template_tells_of_a_booking_that_has_changed_since(out: Outgoing) -> None:
    made = out.book_john()
    out.accept(out.queue_and_take("booked", booking=made))
    out.cancel(made)
    out.tell("failed", code=131047)

    assert out.claim() is None
    assert out.state("booked:t") is OutboundState.cancelled


def test_a_stranger_gets_no_template(out: Outgoing) -> None:
    out.hear_from(STRANGER)
    out.refuse(out.queue_and_take("hello", to=STRANGER), Refusal.window, 131047)

    assert (out.state("hello"), out.claim(), out.told_owner()) == (OutboundState.failed, None, [])


# failures by status


@pytest.mark.parametrize(
    ("before", "after"), [("sent", "failed"), ("delivered", "delivered"), ("read", "read")]
)
def test_a_message_fails_only_until_it_has_arrived(out: Outgoing, before: State, after: str) -> None:
    sending = out.queue_and_take("hello")
    out.accept(sending)
    out.tell(before)
    out.tell("failed", code=131026)

    assert out.state("hello") == after


def test_a_message_that_arrives_after_all_has_not_failed(out: Outgoing) -> None:
    out.accept(out.queue_and_take("hello"))
    out.tell("failed", code=131026)
    out.tell("sent")
    assert out.state("hello") is OutboundState.failed
    out.tell("delivered")
    assert out.state("hello") is OutboundState.delivered


def test_a_failure_of_what_is_tried_again_anyway_changes_nothing(out: Outgoing) -> None:
    sending = out.queue_and_take("hello")
    out.refuse(sending, Refusal.pair_limit, 131056)
    out.tell("failed", token=sending.token, code=131056)

    assert out.state("hello") is OutboundState.queued
