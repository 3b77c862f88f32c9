"""What each of a client's bookings costs, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pilateshq.models import Booking, BookingStatus, Client, Session
from pilateshq.money_models import InvoiceLine, Package
from pilateshq.settings import Settings
from pilateshq.studio import billing, charges, packages, prices
from pilateshq.studio.charges import Why
from pilateshq.studio.prices import Cost, PriceBook

TOLD_LATELY = 10
WISHES = (BookingStatus.requested, BookingStatus.waitlisted)


@dataclass(frozen=True)
class Used:
    """What a booking has taken from a package, and what is there after it."""

    package: Package
    left: int


@dataclass(frozen=True, kw_only=True)
class Reckoned:
    """A booking as the bill sees it."""

    booking: Booking
    why: Why
    cost: Cost  # if it is charged and no package has it
    used: Used | None  # of what is not invoiced yet
    line: InvoiceLine | None  # where it is billed

    @property
    def is_charged(self) -> bool:
        return self.why in charges.CHARGED


def lately(client: Client, *, settings: Settings, now: datetime) -> list[Reckoned]:
    """Tell of the client's latest bookings that are over what they cost and why, oldest first."""
    prices.note(settings, now=now)
    book, used = prices.book(client), _used(client, settings, now)
    return [_reckoned(each, book, used.get(each.id)) for each in reversed(_latest(client, now))]


def _latest(client: Client, now: datetime) -> Sequence[Booking]:
    over = (Session.starts_at <= now) & Booking.status.not_in(WISHES)
    query = Booking.select(Booking, Session).join(Session).where(Booking.client == client, over)
    return list(query.order_by(Session.starts_at.desc(), Booking.id.desc()).limit(TOLD_LATELY))


def _used(client: Client, settings: Settings, now: datetime) -> dict[int, Used]:
    """Take from the packages what the next invoice would, by booking."""
    purses, found = packages.purses(settings, client), {}
    for seat in billing.seats(now, client):
        if billing.is_charged(seat, now):
            purse = purses.use(seat.client_id, seat.kind, seat.starts_at)
            if purse:
                found[seat.booking] = Used(purse.package, purse.left)
    return found


def _reckoned(booking: Booking, book: PriceBook, used: Used | None) -> Reckoned:
    why = charges.why(booking.status, late=booking.late, ruling=charges.ruling_of(booking), has_begun=True)
    cost = book.cost(booking.client.id, booking.session.kind, booking.session.starts_at)
    return Reckoned(booking=booking, why=why, cost=cost, used=used, line=charges.line_of(booking))
