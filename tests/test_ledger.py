"""The ledger: prices, what is billed and why, packages, discounts, invoices and payments."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from pilateshq import attachments
from pilateshq.conversation.wording import Wording
from pilateshq.errors import (
    AlreadyCredited,
    AlreadyInvoiced,
    BadAmount,
    NoSuchInvoice,
    NothingToCharge,
    NothingToInvoice,
)
from pilateshq.models import Booking, BookingStatus, CancelledBy, Client
from pilateshq.money_models import Attachment, Discount, Invoice, Payment, Ruling
from pilateshq.settings import InvoiceTerms, Kind, Settings
from pilateshq.studio import (
    attendance,
    billing,
    booking,
    charges,
    invoices,
    package_states,
    packages,
    payments,
    prices,
    reminding,
)
from pilateshq.studio.billing import Draft, Item
from tests.conftest import MONDAY, at, new_client, with_studio

NOVEMBER = date(2026, 11, 1)
LATER = at("2026-12-02 09:00")
SINGLE = Kind(name="single", capacity=1, price_cents=300_00)


def describe(item: Item) -> str:
    return item.what.value


def booked(
    client: Client, start: str, settings: Settings, kind: str = "single", *, now: Any = MONDAY
) -> Booking:
    done = booking.book([client], kind, at(start), anyway=True, settings=settings, actor="test", now=now)
    return done.bookings[0]


def came(client: Client, start: str, settings: Settings, kind: str = "single") -> Booking:
    made = booked(client, start, settings, kind)
    attendance.mark(made, BookingStatus.attended, actor="test", now=LATER)
    return made


def cancelled_late(client: Client, start: str, settings: Settings, kind: str = "single") -> Booking:
    made = booked(client, start, settings, kind)
    late = at(start) - timedelta(hours=1)
    booking.cancel(made, by=CancelledBy.client, sure=True, settings=settings, actor="test", now=late)
    return made


def draft(client: Client, settings: Settings, month: date = NOVEMBER) -> Draft:
    return next(billing.drafts(month, settings=settings, now=LATER, client=client))


def issued(client: Client, settings: Settings, month: date = NOVEMBER) -> Invoice:
    return invoices.issue(client, month, describe=describe, settings=settings, actor="test", now=LATER)


def paid(client: Client, cents: int, **more: Any) -> Payment:
    more = {"paid_on": date(2026, 12, 3), "actor": "test", "now": LATER, **more}
    return payments.pay(client, cents, **more)


# prices


def test_a_new_price_counts_for_sessions_after_it_was_seen_and_never_before(
    thandi: Client, settings: Settings
) -> None:
    prices.note(settings, now=MONDAY)
    came(thandi, "2026-11-24 08:00", settings)
    came(thandi, "2026-11-27 08:00", settings)
    dearer = with_studio(settings, kinds={"single": Kind(name="single", capacity=1, price_cents=350_00)})

    prices.note(dearer, now=at("2026-11-25 12:00"))
    assert [item.amount_cents for item in draft(thandi, dearer).items] == [300_00, 350_00]


def test_the_first_price_that_is_known_holds_for_all_that_was_before(
    thandi: Client, settings: Settings
) -> None:
    came(thandi, "2026-11-24 08:00", settings)

    assert draft(thandi, settings).total_cents == 300_00


def test_a_client_has_a_price_of_their_own_from_the_day_it_is_agreed(
    thandi: Client, settings: Settings
) -> None:
    came(thandi, "2026-11-24 08:00", settings)
    came(thandi, "2026-11-26 08:00", settings)
    came(thandi, "2026-11-26 10:00", settings, "duo")
    prices.agree_price(thandi, "single", 275_00, since=at("2026-11-25 00:00"), actor="test", now=MONDAY)

    assert [item.amount_cents for item in draft(thandi, settings).items] == [300_00, 275_00, 250_00]
    prices.agree_price(thandi, "single", None, since=at("2026-11-26 00:00"), actor="test", now=MONDAY)
    assert draft(thandi, settings).items[1].amount_cents == 300_00


def test_per_cent_off_counts_for_all_that_is_not_invoiced(thandi: Client, settings: Settings) -> None:
    came(thandi, "2026-11-24 08:00", settings)
    first = issued(thandi, settings)
    came(thandi, "2026-11-25 08:00", settings)

    prices.agree_percent(thandi, 10, actor="test", now=LATER)
    assert [(item.amount_cents, item.percent) for item in draft(thandi, settings).items] == [(270_00, 10)]
    assert first.total_cents == 300_00


@pytest.mark.parametrize(("cents", "percent", "left"), [(300_00, 10, 270_00), (1, 50, 1), (99, 33, 66)])
def test_half_a_cent_is_rounded_up(cents: int, percent: int, left: int) -> None:
    assert prices.less(cents, percent) == left


def test_an_amount_that_cannot_be_meant_is_refused(thandi: Client) -> None:
    for cents in (0, -1, 100_000_01):
        with pytest.raises(BadAmount):
            paid(thandi, cents)
    with pytest.raises(BadAmount):
        prices.agree_percent(thandi, 101, actor="test", now=LATER)


# what is billed, and why


def test_only_who_came_is_billed_unasked(thandi: Client, settings: Settings) -> None:
    came(thandi, "2026-11-24 08:00", settings)
    no_show, sick = (booked(thandi, f"2026-11-{day} 08:00", settings) for day in (25, 26))
    attendance.mark(no_show, BookingStatus.no_show, actor="test", now=LATER)
    attendance.mark(sick, BookingStatus.sick, actor="test", now=LATER)
    cancelled_late(thandi, "2026-11-27 08:00", settings)
    booked(thandi, "2026-11-28 08:00", settings)

    found = draft(thandi, settings)
    assert (found.total_cents, found.undecided, found.unmarked) == (300_00, 2, 1)


def test_a_no_show_and_a_late_cancel_are_billed_once_they_are_charged(
    thandi: Client, settings: Settings
) -> None:
    late = cancelled_late(thandi, "2026-11-27 08:00", settings)
    assert charges.to_decide(before=LATER) == [late]

    rule(late, Ruling.charged, settings)
    assert [item.what for item in draft(thandi, settings).items] == [billing.What.late]
    rule(late, Ruling.waived, settings)
    assert draft(thandi, settings).items == ()
    assert charges.to_decide(before=LATER) == []


def rule(made: Booking, ruling: Ruling, settings: Settings) -> None:
    charges.decide(booking.find(made.id), ruling, settings=settings, actor="test", now=LATER)


def test_what_was_cancelled_in_time_cannot_be_charged(thandi: Client, settings: Settings) -> None:
    made = booked(thandi, "2026-11-27 08:00", settings)
    booking.cancel(made, by=CancelledBy.client, sure=True, settings=settings, actor="test", now=MONDAY)

    with pytest.raises(NothingToCharge):
        rule(made, Ruling.charged, settings)


def test_the_studios_own_late_cancel_is_free_unless_it_is_charged(thandi: Client, settings: Settings) -> None:
    made = booked(thandi, "2026-11-24 08:00", settings)
    booking.cancel(
        made, by=CancelledBy.studio, sure=True, settings=settings, actor="test", now=at("2026-11-24 07:00")
    )
    assert charges.to_decide(before=LATER) == []

    rule(made, Ruling.charged, settings)
    assert draft(thandi, settings).total_cents == 300_00


def test_what_is_on_an_invoice_is_charged_no_more_and_no_less(thandi: Client, settings: Settings) -> None:
    late = cancelled_late(thandi, "2026-11-27 08:00", settings)
    rule(late, Ruling.charged, settings)
    number = issued(thandi, settings).number

    with pytest.raises(AlreadyInvoiced, match=number):
        rule(late, Ruling.waived, settings)


def test_the_mark_is_lifted_for_as_many_as_took_the_seats(thandi: Client, settings: Settings) -> None:
    john, mary = new_client(), new_client("Mary Jones")
    first = cancelled_late(thandi, "2026-11-27 08:00", settings, "duo")
    second = cancelled_late(john, "2026-11-27 08:00", settings, "duo")
    assert charges.lift_refilled(now=LATER) == []

    booked(mary, "2026-11-27 08:00", settings, "duo", now=at("2026-11-27 07:30"))
    assert charges.lift_refilled(now=LATER) == [first]
    assert charges.lift_refilled(now=LATER) == []
    assert charges.to_decide(before=LATER) == [second]


# packages and discounts


def test_a_package_is_used_up_first_and_billed_once(thandi: Client, settings: Settings) -> None:
    packages.buy(thandi, "single", 2, 550_00, settings=settings, actor="test", now=MONDAY)
    for day in (24, 25, 26):
        came(thandi, f"2026-11-{day} 08:00", settings)
    came(thandi, "2026-11-27 08:00", settings, "group")

    items = draft(thandi, settings).items
    assert [(item.what, item.amount_cents) for item in items] == [
        ("session", 0),
        ("session", 0),
        ("session", 300_00),
        ("session", 180_00),
        ("package", 550_00),
    ]
    assert issued(thandi, settings).total_cents == 1030_00
    assert list(billing.drafts(NOVEMBER, settings=settings, now=LATER, client=thandi)) == []


def test_a_package_costs_what_its_sessions_would(thandi: Client, settings: Settings) -> None:
    prices.agree_percent(thandi, 10, actor="test", now=MONDAY)

    bought = packages.buy(thandi, "single", 10, None, settings=settings, actor="test", now=MONDAY)
    assert (bought.cents, bought.days) == (2700_00, 90)


def test_sessions_of_a_package_alone_are_no_invoice(thandi: Client, settings: Settings) -> None:
    packages.buy(thandi, "single", 2, 550_00, settings=settings, actor="test", now=MONDAY)
    issued(thandi, settings)
    came(thandi, "2026-11-24 08:00", settings)

    with pytest.raises(NothingToInvoice):
        issued(thandi, settings)
    assert left(thandi, settings) == 1


def left(client: Client, settings: Settings) -> int:
    (state,) = package_states.states(settings=settings, now=LATER, client=client)
    return state.left


def test_a_package_ends_only_by_the_owners_word(thandi: Client, settings: Settings) -> None:
    package = packages.buy(thandi, "single", 5, 0, settings=settings, actor="test", now=MONDAY)
    came(thandi, "2026-11-24 08:00", settings)
    much_later = at("2027-06-01 09:00")

    (state,) = package_states.states(settings=settings, now=much_later, client=thandi)
    assert (state.left, state.good_until, state.has_run_out_of_time) == (4, date(2027, 1, 23), True)
    packages.extend(package, 200, actor="test", now=much_later)
    (state,) = package_states.states(settings=settings, now=much_later, client=thandi)
    assert not state.has_run_out_of_time
    packages.end(package, actor="test", now=much_later)
    assert package_states.states(settings=settings, now=much_later, client=thandi) == []


def test_so_much_off_counts_once_and_what_is_left_counts_next_time(
    thandi: Client, settings: Settings
) -> None:
    Discount.create(client=thandi, cents=400_00, given_at=MONDAY)
    came(thandi, "2026-11-24 08:00", settings)
    assert draft(thandi, settings).total_cents == 0

    came(thandi, "2026-11-25 08:00", settings)
    assert issued(thandi, settings).total_cents == 200_00
    came(thandi, "2026-11-26 08:00", settings)
    assert draft(thandi, settings).total_cents == 300_00


# invoices


def test_an_invoice_has_all_that_is_open_until_the_end_of_its_month(
    thandi: Client, settings: Settings
) -> None:
    came(thandi, "2026-11-30 18:00", settings)
    came(thandi, "2026-12-01 06:00", settings)

    invoice = issued(thandi, settings)
    assert (invoice.number, invoice.total_cents, invoice.before_cents) == ("INV-0001", 300_00, 0)
    assert (invoice.issued_on, invoice.due_on) == (date(2026, 12, 2), date(2026, 12, 9))
    assert (invoice.billed_to, invoice.vat_cents) == ("Thandi Mokoena", 0)
    december = issued(thandi, settings, date(2026, 12, 1))
    assert (december.number, december.total_cents, december.before_cents) == ("INV-0002", 300_00, 300_00)


def test_a_credit_note_takes_an_invoice_back_and_its_sessions_may_be_invoiced_again(
    thandi: Client, settings: Settings
) -> None:
    came(thandi, "2026-11-24 08:00", settings)
    invoice = issued(thandi, settings)

    note = invoices.credit(invoice, settings=settings, actor="test", now=LATER)
    assert (note.number, note.total_cents, note.credits) == ("CN-0001", -300_00, invoice)
    assert sum(line.amount_cents for line in invoices.lines(note)) == -300_00
    assert payments.balance(thandi) == 0
    assert issued(thandi, settings).number == "INV-0002"
    with pytest.raises(AlreadyCredited):
        invoices.credit(invoice, settings=settings, actor="test", now=LATER)


def test_vat_is_told_from_the_day_on_which_the_studio_is_registered(
    thandi: Client, settings: Settings
) -> None:
    terms = InvoiceTerms(vat_number="4010101010", vat_from=date(2026, 12, 2))
    vendor = with_studio(settings, invoice=terms)
    came(thandi, "2026-11-24 08:00", settings)

    assert not terms.is_vendor(date(2026, 12, 1))
    invoice = issued(thandi, vendor)
    assert (invoice.total_cents, invoice.vat_cents) == (300_00, 39_13)
    assert invoices.supplier_of(invoice).vat_number == "4010101010"
    sheet = Wording(settings).invoice_sheet(invoice, invoices.lines(invoice))
    assert (sheet.title, sheet.note) == ("Tax invoice", "Prices include VAT.")
    assert sheet.page.format(number=2, of=3) == "INV-0001 · Page 2 of 3"


@pytest.mark.parametrize(
    ("cents", "vat_number", "address", "lacks"),
    [
        (5_000_01, "4010101010", None, True),
        (5_000_00, "4010101010", None, False),
        (5_000_01, "", None, False),
        (5_000_01, "4010101010", "12 Long Street", False),
    ],
)
def test_a_full_tax_invoice_needs_the_clients_address(
    thandi: Client, settings: Settings, cents: int, vat_number: str, address: str | None, *, lacks: bool
) -> None:
    vendor = with_studio(settings, invoice=InvoiceTerms(vat_number=vat_number))
    thandi.address = address
    thandi.save()
    packages.buy(thandi, "single", 20, cents, settings=vendor, actor="test", now=MONDAY)
    found = draft(thandi, vendor)

    assert invoices.lack_address([found], settings=vendor, now=LATER) == ([found] if lacks else [])
    assert invoices.lacks_address(issued(thandi, vendor)) == lacks


def test_an_invoice_keeps_the_address_with_which_it_was_issued(thandi: Client, settings: Settings) -> None:
    thandi.address, thandi.vat_number = "12 Long Street, Cape Town", "4020202020"
    thandi.save()
    came(thandi, "2026-11-24 08:00", settings)
    invoice = issued(thandi, settings)
    thandi.address = "1 Short Street"
    thandi.save()

    note = invoices.credit(invoice, settings=settings, actor="test", now=LATER)
    for paper in (invoices.find("INV-1"), note):
        assert Wording(settings).invoice_sheet(paper, []).recipient == (
            "12 Long Street, Cape Town",
            "VAT no. 4020202020",
        )


def test_an_invoice_of_another_version_can_still_be_read(thandi: Client, settings: Settings) -> None:
    came(thandi, "2026-11-24 08:00", settings)
    invoice = issued(thandi, settings)
    supplier = invoices.supplier_of(invoice)
    kept = {**json.loads(invoice.supplier), "slogan": "Breathe."}
    del kept["pay_link"], kept["note"]
    invoice.supplier = json.dumps(kept)

    assert invoices.supplier_of(invoice) == replace(supplier, pay_link="", note="")


@pytest.mark.parametrize("number", ["", "INV", "INV-", "INV-2", "CN-1", "inv-x", "INV-99999999999999"])
def test_a_number_that_is_no_invoices_is_refused(thandi: Client, settings: Settings, number: str) -> None:
    came(thandi, "2026-11-24 08:00", settings)
    issued(thandi, settings)

    assert invoices.find(" inv-1 ").number == "INV-0001"
    with pytest.raises(NoSuchInvoice):
        invoices.find(number)


# payments


def test_payments_settle_the_oldest_first_and_what_is_too_much_stays_in_favour(
    thandi: Client, settings: Settings
) -> None:
    came(thandi, "2026-11-24 08:00", settings)
    issued(thandi, settings)
    came(thandi, "2026-12-01 08:00", settings)
    issued(thandi, settings, date(2026, 12, 1))

    assert statuses(thandi) == ["open", "open"]
    paid(thandi, 200_00)
    assert statuses(thandi) == ["part", "open"]
    paid(thandi, 500_00)
    assert statuses(thandi) == ["paid", "paid"]
    assert payments.account(thandi).balance_cents == payments.balance(thandi) == -100_00


def statuses(client: Client) -> list[str]:
    return [each.status.value for each in payments.account(client).settled]


def test_a_payment_of_an_invoice_settles_that_one(thandi: Client, settings: Settings) -> None:
    came(thandi, "2026-11-24 08:00", settings)
    issued(thandi, settings)
    came(thandi, "2026-12-01 08:00", settings)
    second = issued(thandi, settings, date(2026, 12, 1))

    payment = paid(thandi, 350_00, invoice=second)
    assert statuses(thandi) == ["part", "paid"]
    payments.reverse(payment.id, actor="test", now=LATER)
    assert statuses(thandi) == ["open", "open"]


def test_a_payment_of_an_invoice_that_was_taken_back_is_not_lost(thandi: Client, settings: Settings) -> None:
    came(thandi, "2026-11-24 08:00", settings)
    first = issued(thandi, settings)
    paid(thandi, 300_00, invoice=first)
    invoices.credit(first, settings=settings, actor="test", now=LATER)
    assert payments.balance(thandi) == -300_00

    issued(thandi, settings)
    assert statuses(thandi) == ["credited", "paid"]


def test_a_statement_ends_with_the_balance(thandi: Client, settings: Settings) -> None:
    came(thandi, "2026-11-24 08:00", settings)
    issued(thandi, settings)
    paid(thandi, 100_00)

    entries = payments.statement(thandi)
    assert [(each.cents, each.balance_cents) for each in entries] == [(300_00, 300_00), (-100_00, 200_00)]


@pytest.mark.parametrize(
    ("days", "column"), [(-5, 0), (0, 0), (1, 1), (30, 1), (31, 2), (60, 2), (61, 3), (90, 3), (91, 4)]
)
def test_what_is_due_for_long_is_in_another_column(
    thandi: Client, settings: Settings, days: int, column: int
) -> None:
    came(thandi, "2026-11-24 08:00", settings)
    due = issued(thandi, settings).due_on

    (debt,) = payments.debts(today=due + timedelta(days=days))
    assert (debt.cents, debt.by_age[column], debt.days_late) == (300_00, 300_00, max(days, 0))


def test_a_reminder_is_offered_once_at_each_of_the_days_that_are_set(
    thandi: Client, settings: Settings
) -> None:
    came(thandi, "2026-11-24 08:00", settings)
    issued(thandi, settings)  # on Wed 2 Dec, and due on Wed 9
    offered = []
    for day in range(31):
        now = LATER + timedelta(days=day)
        if reminding.to_remind(settings=settings, now=now):
            offered.append(day - 7)
            reminding.note(thandi, actor="test", now=now)

    assert offered == [-3, 0, 3, 7, 14]
    paid(thandi, 300_00)
    assert reminding.to_remind(settings=settings, now=LATER + timedelta(days=90)) == []


def test_a_reminder_that_is_not_wanted_is_offered_until_the_owner_taps(
    thandi: Client, settings: Settings
) -> None:
    came(thandi, "2026-11-24 08:00", settings)
    due = issued(thandi, settings).due_on

    for day in (3, 6, 8, 60):
        (found,) = reminding.to_remind(settings=settings, now=LATER + timedelta(days=7 + day))
        assert (found.since - due).days == max(step for step in (3, 7, 14) if step <= day)


# files


def test_a_file_that_cannot_be_made_lets_the_others_go_first_and_is_given_up(
    thandi: Client, settings: Settings
) -> None:
    came(thandi, "2026-11-24 08:00", settings)
    of = {"errand": "invoice", "to": thandi.contact, "invoice": issued(thandi, settings)}
    spoilt = Attachment.create(key="a", asked_at=MONDAY, next_at=MONDAY, **of)
    assert attachments.take(settings=settings, now=LATER) == spoilt.id
    sound = Attachment.create(key="b", asked_at=LATER, next_at=LATER, **of)
    assert attachments.take(settings=settings, now=LATER) == sound.id
    sound.delete_instance()

    taken = [attachments.take(settings=settings, now=LATER) for _ in range(settings.operations.max_attempts)]
    assert taken == [spoilt.id] * (settings.operations.max_attempts - 1) + [None]
    assert Attachment.get().done_at == LATER
