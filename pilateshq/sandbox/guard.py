"""Who may use the sandbox's page: this machine, and no other site in its browsers."""

import re
from collections.abc import Awaitable, Callable

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
LOOPBACK = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?", re.IGNORECASE)
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


@web.middleware
async def only_this_machine(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse a name that somebody else's DNS has pointed at this machine."""
    if not LOOPBACK.fullmatch(request.host):
        raise web.HTTPForbidden(text="The sandbox answers to localhost only.")
    return await handler(request)


@web.middleware
async def only_own_posts(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse what another site makes a browser post; a program need not send a browser's headers."""
    if request.method == "POST" and not _is_own(request):
        raise web.HTTPForbidden(text="Only the sandbox's own page may do that, and in JSON.")
    return await handler(request)


async def add_headers(_: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(HEADERS)


def _is_own(request: web.Request) -> bool:
    here = f"http://{request.host}"
    return (
        request.content_type == "application/json"
        and request.headers.get("Origin", here) == here
        and request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    )
