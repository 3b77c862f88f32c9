"""Getting paid, told on the phones: invoices as PDFs, payments, reminders, packages and charges."""

import pytest

from pilateshq.money_models import Attachment, Invoice, Package, Payment
from pilateshq.settings import InvoiceTerms
from tests.conftest import talks, with_studio
from tests.world import JOHN, MARY, World

pytestmark = [pytest.mark.usefixtures("letters"), talks]

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


@pytest.fixture
async def month(studio: World) -> World:
    """Wed 1 Oct: John came to two singles; Mary came to a group and did not come to a single."""
    await studio.register("John Smith", JOHN)
    await studio.register("Mary Jones", MARY)
    for name, start, kind in (
        ("John Smith", "2025-10-03 08:00", "single"),
        ("John Smith", "2025-10-06 08:00", "single"),
        ("Mary Jones", "2025-10-03 09:00", "group"),
        ("Mary Jones", "2025-10-06 09:00", "single"),
    ):
        await studio.book(name, start, kind)
    await studio.later(days=5)
    for line in ("John came 3 Oct", "John came 6 Oct", "Mary came 3 Oct", "Mary no-show 6 Oct"):
        await studio.say("nadine", line)
    return studio


def documents(studio: World, who: str) -> list[bytes]:
    """Give the files on that phone."""
    shown = [each for each in studio.phone(who) if each.media_id]
    files = [studio.emulator.media.get(each.media_id or "") for each in shown]
    return [file.content for file in files if file]


async def test_an_invoice_is_shown_first_and_goes_out_as_a_pdf(month: World) -> None:
    await month.say("john", "hi")
    shown = await month.say("nadine", "invoice John")
    assert "October 2025: R600." in shown
    assert documents(month, "john") == []

    assert "Issued: INV-0001" in await month.tap("nadine", "Send")
    await month.later(minutes=2)
    (pdf,) = documents(month, "john")
    assert pdf.startswith(b"%PDF")
    last = month.last("john")
    assert (last.filename, last.text) == ("INV-0001.pdf", "INV-0001: R600, due 14 Oct 2025.")
    assert "nothing more to pay for" in await month.say("nadine", "invoice John")


async def test_who_has_been_silent_gets_the_invoice_by_template(month: World) -> None:
    await month.say("nadine", "invoice John")
    await month.tap("nadine", "Send")
    await month.later(minutes=2)

    last = month.last("john")
    assert last.template == "client_invoice_us"
    assert "INV-0001" in last.text
    assert "R600" in last.text
    assert len(documents(month, "john")) == 1


async def test_a_preview_that_no_longer_holds_is_shown_anew(month: World) -> None:
    await month.say("nadine", "invoice John")
    await month.say("nadine", "10 % off John")

    assert "R540." in await month.tap("nadine", "Send")
    assert await month.do(Invoice.select().count) == 0


async def test_the_whole_month_is_shown_with_totals_and_then_sent(month: World) -> None:
    for who in ("john", "mary"):
        await month.say(who, "hi")
    shown = await month.say("nadine", "invoice all")
    assert "2 invoices, R780 together" in shown
    assert "no-shows and late cancels to decide: 1" in shown

    assert "INV-0001 to INV-0002" in await month.tap("nadine", "Send")
    await month.later(minutes=2)
    assert [len(documents(month, who)) for who in ("john", "mary")] == [1, 1]
    assert "Nothing is to be invoiced" in await month.say("nadine", "invoice all")


async def test_a_no_show_is_charged_by_a_tap_only(month: World) -> None:
    assert "Mary Jones, no-show" in await month.say("nadine", "charges")
    assert "Charged: Mary Jones" in await month.tap("nadine", "Charge")

    assert "2025: R480." in await month.say("nadine", "invoice Mary")
    assert "No no-show or late cancel waits" in await month.say("nadine", "charges")


async def test_the_owners_own_late_cancel_may_be_charged(month: World) -> None:
    await month.book("John Smith", "2025-10-08 08:00")

    assert "inside the notice period" in await month.say("nadine", "Cancel John")
    assert "Charged: John Smith" in await month.tap("nadine", "Charge")
    assert "R600." in await month.say("nadine", "invoice John")  # somebody may still take the seat
    await month.later(days=1)
    assert "R900." in await month.say("nadine", "invoice John")


async def test_a_client_hears_that_their_late_cancel_is_lifted(month: World) -> None:
    await month.register("Peter Botha", "27821110006")
    await month.book("John Smith", "2025-10-08 08:00")
    await month.later(hours=3)
    await month.say("john", "cancel next")
    await month.tap("john", "Yes, cancel it")
    assert "John Smith, late cancel" not in month.last("john").text

    await month.later(minutes=1)
    await month.book("Peter Botha", "2025-10-08 08:00")
    await month.later(minutes=1)
    assert "somebody took your place" in month.last("john").text


async def issued(month: World) -> None:
    await month.say("john", "hi")
    await month.say("nadine", "invoice John")
    await month.tap("nadine", "Send")
    await month.later(minutes=2)  # one of many is sent when the chats leave room


