"""Discounts: so much off a client's next invoice."""

from datetime import datetime

from pilateshq.models import Client
from pilateshq.money_models import Discount
from pilateshq.studio import history, prices


def give(client: Client, cents: int, *, actor: str, now: datetime) -> Discount:
    """Take so much off the next invoice; what is left of it, off the one after."""
    prices.check_amount(cents)
    discount = Discount.create(client=client, cents=cents, given_at=now)
    history.record("discount given", actor=actor, now=now, client=client, detail=f"{cents} cents")
    return discount
