"""Money that came, what it settles, and who owes how much for how long."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from peewee import ModelSelect, fn

from pilateshq.errors import NoSuchPayment
from pilateshq.models import Client, Contact
from pilateshq.money_models import Invoice, Paper, Payment
from pilateshq.studio import history, prices

BUCKETS = (0, 30, 60, 90)  # days after the due date, up to which each but the last reaches
A_QUERY = 500  # clients asked for at once


class Status(StrEnum):
    open = "open"
    part = "part"
    paid = "paid"
    credited = "credited"


@dataclass(frozen=True)
class Settled:
    """An invoice, and what of it is paid."""

    invoice: Invoice
    paid_cents: int
    is_credited: bool

    @property
    def open_cents(self) -> int:
        return 0 if self.is_credited else self.invoice.total_cents - self.paid_cents

    @property
    def status(self) -> Status:
        if self.is_credited:
            return Status.credited
        if self.open_cents == 0:
            return Status.paid
        return Status.part if self.paid_cents else Status.open


@dataclass(frozen=True)
class Account:
    """All of one client's invoices with what is paid of them."""

    client: Client
    settled: tuple[Settled, ...]
    over_cents: int  # paid more than there is to pay

    @property
    def balance_cents(self) -> int:
        """Tell what the client owes; less than 0 is in their favour."""
        return sum(each.open_cents for each in self.settled) - self.over_cents


@dataclass(frozen=True)
class Entry:
    """A line of a statement: what it was, and what the client owed after it."""

    day: date
    what: Invoice | Payment
    cents: int  # more than 0 adds to what is owed
    balance_cents: int


@dataclass(frozen=True)
class Debt:
    """What one client owes, by how long it has been due."""

    client: Client
    cents: int
    by_age: tuple[int, ...]  # not due yet, then to 30, 60, 90 days, and more; before what is in favour
    days_late: int  # of the oldest
    oldest: Invoice


def pay(
    client: Client,
    cents: int,
    *,
    invoice: Invoice | None = None,
    method: str = "",
    paid_on: date,
    actor: str,
    now: datetime,
) -> Payment:
    """Note money that came; without an invoice it settles the oldest that is open."""
    prices.check_amount(cents)
    payment = Payment.create(
        client=client, invoice=invoice, cents=cents, method=method, paid_on=paid_on, noted_at=now
    )
    detail = f"{cents} cents {method} {invoice.number if invoice else ''}".strip()
    history.record("paid", actor=actor, now=now, client=client, detail=detail)
    return payment


def reverse(number: int, *, actor: str, now: datetime) -> Payment:
    """Take back a payment that never came, or was noted by mistake."""
    payment: Payment | None = _payments().where(Payment.id == number).first()
    if payment is None:
        raise NoSuchPayment(number)
    payment.reversed_at = now
    payment.save()
    detail = f"{payment.cents} cents"
    history.record("payment reversed", actor=actor, now=now, client=payment.client, detail=detail)
    return payment


def settle(
    invoices: Sequence[Invoice], credited: set[int], paid: Sequence[Payment]
) -> tuple[list[Settled], int]:
    """Share payments out: first to the invoice that each names, then to the oldest that is open."""
    to_pay = {each.id: 0 if each.id in credited else each.total_cents for each in invoices}
    settled = dict.fromkeys(to_pay, 0)
    pool = 0
    for payment in paid:
        named = payment.invoice_id
        taken = min(payment.cents, to_pay.get(named, 0) - settled.get(named, 0))
        if named in settled:
            settled[named] += taken
        pool += payment.cents - taken
    for each in sorted(invoices, key=lambda each: (each.due_on, each.serial)):
        taken = min(pool, to_pay[each.id] - settled[each.id])
        settled[each.id] += taken
        pool -= taken
    return [Settled(each, settled[each.id], each.id in credited) for each in invoices], pool


def account(client: Client) -> Account:
    """Read all of one client's invoices and payments."""
    return next(iter(accounts([client])))


