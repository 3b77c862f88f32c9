"""The sandbox's web page: phones to type and tap on, and a clock to move forward."""

import asyncio
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import phonenumbers
from aiohttp import web

from pilateshq.sandbox import guard, screens
from pilateshq.sandbox.clock import SandboxClock
from pilateshq.sandbox.graph import Emulator
from pilateshq.sandbox.people import Person, Shown

STATIC = Path(__file__).parent / "static"
LOOK_EVERY = 0.2  # seconds between two looks at the phones, while a page is open
LONGEST_TEXT = 4096  # Meta's limit
LONGEST_BODY = 64 * 1024
FURTHEST = 24 * 31  # hours forward in one step


@dataclass(frozen=True)
class Part:
    """Who somebody is to the studio, and what is worth typing on their phone."""

    role: str
    tries: tuple[str, ...] = ()


PARTS = {
    "nadine": Part(
        "owner", ("Book John tomorrow 8 single", "book jhon fri 9", "Book Mary every Tuesday 9 duo", "leads")
    ),
    "john": Part("client", ("my bookings", "Where can I park?", "message Nadine I am at the door")),
    "mary": Part("client", ("book friday 9",)),
    "stranger": Part("new here", ("Hi, do you have space on Monday?",)),
}


def page(
    emulator: Emulator, clock: SandboxClock, zone: ZoneInfo, *, parts: Mapping[str, Part] = PARTS
) -> web.Application:
    """Build the page; `zone` is the studio's, in which all its times are shown."""
    here = Page(emulator, clock, zone, parts=parts)
    app = web.Application(
        middlewares=[guard.only_this_machine, guard.only_own_posts], client_max_size=LONGEST_BODY
    )
    app.on_response_prepare.append(guard.add_headers)
    app.on_shutdown.append(here.stop)
    app.add_routes(
        [
            web.get("/", _index),
            web.static("/static", STATIC),
            web.get("/api/state", here.state),
            web.get("/api/events", here.events),
            web.get("/api/files/{media_id}", here.file),
            web.post("/api/say", here.say),
            web.post("/api/tap", here.tap),
            web.post("/api/form", here.form),
            web.post("/api/clock", here.move_clock),
        ]
    )
    return app


