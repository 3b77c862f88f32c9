"""Days as they are typed at the terminal."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NoReturn

import typer

from pilateshq.terminal import screen

if TYPE_CHECKING:
    from pilateshq.conversation.tokens import Reason
    from pilateshq.conversation.when import When
    from pilateshq.settings import Settings

WEEK = 7


def read(words: Sequence[str], settings: "Settings", *, now: datetime) -> tuple[date, ...]:
    """Read the days that the words mean, `week` being today and the six that follow; complain of others."""
    from pilateshq.conversation.tokens import Reason, tokenise
    from pilateshq.conversation.when import read_when

    said, local = " ".join(words), now.astimezone(settings.zone)
    if said.casefold() in ("week", "this week"):
        return tuple(local.date() + timedelta(days=ahead) for ahead in range(WEEK))
    when, rest = read_when(tokenise(said), now=local)
    if rest or not _is_days_only(when):
        _complain(said, Reason.not_understood if rest else when.trouble, settings)
    return tuple(sorted(when.days))


def _is_days_only(when: "When") -> bool:
    return bool(when.days) and when.time is None and when.trouble is None


def _complain(said: str, why: "Reason | None", settings: "Settings") -> NoReturn:
    from pilateshq.conversation.commands import Unclear
    from pilateshq.conversation.tokens import Reason
    from pilateshq.conversation.wording import Wording
    from pilateshq.messages import plain

    unclear = Unclear("schedule", why or Reason.not_understood, "Tue, 7 Oct or 2025-10-07", said)
    screen.complain(plain(Wording(settings).unclear(unclear)))
    raise typer.Exit(1)
