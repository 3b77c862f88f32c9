"""Undo: the rows of a deed become what they were, all of them or none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from peewee import IntegrityError

from pilateshq.db import database
from pilateshq.errors import ChangedSince, NothingToUndo, TooLateToUndo, UndoneAlready
from pilateshq.models import (
    Booking,
    BookingStatus,
    CancelledBy,
    Client,
    Contact,
    Deed,
    Form,
    SkippedDay,
    StandingBooking,
    Undoable,
)
from pilateshq.settings import Settings
from pilateshq.studio import booking, history
from pilateshq.studio.history import Change, Values

WITHIN = timedelta(minutes=10)
GROWING = ("version", "changed_at")  # what is the same but for these has not changed


@dataclass(frozen=True)
class Undone:
    """A deed that was undone just now."""

    deed: Deed
    bookings: tuple[Booking, ...]  # as they are again
    versions: tuple[int, ...]  # that those had before the deed; 0 for one that it made


def undo(deed: Deed | None, *, settings: Settings, actor: str, now: datetime) -> Undone:
    """Give the rows of a deed back what was in them, or raise the StudioError that stands in the way."""
    if deed is None:
        raise NothingToUndo
    if deed.undone_at:
        raise UndoneAlready(deed.told)
    if now - deed.at > WITHIN:
        raise TooLateToUndo(deed.told)
    changes = history.changes_of(deed)
    try:
        with database.atomic():  # so that a refusal leaves nothing behind
            _take_back(changes, now)
            restored = [booking.find(each.id) for each in changes if each.model is Booking]
            for each in restored:
                booking.check_restored(each, settings)
    except IntegrityError:  # what has been made since is in the place of what was
        raise ChangedSince from None
    deed.undone_at = now
    deed.save()
    _record(deed, changes, actor=actor, now=now)
    versions = [(each.before or {}).get("version", 0) for each in changes if each.model is Booking]
    return Undone(deed, tuple(restored), tuple(versions))


def clients_of(deed: Deed) -> list[Client]:
    """List those whom a deed was about."""
    ids = {_client_id(each) for each in history.changes_of(deed)} - {None}
    return list(Client.select(Client, Contact).join(Contact).where(Client.id.in_(ids)).order_by(Client.id))


def _take_back(changes: Sequence[Change], now: datetime) -> None:
    """Take away first what was made, then give back what was there."""
    for each in changes:
        _check_unchanged(each)
    for each in sorted(changes, key=lambda each: each.before is not None):
        _restore(each, now)


def _check_unchanged(change: Change) -> None:
    """Refuse where a row is no longer as the deed left it."""
    is_now = history.stored(change.model, change.id)
    expected = change.after
    if is_now and expected:
        names = [name for name in expected if name not in GROWING]
        is_now, expected = ({name: row[name] for name in names} for row in (is_now, expected))
    is_used = change.before is None and change.model is Client and _has_bookings(change.id)
    if is_now != expected or is_used:
        raise _changed(change)


def _changed(change: Change) -> ChangedSince:
    if change.model is not Booking:
        return ChangedSince()
    found = booking.find(change.id)
    return ChangedSince(found.client.name, found.session.starts_at, found.status)


def _has_bookings(client: int) -> bool:
    found: bool = Booking.select().where(Booking.client == client).exists()
    return found


def _restore(change: Change, now: datetime) -> None:
    table = change.model
    if change.after is None:
        table.insert(**_read(table, change.before or {})).execute()
        return
    values = _ended(table, now) if change.before is None else _read(table, change.before)
    if values is None:
        table.delete().where(table.id == change.id).execute()
        return
    if table is Booking:
        values["version"] = Booking.version + 1  # what was told of it is no longer so
    table.update(**values).where(table.id == change.id).execute()


def _ended(table: type[Undoable], now: datetime) -> dict[str, Any] | None:
    """Tell how a row that was made ends if others may speak of it; None where it can be deleted."""
    endings: dict[type[Undoable], dict[str, Any]] = {
        Booking: {
            "status": BookingStatus.cancelled,
            "cancelled_by": CancelledBy.studio,
            "late": False,
            "changed_at": now,
        },
        StandingBooking: {"ended_at": now},
        Client: {"active": False},
        Form: {"expires_at": now},
    }
    return endings.get(table)


def _read(table: type[Undoable], values: Values) -> dict[str, Any]:
    return {name: table._meta.fields[name].python_value(value) for name, value in values.items()}


def _record(deed: Deed, changes: Sequence[Change], *, actor: str, now: datetime) -> None:
    """Say in the log of each booking, and of each client, that it was undone."""
    about = [booking.find(each.id) for each in changes if each.model is Booking]
    for each in about:
        status = "booked again" if each.status == BookingStatus.booked else each.status
        history.record("undone", actor=actor, now=now, client=each.client, booking=each, detail=status)
    named = {each.client.id for each in about}
    for client in clients_of(deed):
        if client.id not in named:
            history.record("undone", actor=actor, now=now, client=client)
    if not clients_of(deed):
        history.record("undone", actor=actor, now=now, detail=f"deed {deed.id}")


def _client_id(change: Change) -> int | None:
    if change.model is Client:
        return change.id
    row: Undoable | None = change.model.get_or_none(change.model.id == change.id)
    match row:
        case Booking() | StandingBooking():
            return row.client.id
        case SkippedDay():
            return row.standing.client.id
    return None
