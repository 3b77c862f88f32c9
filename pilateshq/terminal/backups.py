"""Copies of the database, made and put back at the terminal."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pilateshq.clock import utcnow
from pilateshq.errors import BackupError
from pilateshq.terminal import opening

if TYPE_CHECKING:
    from pilateshq.backups.restoring import Restored
    from pilateshq.settings import Settings

File = Annotated[Path, typer.Argument(help="The backup's file.", show_default=False)]


def backup(file: File) -> None:
    """Copy the database into a new file, also while the server runs."""
    from pilateshq import db, nightly
    from pilateshq.backups import making

    settings = opening.read_settings()
    with opening.studio(settings):
        made = making.make(settings, file)
        with db.transaction():
            nightly.made(now=utcnow())
    typer.echo(f"{made.path}: checked, {_contents(made.rows)}.")


def restore(file: File) -> None:
    """Put a backup in the place of the database; nothing is sent until `messages release`."""
    from pilateshq.backups import restoring

    settings = opening.read_settings()
    if settings.sqlite_path is None:
        _refuse_beside_a_server(settings)
    with opening.trouble_told():
        done = restoring.restore(settings, file, actor="terminal", now=utcnow())
    typer.echo(_report(done, file))


def _refuse_beside_a_server(settings: "Settings") -> None:
    with opening.studio(settings):
        if opening.server_runs(settings, now=utcnow()):
            raise BackupError("A server is running on the database. Stop it first, and wait a minute.")


def _report(done: "Restored", file: Path) -> str:
    held = done.held
    lines = [f"Restored from {file}: {_contents(done.rows)}."]
    if done.replaced:
        lines.append(f"What it replaced is kept as {done.replaced}; delete it once all is well.")
    if done.erased:
        people = "1 person who was" if done.erased == 1 else f"{done.erased} people who were"
        again = "was" if done.erased == 1 else "were"
        lines.append(f"{people} erased since {again} erased again.")
    lines += [
        f"Held: {held.queued} queued, {held.in_doubt} of which nobody knows whether they were sent.",
        f"Closed, as their time has passed: {held.too_late}.",
        "Nothing is sent until `pilateshq messages release`; `pilateshq messages list` shows what waits.",
    ]
    return "\n".join(lines)


def _contents(rows: dict[str, int]) -> str:
    named = {"client": "clients", "booking": "bookings", "outbound": "messages"}
    return ", ".join(f"{rows.get(table, 0)} {words}" for table, words in named.items())
