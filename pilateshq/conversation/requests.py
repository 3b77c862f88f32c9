"""A client's wish for a seat: what is free, and the question to the owner."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pilateshq.conversation.bookings import HAS_ALTERNATIVES
from pilateshq.conversation.commands import Request, Wait
from pilateshq.conversation.turn import Answer, Turn, asked, to_owner
from pilateshq.conversation.wording import Option
from pilateshq.errors import SessionFull, StudioError
from pilateshq.models import Booking, Client
from pilateshq.settings import Kind
from pilateshq.studio import booking, timetable

OFFERED = 10


def ask(turn: Turn, client: Client, command: Request) -> Answer:
    kind = kind_of(turn, client, command.kind)
    command = replace(command, kind=kind.name)
    if command.day and command.time:
        local = datetime.combine(command.day, command.time, turn.settings.zone)
        return _ask_for(turn, client, command, local.astimezone(UTC))
    if command.day:
        free = timetable.free_on(kind, command.day, settings=turn.settings, now=turn.now)
    else:
        free = timetable.next_free(kind, turn.now, settings=turn.settings, now=turn.now, count=OFFERED)
    return asked(turn.say.free_times([_option(turn, command, start) for start in free]))


def kind_of(turn: Turn, client: Client, named: str | None) -> Kind:
    """Find the kind of session that was named, or else what they usually come for."""
    usual = named or booking.usual_kind(client)
    kinds = turn.settings.studio.kinds
    return kinds.get(usual or "") or next(iter(kinds.values()))


def _ask_for(turn: Turn, client: Client, command: Request, starts_at: datetime) -> Answer:
    horizon = turn.now + timedelta(days=turn.settings.studio.client_horizon_days)
    if starts_at > horizon:
        return asked(turn.say.too_far_ahead(horizon))
    try:
        wanted = _book(turn, client, command, starts_at)
    except HAS_ALTERNATIVES as refusal:
        return asked(turn.say.instead(refusal, _alternatives(turn, command, starts_at, refusal)))
    if turn.settings.studio.bookings_need_approval:
        notices = to_owner(turn, key=f"request:{wanted.id}", message=turn.say.asks_for(wanted))
        return Answer(turn.say.requested(wanted), notices)
    nudge = to_owner(turn, key=f"booked:{wanted.id}:owner", message=turn.say.client_booked(wanted))
    return Answer(turn.say.booked_by_client(wanted), nudge)


def _alternatives(turn: Turn, command: Request, starts_at: datetime, refusal: StudioError) -> list[Option]:
    """Offer the nearest free times, and of a full session the waitlist."""
    kind = timetable.kind_named(command.kind or "", turn.settings)
    may_wait = isinstance(refusal, SessionFull) and turn.settings.studio.waitlist.most > 0
    free = timetable.next_free(
        kind, starts_at, settings=turn.settings, now=turn.now, count=2 if may_wait else 3
    )
    times = [_option(turn, command, start) for start in free]
    wish = Wait(command.day, command.time, kind.name)
    return [*times, (turn.say.wait_for_it(), str(wish))] if may_wait else times


def _book(turn: Turn, client: Client, command: Request, starts_at: datetime) -> Booking:
    kind, settings, now = command.kind or "", turn.settings, turn.now
    if settings.studio.bookings_need_approval:
        return booking.request(client, kind, starts_at, settings=settings, actor=turn.actor, now=now)
    booked = booking.book(
        [client], kind, starts_at, anyway=False, settings=settings, actor=turn.actor, now=now
    )
    return booked.bookings[0]


def _option(turn: Turn, command: Request, start: datetime) -> Option:
    local = start.astimezone(turn.settings.zone)
    return turn.say.moment(start), str(replace(command, day=local.date(), time=local.time()))
