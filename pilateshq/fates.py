"""What became of a message: settled by Meta's answer, by a status, or by the rule where nobody knows.

Meta has no idempotency key. So a send whose end nobody knows becomes `unknown` and is never blindly repeated.
"""

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from pilateshq import outbox, ranks
from pilateshq.conversation.wording import REPEATED, Wording
from pilateshq.errors import Refusal, SendError
from pilateshq.form import template_for
from pilateshq.messages import Buttons, Choices, Flow, Message, Text, from_json, to_json
from pilateshq.models import Contact, Memory, Outbound, OutboundState, Purpose
from pilateshq.outbox import Sending, change, close, give_up
from pilateshq.ranks import RANK
from pilateshq.settings import Settings
from pilateshq.studio import reach
from pilateshq.whatsapp.refusals import backoff, classify
from pilateshq.whatsapp.webhook import Status

log = logging.getLogger(__name__)

ARRIVED = (OutboundState.delivered, OutboundState.read)
UNSETTLED = (OutboundState.sending, OutboundState.unknown)
MAY_FAIL = (*UNSETTLED, OutboundState.accepted, OutboundState.sent)  # by a status; later ones disprove it
LONGEST_REST = timedelta(minutes=15)
LATE_REPLY = timedelta(minutes=10)  # a later answer confuses; the person asks again
A_BATCH = 200
NOBODY_KNOWS = "nobody knows whether it was sent"


# by Meta's answer


def accepted(sending: Sending, *, wamid: str, wa_id: str | None) -> None:
    """Note that Meta has taken the message; a status may have told more already."""
    row = _claimed(sending)
    if row is None:
        return
    outbox.resume(tried_at=row.sent_at or row.created_at)
    _learn_wa_id(row.contact, wa_id)
    _learn_wamid(row, wamid)
    below = _below(OutboundState.accepted)
    change(row, below, state=OutboundState.accepted, settled_by="answer", closed_at=None)


def refused(sending: Sending, error: SendError, *, settings: Settings, now: datetime, jitter: float) -> None:
    """Do what the class of the refusal asks for; `jitter` is from -1 to 1."""
    row = _claimed(sending)
    if row is None or row.state not in UNSETTLED:
        return
    row.code, row.note = error.code, error.detail[:500]
    match error.refusal:
        case Refusal.unknown:
            change(row, UNSETTLED, state=OutboundState.unknown, code=row.code, note=row.note)
        case Refusal.operator | Refusal.slow_down:
            _pause(row, error, settings=settings, now=now)
        case Refusal.retry | Refusal.pair_limit | Refusal.later:
            _retry(row, error, settings=settings, now=now, jitter=jitter)
        case Refusal.template | Refusal.never if form := _form_in(row):
            _simplify(row, form, settings=settings, now=now)
        case Refusal.template:
            outbox.hold(row, UNSETTLED, note=row.note, settings=settings, now=now)
        case Refusal.window:
            _send_template_instead(row, settings=settings, now=now)
        case Refusal.never:
            _fail(row, settings=settings, now=now)


def _form_in(row: Outbound) -> Flow | None:
    message = None if row.as_template or row.message is None else from_json(row.message)
    return message if isinstance(message, Flow) else None


def _simplify(row: Outbound, form: Flow, *, settings: Settings, now: datetime) -> None:
    """Try a form that Meta refused once more with nothing filled in, and then say in words what to do."""
    plainer: Message = replace(form, screen="", data=())
    if plainer == form:
        plainer = Wording(settings).instead_of_a_form(form.body)
    Outbound.update(message=to_json(plainer)).where(Outbound.id == row.id).execute()
    _again(row, now)


def template_changed(*, now: datetime) -> None:
    """Let what waits for its template try again."""
    waits = (Outbound.state == OutboundState.queued) & Outbound.held
    Outbound.update(next_at=now).where(waits).execute()


def _pause(row: Outbound, error: SendError, *, settings: Settings, now: datetime) -> None:
    """Let all messages wait; this one is not to blame, so its tries are not counted."""
    until = now + _rest(error, settings, now)
    outbox.pause(f"{error.code or ''} {error.detail}".strip(), until=until, now=now)
    _again(row, until)


