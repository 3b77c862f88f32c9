"""Of which debts the owner is offered to remind somebody: once at each of the days that she has set."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from peewee import fn

from pilateshq.models import Client, Event
from pilateshq.settings import Settings
from pilateshq.studio import history, payments
from pilateshq.studio.payments import Debt

REMINDED = "reminded to pay"


@dataclass(frozen=True)
class ToRemind:
    debt: Debt
    since: date  # the last of the days that has come


def to_remind(*, settings: Settings, now: datetime) -> list[ToRemind]:
    """List the debts of which nobody was reminded since the last of the owner's days."""
    today, days = now.astimezone(settings.zone).date(), settings.studio.invoice.remind_after_days
    last = _last_reminded(settings) if days else {}
    found = []
    for debt in payments.debts(today=today) if days else ():
        come = [day for day in _days(debt, days) if day <= today]
        if come and last.get(debt.client.id, date.min) < come[-1]:
            found.append(ToRemind(debt, come[-1]))
    return found


def note(client: Client, *, actor: str, now: datetime) -> None:
    history.record(REMINDED, actor=actor, now=now, client=client)


def _days(debt: Debt, days: tuple[int, ...]) -> list[date]:
    return [debt.oldest.due_on + timedelta(days=each) for each in days]


def _last_reminded(settings: Settings) -> Mapping[int, date]:
    rows = Event.select(Event.client, fn.MAX(Event.at)).where(Event.what == REMINDED).group_by(Event.client)
    return {client: at.astimezone(settings.zone).date() for client, at in rows.tuples().iterator()}