class Page:
    """What the page asks for."""

    def __init__(
        self, emulator: Emulator, clock: SandboxClock, zone: ZoneInfo, *, parts: Mapping[str, Part]
    ) -> None:
        self._emulator = emulator
        self._clock = clock
        self._zone = zone
        self._parts = parts
        self._stopping = asyncio.Event()

    async def stop(self, _: web.Application) -> None:
        self._stopping.set()

    async def state(self, _: web.Request) -> web.Response:
        return web.json_response(self._dated(self._state()))

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Send the state at once and whenever it has changed, until the page or the sandbox goes."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        seen: dict[str, Any] | None = None
        with suppress(ConnectionResetError):
            while not self._over(request):
                if seen != (seen := self._state()):
                    await response.write(f"data: {json.dumps(self._dated(seen))}\n\n".encode())
                await self._pause()
        return response

    async def say(self, request: web.Request) -> web.Response:
        """Type on a phone: `phone`, `text` and, to quote a message, its wamid in `reply_to`."""
        asked = await _json(request)
        key, text, reply_to = self._key(asked), asked.get("text"), asked.get("reply_to")
        if not isinstance(text, str) or not text.strip():
            raise _refused("Please type something.")
        if len(text) > LONGEST_TEXT:
            raise _refused(f"A message has at most {LONGEST_TEXT} characters.")
        if reply_to is not None:
            self._shown(key, reply_to)
        return web.json_response({"wamid": await self._emulator.say(key, text, reply_to=reply_to)})

    async def tap(self, request: web.Request) -> web.Response:
        """Tap a button or a list's row: `phone`, `wamid` and `index`, from 0."""
        asked = await _json(request)
        key, index = self._key(asked), asked.get("index")
        shown = self._shown(key, asked.get("wamid"))
        if type(index) is not int or not 0 <= index < len(shown.buttons):
            raise _refused("That message has no such button.")
        if not shown.commands[index]:
            raise _refused("That button says nothing to the studio.")
        return web.json_response({"wamid": await self._emulator.send_raw(key, self._reply(shown, index))})

    async def form(self, request: web.Request) -> web.Response:
        """Fill in the form behind a message and send it: `phone`, `wamid` and `answers` by field."""
        asked = await _json(request)
        key, answers = self._key(asked), asked.get("answers")
        shown = self._shown(key, asked.get("wamid"))
        if not isinstance(answers, dict):
            raise _refused("Please send the answers as a JSON object.")
        try:
            wamid = await self._emulator.submit_flow(key, answers, wamid=shown.wamid)
        except LookupError:
            raise _refused("That message has no form.") from None
        except ValueError as wrong:
            raise _refused(str(wrong)) from None
        return web.json_response({"wamid": wamid})

    async def move_clock(self, request: web.Request) -> web.Response:
        """Go forward by `hours`, or `to` the next such time in the studio."""
        match await _json(request):
            case {"hours": int() | float() as hours} if hours is not True and 0 < hours <= FURTHEST:
                self._clock.forward(timedelta(hours=hours))
            case {"to": str() as words}:
                self._clock.forward_to(_time(words), self._zone)
            case _:
                raise _refused(f'Please send {{"hours": 1}}, up to {FURTHEST}, or {{"to": "19:59"}}.')
        return web.json_response({"now": self._clock().isoformat()})

    async def file(self, request: web.Request) -> web.Response:
        """Give a document that the studio sent, to be kept and not shown in the page's name."""
        file = self._emulator.media.get(request.match_info["media_id"])
        if file is None:
            raise web.HTTPNotFound(text="There is no such file, or no longer.")
        headers = {"Content-Disposition": "attachment"}
        return web.Response(body=file.content, content_type="application/octet-stream", headers=headers)

    def _over(self, request: web.Request) -> bool:
        return self._stopping.is_set() or request.transport is None or request.transport.is_closing()

    async def _pause(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), LOOK_EVERY)

    def _reply(self, shown: Shown, index: int) -> dict[str, Any]:
        """Make the reply by the place of its button: two rows may have one title."""
        context = {"from": self._emulator.account.number, "id": shown.wamid}
        return {**screens.reply(shown, index), "context": context}

    def _key(self, asked: dict[str, Any]) -> str:
        key = asked.get("phone")
        if not isinstance(key, str) or key not in self._emulator.people:
            raise _refused("There is no such phone.")
        return key

    def _shown(self, key: str, wamid: Any) -> Shown:
        for shown in self._emulator.screen(key):
            if shown.wamid == wamid:
                return shown
        raise _refused("That phone shows no such message.")

    def _dated(self, state: dict[str, Any]) -> dict[str, Any]:
        return {"now": self._clock().isoformat(), **state}

    def _state(self) -> dict[str, Any]:
        """Tell all that does not change by itself, as the time does."""
        people = self._emulator.people
        return {
            "zone": self._zone.key,
            "ahead": self._clock.offset.total_seconds(),
            "studio": self._emulator.account.name,
            "phones": [self._phone(key, person) for key, person in people.items() if key in self._parts],
        }

    def _phone(self, key: str, person: Person) -> dict[str, Any]:
        part = self._parts[key]
        return {
            "key": key,
            "name": person.name,
            "about": " · ".join(filter(None, (part.role, *_seen(person)))),
            "tries": part.tries,
            "typing": person.typing,
            "messages": [self._message(key, shown) for shown in self._messages(key)],
        }

    def _messages(self, key: str) -> list[Shown]:
        """Give all that was for that phone, and what never reached it."""
        lost = [shown for shown in self._emulator.undelivered(key) if shown.status == "failed"]
        return sorted([*self._emulator.screen(key), *lost], key=lambda shown: shown.at)

    def _message(self, key: str, shown: Shown) -> dict[str, Any]:
        return {**_message(shown), "form": self._form(key, shown)}

    def _form(self, key: str, shown: Shown) -> dict[str, Any] | None:
        """Give the form behind a message and its button's place, None if no phone would show it."""
        if shown.flow is None:
            return None
        with suppress(LookupError, ValueError):
            opened = self._emulator.open_flow(key, shown.wamid).screens
            button = list(zip(shown.buttons, shown.commands, strict=True)).index((shown.flow.label, ""))
            return {"button": button, "screens": [asdict(screen) for screen in opened]}
        return None


def _seen(person: Person) -> Iterator[str]:
    """Tell by what the studio knows them."""
    if person.wa_id and not person.hidden:
        yield _spaced(person.wa_id)
    if person.username:
        yield f"@{person.username}"
    if person.blocked:
        yield "has blocked the studio"


def _spaced(digits: str) -> str:
    try:
        number = phonenumbers.parse(f"+{digits}")
    except phonenumbers.NumberParseException:
        return f"+{digits}"
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _message(shown: Shown) -> dict[str, Any]:
    return {
        "wamid": shown.wamid,
        "at": shown.at.isoformat(),
        "kind": shown.kind,
        "text": shown.text,
        "outgoing": shown.outgoing,
        "buttons": list(_buttons(shown)),
        "rows": [asdict(row) for row in shown.rows],
        "label": shown.label,
        "template": shown.template,
        "media_id": shown.media_id,
        "filename": shown.filename,
        "reply_to": shown.reply_to,
        "status": "read" if shown.read_by_bot else shown.status,
        "reason": shown.failure,
    }


def _buttons(shown: Shown) -> Iterator[dict[str, Any]]:
    for title, command in zip(shown.buttons, shown.commands, strict=True):
        yield {"title": title, "works": bool(command) and shown.status != "failed"}


async def _index(_: web.Request) -> web.FileResponse:
    return web.FileResponse(STATIC / "index.html")


async def _json(request: web.Request) -> dict[str, Any]:
    try:
        asked = await request.json()
    except (ValueError, RecursionError):
        raise _refused("That is not JSON.") from None
    if not isinstance(asked, dict):
        raise _refused("Please send a JSON object.")
    return asked


def _time(words: str) -> time:
    if re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", words):
        return time.fromisoformat(words)
    raise _refused("Please write the time as 19:59.")


def _refused(sentence: str) -> web.HTTPBadRequest:
    return web.HTTPBadRequest(text=sentence)
