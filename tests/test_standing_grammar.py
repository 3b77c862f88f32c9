"""Weekly bookings: begun, skipped once, ended."""

from dataclasses import replace
from datetime import date, time

import pytest

from pilateshq.conversation.commands import BookEvery, Pause, SkipDate, StopStanding, Unknown, Which
from pilateshq.conversation.tokens import Reason
from tests.spoken import FRIDAY, MONDAY, TODAY, TUESDAY, admin, client, unclear

LATER_TUESDAY = date(2025, 10, 14)
MON, TUE, WED, THU, FRI, SAT = range(6)


def every(
    people: str, *weekdays: int, at: str = "08:00", kind: str | None = None, until: str | None = None
) -> BookEvery:
    last = date.fromisoformat(until) if until else None
    return BookEvery(tuple(people.split(" & ")), weekdays, time.fromisoformat(at), kind, last)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Book Peter every Tuesday 08h00 single", every("Peter", TUE, kind="single")),
        ("book mary j & peter every tues 8h00 duo", every("mary j & peter", TUE, kind="duo")),
        ("book peter tuesdays 8", every("peter", TUE)),
        ("Book Peter Tuesdays and Thursdays at 9", every("Peter", TUE, THU, at="09:00")),
        ("book peter every Mon & Wed 17h30", every("peter", MON, WED, at="17:30")),
        ("book peter every wed and mon 17h30", every("peter", MON, WED, at="17:30")),
        (
            "book peter every mon, wed and fri 6am single",
            every("peter", MON, WED, FRI, at="06:00", kind="single"),
        ),
        ("book peter every mon/wed 17h30", every("peter", MON, WED, at="17:30")),
        ("book peter every mon and every thu at 5", every("peter", MON, THU, at="17:00")),
        ("book peter each friday at half 8", every("peter", FRI, at="08:30")),
        ("book peter every friday morning at 8", every("peter", FRI)),
        ("Please book John in for every Tuesday at 8", every("John", TUE)),
        ("book John’s slot every tue 8", every("John", TUE)),
        ("put Peter in every Tuesday at 8", every("Peter", TUE)),
        ("pop anne-marie du plessis in on saturdays 8h00", every("anne-marie du plessis", SAT)),
        ("every Tuesday 8am book Peter please", every("Peter", TUE)),
        ("book peter tues 8 weekly", every("peter", TUE)),
        ("book peter every week on tuesday 8", every("peter", TUE)),
        ("book Jan every tue 8", every("Jan", TUE)),
        ("book Mary with Peter every tue 8 duo", every("Mary & Peter", TUE, kind="duo")),
        (
            "Book Lerato Mon & Wed 17h30 group till end Nov",
            every("Lerato", MON, WED, at="17:30", kind="group", until="2025-11-30"),
        ),
        ("book peter tues 8 till end of November", every("peter", TUE, until="2025-11-30")),
        ("book peter every tue 8 until the end of feb", every("peter", TUE, until="2026-02-28")),
        ("book peter every tue 8 till end of the month", every("peter", TUE, until="2025-10-31")),
        ("book peter every tue 8 till month end", every("peter", TUE, until="2025-10-31")),
        ("book peter every tue 8 till end of the year", every("peter", TUE, until="2025-12-31")),
        ("book peter every tue 8 until 30 Nov", every("peter", TUE, until="2025-11-30")),
        ("book peter every tue until 30 Nov 8h00", every("peter", TUE, until="2025-11-30")),
        ("book peter until 30 nov every tue at 8", every("peter", TUE, until="2025-11-30")),
        ("book peter every tue 8 till the 28th of november", every("peter", TUE, until="2025-11-28")),
        ("book peter every tue 8 till Sun 30 Nov", every("peter", TUE, until="2025-11-30")),
        ("book peter every tue 8 til 30/11", every("peter", TUE, until="2025-11-30")),
        ("book peter every tue 8 till 2025-11-30", every("peter", TUE, until="2025-11-30")),
        ("book peter every tue 8 for 6 weeks", every("peter", TUE, until="2025-11-11")),
        ("book peter every tue 8 for six weeks", every("peter", TUE, until="2025-11-11")),
        ("book peter tue 8 for the next 6 weeks", every("peter", TUE, until="2025-11-11")),
        ("book peter every mon & wed 8 for 2 weeks", every("peter", MON, WED, until="2025-10-15")),
        ("book peter every tue & fri 8 for 1 week", every("peter", TUE, FRI, until="2025-10-07")),
        ("book peter every thu 17h00 for 2 weeks", every("peter", THU, at="17:00", until="2025-10-09")),
        ("book peter every thu 8 for 2 weeks", every("peter", THU, until="2025-10-16")),
        (
            "book #12 every mon & wed 17:30 group till 2025-11-30",
            every("#12", MON, WED, at="17:30", kind="group", until="2025-11-30"),
        ),
    ],
)
def test_a_weekly_booking_is_understood(words: str, expected: BookEvery) -> None:
    assert admin(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        *(
            (f"book peter {said} 8", replace(every("peter", MON), fortnightly=True))
            for said in (
                *("every second monday", "every 2nd mon", "every other monday", "every alternate mon"),
                *("every 2 weeks on monday", "every second week on mon", "mon fortnightly"),
            )
        ),
        ("book peter every weekday at 8", every("peter", MON, TUE, WED, THU, FRI)),
        ("book peter every tue 8 from 14 oct", replace(every("peter", TUE), first=LATER_TUESDAY)),
        ("book peter every tue 8 starting on 14/10", replace(every("peter", TUE), first=LATER_TUESDAY)),
        ("book peter every tue 8 starting next week", replace(every("peter", TUE), first=MONDAY)),
        ("book peter every tue 8 for 6 months", every("peter", TUE, until="2026-03-31")),
        ("book peter every tue 8 for a year", every("peter", TUE, until="2026-10-06")),
        ("book peter every tue 8 until further notice", every("peter", TUE)),
        (
            "book peter every tue 8 from 14 oct for 3 weeks",
            replace(every("peter", TUE, until="2025-10-28"), first=LATER_TUESDAY),
        ),
    ],
)
def test_every_second_week_and_a_first_day_are_understood(words: str, expected: BookEvery) -> None:
    assert admin(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("pause Peter till 1 Nov", Pause("Peter", TODAY, date(2025, 11, 1))),
        ("Pause Peter until end Nov please", Pause("Peter", TODAY, date(2025, 12, 1))),
        ("pause peter for 3 weeks", Pause("peter", TODAY, date(2025, 10, 23))),
        ("pause peter from 14 oct till 1 nov", Pause("peter", LATER_TUESDAY, date(2025, 11, 1))),
        ("suspend peter 14 oct to 1 nov", Pause("peter", LATER_TUESDAY, date(2025, 11, 1))),
        ("skip peter next week", Pause("peter", MONDAY, date(2025, 10, 13))),
        ("skip peter this week", Pause("peter", TODAY, MONDAY)),
        (
            "skip lerato next 2 weeks shes in Durban",
            Pause("lerato", TODAY, date(2025, 10, 16), note="shes in Durban"),
        ),
        ("skip peter tues, he's away till thu", SkipDate("peter", TUESDAY, note="he's away till thu")),
    ],
)
def test_a_pause_is_understood(words: str, expected: Pause | SkipDate) -> None:
    assert admin(words) == expected


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("pause Peter", Reason.no_end),
        ("pause", Reason.no_name),
        ("pause peter and mary till 1 nov", Reason.one_person),
        ("pause peter's tuesdays till 1 nov", Reason.not_understood),
        ("pause peter till 1 oct", Reason.bad_day),
        ("pause peter till 31 nov", Reason.bad_day),
        ("pause peter till she is back", Reason.not_understood),
        ("pause peter till 1 nov?", Reason.question),
    ],
)
def test_a_pause_that_is_unclear_is_asked(words: str, why: Reason) -> None:
    assert unclear(words).why == why


