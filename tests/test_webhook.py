"""Webhook bodies as Meta writes them: who said it and when, statuses, and all the rest."""

import json
from datetime import timedelta
from hashlib import sha256

import pytest

from pilateshq.whatsapp.webhook import Incoming, Other, Said, Sender, Status, events, said
from tests.calls import NOW, PAYLOADS, SAID_AT, call, incoming, message, read, status

THANDI = Sender("27821110001", "ZA.13491208655302741918", "Thandi Mokoena")


def test_a_message_carries_its_sender_its_time_and_itself() -> None:
    event = incoming("text")
    assert (event.wamid, event.sender, event.said_at) == ("wamid.IN-text", THANDI, SAID_AT)
    assert event.sender.key == "ZA.13491208655302741918"
    kept = json.loads(event.raw)
    assert kept["message"]["text"] == {"body": "Can't make it tmrw 🙈"}
    assert kept["contact"]["wa_id"] == "27821110001"
    assert "🙈".encode() in event.raw


def test_a_person_whose_number_is_hidden_is_known_by_user_id() -> None:
    assert incoming("without_from").sender == Sender(None, "ZA.9007199254740993X", "Mary Jones")


def test_a_person_without_a_user_id_is_known_by_number() -> None:
    sender = incoming("number_changed").sender
    assert sender == Sender("27821110001", None, "")
    assert sender.key == "27821110001"


def test_contacts_are_paired_by_who_they_are_and_not_by_their_place() -> None:
    names = [event.sender.name for event in read("batch") if isinstance(event, Incoming)]
    assert names == ["Thandi Mokoena", "Mary Jones", "Thandi Mokoena"]


def test_a_user_id_pairs_before_a_number() -> None:
    old, new = (
        {"wa_id": "27821110001", "profile": {"name": "Old"}},
        {"user_id": "ZA.2", "profile": {"name": "New"}},
    )
    (event,) = events(call(message(from_user_id="ZA.2"), contacts=[old, new]), now=NOW)
    assert isinstance(event, Incoming)
    assert event.sender.name == "New"


def test_the_only_contact_of_the_only_message_is_its_sender() -> None:
    nameless = message()
    del nameless["from"]
    john = {"wa_id": "27821110002", "profile": {"name": "John Smith"}}
    (event,) = events(call(nameless, contacts=[john]), now=NOW)
    assert isinstance(event, Incoming)
    assert event.sender == Sender("27821110002", None, "John Smith")
    assert all(
        isinstance(event, Other) for event in events(call(nameless, nameless, contacts=[john]), now=NOW)
    )
    assert all(isinstance(event, Other) for event in events(call(nameless, contacts=[john, john]), now=NOW))


def test_another_persons_contact_is_nobodys() -> None:
    (event,) = events(call(message(), contacts=[{"wa_id": "27821110002", "user_id": "ZA.2"}]), now=NOW)
    assert isinstance(event, Incoming)
    assert event.sender == Sender("27821110001", None, "")
    assert json.loads(event.raw)["contact"] is None


@pytest.mark.parametrize("stamp", ["1791180000", 1791180000])
def test_a_time_may_be_text_or_a_number(stamp: object) -> None:
    (event,) = events(call(message(timestamp=stamp)), now=NOW)
    assert isinstance(event, Incoming)
    assert event.said_at == SAID_AT


@pytest.mark.parametrize(
    "stamp",
    [
        None,
        "",
        "soon",
        "-5",
        0,
        True,
        [],
        1e9,
        "1791180000000",
        10**40,
        "9" * 4000,
        str(int(NOW.timestamp()) + 1),
    ],
)
def test_a_time_that_makes_no_sense_or_is_to_come_is_now(stamp: object) -> None:
    (event,) = events(call(message(timestamp=stamp)), now=NOW)
    assert isinstance(event, Incoming)
    assert event.said_at == NOW


def test_the_states_of_a_sent_message() -> None:
    found = [status(f"status_{name}").state for name in ("sent", "delivered", "played", "failed")]
    assert found == ["sent", "delivered", "read", "failed"]


def test_a_status_carries_our_token_if_it_was_sent_with_one() -> None:
    at = SAID_AT + timedelta(minutes=1)
    assert status("status_with_token") == Status("wamid.OUT-1", "phq.main.17.1", "sent", at, None, "")
    assert status("status_sent").token is None


def test_a_failed_status_says_why() -> None:
    failed = status("status_failed")
    assert failed.code == 131047
    assert failed.detail.startswith("Message failed to send because more than 24 hours have passed")


@pytest.mark.parametrize("code", ["131047", 131047])
def test_a_code_may_be_text_or_a_number(code: object) -> None:
    failed = {"id": "wamid.OUT-1", "status": "failed", "errors": [{"code": code, "title": "Too late"}]}
    (event,) = events(call(statuses=[failed]), now=NOW)
    assert event == Status("wamid.OUT-1", None, "failed", NOW, 131047, "Too late")


def test_a_status_of_a_new_kind_is_kept() -> None:
    (event,) = events(call(statuses=[{"id": "wamid.OUT-1", "status": "pondered"}]), now=NOW)
    assert event == Other("statuses", b'{"id":"wamid.OUT-1","status":"pondered"}')


def test_every_entry_change_message_and_status_of_a_call_is_read_in_order() -> None:
    found = [event.wamid if isinstance(event, Incoming | Status) else event for event in read("batch")]
    found = [event.field if isinstance(event, Other) else event for event in found]
    assert found == [
        *("wamid.IN-batch-1", "wamid.IN-batch-2", "wamid.OUT-1", "wamid.OUT-1"),
        *("template_category_update", "wamid.IN-batch-3"),
    ]


@pytest.mark.parametrize("field", ["message_template_status_update"])
def test_changes_of_other_fields_are_kept_whole(field: str) -> None:
    name = field.replace("message_", "")
    (event,) = read(name)
    assert isinstance(event, Other)
    assert event.field == field
    assert json.loads(event.raw)["value"] == json.loads(PAYLOADS[name])["entry"][0]["changes"][0]["value"]
    assert event.key == sha256(event.raw).hexdigest()


def test_the_same_change_at_another_time_is_another_event() -> None:
    later = PAYLOADS["template_status_update"].replace(b'"time": 1791180000', b'"time": 1791190000')
    (first,), (same,), (second,) = (
        events(body, now=NOW) for body in (*[PAYLOADS["template_status_update"]] * 2, later)
    )
    assert isinstance(first, Other)
    assert isinstance(second, Other)
    assert first == same
    assert first.key != second.key


def test_errors_of_the_call_itself_are_kept() -> None:
    (event,) = read("value_errors")
    assert isinstance(event, Other)
    assert event.field == "errors"
    assert json.loads(event.raw)[0]["code"] == 130429


def test_a_message_with_only_errors_is_a_message_still() -> None:
    message_event, errors = read("interactive_with_only_errors")
    assert isinstance(message_event, Incoming)
    assert said(message_event.raw) == Said("interactive", "", None, None)
    assert isinstance(errors, Other)
    assert errors.field == "errors"
