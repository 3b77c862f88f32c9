"""Enquiries as the owner sees them: one alert for each, and the list of what waits for her."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from pilateshq.conversation import red_flags
from pilateshq.conversation.commands import AddClient, ApproveForm, DeclineForm, Leads, SendForm
from pilateshq.conversation.turn import WORTH_KNOWING, Answer, Notice, Turn
from pilateshq.conversation.wording import Option, Wording
from pilateshq.models import Form, Lead
from pilateshq.settings import Settings
from pilateshq.studio import forms, leads, people

NAME_WITHIN = timedelta(minutes=5)  # that an alert waits for a name
A_PAGE = 4  # entries, of two rows each
HEALTH = re.compile(  # what Meta need not read in a template
    r"""
    \b (?: hurt | pain | injur | ach(?:e|ing) | sore | knee | hip | neck | spin(?:e|al) | dis[ck]s?\b
         | (?: my | bad | lower | upper | stiff | weak ) \s+ back\b | back \s+ (?: problem | issue | trouble )
         | slipped | sciatic | scolio | hernia | surg | operation | pregnan | postnatal | baby | birth
         | doctor | physio | hospital | sick | ill\b | illness | disease | diabet | cancer | heart | asthma
         | arthrit | depress | anxi | medic | diagnos | fractur | broke | pelvic | osteo )
    """,
    re.VERBOSE | re.IGNORECASE,
)


def alert(lead: Lead, *, settings: Settings, now: datetime) -> tuple[Notice, ...]:
    """Tell the owner of an enquiry, if there is an owner."""
    if settings.owner_wa is None:
        return ()
    lead.alerted_at = now
    lead.save()
    message, template = Wording(settings).new_lead(
        lead,
        public=not (HEALTH.search(lead.words) or red_flags.found(lead.words)),
        has_form=has_form(settings),
    )
    notice = Notice(
        to=people.contact_of(settings.owner_wa),
        key=f"lead:{lead.id}:{now.timestamp():.0f}",
        message=message,
        template=template,
        expires_at=now + WORTH_KNOWING,
    )
    return (notice,)


def overdue_alerts(settings: Settings, now: datetime) -> list[Notice]:
    """Give the alerts of those who were asked for their name and said nothing more."""
    overdue = leads.waiting_for_a_name(since=now - NAME_WITHIN)
    return [notice for lead in overdue for notice in alert(lead, settings=settings, now=now)]


def has_form(settings: Settings) -> bool:
    """Tell whether the account has a form that can be sent."""
    return bool(settings.whatsapp and settings.whatsapp.registration_flow_id)


def listed(turn: Turn, number: int) -> Answer:
    """List the forms that wait for a decision, and the open enquiries, newest first."""
    waiting = forms.waiting()
    deciding = {form.contact.id for form, _ in waiting}
    enquiries = [_of_lead(turn, lead) for lead in leads.listed() if lead.contact.id not in deciding]
    entries = [_of_form(turn, form, answer) for form, answer in waiting] + enquiries
    if not entries:
        return Answer(turn.say.no_leads())
    last = (len(entries) - 1) // A_PAGE + 1
    page = min(number, last)
    more = str(Leads(page + 1)) if page < last else ""
    return Answer(turn.say.leads(entries[(page - 1) * A_PAGE : page * A_PAGE], more=more))


def _of_lead(turn: Turn, lead: Lead) -> tuple[str, Sequence[Option]]:
    name = lead.name or lead.contact.phone or ""
    options = [(f"Add client {name}", str(AddClient(lead=lead.id)))]
    if has_form(turn.settings):
        options.append((f"Send form {name}", str(SendForm(lead.id))))
    return turn.say.lead_line(lead), options


def _of_form(turn: Turn, form: Form, answer: dict[str, str]) -> tuple[str, Sequence[Option]]:
    name = answer["name"]
    born_on = date.fromisoformat(answer["born_on"]) if answer["born_on"] else None
    options = [(f"Approve {name}", str(ApproveForm(form.id))), (f"Decline {name}", str(DeclineForm(form.id)))]
    return turn.say.form_line(name, answer["phone"], born_on, answer["email"]), options
