"""Messages as the JSON that Meta takes, and those that it would refuse."""

import pytest

from pilateshq.errors import Refusal, SendError
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
)
from pilateshq.whatsapp.fitting import PARAMETERS, length
from pilateshq.whatsapp.payload import envelope, payload, read_mark


def sent(message: Message) -> dict[str, object]:
    return payload(message, language="en_US")


def test_a_text() -> None:
    assert sent(Text("See you at 07:00.")) == {"type": "text", "text": {"body": "See you at 07:00."}}


def test_buttons() -> None:
    assert sent(Buttons("Cancel it?", (Button("Yes", "cancel #42"), Button("No", "keep #42")))) == {
        "type": "interactive",
        "interactive": {
            "type": "button",
            "body": {"text": "Cancel it?"},
            "action": {
                "buttons": [
                    {"type": "reply", "reply": {"id": "cancel #42", "title": "Yes"}},
                    {"type": "reply", "reply": {"id": "keep #42", "title": "No"}},
                ]
            },
        },
    }


def test_a_list() -> None:
    rows = (Row("Mon 08:00", "answer #7 1", "Single"), Row("Tue 09:00", "answer #7 2"))
    assert sent(Choices("Which one?", "Choose", rows)) == {
        "type": "interactive",
        "interactive": {
            "type": "list",
            "body": {"text": "Which one?"},
            "action": {
                "button": "Choose",
                "sections": [
                    {
                        "rows": [
                            {"id": "answer #7 1", "title": "Mon 08:00", "description": "Single"},
                            {"id": "answer #7 2", "title": "Tue 09:00"},
                        ]
                    }
                ],
            },
        },
    }


def test_a_template_with_parameters_and_a_command_for_each_button() -> None:
    assert sent(Template("client_x", ("Thandi", "duo"), ("accept #4", "pass #4"))) == {
        "type": "template",
        "template": {
            "name": "client_x",
            "language": {"code": "en_US"},
            "components": [
                {
                    "type": "body",
                    "parameters": [{"type": "text", "text": "Thandi"}, {"type": "text", "text": "duo"}],
                },
                {
                    "type": "button",
                    "sub_type": "quick_reply",
                    "index": "0",
                    "parameters": [{"type": "payload", "payload": "accept #4"}],
                },
                {
                    "type": "button",
                    "sub_type": "quick_reply",
                    "index": "1",
                    "parameters": [{"type": "payload", "payload": "pass #4"}],
                },
            ],
        },
    }


def test_a_template_without_variables_has_no_components() -> None:
    assert sent(Template("closed", ()))["template"] == {"name": "closed", "language": {"code": "en_US"}}


def test_a_document_and_a_reaction() -> None:
    assert sent(Document("4490", "Invoice-2026-11.pdf")) == {
        "type": "document",
        "document": {"id": "4490", "filename": "Invoice-2026-11.pdf"},
    }
    assert sent(Document("4490", "a.pdf", "November"))["document"] == {
        "id": "4490",
        "filename": "a.pdf",
        "caption": "November",
    }
    assert sent(Reaction("wamid.IN-1", "👍")) == {
        "type": "reaction",
        "reaction": {"message_id": "wamid.IN-1", "emoji": "👍"},
    }
    assert sent(Reaction("wamid.IN-1", ""))["reaction"] == {"message_id": "wamid.IN-1", "emoji": ""}


KNOWN = (("first_name", "Thandi"), ("email", ""))


def test_a_form_opens_at_its_screen_with_what_is_known() -> None:
    assert sent(Flow("Please fill this in.", "Register", "245", "t-1", "REGISTER", KNOWN)) == {
        "type": "interactive",
        "interactive": {
            "type": "flow",
            "body": {"text": "Please fill this in."},
            "action": {
                "name": "flow",
                "parameters": {
                    "flow_message_version": "3",
                    "flow_id": "245",
                    "flow_cta": "Register",
                    "flow_token": "t-1",
                    "flow_action": "navigate",
                    "flow_action_payload": {
                        "screen": "REGISTER",
                        "data": {"first_name": "Thandi", "email": ""},
                    },
                },
            },
        },
    }


def form(flow: Flow) -> dict[str, object]:
    parameters: dict[str, object] = payload(flow, language="en_US")["interactive"]["action"]["parameters"]
    return parameters


