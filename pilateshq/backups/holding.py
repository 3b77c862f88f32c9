"""A hold: a restored database says nothing until somebody has looked at what it would say."""

from dataclasses import dataclass
from datetime import datetime

from pilateshq import fates
from pilateshq.models import Memory, Outbound, OutboundState
from pilateshq.studio import history

HELD_SINCE = "outbox_hold"


@dataclass(frozen=True)
class Held:
    queued: int
    in_doubt: int
    too_late: int  # closed, as their time had passed


def hold(*, now: datetime) -> Held:
    """Keep all that is queued from being sent, and own up to what may have been sent since."""
    Memory.keep(HELD_SINCE, now.isoformat())
    # What was sent after the copy was made has the numbers that new messages will get again.
    Memory.forget("instance")
    fates.recover(sent_before=now)
    too_late = _expire(now)
    return Held(_count(OutboundState.queued), _count(OutboundState.unknown), too_late)


def _expire(now: datetime) -> int:
    """Close what is of no use any more, and give how many; of old messages nobody need hear."""
    late = (Outbound.state == OutboundState.queued) & (Outbound.expires_at <= now)
    closed = Outbound.update(state=OutboundState.expired, settled_by="rule", closed_at=now).where(late)
    return int(closed.execute())


def release(*, drop: bool, actor: str, now: datetime) -> int | None:
    """Let messages go again, or drop those that the copy brought; give how many, None if none were held."""
    since = Memory.recall(HELD_SINCE)
    if since is None:
        return None
    waiting = Outbound.state == OutboundState.queued
    if drop:
        waiting &= Outbound.created_at < datetime.fromisoformat(since)
        count = Outbound.update(state=OutboundState.cancelled, settled_by=actor).where(waiting).execute()
    else:
        count = Outbound.select().where(waiting).count()
    Memory.forget(HELD_SINCE)
    history.record("messages released", actor=actor, now=now, detail="dropped" if drop else "")
    return int(count)


def _count(state: OutboundState) -> int:
    return Outbound.select().where(Outbound.state == state).count()
