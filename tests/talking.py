"""The desk without a wire: what is said is answered in one transaction, and what is queued stays queued."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from pilateshq import outbox
from pilateshq.conversation import desk
from pilateshq.conversation.commands import Speaker
from pilateshq.conversation.turn import Notice, Turn
from pilateshq.messages import Button, Buttons, Choices, Message, from_json, plain
from pilateshq.models import Booking, Client, Contact, Outbound, OutboundState, Purpose
from pilateshq.settings import Settings
from pilateshq.studio import people
from tests.world import JOHN, MARY, NADINE, THURSDAY

NAMES = {"nadine": NADINE, "john": JOHN, "mary": MARY}


@dataclass
class Talk:
    """Nadine, and two clients who wrote just now."""

    settings: Settings
    now: datetime = THURSDAY
    turns: "count[int]" = field(default_factory=lambda: count(1))

    def register(self) -> None:
        for name, number in (("John Smith", JOHN), ("Mary Jones", MARY)):
            people.register(name, f"+{number}", region="ZA", actor="test", now=self.now)
        for number in NAMES.values():
            people.meet(wa_id=number, user_id=None, name="", at=self.now)

    def forward(self, **parts: float) -> None:
        self.now += timedelta(**parts)

    def say(self, who: str, words: str, *, kind: str = "text") -> str:
        """Let somebody type, and give what is said back; nothing is sent."""
        turn = self.turn(who, words, kind)
        answer = desk.answer(turn)
        if answer.whole and turn.contact:
            reply = Notice(
                to=turn.contact,
                key=f"reply:{turn.key}",
                message=answer.whole,
                purpose=Purpose.reply,
                expires_at=self.now + timedelta(days=1),
            )
            outbox.queue(reply, now=self.now)
        for notice in answer.notices:
            outbox.queue(notice, now=self.now)
        return plain(answer.whole) if answer.whole else ""

    def turn(self, who: str, words: str, kind: str = "text") -> Turn:
        contact = people.contact_of(NAMES[who])
        client = people.client_of(contact)
        is_admin = who == "nadine"
        return Turn(
            key=f"in{next(self.turns)}",
            speaker=Speaker.admin if is_admin else Speaker.client,
            actor=f"admin {contact.id}" if is_admin else f"client {client.id if client else 0}",
            words=words,
            kind=kind,
            said_at=self.now,
            now=self.now,
            settings=self.settings,
            contact=contact,
            client=client,
        )

    def tap(self, who: str, title: str) -> str:
        """Tap a button of the newest message that has it."""
        for row in self._said_to(who):
            for each in _parts(from_json(row.message or "")):
                if each[0] == title:
                    return self.say(who, each[1], kind="tap")
        raise LookupError(title)

    def ask(self, client: Client, question: str, title: str, command: str) -> None:
        """Ask a client something of the studio's own accord."""
        notice = Notice(
            to=client.contact,
            key=f"asked:{next(self.turns)}",
            message=Buttons(question, (Button(title, command),)),
            expires_at=self.now + timedelta(days=1),
        )
        outbox.queue(notice, now=self.now)

    def offered(self, who: str) -> list[str]:
        """List the titles of the newest reply's buttons or rows."""
        return [title for title, _ in _parts(from_json(self._said_to(who)[0].message or ""))]

    def deliver(self) -> None:
        """Let all that waits leave."""
        Outbound.update(state=OutboundState.delivered).where(Outbound.state == OutboundState.queued).execute()

    def told(self, who: str) -> list[str]:
        """List what goes to somebody, or went, beside replies; the newest last."""
        rows = [row for row in self._said_to(who) if row.purpose != Purpose.reply]
        return [plain(from_json(row.message or "")) for row in reversed(rows) if row.state != "cancelled"]

    def statuses(self) -> list[str]:
        return [str(each.status) for each in Booking.select().order_by(Booking.id)]

    def _said_to(self, who: str) -> list[Outbound]:
        to = Outbound.select().join(Contact).where(Contact.wa_id == NAMES[who])
        return list(to.order_by(Outbound.id.desc()))


def _parts(message: Message) -> list[tuple[str, str]]:
    match message:
        case Buttons(_, parts) | Choices(_, _, parts):
            return [(each.title, each.command) for each in parts]
        case _:
            return []
