"""Packages: sessions bought together, good for a time from their first use; only the owner ends one."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from peewee import JOIN, fn

from pilateshq.errors import BadAmount, NoSuchPackage
from pilateshq.models import Booking, Client, Session
from pilateshq.money_models import InvoiceLine, Package
from pilateshq.settings import Settings
from pilateshq.studio import history, prices

MOST_SESSIONS = 500


@dataclass
class Purse:
    """A package while sessions are taken from it, in order of their start."""

    package: Package
    left: int
    first_used_on: date | None

    def covers(self, kind: str, starts_at: datetime, zone: ZoneInfo) -> bool:
        package, day = self.package, starts_at.astimezone(zone).date()
        bought_by_then = package.bought_at.astimezone(zone).date() <= day
        still_good = package.ended_at is None or starts_at < package.ended_at
        return self.left > 0 and package.kind == kind and bought_by_then and still_good

    def use(self, day: date) -> None:
        self.left -= 1
        self.first_used_on = min(day, self.first_used_on or day)

    @property
    def good_until(self) -> date | None:
        """Give the last day for which it was bought; None before its first use."""
        first = self.first_used_on
        return first + timedelta(days=self.package.days) if first else None


@dataclass(frozen=True)
class Purses:
    """All packages by client, with what invoices have taken from them."""

    zone: ZoneInfo
    by_client: dict[int, list[Purse]] = field(default_factory=lambda: defaultdict(list))

    def use(self, client_id: int, kind: str, starts_at: datetime) -> Purse | None:
        """Take a session from the client's oldest package that has it, and give what is there after it."""
        for purse in self.by_client.get(client_id, ()):
            if purse.covers(kind, starts_at, self.zone):
                purse.use(starts_at.astimezone(self.zone).date())
                return purse
        return None


def buy(
    client: Client,
    kind: str,
    sessions: int,
    cents: int | None,
    *,
    settings: Settings,
    actor: str,
    now: datetime,
) -> Package:
    """Sell a package; without a price, it costs what its sessions would. It is billed on the next invoice."""
    if not 0 < sessions <= MOST_SESSIONS:
        raise BadAmount
    prices.note(settings, now=now)
    if cents is None:
        cents = sessions * prices.book(client).cost(client.id, kind, now).cents
    prices.check_amount(cents, least=0)
    days = max(settings.studio.packages.least_days, sessions * settings.studio.packages.days_per_session)
    package = Package.create(
        client=client, kind=kind, sessions=sessions, cents=cents, bought_at=now, days=days
    )
    detail = f"{sessions} {kind}, {cents} cents"
    history.record("package bought", actor=actor, now=now, client=client, detail=detail)
    return package


def extend(package: Package, days: int, *, actor: str, now: datetime) -> None:
    """Let a package be good for some days more."""
    package.days += days
    package.save()
    history.record("package extended", actor=actor, now=now, client=package.client, detail=f"{days} days")


def end(package: Package, *, actor: str, now: datetime) -> None:
    """End a package; what is left of it is used no more."""
    package.ended_at = now
    package.save()
    history.record("package ended", actor=actor, now=now, client=package.client)


def find(number: int) -> Package:
    """Find an open package by its number, or raise NoSuchPackage."""
    package: Package | None = Package.get_or_none(Package.id == number, Package.ended_at.is_null())
    if package is None:
        raise NoSuchPackage(number)
    return package


def purses(settings: Settings, client: Client | None = None) -> Purses:
    """Read the packages of one client or of all, oldest first, as invoices have left them."""
    used, first = fn.COUNT(InvoiceLine.id), fn.MIN(Session.starts_at)
    taken = (InvoiceLine.package == Package.id) & InvoiceLine.live & InvoiceLine.booking.is_null(False)
    rows = (
        Package.select(Package, used.alias("used"), first.alias("first"))
        .join(InvoiceLine, JOIN.LEFT_OUTER, on=taken)
        .join(Booking, JOIN.LEFT_OUTER, on=(InvoiceLine.booking == Booking.id))
        .join(Session, JOIN.LEFT_OUTER, on=(Booking.session == Session.id))
        .group_by(Package.id)
        .order_by(Package.bought_at, Package.id)
    )
    found = Purses(settings.zone)
    for row in rows.where(Package.client == client) if client else rows:
        first_used = getattr(row, "first", None)
        day = first_used.astimezone(settings.zone).date() if first_used else None
        purse = Purse(row, row.sessions - getattr(row, "used"), day)  # noqa: B009 - a column of the query
        found.by_client[row.client_id].append(purse)
    return found
