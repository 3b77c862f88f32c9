"""Every table, its indexes and what the database itself refuses; no rules and no wording."""

from collections.abc import Callable
from contextvars import ContextVar
from enum import StrEnum
from typing import Any

from peewee import (
    AutoField,
    BlobField,
    BooleanField,
    CharField,
    Check,
    DateField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)

from pilateshq.db import UTCDateTimeField, database, execute


class Table(Model):
    class Meta:
        database = database
        legacy_table_names = False


watcher: ContextVar[Callable[["Undoable"], None]] = ContextVar("watcher")  # of what `studio.history` says


class Undoable(Table):
    """A row that an undo can bring back; who watches sees it before it is saved or deleted."""

    id = AutoField()

    def save(self, *args: Any, **kwargs: Any) -> Any:
        if watch := watcher.get(None):
            watch(self)
        return super().save(*args, **kwargs)

    def delete_instance(self, *args: Any, **kwargs: Any) -> int:
        if watch := watcher.get(None):
            watch(self)
        return super().delete_instance(*args, **kwargs)


class Contact(Table):
    """A person on WhatsApp, known by phone, by user id, or by both."""

    id = AutoField()
    wa_id = TextField(null=True, unique=True)  # the phone's digits, as Meta writes them
    user_id = TextField(null=True, unique=True)  # Meta's business-scoped user id
    phone = TextField(null=True, unique=True)  # E.164, as the studio dials it
    name = TextField(default="")  # what they call themselves on WhatsApp
    heard_at = UTCDateTimeField(null=True)  # their last message's own timestamp
    # What follows is null where all is well.
    stopped_at = UTCDateTimeField(null=True)  # they said STOP
    reminders_off_at = UTCDateTimeField(null=True)  # they want none
    news_off_at = UTCDateTimeField(null=True)  # they want none any more, whatever they agreed to
    doubted_at = UTCDateTimeField(null=True)  # somebody else may be at the number; the owner has to look
    unreachable_at = UTCDateTimeField(null=True)  # nothing has arrived since
    paced_to = UTCDateTimeField(null=True)  # what was sent has used up Meta's rate until then
    unreachable_code = IntegerField(null=True)  # Meta's reason
    erased_at = UTCDateTimeField(null=True)  # who it was, nobody knows any more

    class Meta:
        constraints = [Check("wa_id IS NOT NULL OR user_id IS NOT NULL OR phone IS NOT NULL")]


class Client(Undoable):
    contact = ForeignKeyField(Contact, unique=True, backref="+")
    contact_id: int  # peewee's, of the row that is not read
    name = TextField(constraints=[Check("name <> ''")])
    active = BooleanField(default=True)
    born_on = DateField(null=True)
    email = TextField(null=True)
    address = TextField(null=True)  # this and the next for tax invoices
    vat_number = TextField(null=True)
    registered_at = UTCDateTimeField()


class Session(Table):
    id = AutoField()
    starts_at = UTCDateTimeField(index=True)
    minutes = IntegerField(constraints=[Check("minutes > 0")])
    kind = TextField()


class StandingBooking(Undoable):
    """A client's weekly slot, open-ended unless told otherwise."""

    client = ForeignKeyField(Client, backref="+")
    weekdays = TextField(constraints=[Check("weekdays <> ''")])  # digits; Monday is 0
    at = TextField()  # in the studio's zone: "08:00"
    kind = TextField()
    anyway = BooleanField(default=False)  # closed days and odd hours do not matter
    until = DateField(null=True)  # the last day that counts
    fortnights_from = DateField(null=True)  # a day of the first week, where only every second one counts
    planned_to = DateField()  # all days up to this one have been booked or left out
    begun_at = UTCDateTimeField()
    ended_at = UTCDateTimeField(null=True)


_running = StandingBooking.ended_at.is_null()
StandingBooking.add_index(
    StandingBooking.index(StandingBooking.planned_to, where=_running, name="standing_booking_due")
)


class SkippedDay(Undoable):
    """A day on which a standing booking is left out."""

    standing = ForeignKeyField(StandingBooking, backref="+")
    day = DateField()

    class Meta:
        indexes = ((("standing", "day"), True),)


