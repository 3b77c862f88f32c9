"""What the account lacks of the catalogue is made at Meta; what is there is compared and left alone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pilateshq.errors import SendError
from pilateshq.settings import Settings
from pilateshq.whatsapp import flows
from pilateshq.whatsapp.comparison import MISSING, Compared, compare
from pilateshq.whatsapp.lenient import JSON
from pilateshq.whatsapp.management import Manager
from pilateshq.whatsapp.templates import TemplateDefinition

CREATED, THERE = "created", "was there"


@dataclass(frozen=True)
class Synced:
    listed: list[JSON]  # what the account has now
    rows: list[dict[str, Any]]  # what was done for each template of the catalogue
    is_whole: bool  # nothing is missing any more


async def sync(manager: Manager, *, settings: Settings) -> Synced:
    """Make what is missing in the language of the settings, and tell what the account has then."""
    before = compare(await manager.wire.templates(), settings=settings)
    done = {each.ours.name: await _done(manager, each, settings.template_language) for each in before}
    listed = await manager.wire.templates()
    after = compare(listed, settings=settings)
    rows = [_row(each, done[each.ours.name]) for each in after]
    return Synced(listed, rows, is_whole=all(each.state != MISSING for each in after))


def _row(found: Compared, done: str) -> dict[str, Any]:
    return {
        "name": found.ours.name,
        "done": done,
        "state": found.state,
        "remarks": list(found.remarks),
    }


async def _done(manager: Manager, found: Compared, language: str) -> str:
    """Make one if it is missing, and say so; or why not."""
    if found.state != MISSING:
        return THERE
    if why := _lacking(manager, found.ours, language):
        return f"not created: {why}"
    try:
        template = replace(found.ours, language=language)
        await manager.create_template(template, await _components(manager, found.ours))
    except SendError as error:
        return f"not created: {error}"
    return CREATED


def _lacking(manager: Manager, template: TemplateDefinition, language: str) -> str:
    """Say what has to be set before it can be made; empty if it can."""
    if not language.startswith(template.language[:2]):
        return f"our words are English, and TEMPLATE_LANG is {language}; make it in WhatsApp Manager"
    if template.form and not manager.account.registration_flow_id:
        return "it opens a form: run pilateshq flows sync, and put CLIENT_REGISTRATION_FLOW_ID into .env"
    if template.document and not manager.account.app_id:
        return "Meta wants to see a sample of the invoice; put WHATSAPP_APP_ID, the app's id, into .env"
    return ""


async def _components(manager: Manager, template: TemplateDefinition) -> Sequence[JSON]:
    account, flow_id, screen, sample = manager.account, "", "", ""
    if template.form and account.registration_flow_id:
        flow_id = account.registration_flow_id
        screen = _first_screen(await manager.wire.flow_json(flow_id))
    if template.document and account.app_id:
        sample = await manager.sample(account.app_id)
    return template.components(flow_id=flow_id, screen=screen, sample=sample)


def _first_screen(flow_json: str | None) -> str:
    """Tell where the account's Flow begins; if that cannot be read, it begins as ours."""
    found = flows.first_screen(flow_json) if flow_json else None
    return (found or flows.opening()).screen
