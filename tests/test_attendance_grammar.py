"""Who was sick, who never came, who came: in any order of words."""

from datetime import date, time

import pytest

from pilateshq.conversation.commands import Attendance, Mark, MarkBooking, Unknown, Which
from pilateshq.conversation.tokens import Reason
from tests.spoken import FRIDAY, MONDAY, TODAY, admin, client, unclear

YESTERDAY, LAST_MONDAY = date(2025, 10, 1), date(2025, 9, 29)


def sick(person: str, day: date | None = None, at: time | None = None) -> Attendance:
    return Attendance(person, "sick", day, at)


def no_show(person: str, day: date | None = None, at: time | None = None) -> Attendance:
    return Attendance(person, "no_show", day, at)


def came(person: str, day: date | None = None, at: time | None = None) -> Attendance:
    return Attendance(person, "attended", day, at)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("John sick", sick("John")),
        ("sick John", sick("John")),
        ("John is off sick", sick("John")),
        ("john's sick", sick("john")),
        ("John’s sick", sick("John")),
        ("John off sick today", sick("John", TODAY)),
        ("today John is sick", sick("John", TODAY)),
        ("JOHN SICK!", sick("JOHN")),
        ("sick: John Smith", sick("John Smith")),
        ("John was sick yesterday", sick("John", YESTERDAY)),
        ("John called in sick", sick("John")),
        ("mary j ill", sick("mary j")),
        ("Lerato not well today", sick("Lerato", TODAY)),
        ("Please mark John as sick", sick("John")),
        ("John sick tomorrow", sick("John", FRIDAY)),
        ("john sick fri 8", sick("john", FRIDAY, time(8))),
        ("sick tomorrow 8am anne-marie du plessis", sick("anne-marie du plessis", FRIDAY, time(8))),
        ("john sick mon", sick("john", MONDAY)),
        ("john was sick on monday", sick("john", LAST_MONDAY)),
        ("john sick last monday", sick("john", LAST_MONDAY)),
        ("sick for #12", sick("#12")),
        ("sick for #12 2025-10-03 08:00", sick("#12", FRIDAY, time(8))),
        ("John no-show", no_show("John")),
        ("john no show", no_show("john")),
        ("no show john", no_show("john")),
        ("NOSHOW john", no_show("john")),
        ("John was a no-show", no_show("John")),
        ("john is a no show", no_show("john")),
        ("John no-showed", no_show("John")),
        ("John didn't pitch", no_show("John")),
        ("John didn’t pitch", no_show("John")),
        ("John didn`t pitch", no_show("John")),
        ("lerato didnt pitch", no_show("lerato")),
        ("Lerato did not pitch up today", no_show("Lerato", TODAY)),
        ("Sipho never pitched", no_show("Sipho")),
        ("Sipho never showed up", no_show("Sipho")),
        ("Sipho didn't show", no_show("Sipho")),
        ("Sipho didnt come yesterday", no_show("Sipho", YESTERDAY)),
        ("peter didn't arrive", no_show("peter")),
        ("John wasn't here", no_show("John")),
        ("mary jones noshow this morning", no_show("mary jones", TODAY)),
        ("this morning mary jones never came", no_show("mary jones", TODAY)),
        ("john no-show monday", no_show("john", LAST_MONDAY)),
        ("john no-show thu 8", no_show("john", TODAY, time(8))),
        ("john no-show thu 17h00", no_show("john", date(2025, 9, 25), time(17))),
        ("john no-show on 29 sep at 8", no_show("john", LAST_MONDAY, time(8))),
        ("no-show for #12 2025-10-02 08:00", no_show("#12", TODAY, time(8))),
        ("John came", came("John")),
        ("John was here", came("John")),
        ("John attended", came("John")),
        ("John’s here", came("John")),
        ("john is here", came("john")),
        ("john pitched", came("john")),
        ("john did come", came("john")),
        ("mary jones came this morning", came("mary jones", TODAY)),
        ("June came yesterday 8", came("June", YESTERDAY, time(8))),
        ("John attended on wed", came("John", YESTERDAY)),
        ("attended for #12 2025-10-02", came("#12", TODAY)),
        ("mark #42 sick", MarkBooking(42, "sick")),
        ("Mark #42 no-show", MarkBooking(42, "no_show")),
        ("mark #42 no_show", MarkBooking(42, "no_show")),
        ("mark #42 as attended", MarkBooking(42, "attended")),
        ("Mark sick", sick("Mark")),
        ("Mark Smith’s sick", Which((sick("Smith"), sick("Mark Smith")))),
        ("mark john no-show", Which((no_show("john"), no_show("mark john")))),
        ("john a no-show", Which((no_show("john"), no_show("john a")))),
        ("john sick next mon", Which((sick("john", MONDAY), sick("john", date(2025, 10, 13))))),
    ],
)
def test_attendance_is_understood(words: str, expected: Attendance | MarkBooking | Which) -> None:
    assert admin(words) == expected


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("sick", Reason.no_name),
        ("no-show", Reason.no_name),
        ("sick tomorrow", Reason.no_name),
        ("John and Mary sick", Reason.one_person),
        ("John sick, Mary no-show", Reason.not_understood),
        ("John came late", Reason.not_understood),
        ("John sick with flu", Reason.one_person),
        ("John is sick from flu", Reason.not_understood),
        ("John no-show duo", Reason.not_understood),
        ("John sick anyway", Reason.not_understood),
        ("john sick 31 sep", Reason.bad_day),
        ("john sick 24h00", Reason.bad_time),
        ("john sick mon or tue", Reason.two_days),
        ("john sick 8 or 9", Reason.two_times),
        ("john sick in the afternoon", Reason.no_time),
        ("john sick every tuesday", Reason.not_yet),
        ("John sick?", Reason.question),
        ("is John sick", Reason.question),
        ("was John sick", Reason.question),
        ("mark #42 happy", Reason.not_understood),
        ("mark #42 sick tomorrow", Reason.not_understood),
    ],
)
def test_attendance_that_is_unclear_is_asked(words: str, why: Reason) -> None:
    assert unclear(words).why is why


