"""What is said of deeds that are undone, and of what happened."""

from collections.abc import Sequence
from itertools import groupby

from pilateshq import errors
from pilateshq.conversation.commands import Undo
from pilateshq.conversation.wording.refusals import Refusals
from pilateshq.conversation.wording.voice import BESIDE_A_BUTTON, BUTTONS_A_MESSAGE, first_name
from pilateshq.messages import ROWS_A_LIST, Button, Buttons, Choices, Message, Row, Template, Text
from pilateshq.models import Booking, BookingStatus, Client, Contact, Event

UNDO = "Undo"  # on the button beside what was done, which is no answer to a question
SESSIONS_NAMED = 8
STILL = {BookingStatus.booked: "You are booked", BookingStatus.requested: "We are still looking at"}


class Deeds(Refusals):
    def with_undo(self, reply: Message, deed: int) -> Message:
        """Put an Undo button where there is room for one; the word does it everywhere."""
        undo = Button(UNDO, str(Undo(deed)))
        match reply:
            case Text(body) if len(body) <= BESIDE_A_BUTTON:
                return Buttons(body, (undo,))
            case Text(body):
                return Text(f"{body}\nTo take it back, write undo.")
            case Buttons(body, buttons) if len(buttons) < BUTTONS_A_MESSAGE:
                return Buttons(body, (*buttons, undo))
            case Choices(body, label, rows) if len(rows) < ROWS_A_LIST:
                return Choices(body, label, (*rows, Row(undo.title, undo.command)))
            case _:
                return reply

    def undone(self, told: str, spared: Sequence[str]) -> Message:
        """Say what was undone, and who had not heard of it yet."""
        names = " & ".join(spared)
        if not names:
            return Text(f"Undone: {self.quoted(told)}.")
        had = "had" if len(spared) > 1 else "has"
        return Text(f"Undone: {self.quoted(told)}. {names} {had} not been told yet, and will not be.")

    def wrong_one(self, wrong: str, told: str, yes: str) -> Message:
        return self.confirm(
            f"The last thing that I did was not about {wrong}: {self.quoted(told)}. Undo it?", yes
        )

    def not_undone(self, refusal: errors.StudioError) -> Message:
        return Text(f"Nothing was undone. {self.refused(refusal)}")

    def cannot_undo(self, told: str) -> Message:
        return Text(f"That cannot be undone: {self.quoted(told)}.")

    def unsaid(self, spared: int, heard: int) -> Message:
        """Say of words alone how many will not hear them, and how many have."""
        if not spared:
            return Text("That has gone out already, and words cannot be unsaid.")
        rest = f" {heard} had it already." if heard else ""
        return Text(f"Stopped: {'1 message' if spared == 1 else f'{spared} messages'} will not go out.{rest}")

    def undone_to(self, client: Client | None, now: Sequence[Booking]) -> tuple[Message, Template | None]:
        """Take back what somebody was told, and say what their bookings are after all."""
        if client is None:
            return Text("Please disregard the last message about this: it was undone."), None
        text = " ".join(["Please disregard our last message: that was undone.", *self._after_all(now)])
        return Text(f"Hi {first_name(client)}. {text}"), self.client_update(client, text)

    def _after_all(self, now: Sequence[Booking]) -> list[str]:
        booked = [self.session(each) for each in now if each.status == BookingStatus.booked]
        off = [self.session(each) for each in now if each.status == BookingStatus.cancelled]
        said = [f"You are booked: {self._some(booked)}."] if booked else []
        return said + ([f"You are not booked: {self._some(off)}."] if off else [])

    def _some(self, sessions: Sequence[str]) -> str:
        more = f" and {len(sessions) - SESSIONS_NAMED} more" if len(sessions) > SESSIONS_NAMED else ""
        return ", ".join(sessions[:SESSIONS_NAMED]) + more

    # why

    def what_happened(
        self, client: Client, events: Sequence[tuple[Event, str]], costs: Sequence[str]
    ) -> Message:
        """Tell what happened to a client lately and who did it, and what each booking costs.

        What was done at one go is one line.
        """
        told = [((self.moment(event.at), self._what(event), who), event) for event, who in events]
        lines = [
            f"• {at} {what}{self._of([event for _, event in group])}, {who}"
            for (at, what, who), group in groupby(told, key=lambda each: each[0])
        ]
        if not lines:
            return Text(f"Nothing has happened to {client.name}.")
        costs = ["What it costs, and why:", *(f"• {each}" for each in costs)] if costs else []
        return Text("\n".join([f"What happened to {client.name} lately:", *lines, *costs]))

    def _what(self, event: Event) -> str:
        what = event.what.replace("_", "-")
        return f"{what} ({event.detail})" if event.detail and event.what in TOLD_IN_DETAIL else what

    def _of(self, events: Sequence[Event]) -> str:
        sessions = [self.session(event.booking) for event in events if event.booking]
        return f": {self._some(sessions)}" if sessions else ""

    def by_client(self, client: Client) -> str:
        return f"by {first_name(client)} on WhatsApp"

    def by_admin(self, contact: Contact | None) -> str:
        return f"by {contact.name if contact and contact.name else self.owner} on WhatsApp"

    def by_owner(self) -> str:
        return f"by {self.owner} on WhatsApp"

    def at_terminal(self) -> str:
        return "at the terminal"

    def by_itself(self) -> str:
        return "by itself"


TOLD_IN_DETAIL = ("undone", "day skipped", "details changed", "invoiced", "credited")
