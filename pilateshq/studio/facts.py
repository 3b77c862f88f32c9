"""What the owner says of the studio on WhatsApp: it wins over the section of that name in facts.md."""

from collections.abc import Iterable
from datetime import datetime

from pilateshq.errors import NoSuchFact
from pilateshq.facts_file import Section
from pilateshq.models import Fact
from pilateshq.studio import history


def tell(name: str, text: str, *, actor: str, now: datetime) -> Fact:
    """Keep what the owner says of a matter; the newest counts."""
    fact: Fact = Fact.create(name=name, text=text, told_at=now, actor=actor)
    history.record("fact told", actor=actor, now=now, detail=name)
    return fact


def forget(name: str, *, actor: str, now: datetime) -> None:
    """Let the file's own section count again, or nothing where it has none; raises NoSuchFact."""
    told = [each for each in Fact.select() if _is_same(each.name, name)]
    if not told:
        raise NoSuchFact(name)
    for each in told:
        each.delete_instance()
    history.record("fact forgotten", actor=actor, now=now, detail=name)


def known(written: Iterable[Section]) -> tuple[Section, ...]:
    """Give the facts as they stand: those of the file, and those that were told, which win."""
    sections = {_folded(each.name): each for each in written}
    for told in Fact.select().order_by(Fact.id):
        before = sections.get(_folded(told.name))
        name, asked = (before.name, before.asked) if before else (told.name, ())
        sections[_folded(told.name)] = Section(name, told.text, asked)
    return tuple(sections.values())


def find(name: str, written: Iterable[Section]) -> Section:
    """Find a fact by its name, or raise NoSuchFact."""
    found = next((each for each in known(written) if _is_same(each.name, name)), None)
    if found is None:
        raise NoSuchFact(name)
    return found


def _is_same(one: str, other: str) -> bool:
    return _folded(one) == _folded(other)


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
