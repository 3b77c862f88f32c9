"""The parts of a Flow's JSON: its screens, their components, and what leads where.

https://developers.facebook.com/docs/whatsapp/flows/reference/flowjson
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from pilateshq.sandbox.rules import JSON, part_of, parts

TEXTS = ("TextHeading", "TextSubheading", "TextBody", "TextCaption")
CHOICES = ("Dropdown", "RadioButtonsGroup", "CheckboxGroup")
INPUTS = ("TextInput", "TextArea", "DatePicker", "OptIn", *CHOICES)
REFERENCE = re.compile(r"\$\{(?:screen\.(?P<screen>\w+)\.)?(?P<of>data|form)\.(?P<name>[\w-]+)\}")


@lru_cache(maxsize=16)
def read(text: str) -> JSON:
    """Read a Flow's JSON; what is none is as good as an empty one."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def screen_of(flow: JSON, screen_id: str) -> JSON | None:
    return next((each for each in parts(flow, "screens") if each.get("id") == screen_id), None)


def components(screen: JSON) -> list[JSON]:
    """List a screen's components; those in a form stand for it, with its initial values."""
    return [each for child in parts(part_of(screen, "layout"), "children") for each in _unwrapped(child)]


def inputs(screen: JSON) -> list[JSON]:
    return [each for each in components(screen) if each.get("type") in INPUTS]


def footers(screen: JSON) -> list[JSON]:
    return [each for each in components(screen) if each.get("type") == "Footer"]


def action_of(component: JSON) -> JSON:
    return part_of(component, "on-click-action")


def leads_to(component: JSON) -> str | None:
    """Name the screen that a tap on the component opens."""
    action = action_of(component)
    return str(part_of(action, "next").get("name")) if action.get("name") == "navigate" else None


def routes(flow: JSON) -> dict[str, set[str]]:
    """Tell from each screen the screens that it leads to."""
    return {str(screen.get("id")): set(_targets(screen)) for screen in parts(flow, "screens")}


def entries(flow: JSON) -> list[str]:
    """List the screens with which the Flow may begin: no other leads to them."""
    led_to = set().union(*routes(flow).values())
    return [screen_id for screen_id in routes(flow) if screen_id not in led_to]


@dataclass
class Scope:
    """What the references on a screen mean: what came with it, and what was filled in, screen by screen."""

    screen: str
    data: dict[str, JSON] = field(default_factory=dict)
    form: dict[str, JSON] = field(default_factory=dict)

    def value(self, given: Any) -> Any:
        """Put values in the place of references; one that leads nowhere is an empty text."""
        match given:
            case str():
                return self._referred(given)
            case list():
                return [self.value(each) for each in given]
            case dict():
                return {name: self.value(each) for name, each in given.items()}
        return given

    def _referred(self, text: str) -> Any:
        found = REFERENCE.fullmatch(text)
        if found is None:
            return text
        held = self.data if found["of"] == "data" else self.form
        return held.get(found["screen"] or self.screen, {}).get(found["name"], "")


def _targets(screen: JSON) -> Iterator[str]:
    for component in components(screen):
        if target := leads_to(component):
            yield target


def _unwrapped(component: JSON) -> Iterator[JSON]:
    if component.get("type") != "Form":
        yield component
        return
    initial = part_of(component, "init-values")
    for child in parts(component, "children"):
        name = child.get("name")
        yield {**child, "init-value": initial[name]} if name in initial else child
