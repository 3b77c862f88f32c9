"""Lines that take back what was done, or ask why it is so."""

from pilateshq.conversation import names
from pilateshq.conversation.commands import Unclear, Undo, Why
from pilateshq.conversation.line import FILLER, Line, asked, is_word, not_one_person, read_with_people
from pilateshq.conversation.tokens import Reason

_OOPS = {"oops", "ooops", "oeps", "whoops", "woops", "eish"}
_IDLE = FILLER | {"no", "oh", "it", "that", "this", "last", "one", "action", "a", "my", "was", "'s", ","}
_TAKEN_BACK = {("wrong",), ("mistake",), ("reverse",), ("revert",), ("take", "back")}


def undo(line: Line) -> Undo | Unclear | None:
    """Read `undo`, `undo that`, `oops wrong john`; nothing that says more than that."""
    said = [token for token in line.tokens if is_word(token) and token.text not in _IDLE]
    is_surprised = bool(said) and said[0].text in _OOPS
    body = said[1:] if is_surprised else said
    texts = tuple(token.text for token in body)
    if texts[:1] in (("undo",), ("wrong",)) and texts != ("wrong",):
        return _about(line, texts[0], names.read_people(body[1:]))
    if not is_surprised and (texts not in _TAKEN_BACK or len(line.texts) < 2):
        return None
    return Undo() if (not texts or texts in _TAKEN_BACK) and not line.asks else None


def _about(line: Line, verb: str, said: tuple[tuple[str, ...], tuple[object, ...]]) -> Undo | Unclear | None:
    """Read whose booking it should not have been, or which deed it was."""
    people, strays = said
    why = asked(line) or (Reason.not_understood if strays or len(people) > 1 else None)
    if why:
        return Unclear("undo", why, str(Undo()), line.words) if verb == "undo" else None
    number = names.mark(people[0]) if people else None
    return Undo(number) if number or not people else Undo(wrong=people[0])


def why(line: Line) -> Why | None:
    """Read `why John`; a longer question is no command."""
    if line.verb != "why":
        return None
    reading = read_with_people(line)
    is_more = not_one_person(reading) or reading.when.days or reading.when.time
    return None if is_more else Why(reading.person)
