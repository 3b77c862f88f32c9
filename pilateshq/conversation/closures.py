"""Days closed and opened, and news for everybody, as the owner says it; what goes is shown first."""

from dataclasses import replace

from pilateshq.conversation import closing
from pilateshq.conversation.commands import Close, News, Open
from pilateshq.conversation.turn import WORTH_KNOWING, Answer, Notice, Turn, asked, digest, fingerprint
from pilateshq.models import Booking, Broadcast, Client, Purpose
from pilateshq.studio import booking, closures, reach, waitlist

LONGEST_NEWS = 900  # characters that fit the template too


def close(turn: Turn, command: Close) -> Answer:
    """Close days; what is booked then is cancelled, and each client told why."""
    coming = _coming(turn, command)
    if command.seen != fingerprint(coming):
        yes = replace(command, seen=fingerprint(coming))
        return asked(turn.say.confirm_close(command, coming, str(yes)))
    closures.put(
        command.first,
        command.last,
        is_open=False,
        reason=command.reason,
        actor=turn.actor,
        now=turn.now,
    )
    cancelled = closing.cancel_all(turn, coming)
    told = (
        *closing.told_of(turn, cancelled, command.reason),
        *closing.lists_dropped(turn, _waiting(turn, command)),
    )
    return Answer(turn.say.closed(command, cancelled), told)


def _waiting(turn: Turn, command: Close) -> list[Booking]:
    days = closures.days(command.first, command.last)
    return [each for day in days for each in waitlist.on_day(day, settings=turn.settings)]


def _coming(turn: Turn, command: Close) -> list[Booking]:
    days = closures.days(command.first, command.last)
    booked = [each for day in days for each in booking.on_day(day, settings=turn.settings)]
    return [each for each in booked if each.session.starts_at > turn.now and each.status == "booked"]


def open_(turn: Turn, command: Open) -> Answer:
    """Open days that a closure or a holiday closes."""
    hours = turn.settings.studio.hours
    if not any(day.weekday() in hours for day in closures.days(command.first, command.last)):
        return asked(turn.say.no_hours(command))
    closures.put(command.first, command.last, is_open=True, actor=turn.actor, now=turn.now)
    return Answer(turn.say.opened(command))


def news(turn: Turn, command: News) -> Answer:
    """Show what goes out to whom; confirmed, queue it for each."""
    if len(command.words) > LONGEST_NEWS:
        return asked(turn.say.news_too_long(len(command.words), LONGEST_NEWS))
    draft = _draft(turn, command)
    if draft is None:
        return asked(turn.say.no_such_news())
    if draft.sent_at:
        return asked(turn.say.news_sent_already())
    readers = reach.who_want_news()
    seen = digest(str(each.id) for each in readers)
    if not readers:
        return asked(turn.say.no_readers())
    if command.seen != seen:
        yes = News(draft=draft.id, seen=seen)
        return asked(turn.say.confirm_news(draft.words, len(readers), str(yes)))
    draft.sent_at = turn.now
    draft.save()
    return Answer(
        turn.say.news_queued(len(readers)), tuple(_to_reader(turn, draft, each) for each in readers)
    )


def _draft(turn: Turn, command: News) -> Broadcast | None:
    if command.draft is None:
        draft: Broadcast = Broadcast.create(words=command.words, drafted_at=turn.now)
        return draft
    found: Broadcast | None = Broadcast.get_or_none(Broadcast.id == command.draft)
    return found


def _to_reader(turn: Turn, draft: Broadcast, client: Client) -> Notice:
    message, template = turn.say.news(client, draft.words)
    return Notice(
        to=client.contact,
        key=f"bc:{draft.id}:{client.id}",
        message=message,
        template=template,
        purpose=Purpose.news,
        expires_at=turn.now + WORTH_KNOWING,
    )
