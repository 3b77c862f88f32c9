"""Bookings: who gets a seat, and who gives one back, when and at what price."""

from collections.abc import Callable
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

import pytest

from pilateshq import errors
from pilateshq.models import Booking, BookingStatus, CancelledBy, Client, Session
from pilateshq.settings import Settings
from pilateshq.studio import booking
from tests.conftest import MONDAY, at, new_client, with_studio

TUESDAY = MONDAY + timedelta(days=1)  # so that cancelling a single is free until MONDAY
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)

Book = Callable[..., list[Booking]]
End = Callable[..., Booking]


@pytest.fixture
def book(settings: Settings) -> Book:
    """Book clients into a single on Tuesday at 08:00, if nothing else is said."""

    def book(*clients: Client, kind: str = "single", start: datetime = TUESDAY, **more: Any) -> list[Booking]:
        usual = {"anyway": False, "settings": settings, "actor": "test", "now": MONDAY}
        return list(booking.book(clients, kind, start, **{**usual, **more}).bookings)

    return book


@pytest.fixture
def john(database: None) -> Client:
    return new_client("John Smith")


# booking


def test_a_booking_is_a_seat_in_a_session(thandi: Client, book: Book) -> None:
    (made,) = book(thandi)

    kept = booking.find(made.id)
    assert (kept.client, kept.status, kept.version) == (thandi, BookingStatus.booked, 1)
    assert (kept.booked_at, kept.changed_at, kept.cancelled_by, kept.late) == (MONDAY, MONDAY, None, False)
    assert (kept.session.starts_at, kept.session.minutes, kept.session.kind) == (TUESDAY, 55, "single")


@pytest.mark.parametrize(
    ("kind", "start", "refusal"),
    [
        ("reformer", "2026-11-24 08:00", errors.UnknownKind),
        ("single", "2026-11-23 08:00", errors.PastTime),  # just now
        ("single", "2026-11-20 08:00", errors.PastTime),
        ("single", "2026-11-24 05:59", errors.OutsideHours),
        ("single", "2026-11-29 08:00", errors.StudioClosed),
        ("single", "2026-12-16 08:00", errors.StudioClosed),
        ("group", "2026-11-24 12:00", errors.AlreadyBooked),
        ("single", "2026-11-24 12:30", errors.AlreadyBooked),
        ("single", "2026-11-24 11:06", errors.AlreadyBooked),
        ("single", "2026-11-24 14:00", errors.SessionFull),
        ("duo", "2026-11-24 14:00", errors.OtherSession),
        ("single", "2026-11-24 14:30", errors.OtherSession),
    ],
)
def test_a_booking_that_cannot_be_is_refused_and_leaves_nothing(
    thandi: Client, john: Client, book: Book, *, kind: str, start: str, refusal: type[errors.StudioError]
) -> None:
    book(thandi, start=at("2026-11-24 12:00"), kind="group")
    book(john, start=at("2026-11-24 14:00"))

    with pytest.raises(refusal):
        book(thandi, kind=kind, start=at(start))
    assert (Booking.select().count(), Session.select().count()) == (2, 2)


@pytest.mark.parametrize("start", ["2026-11-29 08:00", "2026-12-16 08:00", "2026-11-24 05:00"])
def test_the_owner_may_overrule_closed_days_and_odd_hours(thandi: Client, book: Book, start: str) -> None:
    assert len(book(thandi, start=at(start), anyway=True)) == 1


def test_nobody_overrules_seats_or_the_past(thandi: Client, john: Client, book: Book) -> None:
    book(thandi)
    for client, kind, start, refusal in [
        (john, "single", TUESDAY, errors.SessionFull),
        (john, "duo", TUESDAY, errors.OtherSession),
        (thandi, "single", TUESDAY, errors.AlreadyBooked),
        (john, "single", MONDAY, errors.PastTime),
    ]:
        with pytest.raises(refusal):
            book(client, kind=kind, start=start, anyway=True)


def test_two_people_get_both_seats(thandi: Client, john: Client, book: Book) -> None:
    first, second = book(thandi, john, kind="duo")

    assert first.session == second.session
    assert [each.client.name for each in booking.listed()] == ["Thandi Mokoena", "John Smith"]


