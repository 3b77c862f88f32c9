"""What Meta takes as a message: its parts, their lengths, and to whom."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pilateshq.sandbox.refusals import GraphError

JSON = dict[str, Any]
FILES = ("document", "image", "video", "audio", "sticker")
WITHOUT_CAPTION = ("audio", "sticker")
EMOJI = re.compile(r"[\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\ufe0f\U0001f000-\U0001faff]")
BSUID = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")


@dataclass(frozen=True)
class Recipient:
    """To whom a message goes: a number's digits, or a BSUID."""

    given: str
    address: str
    by_number: bool


def read_object(raw: bytes) -> JSON:
    """Read a JSON object; what is none is as good as an empty one."""
    try:
        found = json.loads(raw)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def read_recipient(message: JSON) -> Recipient:
    """Tell to whom the message goes; `to` wins over `recipient`."""
    if to := message.get("to"):
        digits = re.sub(r"[+\s()-]", "", str(to))
        return Recipient(str(to), _matching(r"\d{5,15}", digits, "to"), by_number=True)
    if recipient := message.get("recipient"):
        return Recipient(str(recipient), _matching(BSUID, str(recipient), "recipient"), by_number=False)
    raise GraphError(100, "The parameter to is required.")


def check_form(message: JSON) -> None:
    """Refuse a message of a form that Meta would refuse, whoever it is for."""
    check_product(message)
    _check_text(message, "biz_opaque_callback_data", 512, required=False)
    if "context" in message:
        _check_text(part(message, "context"), "message_id", 512)
    match message.get("type", "text"):
        case "text":
            _check_text(part(message, "text"), "body", 4096)
        case "interactive":
            _check_interactive(part(message, "interactive", code=131009))
        case "template":
            part(message, "template")
        case "reaction":
            _check_reaction(part(message, "reaction"))
        case kind if kind in FILES:
            _check_file(part(message, kind), captioned=kind not in WITHOUT_CAPTION)
        case kind:
            raise GraphError(100, f"Param type is {kind!r}, which is not a type of message.")


def check_product(message: JSON) -> None:
    if message.get("messaging_product") != "whatsapp":
        raise GraphError(100, "messaging_product must be whatsapp.")


def part(whole: JSON, name: str, *, code: int = 100) -> JSON:
    """Give an object inside another."""
    found = whole.get(name)
    if not isinstance(found, dict):
        raise GraphError(code, f"The parameter {name} is required and must be an object.")
    return found


def part_of(whole: JSON, name: str) -> JSON:
    """Give an object inside another, an empty one if there is none."""
    found = whole.get(name)
    return found if isinstance(found, dict) else {}


def parts(whole: JSON, name: str) -> list[JSON]:
    """Give the objects of a list, none if there is no such list."""
    found = whole.get(name)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def length(text: str) -> int:
    """Count in UTF-16 units, the strictest that Meta may mean."""
    return len(text.encode("utf-16-le")) // 2


def media_ids(message: JSON) -> Iterator[str]:
    """Yield every media id in a message, however deep."""
    for name, value in message.items():
        inner = value if isinstance(value, list) else [value]
        for each in inner:
            if isinstance(each, dict):
                yield from _own_media_id(name, each)
                yield from media_ids(each)


def _own_media_id(name: str, file: JSON) -> Iterator[str]:
    if name in FILES and "id" in file:
        yield str(file["id"])


def _matching(pattern: str | re.Pattern[str], text: str, name: str) -> str:
    if re.fullmatch(pattern, text) is None:
        raise GraphError(131009, f"The parameter {name} is not valid.")
    return text


def _check_text(whole: JSON, name: str, limit: int, *, code: int = 100, required: bool = True) -> str:
    text = whole.get(name, "")
    if not isinstance(text, str):
        raise GraphError(code, f"The parameter {name} must be a string.")
    if required and not text.strip():
        raise GraphError(code, f"The parameter {name} is required.")
    if length(text) > limit:
        raise GraphError(code, f"The parameter {name} is longer than {limit} characters.")
    return text


def _check_file(file: JSON, *, captioned: bool) -> None:
    if not file.get("id") and not file.get("link"):
        raise GraphError(100, "Either id or link is required.")
    if "caption" in file and not captioned:
        raise GraphError(100, "This type takes no caption.")
    _check_text(file, "caption", 1024, required=False)


