"""Templates at the terminal: what the account has of the catalogue, making the rest, and a test of one."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from pilateshq.clock import utcnow
from pilateshq.errors import SendError
from pilateshq.terminal import fate, meta, opening, screen
from pilateshq.terminal.screen import AsJson

if TYPE_CHECKING:
    from pilateshq.messages import Document, Template
    from pilateshq.settings import Settings
    from pilateshq.whatsapp.lenient import JSON
    from pilateshq.whatsapp.management import Manager
    from pilateshq.whatsapp.templates import Definition

app = screen.noun("The templates that Meta has to approve.")

NOT_KNOWN = "not known"
SHOWN = ("name", "category", "state", "remarks")  # the rest has no room in a terminal
WORTH_SENDING = timedelta(days=1)  # a test that waited longer proves nothing


@app.command("list")
def list_templates(as_json: AsJson = False) -> None:
    """List the catalogue, and what Meta says of each template."""
    from pilateshq.whatsapp.comparison import compare

    settings = opening.read_settings()
    listed = _listed(settings)
    rows = [
        {
            "name": each.ours.name,
            "language": settings.template_language,
            "category": each.ours.category.lower(),
            "parameters": len(each.ours.examples),
            "buttons": [*each.ours.buttons, *filter(None, [each.ours.form])],
            "state": NOT_KNOWN if listed is None else each.state,
            "remarks": list(each.remarks),
        }
        for each in compare(listed or [], settings=settings)
    ]
    if as_json:
        screen.show_json(rows)
    else:
        screen.show_table([{name: row[name] for name in SHOWN} for row in rows])


def _listed(settings: "Settings") -> "list[JSON] | None":
    """Ask Meta for the account's templates, else tell what is known of them; None if nothing is."""
    import asyncio

    from pilateshq import account, db

    with opening.studio(settings), db.transaction():
        kept = account.kept_templates()
    if settings.whatsapp is None:
        return kept
    try:
        return asyncio.run(meta.manage(settings, settings.whatsapp, _ask))
    except SendError as error:
        trouble = f"Meta could not be asked for the account's templates. {error}"
    if kept is None:
        screen.refuse(trouble)
    screen.complain(f"{trouble} This is what was known of them before.")
    return kept


async def _ask(manager: "Manager") -> "list[JSON]":
    return await manager.wire.templates()


@app.command()
def sync(as_json: AsJson = False) -> None:
    """Create at Meta what the account lacks of the catalogue; what is there is never changed."""
    from functools import partial

    from pilateshq import template_news
    from pilateshq.terminal import template_sync

    settings = opening.read_settings()
    made = meta.ask(settings, partial(template_sync.sync, settings=settings))
    with opening.one_act():
        template_news.listed(made.listed, settings=settings, now=utcnow())
    screen.show(made.rows, as_json=as_json)
    raise typer.Exit(0 if made.is_whole else 1)


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
        queued = _queue(_filled(name, tuple(param or ()), settings), to, settings)
        if not opening.server_runs(settings, now=utcnow()):
            screen.complain("No server is running, so nothing is sent yet; the message stays queued.")
            raise typer.Exit(1)
        outcome = fate.of(queued, within=fate.WAIT)
    fate.tell(outcome, as_json=as_json)


def _filled(name: str, parameters: tuple[str, ...], settings: "Settings") -> "Template":
    """Fill a template in; its buttons lead to the menu, so that a tap on a test changes nothing."""
    from pilateshq.messages import Template
    from pilateshq.whatsapp.templates import CATALOGUE, QUICK_REPLY

    wanted, ours = _definition(name, settings), CATALOGUE.get(name)
    if len(parameters) != wanted.parameters:
        screen.refuse(f"{name} takes {wanted.parameters} of --param, and {len(parameters)} were given.")
    buttons = len(ours.buttons) if ours else len(wanted.places(QUICK_REPLY))
    document = _sample(settings) if wanted.document else None
    return Template(name, parameters, commands=("menu",) * buttons, document=document)


def _definition(name: str, settings: "Settings") -> "Definition":
    """Tell what the account's template looks like, or else ours."""
    from pilateshq import account, db
    from pilateshq.whatsapp.templates import CATALOGUE, definition_of

    with db.transaction():
        theirs = account.definition(name, language=settings.template_language)
    if theirs is None and name not in CATALOGUE:
        screen.refuse(f"There is no template {name}. There are: {', '.join(CATALOGUE)}.")
    return theirs or definition_of({"components": CATALOGUE[name].components()})


def _sample(settings: "Settings") -> "Document":
    """Give Meta a sample of an invoice to send."""
    from pilateshq.messages import Document
    from pilateshq.whatsapp.management import SAMPLE

    return Document(meta.ask(settings, _upload), SAMPLE)


async def _upload(manager: "Manager") -> str:
    from pilateshq.whatsapp.management import PDF, SAMPLE, sample_invoice

    return await manager.wire.upload(sample_invoice(), filename=SAMPLE, mime=PDF)


def _queue(template: "Template", to: str, settings: "Settings") -> int:
    """Keep the message for whichever server runs, and give its number."""
    from uuid import uuid4

    from pilateshq import db
    from pilateshq.messages import to_json
    from pilateshq.models import Outbound, Purpose
    from pilateshq.studio import people

    now = utcnow()
    with db.transaction(alone=True):
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
