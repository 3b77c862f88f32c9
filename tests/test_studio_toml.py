"""studio.toml becomes the studio, or every problem is named."""

import re
import tomllib
from collections.abc import Callable
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pilateshq.errors import SettingsError
from pilateshq.settings import Closure, Kind, Studio, read
from pilateshq.studio_file import readers_of
from pilateshq.studio_settings import (
    KIND_KEYS,
    KINDS,
    WEEKDAYS,
    Bank,
    Emergency,
    InvoiceTerms,
    PackageTerms,
    Reminders,
    Thrift,
)

SHIPPED = Path(__file__).parents[1] / "data" / "studio.toml"

Told = Callable[[str], list[str]]


@pytest.fixture
def studio(tmp_path: Path) -> Callable[[str], Studio]:
    """Read a studio from the text of its file."""

    def read_text(text: str) -> Studio:
        (tmp_path / "studio.toml").write_text(text, "utf-8")
        return read({"DATA_DIR": str(tmp_path)}, serving=False).studio

    return read_text


@pytest.fixture
def told(studio: Callable[[str], Studio], tmp_path: Path) -> Told:
    """Tell what is wrong with a text, without the file's name in front."""

    def problems_of(text: str) -> list[str]:
        with pytest.raises(SettingsError) as caught:
            studio(text)
        prefix = f"{tmp_path / 'studio.toml'}: "
        assert all(problem.startswith(prefix) for problem in caught.value.problems)
        return [problem.removeprefix(prefix) for problem in caught.value.problems]

    return problems_of


def test_a_missing_file_an_empty_one_and_the_shipped_one_are_the_same_studio(
    studio: Callable[[str], Studio], tmp_path: Path
) -> None:
    missing = read({"DATA_DIR": str(tmp_path / "nowhere")}, serving=False).studio

    assert missing == Studio()
    assert studio("") == missing
    assert studio(SHIPPED.read_text("utf-8")) == missing


def test_the_shipped_file_states_every_key() -> None:
    stated = tomllib.loads(SHIPPED.read_text("utf-8"))

    assert set(stated) == set(readers_of(Studio))
    assert set(stated["hours"]) == set(WEEKDAYS)
    assert {name: set(kind) for name, kind in stated["kinds"].items()} == {
        kind: set(KIND_KEYS) for kind in KINDS
    }
    assert set(stated["reminders"]) == set(readers_of(Reminders))
    assert set(stated["bank"]) == set(readers_of(Bank))
    assert set(stated["invoice"]) == set(readers_of(InvoiceTerms))
    assert set(stated["emergency"]) == set(readers_of(Emergency))
    assert set(stated["assistant"]) == set(readers_of(Thrift))
    assert set(stated["packages"]) == set(readers_of(PackageTerms))


def test_every_key_of_the_shipped_file_has_a_comment() -> None:
    keys = [line for line in SHIPPED.read_text("utf-8").splitlines() if re.match(r"\w+ = ", line)]
    assert keys
    assert all(re.search(r" # [A-Z].+\.$", line) for line in keys)


