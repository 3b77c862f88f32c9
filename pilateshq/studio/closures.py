"""Days on which the studio is closed or open against its rule, as set in chat; the newest word counts."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from pilateshq.models import Closure
from pilateshq.studio import history


def put(first: date, last: date, *, is_open: bool, reason: str = "", actor: str, now: datetime) -> Closure:
    """Close the days from the first to the last, or open them, whatever was said of them before."""
    closure: Closure = Closure.create(first=first, last=last, is_open=is_open, reason=reason, set_at=now)
    what = "studio opened" if is_open else "studio closed"
    history.record(what, actor=actor, now=now, detail=f"{first} to {last}")
    return closure


def of_day(day: date) -> Closure | None:
    """Give the newest word on a day, if one was said."""
    on_day = Closure.select().where(Closure.first <= day, Closure.last >= day)
    newest: Closure | None = on_day.order_by(Closure.id.desc()).first()
    return newest


def days(first: date, last: date) -> Iterator[date]:
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)
