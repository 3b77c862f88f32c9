"""Registration by the studio: from a line, or by the form that the owner fills in."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from pilateshq import messages
from pilateshq.conversation import consent
from pilateshq.conversation.commands import AddClient, Leads
from pilateshq.conversation.turn import WORTH_KNOWING, Answer, Notice, Turn, asked
from pilateshq.errors import StudioError
from pilateshq.messages import FlowOpening, Message
from pilateshq.models import Client, Contact, Form, Lead, LeadState, Memory
from pilateshq.studio import forms, leads, people
from pilateshq.whatsapp import flows
from pilateshq.whatsapp.flows import Registration

T = TypeVar("T")

SOMEONE_NEW = AddClient("someone new")  # as distinct from those who have written
LISTED = 8  # leads in a list; the other two rows are More and Someone new


@dataclass(frozen=True)
class Details:
    """What was filled in, as it is kept."""

    name: str
    phone: str  # E.164
    born_on: date | None
    email: str | None


@dataclass(frozen=True)
class FormToSend:
    """One person's form, and where it begins."""

    flow_id: str
    screen: str
    opening: FlowOpening

    def message(self, body: str, label: str) -> Message:
        return messages.Flow(body, label, self.flow_id, self.opening.token, self.screen, self.opening.data)


# what the owner asks for


def add_client(turn: Turn, command: AddClient) -> Answer:
    lead = leads.find(command.lead) if command.lead else None
    if command == SOMEONE_NEW:
        return asked(_invitation(turn, None, {}))
    if command.name and command.phone:
        return _from_line(turn, command, lead)
    if command == AddClient():
        waiting = leads.listed()
        if len(waiting) > 1:
            return asked(_which_lead(turn, waiting))
        lead = next(iter(waiting), None)
    known = {"name": command.name, "phone": command.phone, "born_on": command.born}
    return asked(_invitation(turn, lead, known))


def _which_lead(turn: Turn, waiting: list[Lead]) -> Message:
    more = str(Leads()) if len(waiting) > LISTED else ""
    return turn.say.which_lead(waiting[:LISTED], more=more, new=str(SOMEONE_NEW))


def _invitation(turn: Turn, lead: Lead | None, known: Mapping[str, str]) -> Message:
    """Open the form for the owner, filled in with what is known; without a form, say what to type."""
    told = _known_of(lead) | {name: text for name, text in known.items() if text}
    form = form_for(turn, turn.contact, lead=lead, known=told)
    if form is None:
        return turn.say.line_to_type(lead, told.get("name", ""), told.get("phone", ""))
    return form.message(turn.say.fill_in(lead), turn.say.register())


def _known_of(lead: Lead | None) -> dict[str, str]:
    return {"name": lead.name, "phone": lead.contact.phone or ""} if lead else {}


def _from_line(turn: Turn, command: AddClient, lead: Lead | None) -> Answer:
    details = Details(
        name=people.full_name(command.name),
        phone=people.phone_number(command.phone, turn.settings.studio.country),
        born_on=people.birth_date(command.born, today=today(turn)) if command.born else None,
        email=None,
    )
    return registered(turn, details, lead=lead)


# forms


def form_for(
    turn: Turn, contact: Contact | None, *, lead: Lead | None, known: Mapping[str, str]
) -> FormToSend | None:
    """Make a form for one person, filled in with what is known; None where the account has none."""
    account = turn.settings.whatsapp
    if contact is None or account is None or account.registration_flow_id is None:
        return None
    begins = _opening(account.registration_flow_id)
    token = forms.send(contact, lead=lead, now=turn.now)
    opening = FlowOpening(token, flows.prefill(begins.keys, known))
    return FormToSend(account.registration_flow_id, begins.screen, opening)


def _opening(flow_id: str) -> flows.Opening:
    """Tell where the account's form begins; if nobody knows, it is our own."""
    kept = Memory.recall(f"flow:{flow_id}")
    if kept is None:
        return flows.opening()
    read = json.loads(kept)
    return flows.Opening(read["screen"], tuple(read["keys"]))