def _check_reaction(reaction: JSON) -> None:
    _check_text(reaction, "message_id", 512)
    _check_text(reaction, "emoji", 32, required=False)


def _check_interactive(interactive: JSON) -> None:
    _check_text(part(interactive, "body", code=131009), "text", 1024, code=131009)
    if "footer" in interactive:
        _check_text(part(interactive, "footer", code=131009), "text", 60, code=131009)
    action = part(interactive, "action", code=131009)
    match interactive.get("type"):
        case "button":
            _check_header(interactive, ("text", "image", "video", "document"))
            _check_buttons(parts(action, "buttons"))
        case "list":
            _check_header(interactive, ("text",))
            _check_list(action)
        case "flow":
            _check_header(interactive, ("text", "image", "video", "document"))
            _check_flow(action)
        case kind:
            raise GraphError(131009, f"The interactive type {kind!r} is not valid.")


def _check_header(interactive: JSON, kinds: tuple[str, ...]) -> None:
    if "header" not in interactive:
        return
    header = part(interactive, "header", code=131009)
    kind = header.get("type")
    if kind not in kinds:
        raise GraphError(131009, f"A header of type {kind!r} is not valid here.")
    if kind == "text":
        _check_text(header, "text", 60, code=131009)
    else:
        _check_file(part(header, kind, code=131009), captioned=False)


def _check_buttons(buttons: list[JSON]) -> None:
    _check_count("buttons", buttons, 3)
    replies = [part(button, "reply", code=131009) for button in buttons if button.get("type") == "reply"]
    if len(replies) < len(buttons):
        raise GraphError(131009, "Every button must be of type reply.")
    _check_distinct("button id", [_check_id(reply, 256) for reply in replies])
    _check_distinct("button title", [_check_text(reply, "title", 20, code=131009) for reply in replies])


def _check_list(action: JSON) -> None:
    _check_text(action, "button", 20, code=131009)
    sections = parts(action, "sections")
    _check_count("sections", sections, 10)
    for section in sections:
        _check_text(section, "title", 24, code=131009, required=len(sections) > 1)
    rows = [row for section in sections for row in parts(section, "rows")]
    _check_count("rows", rows, 10)
    _check_distinct("row id", [_check_id(row, 200) for row in rows])
    for row in rows:
        _check_text(row, "title", 24, code=131009)
        _check_text(row, "description", 72, code=131009, required=False)


def _check_flow(action: JSON) -> None:
    parameters = part(action, "parameters", code=131009)
    if action.get("name") != "flow" or parameters.get("flow_message_version") != "3":
        raise GraphError(131009, "The name must be flow, and flow_message_version must be 3.")
    check_reference(parameters, code=131009)
    if EMOJI.search(_check_text(parameters, "flow_cta", 30, code=131009)):
        raise GraphError(131009, "The parameter flow_cta must not have emoji.")
    _check_text(parameters, "flow_token", 200, code=131009, required="flow_token" in parameters)
    if parameters.get("mode", "published") not in ("published", "draft"):
        raise GraphError(131009, "The mode must be published or draft.")
    if parameters.get("flow_action", "navigate") != "navigate":
        raise GraphError(131009, "The flow_action must be navigate: these Flows have no endpoint.")
    if "flow_action_payload" in parameters:
        part(parameters, "flow_action_payload", code=131009)


def check_reference(whole: JSON, *, code: int) -> None:
    """Refuse what does not name a Flow in exactly one of the two ways."""
    named = [name for name in ("flow_id", "flow_name") if name in whole]
    if len(named) != 1:
        raise GraphError(code, "Exactly one of flow_id and flow_name is required.")
    _check_text(whole, named[0], 200, code=code)


def _check_id(whole: JSON, limit: int) -> str:
    text = _check_text(whole, "id", limit, code=131009)
    if text != text.strip():
        raise GraphError(131009, "An id must not begin or end with a space.")
    return text


def _check_count(name: str, found: list[JSON], limit: int) -> None:
    if not 1 <= len(found) <= limit:
        raise GraphError(131009, f"There must be 1 to {limit} {name}, not {len(found)}.")


def _check_distinct(name: str, values: list[str]) -> None:
    if len(set(values)) < len(values):
        raise GraphError(131009, f"Every {name} must be different.")
