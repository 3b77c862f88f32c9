"""The studio's clients at the terminal."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pilateshq.clock import utcnow
from pilateshq.terminal import acts, card, naming, opening, screen
from pilateshq.terminal.acts import DryRun, Manner, Quiet, Yes
from pilateshq.terminal.screen import AsJson

if TYPE_CHECKING:
    from pilateshq.conversation.turn import Notice
    from pilateshq.models import Client, Contact
    from pilateshq.settings import Settings

app = screen.noun("The studio's clients.")
Who = Annotated[list[str], typer.Argument(help="As on WhatsApp; a part of the name may do.", metavar="NAME")]
Phone = Annotated[str, typer.Option(help="As you would dial it.")]
Born = Annotated[str, typer.Option(help="Date of birth, such as 1985-05-21 or 21/5/85.")]
Email = Annotated[str, typer.Option(help="Where invoices go.")]
Address = Annotated[str, typer.Option(help="For tax invoices.")]
VatNumber = Annotated[str, typer.Option("--vat-number", help="For tax invoices, if they are registered.")]


@app.command()
def add(
    name: Annotated[list[str], typer.Argument(help="First name and surname.", metavar="NAME")],
    phone: Phone,
    dob: Born = "",
    email: Email = "",
    address: Address = "",
    vat_number: VatNumber = "",
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
            born_on=_born_on(dob, settings, now),
            email=people.email_address(email),
            address=people.one_line(address),
            vat_number=people.one_line(vat_number),
        )
        _close_lead(client, now)
        if welcome:
            outbox.queue(_welcome(client, settings, now), now=now)
        row = card.row(client)
    _tell("Added", row, as_json=as_json, more=" They get a welcome." if welcome else "")


def _born_on(dob: str, settings: "Settings", now: datetime) -> date | None:
    from pilateshq.studio import people

    return people.birth_date(dob, today=now.astimezone(settings.zone).date()) if dob else None


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
    from pilateshq.studio import payments, people

    with opening.reading() as settings:
        owed = payments.balances()
        rows = [
            card.row(client, owed.get(client.id, 0)) | ({} if as_json else card.reach(client, settings))
            for client in people.everyone()
        ]
    screen.show(rows, as_json=as_json)


@app.command()
def show(name: Who, as_json: AsJson = False) -> None:
    """Show what is known of a client: bookings, weekly slots, attendance."""
    from pilateshq import db

    settings = opening.read_settings()
    with opening.studio(settings):
        client = naming.named(" ".join(name), settings, typed=lambda words: ["clients", "show", words])
        with db.transaction():
            known = card.read(client, settings=settings, now=utcnow())
    if as_json:
        screen.show_json(known.as_json)
    else:
        screen.show_card(known.facts)


@app.command()
def edit(
    who: Who,
    name: Annotated[str, typer.Option(help="First name and surname.")] = "",
    phone: Phone = "",
    dob: Born = "",
    email: Email = "",
    address: Address = "",
    vat_number: VatNumber = "",
    as_json: AsJson = False,
) -> None:
    """Change what is known of a client; nobody is told."""
    wanted = {
        "name": name,
        "phone": phone,
        "dob": dob,
        "email": email,
        "address": address,
        "vat-number": vat_number,
    }
    given = {option: value for option, value in wanted.items() if value}
    if not given:
        screen.complain(
            "Nothing to change: please give one of --name, --phone, --dob, --email, --address, --vat-number."
        )
        raise typer.Exit(1)
    settings = opening.read_settings()
    with opening.studio(settings):
        client = naming.named(" ".join(who), settings, typed=_edited(given))
        row = _edit(client, given, settings)
    _tell("Changed", row, as_json=as_json)


def _edited(given: Mapping[str, str]) -> Callable[[str], Sequence[str]]:
    options = [part for option, value in given.items() for part in (f"--{option}", value)]
    return lambda words: ["clients", "edit", words, *options]


def _edit(client: "Client", given: Mapping[str, str], settings: "Settings") -> dict[str, Any]:
    from pilateshq import db
    from pilateshq.models import Client
    from pilateshq.studio import payments, people

    now = utcnow()
    with db.transaction(alone=True):
        client = Client.get_by_id(client.id)
        former = client.contact
        people.edit(
            client,
            name=given.get("name"),
            phone=given.get("phone"),
            born_on=_born_on(given.get("dob", ""), settings, now),
            email=given.get("email"),
            address=given.get("address"),
            vat_number=given.get("vat-number"),
            region=settings.studio.country,
            actor="terminal",
            now=now,
        )
        _redirect(former, client)
        _close_lead(client, now)
        return card.row(client, payments.balance(client))


def _close_lead(client: "Client", now: datetime) -> None:
    """Whoever is a client has no enquiry waiting."""
    from pilateshq.models import LeadState
    from pilateshq.studio import leads

    if lead := leads.open_lead(client.contact):
        leads.close(lead, LeadState.registered, actor="terminal", now=now)


def _redirect(former: "Contact", client: "Client") -> None:
    """Let what waits to be sent go to the number that is theirs now."""
    from pilateshq.models import Outbound, OutboundState

    waits = (Outbound.state == OutboundState.queued) & Outbound.answers.is_null()
    Outbound.update(contact=client.contact).where(Outbound.contact == former, waits).execute()


@app.command()
def deactivate(
    name: Who, quiet: Quiet = False, dry_run: DryRun = False, yes: Yes = False, as_json: AsJson = False
) -> None:
    """Let a client go: their bookings and weekly slots end, and they are told."""
    acts.act(["deactivate", *name], Manner(quiet=quiet, dry_run=dry_run, yes=yes, as_json=as_json))


@app.command()
def activate(name: Who, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Take a client back; nothing is booked, and nobody is told."""
    acts.act(["reactivate", *name], Manner(quiet=False, dry_run=dry_run, as_json=as_json))


@app.command()
def erase(
    name: Annotated[
        list[str], typer.Argument(help='As on WhatsApp; also a number, or "lead 4".', metavar="NAME")
    ],
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Erase a client or a stranger for good; invoices stay, for as long as the law wants them."""
    acts.act(["erase", *name], Manner(quiet=False, dry_run=dry_run, yes=yes, as_json=as_json))
    if not dry_run:
        _clean(as_json=as_json)


def _clean(*, as_json: bool) -> None:
    """Leave no trace on the disk, or say who does."""
    from pilateshq import cleaning

    settings, now = opening.read_settings(), utcnow()
    with opening.studio(settings):
        runs = opening.server_runs(settings, now=now)
        is_done = not runs and cleaning.clean_here(settings, now=now)
    if not (is_done or as_json):
        when = "within a minute" if runs else "once it runs, after the last message"
        typer.echo(f"The server takes the last traces off the disk {when}.")


def _tell(what: str, client: Mapping[str, Any], *, as_json: bool, more: str = "") -> None:
    if as_json:
        screen.show_json(client)
    else:
        typer.echo(f"{what}: {client['name']}, {client['phone']}.{more}")