def once_more(turn: Turn, form: Form, filled: Registration, problem: str) -> Answer:
    """Open the form again with what was filled in, and say what was wrong."""
    known = {
        "name": filled.name,
        "phone": filled.phone,
        "born_on": filled.born_on,
        "email": filled.email,
        "intro": problem,
    }
    again = form_for(turn, turn.contact, lead=form.lead, known=known)
    return asked(again.message(problem, turn.say.register()) if again else turn.say.together(problem))


def read_details(turn: Turn, filled: Registration, *, phone: str) -> Details | list[StudioError]:
    """Read what was filled in, or all that is wrong with it."""
    mistakes: list[StudioError] = []
    details = Details(
        name=_read(lambda: people.full_name(filled.name), mistakes) or "",
        phone=_read(lambda: people.phone_number(phone, turn.settings.studio.country), mistakes) or "",
        born_on=_read(lambda: _birth_date(turn, filled.born_on), mistakes),
        email=_read(lambda: people.email_address(filled.email), mistakes),
    )
    return mistakes or details


def _read(read: Callable[[], T], mistakes: list[StudioError]) -> T | None:
    try:
        return read()
    except StudioError as mistake:
        mistakes.append(mistake)
        return None


def _birth_date(turn: Turn, typed: str) -> date | None:
    return people.birth_date(typed, today=today(turn)) if typed else None


def today(turn: Turn) -> date:
    return turn.now.astimezone(turn.settings.zone).date()


def from_form(turn: Turn, form: Form, filled: Registration) -> Answer:
    """Register whom the owner has filled in the form for; a mistake opens it again."""
    details = read_details(turn, filled, phone=filled.phone)
    if isinstance(details, list):
        return once_more(turn, form, filled, turn.say.once_more(details))
    return registered(turn, details, lead=form.lead, needs_talk=filled.needs_talk is True)


# the deed


def registered(turn: Turn, details: Details, *, lead: Lead | None, needs_talk: bool = False) -> Answer:
    """Make a client, or update the one of that number, and say what else is to be done."""
    known = people.client_at(details.phone)
    before = known.name if known else ""
    contact = lead.contact if lead and _may_be(lead, details) else None
    client = enter(turn, details, known=known, contact=contact)
    close_lead(turn, client)
    is_open = lead is not None and lead.state == LeadState.open and lead.contact != client.contact
    reply = turn.say.together(
        turn.say.updated(client, before) if known else turn.say.registered(client),
        turn.say.guardian_needed(client.name) if is_minor(turn, client) else "",
        turn.say.talk_to(client.name) if needs_talk else "",
        turn.say.stays_open(lead) if lead and is_open else "",
    )
    return Answer(reply, () if known else (_welcome(turn, client),))


def _may_be(lead: Lead, details: Details) -> bool:
    """Tell whether it may be who wrote, and not somebody else for whom their form was used."""
    words = set(lead.name.casefold().split())
    return not words or bool(words & set(details.name.casefold().split()))


def enter(turn: Turn, details: Details, *, known: Client | None, contact: Contact | None) -> Client:
    if known is None:
        return people.register(
            details.name,
            details.phone,
            region=turn.settings.studio.country,
            actor=turn.actor,
            now=turn.now,
            born_on=details.born_on,
            email=details.email,
            contact=contact,
        )
    people.update(
        known,
        name=details.name,
        actor=turn.actor,
        now=turn.now,
        born_on=details.born_on,
        email=details.email,
    )
    return known


def close_lead(turn: Turn, client: Client) -> None:
    """Close the client's own enquiry; one of another number stays open, or it would be lost."""
    if lead := leads.open_lead(client.contact):
        leads.close(lead, LeadState.registered, actor=turn.actor, now=turn.now)


def is_minor(turn: Turn, client: Client) -> bool:
    return people.is_minor(client.born_on, today=today(turn))


def _welcome(turn: Turn, client: Client) -> Notice:
    """Welcome a client whom the studio has entered; of age, they are asked for their consent."""
    welcome = turn.say.welcome_client if is_minor(turn, client) else turn.say.welcome_asking
    return welcomed(turn, client, welcome)


def welcomed(
    turn: Turn, client: Client, welcome: Callable[[Client], tuple[Message, messages.Template]]
) -> Notice:
    message, template = welcome(client)
    return Notice(
        to=client.contact,
        key=consent.WELCOME.format(client.id),
        message=message,
        template=template,
        expires_at=turn.now + WORTH_KNOWING,
    )
