"""Who is meant by a name, as far as spelling tells.

A full name beats a part of one, which beats a first name with the beginning of a surname. Spelling that is
only near is offered, never taken. Those who are inactive count where nobody active fits.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from pilateshq.conversation.name_words import (
    EVERYTHING,
    NO_NAMES,
    REPEATING,
    can_be_a_name,
    mark,
    read_people,
)
from pilateshq.conversation.own_names import clean_name, is_a_name, read_own_name
from pilateshq.conversation.tokens import Token, tokenise

__all__ = [
    "EVERYTHING",
    "NO_NAMES",
    "REPEATING",
    "Exactly",
    "Found",
    "Known",
    "Nearest",
    "Several",
    "alone",
    "beginning",
    "can_be_a_name",
    "clean_name",
    "find",
    "is_a_name",
    "mark",
    "read_own_name",
    "read_people",
    "split_name",
]

LONGEST_NAME = 6  # words
OFFERED = 3  # as many as there can be buttons
SHORTEST_SOUND = 2  # consonants
SHORTEST_BEGINNING = 2  # letters
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

_BESIDE_A_NAME = {"?", ",", "please", "pls", "plz"}
_APOSTROPHES = str.maketrans("", "", "'’‘ʼ`´.")


def find(words: str, roster: Sequence[Known]) -> Found:
    """Find whom the words name; `#12` is whoever has that id."""
    if mark(words):
        return _one_of([known for known in roster if f"#{known.id}" == words]) or Nearest(())
    said = _parts(words.replace("-", " "))
    if not said:
        return Nearest(())
    active = [known for known in roster if known.active]
    inactive = [known for known in roster if not known.active]
    found = (
        _fitting(said, active)
        or _fitting(said, inactive)
        or _near(said, active)
        or _near(said, inactive)
        or _alike(said, active)
    ) or Nearest(())
    return _or_whose(found, said, active)


def _or_whose(found: Found, said: list[str], people: Sequence[Known]) -> Found:
    """Let `peters` be Peter's too where it is somebody's surname."""
    if not isinstance(found, Exactly) or len(said) > 1 or not said[0].endswith("s"):
        return found
    first_names = [each for each in people if _parts(each.name)[0] == said[0][:-1]]
    return Several((*first_names, found.known)) if first_names else found


def beginning(words: str, roster: Sequence[Known]) -> Found | None:
    """Find everybody with a name that begins so, such as `mar`; None for a whole name, or nobody's."""
    said = "".join(_parts(words))
    if len(said) < SHORTEST_BEGINNING or not isinstance(find(words, roster), Nearest):
        return None
    return _one_of([each for each in roster if any(run.startswith(said) for run in _runs(_parts(each.name)))])


def alone(words: str, roster: Sequence[Known]) -> Found | None:
    """Find whom words mean that are nothing but a name; None where they may be anything else."""
    tokens = [token for token in tokenise(words) if token.text not in _BESIDE_A_NAME]
    if not 0 < len(tokens) <= LONGEST_NAME or not all(map(can_be_a_name, tokens)):
        return None
    name = " ".join(token.raw for token in tokens)
    found = find(name, roster)
    if not isinstance(found, Nearest):
        return found
    return found if found.people and is_a_name(name) else None


def split_name(words: str, roster: Sequence[Known]) -> tuple[Found, str]:
    """Tell whose name the words begin with, and what is said after it, verbatim.

    The longest name wins. An initial counts only where the first name is not enough, so that "John so
    sorry" is not for John Sono.
    """
    tokens = tokenise(words)
    if tokens and mark(tokens[0].raw):
        return find(tokens[0].raw, roster), _after(words, tokens[0])
    run = list(takewhile(can_be_a_name, tokens[:LONGEST_NAME]))
    found, length = _named(run, roster) or _nearly_named(run, roster)
    match [token.text for token in tokens[length : length + 1]]:
        case ["'s"]:  # "tell John's husband"
            return Nearest(()), _after(words, tokens[length])
        case ["&" | "+" | "and"]:
            second, rest = split_name(_after(words, tokens[length]), roster)
            if not isinstance(second, Nearest):  # two people are nobody
                return Nearest(()), rest
    return found, _after(words, tokens[length - 1]) if length else words


def _after(words: str, token: Token) -> str:
    return re.sub(r"^[\s,:;–—-]+", "", words[token.end :]).rstrip()


def _named(run: Sequence[Token], roster: Sequence[Known]) -> tuple[Found, int] | None:
    for active in (True, False):
        people = [known for known in roster if known.active is active]
        for length in range(len(run), 0, -1):
            if found := _fitting(_said(run[:length]), people, (_is_full_name, _is_part)):
                return _narrowed(found, run, length)
    return None


def _narrowed(found: Found, run: Sequence[Token], length: int) -> tuple[Found, int]:
    """Let an initial tell namesakes apart; in "Mary a class is free" it is none."""
    initial = run[length].text if isinstance(found, Several) and len(run) > length else ""
    if isinstance(found, Several) and len(initial) == 1 and initial != "a":
        narrower = _fitting(_said(run[: length + 1]), found.people, (_is_abbreviated,))
        return (narrower, length + 1) if narrower else (found, length)
    return found, length


def _nearly_named(run: Sequence[Token], roster: Sequence[Known]) -> tuple[Found, int]:
    """Offer whose first word is near; more words count as far as they are that person's."""
    if not run:
        return Nearest(()), 0
    found = find(run[0].raw, roster)
    if not isinstance(found, Nearest) or not found.people:
        return found, 1
    theirs = set(_parts(found.people[0].name))
    return found, 1 + len(list(takewhile(lambda token: {*_said([token])} <= theirs, run[1:])))


def _said(tokens: Sequence[Token]) -> list[str]:
    return _parts(" ".join(token.raw for token in tokens).replace("-", " "))


def _parts(name: str) -> list[str]:
    """Cut a name at its spaces, without case, accents, apostrophes and hyphens."""
    plain = unicodedata.normalize("NFKD", name.translate(_APOSTROPHES).casefold())
    parts = ("".join(filter(str.isalpha, part)) for part in plain.split())
    return [part for part in parts if part]


def _fitting(said: list[str], people: Iterable[Known], ways: Sequence[_Fits] | None = None) -> Found | None:
    named = [(known, _parts(known.name)) for known in people]
    for fits in ways or (_is_full_name, _is_part, _is_abbreviated):
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


_BREATHED = re.compile("(?<=[bdkpt])h")  # Thabo is said as Tabo is


def _alike(said: list[str], people: Iterable[Known]) -> Nearest | None:
    """Offer whose name sounds the same: Kathryn for Catherine."""
    from jellyfish import metaphone  # needed only where spelling finds nobody

    def sounds(word: str) -> set[str]:
        spellings = (word, _BREATHED.sub("", word))
        return {sound for each in spellings if len(sound := metaphone(each)) >= SHORTEST_SOUND}

    word = "".join(said)
    theirs = sounds(word)
    alike = [known for known in people if any(theirs & sounds(run) for run in _runs(_parts(known.name)))]
    alike.sort(key=lambda known: _distance(word, _parts(known.name)))
    return Nearest(tuple(alike[:OFFERED])) if alike else None


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
