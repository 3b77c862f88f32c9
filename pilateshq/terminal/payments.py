"""Payments at the terminal: what came, who owes, and statements."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from pilateshq.clock import utcnow
from pilateshq.terminal import months, naming, opening, screen
from pilateshq.terminal.screen import AsJson

if TYPE_CHECKING:
    from pilateshq.money_models import Payment
    from pilateshq.studio.payments import Debt, Entry

app = screen.noun("Money that came, and money that is owed.")
Who = Annotated[list[str], typer.Argument(help="A part of the name may do.", metavar="CLIENT")]
AGES = ("not_due_cents", "to_30_cents", "to_60_cents", "to_90_cents", "over_90_cents")


@app.command()
def add(
    client: Who,
    amount: Annotated[str, typer.Option(help="In rand, such as 750 or 750.50.")],
    method: Annotated[str, typer.Option(help="Such as eft or cash.")] = "",
    as_json: AsJson = False,
) -> None:
    """Note money that came; it settles the oldest invoice first."""
    from pilateshq import db
    from pilateshq.models import Client
    from pilateshq.studio import payments

    settings, now, cents = opening.read_settings(), utcnow(), months.cents(amount)
    with opening.studio(settings):
        who = naming.named(
            " ".join(client), settings, typed=lambda words: ["payments", "add", words, "--amount", amount]
        )
        with db.transaction(alone=True):
            payment = payments.pay(
                Client.get_by_id(who.id),
                cents,
                method=method,
                paid_on=now.astimezone(settings.zone).date(),
                actor="terminal",
                now=now,
            )
            paid = row(payment)
    _tell("Noted", paid, as_json=as_json)


@app.command()
def reverse(
    number: Annotated[int, typer.Argument(help="Of the payment, as the list shows it.", metavar="ID")],
    as_json: AsJson = False,
) -> None:
    """Take back a payment that never came."""
    from pilateshq.studio import payments

    with opening.one_act():
        reversed_ = row(payments.reverse(number, actor="terminal", now=utcnow()))
    _tell("Reversed", reversed_, as_json=as_json)


@app.command("list")
def list_payments(
    client: Annotated[str, typer.Option(help="Of this client only.", metavar="NAME")] = "",
    as_json: AsJson = False,
) -> None:
    """List the payments, newest first."""
    from pilateshq import db
    from pilateshq.studio import payments

    settings = opening.read_settings()
    with opening.studio(settings):
        who = (
            naming.named(client, settings, typed=lambda words: ["payments", "list", "--client", words])
            if client
            else None
        )
        with db.transaction():
            rows = [row(each) for each in payments.listed(who)]
    screen.show(rows, as_json=as_json)


def row(payment: "Payment") -> dict[str, Any]:
    return {
        "id": payment.id,
        "client": payment.client.name,
        "paid_on": payment.paid_on,
        "cents": payment.cents,
        "method": payment.method,
        "invoice": payment.invoice.number if payment.invoice else None,
    }


@app.command()
def owing(as_json: AsJson = False) -> None:
    """List who owes something, by how long it has been due."""
    from pilateshq.studio import payments

    with opening.reading() as settings:
        today = utcnow().astimezone(settings.zone).date()
        rows = [_debt(each) for each in payments.debts(today=today)]
    screen.show(rows, as_json=as_json)


def _debt(debt: "Debt") -> dict[str, Any]:
    ages = dict(zip(AGES, debt.by_age, strict=True))
    return {
        "client": debt.client.name,
        "owed_cents": debt.cents,
        "days_late": debt.days_late,
        "oldest": debt.oldest.number,
        **ages,
    }


@app.command()
def statement(client: Who, as_json: AsJson = False) -> None:
    """Show all that was invoiced to a client and paid by them, with the balance after each."""
    from pilateshq import db
    from pilateshq.conversation.wording import Wording
    from pilateshq.studio import payments

    settings = opening.read_settings()
    with opening.studio(settings):
        who = naming.named(" ".join(client), settings, typed=lambda words: ["payments", "statement", words])
        with db.transaction():
            say = Wording(settings)
            rows = [_entry(each, say.entry(each)) for each in payments.statement(who)]
    screen.show(rows, as_json=as_json)


def _entry(entry: "Entry", words: str) -> dict[str, Any]:
    return {"day": entry.day, "what": words, "cents": entry.cents, "balance_cents": entry.balance_cents}


def _tell(what: str, payment: dict[str, Any], *, as_json: bool) -> None:
    from pilateshq.conversation.wording.money import rand

    if as_json:
        screen.show_json(payment)
    else:
        typer.echo(f"{what}: {payment['client']}, {rand(payment['cents'])} (payment {payment['id']}).")
