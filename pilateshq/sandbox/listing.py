"""What the Graph API gives of its objects: the fields asked for, page by page."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from pilateshq.sandbox.refusals import GraphError
from pilateshq.sandbox.rules import JSON

PAGE = 25


def select(whole: JSON, fields: str) -> JSON:
    """Give the fields named, and always the id."""
    return {name: whole[name] for name in (*fields.split(","), "id") if name in whole}


def page(found: Sequence[JSON], query: Mapping[str, str], *, url: str, fields: str) -> JSON:
    """List as Meta does; `next` is there only if there are more, and `fields` if the query names none."""
    start, size = _number(query, "after", 0), _number(query, "limit", PAGE)
    data = [select(each, query.get("fields", fields)) for each in found[start : start + size]]
    end = start + len(data)
    paging: JSON = {"cursors": {"before": str(start), "after": str(end)}}
    if end < len(found):
        paging["next"] = f"{url}?{urlencode({**query, 'after': end})}"
    return {"data": data, "paging": paging} if data else {"data": []}


def _number(query: Mapping[str, str], name: str, default: int) -> int:
    text = query.get(name, str(default))
    if not text.isdecimal():
        raise GraphError(100, f"Param {name} must be a number.")
    return int(text)
