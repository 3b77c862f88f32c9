"""Waiting for a seat: `waitlist Fri 9 group`, and what is said to one that is offered: `accept`, `pass`."""

from collections.abc import Sequence

from pilateshq.conversation import names
from pilateshq.conversation.commands import Accept, Pass, Unclear, Wait, Which
from pilateshq.conversation.line import OWN_FILLER, Line, each_meaning, is_word, read, whole_day
from pilateshq.conversation.tokens import Reason, Token

_LISTS = (("waiting", "list"), ("wait", "list"), ("waitlist",), ("waitinglist",))
_BESIDE_A_LIST = OWN_FILLER | {
    *(
        "put",
        "add",
        "join",
        "me",
        "can",
        "could",
        "be",
        "want",
        "would",
        "like",
        "please",
        "waitlisted",
        "of",
    ),
}
_QUESTIONS = {"how", "what", "who", "when", "where", "why", "is", "are", "do", "does", "did", "am"}
_EXAMPLE = "waitlist fri 09:00"


def waiting(line: Line) -> Wait | Accept | Pass | Which | Unclear | None:
    return _reply(line) or _wish(line)


def _reply(line: Line) -> Accept | Pass | Unclear | None:
    command: Accept | Pass
    match [token.text for token in line.tokens if is_word(token) and token.text not in OWN_FILLER]:
        case ["accept"]:
            command = Accept()
        case ["accept", word] if number := names.mark(word):
            command = Accept(number)
        case ["pass"]:
            command = Pass()
        case ["pass", word] if number := names.mark(word):
            command = Pass(number)
        case _:
            return None
    return Unclear(str(command), Reason.question, str(command), "") if line.asks else command


def _wish(line: Line) -> Wait | Which | Unclear | None:
    """Read a wish to be put on a list; whoever asks whether they may, wishes it."""
    body = _without_list(line.rest)
    if body is None:
        return None
    reading = read(line, body, whole_day(line.when), filler=_BESIDE_A_LIST)
    why = reading.unclear or (Reason.not_understood if reading.people else None)
    if why and (line.asks or line.texts[0] in _QUESTIONS):
        return None
    if why or reading.day is None or reading.when.time is None:
        missing = Reason.no_time if reading.day else Reason.no_day
        unread = " & ".join(reading.people) if reading.people else reading.rest
        return Unclear("waitlist", why or missing, _EXAMPLE, unread)
    kind = reading.kinds[0] if reading.kinds else None
    return each_meaning(Wait(reading.day, reading.when.time, kind), reading.when)


def _without_list(rest: Sequence[Token]) -> tuple[Token, ...] | None:
    """Give what is said beside the word for the list, if it is said."""
    texts = tuple(token.text for token in rest)
    for said in _LISTS:
        for at in range(len(texts) - len(said) + 1):
            if texts[at : at + len(said)] == said:
                return (*rest[:at], *rest[at + len(said) :])
    return None
