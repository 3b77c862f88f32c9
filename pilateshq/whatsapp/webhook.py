"""What Meta posts to us: the signature, the bytes as events, and what a person said in one message.

However odd a signed body is, nothing here raises: what cannot be read is kept whole, as `Other`.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from pilateshq.errors import BadSignature
from pilateshq.whatsapp import changes
from pilateshq.whatsapp.lenient import JSON, id_in, object_in, objects_in, text_in

_LONGEST_WORDS = 4096  # characters; what WhatsApp lets a person type
_SIGNATURE = re.compile(r"sha256=([0-9a-f]{64})")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # no database keeps a NUL or half a surrogate pair
_MEDIA = ("image", "video", "document", "audio", "sticker")

State = Literal["sent", "delivered", "read", "failed"]
_STATES: dict[str, State] = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "played": "read",
    "failed": "failed",
}


@dataclass(frozen=True)
class Sender:
    """Who wrote: Meta shows the phone, its own id of the person, or both."""

    wa_id: str | None
    user_id: str | None
    name: str  # what they call themselves on WhatsApp; may be empty

    @property
    def key(self) -> str:
        return self.user_id or self.wa_id or ""


@dataclass(frozen=True)
class Incoming:
    """One message from a person."""

    wamid: str
    sender: Sender
    said_at: datetime  # UTC, never later than it was received
    raw: bytes  # JSON: {"message": …, "contact": … or null}


@dataclass(frozen=True)
class Status:
    """What became of a message of ours."""

    wamid: str  # empty only where the token is not
    token: str | None  # our own, if it was sent with one
    state: State
    at: datetime
    code: int | None  # Meta's, if it failed
    detail: str


@dataclass(frozen=True)
class Told:
    """What Meta tells of a person who has said nothing."""

    sender: Sender  # of whom
    said_at: datetime  # UTC
    raw: bytes  # JSON: {the field's name: …}

    @property
    def key(self) -> str:
        return hashlib.sha256(self.raw).hexdigest()


@dataclass(frozen=True)
class Other:
    """What is none of these: changes of other fields, errors, and what could not be read."""

    field: str
    raw: bytes

    @property
    def key(self) -> str:
        return hashlib.sha256(self.raw).hexdigest()


@dataclass(frozen=True)
class Said:
    """What a person said, as words; a tap says the command of its button."""

    kind: str  # "text", "tap", "flow", "reaction", "image", … or Meta's word for what we do not read
    words: str
    reply_to: str | None  # the wamid of the message that it answers or reacts to
    media_id: str | None


Event = Incoming | Status | Told | Other


def check_signature(body: bytes, header: str | None, secrets: Sequence[str]) -> None:
    """Refuse, with BadSignature, a body that was not signed with one of the app's secrets."""
    given = _SIGNATURE.fullmatch(header or "")
    if given is None:
        raise BadSignature("The signature is missing or malformed.")
    digest = bytes.fromhex(given[1])
    signed = (hmac.digest(secret.encode(), body, "sha256") for secret in secrets if secret)
    if not any(hmac.compare_digest(each, digest) for each in signed):
        raise BadSignature("The signature is not that of the body.")


def events(body: bytes, *, now: datetime) -> list[Event]:
    """Read every message, status and other event of one call, in order."""
    unreadable = Other("unreadable", body)
    try:
        document = _clean(json.loads(body))
        found = list(_events(document, now))
    except (ValueError, RecursionError):
        return [unreadable]
    has_nothing = isinstance(document, dict) and document.get("entry") == []
    return found or ([] if has_nothing else [unreadable])


def sender(raw: bytes) -> Sender:
    """Read who wrote out of the `raw` of one Incoming."""
    kept = _kept(raw)
    return _sender(object_in(kept, "message"), object_in(kept, "contact"))


def said(raw: bytes) -> Said:
    """Read what was said in the `raw` of one Incoming."""
    message = object_in(_kept(raw), "message")
    kind = text_in(message, "type")[:64] or "unknown"
    node = object_in(message, kind)
    reply_to = id_in(object_in(message, "context"), "id") or id_in(node, "message_id")
    media_id = id_in(node, "id") if kind in _MEDIA else None
    kind, words = _words(kind, node)
    return Said(kind, words, reply_to, media_id)


