"""What is taken out of a question before a model sees it: names on file, numbers and addresses; pure."""

import re
import unicodedata
from collections.abc import Iterable

SHORTEST, SURE = 2, 3  # letters of a name that is looked for, and of one that is found in small letters, too
NAME, NUMBER, ADDRESS = "[name]", "[number]", "[address]"
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:https?://|www\.)\S+", re.IGNORECASE)
_NUMBER = re.compile(r"\+?\d(?:[\s()./-]{0,3}\d){4,}")  # five digits; a time or a price has fewer
_WORD = re.compile(r"[^\W\d_]+")
# Names that are words too, and then written small.
_WORDS_TOO = {
    *(
        "will",
        "may",
        "mark",
        "grace",
        "hope",
        "joy",
        "rose",
        "art",
        "bill",
        "day",
        "long",
        "king",
        "small",
        "short",
    ),
    *(
        "young",
        "green",
        "white",
        "brown",
        "black",
        "gray",
        "grey",
        "faith",
        "june",
        "april",
        "summer",
        "dawn",
    ),
    *("frank", "rich", "pat", "sue", "drew", "chase", "max", "van", "der", "den", "the", "and", "for", "you"),
    *("bell", "cook", "baker", "price", "strong", "best", "love", "read", "walker", "wood", "hall", "page"),
}


def scrub(words: str, names: Iterable[str], *, public: Iterable[str] = ()) -> str:
    """Put a sign in the place of what tells who somebody is; the words in `public` may stay."""
    plain = unicodedata.normalize("NFKC", words)
    known = _parts(names) - _parts(public)
    without = _NUMBER.sub(NUMBER, _ADDRESS.sub(ADDRESS, plain))
    return _WORD.sub(lambda found: NAME if _is_name(found[0], known) else found[0], without)


def _parts(names: Iterable[str]) -> set[str]:
    found = (part for name in names for part in _WORD.findall(_folded(name)))
    return {part for part in found if len(part) >= SHORTEST}


def _is_name(word: str, known: set[str]) -> bool:
    folded = _folded(word)
    is_a_word = word.islower() and (folded in _WORDS_TOO or len(folded) < SURE)
    return folded in known and not is_a_word


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text)).casefold()
    return "".join(each for each in apart if not unicodedata.combining(each))