def _rest(error: SendError, settings: Settings, now: datetime) -> timedelta:
    """Tell how long to send nothing: as Meta says, else as long again as it has been so far."""
    if error.retry_after:
        return min(timedelta(seconds=error.retry_after), LONGEST_REST)
    if error.refusal is Refusal.operator:
        return outbox.PROBE
    so_far = now - (outbox.paused_since() or now)
    return min(max(so_far, timedelta(seconds=settings.operations.retry_base)), LONGEST_REST)


def _retry(row: Outbound, error: SendError, *, settings: Settings, now: datetime, jitter: float) -> None:
    row.failures += 1
    in_reach = error.code is not None  # where Meta is not, that is not the message's fault
    if in_reach and row.failures >= settings.operations.max_attempts:
        return _fail(row, settings=settings, now=now)
    base = settings.operations.retry_base
    wait = backoff(row.failures, error.refusal, base=base, jitter=jitter, retry_after=error.retry_after)
    return _again(row, now + wait)


def _again(row: Outbound, at: datetime, *, held: bool = False) -> None:
    change(
        row,
        UNSETTLED,
        state=OutboundState.queued,
        next_at=at,
        held=held,
        failures=row.failures,
        code=row.code,
        note=row.note,
    )


def _claimed(sending: Sending) -> Outbound | None:
    row: Outbound | None = Outbound.get_or_none(
        Outbound.id == sending.id, Outbound.attempts == sending.attempt
    )
    return row


def _learn_wa_id(contact: Contact, wa_id: str | None) -> None:
    is_unknown = contact.wa_id is None and contact.erased_at is None
    if wa_id and is_unknown and not Contact.get_or_none(Contact.wa_id == wa_id):
        Contact.update(wa_id=wa_id).where(Contact.id == contact.id).execute()


def _learn_wamid(row: Outbound, wamid: str) -> None:
    """Keep Meta's id; a second one means that the message went twice, which the row and the log tell."""
    if not wamid or wamid == row.wamid:
        return
    if row.wamid is None:
        Outbound.update(wamid=wamid).where(Outbound.id == row.id).execute()
    elif wamid not in row.note:
        log.warning("message %s went twice", row.id)
        Memory.count("sent_twice")
        note = f"{row.note} It went twice, also as {wamid}.".strip()
        Outbound.update(note=note).where(Outbound.id == row.id).execute()


# by a status


def apply_status(status: Status, *, settings: Settings, now: datetime) -> None:
    """Note what Meta tells of a message: upwards only, in whatever order it tells."""
    if status.state != "failed" and ranks.climbed(status, now=now):
        return
    row, state = _told_of(status), OutboundState(status.state)
    if row is None:
        return
    Outbound.update(status_at=now).where(Outbound.id == row.id).execute()
    if state is not OutboundState.failed or _attempt(status, row) == row.attempts:
        _learn_wamid(row, status.wamid)
    if state is OutboundState.failed:
        _apply_failure(row, status, settings=settings, now=now)
    elif change(row, _below(state), state=state, settled_by="status", closed_at=None):
        _arrived(row, state, now)


def _arrived(row: Outbound, state: OutboundState, now: datetime) -> None:
    """Let somebody be in reach again whom a message has reached that was sent since, or was given up."""
    lost_at, had_failed = row.contact.unreachable_at, row.state == OutboundState.failed
    is_since = lost_at and row.sent_at and row.sent_at > lost_at
    if state in ARRIVED and (had_failed or is_since):
        reach.arrived(row.contact, now=now)


def _below(state: OutboundState) -> tuple[OutboundState, ...]:
    """List the states that this one improves on; who has got it, has got it, whatever we believed."""
    lower = [each for each, rank in RANK.items() if rank < RANK[state]]
    disproved = [OutboundState.failed] if state in ARRIVED else []
    return (*lower, *disproved, OutboundState.expired, OutboundState.cancelled)


def _apply_failure(row: Outbound, status: Status, *, settings: Settings, now: datetime) -> None:
    if row.state not in MAY_FAIL or _attempt(status, row) < row.attempts:
        return
    row.code, row.note = status.code, status.detail[:500]
    if classify(status.code, None) is Refusal.window:
        _send_template_instead(row, settings=settings, now=now)
    else:
        _fail(row, settings=settings, now=now)


