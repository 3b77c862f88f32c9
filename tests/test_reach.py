"""Whom nothing reaches, what nobody got, what goes again, and how fast one person may be written to."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pilateshq import outbox, undelivered
from pilateshq.conversation import needs
from pilateshq.errors import (
    HasArrived,
    NoSuchMessage,
    NotInDoubt,
    OnItsWay,
    Outdated,
    Refusal,
    Unwanted,
    WentOtherwise,
)
from pilateshq.messages import Template
from pilateshq.models import Client, Contact, Event, Lane, Outbound, OutboundState, Purpose, Topic
from pilateshq.outbox import Sending
from pilateshq.sandbox.exchange import Allowance
from pilateshq.sandbox.graph import Fault
from pilateshq.studio import consents, people, reach
from pilateshq.studio.reach import Wish
from tests.outgoing import ENGINES, TUESDAY, Outgoing, outgoing_for
from tests.world import JOHN, MARY, NADINE, THURSDAY, World

UNKNOWN_MAX = timedelta(seconds=900)


@pytest.fixture(params=ENGINES)
def out(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Outgoing]:
    with outgoing_for(request, tmp_path) as there:
        yield there


# out of reach


def test_whom_nothing_reaches_is_marked_and_the_owner_hears_of_it_once(out: Outgoing) -> None:
    for key in ("You are booked.", "It has moved."):
        lose(out, key)
        out.forward(minutes=1)

    (told,) = out.told_owner()
    assert "John Smith cannot be reached on WhatsApp: please call, or check the number with:" in told
    assert "There is no WhatsApp at this number, or they have blocked the studio." in told
    assert "“You are booked.”" in told
    assert (john().unreachable_at, john().unreachable_code) == (THURSDAY, 131026)


def test_a_reply_that_fails_marks_without_a_word_and_the_next_notice_tells(out: Outgoing) -> None:
    lose(out, "reply", purpose=Purpose.reply)
    assert (john().unreachable_at, out.told_owner()) == (THURSDAY, [])

    lose(out, "notice")
    assert len(out.told_owner()) == 1


def test_what_says_nothing_of_the_person_leaves_no_mark(out: Outgoing) -> None:
    lose(out, "hello", code=132018)

    assert john().unreachable_at is None
    assert "was not told (Meta's words.): please call" in out.told_owner()[0]


def test_the_mark_goes_when_something_arrives_that_was_sent_since(out: Outgoing) -> None:
    earlier = out.queue_and_take("earlier")
    out.accept(earlier, "wamid.1")
    out.forward(seconds=1)
    lose(out, "lost")
    out.tell("read", token=earlier.token, wamid="wamid.1")
    assert john().unreachable_at

    out.forward(seconds=1)
    out.queue("later")
    out.tell("delivered", token=taken(out, "later").token, wamid="wamid.2")
    assert john().unreachable_at is None
    assert [each.what for each in Event.select().where(Event.actor == "meta").order_by(Event.id)] == [
        "cannot be reached",
        "can be reached again",
    ]


def test_the_mark_goes_when_what_failed_arrives_after_all(out: Outgoing) -> None:
    sending = out.queue_and_take("hello")
    out.tell("failed", token=sending.token, code=131026)
    assert john().unreachable_at

    out.tell("delivered", token=sending.token)
    assert john().unreachable_at is None
    assert out.row("hello").closed_at is None


def test_who_stopped_marketing_is_told_of_once_and_gets_the_rest(out: Outgoing) -> None:
    agree_to_news()
    sending = out.queue_and_take("news", purpose=Purpose.news, lane=Lane.bulk)
    out.accept(sending)
    out.tell("failed", code=131050)

    assert (john().news_off_at, john().unreachable_at) == (THURSDAY, None)
    assert ["stopped marketing" in each for each in out.told_owner()] == [True]
    out.queue("more news", purpose=Purpose.news, lane=Lane.bulk)
    out.queue("notice")
    out.forward(minutes=1)
    out.accept(taken(out, "notice"), "wamid.OUT-2")
    out.forward(seconds=6)
    assert out.claim() is None
    assert out.state("more news") is OutboundState.cancelled


async def test_nadine_sees_in_the_reply_who_cannot_be_reached_until_they_write(studio: World) -> None:
    await studio.register("John Smith", JOHN)
    studio.emulator.fault(Fault.unreachable, to="john")  # at once; the next time by a status
    studio.emulator.people["john"].blocked = True
    await studio.say("nadine", "Book John 2025-10-07 08h00 single")
    assert "John Smith cannot be reached on WhatsApp: please call, or" in studio.last("nadine").text

    studio.clock.forward(minutes=1)
    assert "John Smith cannot be reached on WhatsApp: please call." in await studio.say(
        "nadine", "cancel john"
    )
    assert len([each for each in studio.phone("nadine") if "They were not told" in each.text]) == 1

    studio.emulator.people["john"].blocked = False
    await studio.say("john", "hi")
    assert "cannot be reached" not in await studio.say("nadine", "Book John 2025-10-08 08h00 single")


# what nobody got


def test_what_somebody_missed_is_listed_and_what_nobody_waits_for_is_not(out: Outgoing) -> None:
    lose(out, "before")
    out.forward(hours=1)
    since = out.now
    for purpose in (Purpose.notice, Purpose.reminder, Purpose.reply):
        lose(out, f"lost {purpose}", purpose=purpose)
    out.queue("late", to=MARY, expires_at=out.now)
    lose(out, "to the owner", to=NADINE)
    out.queue("as template", template=Template("t", ()))
    out.refuse(taken(out, "as template"), Refusal.window, 131047)
    out.accept(taken(out, "as template:t"), "wamid.t")
    reach.obey(people.contact_of(MARY), Wish.stop, actor="test", now=out.now)
    out.queue("silent", to=MARY)
    out.queue("remind", to=MARY, purpose=Purpose.reminder)
    out.queue("last")
    taken(out, "last")

    found = needs.undelivered(since=since)
    assert [(each.name, each.what, each.why) for each in found] == [
        ("John Smith", "lost notice", "Meta's words."),
        ("John Smith", "lost reminder", "Meta's words."),
        ("Mary Jones", "late", "it could not be sent in time"),
        ("Mary Jones", "silent", "opted out"),
    ]


def test_what_arrives_after_all_is_off_the_list(out: Outgoing) -> None:
    sending = out.queue_and_take("hello")
    out.tell("failed", token=sending.token, code=131026)
    assert len(needs.undelivered(since=THURSDAY)) == 1

    out.tell("read", token=sending.token)
    assert needs.undelivered(since=THURSDAY) == []


# again


def test_a_message_that_failed_goes_again_as_a_new_attempt_of_itself(out: Outgoing) -> None:
    sending = out.queue_and_take("hello")
    out.accept(sending)
    out.tell("failed", code=131026)
    out.forward(days=3)  # it would have expired

    retry(out, "hello")
    again = out.take()
    assert (again.id, again.attempt) == (sending.id, sending.attempt + 1)
    out.tell("failed", token=sending.token, code=131026)  # Meta tells of the first attempt once more
    out.accept(again, "wamid.OUT-2")
    assert (out.state("hello"), out.row("hello").note) == (OutboundState.accepted, "")
    assert Event.get(Event.what == "message sent again").actor == "test"


def test_what_goes_again_goes_to_the_number_that_the_client_has_now(out: Outgoing) -> None:
    made = out.book_john()
    out.refuse(out.queue_and_take("booked", booking=made), Refusal.never, 131026)
    people.edit(
        Client.get(Client.name == "John Smith"), phone="082 111 0055", region="ZA", actor="test", now=out.now
    )
    retry(out, "booked")

    assert out.take().phone == "+27821110055"


@pytest.mark.parametrize("state", ["queued", "sending", "accepted", "delivered"])
def test_what_waits_or_has_gone_does_not_go_again(out: Outgoing, state: str) -> None:
    out.queue("hello")
    if state != "queued":
        sending = out.take()
    if state in ("accepted", "delivered"):
        out.accept(sending)
    if state == "delivered":
        out.tell("delivered")

    with pytest.raises(HasArrived if state == "delivered" else OnItsWay):
        retry(out, "hello")
    assert out.state("hello") == state


def test_what_no_longer_holds_does_not_go_again(out: Outgoing) -> None:
    made = out.book_john()
    out.refuse(out.queue_and_take("booked", booking=made), Refusal.never, 131026)
    out.cancel(made)
    with pytest.raises(Outdated):
        retry(out, "booked")


def test_nothing_goes_again_once_its_session_has_begun(out: Outgoing) -> None:
    out.refuse(out.queue_and_take("booked", booking=out.book_john()), Refusal.never, 131026)
    out.now = TUESDAY
    with pytest.raises(Outdated):
        retry(out, "booked")


def test_what_goes_out_by_the_clock_goes_again_in_its_hour_only(out: Outgoing) -> None:
    made, until = out.book_john(), out.now + timedelta(hours=2)
    outbox.announce(
        key="remind",
        to=john(),
        topic=Topic.tomorrow,
        day=out.now.date(),
        about=made,
        until=until,
        now=out.now,
    )
    out.refuse(taken(out, "remind"), Refusal.never, 131026)
    retry(out, "remind")
    assert out.row("remind").expires_at == until

    out.refuse(taken(out, "remind"), Refusal.never, 131026)
    out.forward(hours=2)
    with pytest.raises(Outdated):
        retry(out, "remind")


def test_what_a_template_has_said_does_not_go_again(out: Outgoing) -> None:
    out.refuse(out.queue_and_take("hello", template=Template("t", ())), Refusal.window, 131047)
    with pytest.raises(WentOtherwise) as refusal:
        retry(out, "hello")
    assert refusal.value.instead == out.row("hello:t").id


def test_who_may_not_be_told_is_not_told_again_and_who_may_is(out: Outgoing) -> None:
    reach.obey(john(), Wish.stop, actor="test", now=out.now)
    out.queue("hello")
    assert "not told (opted out)" in str(out.take().message)  # to the owner
    with pytest.raises(Unwanted):
        retry(out, "hello")

    reach.obey(john(), Wish.start, actor="test", now=out.now)
    retry(out, "hello")
    assert out.take().id == out.row("hello").id


def test_a_message_in_doubt_is_settled_by_who_knows(out: Outgoing) -> None:
    for key, outcome in (("a", OutboundState.delivered), ("b", OutboundState.failed)):
        out.refuse(out.queue_and_take(key, purpose=Purpose.bulk, lane=Lane.bulk), Refusal.unknown)
        out.forward(seconds=UNKNOWN_MAX.seconds)
        out.reconcile()
        out.claim()  # what the owner is told
        undelivered.settle(out.row(key), outcome, actor="test", now=out.now)
        out.reconcile()
        assert (out.state(key), out.row(key).settled_by) == (outcome, "test")

    with pytest.raises(NotInDoubt):
        undelivered.settle(out.row("a"), OutboundState.failed, actor="test", now=out.now)
    with pytest.raises(NoSuchMessage):
        undelivered.find(12345)
    found = needs.undelivered(since=THURSDAY)
    assert [each.what for each in found] == ["b"]


# the rate


def test_what_nobody_waits_for_is_paced_and_chat_may_use_the_burst(out: Outgoing) -> None:
    agree_to_news()
    sent = {lane: burst(out, lane) for lane in (Lane.chat, Lane.reminder, Lane.bulk)}
    assert sent == {Lane.chat: 44, Lane.reminder: 0, Lane.bulk: 0}

    out.forward(seconds=44 * 6 - 60)
    assert (lanes_taken(out), out.claim()) == ([Lane.chat] * 2, None)
    out.forward(seconds=12)  # what reminders may borrow is free again
    assert (lanes_taken(out), out.claim()) == ([Lane.reminder], None)
    out.forward(minutes=10)
    assert lanes_taken(out) == [Lane.reminder] * 11


def test_one_person_who_has_had_enough_keeps_nobody_else_waiting(out: Outgoing) -> None:
    burst(out, Lane.chat)
    out.queue("for mary", to=MARY)

    assert out.take().id == out.row("for mary").id


@pytest.mark.parametrize("gap", [0.5, 3, 7])
def test_the_pace_is_within_what_meta_allows(out: Outgoing, gap: float) -> None:
    allowance = Allowance()
    for number in range(60):
        out.queue(f"m{number}")
        for sending in iter(out.claim, None):
            out.accept(sending, f"wamid.{sending.id}")
            assert allowance.take(out.now)
        out.forward(seconds=gap)


def lose(out: Outgoing, key: str, *, code: int = 131026, **more: Any) -> None:
    """Let Meta refuse a message for good."""
    out.queue(key, **more)
    out.refuse(taken(out, key), Refusal.never, code)


def taken(out: Outgoing, key: str) -> Sending:
    """Claim a message, and all that goes before it."""
    while (sending := out.take()).id != out.row(key).id:
        out.accept(sending, f"wamid.{sending.id}")
    return sending


def lanes_taken(out: Outgoing) -> list[str]:
    """Let all go that may go, and tell in what lanes it was."""
    lanes = []
    while sending := out.claim():
        out.accept(sending, f"wamid.{sending.id}")
        lanes.append(str(Outbound.get_by_id(sending.id).lane))
    return lanes


def burst(out: Outgoing, lane: Lane) -> int:
    """Queue more than the rate allows to one person, and tell how many go at once."""
    purpose = {Lane.chat: Purpose.notice, Lane.reminder: Purpose.reminder, Lane.bulk: Purpose.news}[lane]
    for number in range(46):
        out.queue(f"{lane} {number}", lane=lane, purpose=purpose)
    return len(lanes_taken(out))


def retry(out: Outgoing, key: str) -> None:
    undelivered.retry(out.row(key), settings=out.settings, actor="test", now=out.now)


def john() -> Contact:
    return people.contact_of(JOHN)


def agree_to_news() -> None:
    client = Client.get(Client.name == "John Smith")
    consents.give(client, consents.NEWS, through="test", at=THURSDAY, actor="test")