def accounts(clients: Iterable[Client]) -> list[Account]:
    """Read the invoices and payments of these clients, each with what is left open."""
    wanted = list(clients)
    invoices, paid = defaultdict(list), defaultdict(list)
    credited: set[int] = set()
    for start in range(0, len(wanted), A_QUERY):
        ids = [each.id for each in wanted[start : start + A_QUERY]]
        for each in Invoice.select().where(Invoice.client.in_(ids)).order_by(Invoice.serial):
            if each.paper == Paper.invoice:
                invoices[each.client_id].append(each)
            else:
                credited.add(each.credits_id)
        for payment in _kept().where(Payment.client.in_(ids)):
            paid[payment.client_id].append(payment)
    return [_account(each, invoices[each.id], credited, paid[each.id]) for each in wanted]


def _account(
    client: Client, invoices: Sequence[Invoice], credited: set[int], paid: Sequence[Payment]
) -> Account:
    settled, over = settle(invoices, credited, paid)
    return Account(client, tuple(settled), over)


def balance(client: Client) -> int:
    """Tell what the client owes on what was invoiced; less than 0 is in their favour."""
    return balances([client.id]).get(client.id, 0)


def balances(client_ids: Sequence[int] | None = None) -> Mapping[int, int]:
    """Tell what each client owes; of all who ever had an invoice or paid, unless some are named."""
    owed: dict[int, int] = defaultdict(int)
    invoiced = Invoice.select(Invoice.client, fn.SUM(Invoice.total_cents)).group_by(Invoice.client)
    paid = Payment.select(Payment.client, fn.SUM(Payment.cents)).group_by(Payment.client)
    paid = paid.where(Payment.reversed_at.is_null())
    if client_ids is not None and len(client_ids) <= A_QUERY:
        invoiced = invoiced.where(Invoice.client.in_(client_ids))
        paid = paid.where(Payment.client.in_(client_ids))
    for client_id, cents in invoiced.tuples().iterator():
        owed[client_id] += int(cents)
    for client_id, cents in paid.tuples().iterator():
        owed[client_id] -= int(cents)
    return owed


def debts(*, today: date) -> list[Debt]:
    """List who owes something, the highest debt first."""
    owing = {client_id for client_id, cents in balances().items() if cents > 0}
    clients = [each for each in _clients() if each.id in owing]
    found = [_debt(each, today) for each in accounts(clients)]
    return sorted(found, key=lambda each: (-each.cents, each.client.name.casefold()))


def _debt(account: Account, today: date) -> Debt:
    owed = [each for each in account.settled if each.open_cents > 0]
    by_age = [0] * (len(BUCKETS) + 1)
    for each in owed:
        by_age[bucket((today - each.invoice.due_on).days)] += each.open_cents
    oldest = min(owed, key=lambda each: (each.invoice.due_on, each.invoice.serial)).invoice
    days_late = max((today - oldest.due_on).days, 0)
    return Debt(account.client, account.balance_cents, tuple(by_age), days_late, oldest)


def bucket(days_late: int) -> int:
    """Tell in which column of the ageing an invoice is: 0 not due, 1 to 30 days, … 4 over 90."""
    return sum(days_late > limit for limit in BUCKETS)


def statement(client: Client) -> list[Entry]:
    """List all that was invoiced, credited and paid, with the balance after each, oldest first."""
    papers = Invoice.select().where(Invoice.client == client)
    rows: list[tuple[date, datetime, Invoice | Payment, int]] = [
        (each.issued_on, each.issued_at, each, each.total_cents) for each in papers
    ]
    rows += [
        (each.paid_on, each.noted_at, each, -each.cents) for each in _kept().where(Payment.client == client)
    ]
    found, owed = [], 0
    for day, _, what, cents in sorted(rows, key=lambda row: row[:2]):
        owed += cents
        found.append(Entry(day, what, cents, owed))
    return found


def listed(client: Client | None = None) -> list[Payment]:
    """List the payments that count, newest first."""
    query = _payments().order_by(Payment.paid_on.desc(), Payment.id.desc())
    return list(query.where(Payment.client == client) if client else query)


def _kept() -> "ModelSelect[Payment]":
    query: ModelSelect[Payment] = (
        Payment.select().where(Payment.reversed_at.is_null()).order_by(Payment.paid_on, Payment.id)
    )
    return query


def _payments() -> "ModelSelect[Payment]":
    query: ModelSelect[Payment] = (
        Payment.select(Payment, Client, Contact)
        .join(Client)
        .join(Contact)
        .where(Payment.reversed_at.is_null())
    )
    return query


def _clients() -> "ModelSelect[Client]":
    query: ModelSelect[Client] = Client.select(Client, Contact).join(Contact)
    return query
