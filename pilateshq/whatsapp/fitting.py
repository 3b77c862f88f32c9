"""The parts of a message made to fit: no longer than Meta takes, and never empty.

Lengths are UTF-16 units, the stricter way to count.
"""

import re

from pilateshq.errors import Refusal, SendError
from pilateshq.messages import Document

BODY = 1024  # of what has buttons, and of a template when it is filled in
FLOW_TOKEN = 200
PARAMETERS = 900  # for all of a template's parameters together; the rest is for its own words

_WHOLE_WORDS = re.compile(r".*(?=\s)", re.DOTALL)
_LINE_BREAK = re.compile(r"[\r\n\t\v\f\x1c-\x1f\u0085\u2028\u2029]+")
# Controls, marks without width or that turn the direction, half surrogate pairs; and what WhatsApp reads
# as bold, italic, struck or code, which is at the edge of a word and not within one.
_NOISE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
    r"| (?<![^\W_]) [*_~`]+ (?=\S)"
    r"| (?<=\S) [*_~`]+ (?![^\W_])",
    re.VERBOSE,
)


def parameter(text: str, limit: int = PARAMETERS) -> str:
    """Make a text fit to fill in a template: one line, no markup, never empty."""
    lines = (" ".join(_NOISE.sub("", line).split()) for line in _LINE_BREAK.split(text))
    return shorten(" · ".join(filter(None, lines)).strip(" ·") or "-", limit)


def shorten(text: str, limit: int) -> str:
    """Cut a text to `limit` UTF-16 units, at the end of a word if there is one near, with "…"."""
    if length(text) <= limit:
        return text
    cut = _beginning(text, limit - 1)
    words = _WHOLE_WORDS.match(cut + text[len(cut)])
    kept = words[0] if words and 2 * len(words[0]) > len(cut) else cut
    return kept.rstrip(" \n,;:·-") + "…"


def length(text: str) -> int:
    """Count as Meta may: an emoji is two."""
    return len(text) + sum(character > "\uffff" for character in text)


def _beginning(text: str, units: int) -> str:
    encoded = text.encode("utf-16-le", "surrogatepass")
    return encoded[: 2 * max(units, 0)].decode("utf-16-le", "ignore")


def words(text: str, limit: int) -> str:
    return shorten(filled(text), limit)


def filled(text: str) -> str:
    if not (stripped := text.strip()):
        raise never("A part of the message is empty.")
    return stripped


def id_of(text: str, limit: int) -> str:
    if length(id_ := filled(text)) > limit:
        raise never(f"What a button sends back is longer than {limit} characters.")
    return id_


def described_document(document: Document) -> dict[str, str]:
    return {"id": filled(document.media_id), "filename": filled(document.filename)}


def check_count(count: int, most: int, of_what: str, *, least: int = 1) -> None:
    if not least <= count <= most:
        raise never(f"A message has {least} to {most} {of_what}, not {count}.")


def never(reason: str) -> SendError:
    return SendError(Refusal.never, reason)
