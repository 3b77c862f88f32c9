"""The control: a bot with the usual rule, "time-out or crash, then send again". The torture must catch it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from pilateshq import cli, fates
from pilateshq.errors import Refusal
from pilateshq.models import Outbound, OutboundState


def send_again(*, sent_before: datetime) -> None:
    """Take what a dead process was sending for unsent."""
    left = (Outbound.state == OutboundState.sending) & (Outbound.sent_at <= sent_before)
    Outbound.update(state=OutboundState.queued).where(left).execute()


def without_doubt(refused: Callable[..., None]) -> Callable[..., None]:
    """Take what has no answer for unsent."""

    def settle(sending: Any, error: Any, **more: Any) -> None:
        if error.refusal is Refusal.unknown:
            error.refusal = Refusal.retry
        refused(sending, error, **more)

    return settle


def patch(name: str, new: Any) -> None:
    setattr(fates, name, new)


if __name__ == "__main__":
    patch("recover", send_again)
    patch("refused", without_doubt(fates.refused))
    cli.main()
