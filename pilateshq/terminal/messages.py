"""What was said, and what became of it, at the terminal."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from pilateshq.terminal import opening, screen
from pilateshq.terminal.screen import AsJson

if TYPE_CHECKING:
    from pilateshq.models import Outbound
    from pilateshq.settings import Settings

app = screen.noun("What was said, and what became of it.")


@app.command("list")
def list_messages(
    limit: Annotated[int, typer.Option(help="How many.", min=1)] = 50, as_json: AsJson = False
) -> None:
    """List what the studio said, newest first, and what became of it."""
    from pilateshq.models import Contact, Outbound

    with opening.reading() as settings:
        query = Outbound.select(Outbound, Contact).join(Contact).order_by(Outbound.id.desc()).limit(limit)
        rows = [_row(each, settings) for each in query]
    screen.show(rows, as_json=as_json)


def _row(said: "Outbound", settings: "Settings") -> dict[str, Any]:
    from pilateshq.messages import from_json, plain

    return {
        "id": said.id,
        "to": said.contact.phone or said.contact.user_id,
        "says": plain(from_json(said.message or said.template or "")),
        "state": said.state,
        "as_template": said.as_template,
        "queued_at": said.created_at.astimezone(settings.zone).replace(microsecond=0),
        "why": said.note,
    }
