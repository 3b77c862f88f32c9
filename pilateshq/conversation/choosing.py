"""Words that choose among the options of a question: `the second`, `Jones`, `ja`, `8am`, a button's title."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from pilateshq.conversation.commands import LeaveIt
from pilateshq.conversation.line import is_word
from pilateshq.conversation.tokens import Token, tokenise
from pilateshq.conversation.when import read_when

Option = tuple[str, str]  # what a button or row says, and the command that it stands for

_YES = {
    *("yes", "y", "yep", "yeah", "yup", "ja", "jip", "yebo", "ok", "okay", "sure", "confirm", "confirmed"),
    *("correct", "right", "doen"),
}
_BESIDE_YES = _YES | {
    *("that", "that's", "thats", "'s", "is", "it", "fine", "good", "great", "perfect", "please", "pls"),
    *("thanks", "thank", "you", "dankie", "asseblief", "do", "go", "ahead", "so", "dis", "reg", "all", ","),
}
_NO = {"no", "n", "nope", "nee", "nah", "neither", "none"}
_BESIDE_NO = _NO | {
    *("thanks", "thank", "you", "dankie", "leave", "it", "keep", "them", "that", "rather", "not", "of"),
    *("don't", "dont", "please", "pls", "moenie", ","),
}
_NAMED = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_SUFFIXES = ("st", "nd", "rd", *["th"] * 7)
_IDLE = {
    *("the", "one", "please", "pls", "option", "number", "i", "mean", "meant", "it's", "its", "for", "at"),
    *("on", "'s", "die", "a", "an", ","),
}
_MOST_WORDS = 8


def yes_or_no(words: str) -> Literal["yes", "no"] | None:
    """Read words that agree or do not, and say nothing else."""
    texts = _texts(words)
    if texts and texts[0] in _YES and {*texts} <= _BESIDE_YES:
        return "yes"
    return "no" if texts and texts[0] in _NO and {*texts} <= _BESIDE_NO else None


def only_answers(words: str) -> bool:
    """Tell whether the words can be nothing but an answer to a question."""
    left = [text for text in _texts(words) if text not in _IDLE]
    return yes_or_no(words) is not None or (len(left) == 1 and left[0] in (*_NAMED, "last"))


def titled(words: str, options: Sequence[Option]) -> str | None:
    """Find the option whose title the words are."""
    return _only([command for title, command in options if _texts(title) == _texts(words)])


def chosen(words: str, question: str, options: Sequence[Option], *, now: datetime) -> str | None:
    """Find the one option of a question that the words choose; `now` is aware, in the studio's zone."""
    if command := titled(words, options):
        return command
    question = question.rstrip()
    asks = "?" in question or question.endswith(":")
    match yes_or_no(words):
        case "yes":
            return _agreeing(options, alone=asks and question[-1] in "?:")
        case "no":
            return _refusing(options) or (str(LeaveIt()) if asks else None)
    return _pointed_at(words, options, now) if asks else None


def _agreeing(options: Sequence[Option], *, alone: bool) -> str | None:
    """Find what a yes means; of an option that is offered `alone`, at the end, it needs no name."""
    said = [command for title, command in options if {*_texts(title)[:2]} & {"yes", "confirm", "agree"}]
    return _only(said) or (options[0][1] if len(options) == 1 and alone else None)


def _refusing(options: Sequence[Option]) -> str | None:
    return _only([command for title, command in options if {*_texts(title)[:1]} & {"no", "keep"}])


def _pointed_at(words: str, options: Sequence[Option], now: datetime) -> str | None:
    """Find the option that place, name, day or time points at; where these disagree, none."""
    told = [token for token in tokenise(words) if is_word(token) and token.text not in _IDLE]
    if not told or len(told) > _MOST_WORDS:
        return None
    texts = {token.text for token in told}
    places = {_place(token.text, len(options)) for token in told} if len(told) == 1 else set()
    fitting = [
        command
        for place, (title, command) in enumerate(options, 1)
        if place in places or texts <= {*_texts(title)} or _is_then(told, title, now)
    ]
    return _only(fitting)


def _place(text: str, count: int) -> int | None:
    if text == "last":
        return count
    if text in _NAMED:
        return _NAMED.index(text) + 1
    return next((at for at, end in enumerate(_SUFFIXES, 1) if text in (str(at), f"{at}{end}")), None)


def _is_then(told: Sequence[Token], title: str, now: datetime) -> bool:
    """Tell whether a title bears the day and time that were said, and nothing else was."""
    when, rest = read_when(told, now=now)
    if rest or when.trouble or not (when.days or when.time):
        return False
    has_day = any(f" {day.day} {day:%b}" in title for day in when.days) or not when.days
    return has_day and (when.time is None or f"{when.time:%H:%M}" in title)


def _texts(words: str) -> list[str]:
    return [
        token.text for token in tokenise(words) if any(map(str.isalnum, token.text)) or token.text == "'s"
    ]


def _only(commands: Sequence[str]) -> str | None:
    return commands[0] if len(set(commands)) == 1 else None
