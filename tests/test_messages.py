"""Messages in a database row, and as plain words."""

import pytest

from pilateshq.messages import (
    Button,
    Buttons,
    Choices,
    Document,
    Flow,
    FlowOpening,
    Message,
    Reaction,
    Row,
    Template,
    Text,
    from_json,
    plain,
    to_json,
)

KNOWN = (("first_name", "Zoë"), ("phone", "+27821110001"))

MESSAGES: list[tuple[Message, str]] = [
    (Text("See you 🙈\nat 07:00"), "See you 🙈\nat 07:00"),
    (Buttons("Cancel it?", (Button("Yes", "cancel #42"), Button("No", "keep #42"))), "Cancel it?"),
    (Choices("Which?", "Choose", (Row("Mon", "answer #7 1", "Single"), Row("Tue", "x"))), "Which?"),
    (Flow("Please fill this in.", "Register", "245", "t-1", "REGISTER", KNOWN), "Please fill this in."),
    (Flow("Please fill this in.", "Register", "245", "t-1", "", ()), "Please fill this in."),
    (Template("closed", ()), ""),
    (
        Template("client_booking_us", ("Thandi", "duo"), ("reject #4",), otherwise="Reply REJECT"),
        "Thandi · duo",
    ),
    (Template("client_registration", ("Thandi",), flow=FlowOpening("t-1", KNOWN)), "Thandi"),
    (Template("client_registration", ("Thandi",), ("no",), FlowOpening("t-1", ())), "Thandi"),
    (Template("client_invoice_us", ("Thandi",), document=Document("4490", "a.pdf")), "Thandi"),
    (Document("4490", "Invoice-2026-11.pdf"), "Invoice-2026-11.pdf"),
    (Document("4490", "Invoice-2026-11.pdf", "November"), "November"),
    (Reaction("wamid.IN-1", "👍"), "👍"),
]


@pytest.mark.parametrize(("message", "words"), MESSAGES)
def test_a_message_comes_out_of_a_row_as_it_went_in_and_has_plain_words(message: Message, words: str) -> None:
    assert from_json(to_json(message)) == message
    assert plain(message) == words


def test_a_template_that_was_kept_before_it_could_have_a_form_is_read() -> None:
    kept = '{"say": "Template", "name": "x", "parameters": ["Thandi"], "commands": ["show #1"]}'
    assert from_json(kept) == Template("x", ("Thandi",), ("show #1",))
