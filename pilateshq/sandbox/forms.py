"""A Flow as a phone shows it: screens with fields, filled in and sent."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pilateshq.sandbox import answers as rules
from pilateshq.sandbox.answers import Field, Option
from pilateshq.sandbox.flow_json import (
    CHOICES,
    INPUTS,
    TEXTS,
    Scope,
    action_of,
    components,
    footers,
    leads_to,
    screen_of,
)
from pilateshq.sandbox.flows import Flows
from pilateshq.sandbox.people import FlowShown
from pilateshq.sandbox.rules import JSON, parts

KINDS = {
    "TextArea": "area",
    "DatePicker": "date",
    "Dropdown": "dropdown",
    "RadioButtonsGroup": "choice",
    "CheckboxGroup": "several",
    "OptIn": "tick",
}
LONGEST = {"TextInput": 80, "TextArea": 600}  # where the Flow does not say
GONE = ("DEPRECATED", "BLOCKED")


@dataclass(frozen=True)
class Words:
    """A text between the fields."""

    text: str
    kind: str  # heading, subheading, body, caption


@dataclass(frozen=True)
class Screen:
    id: str
    title: str
    parts: tuple[Words | Field, ...]
    label: str  # on the button that leads on


@dataclass(frozen=True)
class Form:
    screens: tuple[Screen, ...]
    response: JSON  # what it sends with the values that it holds, the token aside

    def fields(self) -> list[Field]:
        """List the fields of all screens, in order."""
        return [each for screen in self.screens for each in screen.parts if isinstance(each, Field)]

    def values(self) -> JSON:
        """Tell what each field holds."""
        return {field.name: field.value for field in self.fields()}


def open_form(flows: Flows, shown: FlowShown) -> Form:
    """Give the form with its initial values; ValueError if a phone would not show it."""
    return _walk(_definition(flows, shown), shown, {})


def fill_in(flows: Flows, shown: FlowShown, answers: Mapping[str, Any]) -> Form:
    """Give the form with those answers, the rest untouched; ValueError, a line each, for what it refuses."""
    filled = _walk(_definition(flows, shown), shown, answers)
    if unknown := answers.keys() - filled.values().keys():
        raise ValueError(f"The form has no field {', '.join(sorted(unknown))}.")
    if faults := [fault for field in filled.fields() if (fault := rules.fault(field))]:
        raise ValueError("\n".join(faults))
    return filled


def _definition(flows: Flows, shown: FlowShown) -> JSON:
    flow = flows.by_id(shown.flow_id)
    if flow is None or flow.status in GONE:
        raise ValueError("This form is no longer there.")
    if problems := flow.problems():
        raise ValueError(f"This form cannot be shown: {problems[0]['message']}")
    return flow.definition()


def _walk(flow: JSON, shown: FlowShown, answers: Mapping[str, Any]) -> Form:
    """Go from screen to screen as the buttons lead."""
    scope = Scope(shown.screen, data={shown.screen: shown.data})
    screens = []
    while True:
        screen = screen_of(flow, scope.screen) or {}
        screens.append(_screen(screen, scope, answers))
        footer = next(iter(footers(screen)), {})
        payload = scope.value(action_of(footer).get("payload", {}))
        target = leads_to(footer)
        if target is None:
            return Form(tuple(screens), payload)
        scope.screen, scope.data[target] = target, payload


def _screen(screen: JSON, scope: Scope, answers: Mapping[str, Any]) -> Screen:
    found = tuple(_parts(screen, scope, answers))
    scope.form[scope.screen] = {field.name: field.value for field in found if isinstance(field, Field)}
    label = next((str(scope.value(footer["label"])) for footer in footers(screen)), "")
    return Screen(scope.screen, str(screen.get("title", "")), found, label)


def _parts(screen: JSON, scope: Scope, answers: Mapping[str, Any]) -> Iterator[Words | Field]:
    for component in components(screen):
        kind = str(component["type"])
        here = scope.value({name: value for name, value in component.items() if name != "on-click-action"})
        if here.get("visible", True) is False:
            continue
        if kind in TEXTS and here["text"]:
            yield Words(str(here["text"]), kind.removeprefix("Text").lower())
        elif kind in INPUTS:
            yield _field(kind, here, answers)


def _field(kind: str, here: JSON, answers: Mapping[str, Any]) -> Field:
    plain = Field(
        name=here["name"],
        label=here["label"],
        kind=KINDS.get(kind) or str(here.get("input-type", "text")),
        required=here.get("required") is True,
        value="",
        helper=here.get("helper-text", ""),
        options=tuple(_options(here)) if kind in CHOICES else (),
        shortest=_number(here, "min-chars") or 0,
        longest=_number(here, "max-chars", "max-length") or LONGEST.get(kind),
        earliest=here.get("min-date") or "1900-01-01" if kind == "DatePicker" else "",
        latest=here.get("max-date") or "2100-12-31" if kind == "DatePicker" else "",
    )
    untouched = rules.initial(plain, here.get("init-value"))
    return replace(plain, value=answers.get(plain.name, untouched))


def _options(here: JSON) -> Iterator[Option]:
    for each in parts(here, "data-source"):
        if each.get("enabled", True) is not False:
            yield Option(str(each["id"]), str(each["title"]), str(each.get("description", "")))


def _number(here: JSON, *names: str) -> int | None:
    """Read a length, which is a number or a text."""
    texts = [str(here[name]) for name in names if name in here]
    return int(texts[0]) if texts and texts[0].isdecimal() else None
