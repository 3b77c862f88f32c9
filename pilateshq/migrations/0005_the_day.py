"""What goes out by itself, whose words are made when it is sent."""

from typing import Any

from peewee import CharField, DateField


def up(migrator: Any, db: Any) -> None:
    migrator.migrate(
        migrator.add_column("outbound", "topic", CharField(null=True)),
        migrator.add_column("outbound", "day", DateField(null=True)),
    )
