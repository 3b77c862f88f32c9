"""Taps that name a row which no button does that this person may use: they change nothing, and are noted."""

from pilateshq.conversation.turn import Turn
from pilateshq.studio import history

LONGEST_DETAIL = 200  # characters


def noted(turn: Turn) -> bool:
    """Note such a tap in the event log; tell whether it is one."""
    is_forged = turn.kind == "tap" and "#" in turn.words
    if is_forged:
        detail = turn.words[:LONGEST_DETAIL]
        history.record(history.NOT_THEIRS, actor=turn.actor, client=turn.client, now=turn.now, detail=detail)
    return is_forged
