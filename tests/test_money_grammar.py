"""Lines about money, as they are typed on Thu 2 Oct 2025."""

from datetime import date

import pytest

from pilateshq.conversation.commands import Attendance, Book, Command, Speaker, Tell, Unknown
from pilateshq.conversation.money_commands import (
    AmountOff,
    Bought,
    Charge,
    CreditInvoice,
    EndPackage,
    ExtendPackage,
    InvoiceAll,
    InvoiceFor,
    MoneyCommand,
    MyBalance,
    MyInvoice,
    OwnPrice,
    Paid,
    PercentOff,
    RemindToPay,
    Report,
    ReversePayment,
    SendInvoice,
    StatementOf,
    ToDecide,
    Waive,
    WhoOwes,
)
from tests.spoken import admin, client, say

SEPTEMBER, OCTOBER = date(2025, 9, 1), date(2025, 10, 1)
ANNE = InvoiceFor("Anne-Marie du Plessis", SEPTEMBER)


LINES: list[tuple[str, Command]] = [
    ("invoice john sept", InvoiceFor("john", SEPTEMBER)),
    ("Invoice John", InvoiceFor("John")),
    ("pls send invoice for Anne-Marie du Plessis for September please", ANNE),
    ("invoice Peter van der Merwe for Sept 2024", InvoiceFor("Peter van der Merwe", date(2024, 9, 1))),
    ("invoice John last month", InvoiceFor("John", SEPTEMBER)),
    ("invoice John this month", InvoiceFor("John", OCTOBER)),
    ("invoice John 2026-09", InvoiceFor("John", date(2026, 9, 1))),
    ("invoice John December", InvoiceFor("John", date(2024, 12, 1))),
    ("invoice June", InvoiceFor("June")),
    ("invoice June June", InvoiceFor("June", date(2025, 6, 1))),
    ("invoice #12 2025-09 seen 3fa2b1", InvoiceFor("#12", SEPTEMBER, "3fa2b1")),
    ("bill John", InvoiceFor("John")),
    ("invoice all", InvoiceAll()),
    ("invoice everyone for September", InvoiceAll(SEPTEMBER)),
    ("invoice all 2025-09 seen 3fa2b1", InvoiceAll(SEPTEMBER, "3fa2b1")),
    ("send INV-42", SendInvoice("INV-0042")),
    ("resend inv 42", SendInvoice("INV-0042")),
    ("credit INV-0042", CreditInvoice("INV-0042")),
    ("credit note for inv42 sure", CreditInvoice("INV-0042", True)),
    ("Mary paid R750 eft", Paid("Mary", 750_00, "eft")),
    ("mary jones paid 750.50", Paid("mary jones", 750_50)),
    ("Mary has paid me R1,200.00 in cash", Paid("Mary", 1200_00, "cash")),
    ("Mary paid R 1 200 by card", Paid("Mary", 1200_00, "card")),
    ("Mary paid 750 eft for INV-0042", Paid("Mary", 750_00, "eft", "INV-0042")),
    ("Mary paid INV-0042", Paid("Mary", None, "", "INV-0042")),
    ("Mary paid", Paid("Mary")),
    ("paid INV-0042", Paid("", None, "", "INV-0042")),
    ("paid INV-0042 500 eft", Paid("", 500_00, "eft", "INV-0042")),
    ("INV-0042 is paid", Paid("", None, "", "INV-0042")),
    ("reverse payment #3", ReversePayment(3)),
    ("who owes", WhoOwes()),
    ("who owes me money?", WhoOwes()),
    ("who owes page 2", WhoOwes(2)),
    ("statement John", StatementOf("John")),
    ("John's statement", StatementOf("John")),
    ("statement for Peter van der Merwe", StatementOf("Peter van der Merwe")),
    ("remind John to pay", RemindToPay("John")),
    ("10 % off John", PercentOff("John", 10)),
    ("10% discount for John", PercentOff("John", 10)),
    ("0 % off John", PercentOff("John", 0)),
    ("R100 off Mary's invoice", AmountOff("Mary", 100_00)),
    ("100 off Mary’s next invoice", AmountOff("Mary", 100_00)),
    ("John pays 250 for single", OwnPrice("John", 250_00, "single")),
    ("John pays R250 for a duo", OwnPrice("John", 250_00, "duo")),
    ("John pays 250", OwnPrice("John", 250_00)),
    ("John pays the usual price", OwnPrice("John", None)),
    ("Mary bought 10", Bought("Mary", 10)),
    ("Mary bought 10 group for 1500", Bought("Mary", 10, "group", 1500_00)),
    ("Mary bought a package of 10 singles for R2,700", Bought("Mary", 10, "single", 2700_00)),
    ("Mary bought 10 sessions", Bought("Mary", 10)),
    ("charge #42", Charge(42)),
    ("waive #42", Waive(42)),
    ("charges", ToDecide()),
    ("extend package #3", ExtendPackage(3)),
    ("end package #3", EndPackage(3)),
    ("report", Report()),
    ("report last month", Report(SEPTEMBER)),
]


@pytest.mark.parametrize(("words", "command"), LINES)
def test_what_the_owner_says_of_money_is_understood(words: str, command: Command) -> None:
    assert admin(words) == command
    assert admin(str(command)) == command


def test_every_command_about_money_can_be_said() -> None:
    assert {type(command) for _, command in LINES} == set(MoneyCommand.__args__)
    assert {command.changes for _, command in LINES if isinstance(command, WhoOwes | Report)} == {False}


@pytest.mark.parametrize(
    "words",
    ["Mary paid 750?", "invoice John?", "Mary & Peter paid 750", "101 % off John", "Mary bought 10 bananas"],
)
def test_what_is_not_clear_moves_no_money(words: str) -> None:
    assert not admin(words).changes


def test_other_lines_stay_what_they_are() -> None:
    assert isinstance(admin("Book John tomorrow 8am single"), Book)
    assert isinstance(admin("John came"), Attendance)
    assert isinstance(admin("tell John you paid 750"), Tell)


@pytest.mark.parametrize(
    "words",
    [
        "balance",
        "My balance pls",
        "how much do i owe?",
        "what do I owe you",
        "sessions left",
        "how many sessions do I have left?",
        "hoeveel sessies het ek oor?",
    ],
)
def test_a_client_asks_what_they_owe(words: str) -> None:
    assert client(words) == MyBalance()


@pytest.mark.parametrize("words", ["invoice", "my invoice please", "send me my latest invoice", "Invoice?"])
def test_a_client_asks_for_their_invoice(words: str) -> None:
    assert client(words) == MyInvoice()


@pytest.mark.parametrize("words", ["invoice all", "Mary paid 750 eft", "10 % off John", "charge #42"])
def test_a_client_has_no_such_powers(words: str) -> None:
    assert not client(words).changes
    assert isinstance(say(words, Speaker.prospect), Unknown)
