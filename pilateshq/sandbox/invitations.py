"""What the bot sends to open a Flow: a message of its own, or a template's button."""

from dataclasses import dataclass
from typing import Any

from pilateshq.sandbox import flow_json
from pilateshq.sandbox.flow_json import REFERENCE, TEXTS
from pilateshq.sandbox.flows import Flow, Flows
from pilateshq.sandbox.people import FlowShown
from pilateshq.sandbox.refusals import GraphError
from pilateshq.sandbox.rules import JSON, check_reference, part_of, parts

NO_TOKEN = "unused"
TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "boolean": bool,
    "number": (int, float),
    "array": list,
    "object": dict,
}


@dataclass(frozen=True)
class Invitation:
    flow: JSON  # its flow_id or flow_name
    label: str
    token: str
    screen: str | None  # None for the Flow's first
    data: Any  # None for none
    draft: bool = False


def of_message(message: JSON) -> Invitation | None:
    """Read an interactive message that opens a Flow, None if it does not."""
    match message:
        case {"interactive": {"type": "flow", "action": {"parameters": dict() as asked}}}:
            payload = part_of(asked, "flow_action_payload")
            return Invitation(
                asked,
                asked["flow_cta"],
                asked.get("flow_token", NO_TOKEN),
                payload.get("screen"),
                payload.get("data"),
                draft=asked.get("mode") == "draft",
            )
    return None


def of_button(button: JSON, component: JSON | None) -> Invitation:
    """Read a template's button, and what was sent for it, if anything was."""
    asked = _asked(component) if component else {}
    token = asked.get("flow_token", NO_TOKEN)
    if not isinstance(token, str) or not 0 < len(token) <= 200:
        raise GraphError(131009, "buttons: a flow_token has 1 to 200 characters")
    return Invitation(
        button, button["text"], token, button.get("navigate_screen"), asked.get("flow_action_data")
    )


def accept(invitation: Invitation, flows: Flows) -> FlowShown:
    """Give what the phone shows, or refuse what the Flow could not begin with."""
    flow = flows.sendable(invitation.flow, draft=invitation.draft)
    entries = flow_json.entries(flow.definition())
    screen = invitation.screen or next(iter(entries), "")
    if screen not in entries:
        raise GraphError(131009, f"{screen!r} is no screen with which Flow {flow.id} begins.")
    data = invitation.data
    if data is not None:
        _check_data(flow, screen, data)
    return FlowShown(flow.id, invitation.token, invitation.label, screen, data or {})


def with_flow_ids(template: JSON, flows: Flows) -> JSON:
    """Name each Flow of a new template by its id, as Meta keeps it; refuse one that cannot be sent."""
    for component in parts(template, "components"):
        for button in parts(component, "buttons"):
            if button.get("type") == "FLOW":
                check_reference(button, code=100)
                button["flow_id"] = flows.sendable(button).id
                button.pop("flow_name", None)
    return template


def _asked(component: JSON) -> JSON:
    match parts(component, "parameters"):
        case [{"type": "action", "action": dict() as action}]:
            return action
    raise GraphError(131009, "buttons: a Flow's button takes one parameter of type action")


def _check_data(flow: Flow, screen_id: str, data: Any) -> None:
    """Refuse data with which the phone could not show the screen."""
    if not isinstance(data, dict) or not data:
        raise GraphError(131009, "The data of a Flow must be an object that is not empty.")
    screen = flow_json.screen_of(flow.definition(), screen_id) or {}
    declared = part_of(screen, "data")
    for name in declared.keys() & data.keys():
        kind = str(part_of(declared, name).get("type"))
        if not isinstance(data[name], TYPES.get(kind, object)):
            raise GraphError(131009, f"The data {name} must be of type {kind}.")
    for text in [each.get("text") for each in flow_json.components(screen) if each.get("type") in TEXTS]:
        found = REFERENCE.fullmatch(str(text))
        if found and found["of"] == "data" and data.get(found["name"], "-") == "":
            raise GraphError(131009, f"The data {found['name']} is shown as a text, and may not be empty.")
