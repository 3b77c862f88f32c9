"""What goes out by itself, worded at the moment at which it is sent."""

from datetime import date, datetime, time, timedelta

from pilateshq.conversation import needs
from pilateshq.conversation.commands import AllCame
from pilateshq.conversation.turn import fingerprint
from pilateshq.conversation.wording import Wording
from pilateshq.messages import Message, Template
from pilateshq.models import Contact, Outbound, Topic
from pilateshq.settings import Settings
from pilateshq.studio import booking, day, money, people

Said = tuple[Message | None, Template | None]  # for an open window, and for a shut one
Both = tuple[Message, Template]

NOTHING: Said = (None, None)
A_DAY = timedelta(days=1)
DAYS_A_WEEK = 7


def words(row: Outbound, *, settings: Settings, now: datetime) -> Said:
    """Word a message of a topic as things are now; both forms are None if there is nothing left to say."""
    if row.topic in (Topic.tomorrow, Topic.next_hour):
        return _reminder(row, settings, now)
    return _of_the_day(row, row.day, settings, now) if row.day else NOTHING


def _of_the_day(row: Outbound, today: date, settings: Settings, now: datetime) -> Said:
    match row.topic:
        case Topic.morning:
            return morning(today, settings=settings, now=now)
        case Topic.evening:
            return evening(today, settings=settings, now=now)
        case Topic.came:
            return _who_came(today, settings, now)
        case Topic.week:
            return _week(row.contact, today, settings)
        case Topic.invoices:
            return _invoices(settings, now)
        case _:
            return NOTHING


def morning(today: date, *, settings: Settings, now: datetime) -> Both:
    """Tell the owner who comes today, and what has been left since the evening."""
    since = day.moment(today - A_DAY, settings.studio.reminders.evening, settings.zone)
    open_ends = needs.read(since=since, settings=settings, now=now)
    return Wording(settings).morning(today, day.hours(today, settings=settings), open_ends)


def evening(today: date, *, settings: Settings, now: datetime) -> Both:
    """Tell the owner who comes tomorrow, and what today still needs."""
    tomorrow = today + A_DAY
    since = day.moment(today, settings.studio.reminders.morning, settings.zone)
    open_ends = needs.read(since=since, settings=settings, now=now)
    return Wording(settings).evening(tomorrow, day.hours(tomorrow, settings=settings), open_ends)


def briefing(*, settings: Settings, now: datetime) -> Message:
    """Give the owner the briefing that fits the hour, in full: of today until the evening's."""
    local, rules = now.astimezone(settings.zone), settings.studio.reminders
    brief = evening if local.time() >= rules.evening else morning
    message, _ = brief(local.date(), settings=settings, now=now)
    return message


def _reminder(row: Outbound, settings: Settings, now: datetime) -> Said:
    """Remind a client of a session, as long as it is still ahead and theirs."""
    about = booking.find(row.booking.id) if row.booking else None
    if about is None or about not in booking.upcoming(about.client, now=now):
        return NOTHING
    say = Wording(settings)
    return say.tomorrow(about) if row.topic == Topic.tomorrow else say.next_hour(about)


def _who_came(today: date, settings: Settings, now: datetime) -> Said:
    unmarked = day.unmarked_on(today, settings=settings, now=now)
    if not unmarked:
        return NOTHING
    yes = AllCame(today, fingerprint(unmarked))
    return Wording(settings).did_all_come(today, unmarked, str(yes)), None


def _week(to: Contact, sunday: date, settings: Settings) -> Said:
    days = list(day.days_from(sunday + A_DAY, DAYS_A_WEEK))
    say = Wording(settings)
    if client := people.client_of(to):
        first, end = (day.moment(each, time(), settings.zone) for each in (days[0], days[-1] + A_DAY))
        theirs = [each for each in booking.between(first, end) if each.client == client]
        return say.clients_week(client, theirs) if theirs else NOTHING
    return say.owners_week({each: day.hours(each, settings=settings) for each in days})


def _invoices(settings: Settings, now: datetime) -> Said:
    """Tell the owner how much of the month there is to invoice."""
    review = money.invoices_to_review(settings=settings, now=now)
    waits = review.invoices or review.undecided or review.unmarked
    return Wording(settings).time_to_invoice(review) if waits else NOTHING
