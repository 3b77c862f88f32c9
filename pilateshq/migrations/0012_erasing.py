"""Who was erased, as far as nobody can read it."""

from typing import Any

from peewee import AutoField, BigIntegerField, Model, TextField


def up(migrator: Any, db: Any) -> None:
    class Erased(Model):
        id = AutoField()
        at = BigIntegerField()
        salt = TextField()
        hashes = TextField()
        cleaned_at = BigIntegerField(null=True)

        class Meta:
            database = db

    db.create_tables([Erased])
    migrator.migrate(migrator.add_column("contact", "erased_at", BigIntegerField(null=True)))
