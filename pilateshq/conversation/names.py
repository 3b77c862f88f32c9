"""Which words of a line are names, and who is meant by them, as far as spelling tells.

A full name beats a part of one, which beats a first name with the beginning of a surname. Spelling that is
only near is offered, never taken. Those who are inactive count where nobody active fits.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from pilateshq.conversation.tokens import Token

OFFERED = 3  # as many as there can be buttons
ABBREVIATED = 3  # letters; a longer beginning of a surname may be another surname


@dataclass(frozen=True)
class Known:
    id: int
    name: str
    active: bool


@dataclass(frozen=True)
class Exactly:
    known: Known


@dataclass(frozen=True)
class Several:
    people: tuple[Known, ...]


@dataclass(frozen=True)
class Nearest:
    """Nobody of that name; those whose names are near it, nearest first, to be confirmed."""

    people: tuple[Known, ...]


Found = Exactly | Several | Nearest
_Fits = Callable[[list[str], list[str]], bool]  # what was said, and a name, in parts

_MARK = re.compile("#[1-9][0-9]{0,11}")
_JOINING = {"&", "+", ",", "and", "with"}
REPEATING = {
    *("every", "each", "daily", "weekly", "until", "till", "til", "mondays", "tuesdays", "wednesdays"),
    *("thursdays", "fridays", "saturdays", "sundays"),
}
EVERYTHING = {"all", "everything", "everyone", "everybody", "anything", "whole", "both"}
_NO_NAMES = {
    *REPEATING,
    *EVERYTHING,
    *("next", "last", "this", "that", "first", "previous", "week", "weeks", "weekend", "month", "months"),
    *("days", "sessions", "classes", "lessons", "bookings", "time", "later", "earlier", "half", "quarter"),
    *("past", "before", "after", "around", "about", "between", "from", "to", "of", "am", "pm", "midnight"),
    *("not", "no", "don't", "never", "or", "but", "if", "unless", "except", "instead", "maybe", "rather"),
    *("i", "i'm", "im", "me", "my", "you", "he", "she", "it", "we", "us", "they", "him", "her", "his"),
    *("them", "their", "our"),
    *("book", "cancel", "move", "reschedule", "rebook", "is", "are", "was", "can", "should"),
}
_APOSTROPHES = str.maketrans("", "", "'’‘ʼ`´.")


def find(words: str, roster: Sequence[Known]) -> Found:
    """Find whom the words name; `#12` is whoever has that id."""
    if _MARK.fullmatch(words):
        return _one_of([known for known in roster if f"#{known.id}" == words]) or Nearest(())
    said = _parts(words.replace("-", " "))
    if not said:
        return Nearest(())
    active = [known for known in roster if known.active]
    inactive = [known for known in roster if not known.active]
    return (
        _fitting(said, active) or _fitting(said, inactive) or _near(said, active) or _near(said, inactive)
    ) or Nearest(())


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


def _continues(name: list[Token], token: Token) -> bool:
    if mark(token.raw):
        return not name
    apart = name and (mark(name[-1].raw) or token.place != name[-1].place + 1)
    return not apart and token.text not in _NO_NAMES and all(map(_belongs_in_a_name, token.raw))


def _belongs_in_a_name(character: str) -> bool:
    return character in "-.'’‘ʼ`´" or unicodedata.category(character)[0] in "LM"


def _parts(name: str) -> list[str]:
    """Cut a name at its spaces, without case, accents, apostrophes and hyphens."""
    plain = unicodedata.normalize("NFKD", name.translate(_APOSTROPHES).casefold())
    parts = ("".join(filter(str.isalpha, part)) for part in plain.split())
    return [part for part in parts if part]


def _fitting(said: list[str], people: Iterable[Known]) -> Found | None:
    named = [(known, _parts(known.name)) for known in people]
    for fits in (_is_full_name, _is_part, _is_abbreviated):
        if found := _one_of([known for known, parts in named if fits(said, parts)]):
            return found
    return None


def _one_of(people: Sequence[Known]) -> Found | None:
    if len(people) > 1:
        return Several(tuple(people))
    return Exactly(people[0]) if people else None


def _is_full_name(said: list[str], parts: list[str]) -> bool:
    return "".join(said) == "".join(parts)


def _is_part(said: list[str], parts: list[str]) -> bool:
    """A first name, a surname, `van der`, `du Plessis`."""
    return "".join(said) in _runs(parts)


def _runs(parts: Sequence[str]) -> Iterator[str]:
    ends = range(1, len(parts) + 1)
    return ("".join(parts[start:end]) for end in ends for start in range(end))


def _is_abbreviated(said: list[str], parts: list[str]) -> bool:
    """`mary j`, `anne marie d`, `j smith`: a first name or its initial, and more of the name in its order."""
    if len(said) == 2 and len(said[0]) == 1 and parts:
        return said[0] == parts[0][0] and said[1] in _runs(parts[1:])
    splits = range(1, len(said))
    return any("".join(said[:at]) == parts[0] and _begins(said[at:], parts[1:]) for at in splits if parts)


def _begins(said: list[str], parts: list[str]) -> bool:
    """Tell whether each word begins one of the parts, in their order."""
    ahead = iter(parts)
    return all(any(_stands_for(word, part) for part in ahead) for word in said)


def _stands_for(word: str, part: str) -> bool:
    return part == word or (len(word) <= ABBREVIATED and part.startswith(word))


def _near(said: list[str], people: Iterable[Known]) -> Nearest | None:
    word = "".join(said)
    measured = [(_distance(word, _parts(known.name)), known.name, known) for known in people]
    near = sorted((each for each in measured if each[0] <= _allowed(word)), key=lambda each: each[:2])
    return Nearest(tuple(known for _, _, known in near[:OFFERED])) if near else None


def _distance(word: str, parts: list[str]) -> int:
    """Count the slips between a word and the nearest part of a name; cut short counts as one."""
    from rapidfuzz.distance import OSA  # heavy, and most names are spelt right

    turned = "".join(reversed(parts))  # Smith John
    spellings = [turned, *_runs(parts)]
    begun = len(word) >= ABBREVIATED and any(
        each.startswith(word) or each.endswith(word) for each in spellings
    )
    slips = min(OSA.distance(word, each) for each in spellings)
    return min(slips, 1) if begun else slips


def _allowed(word: str) -> int:
    return sum(len(word) >= length for length in (3, 6, 10))
