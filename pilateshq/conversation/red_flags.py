"""Red flags: what in a message must not be answered with a timetable, however it is spelt; pure.

The signs, with their sources and how their words are read, stand in red_flags.toml.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from pilateshq.conversation import phrases

SIGNS = Path(__file__).with_name("red_flags.toml")
SHORTEST, LONG = 4, 10  # letters from which one slip, and two, still make the same word
HIDDEN = "-"  # stands for what is a figure of speech
_DRAWN_OUT = re.compile(r"([a-z])\1{2,}", re.IGNORECASE)  # "soooo"
_CLAUSE = re.compile(rf" (?:\{phrases.BREAK}|but|and|maar|en|so|because) ")


class Level(StrEnum):
    """What a message calls for; the gravest first."""

    emergency = "emergency"
    self_harm = "self_harm"
    urgent = "urgent"
    clearance = "clearance"


Phrase = tuple[re.Pattern[str], ...]  # parts that must all be there, in any order


@dataclass(frozen=True)
class Signs:
    """The list, ready to be looked for."""

    by_level: Mapping[Level, tuple[Phrase, ...]]
    figures: re.Pattern[str]
    past: re.Pattern[str]
    others: re.Pattern[str]
    present: re.Pattern[str]
    denied: re.Pattern[str]
    taken_back: re.Pattern[str]
    misspelt: Mapping[str, tuple[str, ...]]  # what counts with a slip too, by its first letter
    stems: tuple[str, ...]  # those of them that may have any ending
    real: frozenset[str]  # what is no misspelling


def found(words: str) -> tuple[Level, ...]:
    """Tell what a message calls for, the gravest first; nothing, for most."""
    signs = _signs()
    text = signs.figures.sub(HIDDEN, _spelt(words, signs))
    raised = {
        _weighed(level, phrase, text, signs)
        for level, listed in signs.by_level.items()
        for phrase in listed
        if phrase[0].search(text)
    }
    return tuple(level for level in Level if level in raised)


def written_by_them(kind: str, words: str) -> str:
    """Give what a person wrote themselves: of a form what they filled in, of our own buttons nothing."""
    match kind:
        case "tap":
            return ""
        case "flow":
            return "\n".join(_texts(_filled_in(words)))
        case _:
            return words


def _filled_in(words: str) -> Any:
    try:
        return json.loads(words)
    except (ValueError, RecursionError):
        return words


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            yield from (text for each in value.values() for text in _texts(each))
        case list():
            yield from (text for each in value for text in _texts(each))


# the message


def _spelt(words: str, signs: Signs) -> str:
    """Write a message in plain words with a space around each, misspelt signs as they should be."""
    drawn_in = _DRAWN_OUT.sub(r"\1\1", words)
    return phrases.spaced(_word(each, signs) for each in phrases.words_in(drawn_in))


def _word(token: str, signs: Signs) -> str:
    if token in signs.real or len(token) < SHORTEST or token.startswith(signs.stems):
        return token
    near = ((_slips(token, word, signs), word) for word in signs.misspelt.get(token[0], ()))
    return min((each for each in near if each[0] <= _allowed(each[1])), default=(0, token))[1]


def _slips(token: str, word: str, signs: Signs) -> int:
    """Count the slips between what was written and a word, or the beginning that a stem stands for."""
    from rapidfuzz.distance import OSA  # heavy, and most words are spelt right

    if word not in signs.stems:
        return OSA.distance(token, word, score_cutoff=2)
    return min(OSA.distance(token[: len(word) + more], word, score_cutoff=2) for more in (-1, 0, 1))


def _allowed(word: str) -> int:
    return 2 if len(word) >= LONG else 1


# what a sign in it means


def _weighed(level: Level, phrase: Phrase, text: str, signs: Signs) -> Level | None:
    """Judge a sign: one that is denied is none, and one that is long past is for a doctor's go-ahead."""
    matches = [list(part.finditer(text)) for part in phrase]
    if level is not Level.self_harm:
        matches = [[each for each in part if not _is_denied(each, text, signs)] for part in matches]
    if not all(matches):
        return None
    clauses = [[_long_past(each, text, signs) for each in part] for part in matches]
    past = next((part for part in clauses if all(part)), None)
    if past is None or level is Level.self_harm:
        return level
    is_their_own = any(clause and not signs.others.search(clause) for clause in past)
    return Level.clearance if is_their_own else None


def _is_denied(match: re.Match[str], text: str, signs: Signs) -> bool:
    return bool(signs.denied.search(text[: match.start()])) and not signs.taken_back.search(text)


def _long_past(match: re.Match[str], text: str, signs: Signs) -> str | None:
    """Give the clause in which the sign stands, if it is about long ago and about nothing else."""
    if _CLAUSE.search(f" {match[0]} "):
        return None
    before = _CLAUSE.split(text[: match.start()])[-1]
    clause = f" {before}{match[0]}{_CLAUSE.split(text[match.end() :])[0]} "
    return clause if signs.past.search(clause) and not signs.present.search(clause) else None


# the list


@cache
def _signs() -> Signs:
    listed = tomllib.loads(SIGNS.read_text("utf-8"))
    groups = phrases.groups_of(listed["groups"])
    misspelt = sorted(" ".join(listed["misspelt"]["words"]).split())
    bare = [word.removesuffix("*") for word in misspelt]
    return Signs(
        by_level={level: tuple(_phrases(listed[level], groups)) for level in Level},
        figures=phrases.whole(phrases.either(listed["figures"]["words"], groups)),
        past=phrases.whole(phrases.either(listed["past"]["words"], groups)),
        others=phrases.whole(phrases.either(listed["others"]["words"], groups)),
        present=phrases.whole(phrases.either(listed["present"]["words"], groups)),
        denied=re.compile(f"(?<= ){phrases.either(listed['denied']['words'], groups)} $"),
        taken_back=phrases.whole(phrases.either(listed["taken_back"]["words"], groups)),
        misspelt={letter: tuple(each) for letter, each in groupby(bare, key=itemgetter(0))},
        stems=tuple(word.removesuffix("*") for word in misspelt if word.endswith("*")),
        real=frozenset({*bare, *" ".join(listed["real"]["words"]).split()}),
    )


def _phrases(signs: Iterable[Mapping[str, Any]], groups: Mapping[str, str]) -> Iterator[Phrase]:
    for sign in signs:
        for phrase in sign["words"]:
            yield tuple(phrases.whole(phrases.pattern_of(part, groups)) for part in phrase.split(" & "))