class BookingStatus(StrEnum):
    requested = "requested"  # this and the next hold no seat
    waitlisted = "waitlisted"
    booked = "booked"
    attended = "attended"
    no_show = "no_show"
    sick = "sick"
    cancelled = "cancelled"
    rejected = "rejected"


SEATED = (BookingStatus.booked, BookingStatus.attended, BookingStatus.no_show)  # these hold a seat


class CancelledBy(StrEnum):
    client = "client"
    studio = "studio"


class Booking(Undoable):
    client = ForeignKeyField(Client, backref="+")
    session = ForeignKeyField(Session, backref="+")
    status = CharField(default=BookingStatus.booked)
    version = IntegerField(default=1)  # of what the client was told; grows with each change
    booked_at = UTCDateTimeField()
    changed_at = UTCDateTimeField()
    cancelled_by = CharField(null=True)
    late = BooleanField(default=False)  # cancelled inside the notice period
    standing = ForeignKeyField(StandingBooking, null=True, backref="+")  # whose day it is
    answer_by = UTCDateTimeField(null=True)  # until then a seat is offered to whoever waits for one

    class Meta:
        constraints = [
            Check(
                "status IN ('requested', 'waitlisted', 'booked',"
                " 'attended', 'no_show', 'sick', 'cancelled', 'rejected')"
            ),
            Check("cancelled_by IN ('client', 'studio')"),
        ]


# A client holds one seat in a session; a seat given back may be taken again.
_seated = Booking.status.in_(SEATED)
Booking.add_index(
    Booking.index(Booking.client, Booking.session, unique=True, where=_seated, name="booking_seat")
)

# However many were booked, who waits is found at once.
_waits = Booking.status == BookingStatus.waitlisted
Booking.add_index(Booking.index(Booking.id, where=_waits, name="booking_waits"))


class Event(Table):
    """What was done, by whom and through what; rows are only ever added."""

    id = AutoField()
    at = UTCDateTimeField()
    actor = TextField()  # "client 12", "admin 27821110001", "terminal", "system"
    what = TextField()
    client = ForeignKeyField(Client, null=True, backref="+")
    booking = ForeignKeyField(Booking, null=True, backref="+")
    detail = TextField(default="")


class Deed(Table):
    """What an admin did at one go, with the rows as they were before and after, until it cannot be undone."""

    id = AutoField()
    at = UTCDateTimeField(index=True)
    contact = ForeignKeyField(Contact, null=True, backref="+")  # whose deed it is; nobody's: the terminal's
    told = TextField()  # what was said of it
    changes = TextField()  # JSON: each row that changed
    notices = TextField()  # JSON: the keys of all that it caused to be said to others
    final = BooleanField(default=False)  # cannot be undone, such as an invoice
    undone_at = UTCDateTimeField(null=True)


class Closure(Undoable):
    """Days that are closed, or open although they lie in a closure or on a holiday; the newest counts."""

    first = DateField()
    last = DateField()
    is_open = BooleanField(default=False)
    reason = TextField(default="")
    set_at = UTCDateTimeField()


class Broadcast(Table):
    """News for clients: shown first, then sent once."""

    id = AutoField()
    words = TextField()
    drafted_at = UTCDateTimeField()
    sent_at = UTCDateTimeField(null=True)


class InboundState(StrEnum):
    new = "new"
    done = "done"
    failed = "failed"  # a bug of ours: kept, apologised for
    stale = "stale"  # kept and nothing else: too old, or nothing that we read


class Inbound(Table):
    """Each thing that Meta told us, once for ever."""

    id = AutoField()
    key = TextField(unique=True)  # "m:<wamid>", or "x:<sha256>" for what is no message
    sender = TextField(default="")  # whose turn it is: user id, else phone
    contact = ForeignKeyField(Contact, null=True, backref="+")
    body = BlobField()  # the one message, as it came
    said_at = UTCDateTimeField()
    received_at = UTCDateTimeField()
    state = CharField(default=InboundState.new)
    attempts = IntegerField(default=0)
    next_at = UTCDateTimeField()
    done_at = UTCDateTimeField(null=True)
    error = TextField(default="")


