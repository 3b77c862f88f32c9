"""Templates filled in as the account's own are, where those differ from ours."""

from typing import Any

import pytest

from pilateshq.errors import Refusal, SendError
from pilateshq.messages import Document, FlowOpening, Template
from pilateshq.whatsapp.fitting import PARAMETERS, length
from pilateshq.whatsapp.payload import payload
from pilateshq.whatsapp.templates import Definition, TemplateButton

BOOKING = Template("booking", ("Thandi", "duo"), ("reject #4", "show #4"), otherwise="Reply REJECT or SHOW.")


def having(*kinds: str) -> tuple[TemplateButton, ...]:
    return tuple(TemplateButton(kind) for kind in kinds)


def offering(*titles: str) -> tuple[TemplateButton, ...]:
    return tuple(TemplateButton("QUICK_REPLY", title) for title in titles)


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
    same = Definition(2, buttons=having("QUICK_REPLY", "QUICK_REPLY"))
    assert components(BOOKING, same) == payload(BOOKING, language="en_US")["template"]["components"]
    assert words(BOOKING, same) == ["Thandi", "duo"]


@pytest.mark.parametrize("kinds", [(), ("URL",), ("QUICK_REPLY", "URL")])
def test_where_a_quick_reply_is_lacking_the_words_say_what_to_answer(kinds: tuple[str, ...]) -> None:
    own = Definition(2, buttons=having(*kinds))
    assert words(BOOKING, own) == ["Thandi", "duo · Reply REJECT or SHOW."]
    assert buttons(BOOKING, own) == {str(index): "quick_reply" for index in own.places("QUICK_REPLY")}


def test_quick_replies_go_to_the_places_that_they_have_in_the_account() -> None:
    own = Definition(2, buttons=having("URL", "QUICK_REPLY", "QUICK_REPLY", "QUICK_REPLY"))
    assert buttons(BOOKING, own) == {"1": "quick_reply", "2": "quick_reply"}
    assert words(BOOKING, own) == ["Thandi", "duo"]


def test_a_form_is_opened_only_where_the_account_has_the_button() -> None:
    register = Template("register", ("Thandi",), flow=FlowOpening("t-1", ()), otherwise="Reply FORM")
    assert buttons(register, Definition(1, buttons=having("QUICK_REPLY", "FLOW"))) == {"1": "flow"}
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


WAITLIST = Template(
    "client_waitlist_us",
    ("Thandi", "duo", "Mon"),
    ("accept #4", "pass #4"),
    otherwise="Reply ACCEPT or PASS.",
)


@pytest.mark.parametrize(
    ("titles", "sent"),
    [
        (("Accept", "Pass"), {"0": "accept #4", "1": "pass #4"}),
        (("pass ", "ACCEPT"), {"0": "pass #4", "1": "accept #4"}),
        (("Later", "Pass"), {"1": "pass #4"}),
        (("Yes", "No"), {}),
    ],
)
def test_what_a_button_sends_goes_to_the_button_that_says_so(
    titles: tuple[str, ...], sent: dict[str, str]
) -> None:
    own = Definition(3, buttons=offering(*titles))
    made = [each for each in components(WAITLIST, own) if each["type"] == "button"]
    assert {each["index"]: each["parameters"][0]["payload"] for each in made} == sent
    assert words(WAITLIST, own)[-1] == ("Mon" if len(sent) == 2 else "Mon · Reply ACCEPT or PASS.")


def test_a_document_goes_before_the_words_and_without_a_caption() -> None:
    invoice = Template("invoice", ("Thandi",), document=Document("4490", "Invoice.pdf", "November"))
    for own in (Definition(1, document=True), None):
        made = payload(invoice, language="en_US", definition=own)["template"]["components"]
        document = {"type": "document", "document": {"id": "4490", "filename": "Invoice.pdf"}}
        assert made[0] == {"type": "header", "parameters": [document]}
        assert made[1]["type"] == "body"


@pytest.mark.parametrize(
    ("own", "reason"),
    [
        (Definition(3), "it takes 3 parameters, and we have 2"),
        (Definition(1), "it takes 1 parameter, and we have 2"),
        (Definition(2, document=True), "it wants a document"),
        (Definition(2, elsewhere=1), "it wants more than parameters of its body"),
    ],
)
def test_what_does_not_fit_the_accounts_template_is_refused_for_the_template(
    own: Definition, reason: str
) -> None:
    with pytest.raises(SendError) as refused:
        components(BOOKING, own)
    assert refused.value.refusal is Refusal.template
    assert refused.value.detail == f"booking of the account is another than ours: {reason}."


def test_a_document_is_refused_where_the_accounts_template_has_no_place_for_it() -> None:
    with pytest.raises(SendError, match="it has no place for the document"):
        components(Template("invoice", (), document=Document("4490", "Invoice.pdf")), Definition(0))
