"""What the owner is told when she looks something up: the diary, free seats, a client's card."""

from collections.abc import Mapping, Sequence
from datetime import date

from pilateshq.conversation.commands import MoveBooking
from pilateshq.conversation.wording.delivery import Delivery
from pilateshq.messages import Button, Buttons, Message, Text
from pilateshq.models import Booking, Client
from pilateshq.studio.diary import Card, Opening, Sitting

COMING_ON_A_CARD = 3
LONGEST = 3900  # characters; a message holds 4096
MARKS = {"attended": "came", "no_show": "no-show", "sick": "sick"}


class Looking(Delivery):
    def diary(self, days: Mapping[date, Sequence[Sitting]]) -> Message:
        if len(days) == 1 and not any(days.values()):
            return Text(f"{self.day(next(iter(days)))}: nobody is booked.")
        return Text(self._cut("\n\n".join(self._day(day, sittings) for day, sittings in days.items())))

    def _day(self, day: date, sittings: Sequence[Sitting]) -> str:
        lines = [self._sitting(each) for each in sittings] or ["nobody is booked"]
        return "\n".join([f"*{self.day(day)}*", *lines])

    def _sitting(self, sitting: Sitting) -> str:
        names = ", ".join(self._name(each) for each in sitting.bookings)
        free = f", {sitting.seats_free} free" if sitting.seats_free else ""
        waiting = f", {sitting.waiting} waiting" if sitting.waiting else ""
        return f"{self._clock(sitting.session.starts_at)} {sitting.session.kind}: {names}{free}{waiting}"

    def _name(self, booking: Booking) -> str:
        marked = MARKS.get(booking.status)
        return f"{booking.client.name} ({marked})" if marked else booking.client.name

    def free_seats(self, days: Mapping[date, Sequence[Opening]]) -> Message:
        if not any(days.values()):
            return Text(f"Nothing is free{self.on(next(iter(days)), None) if len(days) == 1 else ' then'}.")
        lines = [
            f"*{self.day(day)}*\n{self._openings(openings)}" for day, openings in days.items() if openings
        ]
        return Text(self._cut("Free:\n" + "\n".join(lines)))

    def _openings(self, openings: Sequence[Opening]) -> str:
        """List the hours of each kind; kinds that are free at the same hours share a line."""
        hours: dict[str, list[str]] = {}
        for each in openings:
            hours.setdefault(each.kind.name, []).append(self._clock(each.starts_at))
        kinds: dict[str, list[str]] = {}
        for kind, clocks in hours.items():
            kinds.setdefault(" ".join(clocks), []).append(kind)
        return "\n".join(f"{', '.join(names)}: {clocks}" for clocks, names in kinds.items())

    def card(self, card: Card) -> Message:
        """Tell what is known of a client; what is most asked for next is on the buttons."""
        client = card.client
        inactive = "" if client.active else " (inactive)"
        body = "\n".join(
            [
                f"*{client.name}*{inactive} {client.contact.phone or 'no number'}",
                self._coming(card.coming),
                *(f"Weekly: {self.slot(each)}" for each in card.slots),
                *([f"Last: {MARKS[card.last.status]}, {self.session(card.last)}"] if card.last else []),
                *(f"⚠️ {each}" for each in self.reach(client.contact)),
            ]
        )
        return Buttons(body, self._on_a_card(card))

    def _coming(self, coming: Sequence[Booking]) -> str:
        if not coming:
            return "Nothing is booked."
        more = f", and {len(coming) - COMING_ON_A_CARD} more" if len(coming) > COMING_ON_A_CARD else ""
        return f"Next: {', '.join(self.session(each) for each in coming[:COMING_ON_A_CARD])}{more}"

    def _on_a_card(self, card: Card) -> tuple[Button, ...]:
        who = f"#{card.client.id}"
        if not card.client.active:
            return (Button("Reactivate", f"reactivate {who}"),)
        book = Button("Book", f"book {who}")
        if not card.coming:
            return (book, Button("Deactivate…", f"deactivate {who}"))
        next_one = card.coming[0]
        move, cancel = str(MoveBooking(next_one.id)), f"cancel #{next_one.id}"
        return (book, Button("Move the next…", move), Button("Cancel the next", cancel))

    def nothing_today(self, client: Client) -> Message:
        return Text(f"{client.name} has no booking today. Nothing was noted.")

    def noted_late(self, booking: Booking, minutes: int | None) -> Message:
        by = f" {minutes} min" if minutes else ""
        return Text(f"Noted: {booking.client.name} runs{by} late, {self.session(booking)}. It stays booked.")

    def _cut(self, text: str) -> str:
        """Cut after the last whole line that one message holds, and say so."""
        if len(text) <= LONGEST:
            return text
        return f"{text[: text.rindex(chr(10), 0, LONGEST)]}\n… and more: ask for a single day."
