"""Which words of a line can be somebody's name."""

import re
import unicodedata
from collections.abc import Iterable

from pilateshq.conversation.tokens import Token

_MARK = re.compile("#[1-9][0-9]{0,11}")
_JOINING = {"&", "+", ",", "and", "with"}
REPEATING = {
    *("every", "each", "daily", "weekly", "until", "till", "til", "mondays", "tuesdays", "wednesdays"),
    *("thursdays", "fridays", "saturdays", "sundays"),
}
EVERYTHING = {"all", "everything", "everyone", "everybody", "anything", "whole", "both"}
NO_NAMES = {
    *REPEATING,
    *EVERYTHING,
    *("next", "last", "this", "that", "first", "previous", "week", "weeks", "weekend", "month", "months"),
    *(
        "days",
        "seat",
        "seats",
        "place",
        "places",
        "people",
        "sessions",
        "classes",
        "lessons",
        "bookings",
        "time",
        "later",
        "earlier",
        "half",
        "quarter",
    ),
    *("past", "before", "after", "around", "about", "between", "from", "to", "of", "am", "pm", "midnight"),
    *("not", "no", "don't", "never", "or", "but", "if", "unless", "except", "instead", "maybe", "rather"),
    *("i", "i'm", "im", "me", "my", "you", "he", "she", "it", "we", "us", "they", "him", "her", "his"),
    *("them", "their", "our"),
    *("book", "cancel", "move", "reschedule", "rebook", "is", "are", "was", "can", "should"),
}


def mark(word: str) -> int | None:
    """Read the id in a word such as `#12`."""
    return int(word[1:]) if _MARK.fullmatch(word) else None


def read_people(tokens: Iterable[Token]) -> tuple[tuple[str, ...], tuple[Token, ...]]:
    """Join the words that stand together to names; give back those that are no name, or stand apart."""
    people: list[list[Token]] = [[]]
    strays = []
    for token in tokens:
        if token.text in _JOINING:
            people.append([])
        elif _continues(people[-1], token):
            people[-1].append(token)
        else:
            strays.append(token)
    return tuple(" ".join(token.raw for token in name) for name in people if name), tuple(strays)


def can_be_a_name(token: Token) -> bool:
    return token.text not in NO_NAMES and token.text != "'s" and all(map(_belongs_in_a_name, token.raw))


def _continues(name: list[Token], token: Token) -> bool:
    if mark(token.raw):
        return not name
    apart = name and (mark(name[-1].raw) or token.place != name[-1].place + 1)
    return not apart and can_be_a_name(token)


def _belongs_in_a_name(character: str) -> bool:
    return character in "-.'’‘ʼ`´" or unicodedata.category(character)[0] in "LM"
