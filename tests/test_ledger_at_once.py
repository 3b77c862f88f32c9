"""Money whatever happens: nothing is billed twice or forgotten, and numbers have no gap."""

import math
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st
from peewee import ModelSelect

from pilateshq import db
from pilateshq.errors import StudioError
from pilateshq.models import Booking, BookingStatus, CancelledBy, Client
from pilateshq.money_models import Discount, Invoice, InvoiceLine, Package, Paper, Payment, Ruling
from pilateshq.settings import Kind, Settings
from pilateshq.studio import (
    attendance,
    billing,
    booking,
    charges,
    discounts,
    invoices,
    packages,
    payments,
    prices,
)
from pilateshq.studio.billing import Draft, Item
from tests.conftest import MONDAY, new_client, taken_back, with_studio
from tests.services import Postgres

pytestmark = pytest.mark.long

T = TypeVar("T", Booking, Invoice, InvoiceLine)

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Step:
    what: str
    who: int
    number: int


Said = tuple[Step, datetime]  # and when
MARKS = ("attended", "no_show", "sick")
WHAT = st.sampled_from(
    [
        *("came", "came", "no-show", "late", "refilled", "mark", "correct", "correct", "charge", "waive"),
        *("price", "own price", "percent", "package", "discount", "discount"),
        *("invoice", "invoice", "invoice", "credit", "pay", "reverse"),
    ]
)
STEPS = st.lists(st.builds(Step, WHAT, st.integers(0, 2), st.integers(0, 40)), min_size=25, max_size=45)


@effort(max_examples=12)
@given(steps=STEPS)
def test_whatever_happens_all_is_billed_once_and_the_ledger_balances(
    kept_url: str, settings: Settings, *, steps: list[Step]
) -> None:
    with taken_back(kept_url):
        settings = with_studio(settings, grace_minutes=0)
        studio, now = settings, MONDAY
        clients = [new_client(name) for name in ("Ann Other", "Ben Other", "Cleo Other")]
        said: list[Said] = []
        for step in steps:
            now += timedelta(hours=3)
            said.append((step, now))
            if step.what == "price":
                studio = with_price(settings, 200_00 + step.number * 100)
            with suppress(StudioError), db.database.atomic():
                take(step, clients, studio, now)
            check(clients)
            if step.what == "invoice":
                check_drafts(found_drafts(studio, now), clients, said)
        credit_errors(studio, now)
        check_nothing_is_forgotten(clients, studio, said, now + timedelta(days=60))


def with_price(settings: Settings, cents: int) -> Settings:
    single = Kind(name="single", capacity=1, price_cents=cents)
    return with_studio(settings, kinds={**settings.studio.kinds, "single": single})


def take(step: Step, clients: Sequence[Client], settings: Settings, now: datetime) -> None:
    client = clients[step.who]
    by: dict[str, Any] = {"actor": "test", "now": now}
    prices.note(settings, now=now)
    match step.what:
        case "came" | "no-show" | "late":
            have_been(client, step, settings, now)
        case "refilled":
            have_been(client, step, settings, now)
            take_the_seat(clients[step.who - 1], settings, now)
        case "mark":
            attendance.mark(one(Booking, step), BookingStatus(MARKS[step.number % 3]), **by)
        case "correct":
            lines = InvoiceLine.select().where(InvoiceLine.live, InvoiceLine.booking.is_null(False))
            billed = one(InvoiceLine, step, lines).booking
            assert billed
            attendance.mark(billed, BookingStatus(MARKS[1 + step.number % 2]), **by)
        case "charge" | "waive":
            ruling = Ruling.charged if step.what == "charge" else Ruling.waived
            charges.decide(one(Booking, step), ruling, settings=settings, **by)
        case "own price":
            prices.agree_price(client, None, step.number * 1000 or None, since=now, **by)
        case "percent":
            prices.agree_percent(client, step.number, **by)
        case "package":
            packages.buy(client, "single", 1 + step.number % 4, step.number * 5000, settings=settings, **by)
        case "discount":
            discounts.give(client, 1 + step.number * 3000, **by)
        case _:
            take_money(step, client, settings, now)


def have_been(client: Client, step: Step, settings: Settings, now: datetime) -> None:
    """Book an hour ahead, and have it over within two; or give it back too late."""
    ahead = now + timedelta(hours=1)
    made = booking.book(
        [client], "single", ahead, anyway=True, settings=settings, actor="test", now=now
    ).bookings[0]
    if step.what in ("late", "refilled"):
        by = CancelledBy.client if step.number % 3 else CancelledBy.studio
        soon = now + timedelta(minutes=5)
        booking.cancel(made, by=by, sure=True, settings=settings, actor="test", now=soon)
    else:
        status = BookingStatus.attended if step.what == "came" else BookingStatus.no_show
        attendance.mark(made, status, actor="test", now=now + timedelta(hours=2))


