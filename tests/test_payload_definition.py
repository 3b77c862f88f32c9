"""Templates filled in as the account's own are, where those differ from ours."""

from typing import Any

import pytest

from pilateshq.errors import Refusal, SendError
from pilateshq.messages import FlowOpening, Template
from pilateshq.whatsapp.payload import PARAMETERS, length, payload
from pilateshq.whatsapp.templates import Definition

BOOKING = Template("booking", ("Thandi", "duo"), ("reject #4", "show #4"), otherwise="Reply REJECT or SHOW.")


def components(template: Template, definition: Definition) -> list[dict[str, Any]]:
    made = payload(template, language="en_US", definition=definition)["template"]
    found: list[dict[str, Any]] = made.get("components", [])
    return found


def words(template: Template, definition: Definition) -> list[str]:
    return [each["text"] for each in components(template, definition)[0]["parameters"]]


def buttons(template: Template, definition: Definition) -> dict[str, str]:
    made = [each for each in components(template, definition) if each["type"] == "button"]
    return {each["index"]: each["sub_type"] for each in made}


def test_where_the_account_has_all_the_buttons_nothing_is_added() -> None:
    same = Definition(2, buttons=("QUICK_REPLY", "QUICK_REPLY"))
    assert components(BOOKING, same) == payload(BOOKING, language="en_US")["template"]["components"]
    assert words(BOOKING, same) == ["Thandi", "duo"]


@pytest.mark.parametrize("kinds", [(), ("URL",), ("QUICK_REPLY", "URL")])
def test_where_a_quick_reply_is_lacking_the_words_say_what_to_answer(kinds: tuple[str, ...]) -> None:
    own = Definition(2, buttons=kinds)
    assert words(BOOKING, own) == ["Thandi", "duo · Reply REJECT or SHOW."]
    assert buttons(BOOKING, own) == {str(index): "quick_reply" for index in own.places("QUICK_REPLY")}


def test_quick_replies_go_to_the_places_that_they_have_in_the_account() -> None:
    own = Definition(2, buttons=("URL", "QUICK_REPLY", "QUICK_REPLY", "QUICK_REPLY"))
    assert buttons(BOOKING, own) == {"1": "quick_reply", "2": "quick_reply"}
    assert words(BOOKING, own) == ["Thandi", "duo"]


def test_a_form_is_opened_only_where_the_account_has_the_button() -> None:
    register = Template("register", ("Thandi",), flow=FlowOpening("t-1", ()), otherwise="Reply FORM")
    assert buttons(register, Definition(1, buttons=("QUICK_REPLY", "FLOW"))) == {"1": "flow"}
    assert components(register, Definition(1)) == [
        {"type": "body", "parameters": [{"type": "text", "text": "Thandi · Reply FORM"}]}
    ]


def test_what_to_answer_is_one_clean_line_and_never_cut_off() -> None:
    long = Template("booking", ("word " * 400,), ("reject #4",), otherwise="Reply\n*REJECT*\x00")
    (text,) = words(long, Definition(1))
    assert text.endswith("word… · Reply · REJECT")
    assert PARAMETERS - 6 <= length(text) <= PARAMETERS


def test_a_template_without_parameters_has_no_room_for_more_words() -> None:
    assert components(Template("closed", (), ("show #1",), otherwise="Reply SHOW"), Definition(0)) == []


def test_the_accounts_own_words_leave_less_room() -> None:
    own = Definition(2, words="x" * 500)
    filled = words(Template("update", ("word " * 400, "word " * 400)), own)
    assert 500 < length("".join(filled)) <= 1024 - 500


def test_named_parameters_are_sent_by_their_names() -> None:
    own = Definition(2, names=("first_name", "what"))
    assert components(Template("booking", ("Thandi", "duo")), own)[0]["parameters"] == [
        {"type": "text", "parameter_name": "first_name", "text": "Thandi"},
        {"type": "text", "parameter_name": "what", "text": "duo"},
    ]


@pytest.mark.parametrize(
    ("own", "reason"),
    [
        (Definition(3), "Parameters of the account's booking: 3, and we have 2."),
        (Definition(1), "Parameters of the account's booking: 1, and we have 2."),
        (
            Definition(2, elsewhere=1),
            "The account's booking wants more than parameters of its body, which is all that we have.",
        ),
    ],
)
def test_what_does_not_fit_the_accounts_template_is_refused_for_the_template(
    own: Definition, reason: str
) -> None:
    with pytest.raises(SendError) as refused:
        components(BOOKING, own)
    assert (refused.value.refusal, refused.value.detail) == (Refusal.template, reason)
