"""The package's own Flow, held against the rules by which Meta refuses one.

https://developers.facebook.com/docs/whatsapp/flows/reference/components
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from pilateshq.whatsapp.fitting import length
from pilateshq.whatsapp.flows import INTRO, opening, own_json

JSON = dict[str, Any]
FLOW: JSON = json.loads(own_json())
SCREENS: dict[str, JSON] = {screen["id"]: screen for screen in FLOW["screens"]}

LABELS = {"TextInput": 20, "RadioButtonsGroup": 30, "OptIn": 120, "Footer": 35}
TEXTS = {"TextBody": 4096}
INPUTS = {"TextInput", "RadioButtonsGroup", "OptIn"}
REFERENCE = re.compile(r"\$\{(?:screen\.(\w+)\.)?(form|data)\.(\w+)\}")


def parts(screen: JSON) -> list[JSON]:
    found: list[JSON] = screen["layout"]["children"]
    return found


def every_part(*kinds: str) -> Iterator[JSON]:
    yield from (each for screen in SCREENS.values() for each in parts(screen) if each["type"] in kinds)


def inputs(screen: JSON) -> set[str]:
    return {each["name"] for each in parts(screen) if each["type"] in INPUTS}


def action(screen: JSON) -> JSON:
    (footer,) = (each for each in parts(screen) if each["type"] == "Footer")
    found: JSON = footer["on-click-action"]
    return found


def test_it_is_a_static_flow_of_the_newest_version_and_two_screens() -> None:
    assert FLOW.keys() == {"version", "screens"}
    assert FLOW["version"] == "7.3"
    assert list(SCREENS) == ["REGISTER", "CONSENT"]
    assert len(FLOW["screens"]) == len(SCREENS)
    assert all(re.fullmatch(r"[A-Za-z_]+", name) and name != "SUCCESS" for name in SCREENS)
    assert len(own_json().encode()) < 10_000_000


def test_screens_have_few_parts_of_kinds_whose_rules_are_known() -> None:
    for screen in SCREENS.values():
        assert screen["layout"]["type"] == "SingleColumnLayout"
        assert len(parts(screen)) <= 50
        assert {each["type"] for each in parts(screen)} <= {*LABELS, *TEXTS}
        assert sum(each["type"] == "OptIn" for each in parts(screen)) <= 5
        assert 0 < length(screen["title"]) <= 30


def test_it_leads_forward_and_ends() -> None:
    first, last = SCREENS.values()
    assert action(first) == {
        "name": "navigate",
        "next": {"type": "screen", "name": last["id"]},
        "payload": {},
    }
    assert action(last)["name"] == "complete"
    assert "terminal" not in first
    assert (last["terminal"], last["success"]) == (True, True)


def test_labels_and_texts_are_there_and_short_enough() -> None:
    for kind, limit in LABELS.items():
        assert all(0 < length(each["label"].strip()) <= limit for each in every_part(kind))
    for kind, limit in TEXTS.items():
        assert all(0 < length(each["text"].strip()) <= limit for each in every_part(kind))
    assert all(length(each.get("helper-text", "")) <= 80 for each in every_part("TextInput"))


def test_what_is_typed_is_of_a_kind_and_length_that_meta_knows() -> None:
    for field in every_part("TextInput"):
        assert field["input-type"] in {"text", "phone", "email"}
        assert 0 <= int(field.get("min-chars", 0)) < int(field["max-chars"]) <= 80


def test_choices_have_short_titles_and_ids_of_their_own() -> None:
    for group in every_part("RadioButtonsGroup"):
        options = group["data-source"]
        assert 1 <= len(options) <= 20
        assert len({each["id"] for each in options}) == len(options)
        assert all(0 < length(each["title"]) <= 30 for each in options)


def test_no_two_fields_of_a_screen_share_a_name() -> None:
    for screen in SCREENS.values():
        assert len(inputs(screen)) == sum(each["type"] in INPUTS for each in parts(screen))


def test_every_reference_leads_somewhere() -> None:
    for screen in SCREENS.values():
        for where, of, name in REFERENCE.findall(json.dumps(parts(screen))):
            there = SCREENS[where or screen["id"]]
            assert name in (inputs(there) if of == "form" else there["data"])


def test_every_reference_is_of_a_known_form() -> None:
    assert own_json().count("${") == len(REFERENCE.findall(own_json()))


def test_every_key_of_data_has_a_type_and_an_example() -> None:
    for screen in SCREENS.values():
        assert all(each["type"] == "string" and each["__example__"] for each in screen["data"].values())


def test_all_that_is_filled_in_is_handed_over() -> None:
    fields = [name for screen in SCREENS.values() for name in inputs(screen)]
    last = SCREENS["CONSENT"]
    assert sorted(action(last)["payload"]) == sorted([*fields, "form"])


def test_all_that_a_person_types_can_be_given_back_to_them() -> None:
    first = SCREENS["REGISTER"]
    kept = {each["name"]: each["init-value"] for each in every_part("TextInput")}
    assert kept == {name: f"${{data.{name}}}" for name in inputs(first)}
    assert set(opening().keys) == {"intro", *inputs(first)}
    assert INTRO.strip()


def test_consent_must_be_given_and_news_need_not_be() -> None:
    assert {each["name"]: each["required"] for each in every_part("OptIn")} == {
        "consent": True,
        "news": False,
    }


def test_nobody_is_asked_to_write_about_their_health() -> None:
    typed = {each["name"] for each in every_part("TextInput", "TextArea")}
    assert typed == {"first_name", "last_name", "phone", "date_of_birth", "email"}
    (choice,) = every_part("RadioButtonsGroup")
    assert [each["id"] for each in choice["data-source"]] == ["yes", "no"]
