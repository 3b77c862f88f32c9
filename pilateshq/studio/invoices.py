"""Invoices and credit notes: numbered without a gap, and never changed once they are issued."""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from peewee import ModelSelect, chunked, fn

from pilateshq.errors import AlreadyCredited, NoSuchInvoice, NothingToInvoice
from pilateshq.models import Client, Contact
from pilateshq.money_models import Invoice, InvoiceLine, Paper
from pilateshq.settings import Settings
from pilateshq.studio import billing, history, payments
from pilateshq.studio.billing import Draft, Item

A_BATCH = 200  # invoices that are written together
FULL_ABOVE_CENTS = 5_000_00  # from there on a tax invoice needs the client's address (VAT Act, section 20)
Describe = Callable[[Item], str]


@dataclass(frozen=True, kw_only=True)
class Supplier:
    """The studio as it is printed on an invoice."""

    name: str
    legal_name: str
    registration_number: str
    address: str
    contact: str
    vat_number: str  # empty: not registered on the day of the invoice
    vat_percent: str
    holder: str
    bank: str
    account_type: str
    account_number: str
    branch_code: str
    note: str
    pay_link: str


def supplier_on(day: date, settings: Settings) -> Supplier:
    studio, terms, bank = settings.studio, settings.studio.invoice, settings.studio.bank
    is_vendor = terms.is_vendor(day)
    return Supplier(
        name=studio.name,
        legal_name=terms.legal_name,
        registration_number=terms.registration_number,
        address=studio.address,
        contact=terms.contact,
        vat_number=terms.vat_number if is_vendor else "",
        vat_percent=f"{terms.vat_percent.normalize():f}" if is_vendor else "",
        note=terms.note,
        pay_link=terms.pay_link,
        **asdict(bank),
    )


def supplier_of(invoice: Invoice) -> Supplier:
    """Read the studio as it was; what an older or a newer version did not know of is left empty, or out."""
    kept = json.loads(invoice.supplier)
    return Supplier(**{each.name: kept.get(each.name, "") for each in fields(Supplier)})


def vat_within(total_cents: int, percent: Decimal) -> int:
    """Tell how much of an amount is VAT."""
    net = (total_cents * 100 / (100 + percent)).quantize(Decimal(1), ROUND_HALF_UP)
    return total_cents - int(net)


def issue(
    client: Client, month: date, *, describe: Describe, settings: Settings, actor: str, now: datetime
) -> Invoice:
    """Issue an invoice for all that the client has to pay up to the end of a month.

    Raises NothingToInvoice where there is nothing.
    """
    found = next(billing.drafts(month, settings=settings, now=now, client=client), None)
    if found is None or not found.has_something:
        raise NothingToInvoice(client.name)
    return issue_all([found], month, describe=describe, settings=settings, actor=actor, now=now)[0]


def issue_all(
    drafts: Iterable[Draft],
    month: date,
    *,
    describe: Describe,
    settings: Settings,
    actor: str,
    now: datetime,
) -> list[Invoice]:
    """Issue an invoice for each draft that has something to pay; the caller's transaction is alone."""
    worth_it = [each for each in drafts if each.has_something]
    balances = payments.balances([each.client_id for each in worth_it])
    recipients = _recipients()
    serial = _next_serial(Paper.invoice)
    issued: list[Invoice] = []
    for batch in chunked(worth_it, A_BATCH):
        rows = [
            {
                **_row(each, month, balances.get(each.client_id, 0), settings, now),
                **recipients.get(each.client_id, {"billed_address": None, "billed_vat_number": None}),
                "serial": serial + len(issued) + place,
            }
            for place, each in enumerate(batch)
        ]
        Invoice.insert_many(rows).execute()
        first, last = rows[0]["serial"], rows[-1]["serial"]
        written = list(_invoices().where(Invoice.paper == Paper.invoice, Invoice.serial.between(first, last)))
        _write_lines(zip(written, batch, strict=True), describe, settings)
        for each in written:
            history.record("invoiced", actor=actor, now=now, client=each.client, detail=each.number)
        issued += written
    return issued


def credit(invoice: Invoice, *, settings: Settings, actor: str, now: datetime) -> Invoice:
    """Take an invoice back by a credit note; what was on it may be invoiced again."""
    if invoice.paper != Paper.invoice:
        raise NoSuchInvoice(invoice.number)
    if Invoice.select().where(Invoice.credits == invoice).exists():
        raise AlreadyCredited(invoice.number)
    today = now.astimezone(settings.zone).date()
    note = Invoice.create(
        paper=Paper.credit_note,
        serial=_next_serial(Paper.credit_note),
        client=invoice.client,
        credits=invoice,
        month=invoice.month,
        issued_on=today,
        due_on=today,
        issued_at=now,
        total_cents=-invoice.total_cents,
        vat_cents=-invoice.vat_cents,
        before_cents=payments.balance(invoice.client),
        supplier=invoice.supplier,
        billed_to=invoice.billed_to,
        billed_address=invoice.billed_address,
        billed_vat_number=invoice.billed_vat_number,
    )
    for line in lines(invoice):
        _take_back(line, note)
    history.record("credited", actor=actor, now=now, client=invoice.client, detail=invoice.number)
    return note


