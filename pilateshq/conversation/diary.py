"""What the owner looks up: who is in, what is free, and a client's card."""

from datetime import date

from pilateshq.conversation import names, whom
from pilateshq.conversation.commands import Diary, Find, Free, Late
from pilateshq.conversation.turn import Answer, Turn, asked
from pilateshq.models import Client
from pilateshq.settings import Kind
from pilateshq.studio import attendance, diary, history
from pilateshq.studio.diary import Opening, Sitting


def who_is_in(turn: Turn, command: Diary) -> Answer:
    """Tell who is in, by day and hour, and how many seats are free."""
    days = diary.days(command.day, command.last)
    sittings = {day: _sittings(turn, command, diary.on(day, turn.settings)) for day in days}
    return Answer(turn.say.diary(sittings))


def what_is_free(turn: Turn, command: Free) -> Answer:
    days = diary.days(command.day, command.last)
    return Answer(turn.say.free_seats({day: _openings(turn, command, day) for day in days}))


def find(turn: Turn, command: Find) -> Answer:
    """Show a client's card; where several or only similar names fit, offer them."""
    clients = whom.roster()
    begun = names.beginning(command.words, list(clients))
    found = begun or names.find(command.words, list(clients))
    client = whom.chosen(turn, command.words, found, clients, Find)
    return client if isinstance(client, Answer) else _card(turn, client)


def named(turn: Turn) -> Answer | None:
    """Take words that are no command for a name, where it is somebody's or nearly so."""
    clients = whom.roster()
    found = names.alone(turn.words, list(clients))
    if found is None:
        return None
    client = whom.chosen(turn, turn.words.strip(), found, clients, Find)
    return client if isinstance(client, Answer) else _card(turn, client)


def runs_late(turn: Turn, command: Late) -> Answer:
    """Note that somebody runs late today; their booking stays as it is."""
    found = whom.person(turn, command.person, lambda who: Late(who, command.minutes))
    if isinstance(found, Answer):
        return found
    today = turn.now.astimezone(turn.settings.zone).date()
    near = attendance.near(found, settings=turn.settings, now=turn.now)
    todays = [each for each in near if each.session.starts_at.astimezone(turn.settings.zone).date() == today]
    if not todays:
        return asked(turn.say.nothing_today(found))
    detail = f"{command.minutes} minutes" if command.minutes else ""
    history.record("late", actor=turn.actor, now=turn.now, client=found, booking=todays[0], detail=detail)
    return Answer(turn.say.noted_late(todays[0], command.minutes))


def _card(turn: Turn, client: Client) -> Answer:
    return Answer(turn.say.card(diary.card(client, now=turn.now)))


def _sittings(turn: Turn, command: Diary, sittings: list[Sitting]) -> list[Sitting]:
    """Keep those of the kind and the time that were asked for; one that runs at that time counts."""
    return [
        each
        for each in sittings
        if command.kind in (None, each.session.kind)
        and command.time in (None, each.session.starts_at.astimezone(turn.settings.zone).time())
    ]


def _openings(turn: Turn, command: Free, day: date) -> list[Opening]:
    openings = diary.free_on(day, _kinds(turn, command), settings=turn.settings, now=turn.now)
    zone = turn.settings.zone
    return [each for each in openings if command.time in (None, each.starts_at.astimezone(zone).time())]


def _kinds(turn: Turn, command: Free) -> list[Kind]:
    kinds = turn.settings.studio.kinds
    return [kinds[command.kind]] if command.kind else list(kinds.values())
