"""Moments in the database: to the microsecond, in order, and never without a zone."""

from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilateshq.models import Contact
from tests.conftest import JOHANNESBURG, MONDAY


@pytest.mark.parametrize(
    "moment",
    [
        MONDAY,
        MONDAY + timedelta(microseconds=1),
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        None,
    ],
)
def test_a_moment_comes_back_as_it_was_kept(database: None, moment: datetime | None) -> None:
    assert kept(moment) == moment


def test_a_moment_comes_back_in_utc(database: None) -> None:
    moment = kept(datetime(2026, 11, 23, 8, tzinfo=JOHANNESBURG))

    assert moment is not None
    assert (moment.hour, moment.tzinfo) == (6, UTC)


@given(since=st.timedeltas(timedelta(days=-365_000), timedelta(days=365_000)), zone=st.timezones())
def test_any_moment_comes_back(since: timedelta, zone: tzinfo) -> None:
    moment, field = (MONDAY + since).astimezone(zone), cast(Any, Contact.heard_at)
    assert field.python_value(field.db_value(moment)) == moment


def test_a_moment_without_a_zone_is_refused(database: None) -> None:
    with pytest.raises(ValueError, match="heard_at: 2026-11-23 06:00:00 names no time zone"):
        kept(MONDAY.replace(tzinfo=None))


def test_moments_are_compared_and_sorted_whatever_their_zones(database: None) -> None:
    late, early = datetime(2026, 11, 23, 7, tzinfo=UTC), datetime(2026, 11, 23, 8, tzinfo=JOHANNESBURG)
    between = datetime(2026, 11, 23, 1, 30, tzinfo=ZoneInfo("America/Lima"))
    for moment in (late, between, early):
        Contact.create(user_id=f"ZA.{moment}", heard_at=moment)

    assert [each.heard_at for each in Contact.select().order_by(Contact.heard_at)] == [early, between, late]
    assert Contact.get(Contact.heard_at > between).heard_at == late


def kept(moment: datetime | None) -> datetime | None:
    row = Contact.create(user_id="ZA.1", heard_at=moment)
    found: datetime | None = Contact.get_by_id(row.id).heard_at
    return found
