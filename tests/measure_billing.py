"""Measures invoicing a large studio: python -m tests.measure_billing [CLIENTS] [MONTHS] [SESSIONS A MONTH].

Each month is previewed, with what `invoice all` says of it, and issued; the process's own seconds are
printed for each, the wall's beside them, and its memory. DATABASE_URL may name an empty database; else it is
a new SQLite.
"""

import os
import resource
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from time import perf_counter, process_time
from typing import Any

from peewee import chunked
from rich.console import Console

from pilateshq import db
from pilateshq.conversation.wording import Wording
from pilateshq.models import Booking, BookingStatus, Client, Contact, Session, Table
from pilateshq.settings import Settings, read
from pilateshq.studio import billing, charges, invoices

FIRST = datetime(2026, 1, 5, 6, tzinfo=UTC)


def main(clients: int = 5000, months: int = 12, sessions: int = 4) -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = read(
            {"DATABASE_URL": os.environ.get("DATABASE_URL", ""), "DATA_DIR": folder}, serving=False
        )
        db.open_database(settings.database_url)
        db.migrate()
        with db.transaction():
            _furnish(clients, months, sessions)
        for number in range(1, months + 1):
            _measure(date(2026, number, 1), settings)
        db.database.obj.close_all()


def _furnish(clients: int, months: int, sessions: int) -> None:
    made = {"registered_at": FIRST}
    _insert(Contact, ({"phone": f"+2782{number:07}"} for number in range(clients)))
    _insert(Client, ({"contact": n, "name": f"Client {n}", **made} for n in range(1, clients + 1)))
    starts = [
        datetime(2026, month, 1, tzinfo=UTC) + timedelta(days=1 + 6 * week, hours=8)
        for month in range(1, months + 1)
        for week in range(sessions)
    ]
    _insert(Session, ({"starts_at": start, "minutes": 55, "kind": "single"} for start in starts))
    rows = (
        {
            "client": client,
            "session": session,
            "status": BookingStatus.attended,
            "booked_at": FIRST,
            "changed_at": FIRST,
        }
        for session in range(1, len(starts) + 1)
        for client in range(1, clients + 1)
    )
    _insert(Booking, rows)


def _insert(table: type[Table], rows: Iterable[dict[str, Any]]) -> None:
    for batch in chunked(rows, 150):
        table.insert_many(batch).execute()


def _measure(month: date, settings: Settings) -> None:
    now, say = billing.end_of(month, settings) + timedelta(hours=8), Wording(settings)
    with _timed() as previewed, db.transaction():
        drafts = list(billing.drafts(month, settings=settings, now=now))
        say.confirm_all(drafts, month, (0, 0), "")
        say.billed_in_error(charges.billed_in_error())
    with _timed() as issuing, db.transaction(alone=True):
        again = billing.drafts(month, settings=settings, now=now)
        issued = invoices.issue_all(again, month, describe=say.item, settings=settings, actor="test", now=now)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    total = sum(each.total_cents for each in drafts) // 100
    Console().print(
        f"{month:%Y-%m}: preview {previewed}, issue {issuing}, {len(issued)} invoices, R{total:,},"
        f" {memory} MB at most"
    )


@dataclass
class Spent:
    cpu: float = 0.0  # seconds of this process, as against the wall's
    wall: float = 0.0

    def __str__(self) -> str:
        return f"{self.cpu:.2f} s ({self.wall:.2f} s)"


@contextmanager
def _timed() -> Iterator[Spent]:
    spent, cpu, wall = Spent(), process_time(), perf_counter()
    yield spent
    spent.cpu, spent.wall = process_time() - cpu, perf_counter() - wall


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
