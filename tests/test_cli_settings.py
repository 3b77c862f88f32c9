"""The terminal before it reaches the studio: settings, a database out of reach, and how soon it answers."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.terminal import ROOT, Terminal, sit_down

HEAVY = {
    *("aiohttp", "apscheduler", "asyncio", "holidays", "peewee", "phonenumbers", "psycopg", "pydantic"),
    *("rapidfuzz", "rich"),
}


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return sit_down(tmp_path, {}, monkeypatch, capsys)


def test_the_terminal_imports_nothing_heavy_before_it_must() -> None:
    code = f"import sys, pilateshq.cli; print(*(each for each in {HEAVY} if each in sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert ran.stdout == "\n"


@pytest.mark.parametrize("words", [["--help"], ["clients", "--help"]])
def test_help_is_given_without_anything_heavy(words: list[str]) -> None:
    heavy = HEAVY - {"pydantic"}  # which Typer itself takes as soon as a group runs
    code = f"""
import atexit, sys, pilateshq.cli
sys.argv = ["pilateshq", *{words}]
atexit.register(lambda: print(*(each for each in {heavy} if each in sys.modules), file=sys.stderr))
pilateshq.cli.main()"""
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert "Usage: pilateshq" in ran.stdout
    assert ran.stderr == "\n"


def test_without_settings_the_studio_is_in_the_folder_data(terminal: Terminal) -> None:
    assert terminal.json("clients", "list") == []
    assert (terminal.folder / "data" / "pilateshq.sqlite3").exists()


def test_a_file_of_settings_is_read_and_the_environment_wins(terminal: Terminal) -> None:
    (terminal.folder / ".env").write_text("\ufeffDATA_DIR=of_the_file\nTIMEZONE=nowhere\n")
    terminal.patch.setenv("TIMEZONE", "Europe/Berlin")

    terminal.done("clients", "list")
    assert (terminal.folder / "of_the_file" / "pilateshq.sqlite3").exists()


def test_wrong_settings_are_told_a_line_each(terminal: Terminal) -> None:
    (terminal.folder / ".env").write_text("PORT=many\nTIMEZONE=nowhere\n")

    ran = terminal.type("bookings", "list", "--json")
    assert (ran.code, ran.out) == (2, "")
    assert [line.partition(":")[0] for line in ran.err.splitlines()] == ["TIMEZONE=nowhere", "PORT=many"]


def test_a_file_of_settings_that_is_no_text_is_told(terminal: Terminal) -> None:
    (terminal.folder / ".env").write_bytes("PORT=80".encode("utf-16"))

    ran = terminal.type("bookings", "list")
    assert (ran.code, ran.err) == (2, ".env: cannot be read (UnicodeDecodeError).\n")


def test_serving_without_settings_names_all_that_is_missing(terminal: Terminal) -> None:
    ran = terminal.type("serve")

    assert (ran.code, ran.out) == (2, "")
    assert [line.split()[0] for line in ran.err.splitlines()] == [
        "WHATSAPP_TOKEN",
        "WHATSAPP_APP_SECRET",
        "PHONE_NUMBER_ID",
        "WHATSAPP_BUSINESS_ACCOUNT_ID",
        "VERIFY_TOKEN",
        "ADMIN_WA_LIST",
    ]


@pytest.mark.parametrize("command", ["bookings list --json", "book John tomorrow 8h00 single", "migrate"])
def test_a_database_out_of_reach_is_told_in_a_sentence(terminal: Terminal, command: str) -> None:
    terminal.patch.setenv("DATABASE_URL", "postgresql://studio:a-password@127.0.0.1:1/studio")

    complaint = terminal.refused(*command.split())
    assert complaint.startswith("The database cannot be used: ")
    assert complaint.count("\n") == 1
    assert "a-password" not in complaint


def test_a_file_that_is_no_database_is_left_alone(terminal: Terminal) -> None:
    file = terminal.folder / "letter.txt"
    file.write_text("Dear studio, " * 100)
    terminal.patch.setenv("DATABASE_URL", f"sqlite:///{file}")

    assert "file is not a database" in terminal.refused("clients", "list")
    assert file.read_text() == "Dear studio, " * 100


def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(terminal: Terminal) -> None:
    (terminal.folder / "file").touch()
    terminal.patch.setenv("DATABASE_URL", "sqlite:///file/folder/studio.sqlite3")

    assert terminal.refused("clients", "list").startswith("The folder file/folder cannot be made: ")


def test_the_emulator_alone_needs_the_bots_address(terminal: Terminal) -> None:
    ran = terminal.type("sandbox", "--only-emulator")

    assert (ran.code, ran.err.count("\n")) == (2, 1)
