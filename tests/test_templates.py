"""Our templates, held against the rules by which Meta refuses one."""

import re
from dataclasses import replace

import pytest

from pilateshq.whatsapp.fitting import PARAMETERS, length
from pilateshq.whatsapp.templates import (
    CATALOGUE,
    Definition,
    TemplateButton,
    TemplateDefinition,
    definition_of,
    differences,
    wanted,
)

FILLED_BODY = 1024  # as Meta counts it when it is sent
VARIABLE = re.compile(r"\{\{(\d+)\}\}")
every_template = pytest.mark.parametrize("template", CATALOGUE.values(), ids=list(CATALOGUE))


@every_template
def test_the_name_and_the_category_are_such_as_meta_takes(template: TemplateDefinition) -> None:
    assert re.fullmatch(r"[a-z0-9_]{1,512}", template.name)
    assert template.category in {"UTILITY", "MARKETING"}
    assert re.fullmatch(r"[a-z]{2}(_[A-Z]{2})?", template.language)


@every_template
def test_variables_are_numbered_from_one_and_each_has_an_example(template: TemplateDefinition) -> None:
    numbers = [int(number) for number in VARIABLE.findall(template.body)]
    assert numbers == list(range(1, len(template.examples) + 1))
    assert all(example.strip() == example != "" for example in template.examples)
    assert not any(re.search(r"[\n\t]|\s{2}", example) for example in template.examples)


@every_template
def test_no_variable_is_at_an_end_or_beside_another(template: TemplateDefinition) -> None:
    *between, end = VARIABLE.split(template.body)[::2]
    assert all(re.search(r"\w", words) for words in (*between, end))


@every_template
def test_the_body_has_enough_words_of_its_own(template: TemplateDefinition) -> None:
    own = re.findall(r"\w+", VARIABLE.sub("", template.body))
    assert len(own) >= 2 * len(template.examples) + 1
    assert "\n\n\n" not in template.body


@every_template
def test_the_body_leaves_room_for_the_longest_parameters(template: TemplateDefinition) -> None:
    assert length(VARIABLE.sub("", template.body)) + PARAMETERS <= FILLED_BODY


@every_template
def test_buttons_are_few_short_plain_and_unlike(template: TemplateDefinition) -> None:
    labels = [*template.buttons, *([template.form] if template.form else [])]
    assert len(labels) <= 10
    assert len(set(labels)) == len(labels)
    assert all(re.fullmatch(r"[A-Za-z0-9 ]{1,25}", label) for label in labels)


# what an account may have that was made before; whoever sends counts on it
PARAMETERS_AND_BUTTONS = {
    "client_booking_us": (3, "Reject"),
    "client_update_us": (2, ""),
    "client_welcome_us": (1, ""),
    "client_waitlist_us": (3, "Accept, Pass"),
    "client_invoice_us": (4, ""),
    "client_weekly_schedule_us": (2, ""),
    "client_news_us": (2, "Stop"),
    "client_registration": (1, "Register"),
    "client_session_tomorrow_us": (1, "I cannot come"),
    "client_session_next_hour_us": (1, ""),
    "guest_query_alert": (1, "Add client"),
    "admin_new_lead_alert": (1, "Add client"),
    "admin_update_us": (1, "Show"),
    "admin_morning_us": (2, ""),
    "admin_20h00_us": (2, ""),
}


def test_the_catalogue_is_the_one_that_was_agreed() -> None:
    found = {
        each.name: (len(each.examples), ", ".join([*each.buttons, each.form]).strip(", "))
        for each in CATALOGUE.values()
    }
    assert found == PARAMETERS_AND_BUTTONS
    assert list(CATALOGUE) == [each.name for each in CATALOGUE.values()]


def test_the_alert_of_a_lead_may_have_a_name_of_its_own() -> None:
    assert wanted("guest_query_alert") == [*CATALOGUE.values()]
    assert wanted("our_alert")[-1] == replace(CATALOGUE["guest_query_alert"], name="our_alert")


def test_only_news_is_marketing_and_only_an_invoice_has_a_document() -> None:
    assert [each.name for each in CATALOGUE.values() if each.category == "MARKETING"] == ["client_news_us"]
    assert [each.name for each in CATALOGUE.values() if each.document] == ["client_invoice_us"]


def test_a_definition_becomes_the_components_that_meta_wants() -> None:
    definition = TemplateDefinition("a_b", "UTILITY", "Hi {{1}}, hello there.", ("Thandi",), ("Yes", "No"))
    assert definition.components() == [
        {"type": "BODY", "text": "Hi {{1}}, hello there.", "example": {"body_text": [["Thandi"]]}},
        {
            "type": "BUTTONS",
            "buttons": [{"type": "QUICK_REPLY", "text": "Yes"}, {"type": "QUICK_REPLY", "text": "No"}],
        },
    ]


def test_a_definition_without_variables_or_buttons_has_only_a_body() -> None:
    assert TemplateDefinition("a", "UTILITY", "We are closed.", ()).components() == [
        {"type": "BODY", "text": "We are closed."}
    ]


