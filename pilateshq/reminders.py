"""What is due by the clock: each sweep asks the database, and does nothing where nothing is due."""

from datetime import datetime

from pilateshq import outbox
from pilateshq.conversation import enquiries
from pilateshq.conversation.turn import WORTH_KNOWING, Notice
from pilateshq.conversation.wording import Wording
from pilateshq.settings import Settings
from pilateshq.studio import booking, people, standing


def queue_due(*, settings: Settings, now: datetime) -> None:
    """Do all that is due by now; late, doubled and concurrent calls do nothing more."""
    _tell_of_leads(settings, now)
    _keep_slots_ahead(settings, now)
    _lapse_requests(now)


def _tell_of_leads(settings: Settings, now: datetime) -> None:
    """Let the owner hear of those who were asked for their name and said nothing more."""
    for notice in enquiries.overdue_alerts(settings, now):
        outbox.queue(notice, now=now)


def _keep_slots_ahead(settings: Settings, now: datetime) -> None:
    """Book weekly slots up to the horizon, and let the owner know which days had to be left out."""
    for planned in standing.extend(settings=settings, now=now):
        if planned.left_out and settings.owner_wa:
            notice = Notice(
                to=people.contact_of(settings.owner_wa),
                key=f"left out:{planned.standing.id}:{planned.standing.planned_to}",
                message=Wording(settings).days_left_out(planned),
                expires_at=now + WORTH_KNOWING,
            )
            outbox.queue(notice, now=now)


def _lapse_requests(now: datetime) -> None:
    """Close the requests whose hour has come without an answer."""
    for each in booking.requested():
        if each.session.starts_at <= now:
            booking.decline(each, actor="system", now=now)
