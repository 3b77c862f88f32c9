"""The tables of utterances in tests/utterances: read from their files, and what is meant, in their words.

A line reads `words => what is meant`; `@ Nadine, Thu 2025-10-02 10:00` says who speaks, and when.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from pilateshq.conversation import choosing, names
from pilateshq.conversation.commands import (
    AddClient,
    Agree,
    Approve,
    Attendance,
    Book,
    BookEvery,
    CancelAt,
    CancelDay,
    CancelEverything,
    CancelFor,
    CancelNext,
    Command,
    Concern,
    Deactivate,
    Decline,
    Diary,
    Erase,
    Find,
    Free,
    Greeting,
    Help,
    Late,
    Leads,
    Meant,
    Move,
    MyBookings,
    OnMyWay,
    Pause,
    Reactivate,
    Reject,
    Request,
    Reschedule,
    SkipDate,
    Speaker,
    StopStanding,
    Tell,
    TellOwner,
    Thanks,
    Unclear,
    Unknown,
    Wait,
    Which,
)
from pilateshq.conversation.grammar import parse
from pilateshq.conversation.sentences import WEEKDAYS
from pilateshq.conversation.tokens import Reason

FOLDER = Path(__file__).parent / "utterances"
ZONE = ZoneInfo("Africa/Johannesburg")
KINDS = ("single", "duo", "trio", "group")
ON_FILE = (
    *("Mary Jones", "Mary Naidoo", "John Smith", "Peter Botha", "Anne-Marie du Plessis", "Lerato Khumalo"),
    *(
        "Sipho Dube",
        "Thabo van der Merwe",
        "Siobhan O'Brien",
        "Jan van Wyk",
        "Catherine Peters",
        "May Sithole",
    ),
)
ROSTER = [names.Known(number, name, active=True) for number, name in enumerate(ON_FILE, 1)]
MARKS = {"sick": "sick", "no_show": "no-show", "attended": "came"}


@dataclass(frozen=True)
class Utterance:
    file: str
    words: str
    meant: str
    speaker: Speaker
    now: datetime


def utterances() -> Iterator[Utterance]:
    for path in sorted(FOLDER.glob("*.txt")):
        speaker, now = Speaker.admin, datetime.min.replace(tzinfo=ZONE)
        for line in path.read_text().splitlines():
            if line.startswith("@ "):
                who, moment = line[2:].split(", ")
                speaker = Speaker.admin if who == "Nadine" else Speaker.client
                now = datetime.strptime(moment, "%a %Y-%m-%d %H:%M").replace(tzinfo=ZONE)
            elif line and not line.startswith("#"):
                words, _, meant = line.rpartition(" => ")
                yield Utterance(path.stem, words, meant, speaker, now)


def read(said: Utterance) -> Command:
    return parse(said.words, now=said.now, speaker=said.speaker, owner="Nadine", kinds=KINDS)


def understood(said: Utterance) -> str:
    """Give what the grammar makes of an utterance, in the words of the tables."""
    command = read(said)
    if isinstance(command, Unknown):
        return _unknown(said)
    return Told(said).meant(command)


def _unknown(said: Utterance) -> str:
    """Read a yes, a no, and a name alone as the desk does: who is meant by it, if anybody is."""
    if answer := choosing.yes_or_no(said.words):
        return answer
    found = names.alone(said.words, ROSTER)
    return "words" if said.speaker is Speaker.client or found is None else f"card {_found(said.words, found)}"


@dataclass(frozen=True)
class Told:
    said: Utterance

    def meant(self, command: Command) -> str:
        match command:
            case Which(options):
                return f"ask: {' or '.join(self.meant(each) for each in options)}"
            case Meant(meant):
                return f"did you mean: {self.meant(meant)}"
            case Unclear(_, why, _, rest):
                return _joined(
                    f"refuse {why.replace('_', ' ')}", rest if why is Reason.not_understood else ""
                )
            case Thanks() | Greeting() | Agree() | Leads() | Approve() | Decline() | Reject():
                return {"Greeting": "menu"}.get(type(command).__name__, type(command).__name__.lower())
            case Help(topic):
                return f"help {topic}".strip()
            case _:
                return self._own(command) if self.said.speaker is Speaker.client else self._owners(command)

    def _owners(self, command: Command) -> str:
        match command:
            case Book(people, day, hour, kind):
                return _joined(f"book {_people(people)}", self._when(day, hour), kind or "?")
            case BookEvery():
                return self._weekly(command)
            case CancelFor(person, day, hour):
                return _joined(f"cancel {_person(person)}", self._moment(day, hour) or "next")
            case CancelDay(day, reason):
                return _joined("cancel day", self._day(day) if day else "?", reason)
            case SkipDate(person, day):
                return _joined(f"skip {_person(person)}", self._day(day), command.note)
            case Pause(person, first, until):
                stretch = f"{self._day(first)} until {self._day(until)}"
                return _joined(f"pause {_person(person)}", stretch, command.note)
            case StopStanding(person, weekday):
                return _joined(f"stop {_person(person)}", "" if weekday is None else _weekday(weekday))
            case Attendance(person, mark, day, hour):
                return _joined(MARKS[mark], _person(person), self._moment(day, hour))
            case Move(person, from_day, from_time, day, hour):
                source = self._moment(from_day, from_time) or "next"
                return _joined(f"move {_person(person)}", f"{source} > {self._when(day, hour)}")
            case Diary(day, last, hour, kind) | Free(day, last, hour, kind):
                verb = type(command).__name__.lower()
                moment = self._when(day, hour) if hour else self._day(day)
                return _joined(verb, f"{moment} to {self._day(last)}" if last else moment, kind or "")
            case Find(words):
                return f"find {words}"
            case Late(person, minutes):
                return _joined(f"late {_person(person)}", str(minutes or ""))
            case CancelEverything(person):
                return f"cancel everything {_person(person)}"
            case Deactivate(person) | Reactivate(person) | Erase(person):
                return f"{type(command).__name__.lower()} {_person(person)}"
            case AddClient(name, phone, born):
                return _joined("add client", name, phone, born)
            case Tell(words):
                found, rest = names.split_name(words, ROSTER)
                return _joined(f"tell {_found(words.removesuffix(rest).strip(), found)}", rest)
            case _:
                return str(command)

    def _weekly(self, command: BookEvery) -> str:
        every = "every second" if command.fortnightly else "every"
        days = " ".join(_weekday(each) for each in command.weekdays)
        return _joined(
            f"book {_people(command.people)}",
            f"{every} {days} {command.time:%H:%M}",
            f"from {self._day(command.first)}" if command.first else "",
            f"until {self._day(command.until)}" if command.until else "",
            command.kind or "?",
        )

    def _own(self, command: Command) -> str:
        match command:
            case MyBookings(_, day):
                return _joined("bookings", self._day(day) if day else "")
            case CancelNext():
                return "cancel | next"
            case CancelAt(day, weekday, hour):
                return _joined("cancel", self._theirs(day, weekday, hour))
            case Request(day, hour, kind):
                return _joined("book", self._when(day, hour) if day or hour else "?", kind or "")
            case Reschedule(day, weekday, hour, to_day, to_time, words):
                target = f"to {self._when(to_day, to_time)}" if to_day or to_time else ""
                whole = day or hour or weekday is not None
                told = "and Nadine reads it" if words else ""
                return _joined("reschedule", self._theirs(day, weekday, hour) if whole else "?", target, told)
            case Concern(kind, _, day):
                return _joined(kind, self._day(day) if day else "")
            case Wait(day, hour, kind):
                return _joined("waitlist", self._when(day, hour), kind or "")
            case OnMyWay():
                return "on my way"
            case TellOwner(words):
                return _joined("message", words)
            case _:
                return str(command)

    def _moment(self, day: date | None, hour: time | None) -> str:
        return " ".join(([self._day(day)] if day else []) + ([f"{hour:%H:%M}"] if hour else []))

    def _theirs(self, day: date | None, weekday: int | None, hour: time | None) -> str:
        at = f" {hour:%H:%M}" if hour else ""
        return f"{self._day(day) if day else '' if weekday is None else _weekday(weekday)}{at}".strip()

    def _when(self, day: date | None, hour: time | None) -> str:
        if not day and not hour:
            return "?"
        return f"{self._day(day) if day else '?'} {f'{hour:%H:%M}' if hour else '?'}"

    def _day(self, day: date) -> str:
        year = "" if day.year == self.said.now.year else f" {day.year}"
        return f"{day:%a} {day.day} {day:%b}{year}"


def _joined(*parts: str) -> str:
    return " | ".join(part for part in parts if part)


def _weekday(number: int) -> str:
    return WEEKDAYS[number].capitalize()


def _people(people: Sequence[str]) -> str:
    return " + ".join(map(_person, people))


def _person(words: str) -> str:
    return _found(words, names.find(words, ROSTER))


def _found(words: str, found: names.Found) -> str:
    match found:
        case names.Exactly(known):
            return known.name
        case names.Several(people):
            return f"{' or '.join(each.name for each in people)}?"
        case names.Nearest(people):
            return f"{people[0].name}??" if people else f'"{words}"??'
