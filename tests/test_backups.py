"""Backups: made while the studio works, checked, and put back without a word to anybody."""

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import psycopg
import pytest

from pilateshq import db
from pilateshq.backups import making, trying
from pilateshq.clock import utcnow
from pilateshq.errors import BackupError
from pilateshq.models import TABLES, Client, Contact, Event, Memory, Outbound, OutboundState, Purpose
from pilateshq.money_models import MONEY_TABLES, Price
from pilateshq.terminal import opening
from tests.terminal import DAY, ROOT, Terminal, environment_of_process, open_studio

pytestmark = pytest.mark.long


@pytest.fixture
def terminal(
    new_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    return open_studio(new_database_url, tmp_path, monkeypatch, capsys)


@pytest.fixture
def on_sqlite(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    return open_studio(f"sqlite:///{tmp_path / 'studio.sqlite3'}", tmp_path, monkeypatch, capsys)


def queue(key: str, state: OutboundState = OutboundState.queued, *, minutes: int = 60) -> None:
    """Queue words for John, good for some minutes."""
    now = utcnow()
    with opening.one_act():
        Outbound.create(
            key=key,
            contact=Contact.get(Contact.phone == "+27821110002"),
            purpose=Purpose.notice,
            created_at=now,
            next_at=now,
            sent_at=now,
            expires_at=now + timedelta(minutes=minutes),
            state=state,
        )


def states() -> dict[str, str]:
    with opening.reading():
        return {each.key: str(each.state) for each in Outbound.select() if each.key in "abcd"}


def names() -> list[str]:
    with opening.reading():
        return [each.name for each in Client.select().order_by(Client.id)]


# made


def test_a_backup_is_whole_private_and_alone_in_its_folder(terminal: Terminal, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    terminal.done("book", "John", DAY, "08h00", "single", "--quiet")

    said = terminal.done("backup", str(folder / "copy"))
    assert said.endswith("copy: checked, 2 clients, 1 bookings, 0 messages.\n")
    assert [each.name for each in folder.iterdir()] == ["copy"]
    assert stat.S_IMODE((folder / "copy").stat().st_mode) == 0o600


def test_every_table_is_in_the_copy_and_comes_back(terminal: Terminal, tmp_path: Path) -> None:
    made = making.make(opening.read_settings(), tmp_path / "copy")
    assert {table._meta.table_name for table in (*TABLES, *MONEY_TABLES)} <= made.rows.keys()

    with opening.one_act():
        Price.create(kind="single", cents=1, since=utcnow())
    terminal.done("restore", str(tmp_path / "copy"))
    with opening.reading():
        assert Price.select().count() == made.rows["price"]


def test_a_backup_never_takes_the_place_of_a_file(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "copy").write_text("precious")

    assert "is there already" in terminal.refused("backup", str(tmp_path / "copy"))
    assert (tmp_path / "copy").read_text() == "precious"


@pytest.mark.parametrize("where", ["nowhere/copy", "/proc/copy"])
def test_a_place_that_cannot_be_written_is_told_in_a_sentence(terminal: Terminal, where: str) -> None:
    complaint = terminal.refused("backup", where)

    assert where in complaint
    assert complaint.endswith("Nothing was changed.\n")
    assert "Traceback" not in complaint


def test_a_full_disk_is_told_in_a_sentence_and_leaves_nothing_behind(
    on_sqlite: Terminal, tmp_path: Path
) -> None:
    fill(tmp_path / "studio.sqlite3", megabytes=4)
    command = f"ulimit -f 2048; exec {sys.executable} -m pilateshq backup copy"
    ran = subprocess.run(
        ["bash", "-c", f"trap '' XFSZ; {command}"],
        cwd=tmp_path,
        env=environment_of_process(on_sqlite.environment),
        capture_output=True,
        text=True,
    )

    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.startswith("copy: ")
    assert list(tmp_path.glob("copy*")) == []


def test_a_backup_is_of_one_moment_however_much_is_written_meanwhile(
    terminal: Terminal, tmp_path: Path
) -> None:
    writing = subprocess.Popen([sys.executable, "-m", "tests.writing"], cwd=ROOT, env=_environment(terminal))
    try:
        until_written(writing)
        rows = [making.make(opening.read_settings(), tmp_path / f"copy{each}").rows for each in range(2)]
    finally:
        writing.kill()
        writing.wait()

    assert all(each["contact"] == each["client"] for each in rows)
    assert rows[0]["client"] < rows[1]["client"]


def test_a_backup_that_is_killed_leaves_no_half_file_under_its_name(
    on_sqlite: Terminal, tmp_path: Path
) -> None:
    fill(tmp_path / "studio.sqlite3", megabytes=12)
    command = [sys.executable, "-m", "pilateshq", "backup", "copy"]
    running = subprocess.Popen(command, cwd=tmp_path, env=_environment(on_sqlite))
    draft = tmp_path / "copy.tmp"
    while not (draft.exists() and draft.stat().st_size):
        assert running.poll() is None
        time.sleep(0.001)
    running.send_signal(signal.SIGKILL)
    running.wait()

    assert not (tmp_path / "copy").exists()
    assert "checked, 2 clients" in on_sqlite.done("backup", str(tmp_path / "copy"))
    assert [each.name for each in tmp_path.glob("copy*")] == ["copy"]


def test_a_damaged_database_is_not_taken_for_a_good_backup(on_sqlite: Terminal, tmp_path: Path) -> None:
    fill(tmp_path / "studio.sqlite3", megabytes=1)
    with (tmp_path / "studio.sqlite3").open("r+b") as file:
        for page in range(4, 80):
            file.seek(page * 4096)
            file.write(os.urandom(4096))

    ran = on_sqlite.type("backup", str(tmp_path / "copy"))
    assert ran.code == 1
    assert not (tmp_path / "copy").exists()


def fill(path: Path, *, megabytes: int) -> None:
    with closing(sqlite3.connect(path)) as opened, opened:
        opened.execute("CREATE TABLE ballast AS SELECT zeroblob(1) AS x")
        opened.executemany("INSERT INTO ballast VALUES (randomblob(1048576))", [()] * megabytes)


def until_written(writing: subprocess.Popen[bytes]) -> None:
    while len(names()) < 5:
        assert writing.poll() is None
        time.sleep(0.02)


def _environment(terminal: Terminal) -> dict[str, str]:
    return environment_of_process(terminal.environment)


# tried


def test_a_copy_is_put_back_on_trial_and_nothing_of_the_trial_stays(
    terminal: Terminal, tmp_path: Path
) -> None:
    settings = opening.read_settings()
    made = making.make(settings, tmp_path / "copies.sqlite3")

    assert trying.put_back(settings, made)
    assert names() == ["John Smith", "Mary Jones"]
    assert not list(tmp_path.glob("trial*"))
    assert trying.put_back(settings, made)  # what a trial leaves is in no other's way


def test_a_copy_that_went_bad_is_found_out_on_trial(terminal: Terminal, tmp_path: Path) -> None:
    settings = opening.read_settings()
    made = making.make(settings, tmp_path / "copy")
    whole = made.path.read_bytes()
    made.path.write_bytes(whole[: len(whole) * 2 // 3])

    with pytest.raises(BackupError):
        trying.put_back(settings, made)
    assert not list(tmp_path.glob("trial*"))


def test_who_may_make_no_database_is_told_that_nothing_was_tried(
    database_url: str, terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if database_url.startswith("sqlite:"):
        return
    made = making.make(opening.read_settings(), tmp_path / "copy")
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("CREATE ROLE modest LOGIN")
    try:
        monkeypatch.setenv("DATABASE_URL", database_url.replace("postgres@", "modest@"))
        assert not trying.put_back(opening.read_settings(), made)
    finally:
        with psycopg.connect(database_url, autocommit=True) as connection:
            connection.execute("DROP ROLE modest")


# kept


@pytest.mark.parametrize("days", [1, 7, 8, 35, 400])
def test_seven_daily_and_four_weekly_backups_are_kept(days: int) -> None:
    newest = date(2026, 11, 25)
    kept: set[date] = set()
    for day in (newest - timedelta(days=each) for each in reversed(range(days))):
        kept.add(day)
        kept -= making.superfluous(kept)

    week = {newest - timedelta(days=each) for each in range(min(days, 7))}
    assert week <= kept
    assert len(kept - week) == {1: 0, 7: 0, 8: 0, 35: 3, 400: 3}[days]
    assert max(newest - each for each in kept) <= timedelta(days=35)


# put back


def test_what_was_backed_up_comes_back_and_the_rest_is_kept_beside_it(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal.done("backup", str(tmp_path / "copy"))
    terminal.done("clients", "add", "Peter Late", "--phone", "082 111 0004")

    said = terminal.done("restore", str(tmp_path / "copy"))
    assert names() == ["John Smith", "Mary Jones"]
    replaced = next(line for line in said.splitlines() if "replaced" in line)
    terminal.done("clients", "add", "Ann New", "--phone", "082 111 0005")  # the counters go on

    terminal.done("restore", replaced.split(" kept as ")[1].partition(";")[0])
    assert names() == ["John Smith", "Mary Jones", "Peter Late"]


def test_a_restored_database_sends_nothing_and_says_what_it_holds(terminal: Terminal, tmp_path: Path) -> None:
    queue("a")
    queue("b", OutboundState.sending)
    queue("c", minutes=-1)
    queue("d", OutboundState.delivered)
    with opening.one_act():
        Memory.keep("instance", "before")
    terminal.done("backup", str(tmp_path / "copy"))

    said = terminal.done("restore", str(tmp_path / "copy"))
    assert "Held: 1 queued, 1 of which nobody knows" in said
    assert "their time has passed: 1." in said
    assert states() == {"a": "queued", "b": "unknown", "c": "expired", "d": "delivered"}
    with opening.reading():  # or a late status of what was sent since would be taken for a new message's
        assert Memory.recall("instance") is None


def test_released_messages_go_and_the_log_of_events_tells(terminal: Terminal, tmp_path: Path) -> None:
    queue("a")
    terminal.done("backup", str(tmp_path / "copy"))
    terminal.done("restore", str(tmp_path / "copy"))

    assert terminal.done("messages", "release") == "Released: 1.\n"
    assert terminal.done("messages", "release") == "No messages are held.\n"
    with opening.reading():
        assert Memory.recall("outbox_hold") is None
        assert [each.what for each in Event.select().order_by(Event.id)][-2:] == [
            "restored from a backup",
            "messages released",
        ]


def test_what_the_backup_had_queued_may_be_dropped_and_what_came_since_goes(
    terminal: Terminal, tmp_path: Path
) -> None:
    queue("a")
    terminal.done("backup", str(tmp_path / "copy"))
    terminal.done("restore", str(tmp_path / "copy"))
    queue("b")

    assert terminal.done("messages", "release", "--drop").startswith("Dropped: 1.")
    assert states() == {"a": "cancelled", "b": "queued"}


@pytest.mark.parametrize("content", [b"", b"hello", b"PGDMP", b"SQLite format 3\x00" + bytes(4080)])
def test_what_is_no_backup_is_refused_and_nothing_is_changed(
    terminal: Terminal, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "odd").write_bytes(content)

    assert terminal.refused("restore", str(tmp_path / "odd")).endswith("Nothing was changed.\n")
    assert "There is no file" in terminal.refused("restore", str(tmp_path / "nothing"))
    assert names() == ["John Smith", "Mary Jones"]
    with opening.reading():
        assert Memory.recall("outbox_hold") is None


def test_half_a_backup_is_refused_and_nothing_is_changed(terminal: Terminal, tmp_path: Path) -> None:
    terminal.done("backup", str(tmp_path / "copy"))
    whole = (tmp_path / "copy").read_bytes()
    (tmp_path / "half").write_bytes(whole[: len(whole) * 2 // 3])

    terminal.refused("restore", str(tmp_path / "half"))
    assert names() == ["John Smith", "Mary Jones"]
    assert list(tmp_path.glob("*.tmp*")) == []


def test_a_backup_of_an_older_schema_is_migrated(terminal: Terminal, tmp_path: Path) -> None:
    _forget_the_front_desk()
    making.make(opening.read_settings(), tmp_path / "copy")

    terminal.done("restore", str(tmp_path / "copy"))
    assert names() == ["John Smith", "Mary Jones"]
    with opening.reading():
        assert db.pending_migrations() == []


def _forget_the_front_desk() -> None:
    """Take the database back to before its second migration."""
    settings = opening.read_settings()
    with opening.database(settings), db.transaction():
        for table in ("consent", "form", "lead", "account_template"):
            db.database.execute_sql(f"DROP TABLE {table}")
        db.database.execute_sql("DELETE FROM schema_migration WHERE name = '0002_front_desk'")


def test_a_backup_of_a_newer_program_is_refused(terminal: Terminal, tmp_path: Path) -> None:
    with opening.one_act():
        db.database.execute_sql(
            "INSERT INTO schema_migration (name, applied) VALUES ('9999_later', '2030-01-01')"
        )
    making.make(opening.read_settings(), tmp_path / "copy")
    with opening.database(opening.read_settings()), db.transaction():
        db.database.execute_sql("DELETE FROM schema_migration WHERE name = '9999_later'")

    assert "of a newer PilatesHQ" in terminal.refused("restore", str(tmp_path / "copy"))
    assert names() == ["John Smith", "Mary Jones"]


def test_a_damaged_database_gives_way_to_its_backup(on_sqlite: Terminal, tmp_path: Path) -> None:
    on_sqlite.done("backup", str(tmp_path / "copy"))
    (tmp_path / "studio.sqlite3").write_bytes(b"damaged" * 1000)
    (tmp_path / "studio.sqlite3-wal").write_bytes(b"of the damaged one")

    on_sqlite.done("restore", str(tmp_path / "copy"))
    assert names() == ["John Smith", "Mary Jones"]
    kept = [each.read_bytes()[:7] for each in tmp_path.glob("studio.sqlite3.replaced-*")]
    assert b"damaged" in kept  # and with it whatever SQLite could read of its log


def test_nothing_is_restored_while_a_server_runs(terminal: Terminal, tmp_path: Path) -> None:
    terminal.done("backup", str(tmp_path / "copy"))
    settings = opening.read_settings()
    if settings.sqlite_path:
        from pilateshq.server import only_server

        lock = only_server(settings.sqlite_path)
    else:
        with opening.one_act():
            Memory.keep("tick", utcnow().isoformat())

    assert "server is running" in terminal.refused("restore", str(tmp_path / "copy"))
    if settings.sqlite_path:
        lock.close()


# PostgreSQL's own programs


def test_without_its_programs_a_backup_of_postgres_says_what_to_install(
    new_database_url: str, terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if new_database_url.startswith("sqlite:"):
        return
    monkeypatch.setenv("PATH", str(tmp_path))

    complaint = terminal.refused("backup", str(tmp_path / "copy"))
    assert complaint.startswith("pg_dump is not installed here.")
    assert "postgresql-client" in complaint


def test_no_password_of_postgres_stands_on_a_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, new_database_url: str, terminal: Terminal
) -> None:
    """Stand-ins note what they were given, which anybody on the machine could see."""
    if new_database_url.startswith("sqlite:"):
        return
    seen = tmp_path / "seen"
    for program in ("pg_dump", "pg_restore", "psql"):
        stand_in = tmp_path / program
        stand_in.write_text(f'#!/bin/sh\necho "$0 $@" >> {seen}\nexec /usr/bin/{program} "$@"\n')
        stand_in.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with psycopg.connect(new_database_url, autocommit=True) as connection:
        connection.execute("CREATE ROLE keeper SUPERUSER LOGIN PASSWORD 'a/secret'")
    try:
        monkeypatch.setenv("DATABASE_URL", new_database_url.replace("postgres@", "keeper:a%2Fsecret@"))
        terminal.done("backup", str(tmp_path / "copy"))
        terminal.done("restore", str(tmp_path / "copy"))
    finally:
        with psycopg.connect(new_database_url, autocommit=True) as connection:
            connection.execute("REASSIGN OWNED BY keeper TO postgres")
            connection.execute("DROP ROLE keeper")

    assert {line.split()[0].rpartition("/")[2] for line in seen.read_text().splitlines()} == {
        *("pg_dump", "pg_restore", "psql")
    }
    assert "secret" not in seen.read_text()
