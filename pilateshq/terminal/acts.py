"""Acts in the words of WhatsApp, through the same desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from pilateshq.clock import utcnow
from pilateshq.terminal import opening, screen
from pilateshq.terminal.screen import AsJson

if TYPE_CHECKING:
    from pilateshq.conversation.turn import Answer, Turn
    from pilateshq.messages import Message
    from pilateshq.settings import Settings

Words = Annotated[list[str], typer.Argument(help="The same words as on WhatsApp.", metavar="WORDS")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Tell no client.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")]
Yes = Annotated[bool, typer.Option("--yes", help="Confirm what else is shown and asked about first.")]

LEAVE_IT = "leave it"  # the command of a preview's button that changes nothing


@dataclass(frozen=True, kw_only=True)
class Manner:
    """How an act is done, and how it is told of."""

    quiet: bool
    dry_run: bool
    as_json: bool
    yes: bool = False


def book(words: Words, quiet: Quiet = False, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Book: pilateshq book John 2025-10-05 08h00 single."""
    act(["book", *words], Manner(quiet=quiet, dry_run=dry_run, as_json=as_json))


def cancel(
    words: Words, quiet: Quiet = False, dry_run: DryRun = False, yes: Yes = False, as_json: AsJson = False
) -> None:
    """Cancel: pilateshq cancel John Friday."""
    act(["cancel", *words], Manner(quiet=quiet, dry_run=dry_run, yes=yes, as_json=as_json))


def move(words: Words, quiet: Quiet = False, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Move a booking: pilateshq move Peter from Tue 8 to Wed 9."""
    act(["move", *words], Manner(quiet=quiet, dry_run=dry_run, as_json=as_json))


def attendance(words: Words, quiet: Quiet = False, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Say how it went: pilateshq attendance John no-show."""
    if not _is_attendance(" ".join(words)):
        screen.complain("That tells nobody's attendance. For example: pilateshq attendance John sick")
        raise typer.Exit(1)
    act(words, Manner(quiet=quiet, dry_run=dry_run, as_json=as_json))


def undo(quiet: Quiet = False, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Take back what was done last in a terminal, within ten minutes."""
    act(["undo"], Manner(quiet=quiet, dry_run=dry_run, as_json=as_json))


def why(name: Words, as_json: AsJson = False) -> None:
    """Tell what happened to a client lately: pilateshq why John."""
    act(["why", *name], Manner(quiet=False, dry_run=False, as_json=as_json))


def _is_attendance(said: str) -> bool:
    """Tell whether the words are about attendance; what is unclear changes nothing, and the desk asks."""
    from pilateshq.conversation import grammar
    from pilateshq.conversation.commands import Attendance, MarkBooking, Speaker, Unclear, Which

    settings = opening.read_settings()
    command = grammar.parse(
        said,
        now=utcnow().astimezone(settings.zone),
        speaker=Speaker.admin,
        owner=settings.studio.owner,
        kinds=settings.studio.kinds,
    )
    meant = command.options if isinstance(command, Which) else (command,)
    return all(isinstance(each, Attendance | MarkBooking | Unclear) for each in meant)


def act(words: Sequence[str], manner: Manner) -> None:
    """Say the words at the desk and tell what came of them; where nothing is done, the command ends."""
    settings, said = opening.read_settings(), " ".join(words)
    with opening.studio(settings):
        while (answer := _answered(said, settings, manner)).reply and not answer.done:
            said = _chosen(answer.reply, manner)
    _tell(answer, manner)


def _answered(said: str, settings: "Settings", manner: Manner) -> "Answer":
    """Say it at the desk in one transaction; a dry run takes back all that came of it."""
    from pilateshq import db, outbox
    from pilateshq.conversation import desk

    now = utcnow()
    with db.transaction(alone=True), db.database.atomic() as savepoint:
        answer = desk.answer(_turn(said, settings, now))
        for notice in () if manner.quiet else answer.notices:
            outbox.queue(notice, now=now)
        if manner.dry_run:
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


def _chosen(question: "Message", manner: Manner) -> str:
    """Give the command that answers a question; a dry run may as well be confirmed."""
    confirmed = _confirmed(question) if manner.yes or manner.dry_run else None
    command = confirmed or screen.choose(question, typed=_typed)
    if command == LEAVE_IT:
        screen.complain("Nothing was changed.")
        raise typer.Exit(1)
    return command


def _confirmed(question: "Message") -> str | None:
    """Give the command that confirms a preview, None for any other question."""
    from pilateshq.messages import Button, Buttons

    match question:
        case Buttons(_, (Button(_, confirmed), Button(_, command))) if command == LEAVE_IT:
            return confirmed
        case _:
            return None


def _typed(command: str) -> list[str]:
    """Give what to type for a command of the desk; nothing where the terminal has no words for it."""
    match command.split():
        case ["book" | "cancel" | "move", *_] as words:
            return words
        case ["mark" | "sick" | "no-show" | "attended", *_] as words:
            return ["attendance", *words]
        case ["deactivate", *who]:
            return ["clients", "deactivate", *who]
        case ["erase", *who]:
            return ["clients", "erase", *who]
        case ["why", *who]:
            return ["why", *who]
        case ["reactivate", *who]:
            return ["clients", "activate", *who]
        case _:
            return []


def _tell(answer: "Answer", manner: Manner) -> None:
    if manner.as_json:
        _tell_program(answer, manner)
        return
    if manner.dry_run:
        typer.echo("Nothing was done: this was a dry run. Without --dry-run, the answer would be:")
    if said := answer.reply if manner.quiet else answer.whole:
        screen.say(said)
    if manner.quiet:
        typer.echo("Nobody was told.")


def _tell_program(answer: "Answer", manner: Manner) -> None:
    from pilateshq.messages import plain

    reply, told = plain(answer.reply) if answer.reply else "", "" if manner.quiet else answer.told
    screen.show_json({"done": not manner.dry_run, "reply": reply, "told": told})
