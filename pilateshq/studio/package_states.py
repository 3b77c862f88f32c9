"""How it stands with packages: what is left, and which wait for the owner's word."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from pilateshq.models import Client
from pilateshq.money_models import Package
from pilateshq.settings import Settings
from pilateshq.studio import billing, packages
from pilateshq.studio.packages import Purse


@dataclass(frozen=True)
class State:
    """An open package, with all that was used of it by now."""

    package: Package
    left: int
    good_until: date | None  # None before its first use
    has_run_out_of_time: bool


def states(*, settings: Settings, now: datetime, client: Client | None = None) -> list[State]:
    """Tell of each open package what is left of it, invoiced or not."""
    purses = packages.purses(settings, client)
    if not any(_open(purses)):
        return []
    for seat in billing.seats(now, client, with_package=True):
        if billing.is_charged(seat, now):
            purses.use(seat.client_id, seat.kind, seat.starts_at)
    today = now.astimezone(settings.zone).date()
    return [_state(purse, today) for purse in _open(purses)]


def _open(purses: packages.Purses) -> Iterator[Purse]:
    """Yield those that are not ended, and were not used up by invoices alone."""
    of_all = (purse for theirs in purses.by_client.values() for purse in theirs)
    return (purse for purse in of_all if purse.package.ended_at is None and purse.left > 0)


def _state(purse: Purse, today: date) -> State:
    until = purse.good_until
    return State(purse.package, purse.left, until, until is not None and until < today and purse.left > 0)
