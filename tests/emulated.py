"""The emulator with Thandi's phone, a bot that only listens, and a client of its API."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from pilateshq.sandbox.graph import Account, Delays, Emulator
from tests.registration import BUILT, BUILT_ID, FLOW, FLOW_ID

MONDAY = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
ACCOUNT = Account(
    token="a token",
    app_secret="a secret",
    verify_token="a verify token",
    phone_number_id="106540352242922",
    waba_id="102290129340398",
    number="27110000001",
    name="PilatesHQ",
)
NO_DELAYS = Delays()
THANDI, THANDI_ID = "27821110001", "ZA.13491208655302741918"
TEMPLATES = (
    {
        "name": "client_session_tomorrow_us",
        "language": "en_US",
        "category": "UTILITY",
        "components": [
            {"type": "BODY", "text": "You have a session tomorrow at {{1}}, {{2}}."},
            {
                "type": "BUTTONS",
                "buttons": [
                    {"type": "QUICK_REPLY", "text": "I will be there"},
                    {"type": "QUICK_REPLY", "text": "I cannot come"},
                ],
            },
        ],
    },
    {
        "name": "welcome",
        "language": "en_US",
        "category": "MARKETING",
        "parameter_format": "NAMED",
        "components": [{"type": "BODY", "text": "Welcome, {{first_name}}!"}],
    },
    {"name": "pausing", "language": "en_US", "category": "UTILITY", "status": "PAUSED"},
    {"name": "disabled", "language": "en_US", "category": "UTILITY", "status": "DISABLED"},
    {"name": "waiting", "language": "en_US", "category": "UTILITY", "status": "PENDING"},
    {
        "name": "invoice",
        "language": "en_US",
        "category": "UTILITY",
        "parameter_format": "NAMED",
        "components": [
            {"type": "HEADER", "format": "DOCUMENT"},
            {"type": "BODY", "text": "Your invoice, {{first_name}}."},
        ],
    },
    {
        "name": "client_registration",
        "language": "en_US",
        "category": "UTILITY",
        "components": [
            {"type": "BODY", "text": "Hi {{1}}, please register."},
            {
                "type": "BUTTONS",
                "buttons": [
                    {"type": "FLOW", "text": "Register", "flow_id": FLOW_ID, "navigate_screen": "REGISTER"},
                    {"type": "QUICK_REPLY", "text": "Not now"},
                ],
            },
        ],
    },
)


class Time:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = MONDAY

    def __call__(self) -> datetime:
        return self.now

    def move(self, **delta: float) -> None:
        self.now += timedelta(**delta)


class Bot:
    """A webhook that only listens."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.refusals: list[int] = []  # statuses to answer before it takes anything
        self.deaf_to = b"nothing"
        self.wrongly_signed = 0
        self.challenge_suffix = ""
        app = web.Application()
        app.add_routes([web.get("/webhook", self.shake_hands), web.post("/webhook", self.listen)])
        self.server = TestServer(app)

    async def shake_hands(self, request: web.Request) -> web.Response:
        if request.query["hub.verify_token"] != ACCOUNT.verify_token:
            raise web.HTTPForbidden
        return web.Response(text=request.query["hub.challenge"] + self.challenge_suffix)

    async def listen(self, request: web.Request) -> web.Response:
        body = await request.read()
        if request.headers.get("X-Hub-Signature-256") != sign(body):
            self.wrongly_signed += 1
            raise web.HTTPForbidden
        if self.refusals:
            return web.Response(status=self.refusals.pop(0))
        if self.deaf_to in body:
            return web.Response(status=500)
        self.bodies.append(body)
        return web.Response()

    def url(self) -> str:
        return str(self.server.make_url("/webhook"))

    def values(self) -> list[dict[str, Any]]:
        return [json.loads(body)["entry"][0]["changes"][0]["value"] for body in self.bodies]

    def messages(self) -> list[dict[str, Any]]:
        return [message for value in self.values() for message in value.get("messages", [])]

    def texts(self) -> list[str]:
        return [message["text"]["body"] for message in self.messages()]

    def statuses(self) -> list[dict[str, Any]]:
        return [status for value in self.values() for status in value.get("statuses", [])]


