"""The paths of the Graph API that are about Flows."""

from aiohttp import web

from pilateshq.sandbox import listing
from pilateshq.sandbox.flows import LISTED, Flow, Flows
from pilateshq.sandbox.refusals import Answer, GraphError, unknown_object
from pilateshq.sandbox.rules import JSON, read_object

DONE = Answer({"success": True})


async def on_account(flows: Flows, request: web.Request) -> Answer:
    """Answer for the list of Flows."""
    match request.method:
        case "GET":
            return Answer(flows.page(request.query, str(request.url.with_query(None))))
        case "POST":
            return _create(flows, await _fields(request))
    return unknown_object(request.method, "flows")


async def on_flow(flows: Flows, flow: Flow, request: web.Request, edge: str) -> Answer:
    """Answer for one Flow, or for an edge of it; "" is the Flow itself."""
    match request.method, edge:
        case "GET", "":
            return Answer(listing.select(flow.described(), request.query.get("fields", LISTED)))
        case "GET", "assets":
            return Answer({"data": flows.assets(flow, str(request.url.origin()))})
        case "POST", "assets":
            flows.upload(flow, await _uploaded(request))
            return Answer({"success": True, "validation_errors": flow.problems()})
        case "POST", "":
            flows.rename(flow, await _fields(request))
        case "POST", "publish":
            flows.publish(flow)
        case "POST", "deprecate":
            flows.deprecate(flow)
        case "DELETE", "":
            flows.delete(flow)
        case _:
            return unknown_object(request.method, edge)
    return DONE


def _create(flows: Flows, asked: JSON) -> Answer:
    flow = flows.create(asked)
    problems = flow.problems()
    if asked.get("publish") in (True, "true") and not problems:
        flows.publish(flow)
    return Answer({"id": flow.id, "success": not problems, "validation_errors": problems})


async def _uploaded(request: web.Request) -> str:
    form = await request.post()
    file = form.get("file")
    if (form.get("name"), form.get("asset_type")) != ("flow.json", "FLOW_JSON"):
        raise GraphError(100, "The name must be flow.json, and the asset_type FLOW_JSON.")
    if not isinstance(file, web.FileField):
        raise GraphError(100, "The parameter file must be a file.")
    return file.file.read().decode(errors="replace")


async def _fields(request: web.Request) -> JSON:
    """Read JSON or a form, in which a list is JSON too."""
    if request.content_type == "application/json":
        return read_object(await request.read())
    fields: JSON = {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    if "categories" in fields:
        fields["categories"] = read_object(f'{{"it":{fields["categories"]}}}'.encode()).get("it")
    return fields
