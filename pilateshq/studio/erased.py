"""That somebody was erased: enough to find them again in an older copy, and to read nothing from it.

Each erasing has a salt of its own, and needs no key that could be lost. Whoever has a record and a number can
tell that it was erased; that is all that there is to learn.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from pilateshq.models import Contact, Erased
from pilateshq.studio.traces import Person


@dataclass(frozen=True)
class Record:
    """One erasing, as it is carried out of the database."""

    at: datetime
    salt: str
    hashes: str  # with spaces between


def remember(person: Person, *, now: datetime) -> Erased:
    salt = secrets.token_hex(16)
    hashes = " ".join(_hash(salt, each) for each in person.identities)
    row: Erased = Erased.create(at=now, salt=salt, hashes=hashes)
    return row


def records() -> list[Record]:
    return [Record(each.at, each.salt, each.hashes) for each in Erased.select().order_by(Erased.id)]


def unclean() -> list[int]:
    """List the erasings of which the file of the database may still hold traces."""
    return [each.id for each in Erased.select(Erased.id).where(Erased.cleaned_at.is_null())]


def cleaned(numbers: Sequence[int], *, now: datetime) -> None:
    Erased.update(cleaned_at=now).where(Erased.id.in_(numbers)).execute()


def new_to_us(known: Iterable[Record]) -> list[Record]:
    """List those of which this database knows nothing: it was copied before them."""
    ours = {each.salt for each in Erased.select(Erased.salt)}
    return [each for each in known if each.salt not in ours]


def keep(record: Record) -> None:
    Erased.create(at=record.at, salt=record.salt, hashes=record.hashes)


def found(record: Record) -> list[Contact]:
    """Find whoever is meant, as this database still has them."""
    hashes = {*record.hashes.split()}
    return [each for each in Contact.select() if hashes & _hashes(record.salt, each)]


def _hashes(salt: str, contact: Contact) -> set[str]:
    return {_hash(salt, each) for each in Person(None, (contact,)).identities}


def _hash(salt: str, identity: str) -> str:
    return hmac.new(salt.encode(), identity.encode(), hashlib.sha256).hexdigest()
