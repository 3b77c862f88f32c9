"""What /metrics tells: figures of the database, asked when they are wanted, and times of this process."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter

from aiohttp import web
from prometheus_client import CollectorRegistry, Gauge, Histogram, ProcessCollector, generate_latest

from pilateshq import health, nightly
from pilateshq.errors import SendError
from pilateshq.models import Memory, OutboundState
from pilateshq.settings import Settings

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Figures:
    """What the database knows."""

    report: health.Report
    fates: dict[str, int]  # messages by what became of them
    held: bool  # since a restore
    sent_twice: int
    backed_up_at: datetime | None
    tried_at: datetime | None  # when a copy was put back on trial


def figures(*, settings: Settings, now: datetime) -> Figures:
    return Figures(
        report=health.report(settings=settings, now=now),
        fates=health.count_messages(OutboundState),
        held=Memory.recall("outbox_hold") is not None,
        sent_twice=int(Memory.recall("sent_twice") or 0),
        backed_up_at=_moment(nightly.BACKED_UP),
        tried_at=_moment(nightly.TRIED),
    )


def _moment(name: str) -> datetime | None:
    kept = Memory.recall(name)
    return datetime.fromisoformat(kept) if kept else None


class Metrics:
    """The times of this process, and the page with all figures."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._webhook = Histogram(
            "pilateshq_webhook_seconds",
            "How long Meta waited for our answer",
            ["status"],
            registry=self._registry,
        )
        self._send = Histogram(
            "pilateshq_send_seconds", "How long we waited for Meta's", ["outcome"], registry=self._registry
        )

    @web.middleware
    async def measured(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Measure each call of Meta's; what is raised becomes a plain answer.

        As an answer, an error would keep the body until the next full collection of garbage.
        """
        if (request.method, request.path) != ("POST", "/webhook"):
            return await handler(request)
        begun, status = perf_counter(), 500
        try:
            response = await _plain(handler, request)
            status = response.status
        finally:
            self._webhook.labels(status).observe(perf_counter() - begun)
        return response

    @contextmanager
    def sending(self) -> Iterator[None]:
        """Measure a send, by how it ends."""
        begun, outcome = perf_counter(), "accepted"
        try:
            yield
        except SendError as error:
            outcome = error.refusal
            raise
        finally:
            self._send.labels(outcome).observe(perf_counter() - begun)

    def page(self, known: Figures | None) -> bytes:
        """Write all figures as Prometheus reads them; None stands for a database that cannot be asked."""
        return generate_latest(self._registry) + generate_latest(_told(known))


async def _plain(handler: Handler, request: web.Request) -> web.StreamResponse:
    try:
        return await handler(request)
    except web.HTTPException as error:
        return web.Response(status=error.status, text=error.text)


def _told(known: Figures | None) -> CollectorRegistry:
    registry = CollectorRegistry()
    _gauge(registry, "database_up", "Whether the database can be written", known is not None)
    if known is None:
        return registry
    report = known.report
    _gauge(registry, "ready", "Whether the server can really do its work", report.ready)
    _gauge(registry, "inbox_lag_seconds", "How long the oldest unanswered message waits", report.inbox_lag_s)
    _gauge(registry, "paused", "Whether nothing is sent for now", report.paused is not None)
    _gauge(registry, "held", "Whether nothing is sent since a restore", known.held)
    _gauge(registry, "sent_twice", "Messages that certainly went twice", known.sent_twice)
    if report.tick_age_s is not None:
        _gauge(registry, "tick_age_seconds", "How long ago the clock last ticked", report.tick_age_s)
    if known.backed_up_at:
        made = known.backed_up_at.timestamp()
        _gauge(registry, "backup_timestamp_seconds", "When the last good backup was made", made)
    if known.tried_at:
        tried = known.tried_at.timestamp()
        _gauge(registry, "restore_trial_timestamp_seconds", "When a backup was last put back on trial", tried)
    fates = Gauge("pilateshq_messages", "Messages by what became of them", ["fate"], registry=registry)
    for state in OutboundState:
        fates.labels(state).set(known.fates.get(state, 0))
    return registry


def _gauge(registry: CollectorRegistry, name: str, meaning: str, value: float) -> None:
    Gauge(f"pilateshq_{name}", meaning, registry=registry).set(value)
