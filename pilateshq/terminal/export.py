"""All that the studio keeps, as files for a spreadsheet (CSV) and for programs (JSON)."""

import csv
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from pilateshq.terminal import opening, screen

if TYPE_CHECKING:
    from peewee import Model

    from pilateshq.settings import Settings

A_PAGE = 1000  # rows read at once
FORMULA = tuple("=+-@\t\r\n")  # a spreadsheet would reckon with what begins so


def export(
    out: Annotated[Path, typer.Option(help="The folder, made if it is not there.", metavar="FOLDER")] = Path(
        "export"
    ),
) -> None:
    """Write all clients, bookings, invoices and payments as CSV and JSON."""
    from pilateshq import db

    settings = opening.read_settings()
    _make(out)
    with opening.studio(settings):
        for name, table in _tables().items():
            with db.transaction():
                count = _write(out, name, table, settings)
            typer.echo(f"{name}: {count}")
    typer.echo(f"All of it is in {out}. It is personal: keep it where nobody else reads it.")


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        screen.complain(f"{folder} cannot be made: {error.strerror}.")
        raise typer.Exit(1) from None


def _tables() -> "Mapping[str, type[Model]]":
    from pilateshq import models, money_models

    return {
        "contacts": models.Contact,
        "clients": models.Client,
        "sessions": models.Session,
        "weekly_slots": models.StandingBooking,
        "bookings": models.Booking,
        "leads": models.Lead,
        "consents": models.Consent,
        "events": models.Event,
        "prices": money_models.Price,
        "agreements": money_models.Agreement,
        "packages": money_models.Package,
        "charges": money_models.Decision,
        "discounts": money_models.Discount,
        "invoices": money_models.Invoice,
        "invoice_lines": money_models.InvoiceLine,
        "payments": money_models.Payment,
    }


def _write(folder: Path, name: str, table: "type[Model]", settings: "Settings") -> int:
    """Write one table as both kinds of file, and count its rows."""
    columns, count = list(table._meta.columns), 0
    with _private(folder / f"{name}.csv") as for_sheets, _private(folder / f"{name}.json") as for_programs:
        sheet = csv.DictWriter(for_sheets, columns)
        sheet.writeheader()
        for_programs.write("[")
        for count, row in enumerate(_rows(table, settings), 1):
            sheet.writerow({column: cell(column, value) for column, value in row.items()})
            for_programs.write((",\n" if count > 1 else "\n") + json.dumps(row, ensure_ascii=False))
        for_programs.write("\n]\n")
    return count


def _private(path: Path) -> IO[str]:
    """Open a file that only its owner may read."""
    return open(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8", newline=""
    )


def _rows(table: "type[Model]", settings: "Settings") -> Iterator[dict[str, Any]]:
    """Yield the rows, a page at a time, by their numbers."""
    last, number = 0, table._meta.fields["id"]
    while page := _page(table.select().where(number > last).order_by(number).limit(A_PAGE).dicts()):
        last = page[-1]["id"]
        for row in page:
            yield {_column(table, name): _plain(value, settings) for name, value in row.items()}


def _page(query: Any) -> list[dict[str, Any]]:
    return list(query)


def _column(table: "type[Model]", name: str) -> str:
    return str(table._meta.fields[name].column_name)


def _plain(value: Any, settings: "Settings") -> Any:
    """Write moments in the studio's zone, with its offset."""
    if hasattr(value, "astimezone"):
        return value.astimezone(settings.zone).isoformat()
    return value.isoformat() if hasattr(value, "isoformat") else value


def cell(column: str, value: Any) -> Any:
    """Make a value safe for a spreadsheet: a number by its digits, and no text that is a formula."""
    if not isinstance(value, str):
        return value
    if column == "phone":
        return value.removeprefix("+")
    return f"'{value}" if value.lstrip().startswith(FORMULA) or value.startswith(FORMULA) else value
