"""The sandbox's page with real phones, and a bot that only listens: what it says, the test says."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from pilateshq.sandbox.clock import SandboxClock
from pilateshq.sandbox.graph import Emulator
from pilateshq.sandbox.people import Account
from pilateshq.sandbox.phones import page
from tests.registration import FLOW, FLOW_ID

ZONE = ZoneInfo("Africa/Johannesburg")
MORNING = datetime(2026, 10, 6, 6, 0, tzinfo=UTC)  # a Tuesday; 08:00 in the studio
ACCOUNT = Account(
    token="the-token",
    app_secret="the-app-secret",
    verify_token="the-verify-token",
    phone_number_id="100200300",
    waba_id="400500600",
    number="27821110000",
    name="The Studio",
)
TEMPLATE = {
    "name": "client_booking_us",
    "language": "en_US",
    "status": "APPROVED",
    "category": "UTILITY",
    "components": [
        {"type": "BODY", "text": "Hi {{1}}, you are booked: {{2}}."},
        {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Reject"}]},
    ],
}
JSON = dict[str, Any]


@dataclass
class Stage:
    """All that runs; `heard` is each message that the bot was given."""

    emulator: Emulator
    clock: SandboxClock
    page: TestServer
    graph_url: str
    session: ClientSession
    heard: list[JSON] = field(default_factory=list)

    async def bot_says(self, key: str, message: JSON | str) -> str:
        """Send as the bot does, and give the wamid."""
        said = {"type": "text", "text": {"body": message}} if isinstance(message, str) else message
        answered = await self._call_graph({"to": self.emulator.people[key].wa_id, **said})
        return str(answered["messages"][0]["id"])

    async def bot_reads(self, wamid: str) -> None:
        """Mark a message as read, and type."""
        await self._call_graph({"status": "read", "message_id": wamid, "typing_indicator": {"type": "text"}})

    async def post(self, path: str, **asked: Any) -> tuple[int, str]:
        """Do what the page does, and give the HTTP status and the answer."""
        async with self.session.post(self.page.make_url(f"/api/{path}"), json=asked) as answer:
            return answer.status, await answer.text()

    async def state(self) -> JSON:
        """Give what the page shows."""
        async with self.session.get(self.page.make_url("/api/state")) as answer:
            told: JSON = await answer.json()
            return told

    async def on_phone(self, key: str) -> list[JSON]:
        """Give what the page shows on that phone."""
        phones = (await self.state())["phones"]
        return next(list(phone["messages"]) for phone in phones if phone["key"] == key)

    async def _call_graph(self, message: JSON) -> JSON:
        url = f"{self.graph_url}/v25.0/{ACCOUNT.phone_number_id}/messages"
        body = {"messaging_product": "whatsapp", **message}
        headers = {"Authorization": f"Bearer {ACCOUNT.token}"}
        async with self.session.post(url, json=body, headers=headers) as answer:
            answered: JSON = await answer.json()
            assert answer.status == 200, answered
            return answered


@asynccontextmanager
async def stage() -> AsyncIterator[Stage]:
    """Run emulator, page and bot; Nadine and John have phones."""
    heard: list[JSON] = []
    bot = TestServer(_bot(heard))
    await bot.start_server()
    clock = SandboxClock(lambda: MORNING)
    emulator = Emulator(
        account=ACCOUNT, webhook_url=str(bot.make_url("/webhook")), clock=clock, templates=[TEMPLATE]
    )
    graph_url = await emulator.start()
    emulator.flows.add(FLOW_ID, "Registration", FLOW)
    emulator.add_person("nadine", "Nadine Botha", "27821110001")
    emulator.add_person("john", "John Smith", "27821110002")
    server = TestServer(page(emulator, clock, ZONE))
    await server.start_server()
    async with ClientSession() as session:
        yield Stage(emulator, clock, server, graph_url, session, heard)
    await server.close()
    await emulator.stop()
    await bot.close()


def _bot(heard: list[JSON]) -> web.Application:
    async def webhook(request: web.Request) -> web.Response:
        for entry in (await request.json())["entry"]:
            for change in entry["changes"]:
                heard.extend(change["value"].get("messages", []))
        return web.Response()

    app = web.Application()
    app.router.add_post("/webhook", webhook)
    return app


def buttons(body: str, *titles: str) -> JSON:
    replies = [{"type": "reply", "reply": {"id": title.lower(), "title": title}} for title in titles]
    interactive = {"type": "button", "body": {"text": body}, "action": {"buttons": replies}}
    return {"type": "interactive", "interactive": interactive}


def choices(body: str, label: str, rows: list[tuple[str, str, str]]) -> JSON:
    """Make a list of rows, each an id, a title and a description."""
    lines = [{"id": each, "title": title, "description": more} for each, title, more in rows]
    action = {"button": label, "sections": [{"title": label, "rows": lines}]}
    return {"type": "interactive", "interactive": {"type": "list", "body": {"text": body}, "action": action}}


def template(*parameters: str, payload: str) -> JSON:
    components: list[JSON] = [
        {"type": "body", "parameters": [{"type": "text", "text": each} for each in parameters]},
        {
            "type": "button",
            "sub_type": "quick_reply",
            "index": "0",
            "parameters": [{"type": "payload", "payload": payload}],
        },
    ]
    named = {"name": TEMPLATE["name"], "language": {"code": "en_US"}, "components": components}
    return {"type": "template", "template": named}
