"""What is known of the account at Meta: its templates, and where the registration Flow begins."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from pilateshq.models import AccountTemplate, Memory
from pilateshq.whatsapp import flows
from pilateshq.whatsapp.lenient import JSON, objects_in, text_in
from pilateshq.whatsapp.templates import CATALOGUE, Definition, definition_of

APPROVED = "APPROVED"
LISTED_AT = "templates_listed_at"
MISSING = "the account has no such template"


def keep_templates(listed: Iterable[Mapping[str, Any]], *, now: datetime) -> None:
    """Remember the account's templates as Meta lists them; those that it no longer lists are gone."""
    AccountTemplate.delete().execute()
    for each in listed:
        _keep(str(each.get("name")), str(each.get("language")), each, now)
    Memory.keep(LISTED_AT, now.isoformat())


def change_template(name: str, language: str, facts: Mapping[str, Any], *, now: datetime) -> None:
    """Add what Meta tells anew to what is known of a template; a new `body` goes in its place."""
    row = _template(name, language)
    known: JSON = {**(json.loads(row.definition) if row else {}), **facts}
    for part in objects_in(known, "components"):
        if body := known.get("body") if part.get("type") == "BODY" else None:
            part["text"] = body
    _keep(name, language, known, now)


def forget_template(name: str, language: str) -> None:
    AccountTemplate.delete().where(_is(name, language)).execute()


def why_not(name: str, *, language: str) -> str | None:
    """Tell why a template cannot be sent; None if it can, or if nothing is known of it."""
    row = _template(name, language)
    if row is None:
        return MISSING if Memory.recall(LISTED_AT) else None
    if row.status not in (APPROVED, ""):
        return f"Meta says: {row.status.lower()}"
    ours, theirs = CATALOGUE.get(name), _read(row)
    if ours is None or theirs is None:
        return None
    return theirs.misfit(parameters=len(ours.examples), document=ours.document) or None


def unusable_templates(*, language: str) -> dict[str, str]:
    """Name the catalogue's templates that cannot be sent, each with the reason."""
    reasons = {name: why_not(name, language=language) for name in CATALOGUE}
    return {name: why for name, why in reasons.items() if why}


def missing_templates(*, language: str) -> list[str]:
    """Name the catalogue's templates that the account does not have; none if it was never read."""
    return [name for name in CATALOGUE if why_not(name, language=language) == MISSING]


def kept_templates() -> list[JSON] | None:
    """List the account's templates as they are known; None if the account was never read."""
    if Memory.recall(LISTED_AT) is None:
        return None
    return [
        {**json.loads(row.definition), "name": row.name, "language": row.language, "status": row.status}
        for row in AccountTemplate.select().order_by(AccountTemplate.name)
    ]


def definition(name: str, *, language: str) -> Definition | None:
    """Tell what the account's own template looks like; None if it was never read."""
    row = _template(name, language)
    return _read(row) if row else None


def keep_flow(flow_id: str, flow_json: str | None) -> None:
    """Remember where the account's Flow begins, if that can be read out of it."""
    if flow_json and (opening := flows.first_screen(flow_json)):
        Memory.keep(f"flow:{flow_id}", json.dumps({"screen": opening.screen, "keys": list(opening.keys)}))


def _keep(name: str, language: str, known: Mapping[str, Any], now: datetime) -> None:
    AccountTemplate.insert(
        name=name,
        language=language,
        status=text_in({**known}, "status"),  # empty where Meta has told only of something else
        definition=json.dumps(known),
        listed_at=now,
    ).on_conflict(
        conflict_target=[AccountTemplate.name, AccountTemplate.language],
        preserve=[AccountTemplate.status, AccountTemplate.definition, AccountTemplate.listed_at],
    ).execute()


def _template(name: str, language: str) -> AccountTemplate | None:
    row: AccountTemplate | None = AccountTemplate.get_or_none(_is(name, language))
    return row


def _is(name: str, language: str) -> Any:
    return (AccountTemplate.name == name) & (AccountTemplate.language == language)


def _read(row: AccountTemplate) -> Definition | None:
    """Read what it looks like; news of a template may come before it was ever listed."""
    known = json.loads(row.definition)
    return definition_of(known) if "components" in known else None
