"""The paths of the Graph API that the bot uses."""

import re

from aiohttp import web

from pilateshq.sandbox import flow_routes, invitations
from pilateshq.sandbox.exchange import Exchange
from pilateshq.sandbox.flow_routes import DONE
from pilateshq.sandbox.flows import Flows
from pilateshq.sandbox.listing import select
from pilateshq.sandbox.media import LARGEST, Media
from pilateshq.sandbox.people import Account
from pilateshq.sandbox.refusals import Answer, GraphError, bad_token, unknown_object
from pilateshq.sandbox.rules import JSON, read_object
from pilateshq.sandbox.templates import Templates

VERSION = re.compile(r"^/v\d+\.\d+(?=/)")


class Routes:
    def __init__(
        self, *, account: Account, exchange: Exchange, templates: Templates, flows: Flows, media: Media
    ) -> None:
        self._account = account
        self._exchange = exchange
        self._templates = templates
        self._flows = flows
        self._media = media

    def app(self) -> web.Application:
        app = web.Application(client_max_size=LARGEST + 1024**2)
        app.router.add_route("*", "/{path:.*}", self.handle)
        return app

    async def handle(self, request: web.Request) -> web.StreamResponse:
        try:
            answer = await self._answer(request)
        except GraphError as refused:
            answer = refused.answer()
        return _respond(answer) if answer else _cut(request)

    async def _answer(self, request: web.Request) -> Answer | None:
        schemes = [f"{scheme} {self._account.token}" for scheme in ("Bearer", "OAuth")]
        authorised = request.headers.get("Authorization") in schemes
        path = VERSION.sub("", request.path).strip("/").split("/")
        match request.method, path:
            case "POST", [self._account.phone_number_id, "messages"]:
                return await self._exchange.take(await request.read(), authorised=authorised)
            case "GET", ["assets", token] if (flow_text := self._flows.at(token)) is not None:
                return Answer(flow_text, headers={"Content-Type": "application/json"})
            case _ if not authorised:
                return bad_token("Malformed access token.")
            case "POST", [self._account.phone_number_id, "media"]:
                return await self._upload(request)
            case "GET", ["files", token]:
                return self._download(token)
            case "POST", [self._account.app_id, "uploads"]:
                return Answer(self._templates.uploads.begin(request.query))
            case _, [upload] if self._templates.uploads.has(upload):
                return await self._sample(request, upload)
            case _, [template_id, *edge] if template := self._templates.by_id(template_id):
                return await self._template(request, template, "/".join(edge))
            case _, [self._account.waba_id, "flows"]:
                return await flow_routes.on_account(self._flows, request)
            case _, [self._account.waba_id, edge]:
                return await self._account_edge(request, edge)
            case _, [flow_id, *edge] if flow := self._flows.by_id(flow_id):
                return await flow_routes.on_flow(self._flows, flow, request, edge="/".join(edge))
            case _, [object_id]:
                return self._object(request, object_id)
        return unknown_object(request.method, path[0])

    async def _upload(self, request: web.Request) -> Answer:
        form = await request.post()
        file = form.get("file")
        if form.get("messaging_product") != "whatsapp" or not isinstance(file, web.FileField):
            raise GraphError(100, "messaging_product must be whatsapp, and file must be a file.")
        return Answer({"id": self._media.add(file.file.read(), file.content_type, file.filename)})

    def _download(self, token: str) -> Answer:
        file = self._media.at(token)
        if file is None:
            return Answer("Not found", 404)
        return Answer(file.content, headers={"Content-Type": file.mime_type})

    async def _account_edge(self, request: web.Request, edge: str) -> Answer:
        match request.method, edge:
            case "GET", "subscribed_apps":
                app = {"id": "1", "name": "PilatesHQ", "link": "https://www.facebook.com/games/?app_id=1"}
                return Answer({"data": [{"whatsapp_business_api_data": app}]})
            case "POST", "subscribed_apps":
                return DONE
            case "GET", "message_templates":
                url = str(request.url.with_query(None))
                return Answer(self._templates.page(request.query, url))
            case "POST", "message_templates":
                asked = invitations.with_flow_ids(read_object(await request.read()), self._flows)
                return Answer(self._templates.create(asked))
            case "DELETE", "message_templates" if self._templates.delete(request.query):
                return DONE
        return unknown_object(request.method, edge)

    async def _template(self, request: web.Request, template: JSON, edge: str) -> Answer:
        match request.method, edge:
            case "GET", "":
                fields = request.query.get("fields", "name,language,status,category,components")
                return Answer(select(template, fields))
            case "POST", "":
                asked = invitations.with_flow_ids(read_object(await request.read()), self._flows)
                self._templates.edit(template, asked)
            case "POST", "unpause":
                self._templates.unpause(template)
            case _:
                return unknown_object(request.method, edge)
        return DONE

    async def _sample(self, request: web.Request, upload: str) -> Answer:
        """Answer for a file that goes up to be a sample."""
        uploads = self._templates.uploads
        if request.method == "GET":
            return Answer(uploads.told(upload))
        offset = request.headers.get("file_offset")
        return Answer(uploads.take(upload, await request.read(), offset=offset))

    def _object(self, request: web.Request, object_id: str) -> Answer:
        """Answer for whatever has that id: the number or a file."""
        fields = request.query.get("fields")
        if request.method == "GET" and object_id == self._account.phone_number_id:
            return Answer(
                select(self._number(), fields or "verified_name,display_phone_number,quality_rating")
            )
        file = self._media.get(object_id)
        if file is None or request.method not in ("GET", "DELETE"):
            return unknown_object(request.method, object_id)
        if request.method == "GET":
            return Answer(self._media.describe(object_id, file, str(request.url.origin())))
        self._media.delete(object_id)
        return DONE

    def _number(self) -> JSON:
        return {
            "verified_name": self._account.name,
            "display_phone_number": f"+{self._account.number}",
            "quality_rating": "GREEN",
            "status": "CONNECTED",
            "code_verification_status": "VERIFIED",
            "name_status": "APPROVED",
            "throughput": {"level": "STANDARD"},
            "whatsapp_business_manager_messaging_limit": "TIER_250",
            "id": self._account.phone_number_id,
        }


def _respond(answer: Answer) -> web.Response:
    match answer.body:
        case bytes() as content:
            return web.Response(body=content, status=answer.status, headers=answer.headers)
        case str() as text:
            return web.Response(text=text, status=answer.status, headers=answer.headers)
    return web.json_response(answer.body, status=answer.status, headers=answer.headers)


def _cut(request: web.Request) -> web.Response:
    """Break the connection off, as a fault of the network would."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