def take_the_seat(other: Client, settings: Settings, now: datetime) -> None:
    """Book somebody else into the hour that was given back, and lift the mark."""
    by: dict[str, Any] = {"settings": settings, "actor": "test"}
    soon = now + timedelta(minutes=10)
    booking.book([other], "single", now + timedelta(hours=1), anyway=True, now=soon, **by)
    charges.lift_refilled(now=soon)


def take_money(step: Step, client: Client, settings: Settings, now: datetime) -> None:
    by: dict[str, Any] = {"actor": "test", "now": now}
    match step.what:
        case "invoice":
            drafts = list(billing.drafts(date(2026, 11, 1), settings=settings, now=now))
            meant = [each for each in drafts if step.number % 3 or each.client_id == client.id]
            invoices.issue_all(meant, date(2026, 11, 1), describe=describe, settings=settings, **by)
        case "credit":
            invoices.credit(one(Invoice, step), settings=settings, **by)
        case "pay":
            named = one(Invoice, step) if step.number % 2 and Invoice.select().exists() else None
            who = named.client if named else client
            payments.pay(who, 1 + step.number * 700, invoice=named, paid_on=now.date(), **by)
        case "reverse":
            payments.reverse(1 + step.number % 5, **by)


def describe(item: Item) -> str:
    return item.what.value


def one(table: type[T], step: Step, among: "ModelSelect[T] | None" = None) -> T:
    """Choose one of the rows; a refusal where there is none."""
    rows: list[T] = list((table.select() if among is None else among).order_by(table.id))
    if not rows:
        raise StudioError
    return rows[step.number % len(rows)]


def check(clients: Sequence[Client]) -> None:
    """Hold the books against each other."""
    papers = list(Invoice.select())
    for paper in papers:
        assert sum(line.amount_cents for line in invoices.lines(paper)) == paper.total_cents
        assert paper.paper == Paper.credit_note or paper.total_cents >= 0
    for kind in Paper:
        serials = sorted(each.serial for each in papers if each.paper == kind)
        assert serials == list(range(1, len(serials) + 1))
    lines, credited = list(InvoiceLine.select().where(InvoiceLine.live)), {each.credits for each in papers}
    assert not {line.invoice for line in lines} & credited
    live = [line.booking.id for line in lines if line.booking]
    assert max(Counter(live).values(), default=1) == 1
    assert {line.booking_id for line in charges.billed_in_error()} == {*live} - owed()
    assert all(line.amount_cents == 0 for line in lines if line.booking and line.package)
    for client in clients:
        check_account(client)


def check_account(client: Client) -> None:
    account = payments.account(client)
    came = Payment.select().where(Payment.client == client, Payment.reversed_at.is_null())
    assert all(0 <= each.paid_cents <= each.invoice.total_cents for each in account.settled)
    assert sum(each.paid_cents for each in account.settled) + account.over_cents == sum(
        each.cents for each in came
    )
    assert account.balance_cents == payments.balance(client)
    entries = payments.statement(client)
    assert (entries[-1].balance_cents if entries else 0) == account.balance_cents


def owed() -> set[int]:
    """List all bookings that are to be paid for, by a rule of the test's own."""
    missed = (BookingStatus.no_show, BookingStatus.cancelled)
    return {
        each.id
        for each in Booking.select()
        if each.status == BookingStatus.attended
        or (each.status in missed and charges.ruling_of(each) == Ruling.charged)
    }


def found_drafts(settings: Settings, now: datetime) -> list[Draft]:
    return list(billing.drafts(date(2026, 12, 1), settings=settings, now=now))


def check_drafts(drafts: Sequence[Draft], clients: Sequence[Client], said: Sequence[Said]) -> None:
    """Hold each price against what was said until then, and see that packages are used first."""
    for draft in drafts:
        who = next(place for place, each in enumerate(clients) if each.id == draft.client_id)
        sessions = [(item, item.starts_at) for item in draft.items if item.booking and item.starts_at]
        for item, starts_at in sessions:
            assert item.amount_cents == (0 if item.package else price(who, starts_at, said))
        for package in Package.select().where(Package.client == clients[who]):
            lines = InvoiceLine.select().where(InvoiceLine.package == package, InvoiceLine.live)
            used = lines.where(InvoiceLine.booking.is_null(False)).count()
            used += sum(item.package == package.id for item, _ in sessions)
            paid = [item for item, at in sessions if not item.package and at >= package.bought_at]
            assert used <= package.sessions
            assert used == package.sessions or not paid