async def test_payments_are_noted_in_part_and_reversed(month: World) -> None:
    await issued(month)

    assert "They owe R350 now" in await month.say("nadine", "John paid 250 eft")
    assert "R350" in await month.say("nadine", "statement John")
    assert "They owe nothing now" in await month.say("nadine", "paid INV-0001")
    assert "They owe R350 now" in await month.tap("nadine", "Reverse it")
    assert "R50 is in their favour" in await month.say("nadine", "John paid 400 cash")


async def test_two_johns_are_asked_about_and_the_amount_is_kept(month: World) -> None:
    await month.register("John Naidoo", "27821110004")
    await month.say("nadine", "John paid 250 eft")

    await month.tap("nadine", "John Smith")
    payment = await month.do(Payment.get)
    assert (payment.cents, payment.method) == (250_00, "eft")


async def test_without_an_amount_the_open_one_is_offered(month: World) -> None:
    await issued(month)
    assert "They owe R600" in await month.say("nadine", "John paid")

    assert "They owe nothing now" in await month.tap("nadine", "R600")


async def test_who_owes_for_long_is_reminded_by_a_tap(month: World) -> None:
    await issued(month)
    said = await month.say("nadine", "who owes")
    assert said.startswith("One client owes R600.")
    assert "not due: R600" in said
    assert month.last("nadine").buttons == []

    await month.later(days=11)
    await month.say("john", "hi")
    assert "4 days late" in await month.say("nadine", "who owes")
    assert "Reminder about R600" in await month.tap("nadine", "Remind John")
    await month.say("nadine", "who owes")
    assert month.last("nadine").buttons == []
    await month.later(minutes=2)
    assert "INV-0001 over R600 was due on 14 Oct 2025" in month.last("john").text


async def test_a_payment_to_remind_of_is_in_the_briefing_of_its_day_and_nothing_is_sent(month: World) -> None:
    await issued(month)
    await month.later(days=4, hours=1)
    assert "to remind of a payment: John Smith (R600)" in await month.say("nadine", "briefing")
    assert "INV-0001 over" not in month.last("john").text

    assert "Reminder about R600" in await month.say("nadine", "remind John to pay")
    await month.later(minutes=2)
    assert "INV-0001 over R600 is due on 14 Oct 2025" in month.last("john").text


async def test_a_client_asks_for_balance_and_invoice(month: World) -> None:
    assert "You owe nothing" in await month.say("john", "how much do i owe?")
    assert "no invoice yet" in await month.say("john", "invoice")
    await issued(month)

    assert "You owe R600" in await month.say("john", "balance")
    await month.tap("john", "Send my invoice")
    assert len(documents(month, "john")) == 2


async def test_an_invoice_is_taken_back_by_a_credit_note(month: World) -> None:
    await issued(month)
    assert "Take back INV-0001" in await month.say("nadine", "credit INV-0001")

    assert "by CN-0001" in await month.tap("nadine", "Confirm")
    assert "R600." in await month.say("nadine", "invoice John")
    assert "taken back already" in await month.say("nadine", "credit INV-0001 sure")


async def test_a_proof_of_payment_goes_to_the_owner_and_is_no_money(month: World) -> None:
    await issued(month)
    media_id = month.emulator.media.add(PNG, "image/png")
    image = {"id": media_id, "mime_type": "image/png", "caption": "paid"}
    await month.emulator.send_raw("john", {"type": "image", "image": image})
    await month.idle()

    assert "who checks it" in month.last("john").text
    told = [each.text for each in month.phone("nadine")[-2:]]
    assert any("To check: no payment was noted. They owe R600" in text for text in told)
    assert documents(month, "nadine") == [PNG]
    assert "a proof of payment is to be checked" in await month.say("nadine", "who owes")
    assert "They owe nothing" in await month.tap("nadine", "R600 came")


async def test_a_picture_that_cannot_be_fetched_is_told(month: World) -> None:
    await month.emulator.send_raw("john", {"type": "image", "image": {"id": "404", "caption": "pop"}})
    await month.idle()
    for _ in range(9):
        await month.later(hours=1)

    assert "could not be fetched" in month.last("nadine").text
    assert await month.do(Attachment.select().where(Attachment.done_at.is_null()).count) == 0


async def test_the_report_comes_as_a_pdf(month: World) -> None:
    await month.say("nadine", "report")

    (pdf,) = documents(month, "nadine")
    assert pdf.startswith(b"%PDF")


async def test_a_package_is_told_when_it_is_low_and_asked_about_when_it_is_over(month: World) -> None:
    assert "good for 60 days" in await month.say("nadine", "Mary bought 4 group for 600")
    await month.book("Mary Jones", "2025-10-08 09:00", "group")
    await month.book("Mary Jones", "2025-10-09 09:00", "group")
    await month.later(days=3)
    for line in ("Mary came 8 Oct", "Mary came 9 Oct"):
        await month.say("nadine", line)
    await month.say("mary", "sessions left?")
    assert "2 group left" in month.last("mary").text

    await month.later(hours=2)
    assert "has 2 left" in month.last("mary").text
    await month.later(days=61)
    assert "kept until you decide" in month.last("nadine").text or "2 left" in month.last("nadine").text
    await month.say("nadine", "hi")
    assert "30 days more" in await month.say("nadine", "extend package #1")


