"""The studio's voice: how moments, sessions and questions sound, whoever hears them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from pilateshq.conversation.commands import (
    Attendance,
    Book,
    CancelAt,
    CancelBooking,
    CancelDay,
    CancelFor,
    Command,
    Dated,
    Diary,
    Free,
    LeaveIt,
    Move,
    MoveBooking,
    Reject,
    Request,
    Reschedule,
    RescheduleBooking,
    SkipDate,
    Wait,
)
from pilateshq.messages import ROWS_A_LIST, Button, Buttons, Choices, Message, Row, Template, Text
from pilateshq.models import Booking, Client, StandingBooking
from pilateshq.settings import Settings

Option = tuple[str, str]  # what a button or row says, and the command that it stands for

GENERAL_UPDATE = "client_update_us"  # the template of whatever has none of its own
BUTTONS_A_MESSAGE = 3
BESIDE_A_BUTTON = 900  # characters that certainly fit
QUOTED = 160  # characters of what was said before
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class Voice:
    """Times are told in the studio's own zone."""

    settings: Settings

    @property
    def owner(self) -> str:
        return self.settings.studio.owner

    # times and bookings

    def moment(self, moment: datetime) -> str:
        local = moment.astimezone(self.settings.zone)
        return f"{local:%a} {local.day} {local:%b %H:%M}"

    def _clock(self, moment: datetime) -> str:
        return f"{moment.astimezone(self.settings.zone):%H:%M}"

    def day(self, day: date) -> str:
        return f"{day:%a} {day.day} {day:%b}"

    def day_of(self, booking: Booking) -> str:
        return self.day(booking.session.starts_at.astimezone(self.settings.zone).date())

    def session(self, booking: Booking) -> str:
        return f"{booking.session.kind} on {self.moment(booking.session.starts_at)}"

    def on(self, day: date | None, time: time | None) -> str:
        """Say when, as far as it is known: " on Tue 7 Oct at 08:00"."""
        on_day = f" on {self.day(day)}" if day else ""
        return on_day + (f" at {time:%H:%M}" if time else "")

    def command(self, command: Command) -> str:
        """Say a command as a person would."""
        match command:
            case Book(people, day, time, kind):
                return f"book {' & '.join(people)}{self.on(day, time)}{f' {kind}' if kind else ''}"
            case CancelFor(person, day, time):
                return f"cancel {person}{self.on(day, time)}"
            case CancelBooking() | Reject():
                return "cancel that booking"
            case CancelAt(day, weekday, time):
                when = f" {WEEKDAYS[weekday]}" if weekday is not None else ""
                return f"cancel{when}{self.on(day, time)}"
            case Move(person, from_day, from_time, day, time):
                source = f" from{self.on(from_day, from_time)}" if from_day or from_time else ""
                return f"move {person}{source} to{self.on(day, time)}".replace(" on ", " ")
            case MoveBooking(_, day, time) | RescheduleBooking(_, day, time):
                return f"move it to{self.on(day, time)}".replace(" on ", " ")
            case Reschedule(to_day=day, to_time=time):
                return f"move it to{self.on(day, time)}".replace(" on ", " ")
            case Diary(day):
                return f"who is in on {self.day(day)}"
            case Free(day):
                return f"what is free on {self.day(day)}"
            case CancelDay(day) if day:
                return f"cancel all on {self.day(day)}"
            case SkipDate(person, day):
                return f"skip {person} on {self.day(day)}"
            case Request(day, time, kind):
                return f"book{self.on(day, time)}{f' {kind}' if kind else ''}"
            case Wait(day, time, kind):
                return f"wait for a seat{self.on(day, time)}{f' {kind}' if kind else ''}"
            case _:
                return str(command)

    def slot(self, slot: StandingBooking) -> str:
        days = " & ".join(WEEKDAYS[int(digit)] for digit in slot.weekdays)
        until = f" until {self.day(slot.until)}" if slot.until else ""
        every = "every second" if slot.fortnights_from else "every"
        return f"{slot.kind} {every} {days} {slot.at}{until}"

    def confirm(self, body: str, yes: str, *, no: str = "Keep") -> Message:
        return Buttons(body, (Button("Confirm", yes), Button(no, str(LeaveIt()))))

    def left_as_it_is(self) -> Message:
        return Text("All right, nothing was changed.")

    def _count(self, bookings: Sequence[Booking]) -> str:
        return f"{len(bookings)} booking{'' if len(bookings) == 1 else 's'}"

    def quoted(self, words: str) -> str:
        """Give the beginning of what was said, on one line."""
        line = " ".join(words.split()).removesuffix(".")
        return f"“{line if len(line) <= QUOTED else f'{line[: QUOTED - 1]}…'}”"

    def somebody(self) -> str:
        return "Somebody"

    # questions

    def which(self, body: str, options: Sequence[Option]) -> Message:
        """Ask with buttons, or above three with a list; what a list cannot hold can still be typed."""
        if len(options) <= BUTTONS_A_MESSAGE:
            return Buttons(body, tuple(Button(title, command) for title, command in options))
        rows = tuple(Row(title, command) for title, command in options[:ROWS_A_LIST])
        return Choices(body, "Choose", rows)

    def which_person(self, words: str, options: Sequence[Option]) -> Message:
        how = " Choose, or write the full name." if len(options) > ROWS_A_LIST else ""
        return self.which(f"There is more than one {words}. Which one?{how}", options)

    def nobody(self, words: str, options: Sequence[Option]) -> Message:
        if not options:
            return Text(f"I know no client called {words}. Please check the name, or add them first.")
        return self.which(f"I know no client called {words}. Did you mean:", options)

    def which_kind(self, names: str, options: Sequence[Option]) -> Message:
        return self.which(f"What kind of session for {names}?", options)

    def which_day(self, names: str, options: Sequence[Option]) -> Message:
        return self.which(f"On which day shall I book {names}?", options)

    def which_time(self, names: str, options: Sequence[Option]) -> Message:
        if not options:
            return Text(f"There is no free time for {names} that day. Please name another day.")
        return self.which(f"At what time shall I book {names}? Choose a free one, or write it.", options)

    def which_meaning(self, options: Sequence[Dated]) -> Message:
        """Ask with what differs on the buttons, and each meaning in full above them."""
        lines = "".join(f"\n• {self.command(each)}" for each in options)
        commands = [str(each) for each in options]
        return self.which(
            f"Which one do you mean?{lines}", list(zip(self._differing(options), commands, strict=True))
        )

    def _differing(self, options: Sequence[Dated]) -> list[str]:
        moments = [self._moment_said(each) for each in options]
        people = [each.person for each in options if isinstance(each, Attendance)]
        for titles in (moments, people):
            if len({*titles} - {""}) == len(options):
                return titles
        return [self.command(each) for each in options]

    def _moment_said(self, command: Dated) -> str:
        """Say the day and the time of a command, on as little room as a button has."""
        if isinstance(command, Reschedule):
            return self.on(command.to_day, command.to_time).removeprefix(" on ").replace(" at ", " ")
        weekday = command.weekday if isinstance(command, CancelAt) else None
        at = None if isinstance(command, SkipDate | CancelDay) else command.time
        day = self.day(command.day) if command.day else "" if weekday is None else WEEKDAYS[weekday]
        return f"{day}{f' {at:%H:%M}' if at else ''}".strip()

    def when_missing(self, names: str, kind: str) -> Message:
        return Text(f"When shall I book {names}? For example: Book {names} tomorrow 08:00 {kind}")

    def still_wanted(self, said_at: datetime, command: Command) -> Message:
        what = self.command(command)
        body = f"You asked on {self.moment(said_at)}, and it reached me only now: {what}. Shall I do it?"
        return Buttons(body, (Button("Yes, do it", str(command)), Button("No", str(LeaveIt()))))

    # where the window is shut

    def client_update(self, client: Client, text: str) -> Template:
        return Template(GENERAL_UPDATE, (first_name(client), text))

    def owner_update(self, text: str, *, show: str) -> Template:
        return Template("admin_update_us", (text,), (show,))


def first_name(client: Client) -> str:
    return client.name.split()[0]
