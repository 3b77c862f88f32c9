"""Questions that a model thinks about: claimed in one transaction, settled in another, and answered once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pilateshq import outbox
from pilateshq.conversation import assistant, prompting
from pilateshq.conversation.assistant import Asked
from pilateshq.conversation.turn import Answer, Notice
from pilateshq.messages import from_json, plain
from pilateshq.models import Client, Contact, Outbound, Purpose, Question, QuestionState
from pilateshq.prompts import Prompt, Written
from pilateshq.settings import Settings
from pilateshq.whatsapp import webhook

AT_ONCE = 4
GRACE = timedelta(seconds=10)  # beyond its time-out, before a thought counts as lost
ONE_MATTER = timedelta(minutes=10)  # within which questions belong together
TURNS = 2  # earlier ones that the model is shown
ANSWER_IN = timedelta(hours=1)  # an answer that could not be sent for so long is of no use


@dataclass(frozen=True)
class Thinking:
    """A question that was claimed."""

    id: int
    attempt: int
    wamid: str
    prompt: Prompt


@dataclass(frozen=True)
class FellBack:
    """A question was answered without the model."""


def claim(*, model_works: bool, settings: Settings, now: datetime) -> Thinking | FellBack | None:
    """Take the oldest question for the model; one that has waited too long for it is answered at once."""
    row = _oldest()
    if row is None:
        return None
    question = assistant.asked_in(row.inbound, settings=settings, now=now)
    patience = timedelta(seconds=settings.operations.model_timeout)
    if question is None or not model_works or now - row.asked_at > patience:
        _fall_back(row, QuestionState.waiting, question)
        return FellBack()
    return _claimed(row, question) if _thinking() < AT_ONCE else None


def _oldest() -> Question | None:
    waiting = Question.select().where(Question.state == QuestionState.waiting)
    row: Question | None = waiting.order_by(Question.id).first()
    return row


def _thinking() -> int:
    return Question.select().where(Question.state == QuestionState.thinking).count()


def _claimed(row: Question, question: Asked) -> Thinking | None:
    prompt = _prompt(row, question)
    taken = _change(
        row,
        QuestionState.waiting,
        state=QuestionState.thinking,
        attempts=row.attempts + 1,
        claimed_at=question.now,
        cost=row.cost + _cost(prompt.length, prompt.most_written, question.settings),
    )
    wamid = row.inbound.key.removeprefix("m:")
    return Thinking(row.id, row.attempts + 1, wamid, prompt) if taken else None


def settle(thinking: Thinking, written: Written | None, *, settings: Settings, now: datetime) -> None:
    """Say what came of it, unless it has been answered without the model meanwhile."""
    row = Question.get_by_id(thinking.id)
    question = assistant.asked_in(row.inbound, settings=settings, now=now)
    if row.attempts != thinking.attempt or question is None:
        return
    if written is None:
        _fall_back(row, QuestionState.thinking, question)
        return
    prompt = thinking.prompt
    reserved = _cost(prompt.length, prompt.most_written, settings)
    charged = _cost(written.tokens_read, written.tokens_written, settings) or reserved
    if _change(row, QuestionState.thinking, state=QuestionState.answered, cost=row.cost - reserved + charged):
        _queue(row, question, assistant.judged(question, written))


def recover(*, claimed_before: datetime) -> None:
    """Take back what a process claimed and did not settle; `claim` decides what becomes of it."""
    lost = (Question.state == QuestionState.thinking) & (Question.claimed_at <= claimed_before)
    Question.update(state=QuestionState.waiting).where(lost).execute()


def lost_before(settings: Settings, *, now: datetime) -> datetime:
    """Give the moment before which a thought must have begun to count as lost."""
    return now - timedelta(seconds=settings.operations.model_timeout) - GRACE


def _fall_back(row: Question, state: QuestionState, question: Asked | None) -> None:
    """Answer from the facts; a question that cannot be read any more is only closed."""
    if _change(row, state, state=QuestionState.fallen_back) and question:
        _queue(row, question, assistant.from_facts(question))


def _change(row: Question, before: QuestionState, **values: object) -> bool:
    """Change the row if it is still as it was read; tell whether it was."""
    still = (Question.id == row.id) & (Question.state == before) & (Question.attempts == row.attempts)
    return bool(Question.update(**values).where(still).execute())


def _queue(row: Question, question: Asked, answer: Answer) -> None:
    if answer.reply:
        reply = Notice(
            to=question.contact,
            key=_key(row),
            message=answer.reply,
            answers=row.inbound,
            purpose=Purpose.reply,
            expires_at=question.now + ANSWER_IN,
        )
        outbox.queue(reply, now=question.now)
    for notice in answer.notices:
        outbox.queue(notice, now=question.now)


def _key(row: Question) -> str:
    return f"answer:{row.id}"


def _cost(tokens_read: int, tokens_written: int, settings: Settings) -> int:
    """Reckon what tokens cost, in millionths of a rand."""
    thrift = settings.studio.assistant
    return (tokens_read * thrift.million_read + tokens_written * thrift.million_written) // 100


# what the model is sent


def _prompt(row: Question, question: Asked) -> Prompt:
    names = [each.name for table in (Client, Contact) for each in table.select(table.name) if each.name]
    return prompting.prompt(
        question.words,
        _before(row),
        assistant.sections_for(question),
        studio=question.settings.studio,
        names=names,
    )


def _before(row: Question) -> list[tuple[str, str]]:
    """Give the questions of this matter that the model has answered, the oldest first."""
    earlier = Question.select().where(
        Question.contact == row.contact,
        Question.id < row.id,
        Question.asked_at > row.asked_at - ONE_MATTER,
        Question.state == QuestionState.answered,
        Question.attempts > 0,
    )
    pairs = [_with_answer(each) for each in earlier.order_by(Question.id.desc()).limit(TURNS)]
    return [pair for pair in reversed(pairs) if pair]


def _with_answer(row: Question) -> tuple[str, str] | None:
    said: Outbound | None = Outbound.get_or_none(Outbound.key == _key(row))
    if said is None or said.message is None:
        return None
    return webhook.said(row.inbound.body).words, plain(from_json(said.message))
