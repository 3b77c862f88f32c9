"""What becomes of an accepted message, and how the bot hears of it."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from pilateshq.clock import Clock
from pilateshq.sandbox import envelopes
from pilateshq.sandbox.chaos import Chaos
from pilateshq.sandbox.delivery import Courier
from pilateshq.sandbox.envelopes import present
from pilateshq.sandbox.people import Account, Person, Phones, Shown, Status
from pilateshq.sandbox.refusals import GraphError
from pilateshq.sandbox.rules import JSON, Recipient


@dataclass(frozen=True)
class Delays:
    """Seconds between one status and the next; None for a person who never reads."""

    sent: float = 0
    delivered: float = 0
    read: float | None = None


@dataclass(frozen=True)
class Sent:
    """An accepted message; `doom` is why it will not arrive."""

    shown: Shown
    recipient: Recipient
    person: Person | None
    category: str
    opaque: str | None
    doom: GraphError | None


class Statuses:
    """Lets accepted messages climb from sent to read, and reports each step."""

    def __init__(
        self,
        *,
        account: Account,
        courier: Courier,
        phones: Phones,
        clock: Clock,
        delays: Delays,
        chaos: Chaos,
    ) -> None:
        self._account = account
        self._courier = courier
        self._phones = phones
        self._clock = clock
        self._delays = delays
        self._chaos = chaos
        self._paused = False
        self._held: list[tuple[str, bytes]] = []

    @property
    def paused(self) -> bool:
        return self._paused

    @paused.setter
    def paused(self, paused: bool) -> None:
        self._paused = paused
        if not paused:
            held, self._held = self._held, []
            for wamid, body in held:
                self._courier.spawn(self._courier.carry(body, lane=wamid))

    def begin(self, sent: Sent, *, reported: bool) -> asyncio.Task[None]:
        """Let a message go through its statuses; done when the bot has taken those that are reported."""
        return self._courier.spawn(self._climb(sent, reported=reported))

    async def _climb(self, sent: Sent, *, reported: bool) -> None:
        reports = []
        for status, delay in self._steps(sent):
            await asyncio.sleep(delay)
            sent.shown.status = status
            self._phones.tell()
            body = envelopes.encode(envelopes.whole(self._account, self._value(sent, status)))
            if reported and not (status == "delivered" and self._chaos.is_undelivered()):
                reports += self._report(sent.shown.wamid, body)
        await asyncio.gather(*reports)

    def _steps(self, sent: Sent) -> Iterator[tuple[Status, float]]:
        if sent.doom:
            yield "failed", self._delays.sent
            return
        yield "sent", self._delays.sent
        if sent.shown.kind == "reaction":
            return
        yield "delivered", self._delays.delivered
        if self._delays.read is not None:
            yield "read", self._delays.read

    def _report(self, wamid: str, body: bytes) -> list[asyncio.Task[None]]:
        if self._paused:
            self._held.append((wamid, body))
            return []
        return [self._courier.spawn(self._courier.carry(body, lane=wamid))]

    def _value(self, sent: Sent, status: Status) -> JSON:
        value = envelopes.addressed(self._account)
        if sent.person and not sent.doom:
            value["contacts"] = [_contact(sent.person, sent.recipient, status)]
        return {**value, "statuses": [_status(sent, status, now=self._clock())]}


def _contact(person: Person, recipient: Recipient, status: Status) -> JSON:
    """Show the number if it was written to, and a username only once the message has arrived."""
    show_username = status in ("delivered", "read")
    return envelopes.contact(person, show_number=recipient.by_number, show_username=show_username)


def _status(sent: Sent, status: Status, *, now: datetime) -> JSON:
    fields = {
        "id": sent.shown.wamid,
        "status": status,
        "timestamp": str(int(now.timestamp())),
        "recipient_id": _number(sent),
        "recipient_user_id": _user_id(sent),
        "biz_opaque_callback_data": sent.opaque,
        "pricing": _pricing(sent.category) if status in ("sent", "delivered") else None,
        "errors": [sent.doom.in_status()] if sent.doom else None,
    }
    return present(fields)


def _number(sent: Sent) -> str | None:
    """Tell the number if the message went to it, or if Meta may show it."""
    if sent.recipient.by_number:
        return sent.recipient.address
    return sent.person.wa_id if sent.person and not sent.person.hidden and not sent.doom else None


def _user_id(sent: Sent) -> str | None:
    if not sent.recipient.by_number:
        return sent.recipient.address
    return sent.person.user_id if sent.person and not sent.doom else None


def _pricing(category: str) -> JSON:
    free = category == "service"
    kind = "free_customer_service" if free else "regular"
    return {"billable": not free, "pricing_model": "PMP", "type": kind, "category": category}
