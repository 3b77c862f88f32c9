"""What the owner is told of people whose numbers or WhatsApp accounts change."""

from collections.abc import Sequence

from pilateshq.conversation.wording.voice import Voice
from pilateshq.messages import Button, Buttons, Message, Text
from pilateshq.models import Client, Contact


class Identities(Voice):
    def has_moved(self, name: str, contact: Contact, former: str) -> Message:
        now = f"is {contact.phone} now" if contact.phone else "has changed, and WhatsApp hides the new one"
        was = f" (it was {former})" if former else ""
        return Text(f"{name}'s number {now}{was}. All else stays as it is.")

    def admin_moved(self, name: str, number: str | None) -> Message:
        to = f" to +{number}" if number else ""
        return Text(
            f"⚠️ WhatsApp says that the number of {name}, or one that ADMIN_WA_LIST names, has changed{to}."
            " That list alone says who is an admin, so nothing was carried over."
            " If it is right, please change the list, and take out the old number."
        )

    def same_person(self, client: Client, stranger: Contact) -> Message:
        """Ask whether a client and somebody unknown are one."""
        name, account = client.name, stranger.name or "somebody"
        body = (
            f"⚠️ {name}'s number ({self._number(client.contact)}) and the WhatsApp account of {account}"
            f" ({self._number(stranger)}) may be one person's, or the number has a new owner."
            f" I have changed nothing{self._and_silent(client)}. Please ask {name}."
            f" If the number is somebody else's now: pilateshq clients edit {name} --phone …"
        )
        same = Button("Same person", f"same person #{client.id} #{stranger.id}")
        return Buttons(body, (same, *self._right(client)))

    def two_clients_at_one_number(self, clients: Sequence[Client]) -> Message:
        """Ask whose a number is that two clients have."""
        names = " and ".join(f"{each.name} ({self._number(each.contact)})" for each in clients)
        silent = "".join(map(self._and_silent, clients))
        body = (
            f"⚠️ WhatsApp gives one number or account to two of your clients: {names}."
            f" I have changed nothing{silent}. Please ask them, and set the right number with:"
            " pilateshq clients edit NAME --phone …"
        )
        buttons = tuple(button for each in clients for button in self._right(each))
        return Buttons(body, buttons[:1]) if buttons else Text(body)

    def not_two_any_more(self, client: Client) -> Message:
        return Text(f"That was decided before. {client.name}'s number is {self._number(client.contact)}.")

    def number_is_right(self, client: Client) -> Button:
        return Button("Number is right", f"number right #{client.id}")

    def trusted(self, client: Client) -> Message:
        where = client.contact.phone or "their WhatsApp account"
        return Text(f"Good: {client.name} is written to at {where} again.")

    def _right(self, client: Client) -> tuple[Button, ...]:
        return (self.number_is_right(client),) if client.contact.doubted_at else ()

    def _number(self, contact: Contact) -> str:
        return contact.phone or "number not shown"

    def _and_silent(self, client: Client) -> str:
        return f", and tell {client.name} nothing for now" if client.contact.doubted_at else ""
