"""Acts in the words of WhatsApp, through the same desk."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from pilateshq.clock import utcnow
from pilateshq.terminal import opening, screen

if TYPE_CHECKING:
    from pilateshq.conversation.turn import Answer, Turn
    from pilateshq.settings import Settings

Words = Annotated[list[str], typer.Argument(help="The same words as on WhatsApp.", metavar="WORDS")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Tell no client.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")]


def book(words: Words, quiet: Quiet = False, dry_run: DryRun = False) -> None:
    """Book: pilateshq book John 2025-10-05 08h00 single."""
    _act(["book", *words], quiet=quiet, dry_run=dry_run)


def cancel(words: Words, quiet: Quiet = False, dry_run: DryRun = False) -> None:
    """Cancel: pilateshq cancel John Friday."""
    _act(["cancel", *words], quiet=quiet, dry_run=dry_run)


def _act(words: Sequence[str], *, quiet: bool, dry_run: bool) -> None:
    settings, said = opening.read_settings(), " ".join(words)
    with opening.studio(settings):
        while (answer := _answered(said, settings, quiet=quiet, dry_run=dry_run)).reply and not answer.done:
            said = screen.choose(answer.reply, typed=str.split)
    _tell(answer, quiet=quiet, dry_run=dry_run)


def _answered(said: str, settings: "Settings", *, quiet: bool, dry_run: bool) -> "Answer":
    """Say it at the desk in one transaction; a dry run takes back all that came of it."""
    from pilateshq import db, outbox
    from pilateshq.conversation import desk

    now = utcnow()
    with db.transaction(alone=True), db.database.atomic() as savepoint:
        answer = desk.answer(_turn(said, settings, now))
        for notice in () if quiet else answer.notices:
            outbox.queue(notice, now=now)
        if dry_run:
            savepoint.rollback()
    return answer


def _turn(said: str, settings: "Settings", now: datetime) -> "Turn":
    from uuid import uuid4

    from pilateshq.conversation.commands import Speaker
    from pilateshq.conversation.turn import Turn

    return Turn(
        key=f"terminal-{uuid4()}",
        speaker=Speaker.admin,
        actor="terminal",
        words=said,
        kind="text",
        said_at=now,
        now=now,
        settings=settings,
        contact=None,
        client=None,
    )


def _tell(answer: "Answer", *, quiet: bool, dry_run: bool) -> None:
    if dry_run:
        typer.echo("Nothing was done: this was a dry run. Without --dry-run, the answer would be:")
    if quiet:
        typer.echo("Done, and nobody was told.")
    elif answer.reply:
        screen.say(answer.reply)
