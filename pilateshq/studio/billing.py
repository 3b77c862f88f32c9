"""What is to be invoiced: every booking that is charged and on no invoice, packages sold, and discounts."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import groupby
from operator import attrgetter

from peewee import JOIN, ModelSelect, fn

from pilateshq.models import Booking, BookingStatus, Client, Session
from pilateshq.money_models import Decision, Discount, InvoiceLine, Package, Ruling
from pilateshq.settings import Settings
from pilateshq.studio import charges, packages, prices
from pilateshq.studio.charges import Why


class What(StrEnum):
    """What a line of an invoice is for."""

    session = "session"
    no_show = "no_show"
    late = "late"
    package = "package"
    discount = "discount"


OF_BOOKING = {Why.came: What.session, Why.no_show: What.no_show, Why.late: What.late}
FREE = prices.Cost(0)


@dataclass(frozen=True, kw_only=True)
class Item:
    what: What
    amount_cents: int
    kind: str = ""
    starts_at: datetime | None = None
    percent: int = 0  # that was taken off
    sessions: int = 0  # in the package
    booking: int | None = None
    package: int | None = None  # that is sold, or, with a booking, used
    discount: int | None = None


@dataclass(frozen=True)
class Draft:
    """What an invoice to a client would be."""

    client_id: int
    name: str
    items: tuple[Item, ...]
    undecided: int  # no-shows and late cancels that wait for the owner
    unmarked: int  # sessions of which nobody said who came

    @property
    def total_cents(self) -> int:
        return sum(item.amount_cents for item in self.items)

    @property
    def has_something(self) -> bool:
        """Tell whether it is worth a paper: sessions of a package alone are not."""
        return any(item.amount_cents for item in self.items)


@dataclass(frozen=True)
class Seat:
    """A booking on no invoice, as the bill sees it."""

    booking: int
    client_id: int
    name: str
    kind: str
    starts_at: datetime
    status: str
    late: bool
    ruling: str | None


def first_of(day: date) -> date:
    return day.replace(day=1)


def end_of(month: date, settings: Settings) -> datetime:
    """Give the first moment after a month."""
    after = first_of(month) + timedelta(days=32)
    return datetime.combine(first_of(after), time(), settings.zone).astimezone(UTC)


def drafts(
    month: date, *, settings: Settings, now: datetime, client: Client | None = None
) -> Iterator[Draft]:
    """Yield what is to be invoiced up to the end of a month, by client; what is older and forgotten, too."""
    prices.note(settings, now=now)
    before = min(end_of(month, settings), now)
    book, purses = prices.book(client), packages.purses(settings, client)
    sold, given = _sold(before, client), _given(client)
    of_clients = _by_client(seats(before, client), {*sold, *given})
    for client_id, name, theirs in of_clients:
        items = [*_sessions(theirs, book, purses, now), *sold.get(client_id, ())]
        items += _discounts(items, given.get(client_id, ()))
        reasons = [_why(seat, now) for seat in theirs]
        yield Draft(client_id, name, tuple(items), reasons.count(Why.undecided), reasons.count(Why.unmarked))


def _by_client(found: Iterable[Seat], others: set[int]) -> Iterator[tuple[int, str, list[Seat]]]:
    """Yield each client with their seats, and then those who have something else to pay."""
    for client_id, group in groupby(found, key=attrgetter("client_id")):
        theirs = list(group)
        others.discard(client_id)
        yield client_id, theirs[0].name, theirs
    for client in Client.select().where(Client.id.in_(sorted(others))).order_by(Client.id) if others else ():
        yield client.id, client.name, []


def _sessions(
    theirs: Iterable[Seat], book: prices.PriceBook, purses: packages.Purses, now: datetime
) -> Iterator[Item]:
    for seat in theirs:
        what = OF_BOOKING.get(_why(seat, now))
        if what is None:
            continue
        used = purses.use(seat.client_id, seat.kind, seat.starts_at)
        cost = FREE if used else book.cost(seat.client_id, seat.kind, seat.starts_at)
        yield Item(
            what=what,
            amount_cents=cost.cents,
            kind=seat.kind,
            starts_at=seat.starts_at,
            percent=cost.percent,
            booking=seat.booking,
            package=used.package.id if used else None,
        )


def _discounts(items: Iterable[Item], given: Iterable[tuple[int, int]]) -> Iterator[Item]:
    """Take off what was given, oldest first, as long as something is left to pay."""
    open_cents = sum(item.amount_cents for item in items)
    for number, left in given:
        if taken := min(left, open_cents):
            open_cents -= taken
            yield Item(what=What.discount, amount_cents=-taken, discount=number)


def is_charged(seat: Seat, now: datetime) -> bool:
    return _why(seat, now) in OF_BOOKING


def _why(seat: Seat, now: datetime) -> Why:
    begun = seat.starts_at <= now
    return charges.why(seat.status, late=seat.late, ruling=seat.ruling, has_begun=begun)


def seats(before: datetime, client: Client | None, *, with_package: bool = False) -> Iterator[Seat]:
    """Yield what began before a moment, is on no invoice, and is charged or may be, by client and start."""
    ended = (Booking.status == BookingStatus.cancelled) & (Booking.late | (Decision.ruling == Ruling.charged))
    matters = Booking.status.in_((BookingStatus.attended, BookingStatus.no_show, BookingStatus.booked))
    query = (
        Booking.select(
            Booking.id,
            Client.id,
            Client.name,
            Session.kind,
            Session.starts_at,
            Booking.status,
            Booking.late,
            Decision.ruling,
        )
        .join(Session)
        .switch(Booking)
        .join(Client)
        .switch(Booking)
        .join(Decision, JOIN.LEFT_OUTER, on=(Decision.booking == Booking.id))
        .where(Session.starts_at < before, matters | ended, ~fn.EXISTS(_live_line()))
        .order_by(Client.id, Session.starts_at, Booking.id)
    )
    if client:
        query = query.where(Booking.client == client)
    if with_package:
        holders = Package.select(Package.client).where(Package.ended_at.is_null())
        query = query.where(Booking.client.in_(holders))
    return (Seat(*row) for row in query.tuples().iterator())


def _live_line() -> "ModelSelect[InvoiceLine]":
    line: ModelSelect[InvoiceLine] = InvoiceLine.select(InvoiceLine.id).where(
        InvoiceLine.booking == Booking.id, InvoiceLine.live
    )
    return line


def _sold(before: datetime, client: Client | None) -> dict[int, list[Item]]:
    """List the packages that are on no invoice, by client."""
    billed = InvoiceLine.select(InvoiceLine.id).where(
        InvoiceLine.package == Package.id, InvoiceLine.booking.is_null(), InvoiceLine.live
    )
    query = Package.select().where(Package.bought_at <= before, ~fn.EXISTS(billed)).order_by(Package.id)
    found: dict[int, list[Item]] = defaultdict(list)
    for each in query.where(Package.client == client) if client else query:
        item = Item(
            what=What.package,
            amount_cents=each.cents,
            kind=each.kind,
            starts_at=each.bought_at,
            sessions=each.sessions,
            package=each.id,
        )
        found[each.client_id].append(item)
    return found


def _given(client: Client | None) -> dict[int, list[tuple[int, int]]]:
    """List what is left of discounts, by client: the number of each, and cents."""
    used = fn.COALESCE(fn.SUM(InvoiceLine.amount_cents), 0)  # these are less than 0
    taken = (InvoiceLine.discount == Discount.id) & InvoiceLine.live
    query = (
        Discount.select(Discount, used.alias("used"))
        .join(InvoiceLine, JOIN.LEFT_OUTER, on=taken)
        .group_by(Discount.id)
        .having(Discount.cents + used > 0)
        .order_by(Discount.id)
    )
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for each in query.where(Discount.client == client) if client else query:
        left = each.cents + getattr(each, "used")  # noqa: B009 - a column of the query
        found[each.client_id].append((each.id, left))
    return found