# However many were answered, the next one is found at once.
_new = Inbound.state == InboundState.new
Inbound.add_index(Inbound.index(Inbound.id, where=_new, name="inbound_new"))
Inbound.add_index(Inbound.index(Inbound.sender, Inbound.id, where=_new, name="inbound_new_of_sender"))


class Lane(StrEnum):
    """What goes first."""

    chat = "1 chat"
    reminder = "2 reminder"
    bulk = "3 bulk"


class Purpose(StrEnum):
    """What a message is for, where nobody knows whether it was sent."""

    reply = "reply"  # sent again within ten minutes or not at all
    notice = "notice"  # of a booking: a fact, safe to repeat
    reminder = "reminder"  # missing it hurts more than reading it twice
    bulk = "bulk"  # money: never again without a person
    news = "news"  # marketing: the same, and only to those who agreed to it


class Topic(StrEnum):
    """What goes out by itself; its words are made when it is sent."""

    morning = "morning"  # the owner's day
    evening = "evening"  # the owner's tomorrow, and what today still needs
    came = "came"  # the owner is asked who came
    invoices = "invoices"
    week = "week"  # the owner's, or a client's
    tomorrow = "tomorrow"  # a client's session
    next_hour = "next_hour"


class OutboundState(StrEnum):
    queued = "queued"
    sending = "sending"
    unknown = "unknown"
    accepted = "accepted"
    sent = "sent"
    delivered = "delivered"
    read = "read"
    failed = "failed"
    expired = "expired"
    cancelled = "cancelled"


class Outbound(Table):
    """Each thing that the studio says, and what became of it."""

    id = AutoField()
    key = TextField(unique=True)  # what caused it, so that no cause speaks twice
    contact = ForeignKeyField(Contact, backref="+", index=False)  # has an index of its own, below
    contact_id: int
    lane = CharField(default=Lane.chat)
    purpose = CharField()
    message = TextField(null=True)  # free form, for an open window
    template = TextField(null=True)  # what goes where the window is shut
    topic = CharField(null=True)  # what goes out by itself: both forms are made of it when it is sent
    day = DateField(null=True)  # on which it is due, in the studio's zone
    answers = ForeignKeyField(Inbound, null=True, backref="+")  # the message that it replies to
    booking = ForeignKeyField(Booking, null=True, backref="+")
    booking_version = IntegerField(null=True)  # sent only while the booking is still at this one
    created_at = UTCDateTimeField()
    next_at = UTCDateTimeField()
    expires_at = UTCDateTimeField()
    state = CharField(default=OutboundState.queued)
    attempts = IntegerField(default=0)
    failures = IntegerField(default=0)  # the attempts that certainly came to nothing
    held = BooleanField(default=False)  # waits for its template; nothing else waits for it
    resent = BooleanField(default=False)  # once, after nobody knew
    sent_at = UTCDateTimeField(null=True, index=True)  # the last attempt's beginning
    as_template = BooleanField(null=True)  # the form of the last attempt
    wamid = TextField(null=True, index=True)
    code = IntegerField(null=True)  # Meta's reason
    note = TextField(default="")
    settled_by = TextField(default="")  # "answer", "status", "rule" or a person
    status_at = UTCDateTimeField(null=True)  # when Meta last told us of it
    closed_at = UTCDateTimeField(null=True)  # when it was given up


# However many were sent, what is due is found at once, and what goes to the same person before it.
Outbound.add_index(
    Outbound.index(Outbound.state, Outbound.lane, Outbound.next_at, Outbound.id, name="outbound_due")
)
Outbound.add_index(Outbound.index(Outbound.contact, Outbound.state, Outbound.id, name="outbound_of_contact"))


class LeadState(StrEnum):
    open = "open"
    registered = "registered"
    closed = "closed"


class Lead(Undoable):
    """A prospect's enquiry, with all that they wrote."""

    contact = ForeignKeyField(Contact, backref="+")
    contact_id: int
    name = TextField(default="")  # as they gave it, or as WhatsApp shows it if that is a name
    words = TextField(default="")
    asked = IntegerField(default=0)  # how often for their name
    state = CharField(default=LeadState.open)
    opened_at = UTCDateTimeField()
    heard_at = UTCDateTimeField()
    alerted_at = UTCDateTimeField(null=True)


