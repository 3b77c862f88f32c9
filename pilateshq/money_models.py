"""The tables of money. All amounts are cents; what was issued is never changed."""

from enum import StrEnum

from peewee import (
    AutoField,
    BooleanField,
    CharField,
    Check,
    DateField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from pilateshq.db import UTCDateTimeField
from pilateshq.models import Booking, Client, Contact, Table, Undoable


class Price(Table):
    """What a kind of session costs from a moment on."""

    id = AutoField()
    kind = TextField()
    cents = IntegerField(constraints=[Check("cents >= 0")])
    since = UTCDateTimeField()

    class Meta:
        indexes = ((("kind", "since"), True),)


class Agreement(Undoable):
    """A client's own price from a moment on, or so many per cent off; the newest row counts."""

    client = ForeignKeyField(Client, backref="+")
    client_id: int  # peewee's, of the row that is not read
    kind = TextField(null=True)  # None: of every kind
    cents = IntegerField(null=True)  # their own price; None where the row is about per cent, or ends one
    percent = IntegerField(null=True)  # off; 0 ends it. None where the row is about a price
    since = UTCDateTimeField()

    class Meta:
        constraints = [Check("cents >= 0"), Check("percent BETWEEN 0 AND 100")]


class Package(Undoable):
    """A number of sessions that were bought together; they are used up first."""

    client = ForeignKeyField(Client, backref="+")
    client_id: int  # peewee's, of the row that is not read
    kind = TextField()
    sessions = IntegerField(constraints=[Check("sessions > 0")])
    cents = IntegerField(constraints=[Check("cents >= 0")])  # for all of them
    bought_at = UTCDateTimeField()
    days = IntegerField(constraints=[Check("days > 0")])  # for which it is good, from its first use on
    ended_at = UTCDateTimeField(null=True)  # by the owner's word only; sessions before then still use it


_open_package = Package.ended_at.is_null()
Package.add_index(Package.index(Package.client, where=_open_package, name="package_open"))


class Ruling(StrEnum):
    charged = "charged"
    waived = "waived"
    lifted = "lifted"  # somebody else took the seat


class Decision(Undoable):
    """Whether a no-show or a late cancel is charged; without a row, nobody has decided."""

    booking = ForeignKeyField(Booking, unique=True, backref="+")
    booking_id: int  # peewee's, of the row that is not read
    ruling = CharField()
    at = UTCDateTimeField()

    class Meta:
        constraints = [Check("ruling IN ('charged', 'waived', 'lifted')")]


class Discount(Undoable):
    """So much off the next invoice; what is left of it, off the one after."""

    client = ForeignKeyField(Client, backref="+")
    client_id: int  # peewee's, of the row that is not read
    cents = IntegerField(constraints=[Check("cents > 0")])
    given_at = UTCDateTimeField()


class Paper(StrEnum):
    invoice = "invoice"
    credit_note = "credit_note"


class Invoice(Table):
    """An invoice or a credit note as it was issued, with all that is printed on it."""

    id = AutoField()
    paper = CharField(default=Paper.invoice)
    serial = IntegerField()  # from 1, without a gap, for each kind of paper
    client = ForeignKeyField(Client, backref="+")
    client_id: int  # peewee's, of the row that is not read
    credits = ForeignKeyField("self", null=True, unique=True, backref="+")  # the invoice that it takes back
    credits_id: int
    month = DateField()  # its first day
    issued_on = DateField()
    due_on = DateField()
    issued_at = UTCDateTimeField()
    total_cents = IntegerField()
    vat_cents = IntegerField(default=0)  # within the total
    before_cents = IntegerField()  # what was owed when it was issued; less than 0 is in the client's favour
    supplier = TextField()  # JSON: the studio as it was that day, its bank and its terms
    billed_to = TextField()  # the client's name, that day, as are the next two
    billed_address = TextField(null=True)
    billed_vat_number = TextField(null=True)

    class Meta:
        constraints = [Check("paper IN ('invoice', 'credit_note')"), Check("serial > 0")]
        indexes = ((("paper", "serial"), True),)

    @property
    def number(self) -> str:
        return f"{'INV' if self.paper == Paper.invoice else 'CN'}-{self.serial:04}"


class InvoiceLine(Table):
    """One line of an invoice; `live` until a credit note takes it back, and may be billed again."""

    id = AutoField()
    invoice = ForeignKeyField(Invoice, backref="+")
    day = DateField(null=True)
    text = TextField()
    quantity = IntegerField(default=1)
    unit_cents = IntegerField()
    amount_cents = IntegerField()
    booking = ForeignKeyField(Booking, null=True, backref="+", index=False)  # has an index of its own, below
    booking_id: int | None
    package = ForeignKeyField(Package, null=True, backref="+")  # that is sold, or, with a booking, used
    package_id: int | None
    discount = ForeignKeyField(Discount, null=True, backref="+")
    live = BooleanField(default=True)


# A booking is billed once, and a package sold once, unless a credit note took it back.
_billed = InvoiceLine.live & InvoiceLine.booking.is_null(False)
InvoiceLine.add_index(
    InvoiceLine.index(InvoiceLine.booking, unique=True, where=_billed, name="line_of_booking")
)
_sold = InvoiceLine.live & InvoiceLine.package.is_null(False) & InvoiceLine.booking.is_null()
InvoiceLine.add_index(
    InvoiceLine.index(InvoiceLine.package, unique=True, where=_sold, name="line_of_package")
)


class Payment(Undoable):
    """Money that came."""

    client = ForeignKeyField(Client, backref="+")
    client_id: int  # peewee's, of the row that is not read
    invoice = ForeignKeyField(Invoice, null=True, backref="+")  # None: the oldest that is open
    invoice_id: int
    cents = IntegerField(constraints=[Check("cents > 0")])
    method = TextField(default="")  # "eft", "cash", "card"; empty where nobody said
    paid_on = DateField()
    noted_at = UTCDateTimeField()
    reversed_at = UTCDateTimeField(null=True)  # it never came, or was noted by mistake


class Errand(StrEnum):
    invoice = "invoice"
    report = "report"
    proof = "proof"  # a picture or file from a client, for the owner to check


class Attachment(Table):
    """A file to be drawn or fetched, handed to Meta, and then sent."""

    id = AutoField()
    key = TextField(unique=True)  # of the message that it goes with
    errand = CharField()
    to = ForeignKeyField(Contact, backref="+")
    invoice = ForeignKeyField(Invoice, null=True, backref="+")
    client = ForeignKeyField(Client, null=True, backref="+")  # whose proof it is
    month = DateField(null=True)  # of the report
    source = TextField(null=True)  # the media id under which it came
    mime = TextField(default="")
    asked_at = UTCDateTimeField()
    next_at = UTCDateTimeField()
    attempts = IntegerField(default=0)
    done_at = UTCDateTimeField(null=True)
    note = TextField(default="")  # why it could not be

    class Meta:
        constraints = [Check("errand IN ('invoice', 'report', 'proof')")]


_waiting = Attachment.done_at.is_null()
Attachment.add_index(Attachment.index(Attachment.next_at, where=_waiting, name="attachment_due"))

MONEY_TABLES = (
    Price,
    Agreement,
    Package,
    Decision,
    Discount,
    Invoice,
    InvoiceLine,
    Payment,
    Attachment,
)
