"""A template filled in as the account has it: its parameters, its document, and what its buttons send."""

from collections.abc import Iterator, Sequence

from pilateshq.errors import Refusal, SendError
from pilateshq.messages import FlowOpening, Template
from pilateshq.whatsapp.fitting import (
    BODY,
    FLOW_TOKEN,
    PARAMETERS,
    check_count,
    described_document,
    filled,
    id_of,
    length,
    parameter,
    shorten,
)
from pilateshq.whatsapp.lenient import JSON
from pilateshq.whatsapp.templates import CATALOGUE, FLOW, QUICK_REPLY, Definition, TemplateButton, place_of

QUICK_REPLIES, QUICK_REPLY_PAYLOAD = 10, 128


def template(message: Template, language: str, definition: Definition | None) -> JSON:
    """Fill a template in; without the account's own `definition`, ours is believed."""
    own = definition or _assumed(message)
    check_count(len(message.commands), QUICK_REPLIES, "quick replies", least=0)
    _check_fit(message, own)
    buttons = _buttons(message, own)
    lacking = len(buttons) < len(message.commands) + (message.flow is not None)
    body = _body(message, own, otherwise=message.otherwise if lacking else "")
    components = [*_header(message), *body, *buttons]
    named = {"name": filled(message.name), "language": {"code": language}}
    return {**named, "components": components} if components else named


def _assumed(message: Template) -> Definition:
    """Believe that the account's template is the one that the message was made for."""
    replies = [TemplateButton(QUICK_REPLY, title) for title in _titles(message)]
    forms = [TemplateButton(FLOW)] * (message.flow is not None)
    has_document = message.document is not None
    return Definition(len(message.parameters), buttons=(*replies, *forms), document=has_document)


def _titles(message: Template) -> Sequence[str]:
    """Name the buttons that the commands are for; without words where the template is none of ours."""
    ours = CATALOGUE.get(message.name)
    return ours.buttons[: len(message.commands)] if ours else ("",) * len(message.commands)


def _check_fit(message: Template, definition: Definition) -> None:
    has_document = message.document is not None
    if wrong := definition.misfit(parameters=len(message.parameters), document=has_document):
        raise SendError(Refusal.template, f"{message.name} of the account is another than ours: {wrong}.")


def _header(message: Template) -> list[JSON]:
    if message.document is None:
        return []
    document = described_document(message.document)  # without its caption, for which there is no place
    return [{"type": "header", "parameters": [{"type": "document", "document": document}]}]


def _buttons(message: Template, definition: Definition) -> list[JSON]:
    """Make the buttons that the account's template has too, each in its place there."""
    places = sorted(_places(message, definition))
    buttons = [_quick_reply(index, command) for index, command in places]
    if message.flow:
        buttons += [_flow_button(index, message.flow) for index in definition.places(FLOW)[:1]]
    return buttons


def _places(message: Template, definition: Definition) -> Iterator[tuple[int, str]]:
    """Find each command's button: by its title, or by its order where the template is none of ours."""
    if message.name not in CATALOGUE:
        yield from zip(definition.places(QUICK_REPLY), message.commands, strict=False)
        return
    for title, command in zip(_titles(message), message.commands, strict=False):
        place = place_of(title, definition.buttons)
        if place is not None:
            yield place, command


def _quick_reply(index: int, command: str) -> JSON:
    command = id_of(command, QUICK_REPLY_PAYLOAD)
    return _button("quick_reply", index, {"type": "payload", "payload": command})


def _flow_button(index: int, flow: FlowOpening) -> JSON:
    action: JSON = {"flow_token": id_of(flow.token, FLOW_TOKEN)}
    if flow.data:
        action["flow_action_data"] = dict(flow.data)
    return _button("flow", index, {"type": "action", "action": action})


def _button(kind: str, index: int, parameter: JSON) -> JSON:
    return {"type": "button", "sub_type": kind, "index": str(index), "parameters": [parameter]}


def _body(message: Template, definition: Definition, *, otherwise: str) -> list[JSON]:
    room = min(PARAMETERS, BODY - length(definition.words))
    texts = _parameters(message.parameters, room, otherwise)
    sent: list[JSON] = [{"type": "text", "text": text} for text in texts]
    if definition.names:
        names = zip(definition.names, sent, strict=True)
        sent = [{"parameter_name": name, **each} for name, each in names]
    return [{"type": "body", "parameters": sent}] if sent else []


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
