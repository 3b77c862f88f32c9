"""What a person said in one message, as words."""

import json

import pytest

from pilateshq.whatsapp.flows import read_answer
from pilateshq.whatsapp.webhook import Said, said
from tests.calls import incoming, message


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("text", Said("text", "Can't make it tmrw 🙈", None, None)),
        ("image_with_caption", Said("image", "My back today", None, "1003383421387256")),
        ("audio", Said("audio", "", None, "1003383421387257")),
        ("button", Said("tap", "reject #42", "wamid.OUT-1", None)),
        ("button_without_context", Said("tap", "reject #42", None, None)),
        ("button_reply", Said("tap", "cancel #42", "wamid.OUT-1", None)),
        ("list_reply", Said("tap", "answer #7 2", "wamid.OUT-1", None)),
        ("reaction", Said("reaction", "👍", "wamid.OUT-1", None)),
        ("reaction_removed", Said("reaction", "", "wamid.OUT-1", None)),
        ("unsupported", Said("unsupported", "", None, None)),
        ("edit", Said("edit", "", None, None)),
        ("number_changed", Said("system", "", None, None)),
        ("without_from", Said("text", "Hi, do you have space on Monday?", None, None)),
    ],
)
def test_each_kind_of_message_says_its_words(name: str, expected: Said) -> None:
    assert said(incoming(name).raw) == expected


@pytest.mark.parametrize("name", ["nfm_reply", "nfm_reply_without_token", "nfm_reply_of_the_builder"])
def test_a_form_says_its_answers(name: str) -> None:
    form = said(incoming(name).raw)
    assert form.kind == "flow"
    registration = read_answer(form.words)
    assert registration is not None
    assert registration.name.split()[0] == "Thandi"


def test_a_quick_reply_without_a_payload_says_its_text() -> None:
    raw = json.dumps({"message": message(type="button", button={"text": "Reject"})}).encode()
    assert said(raw).words == "Reject"


def test_words_are_cut_and_forms_are_not() -> None:
    text = json.dumps({"message": message(text={"body": "x" * 5000})}).encode()
    assert len(said(text).words) == 4096
    reply = {"type": "nfm_reply", "nfm_reply": {"response_json": json.dumps({"injuries": "x" * 5000})}}
    form = json.dumps({"message": message(type="interactive", interactive=reply)}).encode()
    assert json.loads(said(form).words) == {"injuries": "x" * 5000}


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"null", b"\xff", b"{}", b"[" * 100_000, b'{"message":5}'])
def test_a_message_that_cannot_be_read_says_nothing(raw: bytes) -> None:
    assert said(raw) == Said("unknown", "", None, None)