def _take_back(line: InvoiceLine, note: Invoice) -> None:
    InvoiceLine.update(live=False).where(InvoiceLine.id == line.id).execute()
    InvoiceLine.create(
        invoice=note,
        day=line.day,
        text=line.text,
        quantity=line.quantity,
        unit_cents=-line.unit_cents,
        amount_cents=-line.amount_cents,
        live=False,
    )


def find(number: str) -> Invoice:
    """Find an invoice or a credit note by what is printed on it, such as INV-0042; or raise NoSuchInvoice."""
    kind, _, serial = number.strip().upper().partition("-")
    paper = {"INV": Paper.invoice, "CN": Paper.credit_note}.get(kind)
    if paper is None or not serial.isdecimal() or len(serial) > 9:
        raise NoSuchInvoice(number)
    found: Invoice | None = _invoices().where(Invoice.paper == paper, Invoice.serial == int(serial)).first()
    if found is None:
        raise NoSuchInvoice(number)
    return found


def listed(client: Client | None = None) -> list[Invoice]:
    """List the invoices, in order of their numbers, without the credit notes."""
    query = _invoices().where(Invoice.paper == Paper.invoice).order_by(Invoice.serial)
    return list(query.where(Invoice.client == client) if client else query)


def latest(client: Client) -> Invoice | None:
    """Find the client's newest invoice that was not taken back."""
    notes = Invoice.alias()
    credited = notes.select(notes.id).where(notes.credits == Invoice.id)
    theirs = _invoices().where(Invoice.client == client, Invoice.paper == Paper.invoice, ~fn.EXISTS(credited))
    found: Invoice | None = theirs.order_by(Invoice.serial.desc()).first()
    return found


def lines(invoice: Invoice) -> list[InvoiceLine]:
    return list(InvoiceLine.select().where(InvoiceLine.invoice == invoice).order_by(InvoiceLine.id))


def _next_serial(paper: Paper) -> int:
    last: int | None = Invoice.select(fn.MAX(Invoice.serial)).where(Invoice.paper == paper).scalar()
    return (last or 0) + 1


def lack_address(drafts: Iterable[Draft], *, settings: Settings, now: datetime) -> list[Draft]:
    """List those of which the invoice would be a full tax invoice, and whose address is not known."""
    if not settings.studio.invoice.is_vendor(now.astimezone(settings.zone).date()):
        return []
    full = [each for each in drafts if each.total_cents > FULL_ABOVE_CENTS]
    known = _recipients() if full else {}
    return [each for each in full if not known.get(each.client_id, {}).get("billed_address")]


def lacks_address(invoice: Invoice) -> bool:
    """Tell whether it is a full tax invoice without the address that one must have."""
    return invoice.vat_cents > 0 and invoice.total_cents > FULL_ABOVE_CENTS and not invoice.billed_address


def _recipients() -> dict[int, dict[str, str | None]]:
    """Read what is known of clients for a full tax invoice, of those of whom something is."""
    known = Client.address.is_null(False) | Client.vat_number.is_null(False)
    return {
        each.id: {"billed_address": each.address, "billed_vat_number": each.vat_number}
        for each in Client.select().where(known)
    }


def _row(draft: Draft, month: date, before_cents: int, settings: Settings, now: datetime) -> dict[str, Any]:
    today, terms = now.astimezone(settings.zone).date(), settings.studio.invoice
    is_vendor = terms.is_vendor(today)
    return {
        "paper": Paper.invoice,
        "client": draft.client_id,
        "month": billing.first_of(month),
        "issued_on": today,
        "due_on": today + timedelta(days=terms.due_days),
        "issued_at": now,
        "total_cents": draft.total_cents,
        "vat_cents": vat_within(draft.total_cents, terms.vat_percent) if is_vendor else 0,
        "before_cents": before_cents,
        "supplier": json.dumps(asdict(supplier_on(today, settings)), ensure_ascii=False),
        "billed_to": draft.name,
    }


def _write_lines(written: Iterable[tuple[Invoice, Draft]], describe: Describe, settings: Settings) -> None:
    rows = (_line(invoice, item, describe, settings) for invoice, draft in written for item in draft.items)
    for batch in chunked(rows, A_BATCH):
        InvoiceLine.insert_many(batch).execute()


def _line(invoice: Invoice, item: Item, describe: Describe, settings: Settings) -> dict[str, Any]:
    return {
        "invoice": invoice.id,
        "day": item.starts_at.astimezone(settings.zone).date() if item.starts_at else None,
        "text": describe(item),
        "quantity": 1,
        "unit_cents": item.amount_cents,
        "amount_cents": item.amount_cents,
        "booking": item.booking,
        "package": item.package,
        "discount": item.discount,
        "live": True,
    }


def _invoices() -> "ModelSelect[Invoice]":
    query: ModelSelect[Invoice] = (
        Invoice.select(Invoice, Client, Contact).join(Client).join(Contact).order_by(Invoice.serial)
    )
    return query
