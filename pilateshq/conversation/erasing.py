"""Erasing somebody for good: wished by them, shown to the owner, and done when she confirms."""

import re
from datetime import timedelta

from pilateshq.conversation import whom
from pilateshq.conversation.commands import Erase, Speaker
from pilateshq.conversation.turn import Answer, Notice, Turn, asked, digest, fingerprint, to_owner
from pilateshq.errors import NobodyThere, NoSuchLead
from pilateshq.models import Contact, Lead
from pilateshq.studio import erasing, history, leads, people
from pilateshq.studio.erasing import Plan
from pilateshq.studio.traces import Person
from pilateshq.whatsapp import window

LAST_WORDS_WITHIN = timedelta(hours=1)  # so long at most their number is kept for one message more
LEAD, NUMBER = re.compile(r"lead #(\d+)"), re.compile(r"[+(]?\d[\d\s().–-]{6,}")
_KIND = {
    *("please", "pls", "plz", "kindly", "hi", "hello", "thanks", "thank", "you", "now", "just"),
    *("can", "could", "i", "want", "would", "like", "id", "to", "must", "will", "how", "do"),
    *("all", "of", "any", "the"),
}
_WANTED = re.compile(
    r"""
    (?: delete | erase | remove | wipe | destroy ) \s
        (?: my | me ) (?: \s (?: personal | own | private ) )?
        (?: \s (?: data | info | information | details | account | profile | records?
                 | messages | history | number | from | your | system | studio | about | me ) )*
    | forget \s (?: about \s )? me (?: \s (?: completely | from | your | system ) )*
    | (?: right \s )? be \s forgotten
    """,
    re.VERBOSE,
)


def wants(words: str, *, owner: str) -> bool:
    """Tell whether a line says that somebody wants to be erased, and nothing else."""
    cleaned, beside = re.sub(r"[’'`]", "", words.casefold()), {*_KIND, *owner.casefold().split()}
    said = " ".join(each for each in re.findall(r"\w+", cleaned) if each not in beside)
    return _WANTED.fullmatch(said) is not None


def wanted(turn: Turn) -> Answer | None:
    """Pass on that somebody wants to be erased, and say what comes of it; None for anything else."""
    is_theirs = turn.kind in ("text", "tap") and turn.speaker is not Speaker.admin
    if turn.contact is None or not is_theirs or not wants(turn.words, owner=turn.settings.studio.owner):
        return None
    history.record("asked to be erased", actor=turn.actor, now=turn.now, client=turn.client)
    person = f"#{turn.client.id}" if turn.client else f"lead #{_lead(turn, turn.contact).id}"
    today = turn.now.astimezone(turn.settings.zone).date()
    alert = turn.say.wants_to_be_erased(turn.name, turn.phone, today, str(Erase(person)))
    told = to_owner(turn, key=f"erase:{turn.contact.id}:{today}", message=alert)
    return Answer(turn.say.will_be_erased(turn.client), told)


def _lead(turn: Turn, contact: Contact) -> Lead:
    """Find or open the enquiry by which a stranger is named; of this one, the owner hears in other words."""
    if known := leads.open_lead(contact):
        return known
    lead = leads.hear(contact, turn.words, now=turn.now)
    lead.alerted_at = turn.now
    lead.save()
    return lead


def erase(turn: Turn, command: Erase) -> Answer:
    """Erase a person, once it was shown what goes and what stays; nothing brings them back."""
    found = _whom(turn, command.person)
    if isinstance(found, Answer):
        return found
    who = erasing.person(found, settings=turn.settings)
    plan = erasing.plan(who, now=turn.now)
    seen, is_told = _seen(who, plan), _may_be_told(turn, found)
    if command.seen != seen:
        sure = Erase(f"#{who.client.id}" if who.client else command.person, seen)
        name = people.name_of(found)
        return asked(turn.say.confirm_erase(name, plan, is_told=is_told, yes=str(sure)))
    record = erasing.erase(who, settings=turn.settings, actor=turn.actor, now=turn.now)
    notices = (_farewell(turn, found, record.id, plan),) if is_told else ()
    return Answer(turn.say.erased(plan, is_told=is_told), notices, is_deed=False)


def _whom(turn: Turn, said: str) -> Contact | Answer:
    if of_lead := LEAD.fullmatch(said):
        lead: Lead | None = Lead.get_or_none(Lead.id == int(of_lead[1]))
        if lead is None:
            raise NoSuchLead
        return lead.contact
    if NUMBER.fullmatch(said):
        return _at_number(people.phone_number(said, turn.settings.studio.country))
    client = whom.person(turn, said, Erase)
    return client if isinstance(client, Answer) else client.contact


def _at_number(number: str) -> Contact:
    found = people.find(wa_id=number.removeprefix("+"), user_id=None)
    if found is None:
        raise NobodyThere
    return found


def _seen(who: Person, plan: Plan) -> str:
    slots = (f"slot {each.id}:{each.weekdays}" for each in plan.slots)
    contacts = (f"contact {each}" for each in who.contact_ids)
    return digest([*slots, *contacts, fingerprint([*plan.bookings, *plan.waiting]), str(plan.invoices)])


def _may_be_told(turn: Turn, contact: Contact) -> bool:
    """Tell whether last words may go: there is no template for them."""
    is_open = window.is_open(contact.heard_at, now=turn.now)
    return is_open and not (contact.stopped_at or contact.doubted_at or contact.unreachable_at)


def _farewell(turn: Turn, former: Contact, record: int, plan: Plan) -> Notice:
    """Let last words go to their number, which is kept for that alone."""
    ids = {"wa_id": former.wa_id, "user_id": former.user_id, "phone": former.phone}
    return Notice(
        to=Contact.create(**ids, heard_at=former.heard_at),
        key=erasing.farewell(record),
        message=turn.say.were_erased(has_invoices=plan.invoices > 0),
        expires_at=turn.now + LAST_WORDS_WITHIN,
    )
