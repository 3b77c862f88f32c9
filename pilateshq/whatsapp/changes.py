"""What Meta tells of people who have not said anything: other ids, and whether they want marketing.

https://developers.facebook.com/docs/whatsapp/business-scoped-user-ids
"""

import json
from dataclasses import dataclass

from pilateshq.whatsapp.lenient import JSON, id_in, object_in, text_in

FIELDS = ("user_preferences", "user_id_update")  # each holds a list of the same name
_MOVES = ("user_changed_number", "user_changed_user_id")
Ids = tuple[str | None, str | None]  # the phone's digits and Meta's user id, as far as they are told


@dataclass(frozen=True)
class Move:
    """Somebody's ids are others now."""

    before: Ids
    after: Ids


@dataclass(frozen=True)
class Preference:
    """Somebody does or does not want marketing, as they have set it in WhatsApp."""

    wa_id: str | None
    user_id: str | None
    wants_marketing: bool


def read(raw: bytes) -> Move | Preference | None:
    """Read what was kept of such a webhook; None for what a person has said, and for what changes nothing."""
    try:
        kept = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    if preference := object_in(kept, "user_preferences"):
        return _preference(preference)
    if update := object_in(kept, "user_id_update"):
        ids, wa_id = object_in(update, "user_id"), id_in(update, "wa_id")
        return Move((None, id_in(ids, "previous")), (wa_id, id_in(ids, "current")))
    return _move(object_in(kept, "message"))


def _preference(told: JSON) -> Preference | None:
    value = text_in(told, "value")
    if text_in(told, "category") != "marketing_messages" or value not in ("stop", "resume", "signup"):
        return None
    return Preference(id_in(told, "wa_id"), id_in(told, "user_id"), value != "stop")


def _move(message: JSON) -> Move | None:
    system = object_in(message, "system")
    if text_in(message, "type") != "system" or text_in(system, "type") not in _MOVES:
        return None
    after = id_in(system, "wa_id"), id_in(system, "user_id")
    written = id_in(message, "from_user_id")  # which of the two ids it is, no page says
    former = id_in(system, "previous_user_id") or (written if written != after[1] else None)
    return Move((id_in(message, "from"), former), after)
