"""Lines of text become commands.

A line is cut into words once. Days, times, kinds and filler are taken out of it, what is left over is the
name, and what is no name makes the line `Unclear`: nothing is dropped in silence. A line that asks (`?`)
changes nothing either.
"""

from collections.abc import Collection
from datetime import datetime
from itertools import dropwhile

from pilateshq.conversation import names
from pilateshq.conversation.admin_grammar import said_by_admin
from pilateshq.conversation.afrikaans import in_english
from pilateshq.conversation.client_grammar import said_by_client
from pilateshq.conversation.commands import (
    CancelBooking,
    Command,
    LeaveIt,
    Meant,
    Speaker,
    Unclear,
    Unknown,
    Which,
)
from pilateshq.conversation.line import Line
from pilateshq.conversation.small_talk import small_talk
from pilateshq.conversation.tokens import Token, tokenise
from pilateshq.conversation.verbs import near_verbs, spelt
from pilateshq.conversation.when import When

LONGEST = 4000  # characters; what is longer is no command

_POLITE = {
    *("please", "pls", "plz", "kindly", "just", "hi", "hey", "hello", "ok", "okay"),
    *("good", "morning", "afternoon", "evening", ",", "oh", "also", "and"),
}
_ASKED_OF_ONE = ({"can", "could", "would", "will"}, {"you", "u"})  # "can you book John tomorrow 8?"


def parse(words: str, *, now: datetime, speaker: Speaker, owner: str, kinds: Collection[str]) -> Command:
    """Read what a person means by a line; `now` is aware, in the studio's zone."""
    if len(words) > LONGEST:
        return Unknown(words)
    tokens, addressed = spelt(in_english(tokenise(words))), {token.text for token in tokenise(owner)}
    if command := small_talk(tokens, addressed):
        return command
    tokens = tuple(dropwhile(lambda token: token.text in _POLITE | addressed, tokens))
    if speaker is Speaker.admin:
        tokens = _without_request(tokens)
    folded = {kind.casefold(): kind for kind in kinds}
    line = Line(words, (), When(), (), folded, owner, now).only(tokens)
    return _marked(line) or _said_by(speaker, line) or _nearly_said(speaker, line) or Unknown(words)


def _without_request(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """Take `can you book John?` for what it asks for."""
    asking, asked = _ASKED_OF_ONE
    if len(tokens) < 3 or tokens[0].text not in asking or tokens[1].text not in asked:
        return tokens
    return tuple(token for token in tokens[2:] if token.text not in ("?", "please", "pls"))


def _said_by(speaker: Speaker, line: Line) -> Command | None:
    match speaker:
        case Speaker.admin:
            return said_by_admin(line)
        case Speaker.client:
            return said_by_client(line)
        case Speaker.prospect:
            return None


def _nearly_said(speaker: Speaker, line: Line) -> Command | None:
    """Read a line whose first word is nearly a verb; it is only asked about."""
    for tokens in near_verbs(line.tokens):
        command = _said_by(speaker, line.only(tokens))
        if isinstance(command, Which):
            return command
        if command and not isinstance(command, Unclear):
            return Meant(command)
    return None


def _marked(line: Line) -> CancelBooking | LeaveIt | None:
    match line.texts:
        case ["leave", "it"]:
            return LeaveIt()
        case ["cancel", word, *sure] if (number := names.mark(word)) and sure in ([], ["sure"]):
            return CancelBooking(number, bool(sure))
    return None
