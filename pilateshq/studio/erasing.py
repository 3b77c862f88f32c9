"""Erasing a person for good: they are freed of what they had, nothing more goes to them, and their traces go.

`traces` says what becomes of each table. What counts stays as it was: seats, sessions that were held, money.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from pilateshq.errors import RunsTheStudio
from pilateshq.models import (
    Booking,
    BookingStatus,
    CancelledBy,
    Client,
    Contact,
    Erased,
    Inbound,
    InboundState,
    Outbound,
    OutboundState,
    Question,
    QuestionState,
    StandingBooking,
    Table,
)
from pilateshq.money_models import Attachment, Invoice
from pilateshq.settings import Settings
from pilateshq.studio import booking, erased, history, people, standing, waitlist
from pilateshq.studio.erased import Record
from pilateshq.studio.mentions import Mentions
from pilateshq.studio.traces import FATES, OPEN, Fate, Person

YEARS = 5  # that an invoice keeps its name, from the end of its tax year on


@dataclass(frozen=True)
class Plan:
    """What an erasing would end, and what would stay."""

    bookings: tuple[Booking, ...]  # to come
    slots: tuple[StandingBooking, ...]
    waiting: tuple[Booking, ...]  # for a seat: asked of the owner, or on a list
    invoices: int  # with the name on them, credit notes too
    named_until: date | None  # the last day on which one of them keeps it


def person(contact: Contact, *, settings: Settings) -> Person:
    """Find all that stands for whoever a contact is; raises RunsTheStudio for an admin."""
    client = people.client_of(contact)
    contacts = (contact, *(_former(client, settings) if client else ()))
    if _runs_the_studio(contact, settings):
        raise RunsTheStudio
    return Person(client, contacts)


def _runs_the_studio(contact: Contact, settings: Settings) -> bool:
    return people.is_one_of(contact, settings.admins)


def _former(client: Client, settings: Settings) -> Iterator[Contact]:
    """Find numbers that were theirs once: nobody's now, and messages of their bookings went there."""
    told = Outbound.select(Outbound.contact).join(Booking).where(Booking.client == client)
    for each in Contact.select().where(Contact.id.in_(told), Contact.id != client.contact_id):
        if people.client_of(each) is None and not _runs_the_studio(each, settings):
            yield each


def plan(who: Person, *, now: datetime) -> Plan:
    if who.client is None:
        return Plan((), (), (), 0, None)
    invoices = [*Invoice.select().where(Invoice.client == who.client)]
    return Plan(
        tuple(booking.upcoming(who.client, now=now)),
        tuple(standing.of_client(who.client)),
        (*(each for each in booking.requested() if each.client == who.client), *waitlist.of(who.client)),
        len(invoices),
        max((kept_until(each.issued_on) for each in invoices), default=None),
    )


def kept_until(issued_on: date) -> date:
    """Tell how long the law wants an invoice kept as it was: a tax year ends with February."""
    ends_in = issued_on.year + (issued_on.month > 2)
    return date(ends_in + YEARS, 3, 1) - timedelta(days=1)


def erase(who: Person, *, settings: Settings, actor: str, now: datetime) -> Erased:
    """Leave nothing of a person but what the law wants kept, and a record that it was done."""
    record = erased.remember(who, now=now)
    _erase(who, settings=settings, actor=actor, now=now)
    return record


def farewell(record: int) -> str:
    """Give the key of the last words to whoever was erased."""
    return f"farewell:{record}"


def end_farewells(records: Iterable[int], *, now: datetime) -> bool:
    """Forget the numbers to which last words have gone; tell whether all have, or will not go."""
    said = [row for each in records if (row := Outbound.get_or_none(Outbound.key == farewell(each)))]
    over = [row for row in said if row.state not in OPEN or _is_too_late(row, now)]
    for row in over:
        contact = row.contact
        row.delete_instance()
        if not _is_spoken_of(contact):
            contact.delete_instance()
    return len(over) == len(said)


def _is_too_late(row: Outbound, now: datetime) -> bool:
    return row.state == OutboundState.queued and row.expires_at <= now


def _is_spoken_of(contact: Contact) -> bool:
    """Tell whether there is more of somebody, as they have written since."""
    return any(field.model.select().where(field == contact).exists() for field in Contact._meta.backrefs)


