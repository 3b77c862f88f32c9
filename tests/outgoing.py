"""Messages to send, with no wire: queued, claimed and settled as a test says."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pilateshq import fates, outbox
from pilateshq.conversation.turn import Notice
from pilateshq.errors import Refusal, SendError
from pilateshq.messages import Message, Text, from_json, plain
from pilateshq.models import Booking, CancelledBy, Client, Contact, Lane, Outbound, OutboundState
from pilateshq.outbox import Sending
from pilateshq.settings import Settings
from pilateshq.studio import booking, people
from pilateshq.whatsapp.webhook import State, Status
from tests.services import Postgres
from tests.world import JOHN, MARY, NADINE, THURSDAY, empty_studio

ENGINES = ("sqlite", "postgres")
TUESDAY = datetime(2025, 10, 7, 6, 0, tzinfo=UTC)  # 08:00 in the studio


@dataclass
class Outgoing:
    """The outbox of a studio in which John and Mary are clients, and have just written."""

    settings: Settings
    now: datetime = THURSDAY

    def forward(self, **parts: float) -> None:
        self.now += timedelta(**parts)

    def queue(
        self, key: str, *, to: str = JOHN, message: Message | None = None, lane: Lane = Lane.chat, **more: Any
    ) -> None:
        values = {"expires_at": self.now + timedelta(days=2), **more}
        notice = Notice(to=people.contact_of(to), key=key, message=message or Text(key), **values)
        outbox.queue(notice, lane=lane, now=self.now)

    def claim(self) -> Sending | None:
        return outbox.claim(settings=self.settings, now=self.now)

    def take(self) -> Sending:
        """Claim what must be there."""
        sending = self.claim()
        assert sending
        return sending

    def queue_and_take(self, key: str, **more: Any) -> Sending:
        self.queue(key, **more)
        return self.take()

    def accept(self, sending: Sending, wamid: str = "wamid.OUT-1") -> None:
        fates.accepted(sending, wamid=wamid, wa_id=None)

    def refuse(
        self, sending: Sending, refusal: Refusal, code: int | None = None, *, retry_after: float | None = None
    ) -> None:
        error = SendError(refusal, "Meta's words.", code=code, retry_after=retry_after)
        fates.refused(sending, error, settings=self.settings, now=self.now, jitter=0)

    def tell(
        self, state: State, *, token: str | None = None, wamid: str = "wamid.OUT-1", code: int | None = None
    ) -> None:
        """Let Meta tell a status."""
        status = Status(wamid, token, state, self.now, code, "Meta's words." if code else "")
        fates.apply_status(status, settings=self.settings, now=self.now)

    def reconcile(self) -> None:
        fates.reconcile(settings=self.settings, now=self.now)

    def row(self, key: str) -> Outbound:
        found: Outbound = Outbound.get(Outbound.key == key)
        return found

    def state(self, key: str) -> OutboundState:
        return OutboundState(self.row(key).state)

    def told_owner(self) -> list[str]:
        """List what is queued for the owner."""
        rows = Outbound.select().where(Outbound.contact == people.contact_of(NADINE)).order_by(Outbound.id)
        return [plain(from_json(row.message or row.template or "")) for row in rows]

    def hear_from(self, number: str) -> None:
        people.meet(wa_id=number, user_id=None, name="", at=self.now)

    def book_john(self) -> Booking:
        """Book John by the studio's own act."""
        john = Client.get(Client.name == "John Smith")
        made = booking.book(
            [john], "single", TUESDAY, anyway=False, settings=self.settings, actor="test", now=self.now
        )
        return made.bookings[0]

    def cancel(self, made: Booking) -> None:
        booking.cancel(
            made, by=CancelledBy.studio, sure=True, settings=self.settings, actor="test", now=self.now
        )

    def shut_window_of(self, number: str) -> None:
        Contact.update(heard_at=None).where(Contact.wa_id == number).execute()

    def be(self, **operations: float) -> None:
        """Change how patient the program is."""
        patience = replace(self.settings.operations, **operations)  # type: ignore[arg-type]
        self.settings = replace(self.settings, operations=patience)


@contextmanager
def outgoing(database_url: str, folder: Path) -> Iterator[Outgoing]:
    with empty_studio(database_url, folder) as settings:
        yield _furnished(settings)


@contextmanager
def outgoing_for(request: pytest.FixtureRequest, folder: Path) -> Iterator[Outgoing]:
    """Give an outbox on the engine that `request` names; what is done to it is taken back at the end.

    So one PostgreSQL database will do for all tests.
    """
    url = f"sqlite:///{folder / 'studio.sqlite3'}"
    if request.param == "postgres":
        url = _shared_database(request.getfixturevalue("postgres"))
    with suppress(_TakeBack), empty_studio(url, folder) as settings:
        yield _furnished(settings)
        raise _TakeBack


class _TakeBack(Exception):
    pass


@cache
def _shared_database(cluster: Postgres) -> str:
    cluster.execute("CREATE DATABASE outgoing")
    return cluster.url("outgoing")


def _furnished(settings: Settings) -> Outgoing:
    for name, number in {"John Smith": JOHN, "Mary Jones": MARY}.items():
        people.register(name, f"+{number}", region="ZA", actor="test", now=THURSDAY)
        people.meet(wa_id=number, user_id=None, name="", at=THURSDAY)
    fates.hear_again(now=THURSDAY - timedelta(hours=1))
    return Outgoing(settings)