_open_lead = Lead.state == LeadState.open
Lead.add_index(Lead.index(Lead.contact, unique=True, where=_open_lead, name="lead_open"))


class Form(Undoable):
    """A registration form that was sent to somebody, and the answer if it must wait for approval."""

    secret = TextField(unique=True)  # of the token in the form: its SHA-256, in hex
    contact = ForeignKeyField(Contact, backref="+")  # to whom it was sent; nobody else may use it
    lead = ForeignKeyField(Lead, null=True, backref="+")
    sent_at = UTCDateTimeField()
    expires_at = UTCDateTimeField()
    used_at = UTCDateTimeField(null=True)
    answer = TextField(null=True)  # JSON, until somebody has decided
    decided_at = UTCDateTimeField(null=True)


class Consent(Table):
    """What a client has agreed to, and when."""

    id = AutoField()
    client = ForeignKeyField(Client, backref="+")
    to = TextField()  # "records" or "news"
    given_at = UTCDateTimeField()
    through = TextField()  # the form and its version, or "chat"


class Fact(Undoable):
    """What the owner says of a matter; the newest of that name counts, and wins over facts.md."""

    name = TextField()
    text = TextField(constraints=[Check("text <> ''")])
    told_at = UTCDateTimeField()
    actor = TextField()


class QuestionState(StrEnum):
    waiting = "waiting"
    thinking = "thinking"  # of a process that claimed it
    answered = "answered"
    fallen_back = "fallen_back"  # the model did not answer in time, or not well


class Question(Table):
    """A question to the assistant; what was asked stands in the message alone."""

    id = AutoField()
    contact = ForeignKeyField(Contact, backref="+", index=False, on_delete="CASCADE")  # indexed below
    inbound = ForeignKeyField(Inbound, unique=True, backref="+", on_delete="CASCADE")
    asked_at = UTCDateTimeField(index=True)
    state = CharField()
    attempts = IntegerField(default=0)
    claimed_at = UTCDateTimeField(null=True)
    cost = IntegerField(default=0)  # in millionths of a rand; until it is known, the most that it may be


Question.add_index(Question.index(Question.contact, Question.asked_at, name="question_of_contact"))
_open_question = Question.state.in_((QuestionState.waiting, QuestionState.thinking))
Question.add_index(Question.index(Question.id, where=_open_question, name="question_open"))


class Erased(Table):
    """That somebody was erased, so that a restored copy can be told of it; no name or number."""

    id = AutoField()
    at = UTCDateTimeField()
    salt = TextField()
    hashes = TextField()  # of each number and user id that they had
    cleaned_at = UTCDateTimeField(null=True)  # when the file of the database held no trace any more


class AccountTemplate(Table):
    """A template as the account at Meta has it."""

    id = AutoField()
    name = TextField()
    language = TextField()
    status = TextField()
    definition = TextField()  # JSON, as Meta lists it
    listed_at = UTCDateTimeField()

    class Meta:
        indexes = ((("name", "language"), True),)


class Memory(Table):
    """The few facts that the program must remember about itself."""

    name = CharField(primary_key=True)
    value = TextField()

    @classmethod
    def recall(cls, name: str) -> str | None:
        row = execute("SELECT value FROM memory WHERE name = ?", name).fetchone()
        return row[0] if row else None

    @classmethod
    def keep(cls, name: str, value: str) -> None:
        row = cls.insert(name=name, value=value)
        row.on_conflict(conflict_target=[cls.name], update={cls.value: value}).execute()

    @classmethod
    def count(cls, name: str) -> None:
        """Count one more."""
        cls.keep(name, str(int(cls.recall(name) or 0) + 1))

    @classmethod
    def forget(cls, *names: str) -> None:
        cls.delete().where(cls.name.in_(names)).execute()


TABLES = (
    Contact,
    Client,
    Session,
    StandingBooking,
    SkippedDay,
    Booking,
    Event,
    Deed,
    Closure,
    Broadcast,
    Inbound,
    Outbound,
    Lead,
    Form,
    Consent,
    Fact,
    Question,
    Erased,
    AccountTemplate,
    Memory,
)
