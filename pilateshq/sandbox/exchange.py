"""Meta's side of a send: refuse it, or accept it, show it and report on it."""

import asyncio
import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from pilateshq.clock import Clock
from pilateshq.sandbox import invitations, screens
from pilateshq.sandbox.chaos import Chaos
from pilateshq.sandbox.faults import BAD_GATEWAY, Fault, Faults, refusal
from pilateshq.sandbox.filling import Filled, fill
from pilateshq.sandbox.flows import Flows
from pilateshq.sandbox.invitations import Invitation
from pilateshq.sandbox.media import Media
from pilateshq.sandbox.people import OUTBOUND, Account, FlowShown, Phones, mint_wamid
from pilateshq.sandbox.refusals import WINDOW_CLOSED, Answer, GraphError, bad_token
from pilateshq.sandbox.rules import (
    JSON,
    Recipient,
    check_form,
    check_product,
    media_ids,
    part,
    read_object,
    read_recipient,
)
from pilateshq.sandbox.statuses import Sent, Statuses
from pilateshq.sandbox.templates import Templates

BURST = 45
ONE_MORE_EVERY = timedelta(seconds=6)


@dataclass
class Call:
    """A request to /messages, and what became of it."""

    at: datetime
    payload: JSON
    status: int | None = None  # None: the connection was cut, or no answer has gone out
    body: Any = None
    wamid: str | None = None

    @property
    def accepted(self) -> bool:
        """Tell whether this put a message on its way."""
        return self.wamid is not None


@dataclass
class Allowance:
    """How many messages may still go to one person: 45 at once, and one more every six seconds."""

    left: float = BURST
    at: datetime | None = None

    def take(self, now: datetime) -> bool:
        if now == self.at:
            return True  # a clock that stands still measures no rate
        gained = (now - (self.at or now)) / ONE_MORE_EVERY
        self.left, self.at = min(BURST, self.left + max(0, gained)), now
        if self.left < 1:
            return False
        self.left -= 1
        return True


