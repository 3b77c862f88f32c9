"""What is kept no longer: first what was said, and much later that it was said at all."""

from datetime import date, datetime, timedelta

from pilateshq.models import Client, Contact, Inbound, InboundState, Outbound
from pilateshq.money_models import Invoice
from pilateshq.studio import erasing
from pilateshq.studio.traces import OPEN

WORDS_HEARD_FOR = timedelta(days=30)
WORDS_SAID_FOR = timedelta(days=90)
ROWS_FOR = timedelta(days=396)  # 13 months; Meta brings nothing again that is so old
A_SLICE = 500


def heard(after: int, *, now: datetime) -> int | None:
    """Purge some of what people wrote, from the row after this one on; give the last, None at the end."""
    rows = Inbound.select(Inbound.id, Inbound.received_at).where(Inbound.id > after)
    slice_ = [*rows.order_by(Inbound.id).limit(A_SLICE)]
    old = [each.id for each in slice_ if each.received_at < now - WORDS_HEARD_FOR]
    done = Inbound.id.in_(old) & (Inbound.state != InboundState.new)
    Inbound.update(body=b"", sender="", error="").where(done, Inbound.body != b"").execute()
    ancient = [each.id for each in slice_ if each.received_at < now - ROWS_FOR]
    answered = Outbound.select(Outbound.answers).where(Outbound.answers.in_(ancient))
    Inbound.delete().where(done, Inbound.id.in_(ancient), Inbound.id.not_in(answered)).execute()
    return old[-1] if len(old) == A_SLICE else None


def said(after: int, *, now: datetime) -> int | None:
    """Purge some of what the studio said, as `heard` does."""
    rows = Outbound.select(Outbound.id, Outbound.created_at).where(Outbound.id > after)
    slice_ = [*rows.order_by(Outbound.id).limit(A_SLICE)]
    old = [each.id for each in slice_ if each.created_at < now - WORDS_SAID_FOR]
    closed = Outbound.id.in_(old) & Outbound.state.not_in(OPEN)
    has_words = Outbound.message.is_null(False) | Outbound.template.is_null(False)
    Outbound.update(message=None, template=None, note="").where(closed, has_words).execute()
    ancient = [each.id for each in slice_ if each.created_at < now - ROWS_FOR]
    Outbound.delete().where(closed, Outbound.id.in_(ancient)).execute()
    return old[-1] if len(old) == A_SLICE else None


def billed(*, today: date) -> None:
    """Take name and address off the invoices of whoever was erased, once the law wants them no longer."""
    invoices = (
        Invoice.select(Invoice, Client).join(Client).join(Contact).where(Contact.erased_at.is_null(False))
    )
    for each in invoices.where(Invoice.billed_to != Client.name):
        if erasing.kept_until(each.issued_on) < today:
            nobody = {"billed_to": each.client.name, "billed_address": None, "billed_vat_number": None}
            Invoice.update(**nobody).where(Invoice.id == each.id).execute()
