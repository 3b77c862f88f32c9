"""A message as the JSON that Meta wants, with every limit of Meta's obeyed.

What is too long is shortened. What cannot be mended, as it is ours to get right, is refused for ever:
`SendError(Refusal.never)`. Lengths are UTF-16 units, the stricter way to count.
https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages
"""

import re
from collections.abc import Iterable, Sequence

from pilateshq.errors import Refusal, SendError
from pilateshq.messages import (
    ROWS_A_LIST,
    Button,
    Buttons,
    Choices,
    Document,
    Message,
    Reaction,
    Row,
    Template,
    Text,
)
from pilateshq.whatsapp.lenient import JSON

TEXT, BODY, CAPTION = 4096, 1024, 1024
BUTTONS, BUTTON_TITLE, BUTTON_ID = 3, 20, 256
LIST_LABEL, ROW_TITLE, ROW_DESCRIPTION, ROW_ID = 20, 24, 72, 200
PARAMETERS = 900  # for all of a template's parameters together; the rest is for its own words
QUICK_REPLIES, QUICK_REPLY_PAYLOAD = 10, 128
TOKEN = 512

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


def payload(message: Message, *, language: str) -> JSON:
    """Give the part of the request from "type" on; `language` is that of the templates."""
    match message:
        case Text(body):
            return {"type": "text", "text": {"body": _words(body, TEXT)}}
        case Buttons(body, buttons):
            return _interactive("button", body, {"buttons": _reply_buttons(buttons)})
        case Choices(body, label, rows):
            action = {"button": _words(label, LIST_LABEL), "sections": [{"rows": _rows(rows)}]}
            return _interactive("list", body, action)
        case Template():
            return {"type": "template", "template": _template(message, language)}
        case Document():
            return {"type": "document", "document": _document(message)}
        case Reaction(wamid, emoji):
            return {"type": "reaction", "reaction": {"message_id": _filled(wamid), "emoji": emoji}}


def envelope(to_phone: str | None, to_user_id: str | None, *, token: str, body: JSON) -> JSON:
    """Address a payload, to the phone's digits if they are known; `token` comes back in every status."""
    if not token or length(token) > TOKEN:
        raise _never("A message needs a token of at most 512 characters.")
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **_address(to_phone, to_user_id),
        **body,
        "biz_opaque_callback_data": token,
    }


def read_mark(wamid: str, *, typing: bool) -> JSON:
    """Mark a message, and those before it, as read; `typing` shows that an answer is coming."""
    mark: JSON = {"messaging_product": "whatsapp", "status": "read", "message_id": wamid}
    return {**mark, "typing_indicator": {"type": "text"}} if typing else mark


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


def _address(phone: str | None, user_id: str | None) -> dict[str, str]:
    if phone:  # without the "+" Meta may put its own country's code before it
        return {"to": "+" + re.sub(r"\D", "", phone)}
    if user_id:
        return {"recipient": user_id}
    raise _never("There is neither a number nor a user id to send to.")


def _interactive(kind: str, body: str, action: JSON) -> JSON:
    interactive = {"type": kind, "body": {"text": _words(body, BODY)}, "action": action}
    return {"type": "interactive", "interactive": interactive}


def _reply_buttons(buttons: Sequence[Button]) -> list[JSON]:
    _check_count(len(buttons), BUTTONS, "buttons")
    ids = _ids((button.command for button in buttons), BUTTON_ID)
    titles = _distinct([_words(button.title, BUTTON_TITLE) for button in buttons], BUTTON_TITLE)
    return [
        {"type": "reply", "reply": {"id": id_, "title": title}}
        for id_, title in zip(ids, titles, strict=True)
    ]


def _rows(rows: Sequence[Row]) -> list[dict[str, str]]:
    _check_count(len(rows), ROWS_A_LIST, "rows")
    ids = _ids((row.command for row in rows), ROW_ID)
    return [_row(row, id_) for row, id_ in zip(rows, ids, strict=True)]


def _row(row: Row, id_: str) -> dict[str, str]:
    described = {"id": id_, "title": _words(row.title, ROW_TITLE)}
    if description := row.description.strip():
        described["description"] = shorten(description, ROW_DESCRIPTION)
    return described


def _template(template: Template, language: str) -> JSON:
    _check_count(len(template.commands), QUICK_REPLIES, "quick replies", least=0)
    texts = [{"type": "text", "text": text} for text in _parameters(template.parameters)]
    body = [{"type": "body", "parameters": texts}] if texts else []
    replies = [_quick_reply(index, command) for index, command in enumerate(template.commands)]
    named = {"name": _filled(template.name), "language": {"code": language}}
    return {**named, "components": body + replies} if body or replies else named


def _quick_reply(index: int, command: str) -> JSON:
    (command,) = _ids([command], QUICK_REPLY_PAYLOAD)
    parameters = [{"type": "payload", "payload": command}]
    return {"type": "button", "sub_type": "quick_reply", "index": str(index), "parameters": parameters}


def _parameters(texts: Sequence[str]) -> list[str]:
    """Share the room out: what a short parameter leaves over, a long one may use."""
    fitted = [parameter(text) for text in texts]
    room = PARAMETERS
    shortest_first = sorted(range(len(fitted)), key=lambda index: length(fitted[index]))
    for taken, index in enumerate(shortest_first):
        fitted[index] = shorten(fitted[index], max(1, room // (len(fitted) - taken)))
        room -= length(fitted[index])
    return fitted


def _document(document: Document) -> dict[str, str]:
    described = {"id": _filled(document.media_id), "filename": _filled(document.filename)}
    if caption := document.caption.strip():
        described["caption"] = shorten(caption, CAPTION)
    return described


def _words(text: str, limit: int) -> str:
    return shorten(_filled(text), limit)


def _filled(text: str) -> str:
    if not (stripped := text.strip()):
        raise _never("A part of the message is empty.")
    return stripped


def _ids(commands: Iterable[str], limit: int) -> list[str]:
    ids = [_filled(command) for command in commands]
    if any(length(id_) > limit for id_ in ids):
        raise _never(f"The command of a button is longer than {limit} characters.")
    if len(set(ids)) < len(ids):
        raise _never("Two buttons have the same command.")
    return ids


def _distinct(titles: list[str], limit: int) -> list[str]:
    """Number the titles that are there already, as Meta refuses two that are the same."""
    distinct: list[str] = []
    for title in titles:
        unique, number = title, 1
        while unique in distinct:
            number += 1
            unique = shorten(title, limit - length(f" {number}")) + f" {number}"
        distinct.append(unique)
    return distinct


def _check_count(count: int, most: int, of_what: str, *, least: int = 1) -> None:
    if not least <= count <= most:
        raise _never(f"A message has {least} to {most} {of_what}, not {count}.")


def _never(reason: str) -> SendError:
    return SendError(Refusal.never, reason)
