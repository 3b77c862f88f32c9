"""What the owner and her staff are told."""

from collections.abc import Sequence
from datetime import date, time

from pilateshq import errors
from pilateshq.conversation.wording.refusals import Refusals
from pilateshq.conversation.wording.voice import Option
from pilateshq.messages import Button, Buttons, Message, Template, Text
from pilateshq.models import Booking, Client, StandingBooking
from pilateshq.studio.standing import Planned

NAMES_IN_A_LINE = 3


class ToOwner(Refusals):
    def booked_by_owner(self, bookings: Sequence[Booking]) -> Message:
        names = " & ".join(booking.client.name for booking in bookings)
        return Text(f"Booked: {names}, {self.session(bookings[0])}.")

    def how_told(self, clients: Sequence[Client], *, by_template: int, waits: bool) -> str:
        """Say who hears of it, how many of them by template, and whether one of those has to wait."""
        names = " & ".join(each.name for each in clients)
        who = names if len(clients) <= NAMES_IN_A_LINE else f"{len(clients)} people"
        form = "message" if by_template == 0 else "template"
        some = f" ({by_template} of them by template)" if 0 < by_template < len(clients) else f" by {form}"
        when = ", once Meta lets it through" if waits else ""
        return f"{who} {'is' if len(clients) == 1 else 'are'} told{some}{when}."

    def cancelled_by_owner(self, booking: Booking) -> Message:
        return Text(f"Cancelled: {booking.client.name}, {self.session(booking)}, free of charge.")

    def none_to_cancel(self, name: str, day: date | None, time: time | None) -> Message:
        return Text(f"{name} has no coming booking{self.on(day, time)}.")

    def standing_begun(self, planned: Sequence[Planned]) -> Message:
        first = planned[0]
        names = " & ".join(each.standing.client.name for each in planned)
        dates = ", ".join(self.day_of(each) for each in first.bookings)
        left_out = "".join(f"\nLeft out: {self.refused(each.why)}" for each in first.left_out)
        return Text(f"Booked: {names}, {self.slot(first.standing)}: {dates}.{left_out}")

    def days_left_out(self, planned: Planned) -> Message:
        lines = "".join(f"\n• {self.refused(each.why)}" for each in planned.left_out)
        return Text(f"{planned.standing.client.name}, {self.slot(planned.standing)}, left out:{lines}")

    def skipped(self, client: Client, day: date, *, was_booked: bool, note: str) -> Message:
        free = ", and the seat is free" if was_booked else ""
        said = f"Skipped: {client.name} on {self.day(day)}{free}; the weekly slot stays."
        return Text(f"{said}{self._not_passed_on(note)}")

    def confirm_pause(
        self, client: Client, until: date, going: Sequence[Booking], yes: str, *, note: str
    ) -> Message:
        body = f"Pause the weekly slot of {client.name} until {self.day(until)}?{self._going(going)}"
        return self.confirm(f"{body}{self._not_passed_on(note)}", yes)

    def paused(
        self, client: Client, first: date, until: date, ended: Sequence[Booking], *, note: str
    ) -> Message:
        gone = f", with {self._count(ended)} cancelled free of charge" if ended else ""
        said = f"Paused: {client.name} from {self.day(first)} until {self.day(until)}{gone}."
        return Text(f"{said} From then on the weekly slot counts again.{self._not_passed_on(note)}")

    def _not_passed_on(self, note: str) -> str:
        return f"\nNot passed on: “{note}”." if note else ""

    def confirm_stop(self, client: Client, going: Sequence[Booking], yes: str) -> Message:
        return self.confirm(f"End the weekly slot of {client.name}?{self._going(going)}", yes)

    def stopped(self, client: Client, cancelled: Sequence[Booking]) -> Message:
        return Text(f"Ended: the weekly slot of {client.name}, with {self._count(cancelled)}.")

    def confirm_cancel_day(self, day: date, coming: Sequence[Booking], reason: str, yes: str) -> Message:
        clients = len({each.client.id for each in coming})
        why = f"\nReason: {reason}" if reason else ""
        people = "1 person" if clients == 1 else f"{clients} people"
        body = f"Cancel all on {self.day(day)}: {self._count(coming)} of {people}?"
        return self.confirm(f"{body}{self._going(coming, named=True)}{why}", yes)

    def which_day_to_cancel(self, options: Sequence[Option]) -> Message:
        return self.which("Cancel all sessions of which day?", options)

    def nothing_on(self, day: date) -> Message:
        return Text(f"Nothing is booked on {self.day(day)} from now on.")

    def day_cancelled_by_owner(self, day: date, cancelled: Sequence[Booking]) -> Message:
        return Text(f"Cancelled: {self._count(cancelled)} on {self.day(day)}; nobody is charged.")

    def confirm_deactivate(
        self, client: Client, coming: Sequence[Booking], slots: Sequence[StandingBooking], yes: str
    ) -> Message:
        going = f"{self._slots(slots)}{self._going(coming)}"
        return self.confirm(f"Deactivate {client.name}?{going}", yes, no="Reject")

    def deactivated_by_owner(self, client: Client, bookings: int) -> Message:
        gone = f", with {bookings} coming booking{'' if bookings == 1 else 's'}" if bookings else ""
        return Text(f"Deactivated: {client.name}{gone}.")

    def inactive_already(self, client: Client) -> Message:
        return Text(f"{client.name} is inactive already.")

    def active_already(self, client: Client) -> Message:
        return Text(f"{client.name} is active already.")

    def reactivated(self, client: Client) -> Message:
        return Text(f"Reactivated: {client.name}. Nothing is booked, and nobody was told.")

    def _slots(self, slots: Sequence[StandingBooking]) -> str:
        return "".join(f"\n• the weekly slot: {self.slot(each)}" for each in slots)

    def _going(self, going: Sequence[Booking], *, named: bool = False) -> str:
        """List what would be cancelled, as far as one message holds it."""
        lines = [f"\n• {f'{each.client.name}, ' if named else ''}{self.session(each)}" for each in going[:12]]
        more = f"\n… and {len(going) - 12} more" if len(going) > 12 else ""
        return ("".join(lines) + more) if lines else " Nothing is booked."

    def marked(self, booking: Booking) -> Message:
        words = {"sick": "sick, not charged", "no_show": "no-show", "attended": "attended"}[booking.status]
        return Text(f"{booking.client.name}: {words}, {self.session(booking)}.")

    def nothing_to_mark(self, client: Client, options: Sequence[Option]) -> Message:
        if not options:
            return Text(f"{client.name} has no booking that could be marked. Nothing was written.")
        return self.which(f"{client.name} has no such booking then. Did you mean this one?", options)

    def recorded(self, bookings: Sequence[Booking]) -> Message:
        names = " & ".join(booking.client.name for booking in bookings)
        return Text(f"Recorded as attended: {names}, {self.session(bookings[0])}.")

    def record_as_attended(self) -> str:
        return "Record as attended"

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

    def on_its_way(self) -> Message:
        return Text("On its way.")

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

    def something_broke(self, name: str) -> Message:
        return Text(
            f"⚠️ A message from {name} met a fault of mine, and I have told them so."
            " Nothing was changed. Please answer them yourself; the details are in the log."
        )

    def not_understood_by_owner(self, words: str) -> Message:
        return Text(f"I did not understand “{words[:60]}”. Write help to see what I can do.")
