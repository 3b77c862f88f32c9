"""The catalogue: the templates that we ask Meta to approve, in our own words.

The rules of their making are Meta's; a test holds every one of them against those.
https://developers.facebook.com/docs/whatsapp/business-management-api/message-templates
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_VARIABLE = re.compile(r"\{\{(\d+)\}\}")


@dataclass(frozen=True)
class TemplateDefinition:
    """A template as it is proposed to Meta; its body has {{1}}, {{2}} … where parameters go."""

    name: str
    category: str
    body: str
    examples: tuple[str, ...]  # one for each variable
    buttons: tuple[str, ...] = ()  # quick replies; Meta allows no emoji in them
    language: str = "en_US"

    def components(self) -> list[dict[str, Any]]:
        """Give what Meta wants to hear when the template is created."""
        body: dict[str, Any] = {"type": "BODY", "text": self.body}
        if self.examples:
            body["example"] = {"body_text": [list(self.examples)]}
        replies = [{"type": "QUICK_REPLY", "text": button} for button in self.buttons]
        return [body, {"type": "BUTTONS", "buttons": replies}] if replies else [body]

    def hydrate(self, parameters: Sequence[str]) -> str:
        """Fill the parameters in, as the person will read it."""
        if len(parameters) != len(self.examples):
            raise ValueError(f"{self.name} takes {len(self.examples)} parameters, not {len(parameters)}.")
        return _VARIABLE.sub(lambda found: parameters[int(found[1]) - 1], self.body)


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
)
CATALOGUE: Mapping[str, TemplateDefinition] = {template.name: template for template in _ALL}
