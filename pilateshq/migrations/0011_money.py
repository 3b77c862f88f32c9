"""Prices and what was agreed, packages, invoices, payments, and files on their way."""

from typing import Any

from peewee import (
    AutoField,
    BigIntegerField,
    BooleanField,
    CharField,
    Check,
    DateField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)


def up(migrator: Any, db: Any) -> None:
    class Contact(Model):
        id = AutoField()

        class Meta:
            database = db

    class Client(Model):
        id = AutoField()

        class Meta:
            database = db

    class Booking(Model):
        id = AutoField()

        class Meta:
            database = db

    class Price(Model):
        id = AutoField()
        kind = TextField()
        cents = IntegerField(constraints=[Check("cents >= 0")])
        since = BigIntegerField()

        class Meta:
            database = db
            indexes = ((("kind", "since"), True),)

    class Agreement(Model):
        id = AutoField()
        client = ForeignKeyField(Client)
        kind = TextField(null=True)
        cents = IntegerField(null=True)
        percent = IntegerField(null=True)
        since = BigIntegerField()

        class Meta:
            database = db
            constraints = [Check("cents >= 0"), Check("percent BETWEEN 0 AND 100")]

    class Package(Model):
        id = AutoField()
        client = ForeignKeyField(Client)
        kind = TextField()
        sessions = IntegerField(constraints=[Check("sessions > 0")])
        cents = IntegerField(constraints=[Check("cents >= 0")])
        bought_at = BigIntegerField()
        days = IntegerField(constraints=[Check("days > 0")])
        ended_at = BigIntegerField(null=True)

        class Meta:
            database = db

    class Decision(Model):
        id = AutoField()
        booking = ForeignKeyField(Booking, unique=True)
        ruling = CharField()
        at = BigIntegerField()

        class Meta:
            database = db
            constraints = [Check("ruling IN ('charged', 'waived', 'lifted')")]

    class Discount(Model):
        id = AutoField()
        client = ForeignKeyField(Client)
        cents = IntegerField(constraints=[Check("cents > 0")])
        given_at = BigIntegerField()

        class Meta:
            database = db

    class Invoice(Model):
        id = AutoField()
        paper = CharField()
        serial = IntegerField()
        client = ForeignKeyField(Client)
        credits = ForeignKeyField("self", null=True, unique=True)
        month = DateField()
        issued_on = DateField()
        due_on = DateField()
        issued_at = BigIntegerField()
        total_cents = IntegerField()
        vat_cents = IntegerField()
        before_cents = IntegerField()
        supplier = TextField()
        billed_to = TextField()

        class Meta:
            database = db
            constraints = [Check("paper IN ('invoice', 'credit_note')"), Check("serial > 0")]
            indexes = ((("paper", "serial"), True),)

    class InvoiceLine(Model):
        id = AutoField()
        invoice = ForeignKeyField(Invoice)
        day = DateField(null=True)
        text = TextField()
        quantity = IntegerField()
        unit_cents = IntegerField()
        amount_cents = IntegerField()
        booking = ForeignKeyField(Booking, null=True, index=False)
        package = ForeignKeyField(Package, null=True)
        discount = ForeignKeyField(Discount, null=True)
        live = BooleanField()

        class Meta:
            database = db
            legacy_table_names = False

    class Payment(Model):
        id = AutoField()
        client = ForeignKeyField(Client)
        invoice = ForeignKeyField(Invoice, null=True)
        cents = IntegerField(constraints=[Check("cents > 0")])
        method = TextField()
        paid_on = DateField()
        noted_at = BigIntegerField()
        reversed_at = BigIntegerField(null=True)

        class Meta:
            database = db

    class Attachment(Model):
        id = AutoField()
        key = TextField(unique=True)
        errand = CharField()
        to = ForeignKeyField(Contact)
        invoice = ForeignKeyField(Invoice, null=True)
        client = ForeignKeyField(Client, null=True)
        month = DateField(null=True)
        source = TextField(null=True)
        mime = TextField()
        asked_at = BigIntegerField()
        next_at = BigIntegerField()
        attempts = IntegerField()
        done_at = BigIntegerField(null=True)
        note = TextField()

        class Meta:
            database = db
            constraints = [Check("errand IN ('invoice', 'report', 'proof')")]

    db.create_tables(
        [Price, Agreement, Package, Decision, Discount, Invoice, InvoiceLine, Payment, Attachment]
    )
    for statement in INDEXES:
        db.execute_sql(statement)


INDEXES = (
    "CREATE INDEX package_open ON package (client_id) WHERE ended_at IS NULL",
    "CREATE UNIQUE INDEX line_of_booking ON invoice_line (booking_id) WHERE live AND booking_id IS NOT NULL",
    "CREATE UNIQUE INDEX line_of_package ON invoice_line (package_id)"
    " WHERE live AND package_id IS NOT NULL AND booking_id IS NULL",
    "CREATE INDEX attachment_due ON attachment (next_at) WHERE done_at IS NULL",
)
