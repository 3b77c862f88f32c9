"""What is said of bookings that are moved."""

from collections.abc import Sequence
from datetime import datetime

from pilateshq.conversation.wording.voice import Option, Voice, first_name
from pilateshq.messages import Button, Buttons, Message, Template, Text
from pilateshq.models import Booking, Client
from pilateshq.studio.moving import Moved


class Moving(Voice):
    # to the owner

    def moved(self, moved: Moved) -> Message:
        return Text(f"Moved: {moved.booking.client.name}, {self._change(moved)}.")

    def which_to_move(self, options: Sequence[Option]) -> Message:
        return self.which("Which of these shall be moved?", options)

    def move_where(self, booking: Booking, options: Sequence[Option]) -> Message:
        if not options:
            return Text(f"There is no free time then for {self.session(booking)}. Please name another day.")
        return self.which(f"Where to, for {self.session(booking)}? Choose a free time, or write it.", options)

    def move_anyway(self) -> str:
        return "Move anyway"

    def asks_to_move(
        self, booking: Booking, starts_at: datetime, approve: str, decline: str, *, late: bool
    ) -> Message:
        is_late = " It is inside the notice period." if late else ""
        asks = f"{booking.client.name} asks to move {self.session(booking)} to {self.moment(starts_at)}."
        return Buttons(f"{asks}{is_late}", (Button("Approve", approve), Button("Decline", decline)))

    def client_moved(self, moved: Moved) -> Message:
        return Text(f"{moved.booking.client.name} moved {self._change(moved)}.")

    def move_declined_by_owner(self, booking: Booking) -> Message:
        return Text(f"Declined: {booking.client.name} stays with {self.session(booking)}.")

    # to the client

    def booking_moved(self, moved: Moved) -> tuple[Message, Template]:
        """Tell of both times in one message, in both forms; Reject comes with it."""
        booking, name = moved.booking, first_name(moved.booking.client)
        command = f"reject #{booking.id}"
        free = Buttons(
            f"Hi {name}, your {self._change(moved)}. See you then!", (Button("❌ Reject", command),)
        )
        more = f"moved from {self.moment(moved.was)}"
        return free, Template(
            "client_booking_us",
            (name, self.session(booking), more),
            (command,),
            otherwise="Reply REJECT if this does not suit you.",
        )

    def move_requested(self, booking: Booking, starts_at: datetime) -> Message:
        asked = f"I have asked {self.owner} to move your {self.session(booking)} to {self.moment(starts_at)}."
        return Text(f"{asked} Until you hear from us it stays as it is.")

    def moved_by_client(self, moved: Moved) -> Message:
        return Text(f"Moved: your {self._change(moved)}. See you at the studio!")

    def move_declined(self, booking: Booking, wished: datetime) -> tuple[Message, Template]:
        text = f"Sorry, {self.moment(wished)} is not possible. Your {self.session(booking)} stays as it is."
        client: Client = booking.client
        return Text(f"Hi {first_name(client)}. {text}"), self.client_update(client, text)

    def _change(self, moved: Moved) -> str:
        start = moved.booking.session.starts_at
        return f"{moved.booking.session.kind} from {self.moment(moved.was)} to {self.moment(start)}"
