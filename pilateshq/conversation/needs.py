"""What waits for the owner: read from the rows whenever a briefing is made."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import fn

from pilateshq import account
from pilateshq.messages import from_json, plain
from pilateshq.models import Booking, Client, Contact, Lead, Outbound, OutboundState, Purpose
from pilateshq.settings import Settings
from pilateshq.studio import booking, day, forms, leads, money, reach, reminding
from pilateshq.studio.payments import Debt

LOST = (OutboundState.failed, OutboundState.unknown, OutboundState.expired)
MATTERS = (Purpose.notice, Purpose.bulk)  # also to those to whom nothing may be said
IN_ITS_PLACE = ":t"  # ends the key of a template that went instead


@dataclass(frozen=True)
class Undelivered:
    """Something that a client should have heard."""

    name: str
    what: str  # empty where it was not yet put into words
    why: str
    code: int | None  # Meta's, if that is the reason


@dataclass(frozen=True)
class Needs:
    unmarked: Sequence[Booking] = ()  # over, and nobody has said how it went
    requests: Sequence[Booking] = ()
    charges: Sequence[Booking] = ()  # no-shows and late cancels, neither charged nor waived
    undelivered: Sequence[Undelivered] = ()
    leads: Sequence[Lead] = ()
    forms: Sequence[str] = ()  # the names in those that wait for approval
    debts: Sequence[Debt] = ()  # of which the owner may remind somebody, from today on
    templates: Sequence[str] = ()  # that the account lacks


def read(*, since: datetime, settings: Settings, now: datetime) -> Needs:
    """List what waits; what happens only once counts from a moment on."""
    waiting = forms.waiting()
    deciding = {form.contact.id for form, _ in waiting}
    return Needs(
        unmarked=day.unmarked(now=now),
        requests=booking.requested(),
        charges=money.charges_to_decide(now=now),
        undelivered=undelivered(since=since),
        leads=[each for each in leads.listed() if each.contact.id not in deciding],
        forms=[answer["name"] for _, answer in waiting],
        debts=_debts(settings, now),
        templates=account.missing_templates(language=settings.template_language),
    )


def _debts(settings: Settings, now: datetime) -> list[Debt]:
    today = now.astimezone(settings.zone).date()
    found = reminding.to_remind(settings=settings, now=now)
    return [each.debt for each in found if each.since == today]


def undelivered(*, since: datetime) -> list[Undelivered]:
    """List what clients did not hear, oldest first; not what nobody waits for any more.

    That is replies, reminders and news that somebody does not want, and what a template has said instead.
    """
    other = Outbound.alias()
    replaced = other.select(other.id).where(other.key == Outbound.key.concat(IN_ITS_PLACE))
    silent = Outbound.state == OutboundState.cancelled
    missed = silent & Outbound.note.in_(reach.SILENT) & Outbound.purpose.in_(MATTERS)
    rows: Any = (
        Outbound.select(Outbound, Contact, Client.name)
        .join(Contact)
        .join(Client, attr="client")
        .where(
            Outbound.state.in_(LOST) | missed,
            Outbound.closed_at >= since,
            Outbound.purpose != Purpose.reply,
            ~fn.EXISTS(replaced),
        )
        .order_by(Outbound.closed_at, Outbound.id)
    )
    return [Undelivered(row.contact.client.name, _words(row), row.note, row.code) for row in rows]


def _words(row: Outbound) -> str:
    form = row.message or row.template
    return plain(from_json(form)) if form else ""