async def test_a_payment_a_charge_and_what_was_agreed_can_be_undone(month: World) -> None:
    await issued(month)
    for line in ("John paid 250 eft", "R100 off Mary's invoice", "10 % off Mary", "Mary bought 10 group"):
        await month.say("nadine", line)
        assert "Undone" in await month.tap("nadine", "Undo")
    await month.say("nadine", "charges")
    await month.tap("nadine", "Charge")
    assert "Undone" in await month.say("nadine", "undo")

    assert "They owe R600 now" in await month.say("nadine", "statement John")
    assert "R180." in await month.say("nadine", "invoice Mary")


async def test_an_issued_invoice_cannot_be_undone(month: World) -> None:
    await issued(month)

    assert "cannot be undone" in await month.say("nadine", "undo")


async def test_a_package_that_is_on_an_invoice_stays(month: World) -> None:
    await month.say("nadine", "John bought 10 single")
    bought = month.last("nadine").wamid
    await issued(month)

    await month.tap("nadine", "Undo", wamid=bought)
    assert await month.do(Package.select().count) == 1


async def test_a_tax_invoice_that_lacks_an_address_is_shown_with_a_warning(month: World) -> None:
    vendor = InvoiceTerms(vat_number="4010101010")
    await month.use(with_studio(month.server.settings, invoice=vendor))
    await month.say("nadine", "John bought 20 single")

    for line in ("invoice John", "invoice all"):
        assert "none is known of John Smith." in await month.say("nadine", line)


# why it costs what it costs


async def test_why_tells_what_each_booking_costs_and_why(month: World) -> None:
    for line in ("Mary pays 250 for a single", "10 % off Mary", "Mary bought 3 group for 400"):
        await month.say("nadine", line)
    await month.book("Mary Jones", "2025-10-07 11:00", "group")
    await month.book("Mary Jones", "2025-10-07 14:00")
    await month.later(days=1)
    for line in ("Mary came 7 Oct 11:00", "Mary came 7 Oct 14:00"):
        await month.say("nadine", line)

    told = await month.say("nadine", "why Mary")
    assert told.partition("What it costs, and why:\n")[2].splitlines() == [
        "• Fri 3 Oct 09:00 group: R162, the group price of R180 less 10 %; came",
        "• Mon 6 Oct 09:00 single: no-show, not charged as nobody has decided (write charges)",
        "• Tue 7 Oct 11:00 group: from the package of 3 (2 left); came",
        "• Tue 7 Oct 14:00 single: R225, their own price since 7 Oct 2025 of R250 less 10 %; came",
    ]


async def test_why_tells_what_was_decided_and_where_it_is_billed(month: World) -> None:
    await month.say("nadine", "charges")
    await month.tap("nadine", "Charge")
    await month.say("nadine", "invoice Mary")
    await month.tap("nadine", "Send")
    await month.say("nadine", "John sick 3 Oct")

    told = await month.say("nadine", "why Mary")
    assert "invoiced (INV-0001), by Nadine on WhatsApp" in told
    assert "Mon 6 Oct 09:00 single: R300, on INV-0001; no-show, charged" in told
    assert (await month.say("nadine", "why John")).splitlines()[-2:] == [
        "• Fri 3 Oct 08:00 single: free, sick",
        "• Mon 6 Oct 08:00 single: R300, the single price; came",
    ]


# what is corrected after it was invoiced


async def test_a_mark_corrected_after_the_invoice_is_told_at_once_and_in_previews(
    month: World,
) -> None:
    await issued(month)
    warning = "Already invoiced: John Smith, single on Mon 6 Oct 08:00, R300 on INV-0001."

    assert f"{warning} To take one back: credit INV-0001" in await month.say("nadine", "John sick 6 Oct")
    assert "R300, on INV-0001, but free, sick" in await month.say("nadine", "why John")
    assert warning in await month.say("nadine", "invoice all")
    assert warning in await month.say("nadine", "invoice John")
    await month.say("nadine", "credit INV-0001 sure")
    assert "R300." in (again := await month.say("nadine", "invoice John"))
    assert "Already invoiced" not in again


async def test_a_charge_or_a_mark_undone_after_the_invoice_is_told_at_once(month: World) -> None:
    await month.say("nadine", "charges")
    await month.tap("nadine", "Charge")
    charged = month.last("nadine").wamid
    await month.say("nadine", "John no-show 6 Oct")
    await month.say("nadine", "John came 6 Oct")
    marked = month.last("nadine").wamid
    await month.say("nadine", "invoice all")
    await month.tap("nadine", "Send")

    undone = await month.tap("nadine", "Undo", wamid=charged)
    assert "Mary Jones, single on Mon 6 Oct 09:00, R300 on INV-0002" in undone
    undone = await month.tap("nadine", "Undo", wamid=marked)
    assert "John Smith, single on Mon 6 Oct 08:00, R300 on INV-0001" in undone
