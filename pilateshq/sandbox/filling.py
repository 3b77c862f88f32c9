"""A template and what is sent with it become a message, or a refusal."""

import re
from dataclasses import dataclass

from pilateshq.sandbox import invitations
from pilateshq.sandbox.invitations import Invitation
from pilateshq.sandbox.refusals import LAYOUT, GraphError
from pilateshq.sandbox.rules import JSON, length, parts

VARIABLE = re.compile(r"{{\s*(\w+)\s*}}")
LONGEST = 1024
LONGEST_PAYLOAD = 128


@dataclass(frozen=True)
class Filled:
    text: str
    buttons: list[str]
    commands: list[str]  # "" for a button that sends nothing
    invitation: Invitation | None  # behind a Flow's button
    file: JSON  # in the header; empty for none


def fill(template: JSON, sent: JSON) -> Filled:
    """Put what was sent in the template's places."""
    components = parts(sent, "components")
    named = template.get("parameter_format") == "NAMED"
    file = _header(_component(template, "HEADER"), _parameters(components, "header"), named=named)
    body = _component(template, "BODY").get("text", "")
    text = _hydrate("body", body, _parameters(components, "body"), named=named)
    if length(text) > LONGEST:
        raise GraphError(132005, f"The body is longer than {LONGEST} characters when filled in.")
    buttons = parts(_component(template, "BUTTONS"), "buttons")
    given = {_index(each, buttons): each for each in components if str(each.get("type")).lower() == "button"}
    titles = [button.get("text", "") for button in buttons]
    return Filled(text, titles, _commands(buttons, given), _invitation(buttons, given), file)


def _component(template: JSON, kind: str) -> JSON:
    found = (each for each in parts(template, "components") if str(each.get("type")).upper() == kind)
    return next(found, {})


def _parameters(components: list[JSON], kind: str) -> list[JSON]:
    found = (each for each in components if str(each.get("type")).lower() == kind)
    return [parameter for each in found for parameter in parts(each, "parameters")]


def _header(header: JSON, parameters: list[JSON], *, named: bool) -> JSON:
    """Give the file that a header shows, if it shows one."""
    kind = str(header.get("format", "TEXT")).lower()
    if kind == "text":
        _hydrate("header", header.get("text", ""), parameters, named=named)
        return {}
    received = parameters[0].get("type") if parameters else "UNKNOWN"
    file = parameters[0].get(kind) if parameters else None
    if received != kind or not isinstance(file, dict) or not (file.get("id") or file.get("link")):
        details = f"header: Format mismatch, expected {kind.upper()}, received {str(received).upper()}"
        raise GraphError(132012, details)
    return {"type": kind, **file}


def _hydrate(where: str, text: str, parameters: list[JSON], *, named: bool) -> str:
    wanted = sorted(set(VARIABLE.findall(text)), key=lambda name: (len(name), name))
    if len(parameters) != len(wanted):
        counts = f"({len(parameters)}) does not match the expected number of params ({len(wanted)})"
        raise GraphError(132000, f"{where}: number of localizable_params {counts}")
    names = [str(parameter.get("parameter_name", "")) for parameter in parameters]
    if sorted(names) != sorted(wanted if named else [""] * len(wanted)):
        raise GraphError(132012, f"{where}: the parameters' names are not those of the template")
    values = [_value(where, parameter) for parameter in parameters]
    by_name = dict(zip(names if named else wanted, values, strict=True))
    return VARIABLE.sub(lambda found: by_name[found[1]], text)


def _value(where: str, parameter: JSON) -> str:
    text = parameter.get("text", "")
    if parameter.get("type") != "text" or not isinstance(text, str):
        raise GraphError(132012, f"{where}: Format mismatch, expected TEXT")
    if not text.strip(" "):
        raise GraphError(131008, "Parameter of type text is missing text value")
    if re.search(r"[\n\r\t]| {5}", text):
        raise GraphError(132018, LAYOUT)
    if length(text) > LONGEST:
        raise GraphError(132005, f"{where}: a parameter is longer than {LONGEST} characters")
    return text


def _commands(buttons: list[JSON], given: dict[int, JSON]) -> list[str]:
    """Give what each button sends back: a quick reply its payload, or else its own text."""
    commands = [button["text"] if button.get("type") == "QUICK_REPLY" else "" for button in buttons]
    for index, button in enumerate(buttons):
        match button.get("type"):
            case "QUICK_REPLY" if index in given:
                commands[index] = _payload(given[index])
            case "URL" if "{{" in button.get("url", ""):
                _check_url_parameter(index, given.get(index, {}))
    return commands


def _invitation(buttons: list[JSON], given: dict[int, JSON]) -> Invitation | None:
    found = [index for index, button in enumerate(buttons) if button.get("type") == "FLOW"]
    return invitations.of_button(buttons[found[0]], given.get(found[0])) if found else None


def _index(component: JSON, buttons: list[JSON]) -> int:
    given = str(component.get("index"))
    index = int(given) if given.isdecimal() else -1
    if not 0 <= index < len(buttons):
        raise GraphError(132018, f"buttons: the template has no button at index {given}")
    kind, wanted = str(component.get("sub_type")).lower(), str(buttons[index].get("type")).lower()
    if kind != wanted:
        raise GraphError(132018, f"buttons: the button at index {given} is of type {wanted}, not {kind}")
    return index


def _payload(component: JSON) -> str:
    match parts(component, "parameters"):
        case [{"type": "payload", "payload": str() as payload}] if 0 < length(payload) <= LONGEST_PAYLOAD:
            return payload
    raise GraphError(131009, f"buttons: a quick reply takes a payload of 1 to {LONGEST_PAYLOAD} characters")


def _check_url_parameter(index: int, component: JSON) -> None:
    parameters = parts(component, "parameters")
    if not parameters:
        raise GraphError(131008, f"buttons: Button at index {index} of type Url requires a parameter")
    _value("buttons", parameters[0])
