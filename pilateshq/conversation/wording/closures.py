"""What is said of days closed and opened, of all that one client had, and of news."""

from collections.abc import Sequence
from datetime import date

from pilateshq.conversation.commands import Close, Open
from pilateshq.conversation.wording.to_owner import ToOwner
from pilateshq.conversation.wording.voice import first_name
from pilateshq.messages import Message, Template, Text
from pilateshq.models import Booking, Client, StandingBooking


class Closures(ToOwner):
    def _days(self, first: date, last: date) -> str:
        return self.day(first) if first == last else f"{self.day(first)} to {self.day(last)}"

    def confirm_close(self, command: Close, coming: Sequence[Booking], yes: str) -> Message:
        why = f"\nReason: {command.reason}" if command.reason else ""
        people = len({each.client.id for each in coming})
        gone = f" Then {self._count(coming)} of {'1 person' if people == 1 else f'{people} people'} go:"
        body = f"Close the studio, {self._days(command.first, command.last)}?{gone if coming else ''}"
        return self.confirm(f"{body}{self._going(coming, named=True)}{why}", yes)

    def closed(self, command: Close, cancelled: Sequence[Booking]) -> Message:
        gone = f", and {self._count(cancelled)} cancelled; nobody is charged" if cancelled else ""
        return Text(f"Closed: {self._days(command.first, command.last)}{gone}.")

    def opened(self, command: Open) -> Message:
        return Text(
            f"Open: {self._days(command.first, command.last)}, at the usual hours."
            " What was cancelled or left out then is not booked again by itself."
        )

    def no_hours(self, command: Open) -> Message:
        days = self._days(command.first, command.last)
        return Text(f"There are no opening hours on {days}. Book with anyway at the end of the line instead.")

    def confirm_cancel_everything(
        self, client: Client, coming: Sequence[Booking], slots: Sequence[StandingBooking], yes: str
    ) -> Message:
        ending = f" with {self._count_slots(slots)}" if slots else ""
        body = f"Cancel all of {client.name}: {self._count(coming)}{ending}?"
        return self.confirm(f"{body}{self._slots(slots)}{self._going(coming)}", yes)

    def everything_cancelled(
        self, client: Client, gone: Sequence[Booking], slots: Sequence[StandingBooking]
    ) -> Message:
        ended = f", and {self._count_slots(slots)} ended" if slots else ""
        return Text(f"Cancelled: {self._count(gone)} of {client.name}{ended}; nothing is charged.")

    def all_cancelled(
        self, client: Client, gone: Sequence[Booking], slots: Sequence[StandingBooking]
    ) -> tuple[Message, Template]:
        ended = " Your weekly slot has ended." if slots else ""
        named = ", ".join(self.session(each) for each in gone[:10])
        sessions = f" Your bookings are cancelled: {named}." if gone else ""
        text = f"From the studio:{sessions}{ended} Nothing is charged."
        return Text(f"Hi {first_name(client)}. {text}"), self.client_update(client, text)

    def _count_slots(self, slots: Sequence[StandingBooking]) -> str:
        return "the weekly slot" if len(slots) == 1 else f"{len(slots)} weekly slots"

    # news

    def confirm_news(self, words: str, readers: int, yes: str) -> Message:
        who = "1 client" if readers == 1 else f"{readers} clients"
        return self.confirm(f"Send this to {who} who asked for news?\n\n{words}", yes)

    def news_queued(self, readers: int) -> Message:
        return Text(f"On its way to {readers} {'client' if readers == 1 else 'clients'}.")

    def no_readers(self) -> Message:
        return Text("No active client has asked for news, so nothing goes out.")

    def no_such_news(self) -> Message:
        return Text("There is no such draft any more. Please write broadcast and the words again.")

    def news_sent_already(self) -> Message:
        return Text("That has gone out already.")

    def news_too_long(self, length: int, most: int) -> Message:
        return Text(f"That is {length} characters, and {most} fit. Nothing was sent: please shorten it.")