def test_a_weekly_booking_may_be_made_anyway() -> None:
    assert admin("book #12 every sun 08:00 single anyway") == BookEvery(
        ("#12",), (6,), time(8), "single", anyway=True
    )


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("book peter every day 8", Reason.not_yet),
        ("book peter daily 8", Reason.not_yet),
        ("book peter every month 8", Reason.not_yet),
        ("book peter every third monday 8", Reason.not_yet),
        ("book peter every 3 weeks on monday 8", Reason.not_yet),
        ("book peter every tue 8 for 2 years", Reason.not_yet),
        ("book peter every tue 8 from 1 oct", Reason.bad_day),  # it is over
        ("book peter every tue 8 from next fri", Reason.two_days),
        ("book peter every tue 8 from when she is back", Reason.not_understood),
        ("book peter every tue 8 from 21 oct till 14 oct", Reason.bad_day),
        ("book peter every tuesday", Reason.no_time),
        ("book peter every tuesday morning", Reason.no_time),
        ("book peter every 8", Reason.no_day),
        ("book peter 8 weekly", Reason.no_day),
        ("book peter 14 oct 8 till end nov", Reason.no_day),
        ("book peter every tue 14 oct 8", Reason.two_days),
        ("book peter every tue 8 till next fri", Reason.two_days),
        ("book peter every tue 8 till end nov until 30 dec", Reason.two_days),
        ("book peter every tue 8 and thu 9", Reason.two_times),
        ("book peter every tue 24h00", Reason.bad_time),
        ("Book Peter every Tuesday 8h60", Reason.bad_time),
        ("book peter every tue 8 till 31 sep", Reason.bad_day),
        ("book peter every tue 8 till 1 oct", Reason.bad_day),  # it is over
        ("book peter every tue 8 till fri", Reason.bad_day),  # before the first of them
        ("book peter every tue 8 till 9", Reason.not_understood),
        ("book peter every tue 8 till november", Reason.not_understood),
        ("book peter every tue 8 till she is better", Reason.not_understood),
        ("book peter every next tue 8", Reason.not_understood),
        ("book peter every tue mary 8", Reason.not_understood),
        ("book every tuesday 8", Reason.no_name),
        ("book peter every tue 8 single duo", Reason.two_kinds),
        ("book peter every tue 8?", Reason.question),
        ("book peter mon & wed 8", Reason.two_days),  # this week, or each week?
    ],
)
def test_a_weekly_booking_that_is_unclear_is_asked(words: str, why: Reason) -> None:
    command = unclear(words)
    assert (command.verb, command.why) == ("book", why)


