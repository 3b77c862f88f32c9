"""What a session costs: by its kind and start, and by what was agreed with the client.

The prices of studio.toml are kept with the moment from which they hold, so that a new price there counts for
the sessions that start after it was seen, and never for those before.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pilateshq.db import EPOCH
from pilateshq.errors import BadAmount, NoPrice
from pilateshq.models import Client
from pilateshq.money_models import Agreement, Price
from pilateshq.settings import Settings
from pilateshq.studio import history

HIGHEST_CENTS = 100_000_00  # more is a slip of the keyboard


@dataclass(frozen=True)
class Cost:
    """What a session costs, and why."""

    cents: int  # what is charged
    percent: int = 0  # that was taken off for it
    full_cents: int = 0  # before that
    since: datetime = EPOCH  # when the price began to hold
    is_own: bool = False  # agreed with the client


@dataclass(frozen=True)
class PriceBook:
    """All prices there ever were, read once."""

    prices: Mapping[str, Sequence[tuple[datetime, int]]]  # by kind, in order of time
    agreed: Mapping[int, Sequence[Agreement]]  # by client, oldest first

    def cost(self, client_id: int, kind: str, starts_at: datetime) -> Cost:
        """Tell what the client pays for a session; their per cent off counts whenever it was agreed."""
        agreed = self.agreed.get(client_id, ())
        own = [each for each in agreed if each.percent is None and each.kind in (None, kind)]
        own = [each for each in own if each.since <= starts_at]
        percent = next((each.percent for each in reversed(agreed) if each.percent is not None), 0)
        since, cents = self.standard(kind, starts_at)
        is_own = bool(own) and own[-1].cents is not None
        if own and own[-1].cents is not None:
            since, cents = own[-1].since, own[-1].cents
        return Cost(less(cents, percent), percent, cents, since, is_own)

    def standard(self, kind: str, starts_at: datetime) -> tuple[datetime, int]:
        """Give the studio's own price of then, and since when it holds."""
        known = self.prices.get(kind)
        if not known:
            raise NoPrice(kind)
        place = bisect_right(known, starts_at, key=lambda each: each[0])
        return known[max(place - 1, 0)]


def less(cents: int, percent: int) -> int:
    """Take per cent off an amount; half a cent is rounded up."""
    return (cents * (100 - percent) + 50) // 100


def note(settings: Settings, *, now: datetime) -> None:
    """Keep the prices that hold from now on; the first that are seen hold for all that was before."""
    latest = {each.kind: each.cents for each in Price.select().order_by(Price.since, Price.id)}
    for kind in settings.studio.kinds.values():
        if kind.name not in latest:
            Price.create(kind=kind.name, cents=kind.price_cents, since=EPOCH)
        elif latest[kind.name] != kind.price_cents:
            row = Price.insert(kind=kind.name, cents=kind.price_cents, since=now)
            row.on_conflict(
                conflict_target=[Price.kind, Price.since], update={Price.cents: kind.price_cents}
            ).execute()


def book(client: Client | None = None) -> PriceBook:
    """Read all prices, and what was agreed with one client or with everybody."""
    prices: dict[str, list[tuple[datetime, int]]] = defaultdict(list)
    for price in Price.select().order_by(Price.since):
        prices[price.kind].append((price.since, price.cents))
    agreed: dict[int, list[Agreement]] = defaultdict(list)
    rows = Agreement.select().order_by(Agreement.since, Agreement.id)
    for each in rows.where(Agreement.client == client) if client else rows:
        agreed[each.client_id].append(each)
    return PriceBook(prices, agreed)


def agree_price(
    client: Client, kind: str | None, cents: int | None, *, since: datetime, actor: str, now: datetime
) -> Agreement:
    """Agree on a price of the client's own for sessions from a moment on; None goes back to the usual one."""
    if cents is not None:
        check_amount(cents, least=0)
    row = Agreement.create(client=client, kind=kind, cents=cents, since=since)
    what = "own price" if cents is not None else "usual price"
    history.record(what, actor=actor, now=now, client=client, detail=f"{kind or 'all'} {cents}")
    return row


def agree_percent(client: Client, percent: int, *, actor: str, now: datetime) -> Agreement:
    """Take so many per cent off all that has not been invoiced, until something else is said."""
    if not 0 <= percent <= 100:
        raise BadAmount
    row = Agreement.create(client=client, percent=percent, since=now)
    history.record("discount agreed", actor=actor, now=now, client=client, detail=f"{percent} %")
    return row


def check_amount(cents: int, *, least: int = 1) -> None:
    if not least <= cents <= HIGHEST_CENTS:
        raise BadAmount