def test_two_people_get_both_seats_or_none(thandi: Client, john: Client, book: Book) -> None:
    mary = new_client("Mary Jones")
    book(mary, kind="duo")
    with pytest.raises(errors.SessionFull):
        book(thandi, john, kind="duo")

    book(john, kind="group", start=at("2026-11-24 10:00"))
    with pytest.raises(errors.AlreadyBooked) as refusal:
        book(thandi, john, kind="group", start=at("2026-11-24 10:00"))
    assert (refusal.value.name, refusal.value.starts_at) == ("John Smith", at("2026-11-24 10:00"))

    with pytest.raises(errors.TooManySeats):
        book(thandi, john, start=at("2026-11-24 12:00"))
    assert booking.upcoming(thandi, now=MONDAY) == []


def test_one_person_does_not_take_two_seats(thandi: Client, book: Book) -> None:
    with pytest.raises(errors.AlreadyBooked):
        book(thandi, thandi, kind="duo")
    assert (Booking.select().count(), Session.select().count()) == (0, 0)


# giving a seat back


@pytest.fixture
def cancel(settings: Settings) -> End:
    """Cancel by the client, on Monday and without insisting, if nothing else is said."""

    def cancel(made: Booking, **more: Any) -> Booking:
        usual = {"by": CancelledBy.client, "sure": False, "settings": settings, "actor": "test"}
        return booking.cancel(booking.find(made.id), **{**usual, "now": MONDAY, **more}).booking

    return cancel


@pytest.fixture
def reject(settings: Settings) -> End:
    def reject(made: Booking, **more: Any) -> Booking:
        usual = {"sure": False, "settings": settings, "actor": "test", "now": MONDAY}
        return booking.reject(booking.find(made.id), **{**usual, **more}).booking

    return reject


def outcome(ended: Booking) -> tuple[str, str | None, bool]:
    kept = booking.find(ended.id)
    return kept.status, kept.cancelled_by, kept.late


def test_a_client_cancels_free_of_charge_in_time(thandi: Client, book: Book, cancel: End) -> None:
    (made,) = book(thandi, now=MONDAY - 3 * HOUR)

    assert outcome(cancel(made)) == ("cancelled", "client", False)  # at the very last moment


def test_a_late_cancel_is_asked_about_first(thandi: Client, book: Book, cancel: End) -> None:
    (made,) = book(thandi, now=MONDAY - 3 * HOUR)

    with pytest.raises(errors.LateCancel) as question:
        cancel(made, now=MONDAY + SECOND)
    assert (question.value.starts_at, question.value.deadline) == (TUESDAY, MONDAY)
    assert outcome(made) == ("booked", None, False)

    assert outcome(cancel(made, now=MONDAY + SECOND, sure=True)) == ("cancelled", "client", True)


def test_the_studio_cancels_free_of_charge_until_the_start(thandi: Client, book: Book, cancel: End) -> None:
    (made,) = book(thandi)

    ended = cancel(made, by=CancelledBy.studio, now=TUESDAY - SECOND)
    assert outcome(ended) == ("cancelled", "studio", False)


@pytest.mark.parametrize(("kind", "hours"), [("single", 24), ("duo", 24), ("trio", 24), ("group", 12)])
def test_each_kind_has_its_notice(
    thandi: Client, book: Book, settings: Settings, *, kind: str, hours: int
) -> None:
    (made,) = book(thandi, kind=kind, now=MONDAY - 3 * HOUR)

    assert booking.deadline(made, settings) == TUESDAY - hours * HOUR
    assert not booking.is_late(made, settings, now=TUESDAY - hours * HOUR)
    assert booking.is_late(made, settings, now=TUESDAY - hours * HOUR + SECOND)


def test_a_kind_that_is_no_more_has_the_usual_notice(thandi: Client, book: Book, settings: Settings) -> None:
    (made,) = book(thandi, kind="group")

    gone = with_studio(settings, kinds=MappingProxyType({}))
    assert booking.deadline(made, gone) == TUESDAY - 24 * HOUR


