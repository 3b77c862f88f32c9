"""What people call themselves: in WhatsApp's profile, or when they are asked for their name.

"Hi", "👍" and "yes" are no names, nor is what is only felt or wanted: "I'm sick", "I'm looking for a duo".
"""

import re
import unicodedata
from collections.abc import Sequence
from itertools import dropwhile, takewhile

from pilateshq.conversation.name_words import can_be_a_name
from pilateshq.conversation.tokens import Token, tokenise
from pilateshq.conversation.when import WEEKDAYS

LONGEST = 60  # characters
MOST_WORDS = 5
_SMALL = {"van", "von", "der", "den", "de", "du", "da", "di", "dos", "la", "le", "bin", "al", "el"}

_GREETING = {
    *("hi", "hey", "hello", "hallo", "hiya", "howzit", "heita", "sawubona", "molo", "dumela", "good"),
    *("morning", "afternoon", "evening", "day", "there", ","),
}
_CLOSING = {"thanks", "thank", "thx", "dankie", "please", "pls", "plz", "cheers", "xx", "you", ",", "and"}
_COMMON = {
    *WEEKDAYS,
    *("today", "tomorrow", "yesterday", "tonight", "now", "soon", "here", "there", "just", "still"),
    *("also", "yes", "ja", "yep", "yeah", "yup", "nope", "nee", "ok", "okay", "sure", "fine", "right"),
    *("wrong", "what", "who", "whom", "whose", "where", "when", "why", "how", "which", "a", "an"),
    *("the", "and", "do", "does", "did", "be", "been", "have", "has", "had", "got", "get", "give"),
    *("need", "want", "would", "could", "will", "would", "may", "might", "like", "love", "know"),
    *("think", "hope", "see", "tell", "call", "send", "stop", "start", "help", "menu", "come", "go"),
    *("join", "try", "look", "ask", "u", "r", "in", "on", "at", "for", "with", "by", "as", "so", "too"),
    *("very", "really", "much", "many", "any", "some", "none", "nothing", "nobody", "someone"),
    *("anyone", "your", "its", "pp", "per", "person", "name", "names", "number", "phone", "cell"),
    *("user", "unknown", "null", "test", "whatsapp", "client", "customer", "guest", "anonymous"),
    *("available", "busy", "work", "home", "urgent", "info", "lol", "haha", "information", "price"),
    *("prices", "pricing", "cost", "costs", "rate", "rates", "fee", "fees", "free", "space", "place"),
    *("parking", "address", "hours", "open", "pilates", "yoga", "reformer", "mat", "studio", "class"),
    *("session", "lesson", "single", "duo", "trio", "group", "private", "beginner", "beginners", "new"),
    *("old", "young", "back", "knee", "hip", "neck", "pain", "injury", "injured", "pregnant", "sick"),
    *("ill", "sore", "stiff", "tired", "late", "early", "keen", "interested", "unsure", "afraid"),
    *("sorry", "happy", "glad", "excited", "well", "great", "unfit", "fit", "able", "unable", "ready"),
    *("male", "female", "married", "retired", "diabetic", "overweight", "desperate", "curious"),
    *("serious", "hmm", "hmmm", "mmm", "oh", "ah", "kk", "cool", "perfect", "lovely", "wow", "nice"),
    *("awesome", "problem", "goeie", "molweni", "sanibonani", "hoeveel", "wat", "waar", "kos", "dit"),
    *("nie",),
}
_SAID_OF_A_NAME = (
    *(("my", "name", "is"), ("my", "name", "'s"), ("my", "names"), ("the", "name", "is")),
    *(("name", "is"), ("naam", "is"), ("call", "me"), ("called",)),
)
_SAID_OF_ONESELF = (
    *(("its", "me"), ("it", "'s", "me"), ("it", "is", "me"), ("it", "'s"), ("its",), ("it", "is")),
    *(("i'm",), ("im",), ("i", "am"), ("ek", "is"), ("this", "is")),
)
_GOES_ON = {",", "and", "&", "from", "here"}
_BEGINNING = re.compile(r"(?:^|-|(?<=^\w)['’‘ʼ`´])\w")
_FEELING = 6  # letters; a longer word in -ing is rather what somebody is doing


def clean_name(profile: str) -> str:
    """Give a profile's name without its decoration; empty if it is no name."""
    letters = "".join(each if unicodedata.category(each)[0] in "LMZP" else " " for each in _plain(profile))
    tokens = [token for token in tokenise(letters) if any(map(str.isalpha, token.raw))]
    return _written(tokens) if all(map(_is_namely, tokens)) else ""


