"""What Meta tells: kept before Meta hears 200, then answered one at a time, each in one transaction."""

import logging
import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from peewee import OperationalError

from pilateshq import db, fates, outbox, template_news
from pilateshq.conversation import desk, identities
from pilateshq.conversation.commands import Speaker
from pilateshq.conversation.turn import Answer, Notice, Turn
from pilateshq.conversation.wording import Wording
from pilateshq.db import database
from pilateshq.models import Contact, Inbound, InboundState, Purpose
from pilateshq.settings import Settings
from pilateshq.studio import identity, people, reach
from pilateshq.studio.reach import Wish
from pilateshq.whatsapp import changes, template_events, webhook
from pilateshq.whatsapp.changes import Move, Preference
from pilateshq.whatsapp.webhook import Event, Incoming, Other, Status, Told

log = logging.getLogger(__name__)

TOO_OLD = timedelta(days=8)  # older messages are kept, and nothing else comes of them
REPLY_IN = timedelta(hours=24)  # a reply that could not be sent for so long is of no use
MOST_TRIES = 5  # in half a minute: nobody is held up longer by a stuck message
LONGEST_WAIT = 60  # seconds from one apology that cannot be queued to the next
KEEP = """
    INSERT INTO inbound (key, sender, body, said_at, received_at, next_at, state, attempts, error)
    VALUES (?, ?, ?, ?, ?, ?, ?, 0, '') ON CONFLICT (key) DO NOTHING
"""
NEXT = """
    SELECT * FROM inbound WHERE state = 'new' AND next_at <= ? AND sender <> ? AND NOT EXISTS (
        SELECT 1 FROM inbound AS earlier
        WHERE earlier.state = 'new' AND earlier.sender = inbound.sender AND earlier.id < inbound.id
    ) ORDER BY id LIMIT 1
"""


@dataclass(frozen=True)
class Answered:
    """A message that was handled."""

    wamid: str | None  # None where nobody has said anything
    sender: str
    replied: bool


# keep


def keep(events: Iterable[Event], *, settings: Settings, now: datetime) -> None:
    """Make a row of each message, once for ever, and settle our own messages by their statuses."""
    for event in events:
        match event:
            case Incoming():
                _keep_message(event, f"m:{event.wamid}", now)
            case Told():
                _keep_message(event, f"x:{event.key}", now)
            case Status():
                fates.apply_status(event, settings=settings, now=now)
            case Other():
                _keep_other(event, settings, now)


def _keep_message(message: Incoming | Told, key: str, now: datetime) -> None:
    _insert(
        key,
        message.raw,
        sender=message.sender.key,
        said_at=message.said_at,
        state=InboundState.new,
        now=now,
    )


def _keep_other(other: Other, settings: Settings, now: datetime) -> None:
    key, state = f"x:{other.key}", InboundState.stale
    is_new = _insert(key, other.raw, sender="", said_at=now, state=state, now=now)
    if is_new and (news := template_events.read(other)):
        template_news.heard(news, key=other.key, settings=settings, now=now)


def _insert(
    key: str, body: bytes, *, sender: str, said_at: datetime, state: InboundState, now: datetime
) -> bool:
    """Keep what was told, and say whether it is new."""
    said, received = map(db.microseconds, (said_at, now))
    return bool(db.execute(KEEP, key, sender, body, said, received, received, state).rowcount)


# answer


def answer_next(*, after: str = "", settings: Settings, now: datetime) -> Answered | None:
    """Answer the oldest message whose turn it is: its effects, its replies and its end are one.

    Whoever was answered last, `after` whom it is, lets somebody else go first.
    """
    row = _next(now, after) or (_next(now, "") if after else None)
    if row is None:
        return None
    if now - row.said_at > TOO_OLD:
        _finish(row, InboundState.stale, now)
        return Answered(_wamid(row), row.sender, replied=False)
    return _answer(row, settings=settings, now=now)


def _next(now: datetime, but_of: str) -> Inbound | None:
    found = Inbound.raw(NEXT.replace("?", database.param), db.microseconds(now), but_of)
    return next(iter(found), None)


def _answer(row: Inbound, *, settings: Settings, now: datetime) -> Answered:
    replied = False
    try:
        with database.atomic():
            replied = _apologise(row, settings, now) if row.error else _respond(row, settings, now)
    except OperationalError as error:  # the database's trouble, not the message's
        if db.is_full(error):
            raise
        log.warning("message %s must wait: %s", row.id, type(error).__name__)
        _try_later(row, now)
    except Exception:
        log.exception("message %s met a bug", row.id)
        _keep_bug(row, now)
    return Answered(_wamid(row), row.sender, replied)


def _wamid(row: Inbound) -> str | None:
    return row.key.removeprefix("m:") if row.contact else None


