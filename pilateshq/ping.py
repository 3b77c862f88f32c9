"""The dead man's switch: somebody else hears from us while all is well, and notices when they do not."""

import logging
from datetime import datetime, timedelta

import aiohttp

log = logging.getLogger(__name__)

EVERY = timedelta(minutes=1)
WITHIN = 5.0  # seconds


class Ping:
    """Calls an address, which is a secret, at most once a minute."""

    def __init__(self, url: str | None) -> None:
        self._url = url
        self._due: datetime | None = None
        self._fails = False

    def is_due(self, *, now: datetime) -> bool:
        """Tell whether it is time for the next call, which counts as made."""
        if self._url is None or (self._due and now < self._due):
            return False
        self._due = now + EVERY
        return True

    async def call(self) -> None:
        """Say that all is well; if nobody hears it, the log tells once."""
        why = await self._trouble()
        if why and not self._fails:
            log.warning("PING_URL cannot be called: %s", why)
        self._fails = bool(why)

    async def _trouble(self) -> str:
        timeout = aiohttp.ClientTimeout(total=WITHIN)
        try:
            async with aiohttp.ClientSession(timeout=timeout) as http, http.get(self._url or "") as answer:
                return "" if answer.ok else f"HTTP {answer.status}"
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            return type(error).__name__
