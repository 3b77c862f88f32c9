"""The diary at the terminal, the days of the bookings' list, and the shell's completion."""

import os
import subprocess
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.terminal import COMMAND, DAY, MOMENT, Terminal, environment_of_process, open_studio

NEXT_DAY = str(date.fromisoformat(DAY) + timedelta(days=1))


@pytest.fixture
def terminal(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    return open_studio(database_url, tmp_path, monkeypatch, capsys)


on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the engine is not the point


def test_the_diary_tells_who_is_in_by_hour_with_the_seats_left(terminal: Terminal) -> None:
    terminal.done("book", "Mary", DAY, "10:00", "group", "--quiet")
    terminal.done("book", "John", DAY, "10:00", "group", "--quiet")
    terminal.done("book", "John", DAY, "08:00", "single", "--quiet")
    terminal.done("book", "Mary", NEXT_DAY, "08:00", "single", "--quiet")
    terminal.done("book", "Mary", DAY, "07:00", "duo", "--quiet")
    terminal.done("cancel", "Mary", DAY, "07:00", "--quiet")

    assert terminal.json("schedule", DAY) == [
        {"starts_at": f"{DAY}T08:00:00+02:00", "kind": "single", "clients": ["John Smith"], "free": 0},
        {
            "starts_at": f"{DAY}T10:00:00+02:00",
            "kind": "group",
            "clients": ["Mary Jones", "John Smith"],
            "free": 4,
        },
    ]
    table = terminal.done("schedule", DAY)
    assert table.splitlines()[0].strip() == MOMENT
    assert "Mary Jones, John Smith" in table
    assert "\x1b" not in table


@on_sqlite
@pytest.mark.parametrize(
    ("words", "days"), [("", 1), ("today", 1), ("tomorrow", 1), ("week", 7), ("this week", 7), ("7 Oct", 1)]
)
def test_days_without_sessions_are_told(terminal: Terminal, words: str, days: int) -> None:
    lines = terminal.done("schedule", *words.split()).splitlines()

    assert len(lines) == days
    assert all(line.endswith(": no sessions.") for line in lines)
    assert terminal.json("schedule", *words.split()) == []


@on_sqlite
@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("gibberish", "I did not understand this part: gibberish."),
        ("tomorrow 8am", "I did not understand this part: tomorrow 8am."),
        ("John tomorrow", "I did not understand"),
        ("31 Sep", "There is no such day: 31 Sep."),
    ],
)
def test_what_is_no_day_is_refused(terminal: Terminal, words: str, why: str) -> None:
    assert why in terminal.refused("schedule", *words.split())
    assert why in terminal.refused("bookings", "list", "--day", words)


@on_sqlite
def test_bookings_are_listed_of_one_day(terminal: Terminal) -> None:
    terminal.done("book", "John", DAY, "08:00", "single", "--quiet")
    terminal.done("book", "Mary", DAY, "09:00", "single", "--quiet")
    terminal.done("book", "Mary", NEXT_DAY, "08:00", "single", "--quiet")

    assert [row["id"] for row in terminal.json("bookings", "list", "--day", DAY)] == [1, 2]
    assert [row["id"] for row in terminal.json("bookings", "list", "--client", "Mary", "--day", DAY)] == [2]
    assert terminal.json("bookings", "list", "--day", "yesterday", "--all") == []


@on_sqlite
def test_a_question_keeps_the_other_options(terminal: Terminal) -> None:
    terminal.done("clients", "add", "John Naidoo", "--phone", "0821110004")

    said = terminal.refused("bookings", "list", "--client", "John", "--day", DAY, "--all")
    assert f"pilateshq bookings list --client '#1' --day {DAY} --all" in said


@on_sqlite
def test_the_shell_completes_commands(terminal: Terminal) -> None:
    asked = {"_PILATESHQ_COMPLETE": "complete_bash", "COMP_WORDS": "pilateshq cl", "COMP_CWORD": "1"}
    environment = environment_of_process(terminal.environment) | asked
    ran = subprocess.run(COMMAND, env=environment, capture_output=True, text=True, check=False)
    assert ran.stdout.split() == ["clients"]


@on_sqlite
def test_the_completion_is_installed_for_whoever_asks(terminal: Terminal) -> None:
    bash = "import shellingham, runpy; shellingham.detect_shell = lambda *_: ('bash', 'bash');"
    as_bash = f"{bash} runpy.run_module('pilateshq', run_name='__main__')"
    environment = environment_of_process(terminal.environment) | {"HOME": str(terminal.folder)}
    assert os.environ["HOME"] != environment["HOME"]
    for option, said in (
        ("--show-completion", "_PILATESHQ_COMPLETE=complete_bash"),
        ("--install-completion", "installed"),
    ):
        ran = subprocess.run(
            [COMMAND[0], "-c", as_bash, option], env=environment, capture_output=True, text=True, check=False
        )
        assert (ran.returncode, said in ran.stdout) == (0, True), ran
    assert "pilateshq" in (terminal.folder / ".bashrc").read_text()