def _respond(row: Inbound, settings: Settings, now: datetime) -> bool:
    if _is_said_by_nobody(row):
        _heed(row, settings, now)
        _finish(row, InboundState.done, now)
        return False
    contact = _sender(row, settings, now)
    answer = desk.answer(_turn(row, contact, settings=settings, now=now))
    _queue(row, contact, answer, now=now)
    _finish(row, InboundState.done, now)
    return answer.reply is not None


def _is_said_by_nobody(row: Inbound) -> bool:
    return not row.key.startswith("m:") or webhook.said(row.body).kind == "system"


def _heed(row: Inbound, settings: Settings, now: datetime) -> None:
    """Take note of what Meta tells of a person; it is nothing that they said, and opens no window."""
    match changes.read(row.body):
        case Move(before, after):
            outcome = identity.move(before, after, admins=settings.admins, now=now)
            _tell_owner(identities.told_of(outcome, after, f"moved:{row.id}", settings), settings, now)
        case Preference(wa_id, user_id, wants) if contact := people.find(wa_id=wa_id, user_id=user_id):
            reach.obey(contact, Wish.news if wants else Wish.no_news, actor="meta", now=now)


def _sender(row: Inbound, settings: Settings, now: datetime) -> Contact:
    sender = webhook.sender(row.body)
    contact = people.meet(
        wa_id=sender.wa_id,
        user_id=sender.user_id,
        name=sender.name,
        at=row.said_at,
        admins=settings.admins,
    )
    row.contact = contact
    reach.arrived(contact, now=now)
    if other := identity.rival(contact, sender.wa_id, sender.user_id):
        _tell_owner(identities.rivals(contact, other, settings, now=now), settings, now)
    return contact


def _tell_owner(alert: identities.Alert | None, settings: Settings, now: datetime) -> None:
    if alert:
        outbox.tell_owner(alert.key, alert.message, about=alert.about, settings=settings, now=now)


def _turn(row: Inbound, contact: Contact, *, settings: Settings, now: datetime) -> Turn:
    said = webhook.said(row.body)
    client = None if contact.doubted_at else people.client_of(contact)  # somebody else may have the number
    speaker = _speaker(contact, is_client=client is not None, settings=settings)
    return Turn(
        key=f"in{row.id}",
        speaker=speaker,
        actor=f"{speaker} {client.id if client and speaker is Speaker.client else contact.id}",
        words=said.words,
        kind=said.kind,
        said_at=row.said_at,
        now=now,
        settings=settings,
        contact=contact,
        client=client,
        wamid=row.key[2:],
        reply_to=said.reply_to,
        media_id=said.media_id,
    )


def _speaker(contact: Contact, *, is_client: bool, settings: Settings) -> Speaker:
    if people.is_one_of(contact, settings.admins):
        return Speaker.admin
    return Speaker.client if is_client else Speaker.prospect


def _queue(row: Inbound, contact: Contact, answer: Answer, *, now: datetime) -> None:
    if answer.whole:
        reply = Notice(
            to=contact,
            key=f"reply:{row.id}",
            message=answer.whole,
            answers=row,
            purpose=Purpose.reply,
            expires_at=now + REPLY_IN,
        )
        outbox.queue(reply, now=now)
    for notice in answer.notices:
        outbox.queue(notice, now=now)


def _finish(row: Inbound, state: InboundState, now: datetime) -> None:
    _update(row, state=state, contact=row.contact, done_at=now)


def _update(row: Inbound, **values: object) -> None:
    Inbound.update(**values).where(Inbound.id == row.id).execute()


# when something is wrong


def _try_later(row: Inbound, now: datetime) -> None:
    tries = row.attempts + 1
    is_bug = tries >= MOST_TRIES and not row.error  # after all
    wait = timedelta(seconds=0 if is_bug else min(2**tries, LONGEST_WAIT))
    _update(row, attempts=tries, next_at=now + wait, error=_what_happened() if is_bug else row.error)


def _keep_bug(row: Inbound, now: datetime) -> None:
    """Keep what went wrong, and apologise next; if the apology is what went wrong, leave it at that."""
    if row.error:
        _update(row, state=InboundState.failed, done_at=now)
    else:
        _update(row, error=_what_happened())


def _what_happened() -> str:
    return traceback.format_exc(limit=-5)[:4000]


def _apologise(row: Inbound, settings: Settings, now: datetime) -> bool:
    """Close the message as failed, say sorry once, and let the owner know."""
    contact, say = _sender(row, settings, now), Wording(settings)
    _queue(row, contact, Answer(say.sorry()), now=now)
    broken = say.something_broke(people.name_of(contact))
    outbox.tell_owner(f"bug:{row.id}", broken, about=contact, settings=settings, now=now)
    _finish(row, InboundState.failed, now)
    return True
