"""What did not arrive: sent again where that is right, and settled by a person where nobody knows."""

from datetime import datetime, timedelta

from pilateshq import outbox
from pilateshq.errors import (
    HasArrived,
    NoSuchMessage,
    NotInDoubt,
    OnItsWay,
    Outdated,
    Unwanted,
    WentOtherwise,
)
from pilateshq.form import why_unwanted
from pilateshq.messages import from_json, plain
from pilateshq.models import Client, Outbound, OutboundState
from pilateshq.settings import Settings
from pilateshq.studio import history, people

ARRIVED = (OutboundState.delivered, OutboundState.read)
MAY_GO_AGAIN = (
    OutboundState.failed,
    OutboundState.expired,
    OutboundState.unknown,
    OutboundState.cancelled,
)
WORTH_SENDING = timedelta(days=1)  # from the new attempt on, where no booking says how long


def words(row: Outbound) -> str:
    """Give what a message says, or where it has no words yet what it is about; none once they were purged."""
    form = row.message or row.template
    return plain(from_json(form)) if form else f"({row.topic})" if row.topic else ""


def find(number: int) -> Outbound:
    """Find a message by its number, or raise NoSuchMessage."""
    row: Outbound | None = Outbound.get_or_none(Outbound.id == number)
    if row is None:
        raise NoSuchMessage(number)
    return row


def retry(row: Outbound, *, settings: Settings, actor: str, now: datetime) -> None:
    """Let a message that did not arrive go once more, as a new attempt; raises what speaks against it."""
    if row.state not in MAY_GO_AGAIN:
        raise HasArrived if row.state in ARRIVED else OnItsWay
    if instead := _fallback(row):
        raise WentOtherwise(instead.id)
    expires_at, client = _worth_until(row, now), _addressee(row, settings)
    row.contact = client.contact if client else row.contact
    if why := why_unwanted(row, settings):
        raise Unwanted(people.name_of(row.contact), why)
    outbox.change(
        row,
        MAY_GO_AGAIN,
        contact=row.contact,
        state=OutboundState.queued,
        next_at=now,
        expires_at=expires_at,
        held=False,
        resent=False,
        failures=0,
        wamid=None,
        code=None,
        note="",
        settled_by="",
        closed_at=None,
    )
    history.record("message sent again", actor=actor, now=now, client=client, detail=str(row.id))


def _worth_until(row: Outbound, now: datetime) -> datetime:
    """Tell until when it may go: about a booking while that is as it was told, by the clock in its hour."""
    if row.topic and row.expires_at <= now:
        raise Outdated
    if row.booking is None:
        return row.expires_at if row.topic else max(row.expires_at, now + WORTH_SENDING)
    if row.booking.version != row.booking_version or row.booking.session.starts_at <= now:
        raise Outdated
    return row.expires_at if row.topic else max(row.expires_at, row.booking.session.starts_at)


def _addressee(row: Outbound, settings: Settings) -> Client | None:
    """Find which client it is for; who has been given another number since hears it there."""
    known = people.client_of(row.contact)
    if known or row.booking is None or people.is_one_of(row.contact, settings.admins):
        return known
    client: Client = row.booking.client
    return client


def _fallback(row: Outbound) -> Outbound | None:
    found: Outbound | None = Outbound.get_or_none(Outbound.key == row.key + outbox.FALLBACK)
    return found


def settle(row: Outbound, state: OutboundState, *, actor: str, now: datetime) -> None:
    """Note what a person knows to have become of a message of which nobody else knows."""
    closed_at = now if state is OutboundState.failed else None
    settled = outbox.change(row, (OutboundState.unknown,), state=state, settled_by=actor, closed_at=closed_at)
    if not settled:
        raise NotInDoubt(row.state)
    client = people.client_of(row.contact)
    history.record(f"message settled as {state}", actor=actor, now=now, client=client, detail=str(row.id))
