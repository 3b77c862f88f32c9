"""Lists of phrases that a person can read and a program can look for; pure.

`a|b` is one of two words, `word*` one with any ending, `..` up to five words between, `<name>` a group.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping

BREAK = "."  # stands for whatever ends a clause
_TOKEN = re.compile(r"[^\W_]+|[.,;:!?…\n()–—]")
_APOSTROPHES = re.compile("['’‘ʼ`´]")
_GAP = r"(?: \S+){0,5}"


def words_in(text: str) -> list[str]:
    """Cut a text into plain words: small letters, no accents, no apostrophes; a clause ends in a break."""
    straight = _APOSTROPHES.sub("", text)  # before their accents are taken apart
    apart = unicodedata.normalize("NFKD", straight).casefold()
    plain = "".join(each for each in apart if not unicodedata.combining(each))
    return [token if token[0].isalnum() else BREAK for token in _TOKEN.findall(plain)]


def spaced(words: Iterable[str]) -> str:
    """Write words so that patterns find them: with a space around each."""
    return f" {' '.join(words)} "


def groups_of(listed: Mapping[str, list[str]]) -> dict[str, str]:
    """Make patterns of the groups that phrases refer to; a group does not refer to another."""
    return {name: either(phrases, {}) for name, phrases in listed.items()}


def whole(pattern: str) -> re.Pattern[str]:
    """Let a pattern stand for whole words."""
    return re.compile(f"(?<= ){pattern}(?= )")


def either(phrases: Iterable[str], groups: Mapping[str, str]) -> str:
    return f"(?:{'|'.join(pattern_of(phrase, groups) for phrase in phrases)})"


def pattern_of(phrase: str, groups: Mapping[str, str]) -> str:
    parts = [" ".join(_slot(slot, groups) for slot in part.split()) for part in phrase.split("..")]
    return f"{_GAP} ".join(parts)


def _slot(slot: str, groups: Mapping[str, str]) -> str:
    return f"(?:{'|'.join(_word(each, groups) for each in slot.split('|'))})"


def _word(word: str, groups: Mapping[str, str]) -> str:
    return groups[word[1:-1]] if word.startswith("<") else word.replace("*", r"\w*")