def test_the_button_of_a_form_comes_after_quick_replies_and_opens_the_accounts_flow() -> None:
    definition = TemplateDefinition("a", "UTILITY", "Please register.", (), ("Later",), form="Register")
    assert definition.components(flow_id="245", screen="REGISTER")[1]["buttons"] == [
        {"type": "QUICK_REPLY", "text": "Later"},
        {
            "type": "FLOW",
            "text": "Register",
            "flow_id": "245",
            "flow_action": "navigate",
            "navigate_screen": "REGISTER",
        },
    ]


def test_a_document_comes_first_with_its_sample() -> None:
    definition = TemplateDefinition("a", "UTILITY", "Your invoice is here.", (), document=True)
    assert definition.components(sample="4::abc") == [
        {"type": "HEADER", "format": "DOCUMENT", "example": {"header_handle": ["4::abc"]}},
        {"type": "BODY", "text": "Your invoice is here."},
    ]


@pytest.mark.parametrize(
    ("theirs", "said"),
    [
        (Definition(1), ["other parameters: it takes 1 parameter, and we have 3", "other buttons: none"]),
        (Definition(3, buttons=(TemplateButton("QUICK_REPLY", "accept"),)), ["other buttons: accept"]),
        (
            Definition(3, buttons=tuple(TemplateButton("QUICK_REPLY", each) for each in ("Pass", "Accept"))),
            ["other buttons: Pass, Accept"],
        ),
        (
            Definition(3, buttons=(TemplateButton("URL", "Accept"), TemplateButton("QUICK_REPLY", "Pass"))),
            ["other buttons: Accept, Pass"],
        ),
    ],
)
def test_where_an_accounts_template_is_another_than_ours_it_is_said(
    theirs: Definition, said: list[str]
) -> None:
    assert differences(CATALOGUE["client_waitlist_us"], theirs) == said


@every_template
def test_an_account_that_has_our_template_is_known_to_have_it(template: TemplateDefinition) -> None:
    listed = {"name": template.name, "parameter_format": "POSITIONAL", "components": template.components()}
    definition = definition_of(listed)
    assert definition.parameters == len(template.examples)
    assert definition.places("QUICK_REPLY") == [*range(len(template.buttons))]
    assert definition.places("FLOW") == ([len(template.buttons)] if template.form else [])
    assert (definition.names, definition.document, definition.elsewhere) == ((), template.document, 0)
    assert differences(template, definition) == []


def test_an_accounts_own_template_is_read_out_of_metas_list() -> None:
    listed = {
        "name": "client_booking_us",
        "parameter_format": "NAMED",
        "components": [
            {"type": "HEADER", "format": "TEXT", "text": "For {{first_name}}"},
            {"type": "BODY", "text": "Hi {{first_name}}: {{ what }}. See you, {{first_name}}!"},
            {"type": "FOOTER", "text": "Kiaat Pilates"},
            {
                "type": "BUTTONS",
                "buttons": [
                    {"type": "URL", "text": "Map", "url": "https://example.com/{{1}}"},
                    {"type": "QUICK_REPLY", "text": "Reject"},
                    {"type": "flow", "text": "Register"},
                ],
            },
        ],
    }
    assert definition_of(listed) == Definition(
        parameters=2,
        names=("first_name", "what"),
        buttons=(
            TemplateButton("URL", "Map"),
            TemplateButton("QUICK_REPLY", "Reject"),
            TemplateButton("FLOW", "Register"),
        ),
        elsewhere=2,
        words="Hi : . See you, !",
    )


def test_a_header_may_want_a_document() -> None:
    header = {"type": "HEADER", "format": "DOCUMENT"}
    assert definition_of({"components": [header]}) == Definition(0, document=True)


@pytest.mark.parametrize("header", ["VIDEO", "IMAGE", "LOCATION"])
def test_another_header_that_is_no_text_wants_something(header: str) -> None:
    assert definition_of({"components": [{"type": "HEADER", "format": header}]}).elsewhere == 1


@pytest.mark.parametrize(
    "listed",
    [{}, {"components": 5}, {"components": [5, {}]}, {"components": [{"type": "BUTTONS", "buttons": None}]}],
)
def test_an_odd_entry_of_metas_list_has_nothing(listed: dict[str, object]) -> None:
    assert definition_of(listed) == Definition(0)


def test_a_filled_template_reads_as_the_person_will_read_it() -> None:
    booking = CATALOGUE["client_booking_us"].hydrate(["Thandi", "duo on Fri 9 Oct 17:30", "this once"])
    assert booking.startswith("Hi Thandi, you are booked at the studio: duo on Fri 9 Oct 17:30.")
    assert "How often: this once." in booking


def test_a_parameter_that_looks_like_a_variable_is_left_as_it_is() -> None:
    assert "Hi {{2}}, " in CATALOGUE["client_update_us"].hydrate(["{{2}}", "news"])


def test_too_few_parameters_are_an_error() -> None:
    with pytest.raises(ValueError, match="takes 2 parameters, not 1"):
        CATALOGUE["client_update_us"].hydrate(["Thandi"])
