"""A command that the model proposes: from a closed list, and read by the common grammar; pure."""

import re
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from pilateshq.conversation import grammar
from pilateshq.conversation.commands import (
    CancelAt,
    CancelNext,
    Command,
    Concern,
    MyBookings,
    Request,
    Speaker,
    Unknown,
    Which,
)
from pilateshq.conversation.when import WEEKDAYS

# What may be proposed to a client: how it is written, and what it must then be read as.
CLOSED: Mapping[str, tuple[str, type[Command]]] = {
    "book": ("book {when} {kind}", Request),
    "cancel": ("cancel {when}", CancelAt),
    "cancel next": ("cancel next", CancelNext),
    "bookings": ("bookings", MyBookings),
    "running late": ("I am running late", Concern),
    "sick": ("I am sick", Concern),
}

DAY = re.compile(r"today|tomorrow|\d{4}-\d{2}-\d{2}|(?:next )?(?P<weekday>[a-z]+)")
TIME = re.compile(r"(?:[01]?\d|2[0-3]):[0-5]\d")
SCHEMA: Mapping[str, Any] = {
    "type": ["object", "null"],
    "additionalProperties": False,
    "required": ["do", "day", "time", "kind"],
    "properties": {
        "do": {"type": "string", "enum": [*CLOSED]},
        "day": {"type": "string", "description": "a weekday, today, tomorrow, YYYY-MM-DD, or empty"},
        "time": {"type": "string", "description": "HH:MM, or empty"},
        "kind": {"type": "string", "description": "a kind of session, or empty"},
    },
}


def read(proposal: Any, *, kinds: Collection[str], owner: str, now: datetime) -> Command | None:
    """Read a proposal to a client, or None if it is not one of the closed list; `now` is local."""
    fields = proposal if isinstance(proposal, dict) else {}
    written, meant = CLOSED.get(str(fields.get("do")), ("", Unknown))
    day, time, kind = (str(fields.get(name) or "").casefold() for name in ("day", "time", "kind"))
    if not (written and _is_day(day) and (not time or TIME.fullmatch(time)) and (not kind or kind in kinds)):
        return None
    words = " ".join(written.format(when=f"{day} {time}", kind=kind).split())
    command = grammar.parse(words, now=now, speaker=Speaker.client, owner=owner, kinds=kinds)
    return command if isinstance(command, meant | Which) else None


def _is_day(text: str) -> bool:
    found = DAY.fullmatch(text)
    is_named = found is not None and (found["weekday"] is None or found["weekday"] in WEEKDAYS)
    return not text or is_named
