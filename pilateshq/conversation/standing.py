"""Weekly slots as the owner begins, interrupts and ends them."""

from dataclasses import replace

from pilateshq.conversation import bookings, whom
from pilateshq.conversation.commands import BookEvery, Pause, SkipDate, StopStanding
from pilateshq.conversation.turn import WORTH_KNOWING, Answer, Notice, Turn, asked, fingerprint
from pilateshq.errors import NoStandingBooking
from pilateshq.messages import Message, Template
from pilateshq.models import Booking, CancelledBy, Client, StandingBooking
from pilateshq.studio import booking, standing
from pilateshq.studio.standing import Planned


def book_every(turn: Turn, command: BookEvery) -> Answer:
    clients = whom.all_of(turn, command)
    if isinstance(clients, Answer):
        return clients
    kind = command.kind or booking.usual_kind(clients[0])
    command = replace(command, people=tuple(f"#{each.id}" for each in clients), kind=kind)
    if kind not in turn.settings.studio.kinds:
        return asked(bookings.ask_kind(turn, clients, command))
    return _begin(turn, clients, command)


def _begin(turn: Turn, clients: list[Client], command: BookEvery) -> Answer:
    try:
        planned = standing.begin(
            clients,
            command.kind or "",
            command.weekdays,
            command.time,
            first=command.first,
            until=command.until,
            fortnightly=command.fortnightly,
            anyway=command.anyway,
            settings=turn.settings,
            actor=turn.actor,
            now=turn.now,
        )
    except bookings.MAY_OVERRULE as refusal:
        return asked(turn.say.instead(refusal, [("Book anyway", str(replace(command, anyway=True)))]))
    return Answer(turn.say.standing_begun(planned), tuple(_confirmation(turn, each) for each in planned))


def _confirmation(turn: Turn, planned: Planned) -> Notice:
    message, template = turn.say.standing_made(planned)
    slot = planned.standing
    first = planned.bookings[0].session.starts_at
    return Notice(
        to=slot.client.contact,
        key=f"standing:{slot.id}",
        message=message,
        template=template,
        expires_at=first,
    )


def skip(turn: Turn, command: SkipDate) -> Answer:
    found = whom.person(turn, command.person, lambda who: replace(command, person=who))
    if isinstance(found, Answer):
        return found
    ended = standing.skip(found, command.day, settings=turn.settings, actor=turn.actor, now=turn.now)
    notices = (_left_out(turn, ended),) if ended else ()
    reply = turn.say.skipped(found, command.day, was_booked=ended is not None, note=command.note)
    return Answer(reply, notices)


def _left_out(turn: Turn, ended: Booking) -> Notice:
    message, template = turn.say.day_left_out(ended)
    return bookings.to_client(ended, f"ended:{ended.id}:{ended.version}", message, template)


def pause(turn: Turn, command: Pause) -> Answer:
    """Leave out a stretch of weekly days, once the owner has seen what goes with it."""
    found = whom.person(turn, command.person, lambda who: replace(command, person=who))
    if isinstance(found, Answer):
        return found
    first, until = command.first, command.until
    going = standing.between(found, first, until, settings=turn.settings, now=turn.now)
    if command.seen != fingerprint(going) and len(going) > 1:
        yes = replace(command, person=f"#{found.id}", seen=fingerprint(going))
        return asked(turn.say.confirm_pause(found, until, going, str(yes), note=command.note))
    ended = standing.pause(found, first, until, settings=turn.settings, actor=turn.actor, now=turn.now)
    reply = turn.say.paused(found, first, until, ended, note=command.note)
    if not ended:
        return Answer(reply)
    message, template = turn.say.slot_paused(found, until, ended)
    return Answer(reply, (_notice(turn, found, message, template),))


def stop(turn: Turn, command: StopStanding) -> Answer:
    """End weekly slots, once the owner has seen what goes with them."""
    found = whom.person(turn, command.person, lambda who: replace(command, person=who))
    if isinstance(found, Answer):
        return found
    slots = [each for each in standing.of_client(found) if command.weekday is None or _on(each, command)]
    if not slots:
        raise NoStandingBooking
    going = standing.affected(slots, weekday=command.weekday, settings=turn.settings, now=turn.now)
    if command.seen != fingerprint(going):
        yes = replace(command, person=f"#{found.id}", seen=fingerprint(going))
        return asked(turn.say.confirm_stop(found, going, str(yes)))
    cancelled, _ = standing.end(
        slots,
        weekday=command.weekday,
        by=CancelledBy.studio,
        settings=turn.settings,
        actor=turn.actor,
        now=turn.now,
    )
    return Answer(turn.say.stopped(found, cancelled), _told(turn, found, cancelled))


def _on(slot: StandingBooking, command: StopStanding) -> bool:
    return str(command.weekday) in slot.weekdays


def _told(turn: Turn, client: Client, cancelled: list[Booking]) -> tuple[Notice, ...]:
    """Tell the client in one message of all that has gone."""
    return (_notice(turn, client, *turn.say.slot_ended(client, cancelled)),)


def _notice(turn: Turn, client: Client, message: Message, template: Template) -> Notice:
    key, expires_at = f"stopped:{turn.key}:{client.id}", turn.now + WORTH_KNOWING
    return Notice(to=client.contact, key=key, message=message, template=template, expires_at=expires_at)
