"""Lines of text become commands.

A line is cut into words once. Days, times, kinds and filler are taken out of it, what is left over is the
name, and what is no name makes the line `Unclear`: nothing is dropped in silence. A line that asks (`?`)
changes nothing either.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import dropwhile

from pilateshq.conversation import names
from pilateshq.conversation.admin_grammar import said_by_admin
from pilateshq.conversation.client_grammar import said_by_client
from pilateshq.conversation.commands import (
    CancelBooking,
    Command,
    Greeting,
    LeaveIt,
    Speaker,
    Thanks,
    Unknown,
)
from pilateshq.conversation.line import Line, is_word, without_when
from pilateshq.conversation.tokens import Token, tokenise

LONGEST = 4000  # characters; what is longer is no command

_POLITE = {
    *("please", "pls", "plz", "kindly", "just", "hi", "hey", "hello", "ok", "okay"),
    *("good", "morning", "afternoon", "evening", ","),
}
_GREETINGS = {
    *("hi", "hey", "hello", "hallo", "hiya", "howzit", "heita", "sawubona", "molo", "dumela"),
    *("morning", "afternoon", "evening", "menu", "help", "start"),
}
_THANKS = {"thanks", "thank", "thx", "ty", "tx", "ta", "dankie", "cheers"}
_WITH_GREETING = {"good", "there", "all", "again", "please", "pls", ","}
_WITH_THANKS = {
    *("you", "so", "very", "much", "a", "lot", "ok", "okay", "great", "perfect", "cool", "awesome"),
    *("lovely", "super", "baie", "shot", ","),
}
_THANKFUL = set("👍🙏💜❤🧡💛💚💙🤍🖤🤎💗💕💖😊🥰😘😁😀🙂😍👌🙌💪👏🤗🔥")
_SKIN = dict.fromkeys(range(0x1F3FB, 0x1F400))  # tones


def parse(words: str, *, now: datetime, speaker: Speaker, owner: str, kinds: Collection[str]) -> Command:
    """Read what a person means by a line; `now` is aware, in the studio's zone."""
    if len(words) > LONGEST:
        return Unknown(words)
    tokens, addressed = tokenise(words), {token.text for token in tokenise(owner)}
    if command := _small_talk(tokens, addressed):
        return command
    tokens = tuple(dropwhile(lambda token: token.text in _POLITE | addressed, tokens))
    when, rest = without_when(tokens, now=now)
    line = Line(words, tokens, when, rest, {kind.casefold(): kind for kind in kinds}, owner, now)
    return _marked(line) or _said_by(speaker, line) or Unknown(words)


def _said_by(speaker: Speaker, line: Line) -> Command | None:
    match speaker:
        case Speaker.admin:
            return said_by_admin(line)
        case Speaker.client:
            return said_by_client(line)
        case Speaker.prospect:
            return None


def _small_talk(tokens: Sequence[Token], addressed: set[str]) -> Greeting | Thanks | None:
    words = {token.text for token in tokens if is_word(token)}
    if words & _GREETINGS and words <= _GREETINGS | _WITH_GREETING | addressed:
        return Greeting()
    if words & _THANKS and words <= _THANKS | _WITH_THANKS | addressed:
        return Thanks()
    symbols = "".join(token.raw for token in tokens if not is_word(token)).translate(_SKIN)
    return Thanks() if symbols and words <= {"ok", "okay"} and set(symbols) <= _THANKFUL else None


def _marked(line: Line) -> CancelBooking | LeaveIt | None:
    match line.texts:
        case ["leave", "it"]:
            return LeaveIt()
        case ["cancel", word, *sure] if (number := names.mark(word)) and sure in ([], ["sure"]):
            return CancelBooking(number, bool(sure))
    return None
