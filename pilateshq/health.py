"""Whether the server can really do its work, and if not, why not."""

import re
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from peewee import fn

from pilateshq.db import BALLAST
from pilateshq.models import Inbound, InboundState, Memory, Outbound, OutboundState
from pilateshq.settings import Settings

TICKS_MISSED = 4
RESTORED = "the database was restored; look at `pilateshq messages list`, then `pilateshq messages release`"
FULL = re.compile("disk is full|no space left", re.IGNORECASE)
UNSETTLED = (OutboundState.queued, OutboundState.sending, OutboundState.unknown)
LONGEST_LAG = timedelta(minutes=2)  # twice as long as one sender's stuck message may wait


@dataclass(frozen=True)
class Report:
    ready: bool
    problems: tuple[str, ...] = ()
    tick_age_s: float | None = None
    inbox_lag_s: float = 0.0  # how long the oldest unanswered message has waited
    outbox: dict[str, int] = field(default_factory=dict)  # messages that are not settled, by state
    paused: str | None = None  # why nothing is sent

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def report(*, settings: Settings, now: datetime) -> Report:
    """Look at the database, and prove that it can be written."""
    Memory.keep("looked_at", now.isoformat())
    tick_age, lag, paused = _tick_age(now), _lag(now), why_silent()
    faults = {
        f"nothing is sent: {paused}": paused is not None,
        "the clock does not tick": tick_age is None or tick_age > longest_tick(settings),
        "messages wait for their answers": lag > LONGEST_LAG,
        "the disk is nearly full": _is_full(settings),
    }
    problems = tuple(words for words, is_true in faults.items() if is_true)
    return Report(
        ready=not problems,
        problems=problems,
        tick_age_s=tick_age.total_seconds() if tick_age is not None else None,
        inbox_lag_s=lag.total_seconds(),
        outbox=count_messages(UNSETTLED),
        paused=paused,
    )


def longest_tick(settings: Settings) -> timedelta:
    """Tell how long one tick after another may take before something is wrong."""
    return timedelta(seconds=settings.operations.tick * TICKS_MISSED)


def why_silent() -> str | None:
    """Tell why nothing is sent, if that is so."""
    if Memory.recall("outbox_hold"):
        return RESTORED
    return Memory.recall("pause_reason")


def why_away(error: Exception) -> str:
    """Tell why the database cannot be used, without what a driver's words may give away."""
    return "the disk is full" if FULL.search(str(error)) else type(error).__name__


def _tick_age(now: datetime) -> timedelta | None:
    ticked = Memory.recall("tick")
    return now - datetime.fromisoformat(ticked) if ticked else None


def _is_full(settings: Settings) -> bool:
    file = settings.sqlite_path
    return file is not None and shutil.disk_usage(file.parent).free < BALLAST


def _lag(now: datetime) -> timedelta:
    oldest = Inbound.select().where(Inbound.state == InboundState.new).order_by(Inbound.id).first()
    return now - oldest.received_at if oldest else timedelta()


def count_messages(in_states: Iterable[OutboundState]) -> dict[str, int]:
    """Count what the studio says, by what became of it."""
    counted = Outbound.select(Outbound.state, fn.COUNT(Outbound.id)).where(Outbound.state.in_([*in_states]))
    states: Any = counted.group_by(Outbound.state)
    return dict(states.tuples())
