"""News of a template, as Meta posts it: read leniently, and in the words in which Meta lists templates.

https://developers.facebook.com/docs/whatsapp/business-management-api/webhooks/components
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from pilateshq.whatsapp.lenient import JSON, object_in, text_in
from pilateshq.whatsapp.webhook import Other

_LONGEST_NAME = 200  # characters; none of ours has more
NO_REASON = ("", "NONE")
# With these the template's status is another; what becomes of it after one of the rest, only Meta can tell.
_STATES = {
    *("APPROVED", "REJECTED", "PENDING", "PAUSED", "DISABLED", "IN_APPEAL"),
    *("PENDING_DELETION", "DELETED", "ARCHIVED", "LIMIT_EXCEEDED"),
}


@dataclass(frozen=True)
class TemplateNews:
    """What has become of a template of the account."""

    name: str
    language: str
    event: str  # Meta's, such as "PAUSED"; or "CATEGORY", "CATEGORY_SOON", "WORDS", "QUALITY"
    why: str = ""  # Meta's reason, or what it is now
    facts: JSON = field(default_factory=dict)  # what is to be kept, as Meta would list it


def read(other: Other) -> TemplateNews | None:
    """Read what Meta tells of a template; None if it tells of something else, or not of which one."""
    reader = _READERS.get(other.field)
    try:
        value = object_in(json.loads(other.raw), "value")
    except (ValueError, RecursionError):
        return None
    name, language = (text_in(value, f"message_template_{each}") for each in ("name", "language"))
    if reader is None or not 0 < len(name) <= _LONGEST_NAME or not language:
        return None
    event, why, facts = reader(value)
    known = {"name": name, "id": text_in(value, "message_template_id"), **facts}
    kept = {each: fact for each, fact in known.items() if fact}
    return TemplateNews(name, language.replace("-", "_"), event, why[:300], kept)


def _status(value: JSON) -> tuple[str, str, JSON]:
    event = text_in(value, "event").upper()
    reasons = (
        text_in(value, "reason"),
        text_in(object_in(value, "rejection_info"), "reason"),
        text_in(object_in(value, "other_info"), "description"),
    )
    why = next((each for each in reversed(reasons) if each not in NO_REASON), "")
    facts = {"status": event if event in _STATES else "", "rejected_reason": reasons[0]}
    return event, why, facts


def _category(value: JSON) -> tuple[str, str, JSON]:
    category, coming = text_in(value, "new_category"), text_in(value, "correct_category")
    return "CATEGORY_SOON" if coming else "CATEGORY", (coming or category).lower(), {"category": category}


def _words(value: JSON) -> tuple[str, str, JSON]:
    return "WORDS", "", {"body": text_in(value, "message_template_element")}


def _quality(value: JSON) -> tuple[str, str, JSON]:
    score = text_in(value, "new_quality_score")
    return "QUALITY", score.lower(), {"quality_score": {"score": score}}


_READERS: dict[str, Callable[[JSON], tuple[str, str, JSON]]] = {
    "message_template_status_update": _status,
    "template_category_update": _category,
    "message_template_components_update": _words,
    "message_template_quality_update": _quality,
}
FIELDS = frozenset(_READERS)
