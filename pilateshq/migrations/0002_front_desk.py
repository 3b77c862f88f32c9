"""Leads and their forms, consent, and the templates of the account."""

from typing import Any

from peewee import (
    AutoField,
    BigIntegerField,
    CharField,
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

    class Lead(Model):
        id = AutoField()
        contact = ForeignKeyField(Contact)
        name = TextField()
        words = TextField()
        asked = IntegerField()
        state = CharField()
        opened_at = BigIntegerField()
        heard_at = BigIntegerField()
        alerted_at = BigIntegerField(null=True)

        class Meta:
            database = db

    class Form(Model):
        id = AutoField()
        secret = TextField(unique=True)
        contact = ForeignKeyField(Contact)
        lead = ForeignKeyField(Lead, null=True)
        sent_at = BigIntegerField()
        expires_at = BigIntegerField()
        used_at = BigIntegerField(null=True)
        answer = TextField(null=True)
        decided_at = BigIntegerField(null=True)

        class Meta:
            database = db

    class Consent(Model):
        id = AutoField()
        client = ForeignKeyField(Client)
        to = TextField()
        given_at = BigIntegerField()
        through = TextField()

        class Meta:
            database = db

    class AccountTemplate(Model):
        id = AutoField()
        name = TextField()
        language = TextField()
        status = TextField()
        definition = TextField()
        listed_at = BigIntegerField()

        class Meta:
            database = db
            legacy_table_names = False
            indexes = ((("name", "language"), True),)

    db.create_tables([Lead, Form, Consent, AccountTemplate])
    db.execute_sql("CREATE UNIQUE INDEX lead_open ON lead (contact_id) WHERE state = 'open'")
