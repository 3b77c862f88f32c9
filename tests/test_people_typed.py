"""What people type of themselves: phone numbers and birthdays."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilateshq.errors import BadBirthDate, BadNumber
from pilateshq.studio import people

TODAY = date(2026, 11, 23)


# phone numbers


@pytest.mark.parametrize(
    "typed",
    [
        "0821110001",
        "082 111 0001",
        "082-111-0001",
        "082.111.0001",
        "(082) 111-0001",
        "082\u00a0111\u00a00001",  # copied from a page, with spaces that do not break
        "082\u2011111\u20110001",
        "821110001",
        "+27821110001",
        "+27 82 111 0001",
        "+27 (0)82 111 0001",
        "+27(0) 82 111 0001",
        "+27 082 111 0001",
        "27821110001",
        "27 82 111 0001",
        "0027821110001",
        "00 27 82 111 0001",
        "0027 (0)82 111 0001",
        " 082 111 0001, ",
        "\u202a+27 82 111 0001\u202c",  # copied from a list of contacts
    ],
)
def test_a_south_african_number_is_read_however_it_is_typed(typed: str) -> None:
    assert people.phone_number(typed, "ZA") == "+27821110001"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("+44 7911 123456", "+447911123456"),
        ("0044 7911 123456", "+447911123456"),
        ("+264 81 111 0001", "+264811110001"),
        ("+1 202 555 0111", "+12025550111"),
        ("+49 151 23456789", "+4915123456789"),
        ("+55 11 91234 5678", "+5511912345678"),
    ],
)
def test_a_foreign_number_is_kept(typed: str, number: str) -> None:
    assert people.phone_number(typed, "ZA") == number


def test_a_number_without_a_country_is_of_the_studios() -> None:
    assert people.phone_number("07911 123456", "GB") == "+447911123456"


@pytest.mark.parametrize(
    "typed", ["060 111 0001", "071 111 0001", "085 111 0001", "011 111 0001", "087 111 0001"]
)
def test_what_whatsapp_might_reach_is_taken(typed: str) -> None:
    assert people.phone_number(typed, "ZA") == "+27" + typed.replace(" ", "")[1:]


@pytest.mark.parametrize("typed", ["0800 111 222", "+27 800 111 222", "086 111 0001", "0861 111 222"])
def test_a_service_is_nobodys_number(typed: str) -> None:
    with pytest.raises(BadNumber):
        people.phone_number(typed, "ZA")


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", "+", "-", "abc", "?", "1", "112", "10111", "1234"),
        *("082 111 000", "+27 82 111 000", "082 111", "082 111 00011", "+27 82 111 00011"),
        *("082 111 OOO1", "O82 111 0001", "0821110001x5", "082 111 0001 ext 5", "0821110001#5"),
        *("082 111 0001 or 083 111 0001", "082 111 0001/083 111 0001", "0821110001 Thandi"),
        *("+999 82 111 0001", "*120*321#", "089 111 0001", "2026-11-23", "21/5/88", "9" * 300),
    ],
)
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(BadNumber):
        people.phone_number(typed, "ZA")


@given(typed=st.text())
def test_no_text_breaks_the_reading_of_numbers(typed: str) -> None:
    with suppress(BadNumber):
        assert people.phone_number(typed, "ZA").startswith("+")


# birthdays


@pytest.mark.parametrize(
    "typed",
    [
        *("21/5/88", "21/05/88", "21/5/1988", "21/05/1988", "21-5-88", "21.5.1988", "21 5 88", "21 / 5 / 88"),
        *("1988-05-21", "1988/5/21", "1988.05.21", "1988 5 21", "1988 May 21"),
        *(
            "21 May 88",
            "21 may 1988",
            "21 MAY 1988",
            "21-May-1988",
            "21st May 1988",
            "21 May, 1988",
            " 21/5/88 ",
        ),
    ],
)
def test_a_birthday_is_read_however_it_is_typed(typed: str) -> None:
    assert people.birth_date(typed, today=TODAY) == date(1988, 5, 21)


@pytest.mark.parametrize(
    ("typed", "born_on"),
    [
        ("29/2/00", date(2000, 2, 29)),
        ("29 Feb 1996", date(1996, 2, 29)),
        ("29/2/28", date(1928, 2, 29)),
        ("1/9/45", date(1945, 9, 1)),
        ("23/11/26", date(2026, 11, 23)),
        ("24/11/26", date(1926, 11, 24)),
        ("3 Sept 1990", date(1990, 9, 3)),
        ("2nd june 01", date(2001, 6, 2)),
        ("1/1/1916", date(1916, 1, 1)),
    ],
)
def test_a_birthday_is_the_latest_that_can_be_meant(typed: str, born_on: date) -> None:
    assert people.birth_date(typed, today=TODAY) == born_on


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", "soon", "21", "21/5", "21 May", "1988", "21/5/88/1", "//", "a/b/c", "21/5/188"),
        *("31/4/88", "29/2/1999", "29/2/1900", "5/21/88", "0/5/88", "21/13/88", "32 May 88", "21/5/0000"),
        *("21 Maybe 1988", "21 Ma 1988", "21 Ju 1988", "21 sept. ember 88", "21st/5th/88"),
        *("24/11/2026", "2027-01-01", "21/5/2088", "31/12/1915", "1888-05-21"),
    ],
)
def test_what_is_no_birthday_is_refused(typed: str) -> None:
    with pytest.raises(BadBirthDate):
        people.birth_date(typed, today=TODAY)


@given(typed=st.text() | st.from_regex(r"\A[0-9a-z]{1,4}[ /.-][0-9a-z]{1,9}[ /.-][0-9]{1,5}\Z"))
def test_no_text_breaks_the_reading_of_birthdays(typed: str) -> None:
    with suppress(BadBirthDate):
        assert date(1916, 1, 1) <= people.birth_date(typed, today=TODAY) <= TODAY


@given(born_on=st.dates(date(1927, 1, 1), TODAY))
def test_every_birthday_can_be_typed_with_a_short_year(born_on: date) -> None:
    assert people.birth_date(f"{born_on:%d/%m/%y}", today=TODAY) == born_on
