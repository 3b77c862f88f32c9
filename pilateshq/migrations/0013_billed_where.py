"""A client's address and VAT number, and what an invoice was issued with."""

from typing import Any

from peewee import TextField


def up(migrator: Any, db: Any) -> None:
    migrator.migrate(
        migrator.add_column("client", "address", TextField(null=True)),
        migrator.add_column("client", "vat_number", TextField(null=True)),
        migrator.add_column("invoice", "billed_address", TextField(null=True)),
        migrator.add_column("invoice", "billed_vat_number", TextField(null=True)),
    )