def test_an_unclear_weekly_booking_is_shown_as_a_weekly_one() -> None:
    assert unclear("book Peter every mon & thu single").example == "book Peter every mon & thu 08:00 single"
    assert unclear("book Peter every tue 8 till november").rest == "till november"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("skip Peter 14 Oct", SkipDate("Peter", LATER_TUESDAY)),
        ("Skip Peter on 14/10", SkipDate("Peter", LATER_TUESDAY)),
        ("skip peter tomorrow please", SkipDate("peter", FRIDAY)),
        ("skip tomorrow for Peter", SkipDate("Peter", FRIDAY)),
        ("Skip Peter’s Tuesday", SkipDate("Peter", TUESDAY)),
        ("skip peter's session on monday", SkipDate("peter", MONDAY)),
        ("skip anne-marie du plessis this fri", SkipDate("anne-marie du plessis", FRIDAY)),
        ("skip June tomorrow", SkipDate("June", FRIDAY)),
        ("skip #12 2025-10-14", SkipDate("#12", LATER_TUESDAY)),
        ("skip peter next tues", Which((SkipDate("peter", TUESDAY), SkipDate("peter", LATER_TUESDAY)))),
    ],
)
def test_one_date_is_skipped(words: str, expected: SkipDate | Which) -> None:
    assert admin(words) == expected


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("skip", Reason.no_name),
        ("skip 14 oct", Reason.no_name),
        ("skip Peter", Reason.no_day),
        ("skip peter 14", Reason.no_day),  # the 14th, or at two?
        ("skip peter tue 8", Reason.not_understood),
        ("skip peter and mary fri", Reason.one_person),
        ("skip peter 31 sep", Reason.bad_day),
        ("skip peter mon & wed", Reason.two_days),
        ("skip peter every tuesday", Reason.not_yet),
        ("skip peter tue duo", Reason.not_understood),
        ("skip peter fri?", Reason.question),
    ],
)
def test_a_skip_that_is_unclear_is_asked(words: str, why: Reason) -> None:
    command = unclear(words)
    assert (command.verb, command.why) == ("skip", why)
    assert command.example.startswith("skip")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("stop Peter's Tuesdays", StopStanding("Peter", TUE)),
        ("Stop Peter’s Tuesdays", StopStanding("Peter", TUE)),
        ("stop peter tuesday", StopStanding("peter", TUE)),
        ("please stop Peter on tuesdays", StopStanding("Peter", TUE)),
        ("stop peter every tues", StopStanding("peter", TUE)),
        ("stop Peter's tuesday sessions", StopStanding("Peter", TUE)),
        ("stop tuesdays for Peter", StopStanding("Peter", TUE)),
        ("stop peter weekly", StopStanding("peter")),
        ("stop Peter", StopStanding("Peter")),
        ("stop #12 tue", StopStanding("#12", TUE)),
        ("stop #12 tue seen 3f2a", StopStanding("#12", TUE, "3f2a")),
        ("stop #12 seen 0800", StopStanding("#12", None, "0800")),
    ],
)
def test_a_standing_booking_is_ended(words: str, expected: StopStanding) -> None:
    assert admin(words) == expected


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("stop", Reason.no_name),
        ("STOP!", Reason.no_name),
        ("stop tuesdays", Reason.no_name),
        ("stop peter and mary", Reason.one_person),
        ("stop peter mon & wed", Reason.two_days),
        ("stop peter 14 oct", Reason.not_understood),  # that would be a skip
        ("stop peter tomorrow", Reason.not_understood),
        ("stop peter tue 8", Reason.not_understood),
        ("stop peter tue from 1 feb", Reason.not_yet),
        ("stop peter till 1 nov", Reason.not_yet),
        ("stop it", Reason.not_understood),
        ("stop everything", Reason.scope),
        ("stop peter tuesdays?", Reason.question),
    ],
)
def test_a_stop_that_is_unclear_is_asked(words: str, why: Reason) -> None:
    command = unclear(words)
    assert (command.verb, command.why) == ("stop", why)


def test_who_would_stop_on_one_date_is_shown_how_to_skip_it() -> None:
    assert unclear("stop Peter 14 Oct").example == "skip Peter 2025-10-14"


def test_who_would_stop_later_is_shown_how_to_stop_now() -> None:
    assert unclear("stop Peter Tuesday from 1 Feb").example == "stop Peter tue"


def test_who_would_cancel_every_week_is_shown_how_to_stop() -> None:
    command = unclear("cancel john every friday")
    assert (command.verb, command.why, command.example) == ("cancel", Reason.not_yet, "stop john fri")


@pytest.mark.parametrize("words", ["STOP", "stop", "skip tuesday", "stop my tuesdays"])
def test_no_client_ends_a_standing_booking(words: str) -> None:
    assert client(words) == Unknown(words)
