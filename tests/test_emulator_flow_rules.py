"""The rules that the emulator holds against a Flow's JSON."""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from pilateshq.sandbox import flow_rules
from pilateshq.whatsapp import flows as bot
from tests.registration import BUILT, FLOW, example, footer, options, text_input, to

JSON = dict[str, Any]


@pytest.mark.parametrize("text", [json.dumps(FLOW), json.dumps(BUILT), bot.own_json()])
def test_a_flow_within_the_rules_has_no_problems(text: str) -> None:
    assert flow_rules.problems(text) == []


def screen(flow: JSON, index: int) -> JSON:
    found: JSON = flow["screens"][index]
    return found


def parts(flow: JSON, index: int) -> list[JSON]:
    found: list[JSON] = screen(flow, index)["layout"]["children"]
    return found


def add(component: JSON) -> Callable[[JSON], None]:
    return lambda flow: parts(flow, 0).insert(0, component)


def change(index: int, place: int, **properties: Any) -> Callable[[JSON], None]:
    return lambda flow: parts(flow, index)[place].update(properties)


BACK = footer("Back", **to("REGISTER", intro="", name="", phone="", latest=""))
NEXT, NOWHERE = footer("Next", **to("HEALTH")), footer("Next", **to("NOWHERE"))
DONE = footer("Done", name="complete", payload={})
LACKS, WRONG, ROUTES = "MISSING_REQUIRED_PROPERTY", "INVALID_PROPERTY_VALUE", "INVALID_ROUTING_MODEL"


@pytest.mark.parametrize(
    ("spoil", "error", "words"),
    [
        (lambda flow: flow.pop("version"), WRONG, "a version"),
        (lambda flow: flow.update(data_api_version="3.0"), "INVALID_PROPERTY", "endpoint"),
        (lambda flow: screen(flow, 1).update(id="REGISTER"), "DUPLICATE_SCREEN_ID", "REGISTER"),
        (lambda flow: screen(flow, 0).update(id="SUCCESS"), "INVALID_SCREEN_ID", "SUCCESS"),
        (lambda flow: screen(flow, 0).update(id="STEP_1"), "INVALID_SCREEN_ID", "STEP_1"),
        (lambda flow: screen(flow, 1).pop("terminal"), "MISSING_TERMINAL_SCREEN", "terminal"),
        (lambda flow: parts(flow, 1).pop(), "MISSING_FOOTER", "needs a Footer"),
        (
            lambda flow: parts(flow, 0).append(NEXT),
            "TOO_MANY_COMPONENTS",
            "1 Footer",
        ),
        (
            lambda flow: parts(flow, 0)[-1].update(DONE),
            "INVALID_ON_CLICK_ACTION",
            "lead",
        ),
        (lambda flow: parts(flow, 1)[-1].update(BACK), ROUTES, "way back"),
        (lambda flow: parts(flow, 1)[-1].update(BACK), ROUTES, "to begin with"),
        (
            lambda flow: parts(flow, 0)[-1].update(NOWHERE),
            ROUTES,
            "NOWHERE",
        ),
        (
            lambda flow: screen(flow, 0)["data"].update(x={"type": "string"}),
            LACKS,
            "__example__",
        ),
        (lambda flow: screen(flow, 1)["data"].update(x=example("x")), LACKS, "needs x"),
        (add({"type": "DocumentPicker"}), "INVALID_ENUM_VALUE", "DocumentPicker"),
        (add({"type": "TextBody", "text": ""}), LACKS, "text"),
        (add({"type": "TextHeading", "text": "x" * 81}), WRONG, "80"),
        (add({"type": "TextBody", "text": "${data.nobody}"}), WRONG, "refers to nothing"),
        (add({"type": "TextBody", "text": "${form.nobody}"}), WRONG, "refers to nothing"),
        (
            add({"type": "TextBody", "text": "${screen.NO.data.x}"}),
            WRONG,
            "refers to nothing",
        ),
        (add(text_input("name", "Name")), "DUPLICATE_FIELD_NAME", "name"),
        (add(text_input("", "Name")), LACKS, "name"),
        (add(text_input("x", "x" * 21)), WRONG, "20"),
        (add(text_input("x", "X", helper_text="x" * 81)), WRONG, "80"),
        (add(text_input("x", "X", "colour")), WRONG, "input-type"),
        (change(0, 4, **{"min-date": "1 May 1920"}), WRONG, "min-date"),
        (change(0, 4, label="x" * 41), WRONG, "40"),
        (change(1, 0, **{"data-source": []}), WRONG, "1 to 20"),
        (change(1, 0, **{"data-source": options("Yes", "Yes")}), WRONG, "more than once"),
        (change(1, 0, **{"data-source": options("x" * 31)}), WRONG, "30"),
        (change(1, 0, **{"data-source": [{"id": "yes"}]}), LACKS, "title"),
        (change(1, 4, label="x" * 121), WRONG, "120"),
        (change(1, 5, label="x" * 36), WRONG, "35"),
    ],
)
def test_each_rule_is_held_against_the_json(spoil: Callable[[JSON], Any], error: str, words: str) -> None:
    flow = deepcopy(FLOW)
    spoil(flow)

    found = flow_rules.problems(json.dumps(flow))
    assert any(each["error"] == error and words in each["message"] for each in found), found


def test_a_screen_has_at_most_fifty_components_five_consents_and_two_links() -> None:
    flow = deepcopy(FLOW)
    consents = [{"type": "OptIn", "name": f"c{n}", "label": "I agree"} for n in range(6)]
    links = [{"type": "EmbeddedLink", "text": "More"}] * 3
    parts(flow, 0)[0:0] = [*consents, *links, *[{"type": "TextBody", "text": "Hello"}] * 40]

    messages = [each["message"] for each in flow_rules.problems(json.dumps(flow))]
    assert messages == [
        f"A screen has at most {most}." for most in ("50 components", "2 EmbeddedLink", "5 OptIn")
    ]


@pytest.mark.parametrize(
    "text", ["", "[]", "1", "{}", '{"screens": 5}', '{"screens": [{"layout": 1}]}', "[" * 9999]
)
def test_what_is_no_flow_at_all_has_problems_and_breaks_nothing(text: str) -> None:
    assert flow_rules.problems(text) != []
