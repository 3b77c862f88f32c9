"""Erasing somebody: nothing of them is left anywhere, and all that counts still adds up."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from peewee import BlobField, CharField, TextField

from pilateshq import cleaning, db, inbox, outbox, purge
from pilateshq.conversation.turn import Notice
from pilateshq.errors import NothingToUndo, RunsTheStudio
from pilateshq.messages import Text
from pilateshq.models import (
    TABLES,
    Booking,
    BookingStatus,
    Client,
    Contact,
    Event,
    Form,
    Inbound,
    InboundState,
    Lead,
    Outbound,
    OutboundState,
    Purpose,
    Question,
    QuestionState,
    Session,
)
from pilateshq.money_models import MONEY_TABLES, Attachment, Errand, Invoice, InvoiceLine, Payment
from pilateshq.settings import Settings
from pilateshq.studio import consents, erasing, forms, history, leads, people, undo
from pilateshq.studio.mentions import Mentions
from pilateshq.studio.traces import FATES
from tests.conftest import MONDAY, new_client

NAME, NUMBER, USER_ID, EMAIL = "Zwelibanzi Canarysson", "27821119876", "ZA.777000777", "canary@example.com"
CANARIES = ("zwelibanzi", "canarysson", "821119876", USER_ID.lower(), EMAIL, "canary words", "1988-05-21")
DAY = timedelta(days=1)


def test_every_text_of_every_table_has_its_fate() -> None:
    """Whoever adds a table says in `traces` what becomes of it when somebody is erased."""
    assert {*FATES} == {*TABLES, *MONEY_TABLES}
    for table, fate in FATES.items():
        texts = {
            name
            for name, field in table._meta.fields.items()
            if isinstance(field, TextField | CharField | BlobField)
        }
        told = {*fate.becomes, *fate.searched, *fate.impersonal, *fate.lawful}
        assert fate.deleted or texts <= told, f"{table.__name__}: {texts - told}"
        assert not {*fate.becomes} & {*fate.impersonal, *fate.lawful}, table.__name__
    assert {name for fate in FATES.values() for name in fate.lawful} == {
        *("billed_to", "billed_address", "billed_vat_number")
    }


# all traces


@pytest.fixture
def canary(opened: None) -> Client:
    """A client of whom there is something in every place."""
    with db.transaction():
        client = people.register(
            NAME, NUMBER, region="ZA", actor="test", now=MONDAY, born_on=date(1988, 5, 21), email=EMAIL
        )
        people.meet(wa_id=NUMBER, user_id=USER_ID, name="Zweli canary words", at=MONDAY)
        client = Client.get_by_id(client.id)
        _fill(client, new_client("Mary Jones"))
    return client


def _fill(client: Client, mary: Client) -> None:
    nadine = people.contact_of("27821110001")
    theirs = _heard(client.contact, NUMBER, "m:theirs", f"hello, I am {NAME}")
    _heard(nadine, "27821110001", "m:hers", "book zwelibanzi tomorrow 8")
    _heard(client.contact, NUMBER, "m:new", "canary words", state=InboundState.new)
    for state in OutboundState:
        _said(f"to them {state}", client.contact, "canary words", state)
        _said(f"of them {state}", nadine, f"{NAME} (+{NUMBER}) has cancelled", state)
    _said("template", client.contact, None, OutboundState.read, template="canary words")
    lead = leads.hear(client.contact, "canary words", now=MONDAY)
    lead.name = NAME
    lead.save()
    forms.keep(_form(client.contact, lead), {"name": NAME, "phone": f"+{NUMBER}"})
    consents.give(client, consents.NEWS, through="chat", at=MONDAY, actor="test")
    Question.create(contact=client.contact, inbound=theirs, asked_at=MONDAY, state=QuestionState.waiting)
    history.record("ids changed", actor="meta", now=MONDAY, detail=f"contact 9: {NUMBER} {USER_ID} to ZA.5")
    history.record(history.NOT_THEIRS, actor="test", now=MONDAY, client=client, detail="canary words")
    history.keep([], contact=nadine, told=f"Booked: {NAME}", notices=[], now=MONDAY)
    _attach(client)
    _bill(client)
    session = Session.create(starts_at=MONDAY + DAY, minutes=60, kind="duo")
    for each in (client, mary):
        Booking.create(client=each, session=session, booked_at=MONDAY, changed_at=MONDAY)
    for status in (BookingStatus.requested, BookingStatus.waitlisted):
        Booking.create(client=client, session=session, booked_at=MONDAY, changed_at=MONDAY, status=status)


def _heard(
    contact: Contact, sender: str, key: str, words: str, state: InboundState = InboundState.done
) -> Inbound:
    row: Inbound = Inbound.create(
        key=key,
        sender=sender,
        contact=contact,
        body=json.dumps({"from": sender, "text": {"body": words}}).encode(),
        said_at=MONDAY,
        received_at=MONDAY,
        next_at=MONDAY,
        state=state,
    )
    return row


def _said(
    key: str, contact: Contact, words: str | None, state: OutboundState, template: str | None = None
) -> None:
    Outbound.create(
        key=key,
        contact=contact,
        purpose=Purpose.notice,
        message=words and json.dumps({"say": "Text", "body": words}),
        template=template,
        note="canary words" if contact.wa_id == NUMBER else "",
        created_at=MONDAY,
        next_at=MONDAY,
        expires_at=MONDAY + DAY,
        state=state,
    )


def _form(contact: Contact, lead: Lead) -> Form:
    return forms.use(forms.send(contact, lead=lead, now=MONDAY), contact, now=MONDAY)


def _attach(client: Client) -> None:
    Attachment.create(
        key="proof:1",
        errand=Errand.proof,
        to=people.contact_of("27821110001"),
        client=client,
        source="canary words",
        note="canary words",
        asked_at=MONDAY,
        next_at=MONDAY,
    )


def _bill(client: Client) -> None:
    issued_on = MONDAY.date()
    invoice = Invoice.create(
        serial=Invoice.select().count() + 1,
        client=client,
        month=issued_on.replace(day=1),
        issued_on=issued_on,
        due_on=issued_on,
        issued_at=MONDAY,
        total_cents=45000,
        before_cents=0,
        supplier="{}",
        billed_to=client.name,
        billed_address="12 Canary Street",
    )
    InvoiceLine.create(invoice=invoice, text="Single", unit_cents=45000, amount_cents=45000)
    Payment.create(client=client, cents=45000, paid_on=issued_on, noted_at=MONDAY)


def erase(client: Client, settings: Settings) -> None:
    with db.transaction(alone=True):
        who = erasing.person(Client.get_by_id(client.id).contact, settings=settings)
        erasing.erase(who, settings=settings, actor="test", now=MONDAY)


def dump() -> str:
    """Read all that the database holds, as text."""
    with db.transaction():
        kept = [value for table in (*TABLES, *MONEY_TABLES) for row in _rows(table) for value in row]
    return "\n".join(str(bytes(each) if isinstance(each, memoryview) else each) for each in kept).lower()


def _rows(table: Any) -> list[tuple[object, ...]]:
    return list(table.select().tuples())


def test_nothing_is_left_of_whoever_has_no_invoice(canary: Client, settings: Settings) -> None:
    with db.transaction():
        InvoiceLine.delete().execute()
        Invoice.delete().execute()
    before = dump()
    assert all(each in before for each in CANARIES)

    erase(canary, settings)
    after = dump()
    assert [each for each in CANARIES if each in after] == []


def test_an_erasing_really_removes_the_bytes(canary: Client, settings: Settings) -> None:
    """PostgreSQL's files are another program's; there each table is written into a new one."""
    with db.transaction():
        InvoiceLine.delete().execute()
        Invoice.delete().execute()
    erase(canary, settings)
    assert cleaning.rewrite()
    if not db.is_postgres():
        held = _bytes(Path(db.database.obj.database))
        assert [each for each in CANARIES if each.encode() in held] == []


def _bytes(file: Path) -> bytes:
    """Read a database with its log, all letters small."""
    return b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*")).lower()


def test_an_invoice_keeps_the_name_for_the_law_and_loses_it_after(canary: Client, settings: Settings) -> None:
    erase(canary, settings)
    with db.transaction():
        assert Invoice.get().billed_to == NAME
        assert [each for each in CANARIES if each in str(Client.get_by_id(canary.id).__data__).lower()] == []

        last = erasing.kept_until(MONDAY.date())
        assert last == date(2032, 2, 29)
        purge.billed(today=last)
        assert (Invoice.get().billed_to, Invoice.get().billed_address) == (NAME, "12 Canary Street")
        purge.billed(today=last + DAY)
        assert Invoice.get().billed_address is None
        assert Invoice.get().billed_to == f"Erased client {canary.id}"


@pytest.mark.parametrize(
    ("issued", "last"),
    [("2026-02-28", "2031-02-28"), ("2026-03-01", "2032-02-29"), ("2026-12-31", "2032-02-29")],
)
def test_an_invoice_is_kept_for_five_years_from_the_end_of_its_tax_year(issued: str, last: str) -> None:
    assert erasing.kept_until(date.fromisoformat(issued)) == date.fromisoformat(last)


def test_seats_money_and_others_are_as_they_were(canary: Client, settings: Settings) -> None:
    erase(canary, settings)
    with db.transaction():
        assert {(each.client.name, each.status) for each in Booking.select()} == {
            (f"Erased client {canary.id}", BookingStatus.cancelled),
            ("Mary Jones", BookingStatus.booked),
        }
        assert (Invoice.get().total_cents, Payment.get().cents) == (45000, 45000)
        assert [each.name for each in people.everyone()] == ["Mary Jones"]
        assert people.find(wa_id=NUMBER, user_id=USER_ID) is None
        assert [each.what for each in Event.select().order_by(Event.id)][-1] == "erased"


def test_nothing_goes_to_them_and_what_is_on_its_way_settles(canary: Client, settings: Settings) -> None:
    erase(canary, settings)
    with db.transaction():
        contact = Client.get_by_id(canary.id).contact
        states = {each.key.removeprefix("to them "): str(each.state) for each in Outbound.select()}
        assert states["queued"] == "cancelled"
        assert (states["sending"], states["unknown"], states["read"]) == ("sending", "unknown", "read")

        Outbound.update(state=OutboundState.queued).where(Outbound.key == "to them sending").execute()
        for key, expires_at in (("new", MONDAY + DAY), ("late", MONDAY)):
            notice = Notice(to=contact, key=key, message=Text("hello"), expires_at=expires_at)
            outbox.queue(notice, now=MONDAY)
        assert outbox.claim(settings=settings, now=MONDAY) is None
        assert {str(each.state) for each in Outbound.select() if each.key in ("new", "late")} == {"cancelled"}


def test_a_message_that_meta_brings_again_does_nothing(canary: Client, settings: Settings) -> None:
    erase(canary, settings)
    with db.transaction():
        assert inbox.answer_next(settings=settings, now=MONDAY) is None
        count = Inbound.select().count()
        inbox._insert("m:theirs", b"again", sender=NUMBER, said_at=MONDAY, state=InboundState.new, now=MONDAY)
        assert Inbound.select().count() == count


def test_no_undo_brings_them_back(canary: Client, settings: Settings) -> None:
    erase(canary, settings)
    with db.transaction(), pytest.raises(NothingToUndo):
        undo.undo(
            history.find_deed(None, Contact.get(Contact.wa_id == "27821110001")),
            settings=settings,
            actor="test",
            now=MONDAY,
        )


@pytest.mark.parametrize(
    ("words", "is_named"),
    [
        ("Zwelibanzi Canarysson has cancelled", True),
        ("Friday:\n08:00\nZwelibanzi  CANARYSSON\tduo", True),
        ("book canarysson's usual", True),
        ("call +27 82 111 9876 please", True),
        ("082-111-9876", True),
        ("0821119877 and 821119876543", False),
        ("canary@example.com", True),
        ("za.777000777", True),
        ("Canaryssons and ÉCanarysson", False),
        ("Zwelibanzi and Mary", True),
        ("Mary Jones", False),
    ],
)
def test_they_are_found_in_whatever_names_them(
    canary: Client, settings: Settings, words: str, is_named: bool
) -> None:
    with db.transaction():
        who = erasing.person(canary.contact, settings=settings)
        mentions = Mentions(who, owner="Nadine")
        assert mentions.maybe(json.dumps({"body": words})) is is_named  # as Meta writes it
        assert mentions.maybe(json.dumps({"body": words}, ensure_ascii=False)) is is_named


def test_a_name_that_others_have_too_empties_nothing_of_theirs(canary: Client, settings: Settings) -> None:
    with db.transaction():
        other = new_client("Zwelibanzi Dube")
        _said("kept", other.contact, "Hi Zwelibanzi, see you", OutboundState.read)
    erase(canary, settings)
    with db.transaction():
        assert "Zwelibanzi" in (Outbound.get(Outbound.key == "kept").message or "")


def test_a_former_number_of_theirs_goes_too(canary: Client, settings: Settings) -> None:
    with db.transaction():
        booking = Booking.get(Booking.client == canary)
        Outbound.update(booking=booking).where(Outbound.key == "to them read").execute()
        people.edit(Client.get_by_id(canary.id), phone="0821115555", region="ZA", actor="test", now=MONDAY)
    erase(canary, settings)
    with db.transaction():
        assert (
            people.find(wa_id=NUMBER, user_id=None) is people.find(wa_id="27821115555", user_id=None) is None
        )


def test_who_runs_the_studio_is_not_erased(opened: None, settings: Settings) -> None:
    hers = replace(settings, admins=("27821110001",))
    with db.transaction(), pytest.raises(RunsTheStudio):
        erasing.person(people.contact_of("27821110001"), settings=hers)
