"""Leads at the terminal; who becomes a client is decided on WhatsApp, or by `clients add`."""

from typing import TYPE_CHECKING, Any

from pilateshq.terminal import opening, screen
from pilateshq.terminal.screen import AsJson

if TYPE_CHECKING:
    from pilateshq.models import Lead
    from pilateshq.settings import Settings


def list_leads(as_json: AsJson = False) -> None:
    """List the open enquiries of strangers, newest first."""
    from pilateshq.studio import leads

    with opening.reading() as settings:
        rows = [_row(each, settings) for each in leads.listed()]
    screen.show(rows, as_json=as_json)


def _row(lead: "Lead", settings: "Settings") -> dict[str, Any]:
    return {
        "id": lead.id,
        "name": lead.name,
        "phone": lead.contact.phone,
        "words": lead.words,
        "opened_at": lead.opened_at.astimezone(settings.zone).replace(microsecond=0),
        "alerted": lead.alerted_at is not None,
    }