def erase_again(known: Iterable[Record], *, settings: Settings, actor: str, now: datetime) -> int:
    """Erase in a restored copy whoever was erased after it had been made; give how many were in it."""
    count = 0
    for record in erased.new_to_us(known):
        contacts = erased.found(record)
        found = [person(each, settings=settings) for each in contacts if not _runs_the_studio(each, settings)]
        for who in found:
            _erase(who, settings=settings, actor=actor, now=now)
        erased.keep(record)
        count += bool(found)
    return count


def _erase(who: Person, *, settings: Settings, actor: str, now: datetime) -> None:
    if who.client:
        _free(who.client, plan(who, now=now), settings=settings, actor=actor, now=now)
    mentions = Mentions(who, owner=settings.studio.owner)
    _stop(who, mentions, now)
    named = {table: _rows_that_name(table, fate, mentions) for table, fate in FATES.items() if fate.searched}
    for table, fate in FATES.items():
        _empty(table, fate, {*named.get(table, ()), *_their_rows(table, fate, who)})
    Contact.update(erased_at=now).where(Contact.id.in_(who.contact_ids)).execute()
    history.record("erased", actor=actor, now=now, client=who.client)


def _free(client: Client, ending: Plan, *, settings: Settings, actor: str, now: datetime) -> None:
    """Give back what they hold, and what they asked for."""
    standing.end(ending.slots, by=CancelledBy.studio, settings=settings, actor=actor, now=now)
    for each in booking.upcoming(client, now=now):
        booking.cancel(each, by=CancelledBy.studio, sure=True, settings=settings, actor=actor, now=now)
    for each in ending.waiting:
        give_up = waitlist.leave if each.status == BookingStatus.waitlisted else booking.decline
        give_up(each, actor=actor, now=now)


def _stop(who: Person, mentions: Mentions, now: datetime) -> None:
    """Let nothing go out to them or about them any more, and nothing that they wrote be answered."""
    open_ = Outbound.select().where(Outbound.state.in_(OPEN))
    about = [each.id for each in open_ if _is_about(each, who, mentions)]
    _empty(Outbound, FATES[Outbound], about)
    queued = Outbound.id.in_(about) & (Outbound.state == OutboundState.queued)
    ended = {"state": OutboundState.cancelled, "settled_by": "rule", "closed_at": now}
    Outbound.update(ended).where(queued).execute()
    unread = Inbound.id.in_(_their_rows(Inbound, FATES[Inbound], who)) & (Inbound.state == InboundState.new)
    Inbound.update(state=InboundState.stale, done_at=now).where(unread).execute()
    waiting = Question.state.in_((QuestionState.waiting, QuestionState.thinking))
    asked = Question.contact.in_(who.contact_ids) & waiting
    Question.update(state=QuestionState.fallen_back).where(asked).execute()
    files = Attachment.to.in_(who.contact_ids) | Attachment.client.in_(who.client_ids)
    Attachment.update(done_at=now).where(files, Attachment.done_at.is_null()).execute()


def _is_about(row: Outbound, who: Person, mentions: Mentions) -> bool:
    said = " ".join(filter(None, (row.message, row.template)))
    return row.contact_id in who.contact_ids or mentions.surely(said)


def _rows_that_name(table: type[Table], fate: Fate, mentions: Mentions) -> set[int]:
    """Find the rows, whosesoever, in which a text speaks of them."""
    columns = [table._meta.fields[name] for name in ("id", *fate.searched)]
    rows: Any = table.select(*columns).where(fate.settled).tuples()
    return {number for number, *texts in rows if any(mentions.maybe(_read(each)) for each in texts if each)}


def _read(text: str | bytes | memoryview) -> str:
    return text if isinstance(text, str) else bytes(text).decode(errors="replace")


def _their_rows(table: type[Table], fate: Fate, who: Person) -> list[int]:
    if fate.theirs is None:
        return []
    rows: Any = table.select(table._meta.primary_key).where(fate.theirs(who)).tuples()
    return [number for (number,) in rows]


def _empty(table: type[Table], fate: Fate, rows: Collection[int]) -> None:
    """Empty rows of what is personal in them, or delete them."""
    for number in rows:
        its = table._meta.primary_key == number
        if fate.deleted:
            table.delete().where(its).execute()
        else:
            values = {name: each(number) if callable(each) else each for name, each in fate.becomes.items()}
            table.update(values).where(its).execute()
