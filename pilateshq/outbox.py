"""What the studio says: queued with its cause, claimed before any socket is opened, closed with a reason."""

import json
import logging
import re
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from peewee import Expression, ModelSelect, fn

from pilateshq import account, form, pace
from pilateshq.conversation.turn import CHANGED, Notice
from pilateshq.conversation.wording import Wording
from pilateshq.messages import Message, Template, from_json, plain, to_json
from pilateshq.models import Booking, Contact, Lane, Memory, Outbound, OutboundState, Purpose, Topic
from pilateshq.settings import Settings
from pilateshq.studio import people, reach
from pilateshq.whatsapp import window
from pilateshq.whatsapp.templates import Definition

log = logging.getLogger(__name__)

PROBE = timedelta(minutes=1)  # how often one message tries whether a pause is over
HELD = timedelta(hours=1)  # how often a held message looks for its template
A_BATCH = 20
ALERT_FOR = timedelta(days=3)  # how long the owner may still hear of trouble
TOKEN = re.compile(r"phq\.(\w+)\.(\d{1,9})\.(\d{1,9})", re.ASCII)
HELD_TOLD = "held_told"  # in Memory: the day, and of which templates the owner was told then
LANES = {
    Purpose.reminder: Lane.reminder,
    Purpose.bulk: Lane.bulk,
    Purpose.news: Lane.bulk,
}  # what is for none of these goes first
FALLBACK = ":t"  # ends the key of a template that goes instead of free words
TOO_LATE = "it could not be sent in time"
MISSED = "a reminder was missed, as the program was not running"
NOT_NEEDED = "there was nothing to say any more"
NOBODY = "they were erased"
UNREADABLE = "what it says cannot be read"
NO_FORM = "the window is shut and there is no template"


@dataclass(frozen=True)
class Sending:
    """A message that was claimed and is on its way."""

    id: int
    attempt: int
    phone: str | None
    user_id: str | None
    message: Message
    token: str  # comes back in Meta's statuses
    answers: str | None  # the wamid of what it replies to
    begun_at: datetime
    definition: Definition | None = None  # what the account's own template looks like, if it is one


# queue


def queue(notice: Notice, *, lane: Lane | None = None, now: datetime) -> None:
    """Keep what must be said; the same key is said once, however often it is queued."""
    _insert(
        now,
        key=notice.key,
        contact=notice.to,
        lane=lane or LANES.get(notice.purpose, Lane.chat),
        purpose=notice.purpose,
        message=to_json(notice.message),
        template=to_json(notice.template) if notice.template else None,
        answers=notice.answers,
        booking=notice.booking,
        booking_version=notice.booking.version if notice.booking else None,
        expires_at=notice.expires_at,
    )


def queue_fallback(row: Outbound, template: Template, *, now: datetime) -> None:
    """Keep the template that says the same as a message, in its place."""
    _insert(
        now,
        key=row.key + FALLBACK,
        contact=row.contact,
        lane=row.lane,
        purpose=row.purpose,
        template=to_json(template),
        answers=row.answers,
        booking=row.booking,
        booking_version=row.booking_version,
        expires_at=row.expires_at,
    )


def announce(
    *,
    key: str,
    to: Contact,
    topic: Topic,
    day: date,
    about: Booking | None,
    until: datetime,
    now: datetime,
) -> None:
    """Keep what goes out by itself; its words are made when it is sent. After `until` it counts as missed."""
    ended = {"state": OutboundState.expired, "note": MISSED, "settled_by": "rule", "closed_at": now}
    missed = ended if until <= now else {}
    _insert(
        now,
        key=key,
        contact=to,
        lane=Lane.reminder,
        purpose=Purpose.reminder,
        topic=topic,
        day=day,
        booking=about,
        booking_version=about.version if about else None,
        expires_at=until,
        **missed,
    )


def _insert(now: datetime, **values: object) -> None:
    row = Outbound.insert(created_at=now, next_at=now, **values)
    row.on_conflict(action="nothing", conflict_target=[Outbound.key]).execute()


# claim


def claim(*, settings: Settings, now: datetime) -> Sending | None:
    """Take the next message that may go, and mark it as on its way."""
    for _ in range(A_BATCH):  # what is closed here makes way for what waited behind it
        row = due(settings, now=now)
        if row is None:
            break
        if sending := _claimed(row, settings, now):
            _let_the_rest_wait(now)
            return sending
    return None


def due(settings: Settings, *, now: datetime) -> Outbound | None:
    """Find what may go now: for each person the oldest first, chat before all else, nothing in a pause."""
    paused_until = Memory.recall("paused_until")
    if Memory.recall("outbox_hold"):  # the database was restored, and nobody has looked at it yet
        return None
    if paused_until and now < datetime.fromisoformat(paused_until):
        return None
    row: Outbound | None = (
        Outbound.select(Outbound, Contact)
        .join(Contact)
        .where(
            Outbound.state == OutboundState.queued,
            _is_ready(now),
            pace.allows(now),
            ~fn.EXISTS(_before(settings, now)),
        )
        .order_by(Outbound.lane, Outbound.next_at, Outbound.id)
        .first()
    )
    return row


