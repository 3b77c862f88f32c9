"""Clients, sessions, bookings, and what comes in and goes out."""

from typing import Any

from peewee import (
    AutoField,
    BigIntegerField,
    BlobField,
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
        wa_id = TextField(null=True, unique=True)
        user_id = TextField(null=True, unique=True)
        phone = TextField(null=True, unique=True)
        name = TextField()
        heard_at = BigIntegerField(null=True)

        class Meta:
            database = db
            constraints = [Check("wa_id IS NOT NULL OR user_id IS NOT NULL OR phone IS NOT NULL")]

    class Client(Model):
        id = AutoField()
        contact = ForeignKeyField(Contact, unique=True)
        name = TextField(constraints=[Check("name <> ''")])
        active = BooleanField()
        born_on = DateField(null=True)
        email = TextField(null=True)
        registered_at = BigIntegerField()

        class Meta:
            database = db

    class Session(Model):
        id = AutoField()
        starts_at = BigIntegerField(index=True)
        minutes = IntegerField(constraints=[Check("minutes > 0")])
        kind = TextField()

        class Meta:
            database = db

    class StandingBooking(Model):
        id = AutoField()
        client = ForeignKeyField(Client)
        weekdays = TextField(constraints=[Check("weekdays <> ''")])
        at = TextField()
        kind = TextField()
        anyway = BooleanField()
        until = DateField(null=True)
        planned_to = DateField()
        begun_at = BigIntegerField()
        ended_at = BigIntegerField(null=True)

        class Meta:
            database = db
            legacy_table_names = False

    class SkippedDay(Model):
        id = AutoField()
        standing = ForeignKeyField(StandingBooking)
        day = DateField()

        class Meta:
            database = db
            legacy_table_names = False
            indexes = ((("standing", "day"), True),)

    class Booking(Model):
        id = AutoField()
        client = ForeignKeyField(Client)
        session = ForeignKeyField(Session)
        status = CharField()
        version = IntegerField()
        booked_at = BigIntegerField()
        changed_at = BigIntegerField()
        cancelled_by = CharField(null=True)
        late = BooleanField()
        standing = ForeignKeyField(StandingBooking, null=True)

        class Meta:
            database = db
            constraints = [
                Check(
                    "status IN ('requested', 'waitlisted', 'booked',"
                    " 'attended', 'no_show', 'sick', 'cancelled', 'rejected')"
                ),
                Check("cancelled_by IN ('client', 'studio')"),
            ]

    class Event(Model):
        id = AutoField()
        at = BigIntegerField()
        actor = TextField()
        what = TextField()
        client = ForeignKeyField(Client, null=True)
        booking = ForeignKeyField(Booking, null=True)
        detail = TextField()

        class Meta:
            database = db

    class Inbound(Model):
        id = AutoField()
        key = TextField(unique=True)
        sender = TextField()
        contact = ForeignKeyField(Contact, null=True)
        body = BlobField()
        said_at = BigIntegerField()
        received_at = BigIntegerField()
        state = CharField()
        attempts = IntegerField()
        next_at = BigIntegerField()
        done_at = BigIntegerField(null=True)
        error = TextField()

        class Meta:
            database = db

    class Outbound(Model):
        id = AutoField()
        key = TextField(unique=True)
        contact = ForeignKeyField(Contact, index=False)
        lane = CharField()
        purpose = CharField()
        message = TextField(null=True)
        template = TextField(null=True)
        answers = ForeignKeyField(Inbound, null=True)
        booking = ForeignKeyField(Booking, null=True)
        booking_version = IntegerField(null=True)
        created_at = BigIntegerField()
        next_at = BigIntegerField()
        expires_at = BigIntegerField()
        state = CharField()
        attempts = IntegerField()
        failures = IntegerField()
        held = BooleanField()
        resent = BooleanField()
        sent_at = BigIntegerField(null=True, index=True)
        as_template = BooleanField(null=True)
        wamid = TextField(null=True, index=True)
        code = IntegerField(null=True)
        note = TextField()
        settled_by = TextField()
        status_at = BigIntegerField(null=True)

        class Meta:
            database = db

    class Memory(Model):
        name = CharField(primary_key=True)
        value = TextField()

        class Meta:
            database = db

    db.create_tables([Contact, Client, Session, StandingBooking, SkippedDay, Booking])
    db.create_tables([Event, Inbound, Outbound, Memory])
    for statement in INDEXES:
        db.execute_sql(statement)


INDEXES = (
    "CREATE UNIQUE INDEX booking_seat ON booking (client_id, session_id)"
    " WHERE status IN ('booked', 'attended', 'no_show')",
    "CREATE INDEX standing_booking_due ON standing_booking (planned_to) WHERE ended_at IS NULL",
    "CREATE INDEX inbound_new ON inbound (id) WHERE state = 'new'",
    "CREATE INDEX inbound_new_of_sender ON inbound (sender, id) WHERE state = 'new'",
    "CREATE INDEX outbound_due ON outbound (state, lane, next_at, id)",
    "CREATE INDEX outbound_of_contact ON outbound (contact_id, state, id)",
)
