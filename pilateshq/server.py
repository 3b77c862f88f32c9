"""The server: Meta's webhook, the loops that answer and send, and the clock's tick."""

import asyncio
import fcntl
import hmac
import logging
import random
import signal
from collections.abc import Coroutine
from contextlib import AsyncExitStack, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from aiohttp import web
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from peewee import PeeweeException
from prometheus_client import CONTENT_TYPE_LATEST

from pilateshq import (
    account,
    attachments,
    cleaning,
    db,
    fates,
    health,
    inbox,
    money_sweep,
    nightly,
    outbox,
    questions,
    reminders,
    template_news,
    waitlist_sweep,
)
from pilateshq.clock import Clock, uptime
from pilateshq.errors import BadSignature, DatabaseUnready, Refusal, SendError
from pilateshq.loop import Loop
from pilateshq.metrics import Metrics, figures
from pilateshq.models import Memory
from pilateshq.ping import Ping
from pilateshq.settings import Settings
from pilateshq.thinking import Thinker
from pilateshq.whatsapp import template_events, webhook
from pilateshq.whatsapp.client import GraphClient
from pilateshq.whatsapp.webhook import Other

log = logging.getLogger(__name__)

LARGEST_BODY = 4 * 1024 * 1024  # Meta posts up to 3 MB
CALLERS_IN_LINE = 1024  # connections that wait to be taken; after an outage Meta comes with many
SENDS_AT_ONCE = 8
ACCOUNT_AGAIN = timedelta(hours=1)  # how often its templates are read
# All that follows is in seconds.
CALL_WITHIN = 12.0  # from one call of a connection, or its beginning, to the end of the next one's headers
BODY_WITHIN = 10.0
KEPT_WITHIN = 10.0  # else the database is as good as away, and Meta shall come again
REPORT_WITHIN = 3.0
TYPING_WITHIN = 2.0  # the read mark is a courtesy, and the reply does not wait longer for it
# A stop takes at most twice the first and once the second, less than the ten that Docker allows.
LAST_CALLS_WITHIN = 2.0
LAST_SENDS_WITHIN = 5.0  # what has not ended then is in doubt


async def run(settings: Settings, clock: Clock) -> None:
    """Serve until the process is told to stop."""
    told = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    server = Server(settings, clock)
    await server.start()
    try:
        await told.wait()
    finally:
        await server.stop()


