"""What can be said to a person: frozen values, and their form in a database row.

None of them knows Meta's limits; `whatsapp.payload` shortens and refuses where it must.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any


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
class Template:
    """One of the account's approved templates, filled in."""

    name: str
    parameters: tuple[str, ...]
    commands: tuple[str, ...] = ()  # for its quick-reply buttons, in order


@dataclass(frozen=True)
class Document:
    media_id: str
    filename: str
    caption: str = ""


@dataclass(frozen=True)
class Reaction:
    wamid: str  # of the message that is reacted to
    emoji: str


Message = Text | Buttons | Choices | Template | Document | Reaction

_KINDS: dict[str, type[Message]] = {
    kind.__name__: kind for kind in (Text, Buttons, Choices, Template, Document, Reaction)
}
_PARTS: dict[str, type[Button | Row]] = {"buttons": Button, "rows": Row}


def to_json(message: Message) -> str:
    return json.dumps({"say": type(message).__name__, **asdict(message)}, ensure_ascii=False)


def from_json(text: str) -> Message:
    fields = json.loads(text)
    kind = _KINDS[fields.pop("say")]
    return kind(**{name: _value(name, value) for name, value in fields.items()})


def _value(name: str, value: Any) -> Any:
    if not isinstance(value, list):
        return value
    part = _PARTS.get(name)
    return tuple(part(**each) if part else each for each in value)


def plain(message: Message) -> str:
    """Give the words of a message, for a terminal or where only text can go."""
    match message:
        case Text(body) | Buttons(body, _) | Choices(body, _, _):
            return body
        case Template(_, parameters):
            return " · ".join(parameters)
        case Document(_, filename, caption):
            return caption or filename
        case Reaction(_, emoji):
            return emoji


ROWS_A_LIST = 10  # Meta's limit, over all sections of a list


def page(rows: tuple[Row, ...], number: int, more: Row) -> tuple[Row, ...]:
    """Cut page `number` (from 1) out of rows that may not fit one list; `more` leads to the next."""
    if len(rows) <= ROWS_A_LIST:
        return rows
    size = ROWS_A_LIST - 1
    here = rows[(number - 1) * size : number * size]
    return (*here, more) if number * size < len(rows) else here