class Exchange:
    def __init__(
        self,
        *,
        account: Account,
        clock: Clock,
        phones: Phones,
        templates: Templates,
        flows: Flows,
        media: Media,
        statuses: Statuses,
        pair_rate: bool,
        chaos: Chaos,
    ) -> None:
        self.calls: list[Call] = []
        self.faults = Faults()
        self.window_refusal: Literal["status", "sync"] = "status"
        self.stopping = asyncio.Event()
        self._account = account
        self._clock = clock
        self._phones = phones
        self._templates = templates
        self._flows = flows
        self._media = media
        self._statuses = statuses
        self._pair_rate = pair_rate
        self._chaos = chaos
        self._allowances: defaultdict[str, Allowance] = defaultdict(Allowance)

    async def take(self, raw: bytes, *, authorised: bool) -> Answer | None:
        """Answer a request to /messages and keep it in the ledger; None is for cutting the connection."""
        call = Call(self._clock(), read_object(raw))
        self.calls.append(call)
        answer = await self._answer(call) if authorised else bad_token("Malformed access token.")
        if answer:
            call.status, call.body = answer.status, answer.body
        return answer

    async def _answer(self, call: Call) -> Answer | None:
        try:
            if call.payload.get("status") == "read":
                return self._mark_read(call.payload)
            return await self._send(call)
        except GraphError as refused:
            return refused.answer()

    async def _send(self, call: Call) -> Answer | None:
        fault = self.faults.take(self._names(call.payload)) or self._chaos.fault()
        if fault is Fault.close_before:
            return None
        if fault and (refused := refusal(fault, self._account.waba_id)):
            return refused
        sent = self._accept(call.payload)
        call.wamid = sent.shown.wamid
        climb = self._statuses.begin(sent, reported=fault is not Fault.no_status)
        return await self._after(fault, sent, climb)

    async def _after(self, fault: Fault | None, sent: Sent, climb: asyncio.Task[None]) -> Answer | None:
        """Answer for a message that was accepted, well or badly."""
        answer = _accepted(sent)
        match fault:
            case Fault.hang_after:
                await self.stopping.wait()
                return None
            case Fault.close_after:
                return None
            case Fault.html_502_after:
                return BAD_GATEWAY
            case Fault.slow:
                await asyncio.wait({climb})
            case Fault.truncated:
                return Answer(json.dumps(answer.body)[:-20], headers={"Content-Type": "application/json"})
        return answer

    def _accept(self, message: JSON) -> Sent:
        now = self._clock()
        check_form(message)
        recipient = self._recipient(message)
        category, filled = self._fill(message)
        flow = self._open(filled.invitation if filled else invitations.of_message(message))
        self._check_references(message)
        self._check_header(filled)
        key = self._phones.key_of(recipient.address)
        person = self._phones.people.get(key or "")
        doom = self._doom(key, message, category, now)
        if self._pair_rate and not self._allowances[recipient.address].take(now):
            raise GraphError(131056, "Too many messages to this person in a short time.")
        shown = screens.received(
            message, wamid=mint_wamid(recipient.address, OUTBOUND), at=now, filled=filled
        )
        shown.flow = flow
        if key and doom:
            shown.failure = doom.details
            self._phones.undelivered[key].append(shown)
        elif key:
            self._phones.stop_typing(key)
            self._phones.show(key, shown)
        return Sent(shown, recipient, person, category, message.get("biz_opaque_callback_data"), doom)

    def _recipient(self, message: JSON) -> Recipient:
        recipient = read_recipient(message)
        if recipient.address == self._account.number:
            raise GraphError(131021, "The recipient is the business itself.")
        return recipient

    def _fill(self, message: JSON) -> tuple[str, Filled | None]:
        """Give the message's category and, if it is one, the template filled in."""
        if message.get("type") != "template":
            return "service", None
        template = self._templates.sendable(message["template"])
        return str(template["category"]).lower(), fill(template, message["template"])

    def _open(self, invitation: Invitation | None) -> FlowShown | None:
        return invitations.accept(invitation, self._flows) if invitation else None

    def _check_references(self, message: JSON) -> None:
        for media_id in media_ids(message):
            if self._media.get(media_id) is None:
                raise GraphError(100, f"{media_id} is not a valid media id of this number.")

    def _check_header(self, filled: Filled | None) -> None:
        if filled is None or filled.file.get("type") != "document":
            return
        file = self._media.get(str(filled.file.get("id")))
        if file and file.mime_type != "application/pdf":
            raise GraphError(132012, "header: a template's document is a PDF")

    def _doom(self, key: str | None, message: JSON, category: str, now: datetime) -> GraphError | None:
        """Tell why the message, though accepted, will not arrive."""
        person = self._phones.people.get(key or "")
        if person is None or person.blocked or not person.on_whatsapp:
            return GraphError(131026, "Message Undeliverable.")
        if category == "marketing" and not person.wants_marketing:
            return GraphError(131050, "The person has stopped marketing messages.")
        if message.get("type") == "reaction" and not self._phones.has(key, message["reaction"]["message_id"]):
            return GraphError(131009, "There is no such message to react to.")
        if message.get("type") == "template" or person.has_window(now):
            return None
        return self._refuse_window()

    def _refuse_window(self) -> GraphError:
        closed = GraphError(131047, WINDOW_CLOSED)
        if self.window_refusal == "sync":
            raise closed
        return closed

    def _names(self, payload: JSON) -> set[str | None]:
        """Give every name by which a fault may mean the recipient."""
        try:
            address = read_recipient(payload).address
        except GraphError:
            return set()
        return {address, self._phones.key_of(address)}

    def _mark_read(self, payload: JSON) -> Answer:
        check_product(payload)
        typing = part(payload, "typing_indicator") if "typing_indicator" in payload else {"type": None}
        if typing.get("type") not in (None, "text"):
            raise GraphError(100, "The type of a typing_indicator must be text.")
        key = self._phones.mark_read(str(payload.get("message_id")))
        if key is None:
            raise GraphError(131009, "message_id is not the id of a message to this number.")
        if typing["type"]:
            self._phones.start_typing(key)
        return Answer({"success": True})


def _accepted(sent: Sent) -> Answer:
    recipient = sent.recipient
    name = "wa_id" if recipient.by_number else "user_id"
    message = {"id": sent.shown.wamid}
    if sent.shown.template:
        message["message_status"] = "accepted"
    contacts = [{"input": recipient.given, name: recipient.address}]
    return Answer({"messaging_product": "whatsapp", "contacts": contacts, "messages": [message]})
