"""Invoices at the terminal."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pilateshq.clock import utcnow
from pilateshq.terminal import acts, months, naming, opening, screen
from pilateshq.terminal.acts import DryRun, Manner, Yes
from pilateshq.terminal.screen import AsJson

if TYPE_CHECKING:
    from pilateshq.models import Client
    from pilateshq.studio.payments import Settled

app = screen.noun("Invoices and credit notes.")
Number = Annotated[str, typer.Argument(help="As printed, such as INV-0042.", metavar="NUMBER")]
Month = Annotated[str, typer.Option(help="Such as 2026-11; else the present one.", metavar="MONTH")]


@app.command()
def create(
    client: Annotated[list[str], typer.Argument(help="A part of the name may do.", metavar="CLIENT")],
    month: Month = "",
    as_json: AsJson = False,
) -> None:
    """Issue an invoice for all that a client has to pay up to the end of a month; it is not sent."""
    from pilateshq import db
    from pilateshq.conversation.wording import Wording
    from pilateshq.models import Client
    from pilateshq.studio import invoices

    settings = opening.read_settings()
    meant = months.read(month, settings)
    with opening.studio(settings):
        who = naming.named(" ".join(client), settings, typed=_created(month))
        with db.transaction(alone=True):
            invoice = invoices.issue(
                Client.get_by_id(who.id),
                meant,
                describe=Wording(settings).item,
                settings=settings,
                actor="terminal",
                now=utcnow(),
            )
            row = _found(invoice.number)
    if invoices.lacks_address(invoice):
        screen.complain(Wording(settings).lack_address([invoice.billed_to]))
    _tell("Issued", row, as_json=as_json)


def _created(month: str) -> Callable[[str], Sequence[str]]:
    return lambda words: ["invoice", "create", words, *(["--month", month] if month else [])]


@app.command("list")
def list_invoices(
    client: Annotated[str, typer.Option(help="Of this client only.", metavar="NAME")] = "",
    unpaid: Annotated[bool, typer.Option("--unpaid", help="With something left to pay only.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the invoices by number, with what is paid."""
    from pilateshq import db

    settings = opening.read_settings()
    with opening.studio(settings):
        who = naming.named(client, settings, typed=_listed(unpaid)) if client else None
        with db.transaction():
            rows = [row(each) for each in _settled(who) if each.open_cents or not unpaid]
    screen.show(rows, as_json=as_json)


def _listed(unpaid: bool) -> Callable[[str], Sequence[str]]:
    return lambda words: ["invoice", "list", "--client", words, *(["--unpaid"] if unpaid else [])]


def _settled(client: "Client | None") -> "Iterable[Settled]":
    from pilateshq.models import Client
    from pilateshq.studio import payments

    clients = [client] if client else [*Client.select()]
    found = [each for account in payments.accounts(clients) for each in account.settled]
    return sorted(found, key=lambda each: each.invoice.serial)


def row(settled: "Settled") -> dict[str, Any]:
    invoice = settled.invoice
    return {
        "number": invoice.number,
        "client": invoice.client.name,
        "issued_on": invoice.issued_on,
        "due_on": invoice.due_on,
        "total_cents": invoice.total_cents,
        "paid_cents": settled.paid_cents,
        "status": settled.status.value,
    }


def _found(number: str) -> dict[str, Any]:
    from pilateshq.studio import invoices, payments

    invoice = invoices.find(number)
    account = payments.account(invoice.client)
    return next(row(each) for each in account.settled if each.invoice == invoice)


@app.command()
def show(number: Number, as_json: AsJson = False) -> None:
    """Show an invoice or a credit note with its lines."""
    from pilateshq.studio import invoices

    with opening.reading():
        invoice = invoices.find(number)
        known: dict[str, Any] = {
            "number": invoice.number,
            "client": invoice.billed_to,
            "address": invoice.billed_address,
            "vat_number": invoice.billed_vat_number,
            "issued_on": invoice.issued_on,
            "due_on": invoice.due_on,
            "total_cents": invoice.total_cents,
            "vat_cents": invoice.vat_cents,
            "before_cents": invoice.before_cents,
        }
        lines = [
            {"day": each.day, "text": each.text, "amount_cents": each.amount_cents}
            for each in invoices.lines(invoice)
        ]
    if as_json:
        screen.show_json({**known, "lines": lines})
    else:
        screen.show_card(known)
        screen.show(lines, as_json=False)


@app.command()
def pdf(
    number: Number,
    out: Annotated[Path, typer.Option(help="Where it is written.", metavar="FILE")],
) -> None:
    """Write an invoice or a credit note as a PDF."""
    from pilateshq.conversation.wording import Wording
    from pilateshq.paper import invoice as paper
    from pilateshq.studio import invoices

    with opening.reading() as settings:
        invoice = invoices.find(number)
        sheet = Wording(settings).invoice_sheet(invoice, invoices.lines(invoice))
    write(out, paper.draw(sheet))
    typer.echo(f"{invoice.number} is in {out}.")


def write(path: Path, content: bytes) -> None:
    """Write a file, or say why it cannot be."""
    try:
        path.write_bytes(content)
    except OSError as error:
        screen.complain(f"{path} cannot be written: {error.strerror}.")
        raise typer.Exit(1) from None


@app.command()
def send(number: Number, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Send an invoice to its client as a PDF; the running server does it."""
    acts.act(["send", number], Manner(quiet=False, dry_run=dry_run, as_json=as_json))


@app.command()
def pay(
    number: Number,
    amount: Annotated[str, typer.Argument(help="In rand, such as 750 or 750.50.", metavar="AMOUNT")],
    method: Annotated[str, typer.Option(help="Such as eft or cash.")] = "",
    as_json: AsJson = False,
) -> None:
    """Note that an invoice was paid, or a part of it."""
    from pilateshq.studio import invoices, payments

    cents, now = months.cents(amount), utcnow()
    with opening.one_act() as settings:
        invoice = invoices.find(number)
        payments.pay(
            invoice.client,
            cents,
            invoice=invoice,
            method=method,
            paid_on=now.astimezone(settings.zone).date(),
            actor="terminal",
            now=now,
        )
        paid = _found(number)
    _tell("Paid", paid, as_json=as_json)


@app.command()
def credit(number: Number, yes: Yes = False, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Take an invoice back by a credit note."""
    acts.act(["credit", number], Manner(quiet=False, dry_run=dry_run, yes=yes, as_json=as_json))


def _tell(what: str, invoice: dict[str, Any], *, as_json: bool) -> None:
    from pilateshq.conversation.wording.money import rand

    if as_json:
        screen.show_json(invoice)
    else:
        total, paid = rand(invoice["total_cents"]), rand(invoice["paid_cents"])
        typer.echo(
            f"{what}: {invoice['number']}, {invoice['client']}, {total}, {paid} of it paid, due"
            f" {invoice['due_on']}."
        )
