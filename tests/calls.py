"""Webhook calls: those of `payloads/`, one for each shape, and such as a test makes up."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pilateshq.whatsapp.webhook import Event, Incoming, Status, events

PAYLOADS = {path.stem: path.read_bytes() for path in (Path(__file__).parent / "payloads").glob("*.json")}
SAID_AT = datetime(2026, 10, 5, 6, tzinfo=UTC)  # as all of them say
NOW = SAID_AT + timedelta(minutes=5)


def read(name: str) -> list[Event]:
    return events(PAYLOADS[name], now=NOW)


def incoming(name: str) -> Incoming:
    (event,) = read(name)
    assert isinstance(event, Incoming)
    return event


def status(name: str) -> Status:
    (event,) = read(name)
    assert isinstance(event, Status)
    return event


def call(*messages: Any, contacts: Any = None, **more: Any) -> bytes:
    value = {"messages": list(messages), "contacts": contacts, **more}
    return json.dumps({"entry": [{"changes": [{"field": "messages", "value": value}]}]}).encode()


def message(**more: Any) -> dict[str, Any]:
    return {"id": "wamid.IN-1", "from": "27821110001", "timestamp": "1791180000", "type": "text", **more}
