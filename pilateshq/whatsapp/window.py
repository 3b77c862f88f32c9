"""The customer-service window: free words only within a day of the person's last message."""

from datetime import datetime, timedelta

WINDOW = timedelta(hours=24)
MARGIN = timedelta(minutes=5)  # Meta's clock decides, and the message must still travel


def is_open(heard_at: datetime | None, *, now: datetime) -> bool:
    """Tell whether free words may go to a person last heard at that moment."""
    return heard_at is not None and now < heard_at + WINDOW - MARGIN