def _let_the_rest_wait(now: datetime) -> None:
    """In a pause, let one message try whether it is over."""
    if Memory.recall("paused_until"):
        Memory.keep("paused_until", (now + PROBE).isoformat())


def _is_ready(now: datetime) -> Expression:
    """Its time has come; or the template that it waits for is not needed, as the person has written."""
    has_words = Outbound.held & Outbound.as_template & Outbound.message.is_null(False)
    may_hear_them = Contact.heard_at > now - (window.WINDOW - window.MARGIN)
    return (Outbound.next_at <= now) | (has_words & may_hear_them)


def _before(settings: Settings, now: datetime) -> "ModelSelect[Outbound]":
    """Find what goes to the same person first: one at a time, and no overtaking within a lane."""
    other = Outbound.alias()
    held_off = now - timedelta(seconds=settings.operations.unknown_hold)
    queued = (other.state == OutboundState.queued) & ~other.held & (other.lane <= Outbound.lane)
    in_doubt = (other.state == OutboundState.unknown) & (other.sent_at > held_off)
    on_its_way = other.state == OutboundState.sending
    earlier = (other.id < Outbound.id) & (queued | in_doubt)
    open_ = (OutboundState.queued, OutboundState.unknown, OutboundState.sending)
    found: ModelSelect[Outbound] = other.select(other.id).where(
        other.contact == Outbound.contact,
        other.state.in_(open_),  # says nothing new, but lets the index leave out all that was settled
        earlier | on_its_way,
    )
    return found


def _claimed(row: Outbound, settings: Settings, now: datetime) -> Sending | None:
    try:
        return _taken(row, form.chosen(row, settings, now), settings, now)
    except (LookupError, TypeError, ValueError):  # one that no longer makes sense must not stop the others
        log.exception("message %s cannot be read, and is given up", row.id)
        close(row, OutboundState.failed, note=UNREADABLE, now=now)
        return None


def _taken(row: Outbound, message: Message | None, settings: Settings, now: datetime) -> Sending | None:
    """Claim what is still wanted, in this form; close what is not."""
    if row.contact.erased_at:
        close(row, OutboundState.cancelled, note=NOBODY, now=now)
    elif row.expires_at <= now:
        give_up(row, OutboundState.expired, note=row.note or TOO_LATE, settings=settings, now=now)
    elif row.booking is not None and row.booking.version != row.booking_version:
        close(row, OutboundState.cancelled, note=CHANGED, now=now)
    elif unwanted := form.why_unwanted(row, settings):
        give_up(row, OutboundState.cancelled, note=unwanted, settings=settings, now=now)
    elif message is None and row.topic:
        close(row, OutboundState.cancelled, note=NOT_NEEDED, now=now)
    elif message is None:
        give_up(row, OutboundState.failed, note=NO_FORM, settings=settings, now=now)
    elif why := form.why_not(message, settings):
        row.as_template = True
        hold(row, (OutboundState.queued,), note=why, settings=settings, now=now)
    elif _begin(row, message, now):
        pace.count(row.contact, now=now)
        return _sending(row, message, settings, now)
    return None


def hold(
    row: Outbound, states: tuple[OutboundState, ...], *, note: str, settings: Settings, now: datetime
) -> None:
    """Let a message wait for its template, or for the person to write; tell the owner once a day."""
    change(
        row,
        states,
        state=OutboundState.queued,
        next_at=now + HELD,
        held=True,
        as_template=row.as_template,
        message=row.message,
        template=row.template,
        failures=row.failures,
        code=row.code,
        note=note,
    )
    if row.as_template and (template := form.template_for(row, settings)):
        _tell_of_held(template.name, note, about=row.contact, settings=settings, now=now)


def _tell_of_held(name: str, why: str, *, about: Contact, settings: Settings, now: datetime) -> None:
    """Tell the owner once for each template and day; of all that are known to be unusable at once."""
    day = str(now.astimezone(settings.zone).date())
    kept = json.loads(Memory.recall(HELD_TOLD) or "{}")
    told = kept.get(day, [])
    if name in told or settings.owner_wa is None or people.contact_of(settings.owner_wa) == about:
        return
    reasons = {**account.unusable_templates(language=settings.template_language), name: why}
    Memory.keep(HELD_TOLD, json.dumps({day: sorted({*told, *reasons})}))
    text = Wording(settings).templates_hold_back(name, reasons)
    tell_owner(f"held:{name}:{day}", text, about=about, settings=settings, now=now)


def _begin(row: Outbound, message: Message, now: datetime) -> bool:
    return change(
        row,
        (OutboundState.queued,),
        state=OutboundState.sending,
        attempts=row.attempts + 1,
        sent_at=now,
        message=row.message,
        template=row.template,
        as_template=isinstance(message, Template),
        code=None,
        note="",
    )


