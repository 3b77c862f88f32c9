"""Who somebody is once their ids have changed: the same person stays the same, and two are never made one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from pilateshq.errors import NumberTaken
from pilateshq.models import Client, Contact, LeadState
from pilateshq.studio import history, leads, people, reach

Ids = tuple[str | None, str | None]  # the phone's digits and Meta's user id, as far as they are known


@dataclass(frozen=True)
class Moved:
    """The same person, with other ids."""

    contact: Contact
    former: str  # the number that they had, as the studio dials it


@dataclass(frozen=True)
class Admin:
    """An admin's id was to change, or to become somebody's; nothing was changed."""

    contact: Contact


@dataclass(frozen=True)
class Two:
    """Two known people would have become one: nothing was changed, and the first, if a client, is doubted."""

    one: Contact
    other: Contact


Outcome = Moved | Admin | Two | None


def move(before: Ids, after: Ids, *, admins: Collection[str], now: datetime) -> Outcome:
    """Let whoever had the ids `before` have those that Meta tells; None where nobody had them."""
    known = people.known_by(*before)
    others = [each for each in people.holders(*after) if each not in known]
    if not known or not any(after) or (known[0].wa_id, known[0].user_id) == after:
        return None
    contact = known[0]
    if {*before, *after, contact.wa_id, contact.user_id} & {*admins}:
        _record("an admin's id changed, and was not carried over", contact, before, after, now)
        return Admin(contact)
    if together := [*known, *others][1:]:
        _record("id of two people", contact, before, after, now)
        if people.client_of(contact):
            reach.doubt(contact, actor="meta", now=now)
        return Two(contact, together[0])
    return _moved(contact, before, after, now)


def _moved(contact: Contact, before: Ids, after: Ids, now: datetime) -> Moved:
    """Change the ids; a number that Meta does not show is not theirs, and from a new one nobody wrote yet."""
    former = contact.phone or ""
    is_other_number = after[0] is None or after[0] != contact.wa_id
    contact.wa_id, contact.user_id = after
    contact.phone = f"+{after[0]}" if after[0] else None
    if is_other_number:
        contact.heard_at = contact.unreachable_at = None
    contact.save()
    _record("ids changed", contact, before, after, now)
    return Moved(contact, former)


def _record(what: str, contact: Contact, before: Ids, after: Ids, now: datetime) -> None:
    told = f"contact {contact.id}: {_written(before)} to {_written(after)}"
    history.record(what, actor="meta", now=now, client=people.client_of(contact), detail=told)


def _written(ids: Ids) -> str:
    return " ".join(filter(None, ids))


def rival(contact: Contact, wa_id: str | None, user_id: str | None) -> Contact | None:
    """Find somebody else who has one of the ids with which a person has just written, if one is a client."""
    if (contact.wa_id, contact.user_id) == (wa_id, user_id):
        return None
    others = [each for each in people.holders(wa_id, user_id) if each != contact]
    return next((each for each in others if people.client_of(each) or people.client_of(contact)), None)


def join(client: Client, other: Contact, *, actor: str, now: datetime) -> None:
    """Make one of a client and somebody who has written, as the owner says that they are the same person."""
    kept: Contact = client.contact
    if taken := people.client_of(other):
        raise NumberTaken(taken.name)
    if lead := leads.open_lead(other):
        leads.close(lead, LeadState.registered, actor=actor, now=now)
    ids = other.wa_id or kept.wa_id, other.user_id or kept.user_id, other.phone or kept.phone
    for field in Contact._meta.backrefs:
        field.model.update({field: kept}).where(field == other).execute()
    other.delete_instance()
    kept.wa_id, kept.user_id, kept.phone = ids
    kept.heard_at, kept.doubted_at = other.heard_at, None
    kept.save()
    history.record("ids changed", actor=actor, now=now, client=client, detail="the owner says so")
