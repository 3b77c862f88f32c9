"""What each person may be told, whether it reaches them, and when a message was closed."""

from typing import Any

from peewee import BigIntegerField, IntegerField

MOMENTS = ("stopped_at", "reminders_off_at", "news_off_at", "doubted_at", "unreachable_at", "paced_to")


def up(migrator: Any, db: Any) -> None:
    migrator.migrate(
        *(migrator.add_column("contact", name, BigIntegerField(null=True)) for name in MOMENTS),
        migrator.add_column("contact", "unreachable_code", IntegerField(null=True)),
        migrator.add_column("outbound", "closed_at", BigIntegerField(null=True)),
    )