def _sending(row: Outbound, message: Message, settings: Settings, now: datetime) -> Sending:
    contact, attempt = row.contact, row.attempts + 1
    phone = contact.phone or (contact.wa_id and f"+{contact.wa_id}")
    token = f"phq.{instance()}.{row.id}.{attempt}"
    answers = row.answers.key.removeprefix("m:") if row.answers else None
    definition = None
    if isinstance(message, Template):
        definition = account.definition(message.name, language=settings.template_language)
    return Sending(row.id, attempt, phone, contact.user_id, message, token, answers, now, definition)


def read_token(token: str | None) -> tuple[int, int] | None:
    """Read the row and the attempt out of a token of this database's."""
    found = TOKEN.fullmatch(token or "")
    return (int(found[2]), int(found[3])) if found and found[1] == instance() else None


def instance() -> str:
    """Name this database, so that a status of another one's message is not taken for ours."""
    if name := Memory.recall("instance"):
        return name
    first = Memory.insert(name="instance", value=secrets.token_hex(4))
    first.on_conflict(action="nothing", conflict_target=[Memory.name]).execute()
    return instance()


# pause


def pause(reason: str, *, until: datetime, now: datetime) -> None:
    """Send nothing until then; from then on, one message at a time tries."""
    if Memory.recall("pause_reason") != reason:
        log.error("nothing is sent for now: %s", reason)
    Memory.keep("pause_reason", reason)
    Memory.keep("paused_until", until.isoformat())
    Memory.keep("paused_since", (paused_since() or now).isoformat())


def paused_since() -> datetime | None:
    since = Memory.recall("paused_since")
    return datetime.fromisoformat(since) if since else None


def resume(*, tried_at: datetime) -> None:
    """End a pause, as a message went that was tried after it had begun."""
    since = paused_since()
    if since and tried_at > since:
        Memory.forget("pause_reason", "paused_until", "paused_since")


# rows


def change(row: Outbound, states: tuple[OutboundState, ...], **values: object) -> bool:
    """Change the row if it is still in one of these states and the same attempt; tell whether it was."""
    still = (Outbound.id == row.id) & (Outbound.attempts == row.attempts) & Outbound.state.in_(states)
    return bool(Outbound.update(**values).where(still).execute())


def close(
    row: Outbound, state: OutboundState, *, note: str = "", code: int | None = None, now: datetime
) -> bool:
    """Settle a message by rule, unless its state is no longer as it was read."""
    as_read = (OutboundState(row.state),)
    return change(row, as_read, state=state, settled_by="rule", note=note[:500], code=code, closed_at=now)


def give_up(
    row: Outbound,
    state: OutboundState,
    *,
    note: str,
    code: int | None = None,
    settings: Settings,
    now: datetime,
) -> None:
    """Close a message that will not arrive; where somebody misses something, the owner hears of it."""
    if not close(row, state, note=note, code=code, now=now):
        return
    reach.failed(row.contact, code, now=now)
    if alert := _alert(row, state, note, code, Wording(settings)):
        key, text = alert
        tell_owner(key, text, about=row.contact, settings=settings, now=now)


def _alert(
    row: Outbound, state: OutboundState, note: str, code: int | None, say: Wording
) -> tuple[str, Message] | None:
    """Say what a person misses, under a key that makes the owner hear once of whom nothing reaches."""
    contact, said = row.contact, row.message or row.template
    is_nobodys = people.client_of(contact) is None and state is not OutboundState.cancelled
    if said is None or is_nobodys:
        return None
    name, words = people.name_of(contact), plain(from_json(said))
    match code:
        case reach.NO_MARKETING:
            return f"no news:{contact.id}:{contact.news_off_at}", say.wants_no_marketing(name)
        case _ if not _is_missed(row, state):
            return None
        case _ if contact.unreachable_at and code in reach.OUT_OF_REACH:
            return f"unreachable:{contact.id}:{contact.unreachable_at}", say.out_of_reach(name, words, code)
        case _:
            return f"alert:{row.id}", say.not_told(name, words, note)


def _is_missed(row: Outbound, state: OutboundState) -> bool:
    """Tell whether it matters; who asked asks again, and a reminder that is late is left to the briefing."""
    match state:
        case OutboundState.expired:
            return row.purpose == Purpose.notice
        case OutboundState.cancelled:  # they want no reminders and no news
            return row.purpose in (Purpose.notice, Purpose.bulk)
        case _:
            return row.purpose not in (Purpose.reply, Purpose.news)


def tell_owner(
    key: str, message: Message, *, about: Contact | None, settings: Settings, now: datetime
) -> None:
    """Tell the owner once for each key, and never of a message to or from the owner."""
    owner = people.contact_of(settings.owner_wa) if settings.owner_wa else None
    if owner and owner != about:
        queue(Notice(to=owner, key=key, message=message, expires_at=now + ALERT_FOR), now=now)
