"""In which form a message goes: free words while the window is open, else a template; or why it does not."""

from dataclasses import replace
from datetime import datetime

from pilateshq import account
from pilateshq.conversation import announcements
from pilateshq.conversation.wording import Wording
from pilateshq.messages import Message, Template, from_json, plain, to_json
from pilateshq.models import Outbound, Purpose
from pilateshq.settings import Settings
from pilateshq.studio import people, reach
from pilateshq.whatsapp import window


def chosen(row: Outbound, settings: Settings, now: datetime) -> Message | None:
    """Choose free words while the window is open, else the template."""
    if row.topic:
        said = announcements.words(row, settings=settings, now=now)
        row.message, row.template = (to_json(form) if form else None for form in said)
    if row.message and window.is_open(row.contact.heard_at, now=now):
        return from_json(row.message)
    return template_for(row, settings)


def template_for(row: Outbound, settings: Settings) -> Template | None:
    """Give what says the same where the window is shut, if there is any."""
    template = from_json(row.template) if row.template else _general_template(row, settings)
    return _showing(template, row) if isinstance(template, Template) else None


def _showing(template: Template, row: Outbound) -> Template:
    """Let a bare `show` lead to this very message, in full."""
    commands = tuple(f"show #{row.id}" if each == "show" else each for each in template.commands)
    return replace(template, commands=commands)


def _general_template(row: Outbound, settings: Settings) -> Template | None:
    """Put free words into the general update of a client, or of an admin; strangers have none."""
    if row.message is None or row.topic:
        return None
    text, say = plain(from_json(row.message)), Wording(settings)
    if client := people.client_of(row.contact):
        return say.client_update(client, text)
    if people.is_one_of(row.contact, settings.admins):
        return say.owner_update(text, show="show")
    return None


def why_unwanted(row: Outbound, settings: Settings) -> str | None:
    """Tell why the person is not to be told; a reply to what they wrote, and an admin's own, always goes."""
    is_reply = row.purpose == Purpose.reply or row.answers is not None
    if is_reply or people.is_one_of(row.contact, settings.admins):
        return None
    return reach.why_silent(row.contact, row.purpose)


def why_not(message: Message, settings: Settings) -> str | None:
    """Tell why the account cannot send it now, as far as that is known."""
    if not isinstance(message, Template):
        return None
    return account.why_not(message.name, language=settings.template_language)
