"""Every sentence that the studio says, and the only place where a moment becomes words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from pilateshq import errors
from pilateshq.conversation.commands import (
    Book,
    CancelAt,
    CancelBooking,
    CancelFor,
    Command,
    Reject,
    Unclear,
)
from pilateshq.conversation.tokens import Reason
from pilateshq.messages import ROWS_A_LIST, Button, Buttons, Choices, Message, Row, Template, Text, page
from pilateshq.models import Booking, BookingStatus, Client
from pilateshq.settings import Settings

Option = tuple[str, str]  # what a button or row says, and the command that it stands for

REJECT = "❌ Reject"  # a template's own button bears no emoji: Meta refuses those
BUTTONS_A_MESSAGE = 3
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class Wording:
    """The studio's voice; times are told in the studio's own zone."""

    settings: Settings

    @property
    def owner(self) -> str:
        return self.settings.studio.owner

    # times and bookings

    def moment(self, moment: datetime) -> str:
        local = moment.astimezone(self.settings.zone)
        return f"{local:%a} {local.day} {local:%b %H:%M}"

    def clock(self, moment: datetime) -> str:
        return f"{moment.astimezone(self.settings.zone):%H:%M}"

    def session(self, booking: Booking) -> str:
        return f"{booking.session.kind} on {self.moment(booking.session.starts_at)}"

    def on(self, day: date | None, time: time | None) -> str:
        """Say when, as far as it is known: " on Tue 7 Oct at 08:00"."""
        on_day = f" on {day:%a} {day.day} {day:%b}" if day else ""
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
            case _:
                return str(command)

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

    def which_meaning(self, options: Sequence[Option]) -> Message:
        return self.which("Which one do you mean?", options)

    def when_missing(self, names: str, kind: str) -> Message:
        return Text(f"When shall I book {names}? For example: Book {names} tomorrow 08:00 {kind}")

    def unclear(self, asked: Unclear) -> Message:
        return Text(f"{UNCLEAR[asked.why].format(rest=asked.rest)} For example: {asked.example}")

    def still_wanted(self, said_at: datetime, command: Command) -> Message:
        what = self.command(command)
        body = f"You asked on {self.moment(said_at)}, and it reached me only now: {what}. Shall I do it?"
        return Buttons(body, (Button("Yes, do it", str(command)), Button("No", "menu")))

    # refusals

    def refused(self, refusal: errors.StudioError) -> str:
        match refusal:
            case errors.UnknownKind(kind=kind):
                return f"There are no {kind} sessions. There are: {', '.join(self.settings.studio.kinds)}."
            case errors.PastTime(starts_at=start):
                return f"{self.moment(start)} has passed."
            case errors.OutsideHours(starts_at=start):
                return f"No session starts at {self.moment(start)}: that is outside the opening hours."
            case errors.StudioClosed(starts_at=start, reason=reason):
                return f"The studio is closed on {self.moment(start)}{f' ({reason})' if reason else ''}."
            case errors.SessionFull(starts_at=start, kind=kind):
                return f"The {kind} on {self.moment(start)} is full."
            case errors.OtherSession(kind=kind, other_starts_at=other):
                return f"There is a {kind} on {self.moment(other)}."
            case errors.TooManySeats(kind=kind, capacity=capacity):
                return f"A {kind} has {capacity} {'seat' if capacity == 1 else 'seats'} only."
            case errors.AlreadyBooked(starts_at=start, name=name):
                return f"{name} is booked on {self.moment(start)} already."
            case errors.BadNumber():
                return "That is no phone number that I can reach. Please write it like 082 111 0001."
            case errors.NumberTaken(name=name):
                return f"That number is {name}'s already."
            case errors.BadName():
                return "Please give a name with letters in it."
            case errors.BadBirthDate():
                return "Please write the date of birth like 21 May 1985 or 1985-05-21."
            case errors.AlreadyEnded(starts_at=start, status=status):
                return f"The booking on {self.moment(start)} was {status.replace('_', ' ')} already."
            case errors.AlreadyStarted(starts_at=start):
                return f"The session on {self.moment(start)} has begun, so the booking stays as it is."
            case _:
                return "There is no such booking."

    def refused_to_client(self, refusal: errors.StudioError) -> Message:
        """Say kindly why their booking stays as it is."""
        match refusal:
            case errors.AlreadyEnded(starts_at=start, status=BookingStatus.rejected):
                return Text(f"You have rejected the session on {self.moment(start)} already. All is well.")
            case errors.AlreadyEnded(starts_at=start, status=BookingStatus.cancelled):
                return Text(f"The session on {self.moment(start)} is cancelled already. All is well.")
            case errors.AlreadyEnded(starts_at=start) | errors.AlreadyStarted(starts_at=start):
                return Text(
                    f"The session on {self.moment(start)} has begun or is over, so nothing has changed."
                    f" If something is wrong, please write: message {self.owner} …"
                )
            case _:
                return Text("I cannot find that booking among yours. Write bookings to see what you have.")

    def instead(self, refusal: errors.StudioError, options: Sequence[Option]) -> Message:
        """Refuse, and offer the nearest free times."""
        body = self.refused(refusal)
        if not options:
            return Text(body)
        return self.which(f"{body} Free instead:", options)

    # to the owner

    def booked_by_owner(self, bookings: Sequence[Booking], how_told: str) -> Message:
        names = " & ".join(booking.client.name for booking in bookings)
        return Text(f"Booked: {names}, {self.session(bookings[0])}. {how_told}")

    def how_told(self, clients: Sequence[Client], *, by_template: bool) -> str:
        names = " & ".join(client.name for client in clients)
        form = "template" if by_template else "message"
        return f"{names} {'is' if len(clients) == 1 else 'are'} told by {form}."

    def cancelled_by_owner(self, booking: Booking) -> Message:
        name = booking.client.name
        return Text(f"Cancelled: {name}, {self.session(booking)}, free of charge. {name} is told.")

    def none_to_cancel(self, name: str, day: date | None, time: time | None) -> Message:
        return Text(f"{name} has no coming booking{self.on(day, time)}.")

    def client_rejected(self, booking: Booking) -> Message:
        return Text(f"❌ {booking.client.name} rejected {self.session(booking)}. The seat is free.")

    def client_cancelled(self, booking: Booking) -> Message:
        late = " This is a late cancel." if booking.late else ""
        return Text(f"{booking.client.name} cancelled {self.session(booking)}. The seat is free.{late}")

    def forwarded(self, name: str, phone: str, words: str) -> Message:
        return Text(f"💬 {name}{f' ({phone})' if phone else ''}: {words}")

    def sent_a(self, kind: str, name: str, phone: str) -> Message:
        return Text(f"{name} ({phone}) sent a thing that I cannot read: {kind}. It is in WhatsApp.")

    def not_told(self, name: str, words: str, why: str) -> Message:
        return Text(f"⚠️ {name} was not told: “{words}” ({why}). Please call.")

    def template_held(self, template: str, why: str) -> Message:
        return Text(f"⚠️ Messages wait because Meta does not let the template {template} through: {why}")

    def something_broke(self, name: str) -> Message:
        return Text(
            f"⚠️ A message from {name} met a fault of mine, and I have told them so."
            " Nothing was changed. Please answer them yourself; the details are in the log."
        )

    def help_for_owner(self) -> Message:
        return Text(
            "I can do this, one line each:\n"
            "• Book John tomorrow 08:00 single\n"
            "• Book Mary Fri 9am duo\n"
            "• Cancel John\n"
            "• Cancel Mary Friday"
        )

    def not_understood_by_owner(self, words: str) -> Message:
        return Text(f"I did not understand “{words[:60]}”. Write help to see what I can do.")

    # to a client

    def welcome_client(self, client: Client) -> tuple[Message, Template]:
        """Welcome somebody whom the studio has registered, in both forms."""
        name, studio = first_name(client), self.settings.studio.name
        text = f"Hi {name}, welcome to {studio}! Write bookings here to see yours, or help for the rest."
        return Text(text), Template("client_welcome_us", (name,))

    def booking_made(self, booking: Booking) -> tuple[Message, Template]:
        """Confirm a booking, in both forms; Reject comes with it."""
        name, session, command = first_name(booking.client), self.session(booking), f"reject #{booking.id}"
        body = f"Hi {name}, you are booked: {session}. See you at the studio!"
        free = Buttons(body, (Button(REJECT, command),))
        return free, Template("client_booking_us", (name, session, "this once"), (command,))

    def booking_cancelled(self, booking: Booking) -> tuple[Message, Template]:
        name = first_name(booking.client)
        text = f"Your {self.session(booking)} was cancelled by the studio. Nothing is charged."
        return Text(f"Hi {name}. {text}"), Template("client_update_us", (name, text))

    def rejected(self, booking: Booking) -> Message:
        return Text(f"Done: your {self.session(booking)} is off, and {self.owner} knows. Nothing is charged.")

    def cancelled(self, booking: Booking) -> Message:
        if booking.late:
            return Text(f"Cancelled: your {self.session(booking)}, as a late cancel. {self.owner} knows.")
        return Text(f"Cancelled: your {self.session(booking)}. Nothing is charged, and {self.owner} knows.")

    def late(self, booking: Booking, refusal: errors.LateCancel, yes: str) -> Message:
        body = (
            f"Cancelling {self.session(booking)} was free until {self.moment(refusal.deadline)}."
            " Now it is a late cancel and may be charged. Cancel it all the same?"
        )
        return Buttons(body, (Button("Yes, cancel it", yes), Button("No, I will come", "bookings")))

    def my_bookings(self, bookings: Sequence[Booking], number: int) -> Message:
        if not bookings:
            return Text(f"You have no coming bookings. To ask for one: message {self.owner} …")
        here, more_follow = page(bookings, number)
        lines = "\n".join(f"• {self.session(each)}" for each in here)
        rows = [
            Row(f"Cancel {self.moment(each.session.starts_at)}", f"cancel #{each.id}", each.session.kind)
            for each in here
        ]
        if more_follow:
            rows.append(Row("More…", f"bookings page {number + 1}"))
        return Choices(f"Your bookings:\n{lines}", "Cancel one", tuple(rows))

    def which_booking(self, bookings: Sequence[Booking]) -> Message:
        options = [(self.moment(each.session.starts_at), f"cancel #{each.id}") for each in bookings]
        return self.which("Which of these shall I cancel?", options)

    def nothing_booked(
        self, day: date | None = None, weekday: int | None = None, time: time | None = None
    ) -> Message:
        when = f" on a {WEEKDAYS[weekday]}" if weekday is not None else ""
        return Text(f"You have no booking{when}{self.on(day, time)}. Write bookings to see what you have.")

    def passed_on(self) -> Message:
        return Text(f"I have passed that on to {self.owner}.")

    def help_for_client(self, name: str) -> Message:
        body = (
            f"Hi {name}! I can show and cancel your bookings."
            f" To write to {self.owner}: message {self.owner} …"
        )
        return Buttons(body, (Button("My bookings", "bookings"), Button("Cancel the next", "cancel next")))

    def not_understood(self) -> Message:
        body = f"Sorry, that I did not understand. To write to {self.owner}: message {self.owner} …"
        return Buttons(body, (Button("My bookings", "bookings"), Button("Cancel the next", "cancel next")))

    def please_type(self) -> Message:
        return Text(f"I can only read text. Please type it. I have told {self.owner} that something came.")

    # to anybody

    def welcome(self) -> Message:
        studio = self.settings.studio.name
        return Text(f"Hello, this is {studio}. I have passed your message on to {self.owner}.")

    def sorry(self) -> Message:
        return Text(f"Sorry, something went wrong on our side. Nothing was changed, and {self.owner} knows.")

    def somebody(self) -> str:
        return "Somebody"

    def nothing_to_show(self) -> Message:
        return Text("There is nothing more to show.")

    # where the window is shut

    def client_update(self, client: Client, text: str) -> Template:
        return Template("client_update_us", (first_name(client), text))

    def owner_update(self, text: str, *, show: str) -> Template:
        return Template("admin_update_us", (text,), (show,))


UNCLEAR = {
    Reason.bad_time: "There is no such time: {rest}.",
    Reason.bad_day: "There is no such day: {rest}.",
    Reason.no_time: "At what time?",
    Reason.no_day: "On which day?",
    Reason.two_times: "I read two times there: {rest}. Which one?",
    Reason.two_days: "I read two days there: {rest}. Which one?",
    Reason.two_kinds: "I read two kinds of session there. Which one?",
    Reason.no_name: "Whom do you mean?",
    Reason.one_person: "One person at a time, please.",
    Reason.no_words: "What shall I say?",
    Reason.scope: "All of what? I cancel one booking at a time.",
    Reason.question: "That reads like a question, so nothing was changed.",
    Reason.not_yet: "I cannot do that yet: {rest}.",
    Reason.not_understood: "I did not understand this part: {rest}.",
}
REPEATED = "Reminder of our earlier message: "


def first_name(client: Client) -> str:
    return client.name.split()[0]