def test_a_form_without_anything_known_is_sent_no_empty_data() -> None:
    assert form(Flow("?", "Go", "245", "t", "REGISTER", ()))["flow_action_payload"] == {"screen": "REGISTER"}


def test_a_form_whose_first_screen_is_unknown_is_left_to_meta() -> None:
    assert "flow_action_payload" not in form(Flow("?", "Go", "245", "t", "", ()))


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("📝 Fill in\nthe form ✅", "Fill in the form"),
        ("👩🏽‍🦱❤️1️⃣🇿🇦 Zoë's form ©", "1 Zoë's form"),
        ("Fill in the whole long form for us", "Fill in the whole long form…"),
    ],
)
def test_the_label_of_a_form_is_one_short_line_without_emoji(label: str, shown: str) -> None:
    assert form(Flow("?", label, "245", "t", "", ()))["flow_cta"] == shown


def test_the_form_behind_a_templates_button_gets_its_token_and_what_is_known() -> None:
    register = Template("client_registration", ("Thandi",), flow=FlowOpening("t-1", KNOWN))
    assert payload(register, language="en_US")["template"]["components"][1] == {
        "type": "button",
        "sub_type": "flow",
        "index": "0",
        "parameters": [
            {
                "type": "action",
                "action": {"flow_token": "t-1", "flow_action_data": {"first_name": "Thandi", "email": ""}},
            }
        ],
    }


def test_the_form_behind_a_templates_button_is_sent_no_empty_data() -> None:
    register = Template("register", (), ("no #1",), FlowOpening("t-1", ()))
    reply, button = payload(register, language="en_US")["template"]["components"]
    assert (reply["index"], button["index"]) == ("0", "1")
    assert button["parameters"] == [{"type": "action", "action": {"flow_token": "t-1"}}]


LONG = "word " * 2000


@pytest.mark.parametrize(
    ("message", "path", "limit"),
    [
        (Text(LONG), "text body", 4096),
        (Buttons(LONG, (Button("Yes", "yes"),)), "interactive body text", 1024),
        (Buttons("?", (Button(LONG, "yes"),)), "interactive action buttons 0 reply title", 20),
        (Choices(LONG, "Choose", (Row("a", "a"),)), "interactive body text", 1024),
        (Choices("?", LONG, (Row("a", "a"),)), "interactive action button", 20),
        (Choices("?", "Choose", (Row(LONG, "a"),)), "interactive action sections 0 rows 0 title", 24),
        (
            Choices("?", "Choose", (Row("a", "a", LONG),)),
            "interactive action sections 0 rows 0 description",
            72,
        ),
        (Document("1", "a.pdf", LONG), "document caption", 1024),
        (Flow(LONG, "Go", "1", "t", "", ()), "interactive body text", 1024),
        (Flow("?", LONG, "1", "t", "", ()), "interactive action parameters flow_cta", 30),
        (Template("x", (LONG,)), "template components 0 parameters 0 text", PARAMETERS),
    ],
)
def test_what_is_too_long_is_shortened_at_a_word(message: Message, path: str, limit: int) -> None:
    found: object = sent(message)
    for step in path.split():
        found = found[int(step)] if isinstance(found, list) else found[step]  # type: ignore[index]
    assert isinstance(found, str)
    assert limit - 6 <= length(found) <= limit
    assert found.endswith("word…")


ROW = Row("a", "a")


