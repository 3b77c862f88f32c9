"""What goes out by itself: every tick looks for what is due, and the database knows what was said."""

from datetime import datetime

from pilateshq import outbox
from pilateshq.conversation import enquiries
from pilateshq.settings import Settings


def leads_due(*, settings: Settings, now: datetime) -> None:
    """Let the owner hear of those who were asked for their name and said nothing more."""
    for notice in enquiries.overdue_alerts(settings, now):
        outbox.queue(notice, now=now)
