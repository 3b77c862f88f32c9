"""Verbs as they come out of a thumb: common misspellings are read, the rest is only asked about."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pilateshq.conversation.tokens import Token

_MISSPELT = {
    "book": "bok boook bokk boek buk bookk booj vook",
    "cancel": "cancle canel cancell cansel cancal cencel cansle canccel canecl cancelll cncl cxl canx",
    "reschedule": "resched rescedule reshedule reschedual reschudule reshcedule re-schedule",
    "move": "mvoe moove",
    "skip": "skipp",
    "deactivate": "deactive de-activate deactivte deactvate",
    "reactivate": "reactive re-activate reactivte",
    "pause": "pauze puase",
    "bookings": "bokings boookings bookngs",
}
CORRECTED = {wrong: right for right, all_wrong in _MISSPELT.items() for wrong in all_wrong.split()}
WRITING = (
    "book",
    "cancel",
    "move",
    "reschedule",
    "skip",
    "pause",
    "stop",
    "deactivate",
    "reactivate",
    "tell",
)
_BEFORE_A_VERB = {"to", "please", "pls", "plz", "can", "i", "you", "just", "my", "wanna", "must", ","}
_SAFE_LENGTH = 4  # letters; a shorter word is near too many others


def spelt(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Correct known misspellings of a verb where the verb stands: at the beginning, or after "need to"."""
    return tuple(_corrected(token, tokens[at - 1].text if at else "") for at, token in enumerate(tokens))


def near_verbs(tokens: Sequence[Token]) -> Iterator[tuple[Token, ...]]:
    """Give the line with its first word taken for each verb that is one slip away."""
    from rapidfuzz.distance import OSA  # heavy, and most verbs are spelt right

    first = tokens[0].text if tokens else ""
    if len(first) < _SAFE_LENGTH or first in WRITING or not first.isalpha():
        return
    for verb in WRITING:
        if OSA.distance(first, verb) <= (2 if len(verb) > 7 else 1):
            yield (replace(tokens[0], text=verb), *tokens[1:])


def _corrected(token: Token, before: str) -> Token:
    right = CORRECTED.get(token.text)
    if right is None or not (before in _BEFORE_A_VERB or token.place == 0):
        return token
    return replace(token, text=right)
