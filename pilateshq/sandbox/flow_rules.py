"""What Meta finds wrong with a Flow's JSON: the rules for Flows without an endpoint.

https://developers.facebook.com/docs/whatsapp/flows/reference/components; the names of some errors are ours.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pilateshq.sandbox.flow_json import (
    INPUTS,
    REFERENCE,
    action_of,
    components,
    entries,
    footers,
    inputs,
    leads_to,
    routes,
    screen_of,
)
from pilateshq.sandbox.rules import JSON, length, part_of, parts

LONGEST = {  # in characters; the first is required
    "TextHeading": {"text": 80},
    "TextSubheading": {"text": 80},
    "TextBody": {"text": 4096},
    "TextCaption": {"text": 409},
    "TextInput": {"label": 20, "helper-text": 80},
    "TextArea": {"label": 20, "helper-text": 80},
    "DatePicker": {"label": 40, "helper-text": 80},
    "Dropdown": {"label": 20},
    "RadioButtonsGroup": {"label": 30},
    "CheckboxGroup": {"label": 30},
    "OptIn": {"label": 120},
    "Footer": {"label": 35, "left-caption": 15, "center-caption": 15, "right-caption": 15},
    "EmbeddedLink": {"text": 25},
    "Image": {"src": 400_000},
}
LONGEST_IN_OPTION = {"title": 30, "description": 300}
MOST_OPTIONS = {"Dropdown": 200, "RadioButtonsGroup": 20, "CheckboxGroup": 20}
MOST_ON_A_SCREEN = {"Footer": 1, "EmbeddedLink": 2, "OptIn": 5}
MOST_COMPONENTS = 50
INPUT_TYPES = ("text", "number", "email", "password", "passcode", "phone")
DATE = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class Fault:
    """Something wrong, and where."""

    error: str
    path: str
    message: str


@lru_cache(maxsize=16)
def problems(text: str) -> list[JSON]:
    """List what is wrong, in the form in which Meta answers; empty if the Flow may be published."""
    try:
        flow = json.loads(text)
    except (ValueError, RecursionError) as error:
        return [_as_answered(Fault("INVALID_FLOW_JSON", "", f"This is no JSON: {error}"), text)]
    if not isinstance(flow, dict):
        return [_as_answered(Fault("INVALID_FLOW_JSON", "", "This is no JSON object."), text)]
    return [_as_answered(fault, text) for fault in _faults(flow)]


def _as_answered(fault: Fault, text: str) -> JSON:
    """Give Meta's form; unlike Meta, we point at the whole file and name the place by its path."""
    lines = text.splitlines() or [""]
    place = {"line_start": 1, "line_end": len(lines), "column_start": 1, "column_end": len(lines[-1]) + 1}
    kind = "FLOW_JSON_ERROR" if fault.error.endswith(("FLOW_JSON", "ROUTING_MODEL")) else "JSON_SCHEMA_ERROR"
    pointers = [{**place, "path": fault.path}] if fault.path else []
    return {
        "error": fault.error,
        "error_type": kind,
        "message": fault.message,
        **place,
        "pointers": pointers,
    }


def _faults(flow: JSON) -> Iterator[Fault]:
    screens = parts(flow, "screens")
    if not re.fullmatch(r"\d+\.\d+", str(flow.get("version"))):
        yield Fault("INVALID_PROPERTY_VALUE", "version", "A Flow needs a version such as 7.3.")
    if "data_api_version" in flow:
        yield Fault("INVALID_PROPERTY", "data_api_version", "A Flow with an endpoint is not emulated here.")
    for number, screen in enumerate(screens):
        yield from _of_screen(flow, screen, f"screens[{number}]")
    yield from _of_ids(screens)
    yield from _of_routes(flow)
    if not any(screen.get("terminal") is True for screen in screens):
        yield Fault("MISSING_TERMINAL_SCREEN", "screens", "At least one screen must be terminal.")


def _of_ids(screens: list[JSON]) -> Iterator[Fault]:
    ids = [str(screen.get("id")) for screen in screens]
    for screen_id in _twice(ids):
        yield Fault("DUPLICATE_SCREEN_ID", "screens", f"More than one screen has the id {screen_id!r}.")
    for screen_id in ids:
        if screen_id == "SUCCESS" or not re.fullmatch(r"[A-Za-z_]+", screen_id):
            yield Fault("INVALID_SCREEN_ID", "screens", f"{screen_id!r} cannot be a screen's id.")


def _of_routes(flow: JSON) -> Iterator[Fault]:
    leads = routes(flow)
    for screen_id, targets in leads.items():
        for target in sorted(targets - leads.keys()):
            yield _bad_route(f"{screen_id} leads to {target}, which is no screen.")
        if screen_id in _reached(leads, screen_id):
            yield _bad_route(f"From {screen_id} there is a way back to it; routes only go forward.")
    if leads and not entries(flow):
        yield _bad_route("There is no screen to begin with: each is led to by another.")


def _bad_route(message: str) -> Fault:
    return Fault("INVALID_ROUTING_MODEL", "screens", message)


def _reached(leads: dict[str, set[str]], start: str) -> set[str]:
    reached: set[str] = set()
    ahead = set(leads[start])
    while ahead:
        here = ahead.pop()
        reached.add(here)
        ahead |= leads.get(here, set()) - reached
    return reached


