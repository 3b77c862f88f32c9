"""What the owner and her staff may say: each handler is an act, and what to say of it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

from pilateshq import messages
from pilateshq.conversation import names
from pilateshq.conversation.commands import (
    Book,
    CancelBooking,
    CancelFor,
    Command,
    Greeting,
    Show,
    Thanks,
    Unclear,
    Which,
)
from pilateshq.conversation.turn import Answer, Notice, Turn, asked
from pilateshq.conversation.wording import Option
from pilateshq.errors import (
    OtherSession,
    OutsideHours,
    PastTime,
    SessionFull,
    StudioClosed,
    StudioError,
)
from pilateshq.messages import Message
from pilateshq.models import Booking, CancelledBy, Client, Outbound
from pilateshq.studio import booking, people, timetable
from pilateshq.whatsapp import window

MAY_OVERRULE = (StudioClosed, OutsideHours)
Completed = Callable[[str], Command]  # the same command, with "#12" for the person
HAS_ALTERNATIVES = (PastTime, SessionFull, OtherSession, *MAY_OVERRULE)


def answer(turn: Turn, command: Command) -> Answer:
    match command:
        case Book():
            return book(turn, command)
        case CancelFor():
            return cancel_for(turn, command)
        case CancelBooking(number):
            return cancel_number(turn, number)
        case Show(number):
            return show(turn, number)
        case Which(options):
            return asked(turn.say.which_meaning([(turn.say.command(each), str(each)) for each in options]))
        case Unclear():
            return asked(turn.say.unclear(command))
        case Greeting():
            return asked(turn.say.help_for_owner())
        case Thanks():
            return Answer(None)
        case _:
            return asked(turn.say.not_understood_by_owner(turn.words))


# booking


def book(turn: Turn, command: Book) -> Answer:
    clients: list[Client] = []
    for index, words in enumerate(command.people):
        found = _person(turn, words, partial(_with_person, command, index))
        if isinstance(found, Answer):
            return found
        clients.append(found)
    return _book_these(turn, clients, replace(command, people=tuple(f"#{each.id}" for each in clients)))


def _book_these(turn: Turn, clients: list[Client], command: Book) -> Answer:
    kind = command.kind or booking.usual_kind(clients[0])
    if kind not in turn.settings.studio.kinds:
        return asked(_ask_kind(turn, clients, command))
    command = replace(command, kind=kind)
    if command.day is None or command.time is None:
        return asked(_ask_when(turn, clients, command))
    starts_at = _utc(turn, datetime.combine(command.day, command.time))
    return _book_at(turn, clients, command, starts_at)


def _book_at(turn: Turn, clients: list[Client], command: Book, starts_at: datetime) -> Answer:
    assert command.kind
    try:
        booked = booking.book(
            clients,
            command.kind,
            starts_at,
            anyway=command.anyway,
            settings=turn.settings,
            actor=turn.actor,
            now=turn.now,
        )
    except HAS_ALTERNATIVES as refusal:
        return asked(turn.say.instead(refusal, _alternatives(turn, command, starts_at, refusal)))
    shut = not all(window.is_open(each.contact.heard_at, now=turn.now) for each in clients)
    reply = turn.say.booked_by_owner(booked.bookings, turn.say.how_told(clients, by_template=shut))
    return Answer(reply, tuple(_confirmation(turn, each) for each in booked.bookings))


def _confirmation(turn: Turn, made: Booking) -> Notice:
    message, template = turn.say.booking_made(made)
    return _to_client(made, f"booked:{made.id}:{made.version}", message, template)


def _to_client(about: Booking, key: str, message: Message, template: messages.Template) -> Notice:
    return Notice(
        to=about.client.contact,
        key=key,
        message=message,
        template=template,
        booking=about,
        expires_at=about.session.starts_at,
    )


def _alternatives(turn: Turn, command: Book, starts_at: datetime, refusal: StudioError) -> list[Option]:
    kind = timetable.kind_named(command.kind or "", turn.settings)
    count = 2 if isinstance(refusal, MAY_OVERRULE) else 3
    free = timetable.next_free(
        kind, starts_at, settings=turn.settings, now=turn.now, seats=len(command.people), count=count
    )
    options = [_at(turn, command, start) for start in free]
    if isinstance(refusal, MAY_OVERRULE):
        options.append(("Book anyway", str(replace(command, anyway=True))))
    return options


def _at(turn: Turn, command: Book, start: datetime) -> Option:
    local = start.astimezone(turn.settings.zone)
    return turn.say.moment(start), str(replace(command, day=local.date(), time=local.time(), anyway=False))


def _ask_kind(turn: Turn, clients: Sequence[Client], command: Book) -> Message:
    kinds = [kind for kind in turn.settings.studio.kinds.values() if kind.capacity >= len(clients)]
    options = [(kind.name.capitalize(), str(replace(command, kind=kind.name))) for kind in kinds]
    return turn.say.which_kind(_names(clients), options)


def _ask_when(turn: Turn, clients: Sequence[Client], command: Book) -> Message:
    who, kind = _names(clients), timetable.kind_named(command.kind or "", turn.settings)
    if command.time:
        days = [turn.now.astimezone(turn.settings.zone).date() + timedelta(days=each) for each in range(3)]
        starts = [_utc(turn, datetime.combine(day, command.time)) for day in days]
        return turn.say.which_day(who, [_at(turn, command, each) for each in starts if each > turn.now])
    if command.day:
        free = timetable.free_on(kind, command.day, settings=turn.settings, now=turn.now, seats=len(clients))
        return turn.say.which_time(who, [_at(turn, command, start) for start in free])
    return turn.say.when_missing(who, kind.name)


# cancelling


def cancel_for(turn: Turn, command: CancelFor) -> Answer:
    found = _person(turn, command.person, lambda who: replace(command, person=who))
    if isinstance(found, Answer):
        return found
    fitting = [each for each in booking.upcoming(found, now=turn.now) if _fits(turn, command, each)]
    if not fitting:
        return asked(turn.say.none_to_cancel(found.name, command.day, command.time))
    same_day = [each for each in fitting if _local(turn, each).date() == _local(turn, fitting[0]).date()]
    if command.day and len(same_day) > 1:
        return asked(turn.say.which_booking(same_day))
    return _cancel(turn, fitting[0])


def cancel_number(turn: Turn, number: int) -> Answer:
    return _cancel(turn, booking.find(number))


def _cancel(turn: Turn, wanted: Booking) -> Answer:
    ended = booking.cancel(
        wanted, by=CancelledBy.studio, sure=True, settings=turn.settings, actor=turn.actor, now=turn.now
    ).booking
    message, template = turn.say.booking_cancelled(ended)
    notice = _to_client(ended, f"ended:{ended.id}:{ended.version}", message, template)
    return Answer(turn.say.cancelled_by_owner(ended), (notice,))


def _fits(turn: Turn, command: CancelFor, each: Booking) -> bool:
    local = _local(turn, each)
    return command.day in (None, local.date()) and command.time in (None, local.time())


# what was cut short


def show(turn: Turn, number: int) -> Answer:
    """Say in full what went out shortened."""
    row: Outbound | None = Outbound.get_or_none(Outbound.id == number, Outbound.contact == turn.contact)
    if row is None or row.message is None:
        return asked(turn.say.nothing_to_show())
    return Answer(messages.from_json(row.message))


# who is meant


def _person(turn: Turn, words: str, completed: Completed) -> Client | Answer:
    """Find the one client whom words name, or the question that completes the command."""
    clients = {each.id: each for each in people.everyone()}
    match names.find(words, [names.Known(each.id, each.name, each.active) for each in clients.values()]):
        case names.Exactly(known):
            return clients[known.id]
        case names.Several(known):
            return asked(turn.say.which_person(words, _people_options(known, clients, completed)))
        case names.Nearest(known):
            return asked(turn.say.nobody(words, _people_options(known, clients, completed)))


def _people_options(
    known: Sequence[names.Known], clients: dict[int, Client], completed: Completed
) -> list[Option]:
    options = []
    for each in known[: messages.ROWS_A_LIST]:
        namesakes = sum(other.name == each.name for other in known)
        digits = clients[each.id].contact.phone or ""
        title = f"{each.name} …{digits[-4:]}" if namesakes > 1 else each.name
        options.append((title, str(completed(f"#{each.id}"))))
    return options


def _with_person(command: Book, index: int, who: str) -> Command:
    return replace(command, people=(*command.people[:index], who, *command.people[index + 1 :]))


def _names(clients: Sequence[Client]) -> str:
    return " & ".join(each.name for each in clients)


def _utc(turn: Turn, local: datetime) -> datetime:
    return local.replace(tzinfo=turn.settings.zone).astimezone(UTC)


def _local(turn: Turn, each: Booking) -> datetime:
    return each.session.starts_at.astimezone(turn.settings.zone)