@pytest.mark.parametrize(
    "message",
    [
        Text(""),
        Text(" \n"),
        Buttons("", (Button("Yes", "yes"),)),
        Buttons("?", ()),
        Buttons("?", tuple(Button(str(n), str(n)) for n in range(4))),
        Buttons("?", (Button("", "yes"),)),
        Buttons("?", (Button("Yes", ""),)),
        Buttons("?", (Button("Yes", "y" * 257),)),
        Buttons("?", (Button("Yes", "same"), Button("No", "same"))),
        Choices("?", "Choose", ()),
        Choices("?", "", (ROW,)),
        Choices("?", "Choose", tuple(Row(str(n), str(n)) for n in range(11))),
        Choices("?", "Choose", (Row("a", "a" * 201),)),
        Choices("?", "Choose", (ROW, ROW)),
        Choices("?", "Choose", (Row(" ", "a"),)),
        Template("", ("a",)),
        Template("x", (), ("y" * 129,)),
        Template("x", (), ("",)),
        Template("x", (), tuple(str(n) for n in range(11))),
        Template("x", (), flow=FlowOpening("", ())),
        Template("x", (), flow=FlowOpening("t" * 201, ())),
        Flow("", "Go", "1", "t", "", ()),
        Flow("?", "📝", "1", "t", "", ()),
        Flow("?", "Go", "", "t", "", ()),
        Flow("?", "Go", "1", " ", "", ()),
        Flow("?", "Go", "1", "t" * 201, "", ()),
        Document("", "a.pdf"),
        Document("1", ""),
        Reaction("", "👍"),
    ],
)
def test_what_cannot_be_mended_is_refused_for_ever(message: Message) -> None:
    with pytest.raises(SendError) as refused:
        sent(message)
    assert refused.value.refusal is Refusal.never


def test_ids_at_their_limit_pass() -> None:
    sent(Buttons("?", (Button("Yes", "y" * 256),)))
    sent(Choices("?", "Choose", tuple(Row(str(n), f"{n}" * 200) for n in range(10))))
    sent(Template("x", (), ("y" * 128,)))


def titles(*wanted: str) -> list[str]:
    buttons = tuple(Button(title, str(number)) for number, title in enumerate(wanted))
    action = payload(Buttons("?", buttons), language="en_US")["interactive"]["action"]
    return [button["reply"]["title"] for button in action["buttons"]]


def test_buttons_of_the_same_title_are_told_apart_by_a_number() -> None:
    assert titles("John", "John", "Mary") == ["John", "John 2", "Mary"]
    assert titles("John", "John 2", "John") == ["John", "John 2", "John 3"]


def test_titles_that_are_the_same_only_when_shortened_stay_within_their_limit() -> None:
    first, second, third = titles(*["Single on Tuesday 7 October"] * 3)
    assert len({first, second, third}) == 3
    assert max(map(length, (first, second, third))) <= 20
    assert (first, second) == ("Single on Tuesday 7…", "Single on Tuesday… 2")


def filled(*texts: str) -> list[str]:
    template = payload(Template("x", texts), language="en_US")["template"]
    return [each["text"] for each in template["components"][0]["parameters"]]


def test_short_parameters_leave_their_room_to_a_long_one() -> None:
    name, words = filled("Thandi", LONG)
    assert name == "Thandi"
    assert PARAMETERS - 12 <= length(name) + length(words) <= PARAMETERS


def test_long_parameters_share_the_room() -> None:
    first, second, third = filled(LONG, "Thandi", LONG)
    assert second == "Thandi"
    assert length(first + second + third) <= PARAMETERS
    assert min(length(first), length(third)) > 440


def test_a_phone_is_addressed_before_a_user_id() -> None:
    body = {"type": "text", "text": {"body": "Hi"}}
    assert envelope("27821110001", "ZA.1", token="phq.main.1.1", body=body) == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "+27821110001",
        "type": "text",
        "text": {"body": "Hi"},
        "biz_opaque_callback_data": "phq.main.1.1",
    }
    assert envelope("+27 82 111 0001", None, token="t", body=body)["to"] == "+27821110001"


def test_a_person_without_a_phone_is_addressed_by_user_id() -> None:
    addressed = envelope(None, "ZA.13491208655302741918", token="t", body={"type": "text"})
    assert addressed["recipient"] == "ZA.13491208655302741918"
    assert "to" not in addressed


@pytest.mark.parametrize(
    ("phone", "user_id", "token"), [(None, None, "t"), ("", "", "t"), ("27821110001", None, "t" * 513)]
)
def test_a_message_to_nobody_or_with_too_long_a_token_is_refused(
    phone: str | None, user_id: str | None, token: str
) -> None:
    with pytest.raises(SendError) as refused:
        envelope(phone, user_id, token=token, body={})
    assert refused.value.refusal is Refusal.never


def test_a_read_mark_may_show_that_an_answer_is_coming() -> None:
    mark = {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.IN-1"}
    assert read_mark("wamid.IN-1", typing=False) == mark
    assert read_mark("wamid.IN-1", typing=True) == {**mark, "typing_indicator": {"type": "text"}}
