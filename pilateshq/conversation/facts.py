"""The facts: told and shown by the owner, and found by how close a question is to their wording."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pilateshq.conversation.assistant_commands import FactCommand, Facts, ForgetFact, ShowFact, TellFact
from pilateshq.conversation.turn import Answer, Turn, asked
from pilateshq.conversation.wording import Wording
from pilateshq.facts_file import REFERENCE, Section
from pilateshq.settings import Settings
from pilateshq.studio import facts

SURE, PERHAPS = 80.0, 62.0  # how close a question must be to be answered, and to be answered with a doubt
_WORD = re.compile(r"[^\W_]+")
_SENTENCE = re.compile(r"[.!?\n]+")
_IDLE = {
    *("a", "an", "the", "is", "are", "am", "be", "was", "do", "does", "did", "i", "im", "me", "my", "we"),
    *("our", "us", "you", "your", "u", "ur", "it", "its", "there", "this", "that", "these", "any", "some"),
    *("of", "to", "for", "at", "in", "on", "with", "and", "or", "if", "so", "can", "could", "may"),
    *("might", "will", "would", "shall", "should", "have", "has", "had", "hi", "hello", "hey", "please"),
    *("pls", "thanks", "tell", "know", "want", "like", "need", "get", "got", "just", "also", "about"),
    *("from", "what", "which", "who", "when", "where", "how", "die", "n", "julle", "ek", "jy", "daar"),
}


@dataclass(frozen=True)
class Near:
    """A fact, and how close a question is to it."""

    section: Section
    closeness: float


# the owner's


def answer(turn: Turn, command: FactCommand) -> Answer:
    match command:
        case TellFact(name, words):
            told = facts.tell(name, words, actor=turn.actor, now=turn.now)
            return Answer(turn.say.fact_told(told.name, told.text))
        case ShowFact(name):
            return asked(turn.say.fact_shown(facts.find(name, turn.settings.facts)))
        case ForgetFact(name):
            facts.forget(name, actor=turn.actor, now=turn.now)
            return Answer(turn.say.fact_forgotten(name))
        case Facts():
            return asked(turn.say.facts_listed([each.name for each in stated(turn.settings)]))


# for the assistant


def stated(settings: Settings) -> tuple[Section, ...]:
    """Give the facts with their references filled in; what says nothing then is left out."""
    values = Wording(settings).references()
    sections = (_filled(each, values) for each in facts.known(settings.facts))
    return tuple(each for each in sections if each)


def _filled(section: Section, values: dict[str, str]) -> Section | None:
    names = [name for name in REFERENCE.findall(section.text) if name in values]
    if not section.text or not all(values[name] for name in names):
        return None
    text = REFERENCE.sub(lambda found: values.get(found[1], found[0]), section.text)
    return replace(section, text=text)


def nearest(question: str, sections: Sequence[Section]) -> list[Near]:
    """Order the facts by how close the question is to how they are asked for, the closest first."""
    parts = {_content(part) for part in (question, *_SENTENCE.split(question))} - {""}
    found = [Near(each, max((_closeness(part, each) for part in parts), default=0.0)) for each in sections]
    return sorted(found, key=lambda near: -near.closeness)


def _closeness(words: str, section: Section) -> float:
    from rapidfuzz import fuzz  # heavy, and most messages are no questions

    asked_for = [content for each in (section.name, *section.asked) if (content := _content(each))]
    return max(
        (fuzz.token_sort_ratio(words, each) + fuzz.token_set_ratio(words, each)) / 2 for each in asked_for
    )


def _content(words: str) -> str:
    """Leave out the words that every question has, unless it has no others."""
    found = _WORD.findall(words.casefold().replace("'", "").replace("’", ""))
    return " ".join([word for word in found if word not in _IDLE] or found)
