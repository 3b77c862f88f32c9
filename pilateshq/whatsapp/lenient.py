"""Reading JSON that was made elsewhere: what is not of the shape expected counts as absent."""

from typing import Any

JSON = dict[str, Any]  # an object; what is in it is anybody's guess
_LONGEST_ID = 512  # what is longer was not made by Meta, and no index would take it


def object_in(parent: Any, name: str) -> JSON:
    value = parent.get(name) if isinstance(parent, dict) else None
    return value if isinstance(value, dict) else {}


def objects_in(parent: Any, name: str) -> list[JSON]:
    items = parent.get(name) if isinstance(parent, dict) else None
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def text_in(parent: JSON, name: str) -> str:
    """Give a text, or a whole number as text: Meta is not always sure which of them an id is."""
    value = parent.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else ""


def id_in(parent: JSON, name: str) -> str | None:
    text = text_in(parent, name)
    return text if 0 < len(text) <= _LONGEST_ID else None
