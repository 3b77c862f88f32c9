"""How a month went: who came, what it brought, and what is still owed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from peewee import JOIN, fn

from pilateshq.models import SEATED, Booking, BookingStatus, Client, Session
from pilateshq.money_models import Decision, Invoice, InvoiceLine, Package, Payment
from pilateshq.settings import Settings
from pilateshq.studio import billing, charges, packages, payments, prices


@dataclass(frozen=True)
class Week:
    """A week, as far as it lies in the month."""

    first: date
    last: date
    attended: int
    revenue_cents: int


@dataclass(frozen=True)
class Month:
    first: date
    seen_at: datetime
    weeks: tuple[Week, ...]
    no_shows: int
    late: int
    free_seats: int  # in sessions that somebody came to
    invoiced_cents: int
    paid_cents: int
    owed_cents: int  # by all who owe something, now

    @property
    def attended(self) -> int:
        return sum(week.attended for week in self.weeks)

    @property
    def revenue_cents(self) -> int:
        return sum(week.revenue_cents for week in self.weeks)


@dataclass(frozen=True)
class Happened:
    """A booking of the month."""

    day: date
    status: str
    late: bool
    charged: bool
    cents: int  # that it brings


def month(first: date, *, settings: Settings, now: datetime) -> Month:
    """Look at a month as it is known now."""
    prices.note(settings, now=now)
    first, until = billing.first_of(first), billing.end_of(first, settings)
    begin = datetime.combine(first, time(), settings.zone).astimezone(UTC)
    happened = _happened(begin, until, settings, now)
    last = until.astimezone(settings.zone).date() - timedelta(days=1)
    return Month(
        first=first,
        seen_at=now,
        weeks=tuple(_weeks(first, last, happened)),
        no_shows=sum(each.status == BookingStatus.no_show for each in happened),
        late=sum(each.status == BookingStatus.cancelled and each.late for each in happened),
        free_seats=_free_seats(begin, min(until, now), settings),
        invoiced_cents=_invoiced(first, last),
        paid_cents=_paid(first, last),
        owed_cents=sum(cents for cents in payments.balances().values() if cents > 0),
    )


def _weeks(first: date, last: date, happened: Iterable[Happened]) -> Iterable[Week]:
    found = list(happened)
    while first <= last:
        end = min(first + timedelta(days=6 - first.weekday()), last)
        here = [each for each in found if first <= each.day <= end]
        came = sum(each.status == BookingStatus.attended for each in here)
        yield Week(first, end, came, sum(each.cents for each in here if each.charged))
        first = end + timedelta(days=1)


def _happened(begin: datetime, until: datetime, settings: Settings, now: datetime) -> list[Happened]:
    """List the month's bookings with what each brings: as invoiced, or as it would be."""
    book, purses = prices.book(), packages.purses(settings)
    shares = {each.id: each.cents // each.sessions for each in Package.select()}
    query = (
        Booking.select(
            Client.id,
            Session.kind,
            Session.starts_at,
            Booking.status,
            Booking.late,
            Decision.ruling,
            InvoiceLine.amount_cents,
            InvoiceLine.package,
        )
        .join(Session)
        .switch(Booking)
        .join(Client)
        .switch(Booking)
        .join(Decision, JOIN.LEFT_OUTER, on=(Decision.booking == Booking.id))
        .switch(Booking)
        .join(InvoiceLine, JOIN.LEFT_OUTER, on=(InvoiceLine.booking == Booking.id) & InvoiceLine.live)
        .where(Session.starts_at >= begin, Session.starts_at < until)
        .order_by(Session.starts_at, Booking.id)
    )
    found = []
    for client_id, kind, starts_at, status, late, ruling, invoiced, package in query.tuples().iterator():
        why = charges.why(status, late=late, ruling=ruling, has_begun=starts_at <= now)
        is_charged, day = why in charges.CHARGED, starts_at.astimezone(settings.zone).date()
        if package is None and is_charged and invoiced is None:
            used = purses.use(client_id, kind, starts_at)
            package = used.package.id if used else None
        cents = shares[package] if package else invoiced
        cents = book.cost(client_id, kind, starts_at).cents if cents is None else cents
        found.append(Happened(day, status, late, is_charged, cents))
    return found


def _free_seats(begin: datetime, until: datetime, settings: Settings) -> int:
    taken = fn.COUNT(Booking.id)
    rows = (
        Session.select(Session.kind, taken)
        .join(Booking, on=(Booking.session == Session.id))
        .where(Session.starts_at >= begin, Session.starts_at < until, Booking.status.in_(SEATED))
        .group_by(Session.id, Session.kind)
    )
    kinds = settings.studio.kinds
    return sum(
        max(kinds[kind].capacity - seats, 0) for kind, seats in rows.tuples().iterator() if kind in kinds
    )


def _invoiced(first: date, last: date) -> int:
    query = Invoice.select(fn.SUM(Invoice.total_cents)).where(Invoice.issued_on.between(first, last))
    return int(query.scalar() or 0)


def _paid(first: date, last: date) -> int:
    counts = Payment.paid_on.between(first, last) & Payment.reversed_at.is_null()
    return int(Payment.select(fn.SUM(Payment.cents)).where(counts).scalar() or 0)
