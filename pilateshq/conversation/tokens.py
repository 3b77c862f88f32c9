"""A line of text, cut into words once; and why a line may not be carried out as it stands."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why a line that begins like a command cannot be carried out as it stands."""

    bad_time = "bad_time"
    bad_day = "bad_day"
    no_time = "no_time"  # a part of the day, but no hour
    no_day = "no_day"
    no_end = "no_end"  # until when?
    two_times = "two_times"
    two_days = "two_days"
    two_kinds = "two_kinds"
    no_name = "no_name"
    one_person = "one_person"  # several are named where only one can be meant
    no_words = "no_words"  # a message that says nothing
    scope = "scope"  # all of what?
    question = "question"  # it asks; the example is what it would do
    not_yet = "not_yet"
    not_understood = "not_understood"


@dataclass(frozen=True, slots=True)
class Token:
    text: str  # in lower case, with straight apostrophes
    raw: str  # as written
    place: int  # among the tokens of its line
    end: int  # where it ends in the line


_CHUNK = re.compile(r"""[&+,?]|[^\s&+,?;!()"“”…*_~@]+""")
_EDGES = ".:-–—/'’‘ʼ`´"
_APOSTROPHES = str.maketrans("’‘ʼ`´", "'''''")
_UNSEEN = dict.fromkeys([*range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFE0F, 0xFEFF])


def tokenise(words: str) -> tuple[Token, ...]:
    """Cut a line into words, `&`, `+`, `,`, `?` and the `'s` of an owner; all else only separates."""
    pieces = (piece for chunk in _CHUNK.finditer(words) for piece in _pieces(chunk))
    return tuple(Token(_folded(raw), raw, place, end) for place, (raw, end) in enumerate(pieces))


def _pieces(chunk: re.Match[str]) -> Iterator[tuple[str, int]]:
    raw = unicodedata.normalize("NFC", chunk[0].translate(_UNSEEN)).strip(_EDGES)
    owner = raw
    while _folded(owner[-2:]) == "'s":
        owner = owner[:-2].strip(_EDGES)
    if owner:
        yield owner, chunk.end()
    if owner != raw:
        yield "'s", chunk.end()


def _folded(raw: str) -> str:
    return raw.translate(_APOSTROPHES).casefold()
