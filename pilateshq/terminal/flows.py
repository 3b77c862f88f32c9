"""The registration form at Meta: the package's own Flow, uploaded and published."""

from typing import TYPE_CHECKING, Any, NoReturn

import typer

from pilateshq.terminal import meta, opening, screen
from pilateshq.terminal.screen import AsJson

if TYPE_CHECKING:
    from pilateshq.whatsapp.lenient import JSON
    from pilateshq.whatsapp.management import Manager

app = screen.noun("The form in which clients are registered.")

SETTING = "CLIENT_REGISTRATION_FLOW_ID"
DRAFT, PUBLISHED = "DRAFT", "PUBLISHED"


@app.command()
def sync(as_json: AsJson = False) -> None:
    """Upload and publish the package's own form, unless one is configured."""
    settings = opening.read_settings()
    is_configured = meta.account_of(settings).registration_flow_id is not None
    flow = meta.ask(settings, _configured if is_configured else _own)
    if as_json:
        screen.show_json(flow)
    elif is_configured:
        typer.echo(f"{SETTING} names the Flow {flow['name']}, which is published: there is nothing to do.")
    else:
        typer.echo(f"The Flow {flow['name']} is published. Put this into .env, and restart the server:")
        typer.echo(f"{SETTING}={flow['id']}")


async def _configured(manager: "Manager") -> dict[str, Any]:
    flow = await manager.flow(manager.account.registration_flow_id or "")
    if flow.get("status") != PUBLISHED:
        _refuse_state(flow, f"publish it in WhatsApp Manager, or take {SETTING} out of .env and try again")
    return flow


async def _own(manager: "Manager") -> dict[str, Any]:
    """Publish ours, wherever an earlier attempt may have ended."""
    from pilateshq.whatsapp.flows import OWN_NAME

    flow = next((each for each in await manager.flows() if each.get("name") == OWN_NAME), None)
    if flow is None:
        created = await manager.create_flow(OWN_NAME, "SIGN_UP")
        flow = {"id": created, "name": OWN_NAME, "status": DRAFT}
    if flow.get("status") == DRAFT:
        await _publish(manager, str(flow["id"]))
        flow["status"] = PUBLISHED
    if flow.get("status") != PUBLISHED:
        _refuse_state(flow, f"WhatsApp Manager says why; another Flow can be named in {SETTING}")
    return flow


async def _publish(manager: "Manager", flow_id: str) -> None:
    from pilateshq.whatsapp.flows import own_json

    if problems := await manager.upload_flow(flow_id, own_json()):
        screen.complain(*map(_problem, problems))
        screen.refuse(f"Meta does not take the form as it is, so the Flow {flow_id} stays a draft.")
    await manager.publish_flow(flow_id)


def _problem(found: "JSON") -> str:
    from pilateshq.whatsapp.lenient import text_in

    line = text_in(found, "line_start")
    where = f"line {line}" if line else "somewhere"
    return f"{where}: {text_in(found, 'message') or text_in(found, 'error')}"


def _refuse_state(flow: "JSON", what_to_do: str) -> NoReturn:
    state = str(flow.get("status")).lower()
    screen.refuse(f"The Flow {flow.get('name')} ({flow.get('id')}) is {state} at Meta: {what_to_do}.")
