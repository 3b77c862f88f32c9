"""What `pilateshq doctor` looks at: all that the bot needs, each with what was found and what to mend."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pilateshq import db, health, nightly
from pilateshq.errors import DatabaseUnready, Refusal, SendError, SettingsError
from pilateshq.models import Memory, Outbound, OutboundState
from pilateshq.settings import Settings, WhatsApp, read
from pilateshq.terminal import opening
from pilateshq.whatsapp import comparison
from pilateshq.whatsapp.client import GraphClient
from pilateshq.whatsapp.comparison import compare
from pilateshq.whatsapp.lenient import JSON, text_in
from pilateshq.whatsapp.management import Manager

BACKUP_WITHIN = timedelta(hours=48)
NOT_TRIED = "and none was put back on trial yet"
PUBLISHED, CONNECTED = "PUBLISHED", "CONNECTED"
BAD_TOKEN, NO_SUCH_OBJECT = 190, 33  # Meta's codes
MENDED_BY = {
    "MISSING": "not in the account; pilateshq templates sync makes it, or mend TEMPLATE_LANG",
    "PENDING": "Meta is still looking at it; wait for its answer",
    "IN_APPEAL": "Meta is looking at it again; wait for its answer",
    "PAUSED": "Meta has paused it because people complained; edit it, or wait until Meta lifts the pause",
    "REJECTED": "Meta has refused it; edit it in WhatsApp Manager, which says why",
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
    findings += [_emergency(settings), *_database(settings, now)]
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
            silent, backup = health.why_silent(), _backup(settings, now)
            waiting = Outbound.select().where(Outbound.state == OutboundState.queued, Outbound.held).count()
    except DatabaseUnready as error:
        yield Finding("database", False, str(error))
        return
    yield Finding("database", True, "can be written, and is up to date")
    yield backup
    if silent:
        yield Finding("sending", False, f"nothing is sent for now: {silent}")
    if waiting:
        yield Finding("messages", False, f"{waiting} wait for their templates; see below")


def _backup(settings: Settings, now: datetime) -> Finding:
    made, failed = Memory.recall(nightly.BACKED_UP), Memory.recall(nightly.FAILED)
    if made is None:
        return Finding("backup", not failed, failed or "none yet; a running server makes one each night")
    at = datetime.fromisoformat(made)
    words = f"the last good one was made on {_moment(made, settings)}, {_trial(settings)}"
    if failed:
        return Finding("backup", False, f"{failed} {words[0].upper()}{words[1:]}")
    late = "; a running server makes one each night" if now - at > BACKUP_WITHIN else ""
    return Finding("backup", not late, words + late)


def _trial(settings: Settings) -> str:
    """Say when a copy was last put back on trial."""
    tried = Memory.recall(nightly.TRIED)
    return f"and one was put back on trial on {_moment(tried, settings)}" if tried else NOT_TRIED


def _moment(kept: str, settings: Settings) -> str:
    return f"{datetime.fromisoformat(kept).astimezone(settings.zone):%Y-%m-%d at %H:%M}"


def _emergency(settings: Settings) -> Finding:
    """Look whether the owner has called the numbers that people are told in an emergency."""
    known = settings.studio.emergency
    checked = f"checked on {known.checked_on}" if known.checked_on and known.ambulance else ""
    mend = (
        "only 112 is named; call the numbers, and put them with today's date into [emergency] of studio.toml"
    )
    return Finding("emergency numbers", bool(checked), checked or mend)


async def _account(settings: Settings, account: WhatsApp) -> list[Finding]:
    try:
        async with _wire(settings, account) as wire:
            number, listed = await wire.phone_number(), await wire.templates()
            form = await _flow(Manager(wire, account))
        return [_number(number), *_templates(settings, listed), form]
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
    for each in compare(listed, settings=settings):
        remarks = "; ".join(each.remarks)
        if each.is_usable:
            words = f"approved; {remarks}" if remarks else "approved"
        elif each.state == comparison.APPROVED:
            words = f"{remarks}; edit it in WhatsApp Manager"
        else:
            mend = MENDED_BY.get(each.state.upper(), f"Meta calls it {each.state}; see WhatsApp Manager")
            words = f"{mend} ({remarks})" if remarks else mend
        yield Finding(f"template {each.ours.name}", each.is_usable, words)


async def _flow(manager: Manager) -> Finding:
    """Look at the form in which clients are registered."""
    flow_id = manager.account.registration_flow_id
    if flow_id is None:
        return Finding("form", True, "none, so clients are added by a line; pilateshq flows sync makes one")
    try:
        flow = await manager.flow(flow_id)
    except SendError as error:
        mend = f"Check CLIENT_REGISTRATION_FLOW_ID; without it, pilateshq flows sync makes a form. {error}"
        return Finding("form", False, mend)
    name, status = flow.get("name", "?"), text_in(flow, "status")
    if status != PUBLISHED:
        return Finding("form", False, f"Meta calls {name} {status.lower()}; publish it in WhatsApp Manager")
    return Finding("form", True, f"{name} is published")