def is_a_name(profile: str) -> bool:
    return bool(clean_name(profile))


def read_own_name(words: str, *, owner: str = "") -> str | None:
    """Read the name that somebody gives as their own when asked for it; "Hi Nadine" greets the owner."""
    tokens = [token for token in tokenise(_plain(words)) if _is_read(token)]
    if tokens and tokens[0].text in _GREETING:
        greeted = _GREETING | {token.text for token in tokenise(owner)}
        tokens = list(dropwhile(lambda token: token.text in greeted, tokens))
    return _introduced(tokens) or _here(tokens) or _alone(tokens) or None


def _introduced(tokens: Sequence[Token]) -> str:
    """Read `my name is Thandi`; what is said of oneself need not be a name: `I'm sick`."""
    if start := _end_of(_SAID_OF_A_NAME, tokens) or (1 if _texts(tokens[:1]) == ("name",) else 0):
        return _written(_run(tokens[start:]))
    run = _run(tokens[_end_of(_SAID_OF_ONESELF, tokens) or len(tokens) :])
    if not run:
        return ""
    following = [token.text for token in tokens if token.place > run[-1].place][:1]
    is_written_as_one = run[0].raw.istitle() or not following or following[0] in _GOES_ON
    return _written(run) if is_written_as_one and following != ["'s"] else ""


def _here(tokens: Sequence[Token]) -> str:
    """Read `Sam here`, `Sam speaking`."""
    end = next((at for at, token in enumerate(tokens) if token.text in ("here", "speaking")), 0)
    goes_on = {"", *_GOES_ON}.issuperset(_texts(tokens[end + 1 : end + 2]))
    if _end_of(_SAID_OF_ONESELF, tokens) or not goes_on:
        return ""
    before = list(takewhile(lambda token: token.text != ",", reversed(tokens[:end])))
    return _alone(before[::-1])


def _alone(tokens: Sequence[Token]) -> str:
    """Read a name with nothing after it but thanks or a number."""
    left = list(dropwhile(_closes, reversed(tokens)))[::-1]
    return _written(left) if all(map(_is_namely, left)) else ""


def _closes(token: Token) -> bool:
    return token.text in _CLOSING or token.text.lstrip("+").isdecimal()


def _end_of(phrases: Sequence[tuple[str, ...]], tokens: Sequence[Token]) -> int:
    """Find where the first of the phrases ends."""
    texts = _texts(tokens)
    ends = (at + len(phrase) for at in range(len(texts)) for phrase in phrases if _begins(texts[at:], phrase))
    return next(ends, 0)


def _begins(texts: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    return texts[: len(phrase)] == phrase


def _run(tokens: Sequence[Token]) -> list[Token]:
    """Take the words that can be a name, unless it is somebody else's: `Sam's mom`."""
    named = list(dropwhile(lambda token: token.text in (",", "called"), tokens))
    run = list(takewhile(_is_namely, named))
    return [] if _texts(named[len(run) : len(run) + 1]) == ("'s",) else run


def _texts(tokens: Sequence[Token]) -> tuple[str, ...]:
    return tuple(token.text for token in tokens)


def _is_read(token: Token) -> bool:
    return token.text in (",", "?", "&") or any(map(str.isalnum, token.text))


def _is_namely(token: Token) -> bool:
    is_doing = token.raw.islower() and token.text.endswith("ing") and len(token.text) > _FEELING
    return can_be_a_name(token) and token.text not in _COMMON | _GREETING | _CLOSING and not is_doing


def _written(tokens: Sequence[Token]) -> str:
    """Write a name as its bearer would; empty for what is too long or too short for one."""
    name = " ".join(_capitalised(token.raw, first=at == 0) for at, token in enumerate(tokens))
    has_letters = sum(map(str.isalpha, name)) > 1
    return name if has_letters and len(tokens) <= MOST_WORDS and len(name) <= LONGEST else ""


def _capitalised(word: str, *, first: bool) -> str:
    if word.casefold() in _SMALL and not first:
        return word.lower()
    if not (word.islower() or word.isupper()) or (word.isupper() and len(word) == 2):
        return word
    return _BEGINNING.sub(lambda found: found[0].upper(), word.lower())


def _plain(words: str) -> str:
    """Turn fancy letters into common ones, and symbols into spaces."""
    common = unicodedata.normalize("NFKC", words)
    return "".join(" " if unicodedata.category(each)[0] == "S" and each != "+" else each for each in common)
