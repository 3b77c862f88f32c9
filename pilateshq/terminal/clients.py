"""The studio's clients at the terminal."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pilateshq.clock import utcnow
from pilateshq.terminal import opening, screen
from pilateshq.terminal.screen import AsJson

if TYPE_CHECKING:
    from pilateshq.conversation.names import Known
    from pilateshq.conversation.turn import Notice
    from pilateshq.messages import Message
    from pilateshq.models import Client
    from pilateshq.settings import Settings

app = typer.Typer(help="The studio's clients.", no_args_is_help=True)


@app.command()
def add(
    name: Annotated[list[str], typer.Argument(help="First name and surname.", metavar="NAME")],
    phone: Annotated[str, typer.Option(help="As you would dial it.")],
    dob: Annotated[str, typer.Option(help="Date of birth, such as 1985-05-21 or 21/5/85.")] = "",
    email: Annotated[str, typer.Option(help="Where invoices go.")] = "",
    welcome: Annotated[bool, typer.Option("--welcome", help="Send them a welcome.")] = False,
    as_json: AsJson = False,
) -> None:
    """Add a client; nobody is told without --welcome."""
    from pilateshq import outbox
    from pilateshq.studio import people

    now = utcnow()
    with opening.one_act() as settings:
        client = people.register(
            " ".join(name),
            phone,
            region=settings.studio.country,
            actor="terminal",
            now=now,
            born_on=people.birth_date(dob, today=now.astimezone(settings.zone).date()) if dob else None,
            email=email or None,
        )
        if welcome:
            outbox.queue(_welcome(client, settings, now), now=now)
        row = _row(client)
    if as_json:
        screen.show_json(row)
    else:
        typer.echo(f"Added: {row['name']}, {row['phone']}.{' They get a welcome.' if welcome else ''}")


def _welcome(client: "Client", settings: "Settings", now: datetime) -> "Notice":
    from pilateshq.conversation.turn import WORTH_KNOWING, Notice
    from pilateshq.conversation.wording import Wording

    message, template = Wording(settings).welcome_client(client)
    return Notice(
        to=client.contact,
        key=f"welcome:{client.id}",
        message=message,
        template=template,
        expires_at=now + WORTH_KNOWING,
    )


@app.command("list")
def list_clients(as_json: AsJson = False) -> None:
    """List the clients by name."""
    from pilateshq.studio import people

    with opening.reading():
        rows = [_row(client) for client in people.everyone()]
    screen.show(rows, as_json=as_json)


def _row(client: "Client") -> dict[str, Any]:
    return {
        "id": client.id,
        "name": client.name,
        "phone": client.contact.phone,
        "active": client.active,
        "balance_cents": 0,  # nothing is charged yet
    }


def named(words: str, settings: "Settings", *, typed: Callable[[str], Sequence[str]]) -> "Client":
    """Find the client whom the words name, or ask; `typed` gives the line to type with other words."""
    from pilateshq import db
    from pilateshq.models import Client

    with db.transaction():
        found = _found(words, settings)
    if isinstance(found, Client):
        return found
    return named(screen.choose(found, typed=typed), settings, typed=typed)


def _found(words: str, settings: "Settings") -> "Client | Message":
    """Find the one client, or the question that finds them."""
    from pilateshq.conversation import names
    from pilateshq.conversation.wording import Wording
    from pilateshq.studio import people

    clients = {each.id: each for each in people.everyone()}
    match names.find(words, [names.Known(each.id, each.name, each.active) for each in clients.values()]):
        case names.Exactly(known):
            return clients[known.id]
        case names.Several(some):
            return Wording(settings).which_person(words, _options(some, clients))
        case names.Nearest(some):
            return Wording(settings).nobody(words, _options(some, clients))


def _options(some: "Iterable[Known]", clients: "dict[int, Client]") -> list[tuple[str, str]]:
    return [(f"{each.name}, {clients[each.id].contact.phone or 'no number'}", f"#{each.id}") for each in some]
