"""The catalogue: the templates that we ask Meta to approve, in our own words; and what an account's own are.

The rules of their making are Meta's; a test holds every one of them against those.
https://developers.facebook.com/docs/whatsapp/business-management-api/message-templates
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pilateshq.whatsapp.lenient import JSON, objects_in, text_in

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
    language: str = "en_US"

    def components(self, *, flow_id: str = "", screen: str = "") -> list[JSON]:
        """Give what Meta wants to hear when the template is created.

        One with a form can be created only with the Flow, and its first screen, that the account has for it.
        """
        body: JSON = {"type": "BODY", "text": self.body}
        if self.examples:
            body["example"] = {"body_text": [list(self.examples)]}
        buttons: list[JSON] = [{"type": "QUICK_REPLY", "text": button} for button in self.buttons]
        if self.form:
            opens = {"flow_id": flow_id, "flow_action": "navigate", "navigate_screen": screen}
            buttons.append({"type": "FLOW", "text": self.form, **opens})
        return [body, {"type": "BUTTONS", "buttons": buttons}] if buttons else [body]

    def hydrate(self, parameters: Sequence[str]) -> str:
        """Fill the parameters in, as the person will read it."""
        if len(parameters) != len(self.examples):
            raise ValueError(f"{self.name} takes {len(self.examples)} parameters, not {len(parameters)}.")
        return _VARIABLE.sub(lambda found: parameters[int(found[1]) - 1], self.body)


@dataclass(frozen=True)
class Definition:
    """What a template of the account looks like, whoever wrote it."""

    parameters: int  # in its body
    names: tuple[str, ...] = ()  # of those, in their order, if they have names
    buttons: tuple[str, ...] = ()  # their kinds in order: "QUICK_REPLY", "FLOW", "URL" …
    elsewhere: int = 0  # what it wants in a header, or behind a button, that we never have
    words: str = ""  # its body's own

    def places(self, kind: str) -> list[int]:
        """Tell which of its buttons are of a kind, the first being 0."""
        return [index for index, each in enumerate(self.buttons) if each == kind]


def definition_of(listed: Mapping[str, Any]) -> Definition:
    """Read a template in Meta's list of those of the account."""
    parts = {text_in(each, "type").upper(): each for each in objects_in({**listed}, "components")}
    body = text_in(parts.get("BODY", {}), "text")
    variables = tuple(dict.fromkeys(_ANY_VARIABLE.findall(body)))
    buttons = objects_in(parts.get("BUTTONS", {}), "buttons")
    return Definition(
        parameters=len(variables),
        names=variables if text_in({**listed}, "parameter_format").upper() == "NAMED" else (),
        buttons=tuple(text_in(button, "type").upper() for button in buttons),
        elsewhere=_in_header(parts.get("HEADER", {})) + sum(map(_wants_more, buttons)),
        words=_ANY_VARIABLE.sub("", body),
    )


def _in_header(header: JSON) -> int:
    if header and text_in(header, "format").upper() not in ("", "TEXT"):
        return 1  # a picture, a file or a place
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
)
CATALOGUE: Mapping[str, TemplateDefinition] = {template.name: template for template in _ALL}