@pytest.mark.parametrize(
    ("words", "mark", "example"),
    [
        ("no show", "no-show", "no-show for John"),
        ("Mary came late", "attended", "attended for Mary"),
        ("Mary sick tomorrow?", "sick", "sick for Mary 2025-10-03"),
        ("mark #42 happy", "mark", "mark #42 attended"),
    ],
)
def test_unclear_attendance_shows_how_it_is_said(words: str, mark: Mark, example: str) -> None:
    command = unclear(words)
    assert (command.verb, command.example) == (mark, example)


def test_what_cannot_be_read_of_an_attendance_is_quoted() -> None:
    assert unclear("Mary & Peter didn't pitch").rest == "Mary & Peter didn't pitch"
    assert unclear("Mary came late").rest == "late"


@pytest.mark.parametrize(
    "words",
    [
        *("I am sick of this", "I'm sick", "im sick tomorrow", "feeling sick", "I feel sick today", "I came"),
        *(
            "who is sick tomorrow",
            "who came?",
            "Who was here this morning?",
            "nobody came",
            "is anyone sick?",
        ),
        *("we are here", "my back is sick", "what if John is sick", "you came", "they came"),
        *(
            "John",
            "homesick",
            "John isn't coming tomorrow",
            "John show",
            "mark",
            "mark john",
            "was John here",
            "did John come?",
        ),
    ],
)
def test_talk_of_being_sick_marks_nobody(words: str) -> None:
    assert admin(words) == Unknown(words)


@pytest.mark.parametrize("words", ["John sick", "mark #42 sick", "no-show for #12"])
def test_no_client_marks_attendance(words: str) -> None:
    assert client(words) == Unknown(words)