def test_just_after_it_was_made_a_booking_may_be_given_back(
    thandi: Client, book: Book, cancel: End, reject: End
) -> None:
    (made,) = book(thandi, now=TUESDAY - 5 * HOUR)
    with pytest.raises(errors.LateCancel):
        cancel(made, now=TUESDAY - 3 * HOUR + SECOND)
    assert outcome(cancel(made, now=TUESDAY - 3 * HOUR)) == ("cancelled", "client", False)

    (made,) = book(thandi, now=TUESDAY - HOUR)
    assert outcome(reject(made, now=TUESDAY - SECOND)) == ("rejected", None, False)


def test_a_client_rejects_free_of_charge_in_time(thandi: Client, book: Book, reject: End) -> None:
    (made,) = book(thandi)

    assert outcome(reject(made)) == ("rejected", None, False)


def test_a_late_rejection_is_a_late_cancel(thandi: Client, book: Book, reject: End) -> None:
    (made,) = book(thandi)

    with pytest.raises(errors.LateCancel):
        reject(made, now=TUESDAY - HOUR)
    assert outcome(reject(made, now=TUESDAY - HOUR, sure=True)) == ("cancelled", "client", True)


@pytest.mark.parametrize("status", ["attended", "no_show", "sick", "cancelled", "rejected"])
def test_what_has_ended_does_not_end_again(
    thandi: Client, book: Book, cancel: End, reject: End, status: str
) -> None:
    (made,) = book(thandi)
    Booking.update(status=status).execute()

    for end in (cancel, reject):
        with pytest.raises(errors.AlreadyEnded) as refusal:
            end(made, sure=True)
        assert (refusal.value.status, refusal.value.starts_at) == (status, TUESDAY)


@pytest.mark.parametrize("now", [TUESDAY, TUESDAY + 30 * HOUR])
def test_what_has_begun_stays_as_it_is(
    thandi: Client, book: Book, cancel: End, reject: End, now: datetime
) -> None:
    (made,) = book(thandi)

    for end in (cancel, reject):
        with pytest.raises(errors.AlreadyStarted):
            end(made, sure=True, now=now)
    assert outcome(made) == ("booked", None, False)


def test_each_change_has_its_version_and_its_moment(thandi: Client, book: Book, cancel: End) -> None:
    (made,) = book(thandi, now=MONDAY - HOUR)
    cancel(made)

    kept = booking.find(made.id)
    assert (kept.version, kept.booked_at, kept.changed_at) == (2, MONDAY - HOUR, MONDAY)


def test_a_seat_given_back_is_free_for_anybody(thandi: Client, john: Client, book: Book, reject: End) -> None:
    reject(book(thandi)[0])
    (johns,) = book(john)
    with pytest.raises(errors.SessionFull):
        book(thandi)

    reject(johns)
    assert len(book(thandi, kind="duo")) == 1


# finding bookings


def test_a_booking_is_found_by_its_number(thandi: Client, book: Book) -> None:
    (made,) = book(thandi)

    assert booking.find(made.id).client.contact.phone == "+27821110001"
    for number in (made.id + 1, 0, -1):
        with pytest.raises(errors.NoSuchBooking):
            booking.find(number)


def test_bookings_are_listed_by_start(thandi: Client, john: Client, book: Book, cancel: End) -> None:
    (late,), (soon,) = book(thandi, start=at("2026-12-01 08:00")), book(thandi)
    (gone,) = book(thandi, start=at("2026-11-24 12:00"))
    (johns,) = book(john, start=at("2026-11-24 10:00"))
    cancel(gone)

    assert booking.upcoming(thandi, now=MONDAY) == [soon, late]
    assert booking.upcoming(thandi, now=TUESDAY) == [late]
    assert booking.listed() == [soon, johns, gone, late]
    assert booking.listed(client=thandi) == [soon, gone, late]
    assert booking.listed(since=MONDAY) == [soon, johns, late]
    assert booking.listed(client=thandi, since=TUESDAY) == [late]


def test_the_usual_kind_is_that_of_the_last_booking(thandi: Client, john: Client, book: Book) -> None:
    book(thandi, kind="duo", start=at("2026-12-01 08:00"))
    book(thandi, kind="group")

    assert booking.usual_kind(thandi) == "group"
    assert booking.usual_kind(john) is None