class Meta:
    """The emulator with Thandi's phone, and a client of its API."""

    def __init__(self, bot: Bot, delays: Delays) -> None:
        self.bot = bot
        self.clock = Time()
        self.emulator = Emulator(
            account=ACCOUNT,
            webhook_url=bot.url(),
            clock=self.clock,
            templates=TEMPLATES,
            delays=delays,
            retry_after=0.01,
        )
        self.emulator.flows.add(FLOW_ID, "Registration", FLOW)
        self.emulator.flows.add(BUILT_ID, "Built", BUILT)
        self.emulator.add_person("thandi", "Thandi Mokoena", THANDI, THANDI_ID)
        self.emulator.add_person("john", "John Smith", "27821110002")
        self.session = aiohttp.ClientSession(headers={"Authorization": f"Bearer {ACCOUNT.token}"})
        self.url = ""

    async def ask(self, method: str, path: str, **more: Any) -> tuple[int, Any]:
        async with self.session.request(method, f"{self.url}/v25.0/{path}", **more) as response:
            return response.status, await response.json()

    async def send(self, **message: Any) -> tuple[int, Any]:
        whole = {"messaging_product": "whatsapp", "to": f"+{THANDI}", **message}
        return await self.ask("POST", f"{ACCOUNT.phone_number_id}/messages", json=whole)

    async def text(self, body: str, **more: Any) -> tuple[int, Any]:
        return await self.send(type="text", text={"body": body}, **more)

    async def template(self, name: str, *components: Any, **more: Any) -> tuple[int, Any]:
        template = {"name": name, "language": {"code": "en_US"}, "components": components, **more}
        return await self.send(type="template", template=template)

    async def hear_from_thandi(self) -> str:
        wamid = await self.emulator.say("thandi", "Hi")
        await self.emulator.settled()
        return wamid

    async def refused(self, **message: Any) -> tuple[int, int]:
        """Send what will be refused, and give the HTTP status and Meta's code."""
        status, answered = await self.send(**message)
        return status, answered["error"]["code"]


def sign(body: bytes) -> str:
    return "sha256=" + hmac.new(ACCOUNT.app_secret.encode(), body, hashlib.sha256).hexdigest()


def body_with(*texts: str) -> dict[str, Any]:
    return {"type": "body", "parameters": [{"type": "text", "text": text} for text in texts]}


def tomorrow_button(index: int, payload: str) -> dict[str, Any]:
    parameters = [{"type": "payload", "payload": payload}]
    return {"type": "button", "sub_type": "quick_reply", "index": str(index), "parameters": parameters}


def buttons(*replies: tuple[str, str], body: str = "See you?", **more: Any) -> dict[str, Any]:
    offered = [{"type": "reply", "reply": {"id": command, "title": title}} for title, command in replies]
    interactive = {"type": "button", "body": {"text": body}, "action": {"buttons": offered}, **more}
    return {"type": "interactive", "interactive": interactive}


def rows(*rows: dict[str, str], label: str = "Choose", **more: Any) -> dict[str, Any]:
    action = {"button": label, "sections": [{"rows": rows}], **more}
    return {
        "type": "interactive",
        "interactive": {"type": "list", "body": {"text": "When?"}, "action": action},
    }


async def until(happened: Callable[[], object]) -> None:
    """Wait for something that webhooks bring about; TimeoutError if they do not."""
    async with asyncio.timeout(5):
        while True:
            if happened():
                return
            await asyncio.sleep(0.005)


@asynccontextmanager
async def emulated(delays: Delays = NO_DELAYS) -> AsyncIterator[Meta]:
    bot = Bot()
    await bot.server.start_server()
    meta = Meta(bot, delays)
    meta.url = await meta.emulator.start()
    yield meta
    await meta.session.close()
    await meta.emulator.stop()
    await bot.server.close()
