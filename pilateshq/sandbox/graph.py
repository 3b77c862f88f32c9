"""Meta's side of WhatsApp on this machine: the Graph API, the phones, and signed webhooks."""

import asyncio
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from types import EllipsisType, MappingProxyType
from typing import Any, Literal

from aiohttp import web

from pilateshq.clock import Clock, utcnow
from pilateshq.sandbox import envelopes, forms, screens
from pilateshq.sandbox.chaos import Chaos
from pilateshq.sandbox.delivery import Courier, Delivery, HandshakeFailed
from pilateshq.sandbox.exchange import Call, Exchange
from pilateshq.sandbox.faults import Fault
from pilateshq.sandbox.flows import Flows
from pilateshq.sandbox.forms import Form
from pilateshq.sandbox.media import Media
from pilateshq.sandbox.people import INBOUND, Account, Person, Phones, Row, Shown, mint_wamid
from pilateshq.sandbox.routes import Routes
from pilateshq.sandbox.rules import JSON
from pilateshq.sandbox.statuses import Delays, Statuses
from pilateshq.sandbox.templates import Templates

__all__ = [
    "Account",
    "Call",
    "Chaos",
    "Delays",
    "Delivery",
    "Emulator",
    "Fault",
    "Form",
    "HandshakeFailed",
    "Person",
    "Row",
    "Shown",
]

NO_DELAYS = Delays()
NOTHING: Mapping[str, Any] = MappingProxyType({})


