"""What is known of the account at Meta: its templates, and where the registration Flow begins."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from pilateshq.models import AccountTemplate, Memory
from pilateshq.whatsapp import flows
from pilateshq.whatsapp.templates import Definition, definition_of

APPROVED = "APPROVED"
LISTED_AT = "templates_listed_at"


def keep_templates(listed: Iterable[Mapping[str, Any]], *, now: datetime) -> None:
    """Remember the account's templates as Meta lists them; those that it no longer lists are gone."""
    AccountTemplate.delete().execute()
    for each in listed:
        AccountTemplate.insert(
            name=str(each.get("name")),
            language=str(each.get("language")),
            status=str(each.get("status")),
            definition=json.dumps(each),
            listed_at=now,
        ).on_conflict(
            action="nothing", conflict_target=[AccountTemplate.name, AccountTemplate.language]
        ).execute()
    Memory.keep(LISTED_AT, now.isoformat())


def why_not(name: str, *, language: str) -> str | None:
    """Tell why a template cannot be sent; None if it can, or if the account was never read."""
    if Memory.recall(LISTED_AT) is None:
        return None
    row = _template(name, language)
    if row is None:
        return "the account has no such template"
    return None if row.status == APPROVED else f"Meta says: {row.status.lower()}"


def definition(name: str, *, language: str) -> Definition | None:
    """Tell what the account's own template looks like; None if it was never read."""
    row = _template(name, language)
    return definition_of(json.loads(row.definition)) if row else None


def keep_flow(flow_id: str, flow_json: str | None) -> None:
    """Remember where the account's Flow begins, if that can be read out of it."""
    if flow_json and (opening := flows.first_screen(flow_json)):
        Memory.keep(f"flow:{flow_id}", json.dumps({"screen": opening.screen, "keys": list(opening.keys)}))


def _template(name: str, language: str) -> AccountTemplate | None:
    row: AccountTemplate | None = AccountTemplate.get_or_none(
        AccountTemplate.name == name, AccountTemplate.language == language
    )
    return row
