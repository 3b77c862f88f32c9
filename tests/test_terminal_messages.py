"""What was said, and what became of it, at the terminal."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from pilateshq import db, outbox
from pilateshq.clock import utcnow
from pilateshq.models import Client, Outbound, OutboundState
from pilateshq.studio import reach
from pilateshq.studio.reach import Wish
from tests.terminal import DAY, Terminal, open_studio

BOOK = ("book", "John", DAY, "08h00", "single")


@pytest.fixture
def terminal(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    return open_studio(database_url, tmp_path, monkeypatch, capsys)


def test_messages_are_listed_by_state_by_client_and_by_day(terminal: Terminal) -> None:
    terminal.done(*BOOK)
    terminal.done("book", "Mary", DAY, "09h00", "single")
    close(terminal, 1, OutboundState.failed, code=131026)

    def listed(*narrowed: str) -> list[int]:
        return [each["id"] for each in terminal.json("messages", "list", *narrowed)]

    assert listed() == [2, 1]
    assert listed("--state", "failed") == [1]
    assert listed("--state", "failed", "--state", "queued") == [2, 1]
    assert listed("--client", "Mary", "--since", "today") == [2]
    assert listed("--since", f"{utcnow() - timedelta(days=3):%a}") == [2, 1]
    assert listed("--limit", "1") == [2]
    assert "There is no state lost. There are: queued," in terminal.refused(
        "messages", "list", "--state", "lost"
    )
    assert "still to come" in terminal.refused("messages", "list", "--since", DAY)
    assert "Nobody" not in terminal.done("messages", "list", "--state", "read")


def test_all_that_is_known_of_a_message_is_shown(terminal: Terminal) -> None:
    terminal.done(*BOOK)
    close(terminal, 1, OutboundState.failed, code=131026)

    shown = terminal.json("messages", "show", "1")
    expected = {"name": "John Smith", "cause": "booked:1:1", "purpose": "notice", "lane": "chat"}
    assert expected.items() <= shown.items()
    assert (shown["template"], shown["state"], shown["code"]) == ("client_booking_us", "failed", 131026)
    assert "There is no WhatsApp at this number" in terminal.done("messages", "show", "1")
    assert terminal.refused("messages", "show", "9").startswith("There is no such message.")


def test_a_message_is_sent_again_where_it_still_holds_and_says_so_where_not(terminal: Terminal) -> None:
    terminal.done(*BOOK)
    assert "waits or is on its way" in terminal.refused("messages", "retry", "1")
    close(terminal, 1, OutboundState.failed, code=131026)
    ran = terminal.type("messages", "retry", "1")
    assert (ran.code, ran.out) == (0, "Message 1 goes to +27821110002 again.\n")
    assert "No server is running" in ran.err

    close(terminal, 1, OutboundState.cancelled)
    change(terminal, lambda john: reach.obey(john.contact, Wish.stop, actor="test", now=utcnow()))
    refused = terminal.refused("messages", "retry", "1")
    assert refused == "John Smith may not be told it now: opted out. Please call.\n"

    terminal.done("cancel", "John", "--yes")
    assert "its booking has changed or begun" in terminal.refused("messages", "retry", "1")


def test_a_message_in_doubt_is_settled(terminal: Terminal) -> None:
    terminal.done(*BOOK)
    assert "is not in doubt: it is queued" in terminal.refused("messages", "settle", "1", "failed")
    close(terminal, 1, OutboundState.unknown)

    assert "delivered or failed, not gone" in terminal.refused("messages", "settle", "1", "gone")
    assert terminal.done("messages", "settle", "1", "delivered") == "Message 1 is delivered.\n"
    assert "has arrived" in terminal.refused("messages", "retry", "1")


def test_the_card_and_the_list_say_who_cannot_or_will_not_be_told(terminal: Terminal) -> None:
    def trouble(john: Client) -> None:
        reach.failed(john.contact, 131026, now=utcnow())
        for wish in (Wish.stop, Wish.no_reminders, Wish.no_news, Wish.wrong_number):
            reach.obey(john.contact, wish, actor="test", now=utcnow())

    assert terminal.json("clients", "show", "John")["reach"] == []
    change(terminal, trouble)
    lines = terminal.json("clients", "show", "John")["reach"]
    assert [line.split(" (since")[0].split(":")[0] for line in lines] == [
        "cannot be reached",
        "opted out (STOP)",
        "the number is in doubt",
        "wants no reminders",
        "wants no news",
    ]
    assert "wants no reminders" in terminal.done("clients", "show", "John")
    assert "opted out (STOP)" in " ".join(terminal.done("clients", "list").split())
    terminal.done("clients", "edit", "John", "--phone", "082 111 0055")  # what they wish goes with them
    lines = terminal.json("clients", "show", "John")["reach"]
    assert [line.split(" (since")[0].split(":")[0] for line in lines] == [
        "opted out (STOP)",
        "wants no reminders",
        "wants no news",
    ]
    assert all("reach" not in each for each in terminal.json("clients", "list"))


def close(terminal: Terminal, number: int, state: OutboundState, *, code: int | None = None) -> None:
    """Let a message have ended so."""

    def end(_: Client) -> None:
        outbox.close(Outbound.get_by_id(number), state, code=code, now=utcnow())

    change(terminal, end)


def change(terminal: Terminal, work: Callable[[Client], object]) -> None:
    """Do something to John in the studio's database."""
    db.open_database(terminal.environment["DATABASE_URL"])
    with db.transaction(alone=True):
        work(Client.get(Client.name == "John Smith"))
    db.database.obj.close_all()
