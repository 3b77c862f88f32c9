"""A client who waits for a seat of a full session: on the list, asked, and off it again."""

from datetime import UTC, datetime

from pilateshq.conversation import requests
from pilateshq.conversation.commands import Accept, Pass, Request, Wait
from pilateshq.conversation.turn import Answer, Turn, asked, to_owner
from pilateshq.errors import SeatFree, SessionFull
from pilateshq.models import Booking, Client
from pilateshq.studio import waitlist


def wait(turn: Turn, client: Client, command: Wait) -> Answer:
    """Put them on the list, or let them have the seat that there is after all."""
    kind = requests.kind_of(turn, client, command.kind)
    if command.day is None or command.time is None:
        return requests.ask(turn, client, Request(command.day, command.time, kind.name))
    local = datetime.combine(command.day, command.time, turn.settings.zone)
    settings, now = turn.settings, turn.now
    try:
        waits = waitlist.join(
            client, kind.name, local.astimezone(UTC), settings=settings, actor=turn.actor, now=now
        )
    except SeatFree:
        return requests.ask(turn, client, Request(command.day, command.time, kind.name))
    ahead = [each.id for each in waitlist.of_session(kind.name, waits.session.starts_at)].index(waits.id)
    nudge = to_owner(turn, key=f"waits:{waits.id}", message=turn.say.client_waits(waits, ahead))
    return Answer(turn.say.waits(waits, ahead), nudge)


def accept(turn: Turn, wanted: Booking) -> Answer:
    try:
        made = waitlist.accept(wanted, settings=turn.settings, actor=turn.actor, now=turn.now).bookings[0]
    except SessionFull:
        waitlist.wait_on(wanted)
        return asked(turn.say.seat_gone(wanted))
    nudge = to_owner(turn, key=f"booked:{made.id}:owner", message=turn.say.client_accepted(made))
    return Answer(turn.say.booked_by_client(made), nudge)


def leave(turn: Turn, wanted: Booking) -> Answer:
    ended = waitlist.leave(wanted, actor=turn.actor, now=turn.now).booking
    return Answer(turn.say.left_list(ended))


def meant(client: Client, command: Accept | Pass) -> int:
    """Tell which offer an answer is about: the one that it names, or the newest."""
    return command.booking or waitlist.newest_offer(client).id
