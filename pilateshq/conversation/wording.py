"""Every sentence that the studio says, and the only place where a moment becomes words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from pilateshq import errors
from pilateshq.conversation.commands import (
    AddClient,
    Book,
    CancelAt,
    CancelBooking,
    CancelFor,
    Command,
    Leads,
    Reject,
    SendForm,
    Unclear,
)
from pilateshq.conversation.tokens import Reason
from pilateshq.messages import (
    ROWS_A_LIST,
    Button,
    Buttons,
    Choices,
    FlowOpening,
    Message,
    Row,
    Template,
    Text,
    page,
    plain,
)
from pilateshq.models import Booking, BookingStatus, Client, Lead
from pilateshq.settings import Settings
from pilateshq.studio.standing import Planned

Option = tuple[str, str]  # what a button or row says, and the command that it stands for

REJECT = "❌ Reject"  # a template's own button bears no emoji: Meta refuses those
REPLY_REJECT = "Reply REJECT if this does not suit you."  # where the account's template has no button
BUTTONS_A_MESSAGE = 3
ADD_CLIENT = "Reply ADD CLIENT to register them."
SEND_DETAILS = "Please reply with your full name, number and e-mail address."
I_AGREE, READ_FIRST = Button("I agree", "i agree"), Button("Read first", "read first")
NAMES_IN_A_LINE = 3
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

    def day(self, day: date) -> str:
        return f"{day:%a} {day.day} {day:%b}"

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
            case errors.BadEmail():
                return "That is no e-mail address. Please write it like thandi@example.com."
            case errors.NoSuchLead():
                return "That enquiry is closed already. Write leads to see what is open."
            case errors.NoSuchForm():
                return "That form was decided before, or a newer one has come. Write leads to see what waits."
            case errors.AlreadyEnded(starts_at=start, status=status):
                return f"The booking on {self.moment(start)} was {status.replace('_', ' ')} already."
            case errors.NotStarted(starts_at=start):
                return f"The session on {self.moment(start)} has not begun yet."
            case errors.NoStandingBooking():
                return "There is no such weekly slot."
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

    def booked_by_owner(self, bookings: Sequence[Booking]) -> Message:
        names = " & ".join(booking.client.name for booking in bookings)
        return Text(f"Booked: {names}, {self.session(bookings[0])}.")

    def how_told(self, clients: Sequence[Client], *, by_template: int) -> str:
        """Say who hears of it, and how many of them by template."""
        names = " & ".join(each.name for each in clients)
        who = names if len(clients) <= NAMES_IN_A_LINE else f"{len(clients)} people"
        form = "message" if by_template == 0 else "template"
        some = f" ({by_template} of them by template)" if 0 < by_template < len(clients) else f" by {form}"
        return f"{who} {'is' if len(clients) == 1 else 'are'} told{some}."

    def cancelled_by_owner(self, booking: Booking) -> Message:
        return Text(f"Cancelled: {booking.client.name}, {self.session(booking)}, free of charge.")

    def none_to_cancel(self, name: str, day: date | None, time: time | None) -> Message:
        return Text(f"{name} has no coming booking{self.on(day, time)}.")

    def standing_begun(self, planned: Sequence[Planned]) -> Message:
        first = planned[0]
        names = " & ".join(each.standing.client.name for each in planned)
        dates = ", ".join(self.moment(each.session.starts_at)[:-6] for each in first.bookings)
        left_out = "".join(f"\nLeft out: {self.refused(each.why)}" for each in first.left_out)
        return Text(f"Booked: {names}, {self.slot(first)}: {dates}.{left_out}")

    def days_left_out(self, planned: Planned) -> Message:
        lines = "".join(f"\n• {self.refused(each.why)}" for each in planned.left_out)
        return Text(f"{planned.standing.client.name}, {self.slot(planned)}, left out:{lines}")

    def slot(self, planned: Planned) -> str:
        slot = planned.standing
        days = " & ".join(WEEKDAYS[int(digit)] for digit in slot.weekdays)
        until = f" until {self.day(slot.until)}" if slot.until else ""
        return f"{slot.kind} every {days} {slot.at}{until}"

    def skipped(self, client: Client, day: date, *, was_booked: bool) -> Message:
        free = ", and the seat is free" if was_booked else ""
        return Text(f"Skipped: {client.name} on {self.day(day)}{free}; the weekly slot stays.")

    def confirm_stop(self, client: Client, going: Sequence[Booking], yes: str) -> Message:
        return self.confirm(f"End the weekly slot of {client.name}?{self._going(going)}", yes)

    def stopped(self, client: Client, cancelled: Sequence[Booking]) -> Message:
        return Text(f"Ended: the weekly slot of {client.name}, with {self._count(cancelled)}.")

    def confirm_cancel_day(self, day: date, coming: Sequence[Booking], reason: str, yes: str) -> Message:
        clients = len({each.client.id for each in coming})
        why = f"\nReason: {reason}" if reason else ""
        body = f"Cancel all on {self.day(day)}: {self._count(coming)} of {clients} people?"
        return self.confirm(f"{body}{self._going(coming, named=True)}{why}", yes)

    def which_day_to_cancel(self, options: Sequence[Option]) -> Message:
        return self.which("Cancel all sessions of which day?", options)

    def nothing_on(self, day: date) -> Message:
        return Text(f"Nothing is booked on {self.day(day)} from now on.")

    def day_cancelled_by_owner(self, day: date, cancelled: Sequence[Booking]) -> Message:
        return Text(f"Cancelled: {self._count(cancelled)} on {self.day(day)}; nobody is charged.")

    def confirm_deactivate(self, client: Client, coming: Sequence[Booking], yes: str) -> Message:
        return self.confirm(f"Deactivate {client.name}?{self._going(coming)}", yes)

    def deactivated_by_owner(self, client: Client, bookings: int) -> Message:
        gone = f", with {bookings} coming booking{'' if bookings == 1 else 's'}" if bookings else ""
        return Text(f"Deactivated: {client.name}{gone}.")

    def inactive_already(self, client: Client) -> Message:
        return Text(f"{client.name} is inactive already.")

    def active_already(self, client: Client) -> Message:
        return Text(f"{client.name} is active already.")

    def reactivated(self, client: Client) -> Message:
        return Text(f"Reactivated: {client.name}. Nothing is booked, and nobody was told.")

    def confirm(self, body: str, yes: str) -> Message:
        return Buttons(body, (Button("Confirm", yes), Button("Keep", "menu")))

    def _going(self, going: Sequence[Booking], *, named: bool = False) -> str:
        """List what would be cancelled, as far as one message holds it."""
        lines = [f"\n• {f'{each.client.name}, ' if named else ''}{self.session(each)}" for each in going[:12]]
        more = f"\n… and {len(going) - 12} more" if len(going) > 12 else ""
        return ("".join(lines) + more) if lines else " Nothing is booked."

    def _count(self, bookings: Sequence[Booking]) -> str:
        return f"{len(bookings)} booking{'' if len(bookings) == 1 else 's'}"

    def marked(self, booking: Booking) -> Message:
        words = {"sick": "sick, not charged", "no_show": "no-show", "attended": "attended"}[booking.status]
        return Text(f"{booking.client.name}: {words}, {self.session(booking)}.")

    def nothing_to_mark(self, client: Client, options: Sequence[Option]) -> Message:
        if not options:
            return Text(f"{client.name} has no booking that could be marked. Nothing was written.")
        return self.which(f"{client.name} has no such booking then. Did you mean this one?", options)

    def cannot_approve(self, booking: Booking, refusal: errors.StudioError) -> Message:
        decline = (Button("Decline", f"decline #{booking.id}"),)
        return Buttons(f"Not booked for {booking.client.name}: {self.refused(refusal)}", decline)

    def declined_by_owner(self, booking: Booking) -> Message:
        return Text(f"Declined: {booking.client.name}, {self.session(booking)}.")

    def asks_for(self, booking: Booking) -> Message:
        body = f"{booking.client.name} asks for {self.session(booking)}."
        approve = Button("Approve", f"approve #{booking.id}")
        return Buttons(body, (approve, Button("Decline", f"decline #{booking.id}")))

    def client_booked(self, booking: Booking) -> Message:
        return Text(f"{booking.client.name} booked {self.session(booking)}.")

    def concern(self, client: Client, words: str, about: Booking | None) -> Message:
        text = f"{client.name} ({client.contact.phone}) writes: {words}"
        if about is None:
            return Text(text)
        sick = Button("Mark sick", f"mark #{about.id} sick")
        return Buttons(f"{text}\nBooked: {self.session(about)}.", (sick,))

    def tell_what(self, client: Client) -> Message:
        return Text(f"What shall I tell {client.name}? For example: tell {client.name} I am running late")

    def told_client(self, client: Client) -> Message:
        return Text(f"Sent to {client.name}.")

    def wrote(self, name: str, phone: str) -> Template:
        """Let the owner know that somebody wrote; what they wrote is in no template."""
        return self.owner_update(f"{name}{f' ({phone})' if phone else ''} has written to you.", show="show")

    def rejected_slot(self, client: Client, ended: int) -> Message:
        return Text(f"❌ {client.name} ended their weekly slot. {ended} coming bookings are free again.")

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
            "• Book Peter every Tuesday 8am single\n"
            "• Cancel John · Cancel Mary Friday\n"
            "• skip Peter 14 Oct · stop Peter's Tuesdays\n"
            "• John sick · John no-show · John came\n"
            "• Cancel all sessions tomorrow, I'm sick\n"
            "• Deactivate John · Reactivate John\n"
            "• tell John I am running late\n"
            "• leads · add client"
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
        template = Template(
            "client_booking_us", (name, session, "this once"), (command,), otherwise=REPLY_REJECT
        )
        return free, template

    def standing_made(self, planned: Planned) -> tuple[Message, Template]:
        """Confirm a weekly slot in one message; Reject asks whether it means one or all."""
        name, first = first_name(planned.standing.client), planned.bookings[0]
        often = "until you tell us" if planned.standing.until is None else "as agreed"
        slot, start = self.slot(planned), self.moment(first.session.starts_at)
        command = f"reject #{first.id}"
        free = Buttons(f"Hi {name}, you are booked: {slot}, from {start}.", (Button(REJECT, command),))
        more = f"every week from {start}, {often}"
        return free, Template("client_booking_us", (name, slot, more), (command,), otherwise=REPLY_REJECT)

    def one_or_all(self, booking: Booking, one: str, every: str) -> Message:
        body = f"Do you mean only {self.session(booking)}, or the whole weekly slot?"
        return Buttons(body, (Button("Only this one", one), Button("The whole slot", every)))

    def slot_rejected(self, kept: Sequence[Booking]) -> Message:
        body = f"Done: your weekly slot has ended, and {self.owner} knows. Nothing is charged."
        if not kept:
            return Text(body)
        lines = "".join(f"\n• {self.session(each)}" for each in kept)
        stay = f"{body}\nThis one is inside the notice period and stays for now:{lines}"
        return Buttons(stay, (Button("Cancel it too", f"cancel #{kept[0].id}"),))

    def slot_ended(self, client: Client, cancelled: Sequence[Booking]) -> tuple[Message, Template]:
        name = first_name(client)
        text = f"Your weekly slot has ended{self._with(cancelled)}. Nothing is charged."
        return Text(f"Hi {name}. {text}"), self.client_update(client, text)

    def day_cancelled(
        self, client: Client, theirs: Sequence[Booking], reason: str
    ) -> tuple[Message, Template]:
        sessions = " and your ".join(self.session(each) for each in theirs)
        why = f" The reason: {reason}." if reason else ""
        text = f"Your {sessions} had to be cancelled by the studio. Nothing is charged.{why}"
        return Text(f"Hi {first_name(client)}. {text}"), self.client_update(client, text)

    def deactivated(self, client: Client, gone: Sequence[Booking]) -> tuple[Message, Template]:
        text = f"Your bookings at the studio have ended{self._with(gone)}. Nothing is charged."
        return Text(f"Hi {first_name(client)}. {text}"), self.client_update(client, text)

    def _with(self, gone: Sequence[Booking]) -> str:
        return f", with {', '.join(self.session(each) for each in gone[:10])}" if gone else ""

    def get_well(self, booking: Booking) -> tuple[Message, Template]:
        text = f"Get well soon! You are marked as sick for your {self.session(booking)}. Nothing is charged."
        return Text(f"Hi {first_name(booking.client)}. {text}"), self.client_update(booking.client, text)

    def request_declined(self, booking: Booking) -> tuple[Message, Template]:
        text = f"Sorry, {self.session(booking)} is not possible. Write book to see what is free."
        return Text(f"Hi {first_name(booking.client)}. {text}"), self.client_update(booking.client, text)

    def from_owner(self, client: Client, words: str) -> tuple[Message, Template]:
        return Text(f"{self.owner}: {words}"), self.client_update(client, f"{self.owner} writes: {words}")

    def free_times(self, options: Sequence[Option]) -> Message:
        if not options:
            return Text(f"Nothing is free then. Another day, or: message {self.owner} …")
        return self.which("These are free. Which one would you like?", options)

    def too_far_ahead(self, horizon: datetime) -> Message:
        return Text(f"That is further ahead than I may ask for: up to {self.moment(horizon)}.")

    def requested(self, booking: Booking) -> Message:
        return Text(f"I have asked {self.owner} for {self.session(booking)}. You will hear from us.")

    def booked_by_client(self, booking: Booking) -> Message:
        return Text(f"You are booked: {self.session(booking)}. See you at the studio!")

    def concern_noted(self, about: Booking | None, *, sick: bool) -> Message:
        noted = f"{'Get well soon! ' if sick else ''}{self.owner} knows."
        if about is None or not sick:
            return Text(noted)
        cancel = Button("Cancel it", f"cancel #{about.id}")
        return Buttons(f"{noted} Your {self.session(about)} stays as it is.", (cancel,))

    def booking_cancelled(self, booking: Booking, reason: str = "") -> tuple[Message, Template]:
        name = first_name(booking.client)
        why = f" The reason: {reason}." if reason else ""
        text = f"Your {self.session(booking)} was cancelled by the studio. Nothing is charged.{why}"
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
        body = f"Hi {name}! What can I do? To write to {self.owner}: message {self.owner} …"
        return Buttons(body, MENU)

    def not_understood(self) -> Message:
        body = f"Sorry, that I did not understand. To write to {self.owner}: message {self.owner} …"
        return Buttons(body, MENU)

    def please_type(self) -> Message:
        return Text(f"I can only read text. Please type it. I have told {self.owner} that something came.")

    # to a stranger, and about them

    def greeting(self, name: str) -> Message:
        """Answer somebody's first words, of which the owner knows."""
        ask = "" if name else " What is your name?"
        told = f"I have passed your message on to {self.owner}, who will answer you here."
        return Text(f"{self._hello(name)} {told}{ask}")

    def first_question(self) -> Message:
        return Text(f"{self._hello('')} What is your name, and what can we do for you?")

    def _hello(self, name: str) -> str:
        return f"{f'Hi {name.split()[0]}' if name else 'Hello'}, this is {self.settings.studio.name}."

    def name_learnt(self, name: str) -> Message:
        return Text(
            f"Thank you, {name.split()[0]}. {self.owner} has your message and will answer you here."
            " If there is more to say, just write it."
        )

    def name_asked_again(self) -> Message:
        return Text(f"Thank you, {self.owner} will see that. What may we call you?")

    def passed_on_too(self) -> Message:
        return Text(f"Thank you, I have passed that on to {self.owner}.")

    def kept_too(self) -> Message:
        return Text(f"Thank you. I have put that with your message to {self.owner}.")

    def noted(self) -> Message:
        return Text("👍 Noted.")

    def read_only(self, message: Message) -> Message:
        return Text(f"{plain(message)} Here I can only read text: what matters, please type.")

    def sent_by_stranger(self, kind: str, words: str) -> str:
        """Put down what is no text, with its caption."""
        return f"(sent a thing that I cannot read: {kind}) {words}".strip()

    def who(self, lead: Lead) -> str:
        return f"{lead.name or self.somebody()} ({lead.contact.phone or 'number hidden'})"

    def new_lead(self, lead: Lead, *, public: bool, has_form: bool) -> tuple[Message, Template]:
        """Tell of an enquiry, in both forms; what is not `public` is not in the template."""
        add = str(AddClient(lead=lead.id))
        send = (Button("Send form", str(SendForm(lead.id))),) if has_form else ()
        body = f"🆕 {self.who(lead)} has written:\n{_newest(lead.words, 700)}"
        line = " · ".join(lead.words.splitlines())
        told = f"{self.who(lead)}: {_newest(line, 300) if public else '(tap Add client to read it)'}"
        template = Template(self.settings.lead_template, (told,), (add,), otherwise=ADD_CLIENT)
        return Buttons(body, (Button("Add client", add), *send)), template

    def no_leads(self) -> Message:
        return Text("There are no open enquiries, and no form waits for you.")

    def lead_line(self, lead: Lead) -> str:
        return f"{self.who(lead)}, {self.moment(lead.heard_at)}: {_newest(lead.words, 500)}"

    def form_line(self, name: str, phone: str, born_on: date | None, email: str) -> str:
        born = f"born {self.birthday(born_on)}" if born_on else ""
        return f"Form filled in: {', '.join(filter(None, (name, phone, born, email)))}."

    def leads(self, entries: Sequence[tuple[str, Sequence[Option]]], *, more: str) -> Message:
        """List what waits, each with what can be done about it; `more` shows the next page."""
        if len(entries) == 1 and not more:
            line, options = entries[0]
            return self.which(line, options)
        room = 900 // len(entries)
        lines = "\n".join(f"• {_newest(line, room)}" for line, _ in entries)
        options = [option for _, options in entries for option in options]
        rows = [Row(title, command) for title, command in options]
        return Choices(lines, "Choose", tuple([*rows, Row("More…", more)] if more else rows))

    def which_lead(self, leads: Sequence[Lead], *, more: str, new: str) -> Message:
        rows = [
            Row(lead.name or lead.contact.phone or self.somebody(), str(AddClient(lead=lead.id)), lead.words)
            for lead in leads
        ]
        rows += [Row("More…", more)] if more else []
        return Choices("Whom shall I add?", "Choose", (*rows, Row("Someone new", new)))

    # registration

    def fill_in(self, lead: Lead | None) -> str:
        if lead is None:
            return "Please fill in the form, and I will register the client."
        wrote = f"{self.who(lead)} wrote:\n{_newest(lead.words, 700)}\n\n" if lead.words else ""
        return f"{wrote}Please check the form and fill in the rest."

    def line_to_type(self, lead: Lead | None, name: str, phone: str) -> Message:
        wrote = f"{self.who(lead)} wrote:\n{_newest(lead.words, 700)}\n\n" if lead and lead.words else ""
        line = f"add client {name or 'Thandi Mokoena'} {phone or '082 111 0005'} dob 21/5/88"
        return Text(f"{wrote}Please write it in one line, like this: {line}")

    def mistakes(self, mistakes: Sequence[errors.StudioError]) -> str:
        return " ".join(map(self.refused, mistakes))

    def once_more(self, mistakes: Sequence[errors.StudioError]) -> str:
        return f"{self.mistakes(mistakes)} Nothing is lost: please open the form again and correct that."

    def registered(self, client: Client) -> str:
        return f"Registered: {self._details(client)}."

    def updated(self, client: Client, before: str) -> str:
        was = f" (was {before})" if before != client.name else ""
        return f"Known already, so I have updated: {self._details(client)}{was}."

    def _details(self, client: Client) -> str:
        born = f"born {self.birthday(client.born_on)}" if client.born_on else ""
        return ", ".join(filter(None, (client.name, client.contact.phone or "", born, client.email or "")))

    def birthday(self, born_on: date) -> str:
        return f"{born_on.day} {born_on:%b %Y}"

    def talk_to(self, name: str) -> str:
        return f"{name.split()[0]} would like to talk before the first session: please ask in person."

    def guardian_needed(self, name: str) -> str:
        return (
            f"⚠️ {name.split()[0]} is under 18: a parent or guardian has to agree. Please ask them yourself"
            " before the first session."
        )

    def stays_open(self, lead: Lead) -> str:
        return f"The enquiry of {self.who(lead)} stays open, as that is another number."

    def guardian_before_approving(self, name: str) -> str:
        return f"⚠️ {name.split()[0]} is under 18: approve only once a parent or guardian agrees."

    def register(self) -> str:
        return "Register"

    def together(self, *sentences: str) -> Message:
        return Text("\n".join(filter(None, sentences)))

    def form_unusable(self) -> Message:
        return Text(
            "That form was used before, is too old, or was not sent to you, so nothing was changed."
            " Write add client for a new one."
        )

    def form_unusable_to_others(self) -> Message:
        return Text(
            "That form cannot be used (any more), so nothing was changed."
            f" Please write here what you need, and {self.owner} will send you a new one."
        )

    def no_form_to_send(self) -> Message:
        return Text(
            "There is no form to send yet: CLIENT_REGISTRATION_FLOW_ID is not set."
            " Please write: add client Thandi Mokoena 082 111 0005 dob 21/5/88"
        )

    def form_sent(self, lead: Lead, *, by_template: bool) -> Message:
        form = "template" if by_template else "message"
        return Text(f"The form goes to {self.who(lead)} by {form}. What they fill in comes to you for a yes.")

    def please_fill_in(self, name: str) -> str:
        hello = f"Hi {name.split()[0]}, to" if name else "To"
        return (
            f"{hello} register you at {self.settings.studio.name}, we need a few details. It takes a minute."
        )

    def registration_form(self, name: str, form: FlowOpening) -> Template:
        to = name.split()[0] if name else "there"
        return Template("client_registration", (to,), flow=form, otherwise=SEND_DETAILS)

    def consent_missing(self) -> str:
        return (
            "Without your agreement the studio may not keep your details, so nothing was kept."
            f" Please open the form again and tick it, or write to {self.owner} here."
        )

    def form_received(self, name: str) -> Message:
        return Text(f"Thank you, {name.split()[0]}. {self.owner} will look at it and write to you here.")

    def form_to_decide(self, *sentences: str, approve: str, decline: str) -> Message:
        buttons = (Button("Approve", approve), Button("Decline", decline))
        return Buttons("\n".join(filter(None, sentences)), buttons)

    def form_waits(self, name: str, phone: str) -> Template:
        return self.owner_update(f"{name} ({phone}) filled in the registration form.", show=str(Leads()))

    def other_number(self, typed: str) -> str:
        return f"In the form they wrote the number {typed}; I keep the one that they write from."

    def form_declined(self, name: str) -> Message:
        return Text(
            f"Declined: nothing of {name}'s form is kept, and the enquiry is closed. They are not told."
        )

    # consent

    def welcome_asking(self, client: Client) -> tuple[Message, Template]:
        """Welcome somebody, and ask for their consent where there is room for buttons."""
        message, template = self.welcome_client(client)
        return Buttons(f"{plain(message)}\n\n{self._may_we_keep()}", (I_AGREE, READ_FIRST)), template

    def may_we_keep(self) -> Message:
        return Buttons(self._may_we_keep(), (I_AGREE, READ_FIRST))

    def _may_we_keep(self) -> str:
        return "May the studio keep your details, to plan your sessions and to reach you?"

    def privacy_notice(self, *, has_agreed: bool) -> Message:
        studio, owner = self.settings.studio.name, self.owner
        notice = (
            f"{studio} keeps your name, number, date of birth, e-mail address and bookings, to plan your"
            " sessions, to reach you and to invoice you: invoices for as long as the law wants it, the rest"
            " for as long as you are with us. Messages travel through WhatsApp. Your details are sold to"
            " nobody, and news goes only to those who ask for it. You may at any time, free of charge, ask to"
            " see, correct or delete what we keep, object to its use, or take your consent back: just write"
            f" here. {owner} is our information officer; you may also complain to the Information Regulator"
            " (inforegulator.org.za)."
        )
        return Text(notice) if has_agreed else Buttons(notice, (I_AGREE,))

    def agreed(self) -> Message:
        return Text(
            "Thank you, I have noted that you agree. You may take it back at any time: just write here."
        )

    def agreed_already(self) -> Message:
        return Text("Thank you, you have agreed already.")

    def guardian_must_agree(self) -> Message:
        return Text(
            f"Thank you. As you are under 18, your parent or guardian has to agree: {self.owner} will ask."
        )

    def instead_of_a_form(self, body: str) -> Message:
        return Text(
            f"{body}\nThe form cannot be opened just now. In words it goes like this:"
            " add client Thandi Mokoena 082 111 0005 dob 21/5/88"
        )

    # to anybody

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
MENU = (
    Button("My bookings", "bookings"),
    Button("Book a session", "book"),
    Button("Cancel the next", "cancel next"),
)
REPEATED = "Reminder of our earlier message: "


def first_name(client: Client) -> str:
    return client.name.split()[0]


def _newest(words: str, most: int) -> str:
    """Cut what is too long at its beginning: the end is what has come last."""
    return words if len(words) <= most else f"…{words[1 - most :].lstrip()}"
