"""Bookings by many at once and in any order: no rule is ever broken."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from pilateshq import db
from pilateshq.clock import utcnow
from pilateshq.errors import AlreadyBooked, AlreadyEnded, SessionFull, StudioError
from pilateshq.models import SEATED, Booking, CancelledBy, Client, Contact
from pilateshq.settings import Settings
from pilateshq.studio import booking, timetable
from tests.conftest import MONDAY, at, new_client, taken_back, with_studio

pytestmark = pytest.mark.long

T = TypeVar("T")

ROOT = Path(__file__).parent.parent
TUESDAY = at("2026-11-24 06:00")
LETTERS = "abcdefghijklmnopqrstuvwxy"


# at once


def test_of_twenty_who_want_the_last_seat_one_gets_it(opened: None, settings: Settings) -> None:
    with db.transaction():
        early, late = new_clients(5), new_clients(20)
        book(early, "group", TUESDAY, settings)

    def gets_it(client: Client) -> bool:
        with suppress(SessionFull), db.transaction(alone=True):
            book([client], "group", TUESDAY, settings)
            return True
        return False

    assert at_once(gets_it, late).count(True) == 1
    assert count_of_bookings() == 6


def test_of_twenty_who_want_twenty_kinds_of_the_same_hour_one_kind_wins(
    opened: None, settings: Settings
) -> None:
    with db.transaction():
        clients = new_clients(20)
    kinds = {
        client.id: ("single", "duo", "trio", "group")[number % 4] for number, client in enumerate(clients)
    }

    def try_it(client: Client) -> None:
        with suppress(StudioError), db.transaction(alone=True):
            book([client], kinds[client.id], TUESDAY, settings)

    at_once(try_it, clients)
    with db.transaction():
        assert len(timetable.sessions_between(TUESDAY, TUESDAY + timedelta(minutes=1))) == 1


def test_a_client_who_asks_many_times_at_once_has_one_seat(opened: None, settings: Settings) -> None:
    with db.transaction():
        (client,) = new_clients(1)

    def try_it(_: int) -> None:
        with suppress(AlreadyBooked), db.transaction(alone=True):
            book([client], "group", TUESDAY, settings)

    at_once(try_it, range(10))
    assert count_of_bookings() == 1


def test_a_booking_that_many_cancel_at_once_ends_once(opened: None, settings: Settings) -> None:
    with db.transaction():
        number = book(new_clients(1), "single", TUESDAY, settings)[0].id

    def ends_it(_: int) -> bool:
        with suppress(AlreadyEnded), db.transaction(alone=True):
            give_back(booking.find(number), settings, now=MONDAY)
            return True
        return False

    assert at_once(ends_it, range(10)).count(True) == 1
    with db.transaction():
        assert booking.find(number).version == 2


def test_of_two_terminals_that_want_the_last_seat_one_gets_it(
    opened: None, kept_url: str, tmp_path: Path
) -> None:
    with db.transaction():
        clients = new_clients(2)
    day = (utcnow() + timedelta(days=40)).date()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DATA_DIR": str(tmp_path), "DATABASE_URL": kept_url}
    command = [sys.executable, "-m", "pilateshq", "book"]
    running = [
        subprocess.Popen(
            [*command, client.name, str(day), "08h00", "single", "anyway"],
            cwd=tmp_path,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        for client in clients
    ]
    told = [each.communicate(timeout=60)[1] for each in running]

    assert sorted(each.returncode for each in running) == [0, 1], told
    assert count_of_bookings() == 1


def at_once(work: Callable[[T], bool | None], on: Sequence[T]) -> list[bool | None]:
    """Do the work on each, every one in a thread and on a connection of its own that is open by then."""
    together = Barrier(len(on))

    def begin(each: T) -> bool | None:
        with db.database.connection_context():
            together.wait()
            return work(each)

    with ThreadPoolExecutor(len(on)) as pool:
        return list(pool.map(begin, on))


def count_of_bookings() -> int:
    with db.transaction():
        return Booking.select().where(Booking.status.in_(SEATED)).count()


# in any order


@dataclass(frozen=True)
class Ask:
    """Some clients ask for seats, at so many half hours after the first start of Tuesday."""

    clients: tuple[int, ...]
    kind: str
    half_hours: int


@dataclass(frozen=True)
class GiveBack:
    booking: int
    how: str


@dataclass(frozen=True)
class Wait:
    hours: int


KIND = st.sampled_from(["single", "duo", "group"])
ASK = st.builds(Ask, st.lists(st.integers(0, 3), min_size=1, max_size=3).map(tuple), KIND, st.integers(0, 6))
GIVE_BACK = st.builds(GiveBack, st.integers(0, 20), st.sampled_from(["client", "studio", "reject"]))
STEPS = st.lists(ASK | ASK | GIVE_BACK | st.builds(Wait, st.integers(1, 9)), min_size=5, max_size=20)


@effort(max_examples=25, deadline=None)
@given(steps=STEPS, at_once=st.integers(1, 2), kind=KIND, seats=st.integers(1, 2))
def test_whatever_happens_the_rules_hold_and_what_is_offered_can_be_had(
    kept_url: str,
    settings: Settings,
    *,
    steps: list[Ask | GiveBack | Wait],
    at_once: int,
    kind: str,
    seats: int,
) -> None:
    settings, now = with_studio(settings, at_once=at_once), MONDAY
    with taken_back(kept_url):
        clients = new_clients(4)
        for step in steps:
            now += timedelta(hours=step.hours if isinstance(step, Wait) else 0)
            with suppress(StudioError):
                take(step, clients, settings, now)
            check_rules(settings)
        check_offers(kind, seats, settings, now)


def take(step: Ask | GiveBack | Wait, clients: list[Client], settings: Settings, now: datetime) -> None:
    match step:
        case Ask(who, kind, half_hours):
            start = TUESDAY + timedelta(minutes=30) * half_hours
            book([clients[each] for each in who], kind, start, settings, now=now)
        case GiveBack(number, how):
            made = list(Booking.select().order_by(Booking.id))[number:][:1]
            for each in made:
                give_back(each, settings, how=how, now=now)


def check_rules(settings: Settings) -> None:
    """Count seats, sessions at once, and whether somebody is in two places, at each start."""
    held = [each for each in booking.listed() if each.status in SEATED]
    for each in held:
        moment = each.session.starts_at
        here = [other for other in held if starts(other) <= moment < ends(other)]
        seats = Counter(other.session for other in here)
        assert len(seats) <= settings.studio.at_once
        assert all(taken <= settings.studio.kinds[session.kind].capacity for session, taken in seats.items())
        assert len({other.client for other in here}) == len(here)


def check_offers(kind_name: str, seats: int, settings: Settings, now: datetime) -> None:
    """Hold the free hours of the day against what the acts say of each of them."""
    kind, day = settings.studio.kinds[kind_name], date(2026, 11, 24)
    offered = timetable.free_on(kind, day, settings=settings, now=now, seats=seats)
    newcomers = new_clients(seats)
    for hour in range(13):
        start, had = TUESDAY + timedelta(hours=hour), False
        with suppress(StudioError), db.database.atomic() as savepoint:
            had = bool(book(newcomers, kind_name, start, settings, now=now))
            savepoint.rollback()
        assert had == (start in offered)


def starts(each: Booking) -> datetime:
    return each.session.starts_at


def ends(each: Booking) -> datetime:
    return each.session.starts_at + timedelta(minutes=each.session.minutes)


def new_clients(count: int) -> list[Client]:
    letters = LETTERS[Contact.select().count() :]
    return [new_client(f"Client {letter}") for letter in letters[:count]]


def book(
    clients: Sequence[Client], kind: str, start: datetime, settings: Settings, *, now: datetime = MONDAY
) -> Sequence[Booking]:
    made = booking.book(clients, kind, start, anyway=False, settings=settings, actor="test", now=now)
    return made.bookings


def give_back(made: Booking, settings: Settings, *, how: str = "studio", now: datetime) -> None:
    if how == "reject":
        booking.reject(made, sure=False, settings=settings, actor="test", now=now)
    else:
        booking.cancel(made, by=CancelledBy(how), sure=True, settings=settings, actor="test", now=now)
