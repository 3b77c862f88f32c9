"""What an erasing leaves on the disk, and that no backup brings anybody back."""

import json
from pathlib import Path

import pytest

from pilateshq import cleaning
from pilateshq.backups import making
from pilateshq.clock import utcnow
from pilateshq.models import Client, Erased, Outbound
from pilateshq.terminal import opening
from tests.terminal import DAY, Terminal, open_studio

pytestmark = pytest.mark.long

NAME, PARTS = "Zwelibanzi Canarysson", ("Zwelibanzi", "Canarysson", "821119876", "canary@example.com")


@pytest.fixture
def terminal(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    terminal = open_studio(database_url, tmp_path, monkeypatch, capsys)
    terminal.done("clients", "add", NAME, "--phone", "082 111 9876", "--email", "canary@example.com")
    terminal.done("book", NAME, DAY, "08h00", "single")
    return terminal


@pytest.fixture
def on_sqlite(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    here = open_studio(f"sqlite:///{tmp_path / 'studio.sqlite3'}", tmp_path, monkeypatch, capsys)
    here.done("clients", "add", NAME, "--phone", "082 111 9876", "--email", "canary@example.com")
    here.done("book", NAME, DAY, "08h00", "single")
    return here


def names() -> list[str]:
    with opening.reading():
        return [each.name for each in Client.select().order_by(Client.id)]


def traces(folder: Path) -> list[str]:
    """List what of them stands in the bytes of the database, with its log."""
    held = b"".join(each.read_bytes() for each in folder.glob("studio.sqlite3*"))
    return [each for each in PARTS if each.encode() in held]


def test_no_byte_is_left_in_the_file_nor_in_its_log(on_sqlite: Terminal, tmp_path: Path) -> None:
    assert traces(tmp_path) == [*PARTS]

    said = on_sqlite.done("clients", "erase", "Zwelibanzi", "--yes")
    assert "Erased for good:" in said
    assert "traces" not in said
    assert traces(tmp_path) == []


def test_beside_a_server_it_is_the_server_that_cleans_up(
    on_sqlite: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "server_runs", lambda *_, **__: True)

    assert "The server takes the last traces off the disk" in on_sqlite.done(
        "clients", "erase", "Zwelibanzi", "--yes"
    )
    with opening.reading() as settings:
        assert Erased.get().cleaned_at is None
    with opening.studio(settings):
        assert cleaning.clean_here(settings, now=utcnow())
    assert traces(tmp_path) == []


def test_it_asks_first_and_says_what_to_type(terminal: Terminal) -> None:
    said = terminal.refused("clients", "erase", "Zwelibanzi")

    assert f"Erase {NAME} for good?" in said
    assert "Confirm: pilateshq clients erase '#3' seen " in said
    assert NAME in names()
    shown = terminal.done("clients", "erase", "0821119876", "--dry-run")
    assert "this was a dry run" in shown
    assert "single on " in shown
    assert NAME in names()


@pytest.mark.parametrize("lost", ["nothing", "the database", "the file"])
def test_an_older_backup_does_not_bring_them_back(terminal: Terminal, tmp_path: Path, lost: str) -> None:
    terminal.done("backup", str(tmp_path / "copy"))
    terminal.done("clients", "erase", "Zwelibanzi", "--yes")
    settings = opening.read_settings()
    if lost == "the file":
        (making.folder_of(settings) / "erased").unlink()
    elif lost == "the database":
        with opening.one_act():
            Erased.delete().execute()

    said = terminal.done("restore", str(tmp_path / "copy"))
    assert "1 person who was erased since was erased again." in said
    assert "Held: 0 queued" in said
    assert names() == ["John Smith", "Mary Jones", "Erased client 3"]
    with opening.reading():
        assert Outbound.select().where(Outbound.message.is_null(False)).count() == 0


def test_whoever_came_back_after_an_erasing_is_not_erased_with_a_later_backup(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal.done("clients", "erase", "Zwelibanzi", "--yes")
    terminal.done("clients", "add", NAME, "--phone", "082 111 9876")
    terminal.done("backup", str(tmp_path / "copy"))

    assert "erased again" not in terminal.done("restore", str(tmp_path / "copy"))
    assert names()[-1] == NAME


def test_a_damaged_list_of_the_erased_is_told_and_nothing_is_restored(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal.done("backup", str(tmp_path / "copy"))
    terminal.done("clients", "erase", "Zwelibanzi", "--yes")
    kept = making.folder_of(opening.read_settings()) / "erased"
    assert {*json.loads(kept.read_text())} == {"at", "salt", "hashes"}
    assert not any(each in kept.read_text() for each in PARTS)
    kept.write_text("{")

    assert "is damaged" in terminal.refused("restore", str(tmp_path / "copy"))
    assert names()[-1] == "Erased client 3"
