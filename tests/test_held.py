"""What waits: for its template, or for the end of a pause."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pilateshq.errors import Refusal
from pilateshq.messages import Template, Text
from pilateshq.models import Memory, Outbound
from pilateshq.studio import people
from tests.outgoing import ENGINES, Outgoing, outgoing_for
from tests.world import JOHN, MARY, NADINE


@pytest.fixture(params=ENGINES)
def out(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Outgoing]:
    with outgoing_for(request, tmp_path) as there:
        yield there


# a template that waits


def test_what_waits_for_its_template_keeps_nothing_else_waiting(out: Outgoing) -> None:
    hold(out, "booked")
    out.hear_from(MARY)
    out.queue("cancelled", message=Text("Cancelled."))

    other = out.take()
    assert other.message == Template("client_update_us", ("John", "Cancelled."))
    out.accept(other)
    assert out.claim() is None
    out.forward(hours=1)
    assert out.take().attempt == 2


def test_what_waits_for_its_template_goes_as_words_once_the_person_writes(out: Outgoing) -> None:
    hold(out, "booked")
    assert out.claim() is None

    out.hear_from(JOHN)
    sending = out.take()
    assert sending.message == Text("booked")
    out.refuse(sending, Refusal.template, 132068)
    assert out.claim() is None  # not again and again


def test_what_has_no_words_waits_for_its_template_even_so(out: Outgoing) -> None:
    hold(out, "booked")
    Outbound.update(message=None).execute()
    out.hear_from(JOHN)

    assert out.claim() is None


# a pause


def test_in_a_pause_one_message_a_minute_tries(out: Outgoing) -> None:
    begin_pause(out)
    out.queue("for mary", to=MARY)
    assert out.claim() is None

    out.forward(minutes=1)
    assert out.claim()
    assert out.claim() is None
    out.forward(minutes=1)
    assert out.claim()


def test_a_message_that_goes_ends_the_pause(out: Outgoing) -> None:
    begin_pause(out)
    out.queue("for mary", to=MARY)
    out.forward(minutes=1)

    out.accept(out.take())
    assert out.claim()
    assert Memory.recall("pause_reason") is None


def test_a_message_that_was_on_its_way_before_does_not_end_the_pause(out: Outgoing) -> None:
    out.queue("before", to=MARY)
    before = out.take()
    begin_pause(out)
    out.accept(before)

    out.queue("after", to=MARY)
    assert out.claim() is None


def test_an_operators_fault_costs_a_message_no_tries(out: Outgoing) -> None:
    out.queue("booked")
    for _ in range(20):
        out.refuse(out.take(), Refusal.operator, 190)
        out.forward(minutes=1)

    out.accept(out.take())
    assert out.told_owner() == []


def hold(out: Outgoing, key: str) -> None:
    """Queue a message for John whose template Meta does not let through."""
    out.shut_window_of(JOHN)
    out.hear_from(NADINE)
    out.refuse(out.queue_and_take(key), Refusal.template, 132015)
    owner = people.contact_of(NADINE)
    Outbound.delete().where(Outbound.contact == owner).execute()


def begin_pause(out: Outgoing) -> None:
    out.refuse(out.queue_and_take("refused"), Refusal.operator, 190)
