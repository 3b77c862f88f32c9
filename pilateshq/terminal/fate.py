"""What becomes of a message that the terminal has queued."""

import time
from dataclasses import asdict, dataclass

import typer

from pilateshq.terminal import screen

WAIT = 30.0  # seconds
LOOK_EVERY = 0.2  # seconds
ARRIVED = ("delivered", "read")
ON_ITS_WAY = ("accepted", "sent")
LOST = ("failed", "expired", "cancelled")


@dataclass(frozen=True)
class Fate:
    id: int
    state: str
    held: bool  # until its template is let through
    why: str

    @property
    def is_final(self) -> bool:
        return self.held or self.state in (*ARRIVED, *LOST)

    @property
    def is_good(self) -> bool:
        return self.state in (*ARRIVED, *ON_ITS_WAY)


def of(number: int, *, within: float) -> Fate:
    """Wait some seconds until it is known what became of a message; give what is known then."""
    until = time.monotonic() + within
    while not (found := _look(number)).is_final and time.monotonic() < until:
        time.sleep(LOOK_EVERY)
    return found


def _look(number: int) -> Fate:
    from pilateshq import db, health
    from pilateshq.models import Outbound

    with db.transaction():
        row = Outbound.get_by_id(number)
        is_paused = row.state == "queued" and not row.held
        why = row.note or (is_paused and health.why_silent()) or ""
        return Fate(row.id, str(row.state), bool(row.held and row.state == "queued"), why)


def tell(fate: Fate, *, as_json: bool) -> None:
    """Print what became of it; the exit code says whether that is good."""
    if as_json:
        screen.show_json(asdict(fate))
    else:
        state = "waits for its template" if fate.held else fate.state
        typer.echo(f"{state}: {fate.why}" if fate.why else state)
    raise typer.Exit(0 if fate.is_good else 1)
