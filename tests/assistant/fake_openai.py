"""OpenAI's side of the wire, over a real socket: it answers as a test says, and keeps what it was sent."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import openai.resources.responses  # noqa: F401 - here, so that no test waits for it
from aiohttp import web
from aiohttp.test_utils import TestServer

JSON = dict[str, Any]
Respond = Callable[[web.Request], Awaitable[web.StreamResponse]]


class FakeOpenAI:
    """Answers each call with the next of its answers, and with the last one again and again."""

    def __init__(self) -> None:
        self.bodies: list[JSON] = []
        self.log = ""  # every byte, headers too
        self.calls_at_once = self.most_at_once = 0
        self.over = asyncio.Event()
        self._answers: list[Respond] = []
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._handle)
        self.server = TestServer(app)

    async def start(self) -> str:
        await self.server.start_server()
        return str(self.server.make_url("/v1"))

    async def stop(self) -> None:
        self.over.set()
        await self.server.close()

    @property
    def asked(self) -> list[str]:
        """Give the question of each call, the newest last."""
        return [body["input"][-1]["content"] for body in self.bodies]

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.text()
        self.log += f"{request.method} {request.path} {dict(request.headers)}\n{body}\n"
        self.bodies.append(json.loads(body))
        self.calls_at_once += 1
        self.most_at_once = max(self.most_at_once, self.calls_at_once)
        try:
            return await (self._answers.pop(0) if len(self._answers) > 1 else self._answers[0])(request)
        finally:
            self.calls_at_once -= 1

    # what it answers

    def says(self, kind: str, answer: str = "", proposal: object = None) -> None:
        self.writes(json.dumps({"kind": kind, "answer": answer, "proposal": proposal}))

    def writes(self, text: object, *, tokens: tuple[int, int] = (1000, 50)) -> None:
        """Answer as the model does that wrote this text."""
        message = {"type": "message", "content": [{"type": "output_text", "text": text}]}
        self.outputs([message], tokens=tokens)

    def outputs(self, items: list[object], *, tokens: tuple[int, int] = (1000, 50)) -> None:
        usage = {"input_tokens": tokens[0], "output_tokens": tokens[1]}
        self.sends(json.dumps({"id": "resp_1", "object": "response", "output": items, "usage": usage}))

    def sends(self, body: str, *, status: int = 200, headers: dict[str, str] | None = None) -> None:
        async def respond(_: web.Request) -> web.StreamResponse:
            return web.Response(text=body, status=status, headers=headers, content_type="application/json")

        self._answers.append(respond)

    def hangs(self) -> None:
        """Answer nothing before the end, or before `let_go`."""

        async def respond(_: web.Request) -> web.StreamResponse:
            await self.over.wait()
            return web.Response(status=500)

        self._answers.append(respond)

    def let_go(self) -> None:
        self.over.set()

    def forget(self) -> None:
        """Answer from now on only what a test says next."""
        self._answers.clear()
