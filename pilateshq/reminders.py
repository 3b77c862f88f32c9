"""What is due by the clock: each sweep asks the database, and does nothing where nothing is due.

The unique key of an outbound row is the only memory: late, doubled and concurrent sweeps do nothing more.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from pilateshq import outbox
from pilateshq.conversation import enquiries
from pilateshq.conversation.turn import WORTH_KNOWING, Notice
from pilateshq.conversation.wording import Wording
from pilateshq.models import Booking, Contact, Memory, Outbound, Topic
from pilateshq.settings import Settings
from pilateshq.studio import booking, day, people, standing

FRESH = timedelta(hours=2)  # whoever was told of a booking so shortly before needs no reminder
A_DAY = timedelta(days=1)
SUNDAY = 6
BEGUN = "begun"  # names the moment of the first sweep: what was due before is owed to nobody


@dataclass(frozen=True)
class Due:
    """One thing to be said to one person, once."""

    key: str
    to: Contact
    topic: Topic
    on: date  # in the studio's zone
    at: datetime
    until: datetime  # later it is of no use any more
    about: Booking | None = None


def queue_due(*, settings: Settings, now: datetime) -> None:
    """Do all that is due by now; late, doubled and concurrent calls do nothing more."""
    _tell_of_leads(settings, now)
    _keep_slots_ahead(settings, now)
    _lapse_requests(now)
    _announce([*_to_owner(settings, now), *_to_clients(settings, now)], now)


def _tell_of_leads(settings: Settings, now: datetime) -> None:
    """Let the owner hear of those who were asked for their name and said nothing more."""
    for notice in enquiries.overdue_alerts(settings, now):
        outbox.queue(notice, now=now)


def _keep_slots_ahead(settings: Settings, now: datetime) -> None:
    """Book weekly slots up to the horizon, and let the owner know which days had to be left out."""
    for planned in standing.extend(settings=settings, now=now):
        if planned.left_out and settings.owner_wa:
            notice = Notice(
                to=people.contact_of(settings.owner_wa),
                key=f"left out:{planned.standing.id}:{planned.standing.planned_to}",
                message=Wording(settings).days_left_out(planned),
                expires_at=now + WORTH_KNOWING,
            )
            outbox.queue(notice, now=now)


def _lapse_requests(now: datetime) -> None:
    """Close the requests whose hour has come without an answer."""
    for each in booking.requested():
        if each.session.starts_at <= now:
            booking.decline(each, actor="system", now=now)


# what goes out by itself


def _announce(wanted: Iterable[Due], now: datetime) -> None:
    """Queue what is due, and note as missed what no longer makes sense."""
    begun = _begun(now)
    due = sorted((each for each in wanted if begun <= each.at <= now), key=lambda each: each.at)
    keys = [each.key for each in due]
    told = {row.key for row in Outbound.select(Outbound.key).where(Outbound.key.in_(keys))} if due else set()
    for each in due:
        if each.key not in told:
            outbox.announce(
                key=each.key,
                to=each.to,
                topic=each.topic,
                day=each.on,
                about=each.about,
                until=each.until,
                now=now,
            )


def _begun(now: datetime) -> datetime:
    begun = Memory.recall(BEGUN)
    if begun is None:
        Memory.keep(BEGUN, now.isoformat())
    return datetime.fromisoformat(begun) if begun else now


def _to_owner(settings: Settings, now: datetime) -> Iterator[Due]:
    if settings.owner_wa is None:
        return
    owner, today = people.contact_of(settings.owner_wa), now.astimezone(settings.zone).date()
    for on in (today - A_DAY, today):  # what is a day old was missed, and what is older is history
        for topic, at, until in _owners_day(on, settings):
            if at < until:
                yield Due(f"day:{topic}:{on}:{owner.id}", owner, topic, on, at, until)


def _owners_day(on: date, settings: Settings) -> Iterator[tuple[Topic, datetime, datetime]]:
    """Give what the owner hears on a day: when, and until when it is of use."""
    rules = settings.studio.reminders

    def then(at: time) -> datetime:
        return day.moment(on, at, settings.zone)

    yield Topic.morning, then(rules.morning), then(rules.morning_until)
    yield Topic.evening, then(rules.evening), then(rules.evening_until)
    if rules.attendance and (hours := day.hours(on, settings=settings)):
        yield Topic.came, max(each.ends_at for each in hours), then(rules.evening_until)
    if on.day == rules.invoices_day:
        yield Topic.invoices, then(rules.invoices_at), then(rules.invoices_until)
    if rules.weekly and on.weekday() == SUNDAY:
        yield Topic.week, then(rules.weekly_at), then(rules.weekly_until)


def _to_clients(settings: Settings, now: datetime) -> Iterator[Due]:
    for each in booking.between(now - A_DAY, now + 2 * A_DAY):
        yield from _of_booking(each, settings)
    yield from _weeks(settings, now)


def _of_booking(about: Booking, settings: Settings) -> Iterator[Due]:
    """Give the reminders of a booking, unless its kind has none or it was made just before they are due."""
    rules, starts_at = settings.studio.reminders, about.session.starts_at
    eve = day.local_day(about, settings) - A_DAY
    tomorrow = (
        day.moment(eve, rules.evening, settings.zone),
        day.moment(eve, rules.evening_until, settings.zone),
    )
    next_hour = (
        starts_at - timedelta(minutes=rules.minutes_before),
        starts_at - timedelta(minutes=rules.minutes_before_until),
    )
    wanted = {Topic.tomorrow: tomorrow, Topic.next_hour: next_hour}
    if about.session.kind in rules.without:
        return
    for topic in _switched_on(settings):
        at, until = _outside_quiet_hours(*wanted[topic], settings)
        if at < until and about.changed_at <= wanted[topic][0] - FRESH:
            key = f"rem:{about.id}:{topic}:{starts_at.timestamp():.0f}"
            yield Due(key, about.client.contact, topic, eve, at, until, about)


def _switched_on(settings: Settings) -> list[Topic]:
    rules = settings.studio.reminders
    switches = {Topic.tomorrow: rules.tomorrow, Topic.next_hour: rules.next_hour}
    return [topic for topic, is_on in switches.items() if is_on]


def _weeks(settings: Settings, now: datetime) -> Iterator[Due]:
    """Give each client the week ahead, where that is switched on."""
    rules, today = settings.studio.reminders, now.astimezone(settings.zone).date()
    sunday = today - timedelta(days=(today.weekday() + 1) % 7)
    if not rules.weekly or today - sunday > A_DAY:
        return
    at, until = _outside_quiet_hours(
        day.moment(sunday, rules.weekly_at, settings.zone),
        day.moment(sunday, rules.weekly_until, settings.zone),
        settings,
    )
    monday, end = (day.moment(sunday + timedelta(days=n), time(), settings.zone) for n in (1, 8))
    if at <= now and at < until:
        for contact in {each.client.contact: None for each in booking.between(monday, end)}:
            yield Due(f"day:week:{sunday}:{contact.id}", contact, Topic.week, sunday, at, until)


def _outside_quiet_hours(at: datetime, until: datetime, settings: Settings) -> tuple[datetime, datetime]:
    """Put off what falls into the quiet hours, and let it end where the next ones begin."""
    rules, zone = settings.studio.reminders, settings.zone
    if rules.quiet_from == rules.quiet_until:
        return at, until
    first = at.astimezone(zone).date() - A_DAY
    for on in day.days_from(first, 3):
        ends_on = on if rules.quiet_from < rules.quiet_until else on + A_DAY
        quiet, loud = day.moment(on, rules.quiet_from, zone), day.moment(ends_on, rules.quiet_until, zone)
        if quiet <= at < loud:
            at = loud
        elif at < quiet < until:
            until = quiet
    return at, until
