"""Webhook bodies as nobody should write them: nothing raises, and nothing is lost."""

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilateshq.whatsapp.webhook import Incoming, Other, Said, events, said
from tests.calls import NOW, PAYLOADS, call, message

EMPTY = b'{"object":"whatsapp_business_account","entry":[]}'


@pytest.mark.parametrize("missing", ["id", "from"])
def test_a_message_without_an_id_or_a_sender_is_kept_but_not_handled(missing: str) -> None:
    odd = message()
    del odd[missing]
    (event,) = events(call(odd), now=NOW)
    assert isinstance(event, Other)
    assert event.field == "messages"
    assert json.loads(event.raw) == {"message": odd, "contact": None}


def test_an_id_that_no_index_would_take_is_none() -> None:
    (event,) = events(call(message(id="w" * 10_000)), now=NOW)
    assert isinstance(event, Other)


def test_what_no_database_keeps_is_taken_out_of_every_text() -> None:
    odd = message(text={"body": "a\x00b\ud83dc 🙈", "\x00": 1}, id="wamid\x00.IN-1")
    (event,) = events(
        call(odd, contacts=[{"wa_id": "27821110001", "profile": {"name": "Th\udc00andi"}}]), now=NOW
    )
    assert isinstance(event, Incoming)
    assert (event.wamid, event.sender.name) == ("wamid.IN-1", "Thandi")
    assert said(event.raw).words == "abc 🙈"
    assert b"u0000" not in event.raw


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"hello",
        b"{",
        b"\xff\xfe\x00",
        b"null",
        b"[]",
        b"5",
        b"NaN",
        b"{}",
        b'{"entry":5}',
        b'{"entry":[5]}',
        b'{"entry":{"changes":[]}}',
        b"[" * 200_000,
        b'{"entry":' * 50_000,
        b'{"entry":[' + b"9" * 5000 + b"]}",
    ],
)
def test_a_body_that_cannot_be_read_is_kept_whole(body: bytes) -> None:
    assert events(body, now=NOW) == [Other("unreadable", body)]


def test_a_call_without_entries_holds_nothing() -> None:
    assert events(EMPTY, now=NOW) == []


@pytest.mark.parametrize("value", [None, 5, [], {}, {"messages": 5}, {"messages": [5], "statuses": "x"}])
def test_a_change_in_which_nothing_can_be_read_is_kept(value: object) -> None:
    body = json.dumps({"entry": [{"changes": [{"field": "messages", "value": value}]}]}).encode()
    (event,) = events(body, now=NOW)
    assert isinstance(event, Other)
    assert json.loads(event.raw)["value"] == value


def test_a_call_of_a_thousand_statuses_is_read_whole() -> None:
    many = [{"id": f"wamid.OUT-{n}", "status": "sent", "timestamp": "1791180000"} for n in range(1000)]
    assert len(events(call(statuses=many), now=NOW)) == 1000


NAMES = st.sampled_from(sorted(set(re.findall(r'"(\w+)":', b"".join(PAYLOADS.values()).decode()))))
WORDS = st.one_of(
    st.text(max_size=9),
    st.sampled_from(["messages", "text", "interactive", "nfm_reply", "failed", "\x00", "\ud83d", "9" * 5000]),
)
LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.just(10**400), st.floats(), WORDS)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES | WORDS, inner, max_size=5),
    max_leaves=25,
)


def check(body: bytes) -> None:
    found = events(body, now=NOW)
    assert found or json.loads(body)["entry"] == []
    for event in found:
        if isinstance(event, Incoming):
            assert event.wamid
            assert event.sender.key
            assert event.said_at <= NOW
            assert isinstance(said(event.raw).words, str)
        if isinstance(event, Other):
            assert len(event.key) == 64
            assert isinstance(said(event.raw), Said)


@settings(max_examples=150, deadline=None)
@given(ANYTHING, ANYTHING)
def test_no_json_is_odd_enough_to_raise(anything: Any, more: Any) -> None:
    check(json.dumps(anything).encode())
    check(call(anything, more, contacts=more, statuses=[anything, more], errors=more))
    assert isinstance(said(json.dumps({"message": anything, "contact": more}).encode()), Said)
    assert isinstance(said(json.dumps({"message": {**message(), "text": anything}}).encode()), Said)


@settings(max_examples=150, deadline=None)
@given(st.data(), st.sampled_from(sorted(PAYLOADS)))
def test_no_part_of_a_real_call_can_be_changed_so_that_it_raises(data: st.DataObject, name: str) -> None:
    document = json.loads(PAYLOADS[name])
    place: Any = document
    while True:
        key = data.draw(st.sampled_from(list(place) if isinstance(place, dict) else range(len(place))))
        if not isinstance(place[key], dict | list) or not place[key] or data.draw(st.integers(0, 5)) == 0:
            break
        place = place[key]
    if data.draw(st.booleans()):
        place[key] = data.draw(ANYTHING)
    else:
        del place[key]
    check(json.dumps(document).encode())


@settings(max_examples=150, deadline=None)
@given(st.data(), st.sampled_from(sorted(PAYLOADS)), st.binary(max_size=3))
def test_no_byte_of_a_real_call_can_be_changed_so_that_it_raises(
    data: st.DataObject, name: str, instead: bytes
) -> None:
    body = PAYLOADS[name]
    at = data.draw(st.integers(0, len(body)))
    check(body[:at] + instead + body[at + 1 :])
    check(body[:at])
