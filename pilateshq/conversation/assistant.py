"""Questions: answered from the facts, by a model that may only propose, or by the owner."""

import re
from dataclasses import dataclass
from datetime import datetime

from pilateshq.conversation import answer_checks, facts, proposals
from pilateshq.conversation.assistant_commands import AskOwner, ReadMessage, Reply
from pilateshq.conversation.commands import Command
from pilateshq.conversation.turn import WORTH_KNOWING, Answer, Notice, Turn, asked
from pilateshq.conversation.wording import Wording
from pilateshq.facts_file import Section
from pilateshq.messages import Text
from pilateshq.models import Client, Contact, Inbound, QuestionState
from pilateshq.prompts import Written
from pilateshq.settings import Settings
from pilateshq.studio import people, questions
from pilateshq.whatsapp import webhook

MILLION = 1_000_000
SENT = 8  # facts that the model is shown, the closest first
LONGEST = 1000  # characters of a question; a longer one is for the owner
QUESTION = re.compile(
    r"""
    \? | ^\W* (?: what | when | where | who | which | how | why | is | are | do | does | can | could | may
      | will | should | must | would | have\syou | tell\sme | i\s(?:want|need)\sto\sknow
      | wat | waar | wanneer | wie | hoe | hoekom | hoeveel | kan | mag | is\sdaar | het\sjulle ) \b
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question, by whom it was asked, and what it was said in."""

    inbound: int
    words: str
    said_at: datetime
    contact: Contact
    client: Client | None  # None: a stranger
    settings: Settings
    now: datetime

    @property
    def say(self) -> Wording:
        return Wording(self.settings)

    @property
    def name(self) -> str:
        return self.client.name if self.client else self.contact.name or self.say.somebody()


def answer(turn: Turn) -> Answer:
    """Answer a client's words that are no command: at once from the facts, or once the model has thought."""
    question = _asked(turn)
    if question is None or not any(map(str.isalpha, turn.words)):
        return asked(turn.say.not_understood())
    if not may_think(question):
        return from_facts(question)
    questions.keep(question.contact, question.inbound, QuestionState.waiting, now=turn.now)
    return Answer(None)


def answer_stranger(turn: Turn) -> str:
    """Give what is to be said at once to a stranger's question; empty where there is nothing, or not yet."""
    question = _asked(turn)
    if (
        question is None
        or turn.red_flags
        or not QUESTION.search(turn.words)
        or not _has_questions_left(question)
    ):
        return ""
    thinks = may_think(question)
    state = QuestionState.waiting if thinks else QuestionState.answered
    questions.keep(question.contact, question.inbound, state, now=turn.now)
    return "" if thinks else _told_by_facts(question)


def only_facts(turn: Turn) -> Answer:
    """Answer beside a red flag: from the facts where they surely answer, and else not at all."""
    question = None if turn.is_grave else _asked(turn)
    near = _nearest(question) if question else None
    return Answer(Text(near.section.text)) if near and near.closeness >= facts.SURE else Answer(None)


def _asked(turn: Turn) -> Asked | None:
    if turn.contact is None or turn.kind != "text":
        return None
    return Asked(
        inbound=turn.number,
        words=turn.words,
        said_at=turn.said_at,
        contact=turn.contact,
        client=turn.client,
        settings=turn.settings,
        now=turn.now,
    )


# whether the model may be asked


def may_think(question: Asked) -> bool:
    """Tell whether the model may be asked: there is one, and neither person nor month has used it up."""
    settings, thrift = question.settings, question.settings.studio.assistant
    if settings.openai is None or len(question.words) > LONGEST or not _has_questions_left(question):
        return False
    spent = questions.spent_this_month(zone=settings.zone, now=question.now)
    return spent < thrift.monthly_limit * MILLION // 100


def _has_questions_left(question: Asked) -> bool:
    thrift = question.settings.studio.assistant
    most = thrift.questions_a_day if question.client else thrift.of_strangers
    asked_today = questions.asked_today(question.contact, zone=question.settings.zone, now=question.now)
    return asked_today < most


# without a model


def from_facts(question: Asked) -> Answer:
    """Answer by closeness of wording; say so where it is unsure, and ask the owner where nothing is near."""
    near = _nearest(question)
    if near and near.closeness >= facts.SURE:
        return Answer(Text(near.section.text))
    if question.client is None:
        return Answer(Text(told)) if (told := _told_by_facts(question)) else Answer(None)
    if near and near.closeness >= facts.PERHAPS:
        return asked(question.say.perhaps(near.section, ask=str(AskOwner(question.inbound))))
    if QUESTION.search(question.words):
        return ask_owner(question)
    return asked(question.say.not_understood())


def _told_by_facts(question: Asked) -> str:
    near = _nearest(question)
    if near is None or near.closeness < facts.PERHAPS:
        return ""
    sure = near.closeness >= facts.SURE
    return near.section.text if sure else question.say.unsure(near.section)


def _nearest(question: Asked) -> facts.Near | None:
    return next(iter(facts.nearest(question.words, facts.stated(question.settings))), None)


# the owner's turn


def ask_owner(question: Asked) -> Answer:
    """Say that the owner is asked, and ask her; of a stranger's words she hears by the lead."""
    if question.client is None:
        return Answer(None)
    return Answer(question.say.will_ask(), _to_owner(question))


def asked_after_all(turn: Turn, command: AskOwner) -> Answer:
    """Pass on somebody's own question that was answered in doubt."""
    said: Inbound | None = Inbound.get_or_none(Inbound.id == command.inbound, Inbound.contact == turn.contact)
    question = asked_in(said, settings=turn.settings, now=turn.now) if said else None
    return ask_owner(question) if question else asked(turn.say.not_understood())


def asked_in(said: Inbound, *, settings: Settings, now: datetime) -> Asked | None:
    """Read a question out of the message in which it was asked."""
    words = webhook.said(said.body).words
    if said.contact is None or not words:
        return None
    return Asked(
        inbound=said.id,
        words=words,
        said_at=said.said_at,
        contact=said.contact,
        client=people.client_of(said.contact),
        settings=settings,
        now=now,
    )


def _to_owner(question: Asked) -> tuple[Notice, ...]:
    if question.settings.owner_wa is None:
        return ()
    read, reply = str(ReadMessage(question.inbound)), str(Reply(question.inbound))
    phone = question.contact.phone or ""
    message, template = question.say.has_asked(question.name, phone, question.words, read=read, reply=reply)
    notice = Notice(
        to=people.contact_of(question.settings.owner_wa),
        key=f"ask:in{question.inbound}",
        message=message,
        template=template,
        expires_at=question.now + WORTH_KNOWING,
    )
    return (notice,)


# with the model


def sections_for(question: Asked) -> list[Section]:
    """Choose the facts that the model is shown, and that its answer is held against."""
    near = facts.nearest(question.words, facts.stated(question.settings))
    return [each.section for each in near[:SENT]]


def judged(question: Asked, written: Written) -> Answer:
    """Make of what the model wrote what may be said; all else is for the owner."""
    kind, words = written.answer.get("kind"), str(written.answer.get("answer") or "").strip()
    if kind == "studio" and _keeps_to_facts(question, words):
        return Answer(Text(words))
    if kind == "wellness" and _is_general(question, words):
        return Answer(question.say.general(words))
    if kind == "proposal" and question.client and (command := _proposed(question, written)):
        return asked(question.say.proposed(command))
    return ask_owner(question)


def _keeps_to_facts(question: Asked, words: str) -> bool:
    studio = question.settings.studio
    names, known = (studio.name, studio.owner, "WhatsApp"), sections_for(question)
    return answer_checks.may_be_said(words, facts=known, question=question.words, names=names)


def _is_general(question: Asked, words: str) -> bool:
    room = answer_checks.LONGEST - len(question.say.general("").body)
    return len(words) <= room and answer_checks.may_be_general(words)


def _proposed(question: Asked, written: Written) -> Command | None:
    studio = question.settings.studio
    local = question.said_at.astimezone(question.settings.zone)
    return proposals.read(written.answer.get("proposal"), kinds=studio.kinds, owner=studio.owner, now=local)
