"""What is said of prices, packages and charges, and to clients of their own money."""

from collections.abc import Sequence

from pilateshq.conversation.wording.money import OfMoney, rand
from pilateshq.conversation.wording.voice import Option, first_name
from pilateshq.messages import Button, Buttons, Message, Template, Text
from pilateshq.models import Booking, Client
from pilateshq.money_models import Agreement, Invoice, Package
from pilateshq.studio.package_states import State
from pilateshq.studio.payments import Account


class OfTerms(OfMoney):
    # prices and packages

    def percent_agreed(self, client: Client, percent: int) -> Message:
        if not percent:
            return Text(f"{client.name} has no discount any more.")
        return Text(
            f"{percent} % off for {client.name}, on all that is not invoiced yet, until you say otherwise"
            f" (0 % off {first_name(client)})."
        )

    def amount_off(self, client: Client, cents: int) -> Message:
        return Text(f"{rand(cents)} off {client.name}'s next invoice.")

    def price_agreed(self, client: Client, agreed: Agreement) -> Message:
        of = f" for a {agreed.kind}" if agreed.kind else " for any session"
        if agreed.cents is None:
            return Text(f"{client.name} pays the usual price{of} again, from today's sessions on.")
        return Text(f"{client.name} pays {rand(agreed.cents)}{of}, from today's sessions on.")

    def which_package_kind(self, client: Client, options: Sequence[Option]) -> Message:
        return self.which(f"A package of what for {client.name}?", options)

    def bought(self, package: Package) -> Message:
        return Text(
            f"{package.client.name} bought {package.sessions} {package.kind} sessions for"
            f" {rand(package.cents)}, good for {package.days} days from the first one on."
            " It comes with the next invoice."
        )

    def package_extended(self, package: Package, days: int) -> Message:
        return Text(f"{package.client.name}'s package is good for {days} days more.")

    def package_ended(self, package: Package) -> Message:
        return Text(f"{package.client.name}'s package has ended.")

    def package_ran_out(self, state: State) -> Message:
        package, days = state.package, self.settings.studio.packages.extend_days
        until = self.full_date(state.good_until) if state.good_until else ""
        body = (
            f"{package.client.name}'s package of {package.sessions} {package.kind} was good until"
            f" {until}; {state.left} left. They are kept until you decide."
        )
        extend = Button(f"{days} days more", f"extend package #{package.id}")
        return Buttons(body, (extend, Button("End it", f"end package #{package.id}")))

    def package_low(self, state: State) -> tuple[Message, Template]:
        client, left = state.package.client, state.left
        text = (
            f"Your package of {state.package.sessions} {state.package.kind} sessions has {left} left."
            if left != 1
            else f"Your package of {state.package.sessions} {state.package.kind} sessions has one left."
        )
        return Text(f"Hi {first_name(client)}. {text}"), self.client_update(client, text)

    # charges

    def to_decide(self, waiting: Sequence[Booking]) -> Message:
        if not waiting:
            return Text("No no-show or late cancel waits for you.")
        first = waiting[0]
        more = f"\n{len(waiting) - 1} more after this one." if len(waiting) > 1 else ""
        body = f"{first.client.name}, {self._missed(first)}: {self.session(first)}. Charge for it?{more}"
        return Buttons(body, self.charge_buttons(first))

    def charge_buttons(self, booking: Booking) -> tuple[Button, ...]:
        return (Button("Charge", f"charge #{booking.id}"), Button("Waive", f"waive #{booking.id}"))

    def _missed(self, booking: Booking) -> str:
        return "no-show" if booking.status == "no_show" else "late cancel"

    def cancelled_inside_notice(self, booking: Booking) -> Message:
        body = (
            f"Cancelled: {booking.client.name}, {self.session(booking)}, inside the notice period."
            " Free of charge, unless you charge for it."
        )
        return Buttons(body, self.charge_buttons(booking))

    def charged(self, booking: Booking) -> Message:
        return Text(
            f"Charged: {booking.client.name}, {self.session(booking)}. It comes with the next invoice."
        )

    def waived(self, booking: Booking) -> Message:
        return Text(f"Not charged: {booking.client.name}, {self.session(booking)}.")

    def lifted(self, booking: Booking) -> tuple[Message, Template]:
        text = (
            f"Good news: somebody took your place in the {self.session(booking)},"
            " so your late cancel is not charged."
        )
        return Text(f"Hi {first_name(booking.client)}. {text}"), self.client_update(booking.client, text)

    # to clients

    def own_balance(self, account: Account, states: Sequence[State]) -> Message:
        cents = account.balance_cents
        owing = [each for each in account.settled if each.open_cents > 0]
        lines = "".join(
            f"\n• {each.invoice.number}: {rand(each.open_cents)}, due {self.full_date(each.invoice.due_on)}"
            for each in owing
        )
        left = "".join(f"\nYour package: {each.left} {each.package.kind} left." for each in states)
        if cents > 0:
            pay = (Button("Send my invoice", "invoice"),)
            return Buttons(f"You owe {rand(cents)}.{lines}{left}", pay)
        favour = f" {rand(-cents)} is in your favour." if cents < 0 else ""
        return Text(f"You owe nothing.{favour}{left}")

    def own_invoice(self, invoice: Invoice) -> Message:
        return Text(f"Here is {invoice.number}, {rand(invoice.total_cents)}. It is on its way.")

    def no_invoice(self) -> Message:
        return Text("You have no invoice yet.")

    def proof_noted(self) -> Message:
        return Text(f"Thank you! I have passed it on to {self.owner}, who checks it.")

    def proof_came(self, client: Client, words: str, account: Account) -> Message:
        said = f" and writes: {words}" if words else ""
        cents = account.balance_cents
        body = (
            f"{client.name} ({client.contact.phone}) sent a file{said}. To check: no payment was noted."
            f" {self._owes(client, cents)}"
        )
        if cents <= 0:
            return Text(body)
        paid = Button(f"{rand(cents)} came", f"#{client.id} paid {cents // 100}.{cents % 100:02} eft")
        return Buttons(body, (paid, Button("Statement", f"statement #{client.id}")))

    def proof_caption(self, client: Client) -> str:
        return f"From {client.name}, to check."
