"""The catalogue: the templates that we ask Meta to approve, in our own words; and what an account's own are.

The rules of their making are Meta's; a test holds every one of them against those.
https://developers.facebook.com/docs/whatsapp/business-management-api/message-templates
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pilateshq.whatsapp.lenient import JSON, objects_in, text_in

LEAD_ALERT = "guest_query_alert"
QUICK_REPLY, FLOW, DOCUMENT = "QUICK_REPLY", "FLOW", "DOCUMENT"  # Meta's words
_VARIABLE = re.compile(r"\{\{(\d+)\}\}")
_ANY_VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")  # an account's own template may name them


@dataclass(frozen=True)
class TemplateDefinition:
    """A template as it is proposed to Meta; its body has {{1}}, {{2}} … where parameters go."""

    name: str
    category: str
    body: str
    examples: tuple[str, ...]  # one for each variable
    buttons: tuple[str, ...] = ()  # quick replies; Meta allows no emoji in them
    form: str = ""  # on the button, after those, that opens a Flow
    document: bool = False  # a file comes before the words
    language: str = "en_US"

    def components(self, *, flow_id: str = "", screen: str = "", sample: str = "") -> list[JSON]:
        """Give what Meta wants to hear when the template is created.

        One with a form can be created only with the Flow, and its first screen, that the account has for it;
        one with a document only with the handle of a sample.
        """
        parts: list[JSON] = []
        if self.document:
            example = {"header_handle": [sample]}
            parts.append({"type": "HEADER", "format": DOCUMENT, "example": example})
        parts.append({"type": "BODY", "text": self.body})
        if self.examples:
            parts[-1]["example"] = {"body_text": [list(self.examples)]}
        buttons: list[JSON] = [{"type": QUICK_REPLY, "text": button} for button in self.buttons]
        if self.form:
            opens = {"flow_id": flow_id, "flow_action": "navigate", "navigate_screen": screen}
            buttons.append({"type": FLOW, "text": self.form, **opens})
        return [*parts, {"type": "BUTTONS", "buttons": buttons}] if buttons else parts

    def hydrate(self, parameters: Sequence[str]) -> str:
        """Fill the parameters in, as the person will read it."""
        if len(parameters) != len(self.examples):
            raise ValueError(f"{self.name} takes {len(self.examples)} parameters, not {len(parameters)}.")
        return _VARIABLE.sub(lambda found: parameters[int(found[1]) - 1], self.body)


@dataclass(frozen=True)
class TemplateButton:
    kind: str  # "QUICK_REPLY", "FLOW", "URL" …
    title: str = ""


@dataclass(frozen=True)
class Definition:
    """What a template of the account looks like, whoever wrote it."""

    parameters: int  # in its body
    names: tuple[str, ...] = ()  # of those, in their order, if they have names
    buttons: tuple[TemplateButton, ...] = ()  # in their order
    document: bool = False  # its header wants one
    elsewhere: int = 0  # what else it wants in a header, or behind a button, that we never have
    words: str = ""  # its body's own

    def places(self, kind: str) -> list[int]:
        """Tell which of its buttons are of a kind, the first being 0."""
        return [index for index, each in enumerate(self.buttons) if each.kind == kind]

    def misfit(self, *, parameters: int, document: bool) -> str:
        """Say why it cannot be filled in with so many parameters, and a document or none; empty if it can."""
        if self.parameters != parameters:
            return f"it takes {_count(self.parameters)}, and we have {parameters}"
        if self.document != document:
            return "it has no place for the document" if document else "it wants a document"
        return "it wants more than parameters of its body" if self.elsewhere else ""


def differences(ours: TemplateDefinition, theirs: Definition) -> list[str]:
    """Say where the account's own template is another than ours; what is merely worded otherwise is none."""
    wrong = theirs.misfit(parameters=len(ours.examples), document=ours.document)
    found = [f"other parameters: {wrong}"] if wrong else []
    mine, own = definition_of({"components": ours.components()}).buttons, theirs.buttons
    if [_same(each) for each in mine] != [_same(each) for each in own]:
        titles = ", ".join(each.title or each.kind.lower() for each in own) or "none"
        found.append(f"other buttons: {titles}")
    return found


def place_of(title: str, buttons: Sequence[TemplateButton]) -> int | None:
    """Find the quick reply of that title."""
    wanted = _same(TemplateButton(QUICK_REPLY, title))
    return next((index for index, each in enumerate(buttons) if _same(each) == wanted), None)


def definition_of(listed: Mapping[str, Any]) -> Definition:
    """Read a template in Meta's list of those of the account."""
    parts = {text_in(each, "type").upper(): each for each in objects_in({**listed}, "components")}
    header, body = parts.get("HEADER", {}), text_in(parts.get("BODY", {}), "text")
    variables = tuple(dict.fromkeys(_ANY_VARIABLE.findall(body)))
    buttons = objects_in(parts.get("BUTTONS", {}), "buttons")
    document = text_in(header, "format").upper() == DOCUMENT
    kinds = [(text_in(each, "type").upper(), text_in(each, "text")) for each in buttons]
    return Definition(
        parameters=len(variables),
        names=variables if text_in({**listed}, "parameter_format").upper() == "NAMED" else (),
        buttons=tuple(TemplateButton(kind, title) for kind, title in kinds),
        document=document,
        elsewhere=(0 if document else _in_header(header)) + sum(map(_wants_more, buttons)),
        words=_ANY_VARIABLE.sub("", body),
    )


def _count(parameters: int) -> str:
    return f"{parameters} parameter{'' if parameters == 1 else 's'}"


