"""Where a text speaks of a person: by full name, number, id or e-mail; or by a part of the name alone."""

import re
from collections.abc import Collection, Iterable

from pilateshq.models import Client, Contact, Lead
from pilateshq.studio.traces import Person

SHORTEST_PART = 3  # letters; a shorter one is in every other text
DIGITS = 9  # of a number, from its end: what is the same however it is dialled
ESCAPED = re.compile(r"\\u([0-9a-f]{4})", re.IGNORECASE)


class Mentions:
    """Knows by what texts may mean one person and nobody else."""

    def __init__(self, person: Person, *, owner: str) -> None:
        names = [*_given_names(person), *(each.name for each in person.contacts)]
        full = [name for name in _given_names(person) if len(name.split()) > 1]
        email = [person.client.email] if person.client and person.client.email else []
        self._surely = _any_of([*map(_spaced, full), *map(re.escape, email), *_ids(person)])
        parts = _parts(names) - _parts(_names_of_others(person)) - _parts([owner])
        self._maybe = _any_of([*map(re.escape, sorted(parts)), *map(_spaced, full)])

    def surely(self, text: str) -> bool:
        return self._surely.search(_plain(text)) is not None

    def maybe(self, text: str) -> bool:
        """Tell whether it names them, or has a word that is in their name and in no other's."""
        plain = _plain(text)
        return bool(self._surely.search(plain) or self._maybe.search(plain))


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
        r"[ ().-]*".join(each[-DIGITS:]) if each.isdigit() else re.escape(each) for each in person.identities
    ]


def _spaced(name: str) -> str:
    return r"\s+".join(map(re.escape, name.split()))


def _any_of(patterns: Collection[str]) -> re.Pattern[str]:
    """Make one pattern of many, each a word of its own; a number may follow its country's digits."""
    words = (rf"(?<![^\W\d])(?:{each})(?!\w)" for each in patterns)
    return re.compile("|".join(words) or r"(?!)", re.IGNORECASE)


def _plain(text: str) -> str:
    """Read letters that JSON has escaped."""
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
