"""Files that are to be drawn or fetched and then sent: asked for here, made between two transactions."""

from datetime import date, datetime

from peewee import fn

from pilateshq.conversation.turn import Answer, Notice, Turn, to_owner
from pilateshq.models import Client, Contact
from pilateshq.money_models import Attachment, Errand, Invoice, Payment
from pilateshq.studio import payments


def send_invoice(invoice: Invoice, *, to: Contact, key: str, now: datetime) -> None:
    _ask(key, Errand.invoice, to, now, invoice=invoice)


def send_report(month: date, *, to: Contact, key: str, now: datetime) -> None:
    _ask(key, Errand.report, to, now, month=month)


def proof(turn: Turn, client: Client, *, media_id: str) -> Answer:
    """Pass a client's picture or file on to the owner, who is to check it; it is no money."""
    notices: tuple[Notice, ...] = ()
    if turn.owner:
        _ask(f"proof:{turn.key}", Errand.proof, turn.owner, turn.now, client=client, source=media_id)
        message = turn.say.proof_came(client, turn.words, payments.account(client))
        template = turn.say.wrote(client.name, client.contact.phone or "")
        notices = to_owner(turn, key=f"forward:{turn.key}", message=message, template=template)
    return Answer(turn.say.proof_noted(), notices)


def proofs_to_check() -> set[int]:
    """Name the clients of whom a file came after their last payment was noted."""
    noted = Payment.select(fn.MAX(Payment.noted_at)).where(Payment.client == Attachment.client)
    later = Attachment.asked_at > fn.COALESCE(noted, 0)
    rows = Attachment.select(Attachment.client).where(Attachment.errand == Errand.proof, later).distinct()
    return {client_id for (client_id,) in rows.tuples().iterator()}


def _ask(key: str, errand: Errand, to: Contact, now: datetime, **about: object) -> None:
    row = Attachment.insert(key=key, errand=errand, to=to, asked_at=now, next_at=now, **about)
    row.on_conflict(action="nothing", conflict_target=[Attachment.key]).execute()
