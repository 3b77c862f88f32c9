"""Leads: what strangers ask, until they are clients or the enquiry is closed."""

from datetime import datetime, timedelta

from peewee import ModelSelect

from pilateshq.errors import NoSuchLead
from pilateshq.models import Contact, Lead, LeadState
from pilateshq.studio import history

QUIET = timedelta(hours=1)  # after an alert, while more words are kept without another
LONGEST_LINE = 500  # characters kept of one message
MOST_WORDS = 2000  # of all


def hear(contact: Contact, words: str, *, now: datetime) -> Lead:
    """Keep what a stranger wrote, on their open lead or on a new one."""
    lead = open_lead(contact) or _opened(contact, now)
    lead.words = "\n".join(_kept([*lead.words.splitlines(), " ".join(words.split())]))
    lead.heard_at = now
    lead.save()
    return lead


def _opened(contact: Contact, now: datetime) -> Lead:
    lead: Lead = Lead.create(contact=contact, opened_at=now, heard_at=now)
    history.record("lead opened", actor=f"prospect {contact.id}", now=now, detail=str(lead.id))
    return lead


def _kept(lines: list[str]) -> list[str]:
    """Cut what is long, and drop from the middle what is too much: the first words tell the most."""
    kept = [line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 1]}…" for line in lines if line]
    while len("\n".join(kept)) > MOST_WORDS:
        del kept[1]
    return kept


def open_lead(contact: Contact) -> Lead | None:
    lead: Lead | None = Lead.get_or_none(Lead.contact == contact, Lead.state == LeadState.open)
    return lead


def find(number: int) -> Lead:
    """Find an open lead by its number, or raise NoSuchLead."""
    lead: Lead | None = _open().where(Lead.id == number).first()
    if lead is None:
        raise NoSuchLead
    return lead


def listed() -> list[Lead]:
    """List the open leads, newest first."""
    return list(_open())


def owes_alert(lead: Lead, *, now: datetime) -> bool:
    """Tell whether the owner should hear of the lead: not again within the hour."""
    return lead.alerted_at is None or now - lead.alerted_at >= QUIET


def waiting_for_a_name(*, since: datetime) -> list[Lead]:
    """List the leads of which the owner has not heard, opened before a moment."""
    return list(_open().where(Lead.alerted_at.is_null(), Lead.opened_at <= since))


def close(lead: Lead, state: LeadState, *, actor: str, now: datetime) -> None:
    lead.state = state
    lead.save()
    history.record(f"lead {state}", actor=actor, now=now, detail=str(lead.id))


def _open() -> "ModelSelect[Lead]":
    query: ModelSelect[Lead] = Lead.select(Lead, Contact).join(Contact).where(Lead.state == LeadState.open)
    return query.order_by(Lead.id.desc())
