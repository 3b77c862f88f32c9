"""The event log, to which rows are only ever added, and the deeds of the last day, which can be undone.

What an admin does is watched: each `Undoable` row that is saved, created or deleted meanwhile becomes a
`Change`. For that an act has to do nothing but to change such rows one by one, not by a query for many.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from pilateshq.models import Booking, Client, Contact, Deed, Event, Session, Undoable, watcher

Values = dict[str, Any]  # columns, as JSON has them

KEPT = timedelta(days=1)  # what was in the rows is personal, and soon of no use
TOLD_LATELY = 12


@dataclass(frozen=True)
class Change:
    """What became of a row: the columns that differ, or all of them where it was made or deleted."""

    table: str
    id: int
    before: Values | None  # None: it was made
    after: Values | None  # None: it was deleted

    @property
    def model(self) -> type[Undoable]:
        return next(each for each in Undoable.__subclasses__() if each.__name__ == self.table)


class Watch:
    """Knows the rows as they were."""

    def __init__(self) -> None:
        self._seen: list[tuple[Undoable, Values | None]] = []

    def see(self, row: Undoable) -> None:
        """Keep a row as the database has it, the first time that it is about to change."""
        if not any(each is row or each == row for each, _ in self._seen):
            self._seen.append((row, stored(type(row), row.id)))

    def changes(self) -> list[Change]:
        """Tell what has become of the rows, in the order in which they were first touched."""
        found = (self._change(row, before) for row, before in self._seen)
        return [each for each in found if each]

    def _change(self, row: Undoable, before: Values | None) -> Change | None:
        table, after = type(row), stored(type(row), row.id)
        if before == after:
            return None
        if before and after:
            differing = [name for name in after if before[name] != after[name]]
            before, after = _only(before, differing), _only(after, differing)
        return Change(table.__name__, row.id, before, after)


def _only(values: Values, names: Iterable[str]) -> Values:
    return {name: values[name] for name in names}


def stored(table: type[Undoable], number: int | None) -> Values | None:
    """Read a row as the database has it now."""
    found = table.select().where(table.id == number).dicts().first() if number else None
    if found is None:
        return None
    kept = {name: table._meta.fields[name].db_value(value) for name, value in found.items()}
    values: Values = json.loads(json.dumps(kept, default=str))
    return values


@contextmanager
def watching() -> Iterator[Watch]:
    """Watch what an act changes."""
    watch = Watch()
    token = watcher.set(watch.see)
    try:
        yield watch
    finally:
        watcher.reset(token)


# deeds


def keep(
    changes: Sequence[Change],
    *,
    contact: Contact | None,
    told: str,
    notices: Iterable[str],
    final: bool = False,
    now: datetime,
) -> Deed:
    """Keep what somebody did, so that it can be undone, and forget what is old."""
    Deed.delete().where(Deed.at < now - KEPT).execute()
    deed: Deed = Deed.create(
        at=now,
        contact=contact,
        told=told,
        changes=json.dumps([asdict(each) for each in changes]),
        notices=json.dumps([*notices]),
        final=final,
    )
    return deed


def changes_of(deed: Deed) -> list[Change]:
    return [Change(**each) for each in json.loads(deed.changes)]


def notices_of(deed: Deed) -> list[str]:
    """Give the keys of what it caused to be said to others."""
    keys: list[str] = json.loads(deed.notices)
    return keys


def find_deed(number: int | None, contact: Contact | None) -> Deed | None:
    """Find somebody's deed by its number, or their last one; another's is as good as none."""
    hers = Deed.contact == contact if contact else Deed.contact.is_null()
    deeds = Deed.select().where(hers).order_by(Deed.id.desc())
    found: Deed | None = (deeds.where(Deed.id == number) if number else deeds).first()
    return found


# events

NOT_THEIRS = "asked for what is not theirs"


def record(
    what: str,
    *,
    actor: str,
    now: datetime,
    client: Client | None = None,
    booking: Booking | None = None,
    detail: str = "",
) -> None:
    """Add a line to the log."""
    Event.create(at=now, actor=actor, what=what, client=client, booking=booking, detail=detail)


def lately(client: Client) -> list[Event]:
    """List what happened to a client last, the oldest of it first."""
    about = Event.select(Event, Booking, Session)
    joined = about.left_outer_join(Booking, on=Event.booking).left_outer_join(Session, on=Booking.session)
    newest = joined.where(Event.client == client).order_by(Event.id.desc()).limit(TOLD_LATELY)
    return [*reversed(newest)]
