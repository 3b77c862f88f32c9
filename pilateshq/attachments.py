"""Files on their way: drawn or fetched and handed to Meta between two transactions, then queued to be sent.

Doing it twice is harmless: the message that goes with a file is queued once for its key, whoever drew it.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from pilateshq import outbox
from pilateshq.conversation.turn import Notice
from pilateshq.conversation.wording import Wording
from pilateshq.errors import Refusal, SendError
from pilateshq.messages import Document, Message, Picture, Template
from pilateshq.models import Client, Contact, Lane, Purpose
from pilateshq.money_models import Attachment, Errand
from pilateshq.paper.sheets import InvoiceSheet, ReportSheet
from pilateshq.settings import Settings
from pilateshq.studio import invoices, reports

T = TypeVar("T")

log = logging.getLogger(__name__)

PDF = "application/pdf"
KEPT = timedelta(days=25)  # Meta keeps a file for thirty
LONGEST_WAIT = timedelta(minutes=15)
GONE = (Refusal.never, Refusal.template, Refusal.window)  # trying again would not help


@dataclass(frozen=True)
class Fetch:
    """A file that a client sent, to be sent on."""

    media_id: str


@dataclass(frozen=True)
class Work:
    """What is to be made of one attachment, outside of any transaction."""

    id: int
    filename: str
    make: InvoiceSheet | ReportSheet | Fetch


@dataclass(frozen=True)
class Handed:
    """A file that Meta has."""

    media_id: str
    mime: str


def take(*, settings: Settings, now: datetime) -> int | None:
    """Choose the file that is to be made now; one that fails again and again lets the others go first."""
    row: Attachment | None = (
        Attachment.select()
        .where(Attachment.done_at.is_null(), Attachment.next_at <= now)
        .order_by(Attachment.attempts, Attachment.next_at, Attachment.id)
        .first()
    )
    if row is None:
        return None
    row.attempts += 1
    row.save()
    if row.attempts > settings.operations.max_attempts:
        _give_up(row, settings, now)
        return None
    return int(row.id)


def work(number: int, *, settings: Settings, now: datetime) -> Work:
    """Read all that it takes to make a file."""
    return _work(_row(number), settings, now)


def draw(sheet: InvoiceSheet | ReportSheet) -> bytes:
    """Draw a sheet; what that takes is heavy, and only loaded here."""
    from pilateshq.paper import invoice, report

    return invoice.draw(sheet) if isinstance(sheet, InvoiceSheet) else report.draw(sheet)


def settle(work: Work, handed: Handed, *, settings: Settings, now: datetime) -> None:
    """Queue the message that the file goes with, once."""
    row = _row(work.id)
    message, template = _message(row, work, handed, settings)
    notice = Notice(
        to=row.to,
        key=row.key,
        message=message,
        template=template,
        purpose=Purpose.bulk,
        expires_at=now + KEPT,
    )
    is_one_of_many = row.invoice is not None and row.key == f"inv:{row.invoice.id}"  # nobody waits for it
    lane = Lane.bulk if is_one_of_many else Lane.chat
    outbox.queue(notice, lane=lane, now=now)
    row.done_at = now
    row.save()


def failed(work: Work, error: SendError, *, settings: Settings, now: datetime) -> None:
    """Try again later; where that is of no use, close it and let the owner know."""
    row = _row(work.id)
    row.note = error.detail[:200]
    wait = timedelta(seconds=settings.operations.retry_base * 2**row.attempts)
    row.next_at = now + min(wait, LONGEST_WAIT)
    row.save()
    if error.refusal in GONE or row.attempts >= settings.operations.max_attempts:
        _give_up(row, settings, now)


def _give_up(row: Attachment, settings: Settings, now: datetime) -> None:
    log.error("file %s is given up after %s tries: %s", row.id, row.attempts, row.note or "see above")
    row.done_at = now
    row.save()
    _tell_of_failure(row, settings, now)


def _work(row: Attachment, settings: Settings, now: datetime) -> Work:
    say = Wording(settings)
    match row.errand:
        case Errand.invoice:
            invoice = _given(row.invoice)
            return Work(row.id, say.filename(invoice), say.invoice_sheet(invoice, invoices.lines(invoice)))
        case Errand.report:
            report = reports.month(_given(row.month), settings=settings, now=now)
            return Work(row.id, f"report-{row.month:%Y-%m}.pdf", say.report_sheet(report))
        case _:
            return Work(row.id, "proof-of-payment", Fetch(row.source or ""))


def _message(
    row: Attachment, work: Work, handed: Handed, settings: Settings
) -> tuple[Message, Template | None]:
    say = Wording(settings)
    if row.errand == Errand.invoice:
        invoice = _given(row.invoice)
        document = Document(handed.media_id, work.filename, say.invoice_note(invoice))
        name, parameters = say.invoice_by_template(invoice)
        return document, Template(name, parameters, document=Document(handed.media_id, work.filename))
    if row.errand == Errand.report:
        return Document(handed.media_id, work.filename, say.report_title(_given(row.month))), None
    caption = say.proof_caption(_given(row.client))
    if handed.mime.startswith("image/"):
        return Picture(handed.media_id, caption), None
    return Document(handed.media_id, work.filename, caption), None


def _tell_of_failure(row: Attachment, settings: Settings, now: datetime) -> None:
    say, key = Wording(settings), f"file:{row.id}"
    if row.errand == Errand.proof:
        client = _given(row.client)
        text, about = say.picture_lost(client.name), client.contact
    else:
        what = (
            _given(row.invoice).number
            if row.errand == Errand.invoice
            else say.report_title(_given(row.month))
        )
        text, about = say.file_failed(what, _name(row.to)), row.to
    outbox.tell_owner(key, text, about=about, settings=settings, now=now)


def _name(contact: Contact) -> str:
    client: Client | None = Client.get_or_none(Client.contact == contact)
    return client.name if client else contact.name


def _given(value: T | None) -> T:
    """Give what an attachment of its kind always has."""
    if value is None:
        raise LookupError("the attachment is not whole")
    return value


def _row(number: int) -> Attachment:
    return Attachment.get_by_id(number)
