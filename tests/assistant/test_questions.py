"""A question is thought about once, and answered once, whoever dies meanwhile; on both engines."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from pilateshq import inbox, questions
from pilateshq.facts_file import Section
from pilateshq.models import Outbound, Question, QuestionState
from pilateshq.prompts import Written
from pilateshq.questions import FellBack, Thinking
from pilateshq.server import Server
from pilateshq.settings import OpenAI, Settings
from pilateshq.studio import people
from pilateshq.whatsapp.webhook import Incoming, Sender
from tests.assistant.fake_openai import FakeOpenAI
from tests.conftest import MONDAY
from tests.emulated import until
from tests.world import World

ANSWER = Written({"kind": "studio", "answer": "Behind the house."}, 100, 10)
PARKING = Section("Parking", "Behind the house.", ("where can I park",))


@pytest.fixture
def here(database: None, settings: Settings) -> Settings:
    """A studio with a model and a client, Thandi."""
    people.register("Thandi Mokoena", "082 111 0001", region="ZA", actor="test", now=MONDAY)
    account = OpenAI(key="a-key", model="a-model", url="http://127.0.0.1:1")
    return replace(settings, openai=account, facts=(PARKING,))


def ask(settings: Settings, number: int = 1, *, now: datetime = MONDAY) -> None:
    """Let Thandi ask where she can park."""
    message = b'{"message": {"type": "text", "text": {"body": "Where can I park?"}}, "contact": null}'
    raw = message.replace(b'"type"', b'"from": "27821110001", "type"', 1)
    event = Incoming(f"wamid.{number}", Sender("27821110001", None, "Thandi"), now, raw)
    inbox.keep([event], settings=settings, now=now)
    assert inbox.answer_next(settings=settings, now=now) is not None


def claim(settings: Settings, *, works: bool = True, now: datetime = MONDAY) -> Thinking | FellBack | None:
    return questions.claim(model_works=works, settings=settings, now=now)


def thought(settings: Settings, *, now: datetime = MONDAY) -> Thinking:
    claimed = claim(settings, now=now)
    assert isinstance(claimed, Thinking)
    return claimed


def answers() -> list[str]:
    return [row.message for row in Outbound.select().order_by(Outbound.id) if row.message]


def state() -> list[str]:
    return [each.state for each in Question.select().order_by(Question.id)]


def test_a_question_is_claimed_once_and_answered_once(here: Settings) -> None:
    ask(here)
    thinking = thought(here)
    assert claim(here) is None
    assert answers() == []

    for _ in range(2):
        questions.settle(thinking, ANSWER, settings=here, now=MONDAY)
    assert len(answers()) == 1
    assert state() == [QuestionState.answered]


def test_an_answer_that_comes_after_the_facts_have_answered_is_not_sent_as_well(here: Settings) -> None:
    ask(here)
    late = thought(here)
    much_later = MONDAY + timedelta(minutes=5)
    questions.recover(claimed_before=questions.lost_before(here, now=much_later))
    assert claim(here, now=much_later) == FellBack()
    assert len(answers()) == 1

    questions.settle(late, ANSWER, settings=here, now=much_later)
    assert len(answers()) == 1
    assert state() == [QuestionState.fallen_back]


def test_a_lost_thought_that_is_young_is_thought_again_and_the_first_one_counts_no_more(
    here: Settings,
) -> None:
    ask(here)
    first = thought(here)
    questions.recover(claimed_before=MONDAY)
    second = thought(here)

    questions.settle(first, ANSWER, settings=here, now=MONDAY)
    assert answers() == []
    questions.settle(second, ANSWER, settings=here, now=MONDAY)
    assert len(answers()) == 1


def test_what_is_being_thought_about_is_not_lost_before_its_time(here: Settings) -> None:
    ask(here)
    thought(here)
    questions.recover(claimed_before=questions.lost_before(here, now=MONDAY + timedelta(seconds=29)))

    assert state() == [QuestionState.thinking]


def test_while_the_model_is_left_alone_the_facts_answer_at_once(here: Settings) -> None:
    ask(here)

    assert claim(here, works=False) == FellBack()
    assert "Behind the house." in answers()[0]


def test_four_are_thought_about_at_once_and_who_waits_too_long_is_answered(here: Settings) -> None:
    for number in range(5):
        ask(here, number)
    for _ in range(4):
        thought(here)
    assert claim(here) is None

    assert claim(here, now=MONDAY + timedelta(seconds=21)) == FellBack()
    assert state().count(QuestionState.thinking) == 4


def test_until_it_is_known_what_a_question_costs_the_most_is_counted(here: Settings) -> None:
    ask(here)
    thinking = thought(here)
    reserved = Question.get().cost
    assert reserved > 600 * 32

    questions.settle(thinking, ANSWER, settings=here, now=MONDAY)
    assert Question.get().cost == 100 * 8 + 10 * 32


async def test_after_a_restart_the_question_is_thought_about_again(
    thinking: World, model: FakeOpenAI
) -> None:
    model.hangs()
    model.says("studio", "A duo is R250 per person.")
    await thinking.emulator.say("john", "How much is a duo?")
    await until(lambda: len(model.bodies) == 1)
    await thinking.server.stop()

    thinking.server = again = Server(thinking.server.settings, thinking.clock)
    await again.start()
    thinking.emulator.webhook_url = f"http://127.0.0.1:{again.port}/webhook"
    await until(lambda: "duo" in str(thinking.phone("john")))
    await thinking.idle()
    await again.stop()
    assert thinking.last("john").text == "A duo is R250 per person."
    assert len(model.bodies) == 2
