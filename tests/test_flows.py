"""Where a Flow begins, what it is filled in with, and what comes back of it."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilateshq.whatsapp.flows import (
    INTRO,
    Opening,
    Registration,
    first_screen,
    opening,
    own_json,
    prefill,
    read_answer,
)

NOBODY = Registration(None, "", "", "", "", None, None, None)


def answer(**answers: object) -> Registration:
    found = read_answer(json.dumps(answers))
    assert found is not None
    return found


# where a Flow begins


def screen(name: str, *, to: str = "", data: object = None) -> dict[str, Any]:
    action = {"name": "navigate", "next": {"type": "screen", "name": to}} if to else {"name": "complete"}
    layout = {"children": [{"type": "Form", "children": [{"type": "Footer", "on-click-action": action}]}]}
    return {"id": name, "data": data, "layout": layout}


TEXT = {"type": "string", "__example__": "Thandi"}


def test_our_own_flow_begins_at_its_first_screen() -> None:
    keys = ("intro", "first_name", "last_name", "phone", "date_of_birth", "email")
    assert opening() == Opening("REGISTER", keys)


def test_a_flow_begins_at_the_screen_to_which_no_other_leads() -> None:
    screens = [screen("LAST", data={"no": TEXT}), screen("FIRST", to="LAST", data={"name": TEXT})]
    assert first_screen({"screens": screens}) == Opening("FIRST", ("name",))
    assert first_screen(json.dumps({"screens": screens})) == Opening("FIRST", ("name",))


def test_a_flow_with_an_endpoint_begins_where_its_routes_do() -> None:
    flow = {"routing_model": {"A": [], "B": ["A"]}, "screens": [screen("A"), screen("B")]}
    assert first_screen(flow) == Opening("B", ())


def test_only_texts_can_be_filled_in() -> None:
    data = {"name": TEXT, "adult": {"type": "boolean"}, "days": {"type": "array"}, "odd": 5, "bare": {}}
    assert first_screen({"screens": [screen("ONE", data=data)]}) == Opening("ONE", ("name", "bare"))


@pytest.mark.parametrize(
    "flow",
    [
        "",
        "{",
        "[]",
        "5",
        "[" * 100_000,
        "{}",
        {"screens": None},
        {"screens": [5, {}, {"id": ""}]},
        {"screens": [screen("A", to="B"), screen("B", to="A")]},
        {"screens": [], "routing_model": {"A": 5}},
    ],
)
def test_a_flow_that_cannot_be_read_begins_nowhere(flow: str | dict[str, Any]) -> None:
    assert first_screen(flow) is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from(["screens", "routing_model", "x"]), json_values))
def test_no_flow_is_too_odd(flow: dict[str, Any]) -> None:
    first_screen(flow)


# what a form is filled in with


def test_our_own_form_is_filled_in_whole() -> None:
    known = {"name": "Jan van der Merwe", "phone": "+27821110001", "born_on": "1988-05-21"}
    assert prefill(opening().keys, known) == (
        ("intro", INTRO),
        ("first_name", "Jan"),
        ("last_name", "van der Merwe"),
        ("phone", "+27821110001"),
        ("date_of_birth", "1988-05-21"),
        ("email", ""),
    )


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("first_name", "Thandi"),
        ("surname", "Mokoena"),
        ("Client_Name", "Thandi Mokoena"),
        ("screen_0_Client_Name_0", "Thandi Mokoena"),
        ("mobile", "+27821110001"),
        ("WhatsApp_Number", "+27821110001"),
        ("E_mail", "thandi@example.com"),
        ("DOB", ""),
        ("client_id", ""),
        ("emergency_contact_number", ""),
        ("greeting", "Hello"),
    ],
)
def test_a_key_is_filled_in_by_what_it_means(key: str, text: str) -> None:
    known = {"first_name": "Thandi", "last_name": "Mokoena", "mobile": "+27821110001"}
    more = {"email": "thandi@example.com", "greeting": "Hello"}
    assert prefill([key], {**known, **more}) == ((key, text),)


@pytest.mark.parametrize("known", [{}, {"intro": ""}, {"intro": " \x00"}])
def test_the_words_above_the_form_are_never_empty(known: dict[str, str]) -> None:
    assert prefill(["intro"], known) == (("intro", INTRO),)


def test_the_words_above_the_form_may_be_others() -> None:
    assert prefill(["intro"], {"intro": "That is no date."}) == (("intro", "That is no date."),)


def test_what_a_form_is_filled_in_with_is_clean_and_fits() -> None:
    filled = prefill(
        ["first_name", "phone", "phone"], {"first_name": "T\x00\u202eh " * 90, "phone": "0" * 99}
    )
    assert filled == (("first_name", ("Th " * 20).strip()), ("phone", "0" * 30))


@given(st.lists(st.text()), st.dictionaries(st.text(), st.text()))
def test_every_key_is_filled_in_once(keys: list[str], known: dict[str, str]) -> None:
    assert [key for key, _ in prefill(keys, known)] == list(dict.fromkeys(keys))


# what comes back


def test_the_answer_of_our_own_form() -> None:
    told = {"first_name": "Thandi", "last_name": "Mokoena", "phone": "082 111 0001", "email": "t@example.com"}
    choices = {"needs_talk": "yes", "consent": True, "news": False}
    more = {"date_of_birth": "29 Feb 1988", "form": "registration_1", "flow_token": "t-1"}
    assert answer(**told, **choices, **more) == Registration(
        token="t-1",
        name="Thandi Mokoena",
        phone="082 111 0001",
        born_on="29 Feb 1988",
        email="t@example.com",
        needs_talk=True,
        consent=True,
        news=False,
        form="registration_1",
    )


@pytest.mark.parametrize(
    "answers",
    [
        {
            "screen_0_Client_Name_0": "Thandi Mokoena",
            "screen_0_Mobile_1": "0821110001",
            "screen_0_Date_of_Birth_2": "1988-05-21",
        },
        {
            "SCREEN_1_DATE_OF_BIRTH_0": ["1988-05-21"],
            "screen_0_mobile_number_1": 821110001,
            "screen_0_first_name_0": "Thandi",
            "screen_0_surname_1": "Mokoena",
        },
        {"Mobile_4f74a5": "0821110001", "Name_0b1c2d": "Thandi Mokoena", "Birth_Date_ffaa10": "1988-05-21"},
        {"dob": "1988-05-21", "name": "Thandi", "lastName": "Mokoena", "cellphone": "0821110001"},
        {
            "birthday": "1988-05-21",
            "full_name": "Thandi Mokoena",
            "last_name": "Mokoena",
            "phone": "821110001",
        },
    ],
)
def test_the_answer_of_another_form_is_read_by_what_its_keys_mean(answers: dict[str, Any]) -> None:
    found = answer(**answers)
    assert (found.name, found.born_on) == ("Thandi Mokoena", "1988-05-21")
    assert found.phone.lstrip("0") == "821110001"


@pytest.mark.parametrize(
    "key",
    ["client_id", "is_admin", "ID_Number", "Doctor_Name", "Emergency_Contact_Name", "Medical", "TextInput"],
)
def test_other_keys_say_nothing(key: str) -> None:
    assert answer(**{key: "5", f"screen_0_{key}_7": True}) == NOBODY


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        (True, True),
        ("yes", True),
        ("0_Yes", True),
        ("0_Yes,_please_ask_me", True),
        (["0_I_agree_to_this"], True),
        ("true", True),
        (1, True),
        (False, False),
        ("No", False),
        ("1_No", False),
        ("1_Yes", True),
        ("1", True),
        ("0_Not_now", None),
        ("1 No", None),
        ("1_No,_thank_you", False),
        ("0", False),
        ([], None),
        ("", None),
        (None, None),
        ("I have a bad back", None),
        ("No pain, but a bad back", None),
        ("Yesterday", None),
        ("10", None),
        (["0_Yes", "1_No"], None),
        ({"yes": True}, None),
        (float("nan"), None),
    ],
)
def test_a_choice_is_a_yes_a_no_or_neither(value: object, meant: bool | None) -> None:
    assert answer(consent=value).consent is meant
    assert answer(screen_1_Anything_we_should_know_0=value).needs_talk is meant


def test_two_answers_that_differ_are_no_consent() -> None:
    assert answer(screen_0_Consent_0=True, screen_1_Consent_1=False).consent is None


@pytest.mark.parametrize(
    "token", ["", 5, None, "t" * 201, "t\x00", "t\ud800", "té", ["t-1"], {"t": 1}, True, "two\nlines"]
)
def test_a_token_that_we_did_not_make_is_none(token: object) -> None:
    assert answer(flow_token=token).token is None


def test_texts_are_clean_and_cut() -> None:
    found = answer(name=" Thandi\x00\u202e \ud800\n Mokoena ", phone="9" * 100_000, email="x" * 1_000_000)
    assert (found.name, len(found.phone), len(found.email)) == ("Thandi Mokoena", 30, 254)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", "5", '"x"', "[" * 100_000, '{"name": ' + "9" * 5000 + "}"]
)
def test_an_answer_that_cannot_be_read_is_none(text: str) -> None:
    assert read_answer(text) is None


keys = st.sampled_from(["name", "first_name", "dob", "phone", "email", "consent", "flow_token", "form"])


@given(st.dictionaries(keys | st.text(), json_values))
def test_no_answer_is_too_odd(answers: dict[str, Any]) -> None:
    found = read_answer(json.dumps(answers))
    assert found is not None
    for text in (found.name, found.phone, found.born_on, found.email, found.form, found.token or "t"):
        assert text == text.strip()
        assert not text or text.isprintable()
        assert len(text.encode()) <= 254 * 4


@given(st.text())
def test_no_text_is_too_odd_to_be_an_answer(text: str) -> None:
    read_answer(text)
    first_screen(text)


def test_what_our_own_form_asks_comes_back_as_what_it_means() -> None:
    last = json.loads(own_json())["screens"][-1]
    (complete,) = (each["on-click-action"] for each in last["layout"]["children"] if each["type"] == "Footer")
    filled = {name: "yes" if value.startswith("$") else value for name, value in complete["payload"].items()}
    assert answer(**filled) == Registration(
        None, "yes yes", "yes", "yes", "yes", True, True, True, form="registration_1"
    )