class Server:
    """The bot as one process: it lives between `start` and `stop`."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        if settings.whatsapp is None:
            raise ValueError("serving needs the WhatsApp settings")
        self.settings, self.clock, self.account = settings, clock, settings.whatsapp
        self.wire = GraphClient.of(self.account, settings.operations)
        self.port = settings.port
        self.metrics, self._ping = Metrics(), Ping(settings.ping_url)
        self._account_due, self._ticked_at = clock(), uptime()
        self._missed_calls = False
        self._answered = ""  # whose message was the last
        self._answering, self._sending = Loop(self._answer_next), Loop(self._send_next)
        self._filing = Loop(self._file_next)
        self._on_the_wire: set[asyncio.Task[None]] = set()
        self._opened = AsyncExitStack()

    async def start(self) -> None:
        """Take the database (DatabaseUnready if another server has it), mend what was left, and serve."""
        async with AsyncExitStack() as opened:
            await self._open_database(opened)
            await opened.enter_async_context(self.wire)
            await self._listen(opened)
            opened.push_async_callback(self._finish_sends)
            self._thinker = Thinker(
                self.settings, self.clock, self.database, self.wire, said=self._sending.wake
            )
            await opened.enter_async_context(self._thinker)
            await opened.enter_async_context(self._answering)
            await opened.enter_async_context(self._sending)
            await opened.enter_async_context(self._filing)
            await self._begin_ticks(opened)
            self._opened = opened.pop_all()
        log.info("serving on %s:%s", self.settings.host, self.port)

    async def stop(self) -> None:
        """Take no more, let what is on its way arrive, and close."""
        await self._opened.aclose()

    async def _open_database(self, opened: AsyncExitStack) -> None:
        if path := self.settings.sqlite_path:
            opened.enter_context(only_server(path))
        db.open_database(self.settings.database_url)
        self.database, boot = db.DatabaseThread(), self.clock()
        opened.push_async_callback(asyncio.to_thread, self.database.close)
        await asyncio.to_thread(db.migrate)
        await self.database.run(fates.hear_again, now=boot)
        await self.database.run(outbox.resume, tried_at=boot)  # whoever restarts has mended what was wrong
        if path:  # no other process can be alive: what was on its way has nobody left
            await self.database.run(fates.recover, sent_before=boot)
            await self.database.run(questions.recover, claimed_before=boot)

    async def _finish_sends(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_SENDS_WITHIN):
                await asyncio.gather(*self._on_the_wire, return_exceptions=True)

    async def _begin_ticks(self, opened: AsyncExitStack) -> None:
        await self.tick()
        scheduler, every = AsyncIOScheduler(timezone="UTC"), self.settings.operations.tick
        scheduler.add_job(self._ring, "interval", seconds=every, coalesce=True, misfire_grace_time=None)
        scheduler.start()
        opened.callback(scheduler.shutdown, wait=False)

    async def _ring(self) -> None:
        with suppress(asyncio.CancelledError):  # the scheduler cuts it short when it ends
            await self.tick()

    async def tick(self) -> None:
        """Do what is due by the clock."""
        now = self.clock()
        if self._was_deaf():
            await self.database.run(fates.hear_again, now=now)
        await self.database.run(_settle, settings=self.settings, now=now)
        if await self.database.run_alone(_queue_due, settings=self.settings, clock=self.clock):
            self._spawn(nightly.work(self.database, self.settings, self.clock))
        await cleaning.clean(self.database, self.settings, now=now)
        await self.database.run(Memory.keep, "tick", now.isoformat())
        if self._ping.is_due(now=now):
            self._spawn(self._tell_that_all_is_well())
        if now >= self._account_due:
            self._account_due = now + ACCOUNT_AGAIN
            self._spawn(self._read_account())
        self._sending.wake()

    def _was_deaf(self) -> bool:
        """Tell whether since the last tick a call was refused, or may have been missed at a standstill."""
        missed, self._missed_calls = self._missed_calls, False
        before, self._ticked_at = self._ticked_at, uptime()
        longest = max(health.longest_tick(self.settings).total_seconds(), KEPT_WITHIN)
        return missed or self._ticked_at - before > longest

    async def _tell_that_all_is_well(self) -> None:
        if (await self._report()).ready:
            await self._ping.call()

    async def _read_account(self) -> None:
        """Learn which templates the account has, and where its registration Flow begins."""
        try:
            listed, flow_id = await self.wire.templates(), self.account.registration_flow_id
            flow_json = await self.wire.flow_json(flow_id) if flow_id else None
        except SendError as error:
            log.warning("the account could not be read: %s", error.detail)
            return
        if missing := await self.database.run(
            template_news.listed, listed, settings=self.settings, now=self.clock()
        ):
            log.warning("the account lacks templates: %s", ", ".join(missing))
        if flow_id:
            await self.database.run(account.keep_flow, flow_id, flow_json)

    async def _listen(self, opened: AsyncExitStack) -> None:
        app = web.Application(client_max_size=LARGEST_BODY, middlewares=[self.metrics.measured])
        app.router.add_get("/webhook", self.shake_hands)
        app.router.add_post("/webhook", self.receive)
        app.router.add_get("/healthz", self.healthz)
        app.router.add_get("/readyz", self.readyz)
        app.router.add_get("/metrics", self.show_metrics)
        # No access log: the verify token is in an address.
        runner = web.AppRunner(
            app,
            access_log=None,
            keepalive_timeout=CALL_WITHIN,
            lingering_time=1,
            shutdown_timeout=LAST_CALLS_WITHIN,
        )
        await runner.setup()
        opened.push_async_callback(runner.cleanup)
        site = web.TCPSite(runner, self.settings.host, self.settings.port, backlog=CALLERS_IN_LINE)
        await site.start()
        self.port = runner.addresses[0][1]

    async def shake_hands(self, request: web.Request) -> web.Response:
        """Prove to Meta that the address is ours."""
        asked = request.query
        token = asked.get("hub.verify_token", "").encode()
        known = hmac.compare_digest(token, self.account.verify_token.encode())
        if not known or asked.get("hub.mode") != "subscribe" or "hub.challenge" not in asked:
            raise web.HTTPForbidden
        return web.Response(text=asked["hub.challenge"])

    async def receive(self, request: web.Request) -> web.Response:
        """Keep what Meta tells, and only then say 200."""
        body = await _body(request)
        signature = request.headers.get("X-Hub-Signature-256")
        try:
            webhook.check_signature(body, signature, self.account.app_secrets)
        except BadSignature:
            raise web.HTTPForbidden from None
        await self._keep(body)
        self._answering.wake()
        return web.Response()

    async def _keep(self, body: bytes) -> None:
        now = self.clock()
        events = webhook.events(body, now=now)
        try:
            async with asyncio.timeout(KEPT_WITHIN):
                await self.database.run_first(inbox.keep, events, settings=self.settings, now=now)
        except (PeeweeException, TimeoutError) as error:
            self._missed_calls = True
            log.error("a webhook could not be kept, so Meta will bring it again: %s", type(error).__name__)
            raise web.HTTPServiceUnavailable from None
        if any(isinstance(event, Other) and event.field in template_events.FIELDS for event in events):
            self._account_due = now  # what has become of the rest of it, only the list tells

    async def healthz(self, _: web.Request) -> web.Response:
        return web.Response(text="ok")

    async def readyz(self, _: web.Request) -> web.Response:
        """Tell whether the server can really do its work."""
        report = await self._report()
        return web.json_response(report.as_json(), status=200 if report.ready else 503)

    async def _report(self) -> health.Report:
        try:
            async with asyncio.timeout(REPORT_WITHIN):
                return await self.database.run(health.report, settings=self.settings, now=self.clock())
        except (PeeweeException, TimeoutError) as error:
            return health.Report(ready=False, problems=(f"database: {health.why_away(error)}",))

    async def show_metrics(self, _: web.Request) -> web.Response:
        known = None
        with suppress(PeeweeException, TimeoutError):
            async with asyncio.timeout(REPORT_WITHIN):
                known = await self.database.run(figures, settings=self.settings, now=self.clock())
        return web.Response(body=self.metrics.page(known), headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def _answer_next(self) -> bool:
        answered = await self.database.run_alone(
            inbox.answer_next, after=self._answered, settings=self.settings, now=self.clock()
        )
        if answered is None:
            return False
        self._answered = answered.sender
        self._filing.wake()
        if answered.replied:
            self._sending.wake()
            return True
        self._thinker.wake()
        if answered.wamid and self._has_room():
            self._spawn(self._mark_read(answered.wamid, typing=False))
        return True

    async def _send_next(self) -> bool:
        if not self._has_room():
            return False  # whichever ends first wakes us
        if sending := await self.database.run(outbox.claim, settings=self.settings, now=self.clock()):
            self._spawn(self._send(sending))
        return sending is not None

    async def _file_next(self) -> bool:
        """Make the next file that is to go with a message, and hand it to Meta."""
        number = await self.database.run(attachments.take, settings=self.settings, now=self.clock())
        if number is None:
            return False
        work = await self.database.run(attachments.work, number, settings=self.settings, now=self.clock())
        try:
            handed = await self._hand_over(work)
        except SendError as error:
            await self.database.run(attachments.failed, work, error, settings=self.settings, now=self.clock())
        else:
            await self.database.run(
                attachments.settle, work, handed, settings=self.settings, now=self.clock()
            )
            self._sending.wake()
        return True

    async def _hand_over(self, work: attachments.Work) -> attachments.Handed:
        if isinstance(work.make, attachments.Fetch):
            content, mime = await self.wire.download(work.make.media_id)
        else:
            content, mime = await asyncio.to_thread(attachments.draw, work.make), attachments.PDF
        media_id = await self.wire.upload(content, filename=work.filename, mime=mime)
        return attachments.Handed(media_id, mime)

    async def _send(self, sending: outbox.Sending) -> None:
        if sending.answers:
            await self._mark_read(sending.answers, typing=True)
        try:
            self._check_lease(sending)
            with self.metrics.sending():
                accepted = await self.wire.send(
                    phone=sending.phone,
                    user_id=sending.user_id,
                    message=sending.message,
                    token=sending.token,
                    language=self.settings.template_language,
                    definition=sending.definition,
                )
        except SendError as error:
            jitter, now = random.uniform(-1, 1), self.clock()
            await self.database.run(
                fates.refused, sending, error, settings=self.settings, now=now, jitter=jitter
            )
        else:
            await self.database.run(fates.accepted, sending, wamid=accepted.wamid, wa_id=accepted.wa_id)

    def _check_lease(self, sending: outbox.Sending) -> None:
        """Refuse to send what was held up here for so long that another process may have taken it over."""
        if self.clock() - sending.begun_at >= timedelta(seconds=self.settings.operations.lease):
            raise SendError(Refusal.retry, "it was held up before it left")

    async def _mark_read(self, wamid: str, *, typing: bool) -> None:
        with suppress(SendError, TimeoutError):
            async with asyncio.timeout(TYPING_WITHIN):
                await self.wire.mark_read(wamid, typing=typing)

    def _has_room(self) -> bool:
        return len(self._on_the_wire) < SENDS_AT_ONCE

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._on_the_wire.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._on_the_wire.discard(task)
        self._sending.wake()
        if not task.cancelled() and (error := task.exception()):
            log.error("a send was left in doubt", exc_info=error)


async def _body(request: web.Request) -> bytes:
    if "Content-Encoding" in request.headers:
        raise web.HTTPUnsupportedMediaType
    try:
        async with asyncio.timeout(BODY_WITHIN):
            return await request.read()
    except (TimeoutError, ConnectionError):
        raise web.HTTPRequestTimeout from None


def only_server(path: Path) -> IO[str]:
    """Hold the lock that proves that no other server has this SQLite file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = path.with_name(path.name + ".lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise DatabaseUnready(f"Another server is running on {path}. Stop it first.") from None
    return lock


def _settle(*, settings: Settings, now: datetime) -> None:
    questions.recover(claimed_before=questions.lost_before(settings, now=now))
    fates.recover(sent_before=now - timedelta(seconds=settings.operations.lease))
    fates.reconcile(settings=settings, now=now)


def _queue_due(*, settings: Settings, clock: Clock) -> bool:
    """Do what is due when it is our turn; tell whether the night's work is this process's to do."""
    now = clock()
    reminders.queue_due(settings=settings, now=now)
    money_sweep.queue_due(settings=settings, now=now)
    waitlist_sweep.queue_due(settings=settings, now=now)
    template_news.tell_approved(settings=settings, now=now)
    return nightly.begin(settings=settings, now=now)
