"""Undo as the owner asks for it: the rows, and whoever had been told; and why things are as they are."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pilateshq.conversation import whom
from pilateshq.conversation.commands import Undo, Why
from pilateshq.conversation.turn import CHANGED, WORTH_KNOWING, Answer, Notice, Turn, asked
from pilateshq.errors import StartError
from pilateshq.messages import plain
from pilateshq.models import Booking, Contact, Deed, Event, Outbound, OutboundState, Purpose
from pilateshq.money_models import Decision
from pilateshq.studio import charges, history, people, reckoning
from pilateshq.studio import undo as studio_undo
from pilateshq.studio.history import Change, Watch
from pilateshq.studio.undo import Undone

HAS_LEFT = (
    OutboundState.sending,
    OutboundState.unknown,
    OutboundState.accepted,
    OutboundState.sent,
    OutboundState.delivered,
    OutboundState.read,
)


def kept(turn: Turn, answer: Answer, watch: Watch) -> Answer:
    """Keep what was done, so that it can be undone, and offer that."""
    changes = watch.changes()
    answer = _warned(turn, answer, changes)
    is_deed = answer.done and answer.is_deed and bool(changes or answer.notices or answer.final)
    if answer.reply is None or not is_deed:
        return answer
    deed = history.keep(
        [] if answer.final else changes,
        contact=turn.contact,
        told=plain(answer.reply),
        notices=[each.key for each in answer.notices],
        final=answer.final,
        now=turn.now,
    )
    is_bulk = any(
        each.purpose is Purpose.news for each in answer.notices
    )  # it takes its time, and can be stopped
    if answer.final or not (changes or is_bulk):
        return answer
    return replace(answer, reply=turn.say.with_undo(answer.reply, deed.id))


def undo(turn: Turn, command: Undo) -> Answer:
    deed = history.find_deed(command.deed, turn.contact)
    if deed and command.wrong and not _is_about(deed, command.wrong):
        return asked(turn.say.wrong_one(command.wrong, deed.told, str(Undo(deed.id))))
    if deed and deed.final:
        return asked(turn.say.cannot_undo(deed.told))
    try:
        undone = studio_undo.undo(deed, settings=turn.settings, actor=turn.actor, now=turn.now)
    except StartError as refusal:
        return asked(turn.say.not_undone(refusal))
    recalled = _recall(undone.deed, turn.now)
    _revive(undone, turn.now)
    if not history.changes_of(undone.deed):
        return Answer(turn.say.unsaid(len(recalled.spared), len(recalled.heard)), is_deed=False)
    notices = tuple(_taken_back(turn, undone, contact) for contact in recalled.heard)
    said = turn.say.undone(undone.deed.told, [_name(each) for each in recalled.spared])
    return _warned(turn, Answer(said, notices, is_deed=False), history.changes_of(undone.deed))


def _warned(turn: Turn, answer: Answer, changes: Sequence[Change]) -> Answer:
    """Say with it what is on an invoice although it is, by these changes, to be paid no more."""
    about = {each.id for each in changes if each.model is Booking}
    about |= {ruled for each in changes if each.model is Decision and (ruled := _ruled(each))}
    lines = charges.billed_in_error(among=about) if about else []
    return answer.adding(turn.say.billed_in_error(lines))


def _ruled(change: Change) -> int | None:
    """Tell of which booking a decision is or was."""
    row: Decision | None = Decision.get_or_none(Decision.id == change.id)
    values = change.before or change.after or {}
    return row.booking_id if row else values.get("booking")


def _is_about(deed: Deed, wrong: str) -> bool:
    said = set(wrong.casefold().split())
    return any(said <= set(client.name.casefold().split()) for client in studio_undo.clients_of(deed))


@dataclass(frozen=True)
class _Recalled:
    """Who will not hear of a deed any more, and who has."""

    spared: tuple[Contact, ...]
    heard: tuple[Contact, ...]


def _recall(deed: Deed, now: datetime) -> _Recalled:
    """Stop what has not left yet."""
    keys = history.notices_of(deed)
    told = Outbound.key.in_([*keys, *(f"{key}:t" for key in keys)])
    still = told & (Outbound.state == OutboundState.queued)
    spared = {each.contact for each in Outbound.select().where(still)}
    closed = {"state": OutboundState.cancelled, "settled_by": "rule", "note": "undone", "closed_at": now}
    Outbound.update(**closed).where(still).execute()
    heard = {each.contact for each in Outbound.select().where(told, Outbound.state.in_(HAS_LEFT))}
    return _Recalled(_in_order(spared - heard), _in_order(heard))


def _in_order(contacts: set[Contact]) -> tuple[Contact, ...]:
    return tuple(sorted(contacts, key=lambda each: each.id))


def _revive(undone: Undone, now: datetime) -> None:
    """Let what was still to be said of a booking before the deed be said of it again."""
    for booking, version in zip(undone.bookings, undone.versions, strict=True):
        dropped = (Outbound.state == OutboundState.cancelled) & (Outbound.note == CHANGED)
        waiting = dropped | (Outbound.state == OutboundState.queued)
        of_then = (Outbound.booking == booking) & (Outbound.booking_version == version)
        again = {
            "state": OutboundState.queued,
            "next_at": now,
            "note": "",
            "settled_by": "",
            "closed_at": None,
        }
        values = {"booking_version": booking.version, **again}
        Outbound.update(**values).where(of_then, waiting).execute()


def _taken_back(turn: Turn, undone: Undone, contact: Contact) -> Notice:
    """Tell somebody who had been told that it is undone."""
    client = people.client_of(contact)
    theirs = [each for each in undone.bookings if each.client == client]
    message, template = turn.say.undone_to(client, _coming(turn, theirs))
    return Notice(
        to=contact,
        key=f"undone:{undone.deed.id}:{contact.id}",
        message=message,
        template=template,
        expires_at=turn.now + WORTH_KNOWING,
    )


def _coming(turn: Turn, bookings: Sequence[Booking]) -> list[Booking]:
    coming = [each for each in bookings if each.session.starts_at > turn.now]
    return sorted(coming, key=lambda each: each.session.starts_at)


def _name(contact: Contact) -> str:
    client = people.client_of(contact)
    return client.name if client else contact.name


# why


def why(turn: Turn, command: Why) -> Answer:
    """Tell what happened to a client lately, through whom, and what their bookings cost and why."""
    found = whom.person(turn, command.person, lambda who: replace(command, person=who))
    if isinstance(found, Answer):
        return found
    events = [(each, _who(turn, each)) for each in history.lately(found)]
    reckoned = reckoning.lately(found, settings=turn.settings, now=turn.now)
    return Answer(turn.say.what_happened(found, events, [turn.say.reckoned(each) for each in reckoned]))


def _who(turn: Turn, event: Event) -> str:
    """Say who did it, as far as the log knows."""
    match event.actor.split():
        case ["client", _] if event.client:
            return turn.say.by_client(event.client)
        case ["admin", number]:
            contact: Contact | None = Contact.get_or_none(Contact.id == int(number))
            return turn.say.by_owner() if contact == turn.owner else turn.say.by_admin(contact)
        case ["system"]:
            return turn.say.by_itself()
        case ["terminal"]:
            return turn.say.at_terminal()
        case _:
            return event.actor
