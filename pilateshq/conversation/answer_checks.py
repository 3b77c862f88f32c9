"""What an answer of the model must keep to before anybody reads it; pure.

Nothing here makes an answer right. It keeps out what no answer may say: what is not in the facts, and what is
for a doctor, a teacher or the owner to say.
"""

import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from pathlib import Path

from pilateshq.conversation import phrases
from pilateshq.facts_file import Section

NEVER = Path(__file__).with_name("answer_checks.toml")
LONGEST = 500  # characters
MOST_SENTENCES = 3  # of general knowledge
GROUNDED = 0.5  # the share of the longer words that must come from the facts or the question

_NUMBER = re.compile(r"(\bR\s?|[$€£%]\s?|)(\d+(?:[.,:h/-]\d+)*)")
_CLOCK = re.compile(r"\b(\d{1,2})(?:[:h.](\d{2}))?\s*(am|pm)\b", re.IGNORECASE)
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|\S+@\S+|\b[\w-]+\.(?:com|co|za|org|net|me|ly|io|info|app|link|shop|site|xyz|biz)\b\S*",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SENTENCE = re.compile(r"[.!?…]+(?=\s|$)")
_SPELT_OUT = {
    *("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
    *("thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "hundred", "hundreds"),
    *("thousand", "half", "quarter", "noon", "midnight", "dozen", "twice", "double", "triple", "third"),
    *("percent", "rand", "dollar", "dollars"),
}
_DATED = {
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mondays"),
    *("tuesdays", "wednesdays", "thursdays", "fridays", "saturdays", "sundays", "weekend", "weekends"),
    *("weekdays", "today", "tomorrow", "tonight", "yesterday", "january", "february", "april", "june"),
    *("july", "august", "september", "october", "november", "december", "christmas", "easter", "daily"),
    *("closed"),
}
_OFFERED = {
    *("free", "discount", "discounts", "discounted", "refund", "refunds", "refunded", "voucher"),
    *("vouchers", "special", "specials", "promotion", "promotions", "promo", "complimentary", "trial"),
    *("package", "packages", "membership", "memberships", "unlimited", "bonus", "gift"),
}


def may_be_said(answer: str, *, facts: Sequence[Section], question: str, names: Collection[str]) -> bool:
    """Tell whether an answer about the studio keeps to the facts; `names` are the studio's own."""
    stated = "\n".join((*map(_stated, facts), *names))
    asked_for = " ".join(words for each in facts for words in each.asked)
    return (
        _is_sound(answer)
        and _addresses(answer) <= _addresses(stated)
        and _proper_names(answer) <= _words(stated)
        and _share_in(answer, f"{stated} {asked_for} {question}") >= GROUNDED
        and all(_is_of_one_fact(each, facts, names) for each in _SENTENCE.split(answer))
    )


def _is_of_one_fact(sentence: str, facts: Sequence[Section], names: Collection[str]) -> bool:
    """Tell whether all that is exact in a sentence stands in one fact that speaks of the same."""
    exact = _exact(sentence)
    return not exact or any(
        exact <= _exact(_stated(fact))
        and _share_in(sentence, " ".join((_stated(fact), *fact.asked, *names))) >= GROUNDED
        for fact in facts
    )


def _stated(fact: Section) -> str:
    return f"{fact.name}: {fact.text}"


def may_be_general(answer: str) -> bool:
    """Tell whether it is two or three sentences of general knowledge, without a single figure."""
    sentences = [each for each in _SENTENCE.split(answer) if each.strip()]
    return (
        _is_sound(answer)
        and 1 <= len(sentences) <= MOST_SENTENCES
        and not _addresses(answer)
        and not _exact(answer)
    )


def _is_sound(answer: str) -> bool:
    is_plain = all(unicodedata.category(each)[0] != "C" or each == "\n" for each in answer)
    said = phrases.spaced(each for each in phrases.words_in(answer) if each != phrases.BREAK)
    return bool(answer.strip()) and len(answer) <= LONGEST and is_plain and not _never().search(said)


@cache
def _never() -> re.Pattern[str]:
    listed = tomllib.loads(NEVER.read_text("utf-8"))
    groups = phrases.groups_of(listed["groups"])
    never = [phrase for phrases_of_kind in listed["never"].values() for phrase in phrases_of_kind]
    return phrases.whole(phrases.either(never, groups))


def _addresses(text: str) -> set[str]:
    return {found[0].rstrip(".,;:!?)").casefold() for found in _ADDRESS.finditer(text)}


def _exact(text: str) -> set[str]:
    """List what must be exactly right: figures, days, offers; "6pm", "18h00" and "18:00" are one."""
    plain = _CLOCK.sub(lambda found: _on_24_hours(*found.groups()), unicodedata.normalize("NFKC", text))
    figures = {f"{found[1]}{_usual(found[2])}" for found in _NUMBER.finditer(plain)}
    return figures | (_words(text) & (_SPELT_OUT | _DATED | _OFFERED))


def _on_24_hours(hour: str, minute: str | None, half: str) -> str:
    return f" {int(hour) % 12 + (12 if half.casefold() == 'pm' else 0):02}:{minute or '00'} "


def _usual(number: str) -> str:
    found = re.fullmatch(r"(\d{1,2})[:h](\d{2})", number)
    return f"{int(found[1]):02}:{found[2]}" if found else number.removesuffix(".00")


def _words(text: str) -> set[str]:
    return {found[0].casefold() for found in _WORD.finditer(text)}


def _proper_names(text: str) -> set[str]:
    """List what is written with a capital within a sentence: places, people, other businesses."""
    return {found[0].casefold().removesuffix("'s").removesuffix("’s") for found in _capitalised(text)}


def _capitalised(text: str) -> Iterator[re.Match[str]]:
    for found in _WORD.finditer(text):
        before = text[: found.start()].rstrip()
        is_first = not before or before[-1] in ".!?:…\n•-"
        is_usual = re.split("['’]", found[0])[0] in ("I", "OK", "Pilates")
        if found[0][0].isupper() and not (is_first or is_usual):
            yield found


def _share_in(text: str, known: str) -> float:
    """Tell which share of the longer words of a text, by how they begin, is known."""
    begun = {word[:5] for word in _words(known)}
    longer = [word for word in _words(text) if len(word) >= 5]
    return sum(word[:5] in begun for word in longer) / len(longer) if longer else 1.0