def price(who: int, starts_at: datetime, said: Sequence[Said]) -> int:
    """Tell what a client pays for a single then, from what was said in all."""
    standard, own, percent = 300_00, None, 0
    for step, at in said:
        match step.what:
            case "price" if at <= starts_at:
                standard = 200_00 + step.number * 100
            case "own price" if at <= starts_at and step.who == who:
                own = step.number * 1000 or None
            case "percent" if step.who == who:
                percent = step.number
    return math.floor(Fraction((own or standard) * (100 - percent), 100) + Fraction(1, 2))


def credit_errors(settings: Settings, now: datetime) -> None:
    """Take back each invoice that has something on it that is to be paid no more."""
    for invoice in {line.invoice for line in charges.billed_in_error()}:
        invoices.credit(invoice, settings=settings, actor="test", now=now)
    assert charges.billed_in_error() == []


def check_nothing_is_forgotten(
    clients: Sequence[Client], settings: Settings, said: Sequence[Said], now: datetime
) -> None:
    """Invoice all that is left, and see that all that is owed is on one live line, and nothing else."""
    drafts = found_drafts(settings, now)
    check_drafts(drafts, clients, said)
    by: dict[str, Any] = {"describe": describe, "settings": settings, "actor": "test", "now": now}
    invoices.issue_all(drafts, date(2026, 12, 1), **by)
    check(clients)
    lines = list(InvoiceLine.select().where(InvoiceLine.live))
    waiting = {item.booking for draft in drafts if not draft.has_something for item in draft.items}
    assert {line.booking_id for line in lines if line.booking_id} | waiting - {None} == owed()
    sold = {line.package_id for line in lines if line.package_id and not line.booking_id}
    unpaid = {item.package for draft in drafts for item in draft.items if not item.booking}
    assert sold | unpaid >= {each.id for each in Package.select()}
    check_discounts(clients, drafts)


def check_discounts(clients: Sequence[Client], drafts: Sequence[Draft]) -> None:
    """See that what was given was taken off, unless there was nothing left to take it off."""
    to_pay = {draft.client_id: draft.total_cents for draft in drafts}
    for client in clients:
        given = sum(each.cents for each in Discount.select().where(Discount.client == client))
        lines = InvoiceLine.select().join(Discount).where(Discount.client == client, InvoiceLine.live)
        taken = -sum(line.amount_cents for line in lines)
        assert taken <= given
        assert taken == given or not to_pay.get(client.id)


# many processes


WORKER = """
import sys
from datetime import date
from pilateshq import db
from pilateshq.clock import utcnow
from pilateshq.models import Client
from pilateshq.errors import NothingToInvoice
from pilateshq.settings import read
from pilateshq.studio import discounts, invoices, packages

url, name, count = sys.argv[1:]
db.open_database(url)
settings = read({}, serving=False)
for _ in range(int(count)):
    with db.transaction(alone=True):
        client, now = Client.get(Client.name == name), utcnow()
        packages.buy(client, "single", 1, 100, settings=settings, actor="test", now=now)
    with db.transaction(alone=True):
        now = utcnow()
        invoice = invoices.issue(client, now.date(), describe=str, settings=settings, actor="test", now=now)
    print(invoice.number, flush=True)
"""


def test_ten_processes_number_their_invoices_without_a_gap(postgres: Postgres, tmp_path: Path) -> None:
    with postgres.database() as url:
        prepare(url, 10)
        running = [start(url, number, 2, tmp_path) for number in range(10)]
        told = [each.communicate(timeout=120)[0] for each in running]
        numbers = sorted(line for text in told for line in text.split())
    assert numbers == [f"INV-{number:04}" for number in range(1, 21)]


def test_a_process_that_is_killed_leaves_no_gap(postgres: Postgres, tmp_path: Path) -> None:
    with postgres.database() as url:
        prepare(url, 3)
        running = [start(url, number, 200, tmp_path) for number in range(3)]
        for each in running:
            assert each.stdout is not None
            each.stdout.readline()  # in the midst of it
            each.send_signal(signal.SIGKILL)
            each.communicate()
        db.open_database(url)
        with db.transaction():
            serials = sorted(each.serial for each in Invoice.select())
            assert all(sum(line.amount_cents for line in invoices.lines(each)) for each in Invoice.select())
        db.database.obj.close_all()
    assert len(serials) >= 3
    assert serials == list(range(1, len(serials) + 1))


def prepare(url: str, clients: int) -> None:
    db.open_database(url)
    db.migrate()
    with db.transaction():
        for number in range(clients):
            new_client(f"Client {chr(97 + number)}")
    db.database.obj.close_all()


def start(url: str, number: int, count: int, folder: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, url, f"Client {chr(97 + number)}", str(count)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
