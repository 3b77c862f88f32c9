"""Where a person leaves traces: what becomes of each text of each table when they are erased.

A column is named once: it is emptied in their own rows (`becomes`), cannot name anybody (`impersonal`), or is
kept for the law (`lawful`). Rows of others in which a text names them (`searched`) are emptied likewise, once
nobody waits for them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from peewee import Expression

from pilateshq.models import (
    AccountTemplate,
    Booking,
    Broadcast,
    Client,
    Closure,
    Consent,
    Contact,
    Deed,
    Erased,
    Event,
    Fact,
    Form,
    Inbound,
    InboundState,
    Lead,
    Memory,
    Outbound,
    OutboundState,
    Question,
    Session,
    SkippedDay,
    StandingBooking,
    Table,
)
from pilateshq.money_models import (
    Agreement,
    Attachment,
    Decision,
    Discount,
    Invoice,
    InvoiceLine,
    Package,
    Payment,
    Price,
)
from pilateshq.studio.history import NOT_THEIRS

OPEN = (OutboundState.queued, OutboundState.sending, OutboundState.unknown)
Value = str | bytes | bool | None | Callable[[int], str]  # the last: of the row's number


@dataclass(frozen=True)
class Person:
    """All that stands for one person: the client, if they are one, and each number that they had."""

    client: Client | None
    contacts: tuple[Contact, ...]

    @property
    def contact_ids(self) -> list[int]:
        return [each.id for each in self.contacts]

    @property
    def client_ids(self) -> list[int]:
        return [self.client.id] if self.client else []

    @property
    def actors(self) -> list[str]:
        """Give the names under which the log of events has them."""
        as_client = (f"client {each}" for each in self.client_ids)
        return [*as_client, *(f"prospect {each}" for each in self.contact_ids)]

    @property
    def identities(self) -> list[str]:
        """Give their numbers and user ids as Meta writes them."""
        all_of_them = (
            each
            for contact in self.contacts
            for each in (contact.wa_id, contact.user_id, (contact.phone or "").removeprefix("+"))
        )
        return [*dict.fromkeys(filter(None, all_of_them))]


@dataclass(frozen=True, kw_only=True)
class Fate:
    """What becomes of a table."""

    theirs: Callable[[Person], Expression] | None = None  # None: it has no rows of one person's
    deleted: bool = False  # their rows, whole
    becomes: Mapping[str, Value] = field(default_factory=dict)
    searched: tuple[str, ...] = ()
    settled: Expression | None = None  # which of those nobody waits for
    impersonal: tuple[str, ...] = ()
    lawful: tuple[str, ...] = ()


def nobody(number: int) -> str:
    """Give the user id of a contact that stands for nobody any more; Meta has none like it."""
    return f"erased {number}"


def former_client(number: int) -> str:
    return f"Erased client {number}"


def tables() -> list[str]:
    """Name the tables in which something is emptied or deleted."""
    return [table._meta.table_name for table, fate in FATES.items() if fate.becomes or fate.deleted]


def _of_contact(person: Person) -> Expression:
    return Contact.id.in_(person.contact_ids)


FATES: Mapping[type[Table], Fate] = {  # in this order; what speaks of a row goes before it
    Contact: Fate(
        theirs=_of_contact,
        becomes={
            **dict.fromkeys(("wa_id", "phone", "heard_at", "paced_to", "unreachable_at", "unreachable_code")),
            **dict.fromkeys(("stopped_at", "reminders_off_at", "news_off_at", "doubted_at")),
            "user_id": nobody,
            "name": "",
        },
    ),
    Client: Fate(
        theirs=lambda person: Client.id.in_(person.client_ids),
        becomes={
            "name": former_client,
            "active": False,
            **dict.fromkeys(("born_on", "email", "address", "vat_number")),
        },
    ),
    Event: Fate(
        theirs=lambda person: (
            (Event.what == NOT_THEIRS)
            & (Event.client.in_(person.client_ids) | Event.actor.in_(person.actors))
        ),
        becomes={"detail": ""},
        searched=("detail",),
        settled=Event.id > 0,
        impersonal=("actor", "what"),  # the actor by number, whose row says no more who it was
    ),
    Deed: Fate(theirs=lambda _: Deed.id > 0, deleted=True),  # so that no undo brings anybody back
    Inbound: Fate(
        theirs=lambda person: Inbound.contact.in_(person.contact_ids) | Inbound.sender.in_(person.identities),
        becomes={"body": b"", "sender": "", "error": ""},
        searched=("body", "error"),
        settled=Inbound.state != InboundState.new,
        impersonal=("key", "state"),  # the key makes a message that Meta brings again harmless
    ),
    Outbound: Fate(
        theirs=lambda person: Outbound.contact.in_(person.contact_ids),
        becomes={"message": None, "template": None, "note": ""},
        searched=("message", "template", "note"),
        settled=Outbound.state.not_in(OPEN),
        impersonal=("key", "lane", "purpose", "topic", "state", "wamid", "settled_by"),
    ),
    Form: Fate(
        theirs=lambda person: (
            Form.contact.in_(person.contact_ids)
            | Form.lead.in_(Lead.select(Lead.id).where(Lead.contact.in_(person.contact_ids)))
        ),
        deleted=True,
    ),
    Lead: Fate(theirs=lambda person: Lead.contact.in_(person.contact_ids), deleted=True),
    Consent: Fate(theirs=lambda person: Consent.client.in_(person.client_ids), deleted=True),
    Attachment: Fate(
        theirs=lambda person: (
            Attachment.to.in_(person.contact_ids) | Attachment.client.in_(person.client_ids)
        ),
        becomes={"source": None, "note": ""},
        impersonal=("key", "errand", "mime"),
    ),
    Invoice: Fate(
        impersonal=("paper", "supplier"), lawful=("billed_to", "billed_address", "billed_vat_number")
    ),
    Question: Fate(impersonal=("state",)),  # what was asked stands in the message alone
    # What counts, and belongs to whoever the client was.
    Session: Fate(impersonal=("kind",)),
    StandingBooking: Fate(impersonal=("weekdays", "at", "kind")),
    SkippedDay: Fate(),
    Booking: Fate(impersonal=("status", "cancelled_by")),
    Price: Fate(impersonal=("kind",)),
    Agreement: Fate(impersonal=("kind",)),
    Package: Fate(impersonal=("kind",)),
    Decision: Fate(impersonal=("ruling",)),
    Discount: Fate(),
    InvoiceLine: Fate(impersonal=("text",)),
    Payment: Fate(impersonal=("method",)),
    # What the studio says of itself, to everybody.
    Closure: Fate(impersonal=("reason",)),
    Broadcast: Fate(impersonal=("words",)),
    Fact: Fate(impersonal=("name", "text", "actor")),
    AccountTemplate: Fate(impersonal=("name", "language", "status", "definition")),
    Memory: Fate(impersonal=("name", "value")),
    Erased: Fate(impersonal=("salt", "hashes")),
}
