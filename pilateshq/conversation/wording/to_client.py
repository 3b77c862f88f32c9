"""What a client is told."""

from collections.abc import Sequence
from datetime import date, datetime, time

from pilateshq import errors
from pilateshq.conversation.wording.helping import MENU
from pilateshq.conversation.wording.voice import WEEKDAYS, Option, first_name
from pilateshq.conversation.wording.waiting import Waiting
from pilateshq.messages import ROWS_A_LIST, Button, Buttons, Choices, Message, Row, Template, Text, page
from pilateshq.models import Booking, Client
from pilateshq.studio.standing import Planned

REJECT = "❌ Reject"  # a template's own button bears no emoji: Meta refuses those
DATES_LISTED = 8
REPLY_REJECT = "Reply REJECT if this does not suit you."  # where the account's template has no button


class ToClient(Waiting):
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
        slot, start = self.slot(planned.standing), self.moment(first.session.starts_at)
        command = f"reject #{first.id}"
        dates = ", ".join(self.day_of(each) for each in planned.bookings[:DATES_LISTED])
        free = Buttons(
            f"Hi {name}, you are booked: {slot}. The first dates: {dates}.", (Button(REJECT, command),)
        )
        weeks = "every second week" if planned.standing.fortnights_from else "every week"
        more = f"{weeks} from {start}, {often}"
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

    def day_left_out(self, booking: Booking) -> tuple[Message, Template]:
        text = (
            f"Your {self.session(booking)} is left out this once; your weekly slot stays. Nothing is charged."
        )
        return Text(f"Hi {first_name(booking.client)}. {text}"), self.client_update(booking.client, text)

    def slot_paused(
        self, client: Client, until: date, cancelled: Sequence[Booking]
    ) -> tuple[Message, Template]:
        off = ", ".join(self.day_of(each) for each in cancelled)
        text = f"Your weekly slot rests until {self.day(until)}: {off} will not be. Nothing is charged."
        return Text(f"Hi {first_name(client)}. {text}"), self.client_update(client, text)

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

    def from_owner_to(self, words: str) -> Message:
        return Text(f"{self.owner}: {words}")

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

    def my_bookings(self, bookings: Sequence[Booking], waiting: Sequence[Booking], number: int) -> Message:
        """List what they are booked for, and after the last of it what they wait for."""
        if not bookings and not waiting:
            return Text(f"You have no coming bookings. To ask for one: message {self.owner} …")
        here, more_follow = page(bookings, number)
        waiting = () if more_follow else waiting[: ROWS_A_LIST - len(here)]
        lines = "".join(f"\n• {self.session(each)}" for each in here)
        rows = [
            Row(f"Cancel {self.moment(each.session.starts_at)}", f"cancel #{each.id}", each.session.kind)
            for each in here
        ]
        if more_follow:
            rows.append(Row("More…", f"bookings page {number + 1}"))
        body = f"Your bookings:{lines}{self.waited_for(waiting)}"
        return Choices(body, "Cancel one", (*rows, *self.leave_rows(waiting)))

    def bookings_on(self, day: date, bookings: Sequence[Booking]) -> Message:
        """Tell what they have on one day."""
        if not bookings:
            return Text(f"You have no booking on {self.day(day)}. Write bookings to see what you have.")
        lines = "\n".join(f"• {self.session(each)}" for each in bookings)
        cancels = tuple(
            Button(f"Cancel {self._clock(each.session.starts_at)}", f"cancel #{each.id}")
            for each in bookings[:3]
        )
        return Buttons(f"You are booked:\n{lines}", cancels)

    def see_you_soon(self) -> Message:
        return Text("Thanks for letting us know. See you soon!")

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

    def not_understood(self) -> Message:
        body = f"Sorry, that I did not understand. To write to {self.owner}: message {self.owner} …"
        return Buttons(body, MENU)

    def please_type(self) -> Message:
        return Text(f"I can only read text. Please type it. I have told {self.owner} that something came.")
