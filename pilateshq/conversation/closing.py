"""What takes away from many at once: shown first, with names and numbers, and done only when confirmed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import groupby

from pilateshq.conversation import whom
from pilateshq.conversation.commands import CancelDay, CancelEverything, Deactivate, Reactivate
from pilateshq.conversation.turn import WORTH_KNOWING, Answer, Notice, Turn, asked, digest, fingerprint
from pilateshq.messages import Message, Template
from pilateshq.models import Booking, CancelledBy, Client, StandingBooking
from pilateshq.studio import booking, people, standing, waitlist

DAYS_OFFERED = 3


def cancel_day(turn: Turn, command: CancelDay) -> Answer:
    """Cancel all that is booked on a day; nobody is charged, and each client is told why."""
    if command.day is None:
        return asked(_which_day(turn, command))
    booked = booking.on_day(command.day, settings=turn.settings)
    coming = [each for each in booked if each.session.starts_at > turn.now]
    if not coming:
        return asked(turn.say.nothing_on(command.day))
    if command.seen != fingerprint(coming):
        yes = replace(command, seen=fingerprint(coming))
        return asked(turn.say.confirm_cancel_day(command.day, coming, command.reason, str(yes)))
    cancelled = cancel_all(turn, coming)
    waiting = waitlist.on_day(command.day, settings=turn.settings)
    told = (*told_of(turn, cancelled, command.reason), *lists_dropped(turn, waiting))
    return Answer(turn.say.day_cancelled_by_owner(command.day, cancelled), told)


def lists_dropped(turn: Turn, waiting: Sequence[Booking]) -> tuple[Notice, ...]:
    """Let nobody wait for a seat of a session that will not be, and tell them."""
    waitlist.drop(waiting, actor=turn.actor, now=turn.now)
    return tuple(
        _told(turn, client, *turn.say.list_dropped(client, theirs), of="list")
        for client, theirs in _by_client(waiting)
    )


def cancel_everything(turn: Turn, command: CancelEverything) -> Answer:
    """Cancel all that is booked for one person, and end their weekly slots."""
    found = whom.person(turn, command.person, lambda who: replace(command, person=who))
    if isinstance(found, Answer):
        return found
    coming, slots = booking.upcoming(found, now=turn.now), standing.of_client(found)
    if not coming and not slots:
        return asked(turn.say.none_to_cancel(found.name, None, None))
    seen = _seen(coming, slots)
    if command.seen != seen:
        yes = replace(command, person=f"#{found.id}", seen=seen)
        return asked(turn.say.confirm_cancel_everything(found, coming, slots, str(yes)))
    _end_all(turn, found, slots)
    notice = _told(turn, found, *turn.say.all_cancelled(found, coming, slots))
    return Answer(turn.say.everything_cancelled(found, coming, slots), (notice,))


def _end_all(turn: Turn, client: Client, slots: Sequence[StandingBooking]) -> None:
    standing.end(slots, by=CancelledBy.studio, settings=turn.settings, actor=turn.actor, now=turn.now)
    cancel_all(turn, booking.upcoming(client, now=turn.now))
    waitlist.drop(waitlist.of(client), actor=turn.actor, now=turn.now)


def _seen(coming: Sequence[Booking], slots: Sequence[StandingBooking]) -> str:
    slots_shown = (f"{each.id}:{each.weekdays}" for each in slots)
    return digest([*slots_shown, fingerprint(coming)])


def _which_day(turn: Turn, command: CancelDay) -> Message:
    today = turn.now.astimezone(turn.settings.zone).date()
    days = [today + timedelta(days=ahead) for ahead in range(DAYS_OFFERED)]
    options = [(turn.say.day(each), str(replace(command, day=each))) for each in days]
    return turn.say.which_day_to_cancel(options)


def deactivate(turn: Turn, command: Deactivate) -> Answer:
    """Let a client go: their bookings and weekly slots end, and they are told."""
    found = whom.person(turn, command.person, lambda who: replace(command, person=who))
    if isinstance(found, Answer):
        return found
    if not found.active:
        return asked(turn.say.inactive_already(found))
    coming = booking.upcoming(found, now=turn.now)
    slots = standing.of_client(found)
    seen = _seen(coming, slots)
    if command.seen != seen:
        yes = replace(command, person=f"#{found.id}", seen=seen)
        return asked(turn.say.confirm_deactivate(found, coming, slots, str(yes)))
    _end_all(turn, found, slots)
    people.set_active(found, False, actor=turn.actor, now=turn.now)
    notice = _told(turn, found, *turn.say.deactivated(found, coming))
    return Answer(turn.say.deactivated_by_owner(found, len(coming)), (notice,))


def reactivate(turn: Turn, command: Reactivate) -> Answer:
    found = whom.person(turn, command.person, lambda who: replace(command, person=who))
    if isinstance(found, Answer):
        return found
    if found.active:
        return asked(turn.say.active_already(found))
    people.set_active(found, True, actor=turn.actor, now=turn.now)
    return Answer(turn.say.reactivated(found))


def cancel_all(turn: Turn, coming: Sequence[Booking]) -> list[Booking]:
    return [
        booking.cancel(
            each, by=CancelledBy.studio, sure=True, settings=turn.settings, actor=turn.actor, now=turn.now
        ).booking
        for each in coming
    ]


def told_of(turn: Turn, cancelled: Sequence[Booking], reason: str) -> tuple[Notice, ...]:
    """Tell each client in one message of all of theirs that the studio had to cancel."""
    return tuple(
        _told(turn, client, *turn.say.day_cancelled(client, theirs, reason))
        for client, theirs in _by_client(cancelled)
    )


def _by_client(cancelled: Sequence[Booking]) -> list[tuple[Client, list[Booking]]]:
    ordered = sorted(cancelled, key=lambda each: each.client.id)
    groups = (list(group) for _, group in groupby(ordered, key=lambda each: each.client.id))
    return [(theirs[0].client, theirs) for theirs in groups]


def _told(turn: Turn, client: Client, message: Message, template: Template, *, of: str = "closing") -> Notice:
    """Tell a client in one message of all that is gone."""
    return Notice(
        to=client.contact,
        key=f"{of}:{turn.key}:{client.id}",
        message=message,
        template=template,
        expires_at=turn.now + WORTH_KNOWING,
    )
