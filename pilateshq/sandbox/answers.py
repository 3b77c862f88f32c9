"""What a field of a form holds, and what a phone takes in it."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from pilateshq.sandbox.rules import length

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
NUMBER = re.compile(r"-?\d+([.,]\d+)?")
PHONE = re.compile(r"[\d+\s()./-]+")
SHAPES = {
    "email": (EMAIL, "is no e-mail address"),
    "number": (NUMBER, "is no number"),
    "passcode": (NUMBER, "is no number"),
    "phone": (PHONE, "is no phone number"),
}


@dataclass(frozen=True)
class Option:
    id: str
    title: str
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class Field:
    """A field, and what it holds: a text, a tick, or the ids of several options."""

    name: str
    label: str
    kind: str  # text, number, email, phone, password, passcode, area, date, dropdown, choice, several, tick
    required: bool
    value: Any
    helper: str = ""
    options: tuple[Option, ...] = ()
    shortest: int = 0  # in characters
    longest: int | None = None
    earliest: str = ""  # days such as 2016-12-31
    latest: str = ""


def initial(field: Field, given: Any) -> Any:
    """Give what the field holds before anybody touches it; what it cannot hold is dropped."""
    ids = {option.id for option in field.options}
    match field.kind:
        case "tick":
            return given is True
        case "several":
            return [each for each in given if each in ids] if isinstance(given, list) else []
        case "choice" | "dropdown":
            return given if isinstance(given, str) and given in ids else ""
    return given if isinstance(given, str) else ""


def fault(field: Field) -> str | None:
    """Tell in a sentence what the field does not take, None if all is well."""
    match field.kind, field.value:
        case "tick", bool() as ticked:
            return f"Please tick: {field.label}" if field.required and not ticked else None
        case "several", list() as chosen:
            return _wrong_choice(field, chosen)
        case (("choice" | "dropdown"), str() as chosen):
            return _wrong_choice(field, [chosen] if chosen else [])
        case (("tick" | "several"), _):
            return f"{field.label} cannot hold {field.value!r}."
        case "date", str() as text:
            return _missing(field, text) or (_wrong_date(field, text) if text else None)
        case _, str() as text:
            return _missing(field, text) or (_wrong_text(field, text) if text else None)
    return f"{field.label} cannot hold {field.value!r}."


def _missing(field: Field, text: str) -> str | None:
    return f"Please fill in {field.label}." if field.required and not text.strip() else None


def _wrong_choice(field: Field, chosen: list[Any]) -> str | None:
    if field.required and not chosen:
        return f"Please choose: {field.label}"
    ids = [option.id for option in field.options]
    return None if all(each in ids for each in chosen) else f"{field.label} has no such option."


def _wrong_date(field: Field, text: str) -> str | None:
    try:
        day = date.fromisoformat(text).isoformat()
    except ValueError:
        return f"{field.label} is no date."
    if not field.earliest <= day <= field.latest:
        return f"{field.label} is from {field.earliest} to {field.latest}."
    return None


def _wrong_text(field: Field, text: str) -> str | None:
    shape, what = SHAPES.get(field.kind, (None, ""))
    if shape and not shape.fullmatch(text):
        return f"{field.label} {what}."
    if length(text) < field.shortest:
        return f"{field.label} has at least {field.shortest} characters."
    if field.longest is not None and length(text) > field.longest:
        return f"{field.label} has at most {field.longest} characters."
    return None