def test_the_defaults_are_the_contracts() -> None:
    studio = Studio()

    assert studio.hours == {**dict.fromkeys(range(5), (time(6), time(18))), 5: (time(8), time(10))}
    assert {kind.name: (kind.capacity, kind.price_cents) for kind in studio.kinds.values()} == {
        "single": (1, 30000),
        "duo": (2, 25000),
        "trio": (3, 20000),
        "group": (6, 18000),
    }
    assert [kind.notice // timedelta(hours=1) for kind in studio.kinds.values()] == [24, 24, 24, 12]
    assert (studio.session_minutes, studio.at_once, studio.standing_weeks) == (55, 1, 8)
    assert (studio.client_horizon_days, studio.grace_minutes) == (28, 120)
    assert (studio.reminders.morning, studio.reminders.evening) == (time(6), time(20))
    assert (studio.reminders.minutes_before, studio.reminders.weekly) == (60, False)
    assert studio.bank == Bank(holder="", bank="", account_type="", account_number="", branch_code="")


def test_what_the_file_says_counts_and_the_rest_stays(studio: Callable[[str], Studio]) -> None:
    changed = studio("""
        name = "Still Point"
        owner = "Mary Jones"
        languages = ["en", "af", "en"]
        bookings_need_approval = false

        [hours]
        monday = "closed"
        tuesday = []
        saturday = ["7:30", "12:00"]

        [reminders]
        evening = "19:00"

        [bank]
        account_number = "0012345"

        [invoice]
        vat_percent = 15.5
    """)

    assert (changed.name, changed.owner, changed.languages) == ("Still Point", "Mary Jones", ("en", "af"))
    assert not changed.bookings_need_approval
    assert list(changed.hours) == [2, 3, 4, 5]
    assert changed.hours[5] == (time(7, 30), time(12))
    assert (changed.reminders.evening, changed.reminders.morning) == (time(19), time(6))
    assert changed.bank.account_number == "0012345"
    assert changed.invoice.vat_percent == Decimal("15.5")
    assert changed.kinds == KINDS


def test_a_kind_can_be_changed_in_part_and_another_added(studio: Callable[[str], Studio]) -> None:
    kinds = studio("""
        [kinds.group]
        price = 190.50
        [kinds.reformer]
        capacity = 4
        price = 220
        notice_hours = 36
    """).kinds

    assert list(kinds) == ["single", "duo", "trio", "group", "reformer"]
    assert kinds["group"] == Kind(name="group", capacity=6, price_cents=19050, notice=timedelta(hours=12))
    assert kinds["reformer"] == Kind(
        name="reformer", capacity=4, price_cents=22000, notice=timedelta(hours=36)
    )


def test_days_off_have_a_first_and_perhaps_a_last_day(studio: Callable[[str], Studio]) -> None:
    closures = studio("""
        [[closures]]
        first = 2026-12-16
        last = 2027-01-05
        reason = "Summer holidays"
        [[closures]]
        first = 2026-11-04
    """).closures

    assert closures == (
        Closure(first=date(2026, 12, 16), last=date(2027, 1, 5), reason="Summer holidays"),
        Closure(first=date(2026, 11, 4), last=date(2026, 11, 4)),
    )


def test_a_file_as_windows_saves_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "studio.toml").write_bytes(b'\xef\xbb\xbfname = "Still Point"\r\n')
    assert read({"DATA_DIR": str(tmp_path)}, serving=False).studio.name == "Still Point"


IS_NO_LINE = "must be one line of text in quotes."
IS_NO_CODE = 'must be a list of languages by their two letters, such as ["en"].'
IS_NO_TABLE = "must be a table of its own, under a heading in square brackets."
ARE_NO_STARTS = 'must be a first and a last start such as ["06:00", "18:00"].'
IS_NO_PRICE = "must be an amount in rand such as 300 or 300.50."
IS_NO_DAY = "must be a date such as 2026-12-16, without quotes."
IS_NEVER_SENT = "or nothing is ever sent."


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("name = ''", 'name: "" must not be empty.'),
        ("owner = 5", f"owner: 5 {IS_NO_LINE}"),
        ('address = "1 Main Road\\nCape Town"', f'address: "1 Main Road\\nCape Town" {IS_NO_LINE}'),
        ("country = 'za'", 'country: "za" must be a country by its two capital letters, such as "ZA".'),
        ("languages = []", f"languages: [] {IS_NO_CODE}"),
        ("languages = 'en'", f'languages: "en" {IS_NO_CODE}'),
        ("session_minutes = '55'", 'session_minutes: "55" must be a whole number from 5 to 480.'),
        ("at_once = true", "at_once: true must be a whole number from 1 to 50."),
        ("standing_weeks = 8.0", "standing_weeks: 8.0 must be a whole number from 1 to 52."),
        ("bookings_need_approval = 1", "bookings_need_approval: 1 must be true or false, without quotes."),
        ("hours = '6-18'", f'hours: "6-18" {IS_NO_TABLE}'),
        ("[hours]\nmonday = '6-18'", f'[hours] monday: "6-18" {ARE_NO_STARTS}'),
        ("[hours]\nmonday = ['06:00']", f'[hours] monday: ["06:00"] {ARE_NO_STARTS}'),
        ("[hours]\nmonday = ['06:00', '24:00']", f'[hours] monday: ["06:00", "24:00"] {ARE_NO_STARTS}'),
        ("[hours]\nmonday = ['9:00', '8:00']", "must have the first start before the last."),
        ("[hours]\nmondays = []", "[hours] mondays: is not known (did you mean monday?)."),
        ("sesion_minutes = 55", "sesion_minutes: is not known (did you mean session_minutes?)."),
        ("[qwerty]", "qwerty: is not known."),
        ("[kinds.duo]\nprise = 5", "[kinds.duo] prise: is not known (did you mean price?)."),
        ("[kinds.duo]\nprice = 'R250'", f'[kinds.duo] price: "R250" {IS_NO_PRICE}'),
        ("[kinds.duo]\nprice = 250.505", f"[kinds.duo] price: 250.505 {IS_NO_PRICE}"),
        ("[kinds.duo]\nprice = nan", f"[kinds.duo] price: NaN {IS_NO_PRICE}"),
        ("[kinds.duo]\nprice = -1", f"[kinds.duo] price: -1 {IS_NO_PRICE}"),
        ("[kinds.duo]\ncapacity = 0", "[kinds.duo] capacity: 0 must be a whole number from 1 to 50."),
        ("[kinds.Duo]", "[kinds] Duo: must have a name of small letters only, since it is typed."),
        ("[kinds]\nduo = 250", f"[kinds] duo: 250 {IS_NO_TABLE}"),
        ("closures = 'May'", "must be a list such as [{ first = 2026-12-16, last = 2027-01-05 }]."),
        ("closures = [{ first = '2026-12-16' }]", f'[closures.1] first: "2026-12-16" {IS_NO_DAY}'),
        ("closures = [{ first = 2026-12-16T08:00:00 }]", f"first: 2026-12-16 08:00:00 {IS_NO_DAY}"),
        (
            "closures = [{ first = 2026-12-16, last = 2026-01-05 }]",
            "[closures.1] last: 2026-01-05 must not be before first, 2026-12-16.",
        ),
        ("closures = [{ reason = 'Rest' }]", "[closures.1] first: is missing."),
        ("[reminders]\nevening = 20", '[reminders] evening: 20 must be a time such as "20:00".'),
        ("[reminders]\nevening = '23:00'", f"evening: must be less than evening_until, {IS_NEVER_SENT}"),
        ("[reminders]\nminutes_before = 30", f"until: must be less than minutes_before, {IS_NEVER_SENT}"),
        ("[bank]\naccount_number = 12345", f"[bank] account_number: 12345 {IS_NO_LINE}"),
        (
            "[emergency]\nambulance = '10177'",
            '[emergency] ambulance: "10177" must be a list of texts in quotes, between square brackets.',
        ),
        ("[emergency]\nchecked_on = 'May'", f'[emergency] checked_on: "May" {IS_NO_DAY}'),
        ("[invoice]\nvat_percent = 150", "[invoice] vat_percent: 150 must be a number from 0 to 100."),
    ],
)
def test_what_is_wrong_is_told_with_its_place(told: Told, text: str, problem: str) -> None:
    (line,) = told(text)
    assert line.endswith(problem)


