"""What of money waits for the owner: for her briefings."""

from dataclasses import dataclass
from datetime import date, datetime

from pilateshq.models import Booking
from pilateshq.settings import Settings
from pilateshq.studio import billing, charges


@dataclass(frozen=True)
class ToReview:
    """What invoicing a month would come to, and what should be decided before."""

    month: date
    invoices: int
    total_cents: int
    undecided: int  # no-shows and late cancels
    unmarked: int  # sessions of which nobody said who came


def charges_to_decide(*, now: datetime) -> list[Booking]:
    """List the no-shows and late cancels that are neither charged nor waived, oldest first."""
    return charges.to_decide(before=now)


def invoices_to_review(*, settings: Settings, now: datetime) -> ToReview:
    """Count what `invoice all` would show for the present month."""
    month = billing.first_of(now.astimezone(settings.zone).date())
    cents, count, undecided, unmarked = 0, 0, 0, 0
    for draft in billing.drafts(month, settings=settings, now=now):
        count, cents = count + draft.has_something, cents + draft.total_cents * draft.has_something
        undecided, unmarked = undecided + draft.undecided, unmarked + draft.unmarked
    return ToReview(month, count, cents, undecided, unmarked)
