"""What is due by the clock: once for each subject and date, inside its time, in the studio's zone."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from pilateshq import outbox, reminders
from pilateshq.models import Booking, CancelledBy, Client, Outbound
from pilateshq.settings import Settings
from pilateshq.studio import booking
from tests.conftest import at, new_client, with_studio
from tests.world import NADINE

FIRST = at("2025-09-30 10:00")  # the program's first sweep, a Tuesday
BOOKED = at("2025-09-30 11:00")
OWNER = {"morning", "evening", "came", "invoices"}


@pytest.fixture
def here(database: None, settings: Settings) -> Settings:
    """A studio that has been running for a while."""
    running = replace(settings, owner_wa=NADINE, admins=(NADINE,))
    sweep(running, FIRST)
    return running


def sweep(settings: Settings, now: datetime) -> None:
    reminders.queue_due(settings=settings, now=now)


def book(client: Client, start: str, settings: Settings, *, now: datetime = BOOKED) -> Booking:
    done = booking.book([client], "single", at(start), anyway=True, settings=settings, actor="test", now=now)
    return done.bookings[0]


def rows(*topics: str) -> list[tuple[str, str]]:
    """List what was ever queued of these topics, with its state."""
    found = Outbound.select().where(Outbound.topic.in_(topics)).order_by(Outbound.id)
    return [(str(row.topic), str(row.state)) for row in found]


def reminded(settings: Settings, **changed: Any) -> Settings:
    return with_studio(settings, reminders=replace(settings.studio.reminders, **changed))


# a client's session


def test_a_client_is_reminded_the_evening_before_and_an_hour_before(here: Settings) -> None:
    book(new_client(), "2025-10-07 08:00", here)

    for moment in ("2025-10-06 19:59", "2025-10-06 20:00", "2025-10-06 20:01"):
        sweep(here, at(moment))
    assert rows("tomorrow", "next_hour") == [("tomorrow", "queued")]

    for moment in ("2025-10-07 06:59", "2025-10-07 07:00", "2025-10-07 07:29", "2025-10-07 09:00"):
        sweep(here, at(moment))
    assert rows("next_hour") == [("next_hour", "queued")]


@pytest.mark.parametrize(
    ("down_until", "expected"),
    [
        ("2025-10-06 21:59", [("tomorrow", "queued")]),
        ("2025-10-06 22:00", [("tomorrow", "expired")]),
        ("2025-10-07 07:29", [("tomorrow", "expired"), ("next_hour", "queued")]),
        ("2025-10-07 07:30", [("tomorrow", "expired"), ("next_hour", "expired")]),
    ],
)
def test_after_downtime_what_is_inside_its_time_is_sent_and_the_rest_is_missed(
    here: Settings, down_until: str, expected: list[tuple[str, str]]
) -> None:
    book(new_client(), "2025-10-07 08:00", here)

    sweep(here, at(down_until))
    assert sorted(rows("tomorrow", "next_hour")) == sorted(expected)


def test_a_new_database_owes_nothing_from_before_its_first_start(database: None, settings: Settings) -> None:
    running = replace(settings, owner_wa=NADINE)
    book(new_client(), "2025-10-07 08:00", running)
    sweep(running, at("2025-10-06 20:30"))
    sweep(running, at("2025-10-06 20:31"))
    assert rows("tomorrow", *OWNER) == []

    sweep(running, at("2025-10-07 07:00"))
    assert rows("tomorrow", "morning", "next_hour") == [("morning", "queued"), ("next_hour", "queued")]


@pytest.mark.parametrize(("made", "is_reminded"), [("05:00", True), ("05:01", False), ("06:59", False)])
def test_who_was_told_of_the_booking_just_before_is_not_reminded(
    here: Settings, made: str, is_reminded: bool
) -> None:
    book(new_client(), "2025-10-07 08:00", here, now=at(f"2025-10-07 {made}"))

    for moment in ("2025-10-07 07:00", "2025-10-07 07:20"):
        sweep(here, at(moment))
    assert bool(rows("next_hour")) is is_reminded


def test_a_cancelled_session_is_not_reminded_of(here: Settings) -> None:
    client = new_client()
    made = book(client, "2025-10-07 08:00", here)
    sweep(here, at("2025-10-06 20:00"))
    cancel = {"by": CancelledBy.studio, "sure": True, "settings": here, "actor": "test"}
    booking.cancel(booking.find(made.id), now=at("2025-10-06 20:00"), **cancel)  # type: ignore[arg-type]

    claims_nothing(here, at("2025-10-06 20:00"), of=client)
    assert rows("tomorrow") == [("tomorrow", "cancelled")]
    sweep(here, at("2025-10-07 07:00"))
    assert rows("next_hour") == []


def test_a_reminder_that_was_not_sent_before_the_start_is_dropped(here: Settings) -> None:
    client = new_client()
    book(client, "2025-10-07 08:00", here)
    sweep(here, at("2025-10-07 07:00"))

    claims_nothing(here, at("2025-10-07 07:30"), of=client)
    assert ("next_hour", "expired") in rows("next_hour")


def claims_nothing(settings: Settings, now: datetime, *, of: Client) -> None:
    while sending := outbox.claim(settings=settings, now=now):
        assert sending.phone != of.contact.phone


# what the studio may set


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, {"tomorrow", "next_hour"}),
        ({"tomorrow": False}, {"next_hour"}),
        ({"next_hour": False}, {"tomorrow"}),
        ({"without": ("single",)}, set()),
        ({"without": ("group",)}, {"tomorrow", "next_hour"}),
        ({"quiet_from": time(19), "quiet_until": time(22)}, {"next_hour"}),
        ({"quiet_from": time(19), "quiet_until": time(7, 15)}, {"next_hour"}),
        ({"quiet_from": time(19), "quiet_until": time(7, 30)}, set()),
    ],
)
def test_the_studio_says_which_reminders_go(
    here: Settings, changed: dict[str, Any], expected: set[str]
) -> None:
    mine = reminded(here, **changed)
    book(new_client(), "2025-10-07 08:00", mine)

    for minute in range(0, 13 * 60, 15):
        sweep(mine, at("2025-10-06 19:00") + timedelta(minutes=minute))
    assert {topic for topic, state in rows("tomorrow", "next_hour") if state == "queued"} == expected
    assert not [state for _, state in rows("tomorrow", "next_hour") if state == "expired"]


def test_what_falls_into_quiet_hours_waits_for_their_end(here: Settings) -> None:
    book(new_client(), "2025-10-07 06:00", reminded(here, quiet_until=time(5, 10)))
    mine = reminded(here, quiet_until=time(5, 10))

    sweep(mine, at("2025-10-07 05:09"))
    assert rows("next_hour") == []
    sweep(mine, at("2025-10-07 05:10"))
    assert rows("next_hour") == [("next_hour", "queued")]


def test_what_is_late_ends_where_the_quiet_hours_begin(here: Settings) -> None:
    mine = reminded(here, quiet_from=time(21))
    book(new_client(), "2025-10-07 08:00", mine)

    sweep(mine, at("2025-10-06 21:00"))
    assert rows("tomorrow") == [("tomorrow", "expired")]


# the owner's day


def test_the_owner_hears_twice_a_day_and_after_the_last_session(here: Settings) -> None:
    book(new_client(), "2025-10-07 08:00", here)
    book(new_client("Mary Jones"), "2025-10-07 17:00", here)

    for minute in (0, 6 * 60, 7 * 60, 9 * 60, 17 * 60 + 54, 17 * 60 + 55, 18 * 60, 20 * 60, 22 * 60):
        sweep(here, at("2025-10-07 00:00") + timedelta(minutes=minute))
    assert rows(*OWNER) == [
        *[("morning", "expired"), ("evening", "expired")],  # of the day before, as nothing ran
        *[("morning", "queued"), ("came", "queued"), ("evening", "queued")],
    ]
    came = Outbound.get(Outbound.topic == "came")
    assert came.created_at == at("2025-10-07 17:55")
    assert came.expires_at == at("2025-10-07 22:00")


def test_nobody_is_asked_who_came_on_a_day_without_sessions(here: Settings) -> None:
    sweep(here, at("2025-10-05 21:00"))
    assert rows("came") == []


@pytest.mark.parametrize(("moment", "count"), [("2025-10-25 08:59", 0), ("2025-10-25 09:00", 1)])
def test_on_the_25th_it_is_time_for_invoices(here: Settings, moment: str, count: int) -> None:
    sweep(here, at(moment))
    assert len([state for _, state in rows("invoices") if state == "queued"]) == count


def test_the_week_ahead_goes_out_on_sunday_only_where_it_is_switched_on(here: Settings) -> None:
    john, mary = new_client(), new_client("Mary Jones")
    for client, start in ((john, "2025-10-07 08:00"), (john, "2025-10-08 08:00"), (mary, "2025-10-14 08:00")):
        book(client, start, here)
    sweep(here, at("2025-10-05 18:00"))
    assert rows("week") == []

    weekly = reminded(here, weekly=True)
    for moment in ("2025-10-05 18:00", "2025-10-05 18:01", "2025-10-06 18:01", "2025-10-12 17:59"):
        sweep(weekly, at(moment))
    told = [row.contact for row in Outbound.select().where(Outbound.topic == "week")]
    assert sorted(each.phone or "" for each in told) == sorted([f"+{NADINE}", john.contact.phone or ""])


def test_a_studio_without_an_owner_still_reminds_its_clients(database: None, settings: Settings) -> None:
    sweep(settings, FIRST)
    book(new_client(), "2025-10-07 08:00", settings)
    sweep(settings, at("2025-10-06 20:00"))

    assert rows("tomorrow", *OWNER) == [("tomorrow", "queued")]


# other zones


@pytest.mark.parametrize(
    ("zone", "day", "evening"),
    [
        ("Europe/Berlin", "2026-03-29", "18:00"),  # the day on which an hour is left out
        ("Europe/Berlin", "2026-10-25", "19:00"),  # and the one that has an hour twice
        ("America/New_York", "2026-03-08", "00:00"),
        ("Asia/Kathmandu", "2026-03-08", "14:15"),
        ("Pacific/Auckland", "2026-04-05", "08:00"),
    ],
)
def test_eight_in_the_evening_is_the_studios_wherever_the_program_runs(
    here: Settings, zone: str, day: str, evening: str
) -> None:
    abroad = replace(here, zone=ZoneInfo(zone))
    due = datetime.fromisoformat(f"{day} 20:00").replace(tzinfo=abroad.zone)
    for minute in range(-180, 180, 15):
        sweep(abroad, due.astimezone(at(f"{day} 00:00").tzinfo) + timedelta(minutes=minute))

    queued = [row for row in Outbound.select().where(Outbound.topic == "evening") if row.state == "queued"]
    assert [(str(row.day), f"{row.created_at:%H:%M}") for row in queued] == [(day, evening)]


def test_a_reminder_that_falls_on_an_hour_that_is_twice_goes_once(here: Settings) -> None:
    berlin = reminded(
        replace(here, zone=ZoneInfo("Europe/Berlin")), evening=time(2, 30), evening_until=time(4)
    )
    for minute in range(0, 300, 5):  # 00:00 UTC is 02:00, and 01:00 UTC is 02:00 once more
        sweep(berlin, at("2026-10-25 00:00") + timedelta(minutes=minute))

    queued = [row for row in Outbound.select().where(Outbound.topic == "evening") if row.state == "queued"]
    assert [f"{row.created_at:%H:%M}" for row in queued] == ["00:30"]


def test_a_clock_that_jumps_back_repeats_nothing(here: Settings) -> None:
    book(new_client(), "2025-10-07 08:00", here)
    for moment in ("2025-10-06 20:05", "2025-10-06 19:30", "2025-10-06 20:00", "2025-10-06 20:30"):
        sweep(here, at(moment))

    assert rows("tomorrow") == [("tomorrow", "queued")]
