"""What waits for the owner: read from the rows whenever a briefing is made."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import fn

from pilateshq import account
from pilateshq.models import Booking, Client, Contact, Lead, Outbound, OutboundState, Purpose
from pilateshq.settings import Settings
from pilateshq.studio import booking, day, forms, leads

TRIED = (OutboundState.failed, OutboundState.unknown)
IN_ITS_PLACE = ":t"  # ends the key of a template that went instead


@dataclass(frozen=True)
class Needs:
    unmarked: Sequence[Booking] = ()  # over, and nobody has said how it went
    requests: Sequence[Booking] = ()
    late: Sequence[Booking] = ()  # cancelled inside the notice period
    undelivered: Sequence[tuple[str, str]] = ()  # to whom, and why
    leads: Sequence[Lead] = ()
    forms: Sequence[str] = ()  # the names in those that wait for approval
    templates: Sequence[str] = ()  # that the account lacks


def read(*, since: datetime, settings: Settings, now: datetime) -> Needs:
    """List what waits; what happens only once counts from a moment on."""
    waiting = forms.waiting()
    deciding = {form.contact.id for form, _ in waiting}
    return Needs(
        unmarked=day.unmarked(now=now),
        requests=booking.requested(),
        late=booking.cancelled_late(since),
        undelivered=_undelivered(since),
        leads=[each for each in leads.listed() if each.contact.id not in deciding],
        forms=[answer["name"] for _, answer in waiting],
        templates=account.missing_templates(language=settings.template_language),
    )


def _undelivered(since: datetime) -> list[tuple[str, str]]:
    """List which clients a message did not reach, unless a template went in its place."""
    other = Outbound.alias()
    replaced = other.select(other.id).where(other.key == Outbound.key.concat(IN_ITS_PLACE))
    tried = Outbound.state.in_(TRIED) & (Outbound.sent_at >= since)
    late = (Outbound.state == OutboundState.expired) & (Outbound.expires_at >= since)
    rows: Any = (
        Outbound.select(Client.name, Outbound.note)
        .join(Contact)
        .join(Client)
        .where(tried | late, Outbound.purpose != Purpose.reply, ~fn.EXISTS(replaced))
        .order_by(Outbound.id)
    )
    return list(dict.fromkeys(rows.tuples()))
