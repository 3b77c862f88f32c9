"""Who waits for a seat, and until when a freed one is offered to them."""

from typing import Any

from peewee import BigIntegerField


def up(migrator: Any, db: Any) -> None:
    migrator.migrate(migrator.add_column("booking", "answer_by", BigIntegerField(null=True)))
    db.execute_sql("CREATE INDEX booking_waits ON booking (id) WHERE status = 'waitlisted'")