def _told_of(status: Status) -> Outbound | None:
    """Find the message by our own token, else by Meta's id."""
    row: Outbound | None = None
    if ours := outbox.read_token(status.token):
        row = Outbound.get_or_none(Outbound.id == ours[0])
    elif status.wamid:
        row = Outbound.get_or_none(Outbound.wamid == status.wamid)
    return row


def _attempt(status: Status, row: Outbound) -> int:
    ours = outbox.read_token(status.token)
    return ours[1] if ours else row.attempts


# the ways in which a message ends badly


def _send_template_instead(row: Outbound, *, settings: Settings, now: datetime) -> None:
    """Let a template say, once, what Meta would not take as free words."""
    template = None if row.as_template else template_for(row, settings)
    if template is None:
        return _fail(row, settings=settings, now=now)
    if close(row, OutboundState.failed, note=row.note, code=row.code, now=now):
        outbox.queue_fallback(row, template, now=now)
    return None


def _fail(row: Outbound, *, settings: Settings, now: datetime) -> None:
    give_up(row, OutboundState.failed, note=row.note, code=row.code, settings=settings, now=now)


# by rule, where nobody knows


def recover(*, sent_before: datetime) -> None:
    """Own up to sends whose process died: nobody knows how they ended."""
    Outbound.update(state=OutboundState.unknown).where(
        Outbound.state == OutboundState.sending, Outbound.sent_at <= sent_before
    ).execute()


def hear_again(*, now: datetime) -> None:
    """Note that calls of Meta's may have been missed until now, by whichever process."""
    Memory.keep("hears_since", now.isoformat())


def reconcile(*, settings: Settings, now: datetime) -> None:
    """Decide what nobody knows, once Meta has had its time to tell; never send again more than once."""
    _give_up_late(settings, now)
    hears_since = datetime.fromisoformat(Memory.recall("hears_since") or now.isoformat())
    doubtful = Outbound.select().where(Outbound.state == OutboundState.unknown, Outbound.settled_by == "")
    for row in doubtful.order_by(Outbound.id).limit(A_BATCH):
        quiet_since = max(row.sent_at or row.created_at, hears_since)
        silent = (now - quiet_since).total_seconds()
        evidence = _evidence(row, quiet_since)
        needed = settings.operations.unknown_after if evidence else settings.operations.unknown_max
        if silent >= needed:
            _decide(row, evidence=evidence, settings=settings, now=now)


def _give_up_late(settings: Settings, now: datetime) -> None:
    is_late = (Outbound.state == OutboundState.queued) & (Outbound.expires_at <= now)
    for row in Outbound.select().where(is_late):
        give_up(row, OutboundState.expired, note=row.note or outbox.TOO_LATE, settings=settings, now=now)


def _evidence(row: Outbound, quiet_since: datetime) -> bool:
    """Tell whether Meta has told of a later message, so that its silence on this one means something."""
    later = (Outbound.sent_at > row.sent_at) & (Outbound.status_at >= quiet_since)
    return bool(Outbound.select(Outbound.id).where(later).exists())


def _decide(row: Outbound, *, evidence: bool, settings: Settings, now: datetime) -> None:
    if not row.resent and _may_repeat(row, evidence, now):
        message = row.message if evidence else _marked_as_repeated(row)
        change(row, UNSETTLED, state=OutboundState.queued, resent=True, next_at=now, message=message)
    elif row.purpose == Purpose.reply:
        close(row, OutboundState.expired, note=f"{NOBODY_KNOWS}; too late to say it again", now=now)
    else:
        give_up(row, OutboundState.unknown, note=NOBODY_KNOWS, settings=settings, now=now)


def _may_repeat(row: Outbound, evidence: bool, now: datetime) -> bool:
    """Tell whether a second copy would do less harm than none."""
    if row.purpose == Purpose.reply:
        return evidence and now - row.created_at <= LATE_REPLY
    return row.purpose in (Purpose.notice, Purpose.reminder)


def _marked_as_repeated(row: Outbound) -> str | None:
    """Let free words of a notice say that they may have come before."""
    message = from_json(row.message) if row.message and row.purpose == Purpose.notice else None
    if isinstance(message, Text | Buttons | Choices):
        return to_json(replace(message, body=REPEATED + message.body))
    return row.message
