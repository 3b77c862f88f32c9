"""What can be said to a person: frozen values, and their form in a database row.

None of them knows Meta's limits; `whatsapp.payload` shortens and refuses where it must.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Text:
    body: str


@dataclass(frozen=True)
class Button:
    title: str
    command: str  # what the person would have typed; comes back when it is tapped


@dataclass(frozen=True)
class Buttons:
    body: str
    buttons: tuple[Button, ...]  # one to three


@dataclass(frozen=True)
class Row:
    title: str
    command: str
    description: str = ""


@dataclass(frozen=True)
class Choices:
    """A list behind a button; `page()` cuts one that is too long."""

    body: str
    label: str  # on the button that opens the list
    rows: tuple[Row, ...]  # one to ten


@dataclass(frozen=True)
class Flow:
    """A form behind a button."""

    body: str
    label: str  # on the button that opens the form
    flow_id: str
    token: str  # comes back with the answer
    screen: str  # that it opens at; empty for Meta's choice
    data: tuple[tuple[str, str], ...]  # what that screen is filled in with, by its own names


@dataclass(frozen=True)
class FlowOpening:
    """What the form behind a template's button is opened with; the template knows the form."""

    token: str
    data: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Document:
    media_id: str
    filename: str
    caption: str = ""


@dataclass(frozen=True)
class Template:
    """One of the account's approved templates, filled in."""

    name: str
    parameters: tuple[str, ...]
    commands: tuple[str, ...] = ()  # for its quick-reply buttons, in order
    flow: FlowOpening | None = None
    otherwise: str = ""  # said as well if the account's own template lacks one of these buttons
    document: Document | None = None  # before its words; a caption has no place there


@dataclass(frozen=True)
class Picture:
    media_id: str
    caption: str = ""


@dataclass(frozen=True)
class Reaction:
    wamid: str  # of the message that is reacted to
    emoji: str


Message = Text | Buttons | Choices | Flow | Template | Document | Picture | Reaction

_KINDS: dict[str, type[Message]] = {
    kind.__name__: kind for kind in (Text, Buttons, Choices, Flow, Template, Document, Picture, Reaction)
}
_PARTS: dict[str, type[Button | Row | FlowOpening | Document]] = {
    "buttons": Button,
    "rows": Row,
    "flow": FlowOpening,
    "document": Document,
}


def to_json(message: Message) -> str:
    return json.dumps({"say": type(message).__name__, **asdict(message)}, ensure_ascii=False)


def from_json(text: str) -> Message:
    fields = json.loads(text)
    kind = _KINDS[fields.pop("say")]
    return kind(**_values(fields))


def _values(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: _value(name, value) for name, value in fields.items()}


def _value(name: str, value: Any) -> Any:
    match value:
        case list():
            return tuple(_value(name, each) for each in value)
        case dict():
            return _PARTS[name](**_values(value))
        case _:
            return value


def plain(message: Message) -> str:
    """Give the words of a message, for a terminal or where only text can go."""
    match message:
        case Text(body) | Buttons(body) | Choices(body) | Flow(body):
            return body
        case Template(_, parameters):
            return " · ".join(parameters)
        case Document(_, filename, caption):
            return caption or filename
        case Picture(_, caption):
            return caption or "🖼"
        case Reaction(_, emoji):
            return emoji


ROWS_A_LIST = 10  # Meta's limit, over all sections of a list


def page(items: Sequence[T], number: int) -> tuple[Sequence[T], bool]:
    """Cut page `number` (from 1) out of what may not fit one list, and tell whether more follows."""
    if len(items) <= ROWS_A_LIST:
        return items, False
    size = ROWS_A_LIST - 1  # one row is for More
    last = (len(items) - 1) // size
    first = min(max(number - 1, 0), last) * size
    return items[first : first + size], first + size < len(items)
