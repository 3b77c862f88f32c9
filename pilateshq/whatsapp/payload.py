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
    Flow,
    FlowOpening,
    Message,
    Reaction,
    Row,
    Template,
    Text,
)
from pilateshq.whatsapp.lenient import JSON
from pilateshq.whatsapp.templates import Definition

TEXT, BODY, CAPTION = 4096, 1024, 1024
BUTTONS, BUTTON_TITLE, BUTTON_ID = 3, 20, 256
LIST_LABEL, ROW_TITLE, ROW_DESCRIPTION, ROW_ID = 20, 24, 72, 200
FLOW_LABEL, FLOW_TOKEN = 30, 200
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
            return {"type": "text", "text": {"body": _words(body, TEXT)}}
        case Buttons(body, buttons):
            return _interactive("button", body, {"buttons": _reply_buttons(buttons)})
        case Choices(body, label, rows):
            action = {"button": _words(label, LIST_LABEL), "sections": [{"rows": _rows(rows)}]}
            return _interactive("list", body, action)
        case Flow(body):
            return _interactive("flow", body, {"name": "flow", "parameters": _flow(message)})
        case Template():
            filled = _template(message, language, definition or _assumed(message))
            return {"type": "template", "template": filled}
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


def _flow(flow: Flow) -> JSON:
    opening = {"screen": flow.screen, "data": dict(flow.data)}
    parameters = {
        "flow_message_version": "3",
        "flow_id": _filled(flow.flow_id),
        "flow_cta": _words(" ".join(_EMOJI.sub(" ", flow.label).split()), FLOW_LABEL),
        "flow_token": _id(flow.token, FLOW_TOKEN),
        "flow_action": "navigate",
        "flow_action_payload": {name: value for name, value in opening.items() if value},
    }
    return {name: value for name, value in parameters.items() if value}


def _assumed(template: Template) -> Definition:
    """Believe that the account's template is the one that the message was made for."""
    buttons = ["QUICK_REPLY"] * len(template.commands) + ["FLOW"] * (template.flow is not None)
    return Definition(len(template.parameters), buttons=tuple(buttons))


def _template(template: Template, language: str, definition: Definition) -> JSON:
    _check_count(len(template.commands), QUICK_REPLIES, "quick replies", least=0)
    _check_fit(template, definition)
    buttons = _template_buttons(template, definition)
    lacking = len(buttons) < len(template.commands) + (template.flow is not None)
    body = _template_body(template, definition, otherwise=template.otherwise if lacking else "")
    named = {"name": _filled(template.name), "language": {"code": language}}
    return {**named, "components": body + buttons} if body or buttons else named


def _check_fit(template: Template, definition: Definition) -> None:
    name, wanted, given = template.name, definition.parameters, len(template.parameters)
    if given != wanted:
        raise SendError(
            Refusal.template, f"Parameters of the account's {name}: {wanted}, and we have {given}."
        )
    if definition.elsewhere:
        reason = f"The account's {name} wants more than parameters of its body, which is all that we have."
        raise SendError(Refusal.template, reason)


def _template_buttons(template: Template, definition: Definition) -> list[JSON]:
    """Make the buttons that the account's template has too, each in its place there."""
    places = zip(definition.places("QUICK_REPLY"), template.commands, strict=False)
    buttons = [_quick_reply(index, command) for index, command in places]
    if template.flow:
        buttons += [_flow_button(index, template.flow) for index in definition.places("FLOW")[:1]]
    return buttons


def _quick_reply(index: int, command: str) -> JSON:
    command = _id(command, QUICK_REPLY_PAYLOAD)
    return _template_button("quick_reply", index, {"type": "payload", "payload": command})


def _flow_button(index: int, flow: FlowOpening) -> JSON:
    action: JSON = {"flow_token": _id(flow.token, FLOW_TOKEN)}
    if flow.data:
        action["flow_action_data"] = dict(flow.data)
    return _template_button("flow", index, {"type": "action", "action": action})


def _template_button(kind: str, index: int, parameter: JSON) -> JSON:
    return {"type": "button", "sub_type": kind, "index": str(index), "parameters": [parameter]}


def _template_body(template: Template, definition: Definition, *, otherwise: str) -> list[JSON]:
    room = min(PARAMETERS, BODY - length(definition.words))
    texts = _parameters(template.parameters, room, otherwise)
    filled: list[JSON] = [{"type": "text", "text": text} for text in texts]
    if definition.names:
        names = zip(definition.names, filled, strict=True)
        filled = [{"parameter_name": name, **each} for name, each in names]
    return [{"type": "body", "parameters": filled}] if filled else []


def _parameters(texts: Sequence[str], room: int, otherwise: str) -> list[str]:
    """Share the room out: what a short parameter leaves over, a long one may use."""
    fitted = [parameter(text) for text in texts]
    ending = f" · {parameter(otherwise, room // 2)}" if fitted and otherwise else ""
    room -= length(ending)
    shortest_first = sorted(range(len(fitted)), key=lambda index: length(fitted[index]))
    for taken, index in enumerate(shortest_first):
        fitted[index] = shorten(fitted[index], max(1, room // (len(fitted) - taken)))
        room -= length(fitted[index])
    return [*fitted[:-1], fitted[-1] + ending] if fitted else []


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


def _id(text: str, limit: int) -> str:
    if length(id_ := _filled(text)) > limit:
        raise _never(f"What a button sends back is longer than {limit} characters.")
    return id_


def _ids(commands: Iterable[str], limit: int) -> list[str]:
    ids = [_id(command, limit) for command in commands]
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
