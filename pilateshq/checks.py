"""What `pilateshq doctor` looks at: all that the bot needs, each with what was found and what to mend."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pilateshq import db
from pilateshq.errors import DatabaseUnready, Refusal, SendError, SettingsError
from pilateshq.models import Memory
from pilateshq.settings import Settings, WhatsApp, read
from pilateshq.terminal import opening
from pilateshq.whatsapp.client import GraphClient
from pilateshq.whatsapp.lenient import JSON, objects_in, text_in
from pilateshq.whatsapp.templates import CATALOGUE, TemplateDefinition

APPROVED, CONNECTED = "APPROVED", "CONNECTED"
BAD_TOKEN, NO_SUCH_OBJECT = 190, 33  # Meta's codes
MENDED_BY = {
    "PENDING": "Meta is still looking at it; wait for its answer",
    "IN_APPEAL": "Meta is looking at it again; wait for its answer",
    "PAUSED": "Meta has paused it because people complained; edit it, or wait until Meta lifts the pause",
    "REJECTED": "Meta has refused it; WhatsApp Manager says why",
    "DISABLED": "Meta has disabled it; make a new one in WhatsApp Manager",
}


@dataclass(frozen=True)
class Finding:
    subject: str
    good: bool
    words: str  # what was found; if it is not good, what to do


async def run(environment: Mapping[str, str], *, now: datetime) -> list[Finding]:
    """Check the settings, the database and the account at Meta."""
    findings = list(_settings(environment))
    try:
        settings = read(environment, serving=False)
    except SettingsError:
        return findings
    findings += _database(settings, now)
    if settings.whatsapp:
        findings += await _account(settings, settings.whatsapp)
    return findings


def _settings(environment: Mapping[str, str]) -> Iterator[Finding]:
    try:
        read(environment, serving=True)
    except SettingsError as error:
        yield from (Finding("settings", False, problem) for problem in error.problems)
    else:
        yield Finding("settings", True, "complete")


def _database(settings: Settings, now: datetime) -> Iterator[Finding]:
    try:
        with opening.studio(settings), db.transaction():
            Memory.keep("looked_at", now.isoformat())
            paused = Memory.recall("pause_reason")
    except DatabaseUnready as error:
        yield Finding("database", False, str(error))
        return
    yield Finding("database", True, "can be written, and is up to date")
    if paused:
        yield Finding("sending", False, f"nothing is sent for now: {paused}")


async def _account(settings: Settings, account: WhatsApp) -> list[Finding]:
    try:
        async with _wire(settings, account) as wire:
            return [_number(await wire.phone_number()), *_templates(settings, await wire.templates())]
    except SendError as error:
        return [Finding("WhatsApp", False, f"{error.detail.rstrip('.')}. {_mended_by(error)}")]


def _wire(settings: Settings, account: WhatsApp) -> GraphClient:
    return GraphClient.of(account, settings.operations)


def _mended_by(error: SendError) -> str:
    if error.code == BAD_TOKEN:
        return "Put a token of a system user, which does not expire, into WHATSAPP_TOKEN."
    if error.code == NO_SUCH_OBJECT:
        return "Check PHONE_NUMBER_ID and WHATSAPP_BUSINESS_ACCOUNT_ID, and that the token may use both."
    if error.code is None and error.refusal in (Refusal.retry, Refusal.unknown):
        return "Check the network, a proxy if there is one, and GRAPH_API_URL."
    return "Meta's business settings show what is wrong with the account."


def _number(answer: Mapping[str, Any]) -> Finding:
    name, number = answer.get("verified_name", "?"), answer.get("display_phone_number", "?")
    status = answer.get("status", CONNECTED)
    trouble = f", but Meta calls the number {status}; see WhatsApp Manager" if status != CONNECTED else ""
    return Finding("WhatsApp", not trouble, f"{name} writes from {number}{trouble}")


def _templates(settings: Settings, listed: Sequence[JSON]) -> Iterator[Finding]:
    language = settings.template_language
    found = {each.get("name"): each for each in listed if each.get("language") == language}
    for name, wanted in CATALOGUE.items():
        missing = f"not in the account in {language}; make it in WhatsApp Manager, or mend TEMPLATE_LANG"
        wrong = _wrong_with(found[name], wanted) if name in found else missing
        yield Finding(f"template {name}", not wrong, wrong or "approved")


def _wrong_with(found: JSON, wanted: TemplateDefinition) -> str:
    """Say what is wrong with a template of the account, if anything is."""
    state = text_in(found, "status")
    if state != APPROVED:
        return MENDED_BY.get(state, f"Meta calls it {state.lower()}; see WhatsApp Manager")
    if _slots(objects_in(found, "components")) != _slots(wanted.components()):
        return "it has other variables or buttons than are sent; edit it in WhatsApp Manager"
    return ""


def _slots(components: Sequence[JSON]) -> tuple[int, int]:
    """Count the variables of a template's body, and its buttons."""
    parts = {text_in(each, "type"): each for each in components}
    variables = re.findall(r"\{\{\w+\}\}", text_in(parts.get("BODY", {}), "text"))
    return len({*variables}), len(objects_in(parts.get("BUTTONS", {}), "buttons"))
