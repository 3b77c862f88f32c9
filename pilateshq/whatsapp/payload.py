"""A message as the JSON that Meta wants, with every limit of Meta's obeyed.

What is too long is shortened. What cannot be mended, as it is ours to get right, is refused for ever:
`SendError(Refusal.never)`. Lengths are UTF-16 units, the stricter way to count.
https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages
"""

import re
from collections.abc import Iterable, Sequence

from pilateshq.messages import (
    ROWS_A_LIST,
    Button,
    Buttons,
    Choices,
    Document,
    Flow,
    Message,
    Picture,
    Reaction,
    Row,
    Template,
    Text,
)
from pilateshq.whatsapp.fitting import (
    BODY,
    FLOW_TOKEN,
    check_count,
    described_document,
    filled,
    id_of,
    length,
    never,
    shorten,
    words,
)
from pilateshq.whatsapp.lenient import JSON
from pilateshq.whatsapp.template_payload import template
from pilateshq.whatsapp.templates import Definition

TEXT, CAPTION = 4096, 1024
BUTTONS, BUTTON_TITLE, BUTTON_ID = 3, 20, 256
LIST_LABEL, ROW_TITLE, ROW_DESCRIPTION, ROW_ID = 20, 24, 72, 200
FLOW_LABEL = 30
TOKEN = 512

_EMOJI = re.compile(  # and what joins, turns and colours them
    r"[\u200d\u20e3\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u27bf\u2900-\u297f\u2b00-\u2bff\u3030\u303d"
    r"\u3297\u3299\ufe00-\ufe0f\U0001f000-\U0001ffff\U000e0000-\U000e007f©®]"
)


def payload(message: Message, *, language: str, definition: Definition | None = None) -> JSON:
    """Give the part of the request from "type" on.

    `language` is that of the templates; `definition` is the account's own of this one, if it is known.
    """
    match message:
        case Text(body):
            return {"type": "text", "text": {"body": words(body, TEXT)}}
        case Buttons(body, buttons):
            return _interactive("button", body, {"buttons": _reply_buttons(buttons)})
        case Choices(body, label, rows):
            action = {"button": words(label, LIST_LABEL), "sections": [{"rows": _rows(rows)}]}
            return _interactive("list", body, action)
        case Flow(body):
            return _interactive("flow", body, {"name": "flow", "parameters": _flow(message)})
        case Template():
            return {"type": "template", "template": template(message, language, definition)}
        case Document(caption=caption):
            return {"type": "document", "document": {**described_document(message), **_captioned(caption)}}
        case Picture(media_id, caption):
            return {"type": "image", "image": {"id": filled(media_id), **_captioned(caption)}}
        case Reaction(wamid, emoji):
            return {"type": "reaction", "reaction": {"message_id": filled(wamid), "emoji": emoji}}


def envelope(to_phone: str | None, to_user_id: str | None, *, token: str, body: JSON) -> JSON:
    """Address a payload, to the phone's digits if they are known; `token` comes back in every status."""
    if not token or length(token) > TOKEN:
        raise never("A message needs a token of at most 512 characters.")
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


def _address(phone: str | None, user_id: str | None) -> dict[str, str]:
    if phone:  # without the "+" Meta may put its own country's code before it
        return {"to": "+" + re.sub(r"\D", "", phone)}
    if user_id:
        return {"recipient": user_id}
    raise never("There is neither a number nor a user id to send to.")


def _interactive(kind: str, body: str, action: JSON) -> JSON:
    interactive = {"type": kind, "body": {"text": words(body, BODY)}, "action": action}
    return {"type": "interactive", "interactive": interactive}


def _reply_buttons(buttons: Sequence[Button]) -> list[JSON]:
    check_count(len(buttons), BUTTONS, "buttons")
    ids = _ids((button.command for button in buttons), BUTTON_ID)
    titles = _distinct([words(button.title, BUTTON_TITLE) for button in buttons], BUTTON_TITLE)
    return [
        {"type": "reply", "reply": {"id": id_, "title": title}}
        for id_, title in zip(ids, titles, strict=True)
    ]


def _rows(rows: Sequence[Row]) -> list[dict[str, str]]:
    check_count(len(rows), ROWS_A_LIST, "rows")
    ids = _ids((row.command for row in rows), ROW_ID)
    return [_row(row, id_) for row, id_ in zip(rows, ids, strict=True)]


def _row(row: Row, id_: str) -> dict[str, str]:
    described = {"id": id_, "title": words(row.title, ROW_TITLE)}
    if description := row.description.strip():
        described["description"] = shorten(description, ROW_DESCRIPTION)
    return described


def _flow(flow: Flow) -> JSON:
    opening = {"screen": flow.screen, "data": dict(flow.data)}
    parameters = {
        "flow_message_version": "3",
        "flow_id": filled(flow.flow_id),
        "flow_cta": words(" ".join(_EMOJI.sub(" ", flow.label).split()), FLOW_LABEL),
        "flow_token": id_of(flow.token, FLOW_TOKEN),
        "flow_action": "navigate",
        "flow_action_payload": {name: value for name, value in opening.items() if value},
    }
    return {name: value for name, value in parameters.items() if value}


def _captioned(caption: str) -> dict[str, str]:
    return {"caption": shorten(caption.strip(), CAPTION)} if caption.strip() else {}


def _ids(commands: Iterable[str], limit: int) -> list[str]:
    ids = [id_of(command, limit) for command in commands]
    if len(set(ids)) < len(ids):
        raise never("Two buttons have the same command.")
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
