"""Standing bookings of every second week."""

from typing import Any

from peewee import DateField


def up(migrator: Any, db: Any) -> None:
    migrator.migrate(migrator.add_column("standing_booking", "fortnights_from", DateField(null=True)))