def test_all_that_is_wrong_is_told_at_once(told: Told) -> None:
    assert told("""
        at_once = 0
        xylophone = "blue"
        [kinds.reformer]
        notice_hours = "a day"
        [hours]
        friday = 5
    """) == [
        "at_once: 0 must be a whole number from 1 to 50.",
        "xylophone: is not known.",
        "[kinds.reformer] capacity: is missing.",
        "[kinds.reformer] price: is missing.",
        '[kinds.reformer] notice_hours: "a day" must be a whole number from 0 to 336.',
        '[hours] friday: 5 must be a first and a last start such as ["06:00", "18:00"].',
    ]


def test_a_line_that_is_not_toml_is_told_by_its_number(told: Told) -> None:
    (problem,) = told('name = "Still Point"\nowner = Nadine\n')
    assert problem.startswith("is not TOML: ")
    assert "line 2" in problem


def test_a_file_that_is_no_text_or_no_file_is_told(tmp_path: Path) -> None:
    for content, problem in (
        (b"name = '\xff'", "must be saved as UTF-8."),
        (None, "cannot be read: Is a directory."),
    ):
        _replace(tmp_path / "studio.toml", content)
        with pytest.raises(SettingsError) as caught:
            read({"DATA_DIR": str(tmp_path)}, serving=False)
        assert caught.value.problems == [f"{tmp_path / 'studio.toml'}: {problem}"]


def _replace(path: Path, content: bytes | None) -> None:
    path.unlink(missing_ok=True)
    path.mkdir() if content is None else path.write_bytes(content)


def test_a_very_long_value_is_told_in_short(told: Told) -> None:
    (problem,) = told(f"country = '{'Z' * 1000}'")
    assert len(problem) < 200


def test_the_studio_cannot_be_changed_once_it_is_read(studio: Callable[[str], Studio]) -> None:
    read_only: Any = studio("[kinds.duo]\nprice = 260")
    for mapping in (read_only.kinds, read_only.hours):
        with pytest.raises(TypeError):
            mapping["x"] = 1
    with pytest.raises(AttributeError):
        read_only.name = "Another"
