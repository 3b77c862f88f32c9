"""Who is who, as the owner hears of it: ids that change, and the two people who may be one or may not."""

import re
from dataclasses import dataclass
from datetime import datetime

from pilateshq.conversation.commands import Speaker
from pilateshq.conversation.turn import Answer, Turn, asked
from pilateshq.conversation.wording import Wording
from pilateshq.messages import Message
from pilateshq.models import Client, Contact, LeadState
from pilateshq.settings import Settings
from pilateshq.studio import identity, leads, people, reach
from pilateshq.studio.identity import Admin, Ids, Moved, Outcome, Two

_DECISION = re.compile(
    r"number right #(?P<right>\d{1,9})|same person #(?P<client>\d{1,9}) #(?P<other>\d{1,9})"
)


@dataclass(frozen=True)
class Alert:
    """What the owner should hear, once for each key."""

    key: str
    message: Message
    about: Contact


def told_of(outcome: Outcome, after: Ids, key: str, settings: Settings) -> Alert | None:
    """Say what has become of somebody whose ids have changed."""
    say = Wording(settings)
    match outcome:
        case Moved(contact, former) if people.client_of(contact):
            return Alert(key, say.has_moved(people.name_of(contact), contact, former), contact)
        case Admin(contact):
            return Alert(key, say.admin_moved(people.name_of(contact), after[0]), contact)
        case Two(one, other) if people.client_of(one) or people.client_of(other):
            return Alert(key, _question(one, other, say), one)
        case _:
            return None


def rivals(contact: Contact, other: Contact, settings: Settings, *, now: datetime) -> Alert | None:
    """Ask about somebody whose ids are in part another's, whose number nothing is told meanwhile."""
    key = f"two:{contact.id}:{other.id}"
    if people.client_of(other):
        if not reach.doubt(other, actor="meta", now=now):
            return None
        key = f"{key}:{now.timestamp():.0f}"
    return Alert(key, _question(contact, other, Wording(settings)), contact)


def _question(one: Contact, other: Contact, say: Wording) -> Message:
    clients = [client for each in (one, other) if (client := people.client_of(each))]
    if len(clients) == 2:
        return say.two_clients_at_one_number(clients)
    stranger = other if people.client_of(one) else one
    return say.same_person(clients[0], stranger)


def decided(turn: Turn) -> Answer | None:
    """Do what an admin has decided by such a button; None for anything else."""
    found = _DECISION.fullmatch(turn.words) if turn.speaker is Speaker.admin else None
    if found is None:
        return None
    client: Client | None = Client.get_or_none(Client.id == int(found["right"] or found["client"]))
    if client is None:
        return None
    return _trusted(turn, client) if found["right"] else _joined(turn, client, int(found["other"]))


def _trusted(turn: Turn, client: Client) -> Answer:
    """Take the client for who they are again; what they wrote meanwhile was no stranger's."""
    reach.trust(client.contact, actor=turn.actor, now=turn.now)
    if lead := leads.open_lead(client.contact):
        leads.close(lead, LeadState.closed, actor=turn.actor, now=turn.now)
    return Answer(turn.say.trusted(client))


def _joined(turn: Turn, client: Client, number: int) -> Answer:
    other: Contact | None = Contact.get_or_none(Contact.id == number)
    if other is None or people.client_of(other):
        return asked(turn.say.not_two_any_more(client))
    identity.join(client, other, actor=turn.actor, now=turn.now)
    return Answer(turn.say.trusted(client))
