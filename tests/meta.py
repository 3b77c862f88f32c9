"""Meta's side of the wire, over a real socket: it answers as a test says."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from pilateshq.messages import Text
from pilateshq.whatsapp.client import Accepted, GraphClient

TOKEN = "EAAB-not-a-token"
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]

ACCEPTED = {
    "messaging_product": "whatsapp",
    "contacts": [{"input": "+27821110001", "wa_id": "27821110001"}],
    "messages": [{"id": "wamid.OUT-1"}],
}


@dataclass
class Graph:
    """Meta's side: answers as a test says, and remembers what it was asked."""

    server: TestServer
    answers: list[Answer] = field(default_factory=list)  # the last one is given again and again
    asked: list[web.Request] = field(default_factory=list)
    bodies: list[Any] = field(default_factory=list)
    over: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        return str(self.server.make_url("/")).rstrip("/")

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request)
        is_json = request.content_type == "application/json"
        self.bodies.append(await request.json() if is_json else await request.read())
        return await (self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])(request)

    def says(self, answer: object, *, status: int = 200, headers: dict[str, str] | None = None) -> None:
        async def respond(_: web.Request) -> web.StreamResponse:
            return web.json_response(answer, status=status, headers=headers)

        self.answers.append(respond)

    def writes(self, body: bytes, *, status: int = 200, mime: str = "application/json") -> None:
        async def respond(_: web.Request) -> web.StreamResponse:
            return web.Response(body=body, status=status, content_type=mime)

        self.answers.append(respond)

    def refuses(self, code: int, *, status: int = 400, **error: object) -> None:
        self.says({"error": {"message": f"(#{code}) No.", "code": code, **error}}, status=status)


@asynccontextmanager
async def answering() -> AsyncIterator[Graph]:
    application = web.Application()
    graph = Graph(TestServer(application))
    application.router.add_route("*", "/{path:.*}", graph.handle)
    await graph.server.start_server()
    yield graph
    graph.over.set()
    await graph.server.close()


def client_of(url: str, *, send_timeout: float = 5) -> GraphClient:
    return GraphClient(
        base_url=url,
        version="v25.0",
        token=TOKEN,
        phone_number_id="106540352242922",
        waba_id="102290129340398",
        send_timeout=send_timeout,
    )


async def send(client: GraphClient, *, phone: str | None = "27821110001") -> Accepted:
    return await client.send(
        phone=phone, user_id="ZA.134", message=Text("Hi"), token="phq.main.17.1", language="en_US"
    )
