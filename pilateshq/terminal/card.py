"""What is known of a client, for programs and for people."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pilateshq.terminal import bookings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pilateshq.models import Booking, Client, StandingBooking
    from pilateshq.settings import Settings


@dataclass(frozen=True)
class Card:
    as_json: dict[str, Any]
    facts: dict[str, Any]


def row(client: "Client", balance_cents: int = 0) -> dict[str, Any]:
    """Tell the little that every list tells of a client; what they owe, or are owed if it is below 0."""
    return {
        "id": client.id,
        "name": client.name,
        "phone": client.contact.phone,
        "active": client.active,
        "balance_cents": balance_cents,
    }


def reach(client: "Client", settings: "Settings") -> dict[str, Any]:
    """Tell what stands in the way of telling a client things; other programs get it with the card."""
    from pilateshq.conversation.wording import Wording

    return {"reach": Wording(settings).reach(client.contact)}


def read(client: "Client", *, settings: "Settings", now: datetime) -> Card:
    """Look up all that is known of a client."""
    from pilateshq.studio import diary, payments

    card = diary.card(client, now=now)
    coming, slots, last = card.coming, card.slots, card.last
    known = {
        **row(client, payments.balance(client)),
        **reach(client, settings),
        "email": client.email,
        "born_on": client.born_on,
        "address": client.address,
        "vat_number": client.vat_number,
    }
    told = {
        "bookings": [bookings.row(each, settings) for each in coming],
        "weekly": [_slot(each) for each in slots],
        "last_attendance": bookings.row(last, settings) if last else None,
    }
    return Card({**known, **told}, {**known, **_in_words(coming, slots, last, settings)})


def _slot(slot: "StandingBooking") -> dict[str, Any]:
    from pilateshq.conversation.commands import WEEKDAYS

    return {
        "id": slot.id,
        "weekdays": [WEEKDAYS[int(digit)] for digit in slot.weekdays],
        "at": slot.at,
        "kind": slot.kind,
        "until": slot.until,
    }


def _in_words(
    coming: "Sequence[Booking]",
    slots: "Sequence[StandingBooking]",
    last: "Booking | None",
    settings: "Settings",
) -> dict[str, Any]:
    from pilateshq.conversation.wording import Wording

    say = Wording(settings)
    return {
        "bookings": [say.session(each) for each in coming] or "none",
        "weekly": [say.slot(each) for each in slots] or "none",
        "last_attendance": f"{last.status.replace('_', '-')}, {say.session(last)}" if last else "none",
    }
