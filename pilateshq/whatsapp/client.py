"""Meta's Graph API over HTTP, and what the end of a request proves.

Nothing is sent twice from here: a POST is tried once, and `SendError` tells what is known of it.
Nothing is logged, and no error carries the token or a number.
"""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import aiohttp

from pilateshq.errors import Refusal, SendError
from pilateshq.messages import Message
from pilateshq.settings import Operations, WhatsApp
from pilateshq.whatsapp.lenient import JSON, object_in, objects_in, text_in
from pilateshq.whatsapp.payload import envelope, payload, read_mark
from pilateshq.whatsapp.refusals import classify
from pilateshq.whatsapp.templates import Definition

_CONNECT_S = 5.0
_TEMPLATE_PAGES = 100  # of a hundred; Meta allows an account 6000 templates
_LONGEST_FLOW = 1_000_000  # bytes
_LONGEST_FILE = 16 * 1024 * 1024
_TEMPLATE_FIELDS = (
    "id,name,language,status,category,components,parameter_format,rejected_reason,quality_score"
)
_NUMBER_FIELDS = (
    "id,display_phone_number,verified_name,quality_rating,status,name_status,throughput,"
    "whatsapp_business_manager_messaging_limit"
)
_NOT_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL)
_NUMBER = re.compile(r"\d[\d ()-]{7,}\d")


@dataclass(frozen=True)
class Accepted:
    """Meta has taken the message, which does not mean that it was delivered."""

    wamid: str
    wa_id: str | None  # the recipient's, as Meta writes it; None if it was sent to a user id
    held: bool  # kept back until Meta has looked at the template's quality


