"""How far a message has come, and the one statement that notes what nearly all statuses tell."""

from datetime import datetime

from pilateshq import db, outbox
from pilateshq.models import OutboundState
from pilateshq.whatsapp.webhook import Status

RANK = {
    OutboundState.queued: 0,
    OutboundState.sending: 1,
    OutboundState.unknown: 1,
    OutboundState.accepted: 2,
    OutboundState.sent: 3,
    OutboundState.delivered: 4,
    OutboundState.read: 5,
}


def climbed(status: Status, *, now: datetime) -> bool:
    """Note in one statement what nearly all statuses tell; leave what is odd, such as a second id."""
    moment, state = db.microseconds(now), OutboundState(status.state)
    if ours := outbox.TOKEN.fullmatch(status.token or ""):
        values = (moment, status.wamid, status.wamid, int(ours[2]), ours[1])
        return bool(db.execute(CLIMB_BY_TOKEN[state], *values).rowcount)
    return bool(db.execute(CLIMB_BY_WAMID[state], moment, status.wamid, status.wamid, status.wamid).rowcount)


def _climb(state: OutboundState, found: str) -> str:
    usual = ", ".join(f"'{each}'" for each in RANK if each is not OutboundState.queued)
    improves = " OR ".join(f"state = '{each}'" for each in RANK if RANK[each] < RANK[state])
    return f"""
        UPDATE outbound SET status_at = ?, wamid = COALESCE(wamid, ?),
            settled_by = CASE WHEN {improves} THEN 'status' ELSE settled_by END,
            closed_at = CASE WHEN {improves} THEN NULL ELSE closed_at END,
            state = CASE WHEN {improves} THEN '{state}' ELSE state END
        WHERE (wamid IS NULL OR wamid = ?) AND state IN ({usual}) AND {found} AND NOT EXISTS (
            SELECT 1 FROM contact WHERE contact.id = contact_id AND unreachable_at IS NOT NULL
        )
    """


IS_OURS = "EXISTS (SELECT 1 FROM memory WHERE name = 'instance' AND value = ?)"
ARRIVING = (OutboundState.sent, OutboundState.delivered, OutboundState.read)
CLIMB_BY_TOKEN = {each: _climb(each, f"id = ? AND {IS_OURS}") for each in ARRIVING}
CLIMB_BY_WAMID = {each: _climb(each, "wamid = ?") for each in ARRIVING}
