"""What the owner tells of the studio, and the questions to the assistant."""

from typing import Any

from peewee import (
    AutoField,
    BigIntegerField,
    CharField,
    Check,
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

    class Inbound(Model):
        id = AutoField()

        class Meta:
            database = db

    class Fact(Model):
        id = AutoField()
        name = TextField()
        text = TextField(constraints=[Check("text <> ''")])
        told_at = BigIntegerField()
        actor = TextField()

        class Meta:
            database = db

    class Question(Model):
        id = AutoField()
        contact = ForeignKeyField(Contact, index=False, on_delete="CASCADE")
        inbound = ForeignKeyField(Inbound, unique=True, on_delete="CASCADE")
        asked_at = BigIntegerField(index=True)
        state = CharField()
        attempts = IntegerField()
        claimed_at = BigIntegerField(null=True)
        cost = IntegerField()

        class Meta:
            database = db

    db.create_tables([Fact, Question])
    db.execute_sql("CREATE INDEX question_of_contact ON question (contact_id, asked_at)")
    db.execute_sql("CREATE INDEX question_open ON question (id) WHERE state IN ('waiting', 'thinking')")
