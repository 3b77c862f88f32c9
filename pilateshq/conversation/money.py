"""Invoices and payments, as the owner asks for them."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from pilateshq.conversation import papers, whom
from pilateshq.conversation.money_commands import (
    CreditInvoice,
    InvoiceAll,
    InvoiceFor,
    Paid,
    RemindToPay,
    Report,
    ReversePayment,
    SendInvoice,
    StatementOf,
    WhoOwes,
)
from pilateshq.conversation.turn import WORTH_KNOWING, Answer, Notice, Turn, asked
from pilateshq.messages import Message
from pilateshq.models import Client, Purpose
from pilateshq.money_models import Invoice
from pilateshq.studio import billing, charges, invoices, payments, reminding
from pilateshq.studio.billing import Draft


def today(turn: Turn) -> date:
    return turn.now.astimezone(turn.settings.zone).date()


# invoices


def invoice_for(turn: Turn, command: InvoiceFor) -> Answer:
    """Show what an invoice would be; once it is confirmed, issue and send it."""
    found = whom.person(turn, command.person, lambda who: replace(command, person=who))
    if isinstance(found, Answer):
        return found
    month = command.month or billing.first_of(today(turn))
    draft = next(billing.drafts(month, settings=turn.settings, now=turn.now, client=found), None)
    if draft is None or not draft.has_something:
        return _shown(turn, _nothing(turn, found, month, draft), found)
    yes = InvoiceFor(f"#{found.id}", month, _fingerprint([draft]))
    if command.seen != yes.seen:
        preview = turn.say.confirm_invoice(draft, month, str(yes))
        return _shown(turn, preview, found).adding(_lacking(turn, [draft]))
    return _issued(turn, [draft], month)


def _nothing(turn: Turn, client: Client, month: date, draft: Draft | None) -> Message:
    latest = next((each for each in reversed(invoices.listed(client)) if each.month == month), None)
    if latest:
        return turn.say.issued_already(latest)
    undecided, unmarked = (draft.undecided, draft.unmarked) if draft else (0, 0)
    return turn.say.nothing_to_invoice(client.name, month, undecided, unmarked)


def invoice_all(turn: Turn, command: InvoiceAll) -> Answer:
    """Show the invoices of a month with their totals; once that is confirmed, issue and send them."""
    month = command.month or billing.first_of(today(turn))
    drafts = list(billing.drafts(month, settings=turn.settings, now=turn.now))
    waits = sum(each.undecided for each in drafts), sum(each.unmarked for each in drafts)
    worth_it = [each for each in drafts if each.has_something]
    if not worth_it:
        return _shown(turn, turn.say.nobody_to_invoice(month, *waits))
    yes = InvoiceAll(month, _fingerprint(worth_it))
    if command.seen != yes.seen:
        preview = turn.say.confirm_all(worth_it, month, waits, str(yes))
        return _shown(turn, preview).adding(_lacking(turn, worth_it))
    return _issued(turn, worth_it, month)


def _shown(turn: Turn, preview: Message, client: Client | None = None) -> Answer:
    """Show a preview, and after it what older invoices have in error."""
    lines = charges.billed_in_error(client)
    return asked(preview).adding(turn.say.billed_in_error(lines))


def _lacking(turn: Turn, drafts: Sequence[Draft]) -> str:
    lacking = invoices.lack_address(drafts, settings=turn.settings, now=turn.now)
    return turn.say.lack_address([each.name for each in lacking])


def _issued(turn: Turn, drafts: Sequence[Draft], month: date) -> Answer:
    issued = invoices.issue_all(
        drafts, month, describe=turn.say.item, settings=turn.settings, actor=turn.actor, now=turn.now
    )
    for each in issued:
        papers.send_invoice(each, to=each.client.contact, key=f"inv:{each.id}", now=turn.now)
    return Answer(turn.say.invoiced(issued), final=True)


def _fingerprint(drafts: Iterable[Draft]) -> str:
    """Stand for what a preview showed: if any of it changes, so does this."""
    items = ((each.client_id, item) for each in drafts for item in each.items)
    shown = ",".join(f"{client}:{item.booking}:{item.amount_cents}" for client, item in items)
    return hashlib.sha256(shown.encode()).hexdigest()[:6]


def send_again(turn: Turn, command: SendInvoice) -> Answer:
    invoice = invoices.find(command.number)
    papers.send_invoice(invoice, to=invoice.client.contact, key=f"inv:{turn.key}", now=turn.now)
    return Answer(turn.say.sent_again(invoice))


def credit(turn: Turn, command: CreditInvoice) -> Answer:
    """Take an invoice back, once that is confirmed."""
    invoice = invoices.find(command.number)
    if not command.sure:
        return asked(turn.say.confirm_credit(invoice, str(replace(command, sure=True))))
    note = invoices.credit(invoice, settings=turn.settings, actor=turn.actor, now=turn.now)
    return Answer(turn.say.credited(invoice, note, payments.balance(invoice.client)), final=True)


# payments


def paid(turn: Turn, command: Paid) -> Answer:
    """Note money that came; without an amount, ask for it, or take what is open on the invoice."""
    invoice = invoices.find(command.number) if command.number else None
    if not command.person and invoice:
        return _paid(turn, invoice.client, command, invoice)
    found = whom.person(turn, command.person, lambda who: replace(command, person=who))
    if isinstance(found, Answer):
        return found
    if invoice and invoice.client != found:
        return asked(turn.say.not_theirs(invoice.number, found.name))
    return _paid(turn, found, command, invoice)


def _paid(turn: Turn, client: Client, command: Paid, invoice: Invoice | None) -> Answer:
    open_cents = _open_cents(client, invoice)
    cents = command.cents if command.cents is not None else open_cents if invoice else None
    if not cents and command.cents is None:
        yes = replace(command, person=f"#{client.id}", cents=open_cents)
        return asked(turn.say.how_much(client, open_cents, str(yes)))
    payment = payments.pay(
        client,
        cents or 0,
        invoice=invoice,
        method=command.method,
        paid_on=today(turn),
        actor=turn.actor,
        now=turn.now,
    )
    return Answer(turn.say.paid(payment, payments.balance(client)))


def _open_cents(client: Client, invoice: Invoice | None) -> int:
    account = payments.account(client)
    if invoice is None:
        return account.balance_cents
    return next((each.open_cents for each in account.settled if each.invoice == invoice), 0)


def reverse(turn: Turn, command: ReversePayment) -> Answer:
    payment = payments.reverse(command.payment, actor=turn.actor, now=turn.now)
    return Answer(turn.say.reversed(payment, payments.balance(payment.client)))


def who_owes(turn: Turn, command: WhoOwes) -> Answer:
    debts = payments.debts(today=today(turn))
    remind = {each.debt.client.id for each in reminding.to_remind(settings=turn.settings, now=turn.now)}
    return Answer(turn.say.who_owes(debts, papers.proofs_to_check(), remind, command.page))


def statement(turn: Turn, command: StatementOf) -> Answer:
    found = whom.person(turn, command.person, lambda who: replace(command, person=who))
    if isinstance(found, Answer):
        return found
    return Answer(turn.say.statement(found, payments.statement(found)))


def remind(turn: Turn, command: RemindToPay) -> Answer:
    """Remind a client of what they owe, by the owner's tap only, and once a day at most."""
    found = whom.person(turn, command.person, lambda who: replace(command, person=who))
    if isinstance(found, Answer):
        return found
    debt = next((each for each in payments.debts(today=today(turn)) if each.client == found), None)
    if debt is None:
        return asked(turn.say.owes_nothing(found))
    message, template = turn.say.to_pay(found, debt.oldest, debt.cents, today(turn))
    reminding.note(found, actor=turn.actor, now=turn.now)
    notice = Notice(
        to=found.contact,
        key=f"pay:{found.id}:{today(turn)}",
        message=message,
        template=template,
        purpose=Purpose.bulk,
        expires_at=turn.now + WORTH_KNOWING,
    )
    return Answer(turn.say.reminded(found, debt.cents), (notice,))


def report(turn: Turn, command: Report) -> Answer:
    month = command.month or billing.first_of(today(turn))
    if turn.contact:
        papers.send_report(month, to=turn.contact, key=f"report:{turn.key}", now=turn.now)
    return Answer(turn.say.report_coming(month))