def _same(button: TemplateButton) -> tuple[str, str]:
    return button.kind, " ".join(button.title.split()).casefold()


def _in_header(header: JSON) -> int:
    if header and text_in(header, "format").upper() not in ("", "TEXT"):
        return 1  # a picture or a place
    return len(set(_ANY_VARIABLE.findall(text_in(header, "text"))))


def _wants_more(button: JSON) -> bool:
    return "{{" in text_in(button, "url") or text_in(button, "type").upper() == "COPY_CODE"


_ALL = (
    TemplateDefinition(
        name="client_booking_us",
        category="UTILITY",
        body=(
            "Hi {{1}}, you are booked at the studio: {{2}}. How often: {{3}}.\n\n"
            "Tap Reject if this does not suit you."
        ),
        examples=("Thandi", "single on Tue 7 Oct 08:00", "every week until you tell us"),
        buttons=("Reject",),
    ),
    TemplateDefinition(
        name="client_update_us",
        category="UTILITY",
        body="Hi {{1}}, an update on your sessions at the studio:\n{{2}}\n\nReply if anything is unclear.",
        examples=("Thandi", "Your session on Tue 7 Oct at 08:00 is cancelled. We are sorry."),
    ),
    TemplateDefinition(
        name="client_welcome_us",
        category="UTILITY",
        body="Hi {{1}}, you are registered at the studio. Write here whenever you want to see your bookings.",
        examples=("Thandi",),
    ),
    TemplateDefinition(
        name="admin_update_us",
        category="UTILITY",
        body="Studio update on your bookings and clients:\n{{1}}\n\nTap Show for the whole message.",
        examples=("Thandi Mokoena rejected her booking on Tue 7 Oct 08:00.",),
        buttons=("Show",),
    ),
    TemplateDefinition(
        name="guest_query_alert",
        category="UTILITY",
        body="A query for the studio from somebody new: {{1}}\n\nTap Add client to register them.",
        examples=("Sam (+27821110009): do you have space on Saturday?",),
        buttons=("Add client",),
    ),
    TemplateDefinition(
        name="admin_new_lead_alert",
        category="UTILITY",
        body="Somebody new has written to the studio: {{1}}\n\nTap Add client to register them.",
        examples=("Sam (+27821110009) on Tue 7 Oct 08:00",),
        buttons=("Add client",),
    ),
    TemplateDefinition(
        name="client_registration",
        category="UTILITY",
        body="Hi {{1}}, please tap Register and fill in the form, so that the studio can register you.",
        examples=("Thandi",),
        form="Register",
    ),
    TemplateDefinition(
        name="client_waitlist_us",
        category="UTILITY",
        body=(
            "Hi {{1}}, a seat is free at the studio: {{2}}.\n\n"
            "Tap Accept or Pass by {{3}}; after that the next in line is asked."
        ),
        examples=("Thandi", "single on Tue 7 Oct 08:00", "Mon 6 Oct 18:00"),
        buttons=("Accept", "Pass"),
    ),
    TemplateDefinition(
        name="client_invoice_us",
        category="UTILITY",
        body=(
            "Hi {{1}}, here is invoice {{2}} of the studio: {{3}}, due on {{4}}.\n\n"
            "Please pay with its number as the reference."
        ),
        examples=("Thandi", "2026-0042", "R1,200.00", "Fri 7 Nov"),
        document=True,
    ),
    TemplateDefinition(
        name="client_weekly_schedule_us",
        category="UTILITY",
        body="Hi {{1}}, the sessions of the week at the studio:\n{{2}}\n\nReply here to make a change.",
        examples=("Thandi", "Tue 7 Oct 08:00 single · Thu 9 Oct 17:30 duo"),
    ),
    TemplateDefinition(
        name="client_news_us",
        category="MARKETING",
        body="Hi {{1}}, there is news from the studio:\n{{2}}\n\nTap Stop if you want no more of it.",
        examples=("Thandi", "From November we open at 06:00 on Saturdays too."),
        buttons=("Stop",),
    ),
    TemplateDefinition(
        name="client_session_tomorrow_us",
        category="UTILITY",
        body=(
            "A reminder from the studio: you have a session tomorrow at {{1}}."
            " Tap the button if you cannot come."
        ),
        examples=("07:00",),
        buttons=("I cannot come",),
    ),
    TemplateDefinition(
        name="client_session_next_hour_us",
        category="UTILITY",
        body="A reminder from the studio: your session starts at {{1}} today. See you soon!",
        examples=("07:00",),
    ),
    TemplateDefinition(
        name="admin_morning_us",
        category="UTILITY",
        body="Good morning. Hours booked today: {{1}}. Who comes: {{2}}\n\nReply here to make a change.",
        examples=("2", "07:00 duo: Thandi, Sam · 09:00 single: Ann"),
    ),
    TemplateDefinition(
        name="admin_20h00_us",
        category="UTILITY",
        body="Good evening. Hours booked tomorrow: {{1}}. Who comes: {{2}}\n\nReply here to make a change.",
        examples=("2", "07:00 duo: Thandi, Sam · 09:00 single: Ann"),
    ),
)
CATALOGUE: Mapping[str, TemplateDefinition] = {template.name: template for template in _ALL}


def wanted(lead_template: str) -> list[TemplateDefinition]:
    """List the catalogue, and the alert of a new lead by its name in the settings if that is none of ours."""
    alert = [] if lead_template in CATALOGUE else [replace(CATALOGUE[LEAD_ALERT], name=lead_template)]
    return [*CATALOGUE.values(), *alert]