def _of_screen(flow: JSON, screen: JSON, path: str) -> Iterator[Fault]:
    found = components(screen)
    kinds = Counter(str(each.get("type")) for each in found)
    if len(found) > MOST_COMPONENTS:
        yield Fault("TOO_MANY_COMPONENTS", path, f"A screen has at most {MOST_COMPONENTS} components.")
    for kind, most in MOST_ON_A_SCREEN.items():
        if kinds[kind] > most:
            yield Fault("TOO_MANY_COMPONENTS", path, f"A screen has at most {most} {kind}.")
    for name in _twice(str(each.get("name")) for each in inputs(screen)):
        yield Fault("DUPLICATE_FIELD_NAME", path, f"More than one field has the name {name!r}.")
    for name, declared in part_of(screen, "data").items():
        if not isinstance(declared, dict) or "__example__" not in declared:
            yield _lacks(f"{path}.data.{name}", "__example__")
    for number, component in enumerate(found):
        yield from _of_component(component, f"{path}.layout.children[{number}]")
    yield from _of_end(screen, path)
    yield from _of_payloads(flow, screen, path)
    yield from _of_references(flow, screen, path)


def _of_component(component: JSON, path: str) -> Iterator[Fault]:
    kind = str(component.get("type"))
    if kind not in LONGEST:
        yield Fault("INVALID_ENUM_VALUE", f"{path}.type", f"{kind} is no component that we know.")
        return
    needed = next(iter(LONGEST[kind]))
    for name in (needed, "name") if kind in INPUTS else (needed,):
        if not isinstance(component.get(name), str) or not component[name].strip():
            yield _lacks(f"{path}.{name}", name)
    yield from _of_lengths(component, LONGEST[kind], path)
    yield from _of_options(component, path)
    if kind == "TextInput" and component.get("input-type", "text") not in INPUT_TYPES:
        yield _wrong(f"{path}.input-type", "is no type of input")
    for name in ("min-date", "max-date") if kind == "DatePicker" else ():
        text = str(component.get(name, "1900-01-01"))
        if not DATE.fullmatch(text) and not REFERENCE.fullmatch(text):
            yield _wrong(f"{path}.{name}", "must be written as 2016-12-31")


def _of_lengths(whole: JSON, longest: dict[str, int], path: str) -> Iterator[Fault]:
    for name, most in longest.items():
        text = whole.get(name)
        if isinstance(text, str) and length(text) > most and not REFERENCE.fullmatch(text):
            yield _wrong(f"{path}.{name}", f"is longer than {most} characters")


def _of_options(component: JSON, path: str) -> Iterator[Fault]:
    most = MOST_OPTIONS.get(str(component.get("type")))
    source = component.get("data-source")
    if most is None or (isinstance(source, str) and REFERENCE.fullmatch(source)):
        return
    options = parts(component, "data-source")
    if not 1 <= len(options) <= most:
        yield _wrong(f"{path}.data-source", f"must have 1 to {most} options")
    for name in ("id", "title"):
        if not all(isinstance(option.get(name), str) and option[name] for option in options):
            yield _lacks(f"{path}.data-source", name)
    for option_id in _twice(str(option.get("id")) for option in options):
        yield _wrong(f"{path}.data-source", f"has the id {option_id!r} more than once")
    for option in options:
        yield from _of_lengths(option, LONGEST_IN_OPTION, f"{path}.data-source")


def _of_end(screen: JSON, path: str) -> Iterator[Fault]:
    terminal, found = screen.get("terminal") is True, footers(screen)
    if terminal and not found:
        yield Fault("MISSING_FOOTER", path, "A terminal screen needs a Footer.")
    for footer in found:
        name = action_of(footer).get("name")
        if name != ("complete" if terminal else "navigate"):
            wanted = "complete the Flow" if terminal else "lead to another screen"
            yield Fault("INVALID_ON_CLICK_ACTION", path, f"The Footer must {wanted}, not {name!r}.")


def _of_payloads(flow: JSON, screen: JSON, path: str) -> Iterator[Fault]:
    for component in components(screen):
        target = screen_of(flow, leads_to(component) or "") or {}
        given = part_of(action_of(component), "payload")
        if missing := [name for name in part_of(target, "data") if name not in given]:
            message = f"The screen {target['id']} needs {', '.join(missing)} in the payload."
            yield Fault("MISSING_REQUIRED_PROPERTY", path, message)


def _of_references(flow: JSON, screen: JSON, path: str) -> Iterator[Fault]:
    for text in _texts(screen.get("layout")):
        found = REFERENCE.fullmatch(text)
        if found is None:
            continue
        there = screen_of(flow, found["screen"]) if found["screen"] else screen
        if there is None or found["name"] not in _names(there, found["of"]):
            yield Fault("INVALID_PROPERTY_VALUE", path, f"{text} refers to nothing.")


def _names(screen: JSON, of: str) -> set[str]:
    return {str(each.get("name")) for each in inputs(screen)} if of == "form" else {*part_of(screen, "data")}


def _texts(whole: Any) -> Iterator[str]:
    if isinstance(whole, str):
        yield whole
    inner = whole.values() if isinstance(whole, dict) else whole if isinstance(whole, list) else ()
    for each in inner:
        yield from _texts(each)


def _twice(names: Iterable[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]


def _lacks(path: str, name: str) -> Fault:
    return Fault("MISSING_REQUIRED_PROPERTY", path, f"{path}: the property {name} is required.")


def _wrong(path: str, what: str) -> Fault:
    return Fault("INVALID_PROPERTY_VALUE", path, f"{path} {what}.")
