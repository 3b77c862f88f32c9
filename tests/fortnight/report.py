"""What was due by the rules and the event log, held against what the phones show."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from pilateshq import db
from pilateshq.models import Booking, Client, Event, Session
from pilateshq.sandbox.graph import Shown
from tests.fortnight.studio import Studio
from tests.world import JOHANNESBURG

ENDS = ("cancelled", "cancelled late", "rejected")
FRESH = timedelta(hours=2)
Message = tuple[str, str, str]  # to whom, what, and of which moment or day


@dataclass
class Report:
    """How often each message came, and how often it should have."""

    due: set[Message]
    came: Counter[Message]
    missed: int = 0  # of those whose time passed while nothing ran
    kinds: Counter[str] = field(default_factory=Counter)

    @property
    def never_came(self) -> list[Message]:
        return sorted(self.due - self.came.keys())

    @property
    def undue(self) -> list[Message]:
        return sorted(self.came.keys() - self.due)

    @property
    def doubled(self) -> list[Message]:
        return sorted(message for message, times in self.came.items() if times > 1)

    @property
    def is_clean(self) -> bool:
        return bool(self.due) and not (self.never_came or self.undue or self.doubled)

    def lines(self) -> Iterator[str]:
        yield from (f"{kind}: {count} came" for kind, count in sorted(self.kinds.items()))
        yield f"missed, as nothing ran in their time: {self.missed}"
        for name in ("never_came", "undue", "doubled"):
            found: list[Message] = getattr(self, name)
            yield f"{name.replace('_', ' ')}: {len(found)}"
            yield from (f"    {' · '.join(each)}" for each in found[:10])


def read(here: Studio, settled: Sequence[datetime], days: Iterable[date]) -> Report:
    """Judge a run; `settled` are the moments at which the server had done all that was due."""
    report, days = Report(set(), Counter(_seen(here))), list(days)
    for message, at, until, alive in (*_of_bookings(), *_of_the_owner(days)):
        if any(at <= moment < until and alive(moment) for moment in settled):
            report.due.add(message)
        elif until <= settled[-1] and alive(at):
            report.missed += 1
    report.kinds = Counter(what for (_, what, _), times in report.came.items() for _ in range(times))
    return report


# what was due


@dataclass(frozen=True)
class Life:
    """From when until when something held."""

    begins: datetime
    ends: datetime

    def __call__(self, moment: datetime) -> bool:
        return self.begins <= moment < self.ends


Due = tuple[Message, datetime, datetime, Life]
ALWAYS = Life(datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))


def _of_bookings() -> Iterator[Due]:
    with db.transaction():
        rows = list(Booking.select(Booking, Client, Session).join(Client).switch(Booking).join(Session))
        ended: Any = Event.select(Event.booking, Event.at).where(Event.what.in_(ENDS))
        ends: dict[int, datetime] = dict(ended.tuples())
    for row in rows:
        starts_at = row.session.starts_at
        life = Life(row.booked_at, min(ends.get(row.id, ALWAYS.ends), starts_at))
        eve = starts_at.astimezone(JOHANNESBURG).date() - timedelta(days=1)
        windows = {
            "tomorrow": (_local(eve, 20), _local(eve, 22)),
            "next hour": (starts_at - timedelta(minutes=60), starts_at - timedelta(minutes=30)),
        }
        for what, (at, until) in windows.items():
            if row.booked_at <= at - FRESH:
                yield (row.client.name, what, f"{starts_at:%F %H:%M}"), at, until, life


def _of_the_owner(days: Iterable[date]) -> Iterator[Due]:
    for day in days:
        yield ("Nadine", "morning", str(day)), _local(day, 6), _local(day, 9), ALWAYS
        yield ("Nadine", "evening", str(day)), _local(day, 20), _local(day, 22), ALWAYS


def _local(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), JOHANNESBURG).astimezone(UTC)


# what the phones show


def _seen(here: Studio) -> Iterator[Message]:
    for name in here.names:
        for shown in here.emulator.received(name):
            if reminder := _reminder(shown):
                yield name, *reminder
    for shown in here.emulator.received("nadine"):
        if briefing := _briefing(shown):
            yield "Nadine", briefing, str(shown.at.astimezone(JOHANNESBURG).date())


def _reminder(shown: Shown) -> tuple[str, str] | None:
    """Tell which reminder a client got, and of which start."""
    is_tomorrow = "see you tomorrow" in shown.text or shown.template == "client_session_tomorrow_us"
    is_next_hour = "starts at" in shown.text or shown.template == "client_session_next_hour_us"
    if shown.outgoing or not (is_tomorrow or is_next_hour):
        return None
    hour = re.findall(r"\d\d:\d\d", shown.text)[-1]
    day = shown.at.astimezone(JOHANNESBURG).date() + timedelta(days=is_tomorrow)
    starts_at = datetime.combine(day, time.fromisoformat(hour), JOHANNESBURG).astimezone(UTC)
    return "tomorrow" if is_tomorrow else "next hour", f"{starts_at:%F %H:%M}"


def _briefing(shown: Shown) -> str | None:
    for what, template in (("morning", "admin_morning_us"), ("evening", "admin_20h00_us")):
        words = {"morning": "Today, ", "evening": "Tomorrow, "}[what]
        if shown.template == template or shown.text.startswith(words):
            return what
    return None
