"""What can be undone, closures set in chat, and broadcasts."""

from typing import Any

from peewee import AutoField, BigIntegerField, BooleanField, DateField, ForeignKeyField, Model, TextField


def up(migrator: Any, db: Any) -> None:
    class Contact(Model):
        id = AutoField()

        class Meta:
            database = db

    class Deed(Model):
        id = AutoField()
        at = BigIntegerField(index=True)
        contact = ForeignKeyField(Contact, null=True)
        told = TextField()
        changes = TextField()
        notices = TextField()
        final = BooleanField()
        undone_at = BigIntegerField(null=True)

        class Meta:
            database = db

    class Closure(Model):
        id = AutoField()
        first = DateField()
        last = DateField()
        is_open = BooleanField()
        reason = TextField()
        set_at = BigIntegerField()

        class Meta:
            database = db

    class Broadcast(Model):
        id = AutoField()
        words = TextField()
        drafted_at = BigIntegerField()
        sent_at = BigIntegerField(null=True)

        class Meta:
            database = db

    db.create_tables([Deed, Closure, Broadcast])
