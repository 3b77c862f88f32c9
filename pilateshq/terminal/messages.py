"""What was said, and what became of it, at the terminal."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pilateshq.clock import utcnow
from pilateshq.terminal import days, naming, opening, screen
from pilateshq.terminal.screen import AsJson

if TYPE_CHECKING:
    from pilateshq.models import Client, Outbound
    from pilateshq.settings import Settings

app = screen.noun("What was said, and what became of it.")
Number = Annotated[int, typer.Argument(help="Of the message, as `messages list` shows it.", metavar="ID")]
SETTLED = ("delivered", "failed")


@app.command("list")
def list_messages(
    state: Annotated[
        list[str] | None, typer.Option(help="In this state only; more than one may be given.")
    ] = None,
    client: Annotated[str, typer.Option(help="To this client only.", metavar="NAME")] = "",
    since: Annotated[str, typer.Option(help="From this day on.", metavar="DATE")] = "",
    limit: Annotated[int, typer.Option(help="How many.", min=1)] = 50,
    as_json: AsJson = False,
) -> None:
    """List what the studio said, newest first, and what became of it."""
    from pilateshq import db

    settings, states = opening.read_settings(), _states(state or ())
    moment = _beginning(since, settings) if since else None
    with opening.studio(settings):
        typed = _typed(states, since)
        who = naming.named(client, settings, typed=typed) if client else None
        with db.transaction():
            found = _found(states, who, moment, limit)
            rows = [_row(each, settings) | (_cause(each) if as_json else {}) for each in found]
    screen.show(rows, as_json=as_json)


def _states(given: Sequence[str]) -> Sequence[str]:
    from pilateshq.models import OutboundState

    if unknown := [each for each in given if each not in list(OutboundState)]:
        screen.complain(f"There is no state {unknown[0]}. There are: {', '.join(OutboundState)}.")
        raise typer.Exit(1)
    return given


def _beginning(since: str, settings: "Settings") -> datetime:
    """Give the moment at which a day begins; a weekday is the last one."""
    now = utcnow()
    today, day = now.astimezone(settings.zone).date(), min(days.read([since], settings, now=now))
    if day > today and not any(map(str.isdigit, since)):
        day -= timedelta(weeks=1)
    if day > today:
        screen.complain(f"That is still to come: {since}.")
        raise typer.Exit(1)
    return datetime.combine(day, time(), settings.zone).astimezone(UTC)


def _typed(states: Sequence[str], since: str) -> Callable[[str], Sequence[str]]:
    narrowed = [part for state in states for part in ("--state", state)]
    narrowed += ["--since", since] if since else []
    return lambda words: ["messages", "list", "--client", words, *narrowed]


def _found(
    states: Sequence[str], who: "Client | None", since: datetime | None, limit: int
) -> "Sequence[Outbound]":
    from pilateshq.models import Contact, Outbound

    wanted = [
        *([Outbound.state.in_(states)] if states else []),
        *([Outbound.contact == who.contact] if who else []),
        *([Outbound.created_at >= since] if since else []),
    ]
    query = Outbound.select(Outbound, Contact).join(Contact)
    return list((query.where(*wanted) if wanted else query).order_by(Outbound.id.desc()).limit(limit))


@app.command()
def release(
    drop: Annotated[
        bool, typer.Option("--drop", help="Do not send what was queued when the backup was made.")
    ] = False,
) -> None:
    """Let messages go again after a restore."""
    from pilateshq.backups import holding

    with opening.one_act():
        count = holding.release(drop=drop, actor="terminal", now=utcnow())
    if count is None:
        typer.echo("No messages are held.")
    else:
        typer.echo(f"Dropped: {count}. What was queued since goes out." if drop else f"Released: {count}.")


def _row(said: "Outbound", settings: "Settings") -> dict[str, Any]:
    from pilateshq import undelivered

    return {
        "id": said.id,
        "to": said.contact.phone or said.contact.user_id,
        "says": undelivered.words(said),
        "state": said.state,
        "as_template": said.as_template,
        "queued_at": _local(said.created_at, settings),
        "why": said.note,
    }


def _cause(said: "Outbound") -> dict[str, Any]:
    """Name the message that it answers, as Meta does."""
    return {"answers": said.answers.key.removeprefix("m:") if said.answers else None}


def _local(moment: datetime | None, settings: "Settings") -> datetime | None:
    return moment.astimezone(settings.zone).replace(microsecond=0) if moment else None


@app.command()
def show(number: Number, as_json: AsJson = False) -> None:
    """Show all that is known of a message: what caused it, each attempt's end, and Meta's reason."""
    from pilateshq import undelivered

    with opening.reading() as settings:
        facts = _facts(undelivered.find(number), settings)
    if as_json:
        screen.show_json(facts)
    else:
        screen.show_card({name: value for name, value in facts.items() if value not in (None, "", False)})


def _facts(said: "Outbound", settings: "Settings") -> dict[str, Any]:
    from pilateshq.conversation.wording import Wording
    from pilateshq.messages import Template, from_json
    from pilateshq.studio import people

    say, template = Wording(settings), from_json(said.template) if said.template else None
    return {
        **_row(said, settings),
        "name": people.name_of(said.contact),
        "cause": said.key,
        "booking": say.session(said.booking) if said.booking else None,
        **_cause(said),
        "purpose": said.purpose,
        "lane": said.lane.partition(" ")[2],
        "template": template.name if isinstance(template, Template) else None,
        "attempts": said.attempts,
        "refused_attempts": said.failures,
        "sent_once_more": said.resent,
        "waits_for_template": said.held,
        "last_attempt_at": _local(said.sent_at, settings),
        "next_at": _local(said.next_at, settings) if said.state == "queued" else None,
        "of_use_until": _local(said.expires_at, settings),
        "code": said.code,
        "meta_says": say.reason(said.code),
        "wamid": said.wamid,
        "settled_by": said.settled_by,
        "last_status_at": _local(said.status_at, settings),
        "given_up_at": _local(said.closed_at, settings),
    }


@app.command()
def retry(number: Number) -> None:
    """Send a message again that did not arrive, if what it says still holds."""
    from pilateshq import undelivered

    now = utcnow()
    with opening.one_act() as settings:
        row = undelivered.find(number)
        may_double = row.state == "unknown"
        undelivered.retry(row, settings=settings, actor="terminal", now=now)
        to = row.contact.phone or row.contact.user_id
    typer.echo(f"Message {number} goes to {to} again.{' It may arrive twice.' if may_double else ''}")
    with opening.studio(settings):
        if not opening.server_runs(settings, now=now):
            screen.complain("No server is running; it goes once one does.")


@app.command()
def settle(
    number: Number,
    outcome: Annotated[str, typer.Argument(help="delivered or failed.", metavar="OUTCOME")],
) -> None:
    """Say what became of a message of which nobody knows, once you have asked."""
    from pilateshq import undelivered
    from pilateshq.models import OutboundState

    if outcome not in SETTLED:
        screen.complain(f"Please say delivered or failed, not {outcome}.")
        raise typer.Exit(1)
    with opening.one_act():
        row = undelivered.find(number)
        undelivered.settle(row, OutboundState(outcome), actor="terminal", now=utcnow())
    typer.echo(f"Message {number} is {outcome}.")
