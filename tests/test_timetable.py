"""The timetable: when the studio is open, which sessions fit, and the nearest free times."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from pilateshq import errors
from pilateshq.models import Booking, BookingStatus, Session
from pilateshq.settings import Closure, Kind, Settings
from pilateshq.studio import timetable
from tests.conftest import MONDAY, at, new_client, with_studio

DECEMBER = Closure(first=date(2026, 12, 15), last=date(2027, 1, 5), reason="Summer holidays")


# open and closed


@pytest.mark.parametrize(
    "start",
    [
        *("2026-11-23 06:00", "2026-11-27 18:00", "2026-11-24 08:30", "2026-11-24 17:59", "2026-11-28 10:00"),
        "2026-12-28 08:00",  # the Monday after a holiday on a Saturday
    ],
)
def test_the_first_and_the_last_start_are_within_the_hours(
    database: None, settings: Settings, start: str
) -> None:
    timetable.check_open(at(start), settings)


@pytest.mark.parametrize(
    "start",
    [
        *("2026-11-23 05:59", "2026-11-23 18:01", "2026-11-23 18:00:01", "2026-11-23 00:00"),
        *("2026-11-28 07:59", "2026-11-28 10:01", "2026-11-28 17:00"),
    ],
)
def test_other_starts_are_outside_the_hours(database: None, settings: Settings, start: str) -> None:
    with pytest.raises(errors.OutsideHours) as refusal:
        timetable.check_open(at(start), settings)
    assert refusal.value.starts_at == at(start)


@pytest.mark.parametrize(
    ("start", "reason"),
    [
        ("2026-11-29 08:00", ""),  # a Sunday
        ("2026-12-16 08:00", "Day of Reconciliation"),
        ("2026-12-26 08:00", "Day of Goodwill"),  # a Saturday
        ("2027-03-21 08:00", "Human Rights Day"),  # a Sunday, so the Monday is a holiday too
        ("2027-03-22 08:00", "Human Rights Day (observed)"),
        ("2027-03-26 08:00", "Good Friday"),
        ("2027-03-29 08:00", "Family Day"),
        ("2027-12-27 08:00", "Day of Goodwill (observed)"),
    ],
)
def test_the_studio_rests_on_sundays_and_public_holidays(
    database: None, settings: Settings, start: str, reason: str
) -> None:
    with pytest.raises(errors.StudioClosed) as refusal:
        timetable.check_open(at(start), settings)
    assert refusal.value.reason == reason


def test_public_holidays_may_be_worked(database: None, settings: Settings) -> None:
    at_work = with_studio(settings, closed_on_public_holidays=False)
    timetable.check_open(at("2026-12-16 08:00"), at_work)

    with pytest.raises(errors.StudioClosed):
        timetable.check_open(at("2026-11-29 08:00"), at_work)


def test_a_closure_lasts_from_its_first_day_to_its_last(database: None, settings: Settings) -> None:
    closing = with_studio(
        settings, closures=(DECEMBER, Closure(first=date(2027, 2, 1), last=date(2027, 2, 1)))
    )
    for start, reason in {
        "2026-12-15 06:00": "Summer holidays",
        "2026-12-16 08:00": "Summer holidays",  # a holiday besides
        "2027-01-05 18:00": "Summer holidays",
        "2027-02-01 08:00": "",
    }.items():
        with pytest.raises(errors.StudioClosed) as refusal:
            timetable.check_open(at(start), closing)
        assert refusal.value.reason == reason

    for start in ("2026-12-14 18:00", "2027-01-06 06:00", "2027-02-02 06:00"):
        timetable.check_open(at(start), closing)


def test_the_day_and_the_hour_are_the_studios_own(database: None, settings: Settings) -> None:
    auckland = replace(settings, zone=ZoneInfo("Pacific/Auckland"))
    timetable.check_open(at("2026-11-22 19:00"), auckland)  # Monday 06:00 there
    with pytest.raises(errors.StudioClosed):
        timetable.check_open(at("2026-11-28 20:00"), auckland)  # Sunday there

    london = replace(settings, zone=ZoneInfo("Europe/London"))
    timetable.check_open(at("2026-10-23 07:00"), london)  # 06:00 in summer
    timetable.check_open(at("2026-10-26 08:00"), london)  # 06:00 in winter
    with pytest.raises(errors.OutsideHours):
        timetable.check_open(at("2026-10-26 07:00"), london)


# seats


def take(kind: str, start: str, settings: Settings, *, seats: int = 1) -> Session:
    """Book that many people into one session."""
    session = seat(kind, start, settings, seats=seats)
    for _ in range(seats):
        Booking.create(client=new_client(), session=session, booked_at=MONDAY, changed_at=MONDAY)
    return session


def seat(kind: str, start: str, settings: Settings, *, seats: int = 1) -> Session:
    return timetable.seat(kind_of(kind, settings), at(start), seats=seats, settings=settings)


def kind_of(name: str, settings: Settings) -> Kind:
    return settings.studio.kinds[name]


def test_a_session_is_joined_while_it_has_seats(database: None, settings: Settings) -> None:
    first = take("trio", "2026-11-24 08:00", settings, seats=2)
    with pytest.raises(errors.SessionFull):
        seat("trio", "2026-11-24 08:00", settings, seats=2)

    assert take("trio", "2026-11-24 08:00", settings) == first
    with pytest.raises(errors.SessionFull) as refusal:
        seat("trio", "2026-11-24 08:00", settings)
    assert (refusal.value.starts_at, refusal.value.kind) == (at("2026-11-24 08:00"), "trio")


def test_no_session_seats_more_than_its_kind(database: None, settings: Settings) -> None:
    with pytest.raises(errors.TooManySeats) as refusal:
        seat("duo", "2026-11-24 08:00", settings, seats=3)
    assert refusal.value.capacity == 2


@pytest.mark.parametrize(("kind", "start"), [("duo", "08:00"), ("group", "08:54"), ("single", "07:06")])
def test_one_session_runs_at_a_time(database: None, settings: Settings, kind: str, start: str) -> None:
    take("group", "2026-11-24 08:00", settings)

    with pytest.raises(errors.OtherSession) as refusal:
        seat(kind, f"2026-11-24 {start}", settings)
    assert (refusal.value.kind, refusal.value.other_starts_at) == ("group", at("2026-11-24 08:00"))


@pytest.mark.parametrize("start", ["07:05", "08:55"])
def test_one_session_may_follow_another_at_once(database: None, settings: Settings, start: str) -> None:
    take("single", "2026-11-24 08:00", settings)

    assert seat("single", f"2026-11-24 {start}", settings).starts_at == at(f"2026-11-24 {start}")


def test_a_session_that_everybody_left_is_in_nobodys_way(database: None, settings: Settings) -> None:
    session = take("group", "2026-11-24 08:00", settings)
    Booking.update(status=BookingStatus.cancelled).where(Booking.session == session).execute()

    assert seat("single", "2026-11-24 08:30", settings).kind == "single"


def test_a_session_keeps_the_length_it_was_booked_with(database: None, settings: Settings) -> None:
    take("single", "2026-11-24 08:00", with_studio(settings, session_minutes=90))

    with pytest.raises(errors.OtherSession):
        seat("single", "2026-11-24 09:00", settings)


def test_two_sessions_may_run_at_once_where_the_studio_has_room(database: None, settings: Settings) -> None:
    roomy = with_studio(settings, at_once=2)
    take("single", "2026-11-24 08:00", roomy)
    second = take("single", "2026-11-24 08:00", roomy)
    assert second.kind == "single"

    with pytest.raises(errors.SessionFull):
        seat("single", "2026-11-24 08:00", roomy)
    with pytest.raises(errors.OtherSession):
        seat("duo", "2026-11-24 08:30", roomy)


def test_what_counts_is_how_many_run_together_at_any_moment(database: None, settings: Settings) -> None:
    roomy = with_studio(settings, at_once=2)
    take("single", "2026-11-24 07:30", roomy)
    take("single", "2026-11-24 08:30", roomy)
    take("duo", "2026-11-24 08:00", roomy)  # beside the one, then beside the other

    with pytest.raises(errors.OtherSession):
        seat("group", "2026-11-24 08:00", roomy)
    assert seat("duo", "2026-11-24 08:00", roomy).kind == "duo"


def test_what_runs_at_some_time_of_a_span_is_listed(database: None, settings: Settings) -> None:
    take("group", "2026-11-24 08:00", settings, seats=3)
    take("single", "2026-11-24 10:00", settings)

    def listed(first: str, end: str) -> list[tuple[str, int]]:
        found = timetable.sessions_between(at(f"2026-11-24 {first}"), at(f"2026-11-24 {end}"))
        return [(each.session.kind, each.seats_taken) for each in found]

    assert listed("00:00", "23:00") == [("group", 3), ("single", 1)]
    assert listed("08:54", "10:00") == [("group", 3)]
    assert listed("08:55", "10:01") == [("single", 1)]
    assert listed("07:00", "08:00") == []


# free times


def free(kind: str, near: str, settings: Settings, **more: Any) -> list[str]:
    """List the nearest free starts as the clock in the studio shows them."""
    found = timetable.next_free(
        kind_of(kind, settings), at(near), settings=settings, **{"now": MONDAY, **more}
    )
    return [f"{start.astimezone(settings.zone):%a %H:%M}" for start in found]


def test_the_nearest_free_times_are_offered_and_the_later_of_two_as_near(
    database: None, settings: Settings
) -> None:
    take("single", "2026-11-24 08:00", settings)

    assert free("single", "2026-11-24 08:00", settings) == ["Tue 07:00", "Tue 09:00", "Tue 10:00"]
    assert free("single", "2026-11-24 08:00", settings, count=1) == ["Tue 09:00"]


def test_no_past_time_is_offered(database: None, settings: Settings) -> None:
    take("single", "2026-11-24 08:00", settings)
    now = at("2026-11-24 07:00")

    assert free("single", "2026-11-24 08:00", settings, now=now) == ["Tue 09:00", "Tue 10:00", "Tue 11:00"]
    assert free("single", "2026-11-20 08:00", settings, now=now) == ["Tue 09:00", "Tue 10:00", "Tue 11:00"]


def test_no_closed_day_is_offered(database: None, settings: Settings) -> None:
    assert free("single", "2026-11-29 08:00", settings) == ["Sat 10:00", "Mon 06:00", "Mon 07:00"]
    assert free("single", "2026-12-16 12:00", settings, count=2) == ["Tue 18:00", "Thu 06:00"]
    closing = with_studio(settings, closures=(DECEMBER,))
    assert free("single", "2026-12-20 12:00", closing, count=1) == ["Mon 18:00"]


def test_only_times_with_seats_enough_are_offered(database: None, settings: Settings) -> None:
    take("duo", "2026-11-24 08:00", settings)

    assert free("duo", "2026-11-24 08:00", settings, count=1) == ["Tue 08:00"]
    assert free("duo", "2026-11-24 08:00", settings, count=1, seats=2) == ["Tue 09:00"]
    assert free("duo", "2026-11-24 08:00", settings, seats=3) == []
    assert free("trio", "2026-11-24 08:00", settings, count=1) == ["Tue 09:00"]


def test_a_session_at_an_odd_minute_takes_the_hours_that_it_touches(
    database: None, settings: Settings
) -> None:
    take("single", "2026-11-24 08:30", settings)
    assert free("single", "2026-11-24 08:00", settings, count=2) == ["Tue 07:00", "Tue 10:00"]

    take("single", "2026-11-25 08:55", settings)
    assert free("single", "2026-11-25 08:00", settings, count=2) == ["Wed 07:00", "Wed 08:00"]


def test_where_two_sessions_may_run_an_hour_is_free_twice(database: None, settings: Settings) -> None:
    roomy = with_studio(settings, at_once=2)
    take("single", "2026-11-24 08:00", roomy)
    assert free("single", "2026-11-24 08:00", roomy, count=1) == ["Tue 08:00"]

    take("group", "2026-11-24 08:00", roomy)
    assert free("single", "2026-11-24 08:00", roomy, count=1) == ["Tue 09:00"]
    assert free("group", "2026-11-24 08:00", roomy, count=1) == ["Tue 08:00"]


def test_two_weeks_that_are_full_offer_nothing(database: None, settings: Settings) -> None:
    mondays = with_studio(settings, hours={0: (time(8), time(8))})
    for week in range(5):
        take("single", str(date(2026, 11, 30) + timedelta(weeks=week)) + " 08:00", mondays)

    assert free("single", "2026-12-14 20:00", mondays) == []
    assert free("single", "2026-12-22 08:00", mondays) == ["Mon 08:00"]


def test_the_free_hours_of_a_day_are_full_hours_with_seats(database: None, settings: Settings) -> None:
    take("single", "2026-11-28 09:00", settings)

    assert free_on("single", "2026-11-28", settings) == ["08:00", "10:00"]
    assert free_on("single", "2026-11-28", settings, now=at("2026-11-28 08:00")) == ["10:00"]
    assert free_on("duo", "2026-11-28", settings, seats=2) == ["08:00", "10:00"]
    assert free_on("duo", "2026-11-28", settings, seats=3) == []
    assert free_on("single", "2026-11-29", settings) == []
    assert free_on("single", "2026-12-16", settings) == []

    early = with_studio(settings, hours={5: (time(6, 30), time(9, 30))})
    assert free_on("single", "2026-11-28", early) == ["07:00", "08:00"]


def free_on(kind: str, day: str, settings: Settings, **more: Any) -> list[str]:
    found = timetable.free_on(
        kind_of(kind, settings), date.fromisoformat(day), settings=settings, **{"now": MONDAY, **more}
    )
    return [f"{start.astimezone(settings.zone):%H:%M}" for start in found]
