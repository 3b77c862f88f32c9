"""What is said of waiting for a seat."""

from collections.abc import Sequence

from pilateshq.conversation.wording.refusals import Refusals
from pilateshq.conversation.wording.voice import first_name
from pilateshq.messages import Button, Buttons, Message, Row, Template, Text
from pilateshq.models import Booking, Client
from pilateshq.studio.waitlist import Offer

ORDINALS = ("first", "second", "third", "fourth", "fifth")
REPLY_OFFER = "Reply ACCEPT or PASS."  # where the account's template has no buttons


class Waiting(Refusals):
    def wait_for_it(self) -> str:
        return "Join the waitlist"

    def waits(self, booking: Booking, ahead: int) -> Message:
        """Confirm a place on the list, with how many are ahead."""
        place = f"{ORDINALS[ahead]} in line" if ahead < len(ORDINALS) else f"number {ahead + 1} in line"
        body = (
            f"You are on the waitlist for {self.session(booking)}, {place}."
            " If a seat frees, I ask you first; nothing is booked by itself."
        )
        return Buttons(body, (Button("Leave the list", f"pass #{booking.id}"),))

    def client_waits(self, booking: Booking, ahead: int) -> Message:
        before = f", with {ahead} before them" if ahead else ""
        return Text(f"{booking.client.name} is on the waitlist for {self.session(booking)}{before}.")

    def seat_offered(self, offer: Offer) -> tuple[Message, Template]:
        """Offer a freed seat, with until when it may be taken, in both forms."""
        number, name = offer.booking.id, first_name(offer.booking.client)
        session, until = self.session(offer.booking), self.moment(offer.until)
        commands = (f"accept #{number}", f"pass #{number}")
        body = f"Hi {name}, a seat is free: {session}. Would you like it? Please answer by {until}."
        free = Buttons(body, (Button("Accept", commands[0]), Button("Pass", commands[1])))
        template = Template("client_waitlist_us", (name, session, until), commands, otherwise=REPLY_OFFER)
        return free, template

    def client_accepted(self, booking: Booking) -> Message:
        return Text(f"{booking.client.name} took the free seat: {self.session(booking)}.")

    def seat_gone(self, booking: Booking) -> Message:
        return Text(
            f"Sorry, somebody else has just taken that seat: {self.session(booking)}."
            " You are still on the waitlist."
        )

    def left_list(self, booking: Booking) -> Message:
        return Text(f"All right, you are off the waitlist for {self.session(booking)}.")

    def list_dropped(self, client: Client, theirs: Sequence[Booking]) -> tuple[Message, Template]:
        sessions = " and ".join(self.session(each) for each in theirs)
        text = f"You were on the waitlist for {sessions}. It will not be, so nothing is kept for you there."
        return Text(f"Hi {first_name(client)}. {text}"), self.client_update(client, text)

    def waited_for(self, waiting: Sequence[Booking]) -> str:
        """List what they wait for, below what they are booked for."""
        return "".join(f"\n• waiting for {self.session(each)}" for each in waiting)

    def leave_rows(self, waiting: Sequence[Booking]) -> list[Row]:
        return [
            Row(f"Leave {self.moment(each.session.starts_at)}", f"pass #{each.id}", "the waitlist")
            for each in waiting
        ]