def _kept(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return {}


def _words(kind: str, node: JSON) -> tuple[str, str]:
    if kind == "interactive":
        return _choice(node)
    match kind:
        case "text":
            words = text_in(node, "body")
        case "button":  # a template's quick reply
            kind, words = "tap", text_in(node, "payload") or text_in(node, "text")
        case "reaction":
            words = text_in(node, "emoji")
        case _:
            words = text_in(node, "caption") if kind in _MEDIA else ""
    return kind, words[:_LONGEST_WORDS]


def _choice(node: JSON) -> tuple[str, str]:
    kind = text_in(node, "type")[:64] or "interactive"
    chosen = object_in(node, kind)
    match kind:
        case "button_reply" | "list_reply":
            return "tap", text_in(chosen, "id")[:_LONGEST_WORDS]
        case "nfm_reply":
            return "flow", text_in(chosen, "response_json")  # whole: half a form cannot be read
        case _:
            return kind, ""


def _events(document: Any, now: datetime) -> Iterator[Event]:
    for entry in objects_in(document, "entry"):
        for change in objects_in(entry, "changes"):
            yield from list(_change(change, now)) or [_other_change(change, entry)]


def _change(change: JSON, now: datetime) -> Iterator[Event]:
    match text_in(change, "field"):
        case "messages":
            yield from _messages_change(change, now)
        case field if field in changes.FIELDS:
            yield from _told(field, object_in(change, "value"), now)


def _told(field: str, value: JSON, now: datetime) -> Iterator[Event]:
    for each in objects_in(value, field):
        user_id = id_in(each, "user_id") or id_in(object_in(each, "user_id"), "previous")
        sender = Sender(id_in(each, "wa_id"), user_id, "")
        yield Told(sender, _moment(each, now), _bytes({field: each}))


def _messages_change(change: JSON, now: datetime) -> Iterator[Event]:
    value = object_in(change, "value")
    for message, contact in _paired(objects_in(value, "messages"), objects_in(value, "contacts")):
        yield _message(message, contact, now)
    for status in objects_in(value, "statuses"):
        yield _status(status, now)
    if objects_in(value, "errors"):
        yield Other("errors", _bytes(value["errors"]))


def _other_change(change: JSON, entry: JSON) -> Other:
    # With the time of the entry, or a template that is paused twice would look like one event.
    return Other(text_in(change, "field"), _bytes({**change, "time": entry.get("time")}))


def _paired(messages: list[JSON], contacts: list[JSON]) -> Iterator[tuple[JSON, JSON | None]]:
    """Yield each message with the contact of its sender, whatever their order."""
    ids = [(name, id_in(contact, name), contact) for contact in contacts for name in ("user_id", "wa_id")]
    known = {(name, id_): contact for name, id_, contact in ids if id_}
    only = contacts[0] if len(messages) == len(contacts) == 1 else None
    for message in messages:
        user_id, wa_id = id_in(message, "from_user_id"), id_in(message, "from")
        if user_id or wa_id:
            yield message, known.get(("user_id", user_id or "")) or known.get(("wa_id", wa_id or ""))
        else:
            yield message, only


def _message(message: JSON, contact: JSON | None, now: datetime) -> Event:
    wamid, sender = id_in(message, "id"), _sender(message, contact or {})
    raw = _bytes({"message": message, "contact": contact})
    if not wamid or not sender.key:
        return Other("messages", raw)
    return Incoming(wamid, sender, _moment(message, now), raw)


def _sender(message: JSON, contact: JSON) -> Sender:
    wa_id = id_in(message, "from") or id_in(contact, "wa_id")
    user_id = id_in(message, "from_user_id") or id_in(contact, "user_id")
    if not (wa_id or user_id):  # a number that changed and cannot be shown
        user_id = id_in(object_in(message, "system"), "previous_user_id")
    return Sender(wa_id, user_id, text_in(object_in(contact, "profile"), "name"))


def _status(status: JSON, now: datetime) -> Event:
    wamid, token = id_in(status, "id"), id_in(status, "biz_opaque_callback_data")
    state = _STATES.get(text_in(status, "status"))
    if state is None or not (wamid or token):
        return Other("statuses", _bytes(status))
    code, detail = _failure(status)
    return Status(wamid or "", token, state, _moment(status, now), code, detail)


def _failure(status: JSON) -> tuple[int | None, str]:
    error = next(iter(objects_in(status, "errors")), {})
    details = text_in(object_in(error, "error_data"), "details")
    code = text_in(error, "code")
    known = code.isascii() and code.isdigit() and len(code) < 10
    return int(code) if known else None, details or text_in(error, "message") or text_in(error, "title")


def _moment(parent: JSON, now: datetime) -> datetime:
    """Read a `timestamp`, text or number of Unix seconds; `now` for one that makes no sense."""
    try:
        seconds = int(text_in(parent, "timestamp"))
        return min(datetime.fromtimestamp(seconds, UTC), now) if seconds > 0 else now
    except (ValueError, OverflowError, OSError):
        return now


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return _UNSTORABLE.sub("", value)
    if isinstance(value, list):
        return [_clean(each) for each in value]
    if isinstance(value, dict):
        return {_clean(name): _clean(each) for name, each in value.items()}
    return value


def _bytes(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
