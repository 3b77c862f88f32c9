"""The form that somebody fills in for themselves: sent by the owner, and hers to approve."""

from contextlib import suppress
from datetime import date

from pilateshq.conversation import registration
from pilateshq.conversation.commands import ApproveForm, DeclineForm, Speaker
from pilateshq.conversation.registration import Details
from pilateshq.conversation.turn import WORTH_KNOWING, Answer, Notice, Turn, asked, to_owner
from pilateshq.db import database
from pilateshq.errors import BadNumber, FormUnusable
from pilateshq.messages import Message
from pilateshq.models import Client, Form, LeadState
from pilateshq.studio import consents, forms, history, leads, people
from pilateshq.whatsapp import flows, window
from pilateshq.whatsapp.flows import Registration


def send(turn: Turn, number: int) -> Answer:
    """Send the form to somebody who has written."""
    lead = leads.find(number)
    known = {"name": lead.name, "phone": lead.contact.phone or ""}
    form = registration.form_for(turn, lead.contact, lead=lead, known=known)
    if form is None:
        return asked(turn.say.no_form_to_send())
    notice = Notice(
        to=lead.contact,
        key=f"form:{turn.key}",
        message=form.message(turn.say.please_fill_in(lead.name), turn.say.register()),
        template=turn.say.registration_form(lead.name, form.opening),
        expires_at=turn.now + WORTH_KNOWING,
    )
    shut = not window.is_open(lead.contact.heard_at, now=turn.now)
    return Answer(turn.say.form_sent(lead, by_template=shut), (notice,))


# what comes back


def filled_in(turn: Turn) -> Answer:
    """Take a form that comes back, if it was sent to whoever sends it and has not been used."""
    filled, by_admin = flows.read_answer(turn.words), turn.speaker is Speaker.admin
    try:
        form = _used(turn, filled)
    except FormUnusable:
        history.record(history.NOT_THEIRS, actor=turn.actor, client=turn.client, now=turn.now, detail="form")
        return asked(turn.say.form_unusable() if by_admin else turn.say.form_unusable_to_others())
    assert filled is not None
    return registration.from_form(turn, form, filled) if by_admin else _from_themselves(turn, form, filled)


def _used(turn: Turn, filled: Registration | None) -> Form:
    if filled is None or turn.contact is None:
        raise FormUnusable
    return forms.use(filled.token, turn.contact, now=turn.now)


def _from_themselves(turn: Turn, form: Form, filled: Registration) -> Answer:
    """Let what somebody says of themselves wait for the owner; without consent nothing is kept."""
    if not filled.consent:
        return registration.once_more(turn, form, filled, turn.say.consent_missing())
    details = registration.read_details(turn, filled, phone=form.contact.phone or filled.phone)
    if isinstance(details, list):
        return registration.once_more(turn, form, filled, turn.say.once_more(details))
    answer = _kept(form, filled, details)
    notices = to_owner(
        turn,
        key=f"filled:{form.id}",
        message=_to_decide(turn, form, answer, typed=filled.phone),
        template=turn.say.form_waits(details.name, details.phone),
    )
    return Answer(turn.say.form_received(details.name), notices)


def _kept(form: Form, filled: Registration, details: Details) -> dict[str, str]:
    answer = {
        "name": details.name,
        "phone": details.phone,
        "born_on": details.born_on.isoformat() if details.born_on else "",
        "email": details.email or "",
        "needs_talk": "yes" if filled.needs_talk else "",
        "news": "yes" if filled.news else "",
        "form": filled.form,
    }
    forms.keep(form, answer)
    return answer


def _to_decide(turn: Turn, form: Form, answer: dict[str, str], *, typed: str) -> Message:
    born_on, number = _born_on(answer), form.contact.phone
    is_minor = people.is_minor(born_on, today=registration.today(turn))
    return turn.say.form_to_decide(
        turn.say.form_line(answer["name"], answer["phone"], born_on, answer["email"]),
        turn.say.other_number(typed) if number and not _is_same(turn, typed, number) else "",
        turn.say.talk_to(answer["name"]) if answer["needs_talk"] else "",
        turn.say.guardian_before_approving(answer["name"]) if is_minor else "",
        approve=str(ApproveForm(form.id)),
        decline=str(DeclineForm(form.id)),
    )


def _is_same(turn: Turn, typed: str, number: str) -> bool:
    with suppress(BadNumber):
        return people.phone_number(typed, turn.settings.studio.country) == number
    return not typed


def _born_on(answer: dict[str, str]) -> date | None:
    return date.fromisoformat(answer["born_on"]) if answer["born_on"] else None


# the owner's decision


def approve(turn: Turn, number: int) -> Answer:
    """Make a client of whoever filled in the form, with the consent that they gave in it."""
    with database.atomic():  # refused, it goes on waiting
        form, answer = forms.decide(number, now=turn.now)
        known = people.client_of(form.contact)
        before = known.name if known else ""
        client = registration.enter(turn, _details(answer), known=known, contact=form.contact)
    _keep_consent(turn, client, form, answer)
    registration.close_lead(turn, client)
    reply = turn.say.together(
        turn.say.updated(client, before) if known else turn.say.registered(client),
        turn.say.talk_to(client.name) if answer["needs_talk"] else "",
    )
    return Answer(reply, () if known else (registration.welcomed(turn, client, turn.say.welcome_client),))


def _details(answer: dict[str, str]) -> Details:
    return Details(answer["name"], answer["phone"], _born_on(answer), answer["email"] or None)


def _keep_consent(turn: Turn, client: Client, form: Form, answer: dict[str, str]) -> None:
    """Keep what was agreed to, as of when; for a minor it is the guardian's word, through the owner."""
    at, through = form.used_at or turn.now, f"form {answer['form']}".strip()
    if registration.is_minor(turn, client):
        guardian = f"{through}, a guardian's word through {turn.actor}"
        consents.give(client, consents.RECORDS, through=guardian, at=turn.now, actor=turn.actor)
        return
    consents.give(client, consents.RECORDS, through=through, at=at, actor=turn.actor)
    if answer["news"]:
        consents.give(client, consents.NEWS, through=through, at=at, actor=turn.actor)


def decline(turn: Turn, number: int) -> Answer:
    form, answer = forms.decide(number, now=turn.now)
    if lead := leads.open_lead(form.contact):
        leads.close(lead, LeadState.closed, actor=turn.actor, now=turn.now)
    return Answer(turn.say.form_declined(answer["name"]))
