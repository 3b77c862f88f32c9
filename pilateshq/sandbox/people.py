"""Who has a phone, and what it shows."""

import asyncio
import base64
import secrets
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

WINDOW = timedelta(hours=24)
TYPING_LASTS = 25  # seconds
INBOUND, OUTBOUND = 0x12, 0x11  # as seen by the business

Status = Literal["accepted", "sent", "delivered", "read", "failed"]


@dataclass(frozen=True)
class Account:
    """The business, as Meta knows it."""

    token: str = field(repr=False)
    app_secret: str = field(repr=False)
    verify_token: str = field(repr=False)
    phone_number_id: str
    waba_id: str
    number: str  # digits
    name: str
    app_id: str = "670843887433847"


@dataclass
class Person:
    name: str
    wa_id: str | None  # digits
    user_id: str | None = None  # such as ZA.13491208655302741918
    username: str | None = None
    hidden: bool = False  # webhooks do not tell the number
    on_whatsapp: bool = True
    blocked: bool = False  # this person blocked the business
    wants_marketing: bool = True  # as set in WhatsApp, whatever they told the business
    typing: bool = False  # the phone shows that the bot is typing
    last_inbound_at: datetime | None = None

    def is_at(self, address: str | None) -> bool:
        return address is not None and address in (self.wa_id, self.user_id)

    def address(self) -> str:
        """Give what Meta's ids hold of this person: the number, unless it is hidden."""
        known = [self.user_id, self.wa_id] if self.hidden else [self.wa_id, self.user_id]
        return next((each for each in known if each), "")

    def wrote(self, at: datetime) -> None:
        self.last_inbound_at = max(at, self.last_inbound_at or at)

    def has_window(self, now: datetime) -> bool:
        return self.last_inbound_at is not None and now - self.last_inbound_at < WINDOW


@dataclass(frozen=True)
class Row:
    """A line of a list."""

    title: str
    description: str = ""


@dataclass(frozen=True)
class FlowShown:
    """A Flow behind a button."""

    flow_id: str
    token: str
    label: str  # on the button
    screen: str  # with which it begins
    data: dict[str, Any]  # for that screen


@dataclass
class Shown:
    """A message as a phone shows it."""

    wamid: str
    at: datetime
    kind: str  # text, buttons, list, flow, template, or Meta's own word for it
    text: str = ""
    outgoing: bool = False  # typed by the person
    buttons: list[str] = field(default_factory=list)  # titles, also of a list's rows
    commands: list[str] = field(default_factory=list)  # their ids or payloads; "" says nothing to the bot
    rows: list[Row] = field(default_factory=list)
    label: str = ""  # of the button that opens a list
    flow: FlowShown | None = None  # behind a Flow message's button, or a template's
    template: str | None = None
    media_id: str | None = None
    filename: str | None = None
    reply_to: str | None = None  # wamid of the message quoted or reacted to
    status: Status = "accepted"
    failure: str = ""  # why it did not arrive
    read_by_bot: bool = False

    def tappable(self) -> list[str | None]:
        """Give each button's title, None in place of one that says nothing to the bot."""
        pairs = zip(self.buttons, self.commands, strict=True)
        return [title if command else None for title, command in pairs]


class Phones:
    """Every person and screen, and what was accepted for a phone but never reached it."""

    def __init__(self) -> None:
        self.people: dict[str, Person] = {}
        self.screens: defaultdict[str, list[Shown]] = defaultdict(list)
        self.undelivered: defaultdict[str, list[Shown]] = defaultdict(list)
        self._news = asyncio.Event()
        self._typing: dict[str, asyncio.TimerHandle] = {}
        self._typed: dict[str, str] = {}  # whose each typed message is

    def key_of(self, address: str | None) -> str | None:
        """Find whose number or BSUID that is."""
        return next((key for key, person in self.people.items() if person.is_at(address)), None)

    def show(self, key: str, shown: Shown) -> None:
        self.screens[key].append(shown)
        if shown.outgoing:
            self._typed[shown.wamid] = key
        self.tell()

    def tell(self) -> None:
        """Wake all who wait for a change."""
        self._news.set()
        self._news.clear()

    async def changed(self) -> None:
        await self._news.wait()

    def has(self, key: str | None, wamid: str) -> bool:
        return key is not None and any(shown.wamid == wamid for shown in self.screens[key])

    def with_button(self, key: str, title: str, wamid: str | None) -> tuple[Shown, int]:
        """Find the newest message with that button, and which button it is; LookupError if none has it."""
        for shown in self._newest_first(key, wamid):
            if title in shown.tappable():
                return shown, shown.tappable().index(title)
        raise LookupError(f"The phone of {key} shows no button {title!r}.")

    def with_flow(self, key: str, wamid: str | None) -> tuple[Shown, FlowShown]:
        """Find the newest message that opens a Flow; LookupError if none does."""
        for shown in self._newest_first(key, wamid):
            if shown.flow:
                return shown, shown.flow
        raise LookupError(f"The phone of {key} shows no message that opens a form.")

    def mark_read(self, wamid: str) -> str | None:
        """Put two ticks on a typed message and those before it; tell whose it is, None if it is nobody's."""
        key = self._typed.get(wamid)
        if key is not None:
            typed = _typed(self.screens[key])
            for shown in list(typed.values())[: list(typed).index(wamid) + 1]:
                shown.read_by_bot = True
            self.tell()
        return key

    def start_typing(self, key: str) -> None:
        """Show that the bot is typing, until it sends something or 25 seconds have passed."""
        self.stop_typing(key)
        self.people[key].typing = True
        self._typing[key] = asyncio.get_running_loop().call_later(TYPING_LASTS, self.stop_typing, key)

    def stop_typing(self, key: str) -> None:
        self.people[key].typing = False
        if timer := self._typing.pop(key, None):
            timer.cancel()
        self.tell()

    def _newest_first(self, key: str, wamid: str | None) -> Iterator[Shown]:
        for shown in reversed(self.screens[key]):
            if not shown.outgoing and wamid in (None, shown.wamid):
                yield shown


def _typed(screen: list[Shown]) -> dict[str, Shown]:
    return {shown.wamid: shown for shown in screen if shown.outgoing}


def mint_wamid(address: str, direction: int) -> str:
    """Make an id of Meta's form, which holds the person's address."""
    unique = secrets.token_hex(9).upper().encode()
    who = address.encode()
    head = bytes([0x1C, 0x18, len(who)]) + who + bytes([0x15, 0x02, 0x00, direction, 0x18, len(unique)])
    return f"wamid.{base64.b64encode(head + unique + bytes(1)).decode()}"
