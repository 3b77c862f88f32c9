"""Afrikaans words of the common commands, put into English; any other line stays as it is."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pilateshq.conversation.tokens import Token

_COMMANDS = {  # only beside one of these are other words taken for Afrikaans: "more" is a common word
    **dict.fromkeys(("kanselleer", "kanseleer", "kanselier", "kanseller"), "cancel"),
    "bespreek": "book",
    "bespreking": "booking",
    "besprekings": "bookings",
    "skuif": "move",
    "siek": "sick",
    "laat": "late",
    "wanneer": "when",
    "hulp": "help",
    "wie": "who",
}
_HOURS = ("een", "twee", "drie", "vier", "vyf", "ses", "sewe", "agt", "nege", "tien", "elf", "twaalf")
_HOUR = {word: hour for hour, word in enumerate(_HOURS, 1)}
_DAYS = {
    "vandag": "today",
    "môre": "tomorrow",
    "more": "tomorrow",
    "oormôre": "day after tomorrow",
    "oormore": "day after tomorrow",
    "maandag": "monday",
    "dinsdag": "tuesday",
    "woensdag": "wednesday",
    "donderdag": "thursday",
    "vrydag": "friday",
    "saterdag": "saturday",
    "sondag": "sunday",
}
_WORDS = {
    **{word: str(hour) for word, hour in _HOUR.items()},
    **_DAYS,
    **dict.fromkeys(("les", "klas", "sessie"), "session"),
    "ek": "i",
    "sessies": "sessions",
    "asseblief": "please",
    "asb": "please",
    "volgende": "next",
    "om": "at",
    "en": "and",
    "met": "with",
    "vir": "for",
    "die": "the",
    "na": "to",
    "voel": "feel",
    "hardloop": "running",
    "wil": "want",
    "moet": "need",
    "al": "all",
    "vm": "am",
    "nm": "pm",
}
_ABSENT = (("kan", "nie"), ("kannie",), ("kan", "ek", "nie"), ("sal", "nie"), ("gaan", "nie"))
_BESIDE_ABSENT = {"kom", "maak", "nie", "ek", "dit", "daar", "wees", "my", "vir"}


def in_english(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Translate a line that holds a command; names keep how they are written."""
    texts = tuple(token.text for token in tokens)
    if any(texts[at : at + len(phrase)] == phrase for phrase in _ABSENT for at in (0, 1)):
        return _absent(tokens)
    return tuple(_translated(tokens)) if _COMMANDS.keys() & {*texts} else tuple(tokens)


def _absent(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Read `ek kan nie môre kom nie` as `can't come tomorrow`."""
    left = [token for token in tokens if token.text not in _BESIDE_ABSENT | {"kan", "kannie", "sal", "gaan"}]
    first = tokens[0]
    return (replace(first, text="can't"), replace(first, text="come"), *_translated(left))


def _translated(tokens: Sequence[Token]) -> Iterator[Token]:
    texts = [each.text for each in tokens]
    for token, before, following in zip(tokens, ["", *texts], [*texts[1:], ""], strict=False):
        yield from (replace(token, text=word) for word in _english(token.text, before, following).split())


def _english(word: str, before: str, following: str) -> str:
    if word == "van":  # "van der Merwe" and "van Wyk" are names
        return "from" if following in _DAYS else word
    if word == "half" and following in _HOUR:
        return ""
    half = word if before == "half" else word.removeprefix("half") if word.startswith("half") else ""
    if hour := _HOUR.get(half):
        return f"{(hour - 2) % 12 + 1}:30 or {hour}:30"  # halfagt is 07:30, and half 8 is 08:30
    return _COMMANDS.get(word) or _WORDS.get(word, word)