class GraphClient:
    """One business number on the Graph API, for `async with` or between `open` and `close`."""

    def __init__(
        self,
        *,
        base_url: str,
        version: str,
        token: str,
        phone_number_id: str,
        waba_id: str,
        send_timeout: float,  # seconds, for the whole of a request
    ) -> None:
        self._root = f"{base_url.rstrip('/')}/{version}"
        self._token = token
        self._number, self._account = phone_number_id, waba_id
        self._send_timeout = send_timeout
        self._session: aiohttp.ClientSession | None = None

    @classmethod
    def of(cls, account: WhatsApp, operations: Operations) -> Self:
        """Speak for the account that the settings name."""
        return cls(
            base_url=account.graph_url,
            version=account.graph_version,
            token=account.token,
            phone_number_id=account.phone_number_id,
            waba_id=account.business_account_id,
            send_timeout=operations.send_timeout,
        )

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def open(self) -> None:
        # Connecting ends well before the whole, so that a time-out of it is known for what it is.
        connect = min(_CONNECT_S, self._send_timeout / 2)
        self._session = aiohttp.ClientSession(
            # A connection that is used again may be dead, and then nobody knows what arrived.
            connector=aiohttp.TCPConnector(force_close=True),
            timeout=aiohttp.ClientTimeout(total=self._send_timeout, connect=connect),
            headers={"Authorization": f"Bearer {self._token}"},
            cookie_jar=aiohttp.DummyCookieJar(),
        )

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def send(
        self,
        *,
        phone: str | None,
        user_id: str | None,
        message: Message,
        token: str,
        language: str,
        definition: Definition | None = None,
    ) -> Accepted:
        """Send a message once; `token` comes back in its statuses.

        `definition` is what the account has for a template, if that is known.
        """
        body = payload(message, language=language, definition=definition)
        addressed = envelope(phone, user_id, token=token, body=body)
        return _accepted(await self.call("POST", f"{self._number}/messages", json=addressed))

    async def mark_read(self, wamid: str, *, typing: bool) -> None:
        await self.call("POST", f"{self._number}/messages", json=read_mark(wamid, typing=typing))

    async def upload(self, content: bytes, *, filename: str, mime: str) -> str:
        """Give Meta a file to send, and return its media id, good for 30 days."""
        form = aiohttp.FormData({"messaging_product": "whatsapp", "type": mime})
        form.add_field("file", content, filename=filename, content_type=mime)
        answer = await self.call("POST", f"{self._number}/media", data=form)
        if not (media_id := text_in(answer, "id")):
            raise SendError(Refusal.unknown, "Meta's answer has no media id.")
        return media_id

    async def download(self, media_id: str) -> tuple[bytes, str]:
        """Fetch a file that somebody sent: its bytes and its kind."""
        if not media_id.isalnum():
            raise SendError(Refusal.never, "That is no media id.")
        told = await self.call("GET", media_id, params={"phone_number_id": self._number})
        content = await self._content(text_in(told, "url"))
        return content, text_in(told, "mime_type").partition(";")[0]

    async def _content(self, url: str) -> bytes:
        """Read a file from where Meta keeps it, which asks for our token; the address is Meta's own."""
        session = self._opened()
        try:
            async with session.get(url, allow_redirects=False) as response:
                body = await _beginning(response, _LONGEST_FILE + 1)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise SendError(Refusal.retry, f"The file did not come: {type(error).__name__}.") from None
        if response.status != 200:
            raise SendError(Refusal.retry, f"The file did not come: HTTP {response.status}.")
        if len(body) > _LONGEST_FILE:
            raise SendError(Refusal.never, "The file is too large.")
        return body

    async def phone_number(self) -> JSON:
        return await self.call("GET", self._number, params={"fields": _NUMBER_FIELDS})

    async def templates(self) -> list[JSON]:
        """List every template of the account."""
        found: list[JSON] = []
        query = {"fields": _TEMPLATE_FIELDS, "limit": "100"}
        for _ in range(_TEMPLATE_PAGES):
            answer = await self.call("GET", f"{self._account}/message_templates", params=query)
            found += objects_in(answer, "data")
            after = _next_page(answer)
            if not after or after == query.get("after"):
                break
            query["after"] = after
        return found

    async def flow_json(self, flow_id: str) -> str | None:
        """Fetch the JSON of one of the account's Flows, or None if it cannot be had."""
        try:
            listed = await self.call("GET", f"{flow_id}/assets")
            return await self._download(_flow_url(listed), _LONGEST_FLOW)
        except (SendError, aiohttp.ClientError, TimeoutError, OSError, ValueError):
            return None

    async def _download(self, url: str, longest: int) -> str | None:
        """Read a text from elsewhere; the address is key enough, and our token stays here."""
        timeout = aiohttp.ClientTimeout(total=self._send_timeout)
        async with (
            aiohttp.ClientSession(timeout=timeout, cookie_jar=aiohttp.DummyCookieJar()) as stranger,
            stranger.get(url, allow_redirects=False) as response,
        ):
            body = await _beginning(response, longest + 1)
        return body.decode() if response.status == 200 and len(body) <= longest else None

    async def call(self, method: str, path: str, **request: Any) -> JSON:
        """Ask the Graph API once, and give its answer; SendError for a refusal, or if there is no answer."""
        session, url = self._opened(), f"{self._root}/{path}"
        try:
            async with session.request(method, url, allow_redirects=False, **request) as response:
                body = await response.read()
        except _NOT_SENT as error:
            raise SendError(Refusal.retry, f"Not connected: {type(error).__name__}.") from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise SendError(Refusal.unknown, f"No whole answer: {type(error).__name__}.") from None
        return self._answer(body, response.status, response.headers)

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise RuntimeError("The client is not open.")
        return self._session

    def _answer(self, body: bytes, status: int, headers: Mapping[str, str]) -> JSON:
        try:
            answer = json.loads(body)
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict):
            raise SendError(Refusal.unknown, f"HTTP {status} with a body that cannot be read.")
        if status == 200 and "error" not in answer:
            return answer
        raise self._refused(object_in(answer, "error"), status, _seconds(headers.get("Retry-After")))

    def _refused(self, error: JSON, status: int, retry_after: float | None) -> SendError:
        code = _code(error)
        details = text_in(object_in(error, "error_data"), "details") or text_in(error, "error_user_msg")
        detail = ": ".join(filter(None, (text_in(error, "message"), details))) or f"HTTP {status}"
        # Meta repeats a token that it cannot read, and some numbers.
        hidden = _NUMBER.sub("…", detail.replace(self._token, "…"))
        return SendError(classify(code, status), hidden, code=code, retry_after=retry_after)


def _accepted(answer: JSON) -> Accepted:
    message = next(iter(objects_in(answer, "messages")), {})
    contact = next(iter(objects_in(answer, "contacts")), {})
    if not (wamid := text_in(message, "id")):
        raise SendError(Refusal.unknown, "Meta's answer has no message id.")
    held = text_in(message, "message_status") not in ("", "accepted")
    return Accepted(wamid, text_in(contact, "wa_id") or None, held)


def _flow_url(listed: JSON) -> str:
    flows = (each for each in objects_in(listed, "data") if text_in(each, "asset_type") == "FLOW_JSON")
    return text_in(next(flows, {}), "download_url")


async def _beginning(response: aiohttp.ClientResponse, size: int) -> bytes:
    """Read no more than `size` bytes, give or take a piece."""
    body = b""
    while len(body) < size and (piece := await response.content.readany()):
        body += piece
    return body


def _code(error: JSON) -> int | None:
    code = error.get("code")
    if code == 100 and error.get("error_subcode") == 33:
        return 33  # the number or account of the address is unknown to this token; not the message's fault
    return code if isinstance(code, int) else None


def _next_page(answer: JSON) -> str:
    # Never the address in `next`: our token goes to nobody but the server that we were told of.
    paging = object_in(answer, "paging")
    return text_in(object_in(paging, "cursors"), "after") if paging.get("next") else ""


def _seconds(retry_after: str | None) -> float | None:
    try:
        seconds = float(retry_after or "")
    except ValueError:
        return None
    return seconds if math.isfinite(seconds) and seconds >= 0 else None
