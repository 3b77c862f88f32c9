"""Days and times as people type them, on Thu 2 Oct 2025 at 10:00 in Johannesburg."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from pilateshq.conversation.tokens import Reason, tokenise
from pilateshq.conversation.when import When, read_when

ZONE = ZoneInfo("Africa/Johannesburg")
NOW = datetime(2025, 10, 2, 10, 0, tzinfo=ZONE)

THURSDAY, FRIDAY, TUESDAY = date(2025, 10, 2), date(2025, 10, 3), date(2025, 10, 7)


def read(words: str, now: datetime = NOW) -> tuple[When, str]:
    when, rest = read_when(tokenise(words), now=now)
    return when, " ".join(token.raw for token in rest)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("8", time(8)),
        ("8h", time(8)),
        ("8h00", time(8)),
        ("08h00", time(8)),
        ("8:00", time(8)),
        ("8.30", time(8, 30)),
        ("0800", time(8)),
        ("1730", time(17, 30)),
        ("8am", time(8)),
        ("8 AM", time(8)),
        ("8.30am", time(8, 30)),
        ("8 a.m.", time(8)),
        ("5pm", time(17)),
        ("12pm", time(12)),
        ("12am", time(0)),
        ("17h30", time(17, 30)),
        ("17", time(17)),
        ("half 8", time(8, 30)),
        ("half past 4", time(16, 30)),
        ("half eight", time(8, 30)),
        ("half past 7 pm", time(19, 30)),
        ("half past 7pm", time(19, 30)),
        ("quarter past seven", time(7, 15)),
        ("quarter to 8", time(7, 45)),
        ("quarter to 1", time(12, 45)),
        ("noon", time(12)),
        ("12 noon", time(12)),
        ("8 o'clock", time(8)),
        ("eight o’clock", time(8)),
        ("at seven", time(7)),
        ("1", time(13)),
        ("5", time(17)),
        ("6", time(6)),
        ("11", time(11)),
        ("12", time(12)),
        ("05:00", time(5)),
        ("5:30", time(5, 30)),
        ("06h00.", time(6)),
        ("@8", time(8)),
        ("8am 8h00", time(8)),
        ("8 20:00", time(20)),
    ],
)
def test_a_time_is_read(words: str, expected: time) -> None:
    when, rest = read(words)
    assert (when.time, when.days, when.trouble, rest) == (expected, (), None, "")


@pytest.mark.parametrize(
    ("words", "day", "hour"),
    [
        ("today 8h00", THURSDAY, time(8)),
        ("tomorrow 8am", FRIDAY, time(8)),
        ("tmrw 8", FRIDAY, time(8)),
        ("tmr 8", FRIDAY, time(8)),
        ("2moro 8", FRIDAY, time(8)),
        ("moro 08:00", FRIDAY, time(8)),
        ("Tomorrow's 8am", FRIDAY, time(8)),
        ("day after tomorrow 8", date(2025, 10, 4), time(8)),
        ("yesterday 8", date(2025, 10, 1), time(8)),
        ("3 Oct 9", FRIDAY, time(9)),
        ("8 oct 9", date(2025, 10, 8), time(9)),
        ("at 8 oct 9", date(2025, 10, 9), time(8)),
        ("oct 9 8", date(2025, 10, 9), time(8)),
        ("3rd of October at 9", FRIDAY, time(9)),
        ("the 3rd of October 9", FRIDAY, time(9)),
        ("october the 3rd 9", FRIDAY, time(9)),
        ("Oct 3 9", FRIDAY, time(9)),
        ("3 october 2025 09:00", FRIDAY, time(9)),
        ("Oct 3rd 2026 09:00", date(2026, 10, 3), time(9)),
        ("3/10 8", FRIDAY, time(8)),
        ("8 3/10", FRIDAY, time(8)),
        ("3/10/2025 8", FRIDAY, time(8)),
        ("3/10/25 8", FRIDAY, time(8)),
        ("3-10-2025 8", FRIDAY, time(8)),
        ("2025-10-05 08h00", date(2025, 10, 5), time(8)),
        ("2025/10/05 08h00", date(2025, 10, 5), time(8)),
        ("8 tomorrow morning", FRIDAY, time(8)),
        ("tomorrow evening 6", FRIDAY, time(18)),
        ("6.30 this evening", THURSDAY, time(18, 30)),
        ("5:30 tomorrow arvie", FRIDAY, time(17, 30)),
        ("tonight 7", THURSDAY, time(19)),
        ("Fri 3 Oct 8", FRIDAY, time(8)),
        ("tomorrow, Friday, 8", FRIDAY, time(8)),
        ("fri tomorrow 8", FRIDAY, time(8)),
    ],
)
def test_a_day_and_a_time_are_read_together(words: str, day: date, hour: time) -> None:
    when, rest = read(words)
    assert (when.days, when.time, when.trouble, rest.strip(", 's")) == ((day,), hour, None, "")


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("the 3rd", FRIDAY),
        ("the 2nd", THURSDAY),
        ("the 1st", date(2025, 11, 1)),  # a bare day of the month is always ahead
        ("31st", date(2025, 10, 31)),
        ("1 Oct", date(2025, 10, 1)),  # past, and so that the desk can say it
        ("18 Sep", date(2025, 9, 18)),
        ("17 Sep", date(2026, 9, 17)),
        ("17/9", date(2026, 9, 17)),
        ("5 Jan", date(2026, 1, 5)),
        ("29/2/2028", date(2028, 2, 29)),
        ("this fri", FRIDAY),
        ("this thursday", THURSDAY),
        ("this coming friday", FRIDAY),
        ("next week monday", date(2025, 10, 6)),
        ("friday next week", date(2025, 10, 10)),
        ("next thu", date(2025, 10, 9)),
    ],
)
def test_a_date_is_the_next_such_date(words: str, day: date) -> None:
    assert read(words) == (When(days=(day,)), "")


@pytest.mark.parametrize(
    ("words", "day", "weekday"),
    [
        ("mon", date(2025, 10, 6), 0),
        ("Monday", date(2025, 10, 6), 0),
        ("tues", TUESDAY, 1),
        ("tue", TUESDAY, 1),
        ("weds", date(2025, 10, 8), 2),
        ("thurs", THURSDAY, 3),
        ("thu 17h00", THURSDAY, 3),
        ("thur 9", date(2025, 10, 9), 3),
        ("thursday 10:00", date(2025, 10, 9), 3),
        ("fri", FRIDAY, 4),
        ("Sat 9", date(2025, 10, 4), 5),
        ("sunday", date(2025, 10, 5), 6),
    ],
)
def test_a_weekday_is_the_coming_one_and_today_only_while_it_is_ahead(
    words: str, day: date, weekday: int
) -> None:
    when, rest = read(words)
    assert (when.days, when.weekday, rest) == ((day,), weekday, "")


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("next tues", (TUESDAY, date(2025, 10, 14))),
        ("next mon 8", (date(2025, 10, 6), date(2025, 10, 13))),
        ("next fri", (date(2025, 10, 10), FRIDAY)),  # this week's Friday is rarely called next
        ("next fri 10 oct", (date(2025, 10, 10),)),
    ],
)
def test_next_and_a_weekday_may_mean_two_days(words: str, days: tuple[date, ...]) -> None:
    assert read(words)[0].days == days


@pytest.mark.parametrize(
    ("words", "trouble"),
    [
        ("24h00", Reason.bad_time),
        ("8h60", Reason.bad_time),
        ("25:00", Reason.bad_time),
        ("1960", Reason.bad_time),
        ("13am", Reason.bad_time),
        ("0pm", Reason.bad_time),
        ("08:00 tonight", Reason.bad_time),
        ("6 for 6.30", Reason.two_times),
        ("8 9", Reason.two_times),
        ("8-9", None),
        ("31 Sep", Reason.bad_day),
        ("31/9", Reason.bad_day),
        ("2025-13-01", Reason.bad_day),
        ("5/13/2025", Reason.bad_day),
        ("30 feb", Reason.bad_day),
        ("29 feb", Reason.bad_day),  # not within a year of October 2025
        ("29/2/2026", Reason.bad_day),
        ("mon tue", Reason.two_days),
        ("mon & wed 8", Reason.two_days),
        ("mon 3 oct", Reason.two_days),
        ("today tomorrow", Reason.two_days),
        ("tomorrow morning", Reason.no_time),
    ],
)
def test_what_cannot_be_is_unclear_and_never_shifted(words: str, trouble: Reason | None) -> None:
    assert read(words)[0].trouble == trouble


@pytest.mark.parametrize(
    "words",
    [
        "8-9",
        "0821234567",
        "42",
        "0",
        "24",
        "800",
        "2025",
        "20251005",
        "8:00:00",
        "8.5",
        "3-10",
        "#8",
        "8ish",
        "tmrw8am",
        "may",
        "sunny",
        "2 sessions",
        "1 session",
        "3rd session",
        "half",
        "quarter to",
        "next",
        "jan tebogo",
        "٣",
        "²",
    ],
)
def test_digits_and_other_words_are_left_over(words: str) -> None:
    assert read(words) == (When(), words)


def test_a_bare_number_says_that_it_is_one() -> None:
    assert [read(words)[0].bare for words in ("8", "at 8", "8h", "half 8", "8 8am")] == [True] + [False] * 4


def test_a_leap_day_within_a_year_is_read() -> None:
    assert read("29 feb", datetime(2027, 10, 2, 10, tzinfo=ZONE))[0].days == (date(2028, 2, 29),)


def test_the_31st_of_a_shorter_month_is_unclear() -> None:
    november = datetime(2025, 11, 2, 10, tzinfo=ZONE)
    assert read("the 31st", november)[0].trouble is Reason.bad_day


def test_new_year_looks_back_two_weeks_and_no_further() -> None:
    january = datetime(2026, 1, 3, 10, tzinfo=ZONE)
    assert read("28 dec", january)[0].days == (date(2025, 12, 28),)
    assert read("5 jan", january)[0].days == (date(2026, 1, 5),)
    assert read("15 dec", january)[0].days == (date(2026, 12, 15),)


def test_a_token_keeps_what_was_written_and_reads_any_apostrophe() -> None:
    first, second, _, third = tokenise("*Can’t* “Peter’s” ok")
    assert (first.raw, first.text) == ("Can’t", "can't")
    assert (second.raw, third.raw) == ("Peter", "ok")


def test_what_is_left_over_keeps_its_order_and_case() -> None:
    when, rest = read("Anne-Marie du Plessis on 3 Oct at half 8 please")
    assert (when.days, when.time, rest) == ((FRIDAY,), time(8, 30), "Anne-Marie du Plessis on at please")
