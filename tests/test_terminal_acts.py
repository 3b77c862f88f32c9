"""Attendance, weekly slots and previews at the terminal, on both databases."""

import shlex
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pilateshq.clock import utcnow
from pilateshq.models import Client
from pilateshq.studio import booking
from pilateshq.terminal import opening
from tests.terminal import DAY, MOMENT, Terminal, at_a_keyboard, open_studio

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the engine is not the point
CANCEL_ALL = ("cancel", "all", "sessions", DAY, "because", "I'm", "sick")


@pytest.fixture
def terminal(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    return open_studio(database_url, tmp_path, monkeypatch, capsys)


@pytest.fixture
def full_day(terminal: Terminal) -> Terminal:
    terminal.done("book", "John", DAY, "08:00", "single", "--quiet")
    terminal.done("book", "Mary", DAY, "09:00", "single", "--quiet")
    return terminal


def statuses(terminal: Terminal) -> list[str]:
    return [row["status"] for row in terminal.json("bookings", "list", "--all")]


def told(terminal: Terminal) -> list[str]:
    return [row["to"] for row in terminal.json("messages", "list")]


def been_in(name: str) -> str:
    """Have somebody booked for this hour of yesterday, and give that day."""
    with opening.one_act() as settings:
        client, start = Client.get(Client.name == name), utcnow() - timedelta(days=1)
        before = start - timedelta(hours=1)
        booking.book([client], "single", start, anyway=True, settings=settings, actor="test", now=before)
        return f"{start.astimezone(settings.zone):%Y-%m-%d}"


# moving


@on_sqlite
def test_a_booking_is_moved_in_the_words_of_whatsapp(terminal: Terminal) -> None:
    terminal.done("book", "John", DAY, "08:00", "single", "--quiet")

    assert "Moved: John" in terminal.done("move", "John", "to", "09:00")
    [row] = terminal.json("bookings", "list")
    assert row["starts_at"][11:16] == "09:00"


# attendance


@pytest.mark.parametrize(
    ("words", "status", "hears_of_it"),
    [("came", "attended", []), ("no-show", "no_show", []), ("sick", "sick", ["+27821110002"])],
)
def test_attendance_is_told_in_the_words_of_whatsapp(
    terminal: Terminal, words: str, status: str, hears_of_it: list[str]
) -> None:
    day = been_in("John Smith")

    assert "John Smith" in terminal.done("attendance", "John", words, day)
    assert (statuses(terminal), told(terminal)) == ([status], hears_of_it)


@on_sqlite
def test_without_a_session_today_the_others_are_offered_as_lines_to_type(terminal: Terminal) -> None:
    terminal.done("book", "John", DAY, "08:00", "single", "--quiet")

    said = terminal.refused("attendance", "John", "sick")
    assert f"{MOMENT} 08:00: pilateshq attendance mark '#1' sick" in said
    assert statuses(terminal) == ["booked"]
    terminal.done(*typed(said))
    assert statuses(terminal) == ["sick"]


@on_sqlite
def test_two_johns_are_told_apart_in_lines_to_type(terminal: Terminal) -> None:
    terminal.done("clients", "add", "John Naidoo", "--phone", "0821110004")
    day = been_in("John Naidoo")

    said = terminal.refused("attendance", "John", "no-show", day)
    assert "There is more than one John" in said
    terminal.done(*typed(said))
    assert statuses(terminal) == ["no_show"]


@on_sqlite
@pytest.mark.parametrize(
    "words", [f"book Mary {DAY} 9h00 single", "cancel John", "deactivate John", "John", "tell John hello"]
)
def test_only_attendance_is_told_so(terminal: Terminal, words: str) -> None:
    terminal.done("book", "John", DAY, "08:00", "single", "--quiet")

    assert "pilateshq attendance John sick" in terminal.refused("attendance", *words.split())
    assert (statuses(terminal), told(terminal)) == (["booked"], [])


@on_sqlite
def test_what_has_not_begun_cannot_have_been_missed(terminal: Terminal) -> None:
    terminal.done("book", "John", DAY, "08:00", "single", "--quiet")

    assert "has not begun" in terminal.refused("attendance", "mark", "#1", "no-show")


# weekly slots


def test_a_weekly_slot_is_booked_and_its_bookings_say_so(terminal: Terminal) -> None:
    assert "every Tuesday 08:00" in terminal.done("book", "John", "every", "Tuesday", "08h00", "single")
    terminal.done("book", "Mary", DAY, "10:00", "single", "--quiet")

    rows: list[dict[str, Any]] = terminal.json("bookings", "list")
    assert len(rows) > 4
    assert {(row["client"], row["standing"]) for row in rows} == {("John Smith", True), ("Mary Jones", False)}
    terminal.done("clients", "deactivate", "John", "--yes", "--quiet")
    ended = terminal.json("bookings", "list", "--client", "John", "--all")
    assert {(row["status"], row["standing"]) for row in ended} == {("cancelled", True)}


# previews


def test_what_cancels_many_is_shown_first_and_done_by_the_line_that_it_gives(full_day: Terminal) -> None:
    said = full_day.refused(*CANCEL_ALL)

    assert "Cancel all" in said
    assert "John Smith" in said
    assert "Mary Jones" in said
    assert "Keep" not in said
    assert statuses(full_day) == ["booked", "booked"]

    full_day.done(*typed(said))
    assert statuses(full_day) == ["cancelled", "cancelled"]
    assert sorted(told(full_day)) == ["+27821110002", "+27821110003"]
    assert all("I'm sick" in row["says"] for row in full_day.json("messages", "list"))


@on_sqlite
def test_a_preview_is_confirmed_beforehand_by_an_option(full_day: Terminal) -> None:
    assert full_day.json(*CANCEL_ALL, "--yes")["done"] is True
    assert statuses(full_day) == ["cancelled", "cancelled"]


@on_sqlite
def test_a_dry_run_looks_behind_the_preview(full_day: Terminal) -> None:
    assert "Cancelled: 2 bookings" in full_day.done(*CANCEL_ALL, "--dry-run")
    assert (statuses(full_day), told(full_day)) == (["booked", "booked"], [])


@on_sqlite
def test_on_a_terminal_a_preview_asks_and_keeping_all_is_not_done(full_day: Terminal) -> None:
    with at_a_keyboard(full_day, *CANCEL_ALL) as (keyboard, running):
        keyboard.write("2\n")
        out, err = running.communicate(timeout=60)
    assert (running.returncode, out.strip()) == (1, "")
    assert err.endswith("Nothing was changed.\n")
    assert statuses(full_day) == ["booked", "booked"]

    with at_a_keyboard(full_day, *CANCEL_ALL) as (keyboard, running):
        keyboard.write("1\n")
        out, _ = running.communicate(timeout=60)
    assert running.returncode == 0
    assert "Cancelled: 2 bookings" in out


@on_sqlite
def test_confirming_beforehand_answers_no_other_question(terminal: Terminal) -> None:
    terminal.done("clients", "add", "John Naidoo", "--phone", "0821110004")

    assert "There is more than one John" in terminal.refused("clients", "deactivate", "John", "--yes")
    assert [row["active"] for row in terminal.json("clients", "list")] == [True, True, True]


# for programs


@on_sqlite
def test_programs_hear_what_was_done_and_who_was_told(terminal: Terminal) -> None:
    done = terminal.json("book", "John", DAY, "08:00", "single")
    assert done["done"] is True
    assert done["reply"] == f"Booked: John Smith, single on {MOMENT} 08:00."
    assert "John Smith is told" in done["told"]

    assert terminal.json("cancel", "John", "--dry-run")["done"] is False
    assert terminal.json("cancel", "John", "--quiet")["told"] == ""


def typed(said: str) -> list[str]:
    """Give the words of the first line that may be typed."""
    lines = (line.partition(": pilateshq ")[2] for line in said.splitlines())
    return shlex.split(next(filter(None, lines)))


# undo


def test_what_was_done_last_is_taken_back_and_why_tells_of_it(terminal: Terminal) -> None:
    terminal.done("book", "John", DAY, "08:00", "single")
    terminal.done("cancel", "John")

    assert "Undone: “Cancelled: John Smith" in terminal.done("undo")
    assert statuses(terminal) == ["booked"]
    assert [row["state"] for row in terminal.json("messages", "list")] == ["cancelled", "queued"]
    assert "undone already" in terminal.refused("undo")
    assert "at the terminal" in terminal.done("why", "John")
