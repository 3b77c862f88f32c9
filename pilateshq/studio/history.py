"""The event log: what was done, by whom; rows are only ever added."""

from datetime import datetime

from pilateshq.models import Booking, Client, Event

NOT_THEIRS = "asked for what is not theirs"


def record(
    what: str,
    *,
    actor: str,
    now: datetime,
    client: Client | None = None,
    booking: Booking | None = None,
    detail: str = "",
) -> None:
    """Add a line to the log."""
    Event.create(at=now, actor=actor, what=what, client=client, booking=booking, detail=detail)
