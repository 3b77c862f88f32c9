"""What becomes of waitlists by the clock: offers that nobody answered end, and freed seats are offered."""

from datetime import datetime

from pilateshq import outbox
from pilateshq.conversation.turn import Notice
from pilateshq.conversation.wording import Wording
from pilateshq.settings import Settings
from pilateshq.studio import waitlist


def queue_due(*, settings: Settings, now: datetime) -> None:
    """End what is over, and ask whoever is next; late, doubled and concurrent calls do nothing more."""
    waitlist.lapse(now=now)
    for offer in waitlist.offer(settings=settings, now=now):
        about = offer.booking
        message, template = Wording(settings).seat_offered(offer)
        notice = Notice(
            to=about.client.contact,
            key=f"offer:{about.id}:{about.version}",
            message=message,
            template=template,
            booking=about,
            expires_at=offer.until,
        )
        outbox.queue(notice, now=now)
