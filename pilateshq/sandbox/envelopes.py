"""The bodies of Meta's webhooks."""

import json
from datetime import datetime
from typing import Any

from pilateshq.sandbox.people import Account, Person
from pilateshq.sandbox.rules import JSON


def encode(body: Any) -> bytes:
    """Give the bytes as Meta sends and signs them: all but ASCII escaped."""
    return json.dumps(body, ensure_ascii=True, separators=(",", ":")).encode()


def whole(account: Account, value: JSON, *, field: str = "messages") -> JSON:
    """Wrap one value of a field."""
    changes = [{"field": field, "value": value}]
    return {"object": "whatsapp_business_account", "entry": [{"id": account.waba_id, "changes": changes}]}


def of_account(account: Account, field: str, value: JSON, at: datetime) -> JSON:
    """Wrap news of the account itself."""
    entry = {"id": account.waba_id, "time": int(at.timestamp())}
    changes = [{"field": field, "value": value}]
    return {"object": "whatsapp_business_account", "entry": [{**entry, "changes": changes}]}


def inbound(account: Account, person: Person, message: JSON) -> JSON:
    """Give the body that brings a person's message; a hidden number is nowhere in it."""
    sender = {"from": None if person.hidden else person.wa_id, "from_user_id": person.user_id}
    value = {"contacts": [contact(person)], "messages": [{**present(sender), **message}]}
    return whole(account, {**addressed(account), **value})


def preference(account: Account, person: Person, value: str, *, now: datetime) -> JSON:
    """Give the body that tells whether somebody wants marketing; its time is a number, unlike all others."""
    told = {"wa_id": None if person.hidden else person.wa_id, "user_id": person.user_id}
    asked = f"User requested to {value} marketing messages"
    fixed = {"detail": asked, "category": "marketing_messages", "value": value}
    preferences = [{**present(told), **fixed, "timestamp": int(now.timestamp())}]
    value_ = {**addressed(account), "contacts": [contact(person)], "user_preferences": preferences}
    return whole(account, value_, field="user_preferences")


def moved(account: Account, before: Person, after: Person, message: JSON) -> JSON:
    """Give the body that tells of other ids; it has no contacts, and a hidden number is nowhere in it."""
    kind = "user_changed_user_id" if after.hidden else "user_changed_number"
    system = {
        "type": kind,
        "wa_id": None if after.hidden else after.wa_id,
        "user_id": after.user_id,
        "previous_user_id": before.user_id,
        "body": "User changed from one number to another",
    }
    sender = {"from": None if before.hidden else before.wa_id, "from_user_id": before.user_id}
    message = {**present(sender), **message, "type": "system", "system": present(system)}
    return whole(account, {**addressed(account), "messages": [message]})


def contact(person: Person, *, show_number: bool = False, show_username: bool = True) -> JSON:
    profile = {"name": person.name, "username": person.username if show_username else None}
    wa_id = person.wa_id if show_number or not person.hidden else None
    return {"profile": present(profile), **present({"wa_id": wa_id, "user_id": person.user_id})}


def addressed(account: Account) -> JSON:
    metadata = {"display_phone_number": account.number, "phone_number_id": account.phone_number_id}
    return {"messaging_product": "whatsapp", "metadata": metadata}


def present(fields: JSON) -> JSON:
    """Leave out what is None, as Meta does."""
    return {name: value for name, value in fields.items() if value is not None}
