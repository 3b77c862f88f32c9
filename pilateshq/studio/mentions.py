"""Where a text speaks of a person: by full name, number, id or e-mail; or by a part of the name alone."""

import re
from collections.abc import Iterable

from pilateshq.models import Client, Contact, Lead
from pilateshq.studio.traces import Person

SHORTEST_PART = 3  # letters; a shorter one is in every other text
DIGITS = 9  # of a number, from its end: what is the same however it is dialled
ESCAPED = re.compile(r"\\(?:u([0-9a-f]{4})|[bfnrt])", re.IGNORECASE)  # by JSON


class Mentions:
    """Knows by what texts may mean one person and nobody else."""

    def __init__(self, person: Person, *, owner: str) -> None:
        names = [*_given_names(person), *(each.name for each in person.contacts)]
        full = [name for name in _given_names(person) if len(name.split()) > 1]
        email = [person.client.email] if person.client and person.client.email else []
        self._surely = _any_of([*map(_spaced, full), *map(_literal, email), *_ids(person)])
        parts = _parts(names) - _parts(_names_of_others(person)) - _parts([owner])
        self._maybe = _any_of(map(_literal, sorted(parts)))

    def surely(self, text: str) -> bool:
        return _is_in(_plain(text), self._surely)

    def maybe(self, text: str) -> bool:
        """Tell whether it names them, or has a word that is in their name and in no other's."""
        plain = _plain(text)
        return _is_in(plain, self._surely) or _is_in(plain, self._maybe)


def _given_names(person: Person) -> list[str]:
    """List the names by which the studio knows them; what WhatsApp shows may be anything."""
    leads = Lead.select().where(Lead.contact.in_(person.contact_ids))
    found = [*([person.client.name] if person.client else []), *(each.name for each in leads)]
    return [name for name in found if name]


def _names_of_others(person: Person) -> Iterable[str]:
    yield from (each.name for each in Client.select() if each != person.client)
    yield from (each.name for each in Contact.select() if each.id not in person.contact_ids)
    yield from (each.name for each in Lead.select() if each.contact_id not in person.contact_ids)


def _parts(names: Iterable[str]) -> set[str]:
    words = (word for name in names for word in re.findall(r"[^\W\d_]+", name.casefold()))
    return {word for word in words if len(word) >= SHORTEST_PART}


def _ids(person: Person) -> list[str]:
    """Give patterns of their numbers, however they are written, and of their user ids."""
    return [
        r"[ ().-]*".join(each[-DIGITS:]) if each.isdigit() else _literal(each) for each in person.identities
    ]


def _spaced(name: str) -> str:
    return r"\s+".join(map(_literal, name.split()))


def _literal(word: str) -> str:
    return re.escape(word.casefold())


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    """Make one pattern of many; of none, one that is never found."""
    return re.compile(rf"(?:{'|'.join(patterns) or '(?!)'})(?!\w)")


def _is_in(text: str, pattern: re.Pattern[str]) -> bool:
    """Look for words of their own, though a number may follow its country's digits (a pattern is slower)."""
    starts = (found.start() for found in pattern.finditer(text))
    return any(start == 0 or not text[start - 1].isalpha() for start in starts)


def _plain(text: str) -> str:
    """Read what JSON has escaped, and make all letters small."""
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)) if found[1] else " ", text).casefold()
