"""Invoices, payments, reports and exports at the terminal."""

import csv
import json
from datetime import timedelta
from pathlib import Path

import pytest

from pilateshq.clock import utcnow
from pilateshq.models import BookingStatus, Client
from pilateshq.studio import attendance, booking, people
from pilateshq.terminal import opening
from tests.terminal import Terminal, open_studio

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the engine is not the point


@pytest.fixture
def terminal(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    return open_studio(database_url, tmp_path, monkeypatch, capsys)


def came(name: str, hours_ago: int = 30) -> str:
    """Have somebody come so many hours ago, and give that month."""
    with opening.one_act() as settings:
        client = Client.get(Client.name == name)
        start = utcnow().replace(minute=0, second=0, microsecond=0) - timedelta(hours=hours_ago)
        before = start - timedelta(days=1)
        made = booking.book(
            [client],
            "single",
            start,
            anyway=True,
            settings=settings,
            actor="test",
            now=before,
        )
        attendance.mark(made.bookings[0], BookingStatus.attended, actor="test", now=utcnow())
        return f"{start.astimezone(settings.zone):%Y-%m}"


def test_an_invoice_from_its_making_to_its_end(terminal: Terminal, letters: None) -> None:
    month = came("John Smith")
    made = terminal.json("invoice", "create", "John", "--month", month)
    assert (made["number"], made["client"], made["total_cents"]) == ("INV-0001", "John Smith", 300_00)
    assert set(made) == {"number", "client", "issued_on", "due_on", "total_cents", "paid_cents", "status"}

    terminal.done("invoice", "pdf", "INV-0001", "--out", "it.pdf")
    assert (terminal.folder / "it.pdf").read_bytes().startswith(b"%PDF")
    assert "R100 of it paid" in terminal.done("invoice", "pay", "INV-0001", "100")
    assert [each["status"] for each in terminal.json("invoice", "list", "--unpaid")] == ["part"]
    assert balances(terminal) == [200_00, 0]
    terminal.done("payments", "add", "John", "--amount", "R250", "--method", "eft")
    assert terminal.json("invoice", "list", "--unpaid") == []
    assert balances(terminal) == [-50_00, 0]
    terminal.done("payments", "reverse", "1")
    assert terminal.json("payments", "owing")[0]["owed_cents"] == 50_00
    entries = terminal.json("payments", "statement", "John")
    assert [each["balance_cents"] for each in entries] == [300_00, 50_00]
    terminal.done("invoice", "credit", "INV-0001", "--yes")
    assert terminal.json("invoice", "list", "--client", "John")[0]["status"] == "credited"


def balances(terminal: Terminal) -> list[int]:
    return [each["balance_cents"] for each in terminal.json("clients", "list")]


@on_sqlite
def test_what_cannot_be_is_said_in_a_sentence(terminal: Terminal) -> None:
    assert "has nothing to pay for" in terminal.refused("invoice", "create", "John", "--month", "2026-11")
    assert "is no month" in terminal.refused("invoice", "create", "John", "--month", "November")
    assert "no such invoice" in terminal.refused("invoice", "show", "INV-0001")
    assert "no such invoice" in terminal.refused("invoice", "pay", "INV-0001", "5")
    assert "is no amount" in terminal.refused("invoice", "pay", "INV-0001", "much")
    assert "no such payment" in terminal.refused("payments", "reverse", "7")


@on_sqlite
def test_an_invoice_is_shown_and_sent(terminal: Terminal) -> None:
    month = came("John Smith")
    terminal.done("invoice", "create", "John", "--month", month)

    assert "Single at" in terminal.done("invoice", "show", "INV-0001")
    assert "on its way to John Smith" in terminal.done("invoice", "send", "inv-1")


@on_sqlite
def test_the_report_of_a_month_has_bars_and_a_page(terminal: Terminal, letters: None) -> None:
    month = came("John Smith")
    assert terminal.json("report", "month", "--month", month)["revenue_cents"] == 300_00

    ran = terminal.type("report", "month", "--month", month, "--pdf", "report.pdf")
    assert "█" in ran.out
    assert (terminal.folder / "report.pdf").read_bytes().startswith(b"%PDF")


@on_sqlite
def test_an_export_has_everything_and_no_formula(terminal: Terminal) -> None:
    with opening.one_act():
        people.register("=HYPERLINK(1) Doe", "0821110009", region="ZA", actor="test", now=utcnow())
    terminal.done("export", "--out", "all")

    folder = terminal.folder / "all"
    names = [row["name"] for row in sheet(folder / "clients.csv")]
    assert names == ["John Smith", "Mary Jones", "'=HYPERLINK(1) Doe"]
    phones = [row["phone"] for row in sheet(folder / "contacts.csv")]
    assert phones == ["27821110002", "27821110003", "27821110009"]
    clients = json.loads((folder / "clients.json").read_text())
    assert [each["name"] for each in clients][-1] == "=HYPERLINK(1) Doe"
    assert clients[0]["registered_at"].endswith("+02:00")
    assert (folder / "clients.csv").stat().st_mode & 0o077 == 0


def sheet(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))
