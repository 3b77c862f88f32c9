"""What is said around the assistant."""

import re

from pilateshq.conversation import names
from pilateshq.conversation.assistant_commands import (
    AskOwner,
    FactCommand,
    Facts,
    ForgetFact,
    ReadMessage,
    Reply,
    ShowFact,
    TellFact,
)
from pilateshq.conversation.commands import Unclear
from pilateshq.conversation.line import Line
from pilateshq.conversation.tokens import Reason

_TOLD = re.compile(r"\s*(?:please\s+)?fact\s+([^:]{1,60}?)\s*:\s*(.*)", re.IGNORECASE | re.DOTALL)


def fact(line: Line) -> FactCommand | Unclear | None:
    """Read `fact parking: in the street`; without words it shows what is known."""
    if told := _TOLD.fullmatch(line.words):
        name, words = told[1], told[2].strip()
        if not words:
            return Unclear("fact", Reason.no_words, f"fact {name}: in the street", "")
        return TellFact(name, words)
    match line.texts:
        case ["facts"]:
            return Facts()
        case ["fact", _, *_] if not line.asks:
            return ShowFact(_after(line, 1))
        case ["forget", "fact", _, *_] if not line.asks:
            return ForgetFact(_after(line, 2))
    return None


def _after(line: Line, words: int) -> str:
    return line.words[line.tokens[words - 1].end :].strip()


def read_or_reply(line: Line) -> ReadMessage | Reply | None:
    match line.texts:
        case ["read", word] if number := names.mark(word):
            return ReadMessage(number)
        case ["reply", word] if number := names.mark(word):
            return Reply(number)
    return None


def ask_owner(line: Line) -> AskOwner | None:
    match line.texts:
        case ["ask", "owner", word] if number := names.mark(word):
            return AskOwner(number)
    return None
