"""Templates at the terminal: what the account has of the catalogue, and a test of one."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from pilateshq.clock import utcnow
from pilateshq.terminal import fate, opening, screen
from pilateshq.terminal.screen import AsJson

if TYPE_CHECKING:
    from pilateshq.messages import Template
    from pilateshq.settings import Settings, WhatsApp

app = screen.noun("The templates that Meta has to approve.")

NOT_KNOWN, MISSING = "not known", "not in the account"
WORTH_SENDING = timedelta(days=1)  # a test that waited longer proves nothing


@app.command("list")
def list_templates(as_json: AsJson = False) -> None:
    """List the catalogue, and what Meta says of each template."""
    from pilateshq.whatsapp.templates import CATALOGUE

    settings = opening.read_settings()
    states = _states(settings)
    unlisted = NOT_KNOWN if states is None else MISSING
    rows = [
        {
            "name": each.name,
            "language": settings.template_language,
            "category": each.category.lower(),
            "parameters": len(each.examples),
            "state": (states or {}).get(each.name, unlisted),
        }
        for each in CATALOGUE.values()
    ]
    screen.show(rows, as_json=as_json)


def _states(settings: "Settings") -> Mapping[str, str] | None:
    """Tell what the server has read of the account, else ask Meta; None if nobody can be asked."""
    from pilateshq import db

    with opening.studio(settings), db.transaction():
        kept = _kept(settings)
    return kept if kept is not None or settings.whatsapp is None else _ask(settings, settings.whatsapp)


def _kept(settings: "Settings") -> Mapping[str, str] | None:
    from pilateshq import account
    from pilateshq.models import AccountTemplate, Memory

    if Memory.recall(account.LISTED_AT) is None:
        return None
    rows = AccountTemplate.select().where(AccountTemplate.language == settings.template_language)
    return {each.name: each.status.lower() for each in rows}


def _ask(settings: "Settings", account: "WhatsApp") -> Mapping[str, str]:
    import asyncio

    from pilateshq.errors import SendError

    try:
        listed = asyncio.run(_listed(settings, account))
    except SendError as error:
        _refuse(f"Meta could not be asked for the account's templates. {error}")
    ours = (each for each in listed if each.get("language") == settings.template_language)
    return {str(each.get("name")): str(each.get("status")).lower() for each in ours}


async def _listed(settings: "Settings", account: "WhatsApp") -> list[dict[str, Any]]:
    from pilateshq.whatsapp.client import GraphClient

    wire = GraphClient.of(account, settings.operations)
    async with wire:
        return await wire.templates()


@app.command()
def send(
    name: Annotated[str, typer.Argument(help="Of the template.", metavar="NAME")],
    to: Annotated[str, typer.Option(help="The number, as you would dial it.", metavar="NUMBER")],
    param: Annotated[
        list[str] | None, typer.Option(help="What goes into it, once for each in order.", metavar="TEXT")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Send a template as a test, and wait for what becomes of it."""
    settings = opening.read_settings()
    with opening.studio(settings):
        queued = _queue(name, to, tuple(param or ()), settings)
        if not opening.server_runs(settings, now=utcnow()):
            screen.complain("No server is running, so nothing is sent yet; the message stays queued.")
            raise typer.Exit(1)
        outcome = fate.of(queued, within=fate.WAIT)
    fate.tell(outcome, as_json=as_json)


def _queue(name: str, to: str, parameters: Sequence[str], settings: "Settings") -> int:
    """Keep the message for whichever server runs, and give its number."""
    from uuid import uuid4

    from pilateshq import db
    from pilateshq.messages import to_json
    from pilateshq.models import Outbound, Purpose
    from pilateshq.studio import people

    now = utcnow()
    with db.transaction(alone=True):
        template = _filled(name, tuple(parameters), settings)
        contact = people.contact_for(people.phone_number(to, settings.studio.country))
        row = Outbound.create(
            key=f"test:{uuid4()}",
            contact=contact,
            purpose=Purpose.reply,  # its fate is told here, and the owner need not hear of it
            template=to_json(template),
            created_at=now,
            next_at=now,
            expires_at=now + WORTH_SENDING,
        )
    return int(row.id)


def _filled(name: str, parameters: tuple[str, ...], settings: "Settings") -> "Template":
    """Fill a template in; its buttons lead to the menu, so that a tap on a test changes nothing."""
    from pilateshq import account
    from pilateshq.messages import Template
    from pilateshq.whatsapp.templates import CATALOGUE

    theirs, ours = account.definition(name, language=settings.template_language), CATALOGUE.get(name)
    if theirs:
        wanted, buttons = theirs.parameters, len(theirs.places("QUICK_REPLY"))
    elif ours:
        wanted, buttons = len(ours.examples), len(ours.buttons)
    else:
        _refuse(f"There is no template {name}. There are: {', '.join(CATALOGUE)}.")
    if len(parameters) != wanted:
        _refuse(f"{name} takes {wanted} of --param, and {len(parameters)} were given.")
    return Template(name, parameters, commands=("menu",) * buttons)


def _refuse(why: str) -> NoReturn:
    screen.complain(why)
    raise typer.Exit(1)