class Emulator:
    """Meta, its Graph API, and everybody's phone.

    Nothing that a person does waits for the bot: webhooks go out by themselves, and `settled` waits for them.
    The pair rate is measured on `clock`; one that stands still never trips it.
    """

    def __init__(
        self,
        *,
        account: Account,
        webhook_url: str,
        clock: Clock = utcnow,
        templates: Sequence[Mapping[str, Any]] = (),
        delays: Delays = NO_DELAYS,
        pair_rate: bool = True,
        retry_after: float = 0.2,
        review_after: float | None = None,
        chaos: Chaos | None = None,
    ) -> None:
        """Take seconds: until a webhook is sent again (they double up to 2), and a new template approved."""
        self.account, self.chaos = account, chaos or Chaos()
        self.templates = Templates(templates, on_review=self._review)
        self.review_after = review_after
        self.flows = Flows()
        self.media = Media(clock)
        self._clock = clock
        self._phones = Phones()
        self._courier = Courier(
            webhook_url, account=account, clock=clock, retry_after=retry_after, chaos=self.chaos
        )
        self._statuses = Statuses(
            account=account,
            courier=self._courier,
            phones=self._phones,
            clock=clock,
            delays=delays,
            chaos=self.chaos,
        )
        self._exchange = Exchange(
            account=account,
            clock=clock,
            phones=self._phones,
            templates=self.templates,
            flows=self.flows,
            media=self.media,
            statuses=self._statuses,
            pair_rate=pair_rate,
            chaos=self.chaos,
        )
        self._runner: web.AppRunner | None = None
        self.people = self._phones.people
        self.calls = self._exchange.calls
        self.deliveries = self._courier.deliveries

    async def start(self, port: int = 0) -> str:
        """Listen on 127.0.0.1 and give the base address."""
        routes = Routes(
            account=self.account,
            exchange=self._exchange,
            templates=self.templates,
            flows=self.flows,
            media=self.media,
        )
        await self._courier.start()
        self._runner = web.AppRunner(routes.app(), access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """End all that is under way, and stop listening."""
        self._exchange.stopping.set()
        self._courier.cancel()
        if self._runner:
            await self._runner.cleanup()
        await self._courier.stop()

    async def verify(self) -> None:
        """Shake hands as Meta does before it uses a webhook; HandshakeFailed if the bot does it wrong."""
        await self._courier.verify()

    def add_person(
        self, key: str, name: str, wa_id: str | None, user_id: str | None = None, **more: Any
    ) -> Person:
        person = self.people[key] = Person(name, wa_id, user_id, **more)
        return person

    async def say(
        self, key: str, text: str, *, reply_to: str | None = None, at: datetime | None = None, times: int = 1
    ) -> str:
        """Type a text; `at` is its timestamp, and `times` is how often Meta brings it."""
        message = {"type": "text", "text": {"body": text}, **self._timestamp(at), **self._context(reply_to)}
        return self._type(key, message, times=times)

    async def tap(self, key: str, button: str, *, wamid: str | None = None, times: int = 1) -> str:
        """Tap the button or row of that title, on the newest message that has it; LookupError if none has."""
        shown, index = self._phones.with_button(key, button, wamid)
        return self._type(key, {**screens.reply(shown, index), **self._context(shown.wamid)}, times=times)

    def open_flow(self, key: str, wamid: str | None = None) -> Form:
        """Open the form of a message (the newest that has one); ValueError if a phone would not show it."""
        _, flow = self._phones.with_flow(key, wamid)
        return forms.open_form(self.flows, flow)

    async def submit_flow(
        self,
        key: str,
        answers: Mapping[str, Any],
        *,
        wamid: str | None = None,
        token: str | EllipsisType | None = ...,
        extra: Mapping[str, Any] = NOTHING,
        without: Collection[str] = (),
        times: int = 1,
    ) -> str:
        """Fill in the form of a message and send it; ValueError for what a phone would not take.

        The token is the message's own, unless another is given, or None for none; `extra` and `without`
        change what is sent after the phone has looked at it.
        """
        shown, flow = self._phones.with_flow(key, wamid)
        form = forms.fill_in(self.flows, flow, answers)
        named = flow.token if token is ... else token
        own = {} if named is None else {"flow_token": named}
        sent = {**own, **form.response, **extra}
        sent = {name: value for name, value in sent.items() if name not in without}
        return await self.send_flow(key, json.dumps(sent), wamid=shown.wamid, times=times)

    async def send_flow(
        self, key: str, response_json: str, *, wamid: str | None = None, times: int = 1
    ) -> str:
        """Send a form's answer as it is, whatever it says."""
        message = {**screens.submitted(response_json), **self._context(wamid)}
        return self._type(key, message, times=times)

    async def send_raw(self, key: str, message: JSON) -> str:
        """Send a message of any form; what it says of its id, time and sender wins."""
        return self._type(key, message)

    def change_template(self, name: str, *, times: int = 1, language: str = "en_US", **changed: str) -> None:
        """Let Meta change a template, and tell: its `status`, `category`, `quality` or `body`."""
        field, value = self.templates.change(name, language, **changed)
        body = envelopes.encode(envelopes.of_account(self.account, field, value, self._clock()))
        self._courier.spawn(self._courier.carry(body, lane="account", times=times))

    async def prefer(self, key: str, *, marketing: bool) -> None:
        """Let a person stop marketing in WhatsApp, or take it again."""
        person = self.people[key]
        person.wants_marketing = marketing
        value = "resume" if marketing else "stop"
        self._tell(key, envelopes.preference(self.account, person, value, now=self._clock()))

    async def change_number(self, key: str, wa_id: str, user_id: str) -> None:
        """Let a person have another number, and so another BSUID; nobody is at the old ones then."""
        person = self.people[key]
        before = replace(person)
        person.wa_id, person.user_id, person.last_inbound_at = wa_id, user_id, None
        message = {"id": mint_wamid(before.address(), INBOUND), **self._timestamp(self._clock())}
        self._tell(key, envelopes.moved(self.account, before, person, message))

    async def deliver(self, value_or_body: Mapping[str, Any] | bytes, *, signature: str | None = None) -> int:
        """Post a value, a whole body or bytes once, and give the HTTP status; `signature=""` sends none."""
        return await self._courier.post(self._bytes(value_or_body), signature=signature)

    async def settled(self, timeout: float = 5) -> None:  # noqa: ASYNC109
        """Wait until no webhook is under way; TimeoutError if it takes too long."""
        async with asyncio.timeout(timeout):
            await self._courier.idle()

    def screen(self, key: str) -> list[Shown]:
        """Give what that phone shows, oldest first."""
        return list(self._phones.screens[key])

    def received(self, key: str) -> list[Shown]:
        """Give what that phone shows of the bot."""
        return [shown for shown in self.screen(key) if not shown.outgoing]

    def undelivered(self, key: str) -> list[Shown]:
        """Give what was accepted for that phone and never reached it, with its `failure`."""
        return list(self._phones.undelivered[key])

    async def wait_for(self, key: str, text: str, timeout: float = 5) -> Shown:  # noqa: ASYNC109
        """Give the bot's newest message that contains the text, once there is one; or AssertionError."""
        try:
            async with asyncio.timeout(timeout):
                while not (found := [shown for shown in self.received(key) if text in shown.text]):
                    await self._phones.changed()
        except TimeoutError:
            raise AssertionError(f"{text!r} is not on the phone of {key}:\n{self._transcript(key)}") from None
        return found[-1]

    def fault(self, kind: Fault, *, times: int = 1, to: str | None = None) -> None:
        """Let the next sends go wrong; `to` limits it to a person, by key, number or BSUID."""
        self._exchange.faults.plan(kind, times=times, to=to)

    @property
    def webhook_url(self) -> str:
        return self._courier.url

    @webhook_url.setter
    def webhook_url(self, url: str) -> None:
        self._courier.url = url

    @property
    def window_refusal(self) -> Literal["status", "sync"]:
        """Tell how a free-form message outside the 24 hours is refused."""
        return self._exchange.window_refusal

    @window_refusal.setter
    def window_refusal(self, way: Literal["status", "sync"]) -> None:
        self._exchange.window_refusal = way

    @property
    def statuses_paused(self) -> bool:
        return self._statuses.paused

    @statuses_paused.setter
    def statuses_paused(self, paused: bool) -> None:
        self._statuses.paused = paused

    def _type(self, key: str, message: JSON, *, times: int = 1) -> str:
        person, now = self.people[key], self._clock()
        sent = {"id": mint_wamid(person.address(), INBOUND), **self._timestamp(now), **message}
        person.wrote(datetime.fromtimestamp(int(sent["timestamp"]), UTC))
        shown = screens.typed(sent, at=now)
        self._phones.show(key, shown)
        body = envelopes.encode(envelopes.inbound(self.account, person, sent))
        self._courier.spawn(self._bring(key, shown, body, times=times))
        return shown.wamid

    def _tell(self, key: str, body: JSON) -> None:
        self._courier.spawn(self._courier.carry(envelopes.encode(body), lane=key))

    async def _bring(self, key: str, shown: Shown, body: bytes, *, times: int) -> None:
        await self._courier.carry(body, lane=key, times=times)
        shown.status = "delivered"
        self._phones.tell()

    def _review(self, template: JSON) -> None:
        if self.review_after is not None:
            self._courier.spawn(self._approve(template, self.review_after))

    async def _approve(self, template: JSON, after: float) -> None:
        await asyncio.sleep(after)
        if template["status"] == "PENDING":
            self.change_template(template["name"], language=template["language"], status="APPROVED")

    def _timestamp(self, at: datetime | None) -> JSON:
        return {"timestamp": str(int(at.timestamp()))} if at else {}

    def _context(self, wamid: str | None) -> JSON:
        return {"context": {"from": self.account.number, "id": wamid}} if wamid else {}

    def _bytes(self, value_or_body: Mapping[str, Any] | bytes) -> bytes:
        if isinstance(value_or_body, bytes):
            return value_or_body
        if "entry" in value_or_body or "object" in value_or_body:
            return envelopes.encode(value_or_body)
        return envelopes.encode(envelopes.whole(self.account, dict(value_or_body)))

    def _transcript(self, key: str) -> str:
        lines = [f"{'>' if shown.outgoing else '<'} {shown.text}" for shown in self.screen(key)]
        return "\n".join(lines) or "(empty)"
