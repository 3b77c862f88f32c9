"""What is said about money, in chat and on the lines of an invoice."""

from collections.abc import Sequence
from datetime import date

from pilateshq.conversation.wording.refusals import Refusals
from pilateshq.conversation.wording.voice import first_name
from pilateshq.messages import Button, Buttons, Choices, Message, Row, Template, Text, page
from pilateshq.models import Client
from pilateshq.money_models import Invoice, Payment
from pilateshq.studio.billing import Draft, Item, What
from pilateshq.studio.payments import Debt, Entry

NAMES_LISTED = 15
LINES_LISTED = 15


def rand(cents: int) -> str:
    """Write an amount as R1,200 or R1,200.50."""
    sign, whole, part = "-" if cents < 0 else "", abs(cents) // 100, abs(cents) % 100
    return f"{sign}R{whole:,}" + (f".{part:02}" if part else "")


class OfMoney(Refusals):
    def month(self, month: date) -> str:
        return f"{month:%B %Y}"

    def full_date(self, day: date) -> str:
        return f"{day.day} {day:%b %Y}"

    # the lines of an invoice

    def item(self, item: Item) -> str:
        """Say what is charged, as it is printed."""
        off = f", {item.percent} % off" if item.percent else ""
        start = f"{item.starts_at.astimezone(self.settings.zone):%H:%M}" if item.starts_at else ""
        used = " (from the package)" if item.booking and item.package else ""
        match item.what:
            case What.session:
                return f"{item.kind.capitalize()} at {start}{off}{used}"
            case What.no_show:
                return f"{item.kind.capitalize()} at {start}, not attended{off}{used}"
            case What.late:
                return f"{item.kind.capitalize()} at {start}, cancelled late{off}{used}"
            case What.package:
                return f"Package of {item.sessions} {item.kind} sessions"
            case What.discount:
                return "Discount"

    # invoicing

    def confirm_invoice(self, draft: Draft, month: date, yes: str) -> Message:
        lines = [
            f"\n• {self._on(item)}{self.item(item)}: {rand(item.amount_cents)}"
            for item in draft.items[:LINES_LISTED]
        ]
        more = len(draft.items) - LINES_LISTED
        rest = f"\n… and {more} more" if more > 0 else ""
        body = (
            f"Invoice {draft.name} for {self.month(month)}: {rand(draft.total_cents)}.{''.join(lines)}{rest}"
            f"{self._waits(draft.undecided, draft.unmarked)}"
        )
        return Buttons(body, (Button("Send", yes), Button("Not now", "menu")))

    def _on(self, item: Item) -> str:
        return f"{self.day(item.starts_at.astimezone(self.settings.zone).date())} " if item.starts_at else ""

    def confirm_all(
        self, worth_it: Sequence[Draft], month: date, waits: tuple[int, int], yes: str
    ) -> Message:
        lines = [f"\n• {each.name}: {rand(each.total_cents)}" for each in worth_it[:NAMES_LISTED]]
        more = len(worth_it) - NAMES_LISTED
        rest = f"\n… and {more} more" if more > 0 else ""
        total = rand(sum(each.total_cents for each in worth_it))
        body = (
            f"{self.month(month)}: {self._papers(len(worth_it))}, {total} together.{''.join(lines)}{rest}"
            f"{self._waits(*waits)}"
        )
        return Buttons(body, (Button("Send", yes), Button("Not now", "menu")))

    def _papers(self, count: int) -> str:
        return f"{count} invoice{'' if count == 1 else 's'}"

    def _waits(self, undecided: int, unmarked: int) -> str:
        """Say what is not on the invoice, and why."""
        parts = []
        if undecided:
            parts.append(f"no-shows and late cancels to decide: {undecided} (write charges)")
        if unmarked:
            parts.append(f"sessions of which nobody said who came: {unmarked}")
        return f"\nNot on it: {'; '.join(parts)}." if parts else ""

    def lack_address(self, names: Sequence[str]) -> str:
        """Warn of tax invoices that have to name the client's address and cannot."""
        if not names:
            return ""
        return (
            "⚠️ A tax invoice over R5,000 must have the client's address, and none is known of"
            f" {', '.join(names[:NAMES_LISTED])}."
            " In a terminal: pilateshq clients edit NAME --address …"
        )

    def nothing_to_invoice(self, name: str, month: date, undecided: int, unmarked: int) -> Message:
        text = f"{name} has nothing to pay for up to {self.month(month)}."
        return Text(text + self._waits(undecided, unmarked))

    def nobody_to_invoice(self, month: date, undecided: int, unmarked: int) -> Message:
        return Text(f"Nothing is to be invoiced up to {self.month(month)}.{self._waits(undecided, unmarked)}")

    def issued_already(self, invoice: Invoice) -> Message:
        body = (
            f"{invoice.client.name} has nothing more to pay for. {invoice.number} over"
            f" {rand(invoice.total_cents)} was issued on {self.full_date(invoice.issued_on)}."
        )
        return Buttons(body, (Button("Send it again", f"send {invoice.number}"), Button("Not now", "menu")))

    def invoiced(self, issued: Sequence[Invoice]) -> Message:
        total = rand(sum(each.total_cents for each in issued))
        if len(issued) == 1:
            (one,) = issued
            return Text(f"Issued: {one.number} to {one.client.name}, {total}. The PDF is on its way to them.")
        numbers = f"{issued[0].number} to {issued[-1].number}"
        return Text(f"Issued: {numbers}, {total} together. The PDFs are on their way.")

    def sent_again(self, invoice: Invoice) -> Message:
        return Text(f"{invoice.number} is on its way to {invoice.client.name}.")

    def confirm_credit(self, invoice: Invoice, yes: str) -> Message:
        body = (
            f"Take back {invoice.number} of {invoice.client.name}, {rand(invoice.total_cents)}, by a credit"
            " note? What is on it may then be invoiced again."
        )
        return self.confirm(body, yes)

    def credited(self, invoice: Invoice, note: Invoice, balance_cents: int) -> Message:
        return Text(
            f"Credited: {invoice.number} by {note.number}. {self._owes(invoice.client, balance_cents)}"
        )

    # payments

    def paid(self, payment: Payment, balance_cents: int) -> Message:
        by = f" by {payment.method.upper() if payment.method == 'eft' else payment.method}"
        towards = f" for {payment.invoice.number}" if payment.invoice else ""
        body = (
            f"Noted: {payment.client.name} paid {rand(payment.cents)}{by if payment.method else ''}{towards}."
            f" {self._owes(payment.client, balance_cents)}"
        )
        return Buttons(body, (Button("Reverse it", f"reverse payment #{payment.id}"),))

    def reversed(self, payment: Payment, balance_cents: int) -> Message:
        return Text(
            f"Reversed: {rand(payment.cents)} of {payment.client.name}."
            f" {self._owes(payment.client, balance_cents)}"
        )

    def how_much(self, client: Client, open_cents: int, yes: str) -> Message:
        if open_cents <= 0:
            return Text(f"{client.name} owes nothing. How much came? For example: {client.name} paid 750 eft")
        body = f"How much did {client.name} pay? They owe {rand(open_cents)}."
        return Buttons(body, (Button(rand(open_cents), yes), Button("Another amount", "menu")))

    def not_theirs(self, number: str, name: str) -> Message:
        return Text(f"{number} is not an invoice of {name}. Nothing was noted.")

    def _owes(self, client: Client, cents: int) -> str:
        if cents < 0:
            return f"{rand(-cents)} is in their favour."
        return f"They owe {rand(cents)} now." if cents else "They owe nothing now."

    def who_owes(self, debts: Sequence[Debt], proofs: set[int], remind: set[int], number: int) -> Message:
        if not debts:
            return Text("Nobody owes anything.")
        here, more_follow = page(debts, number)
        lines = "".join(f"\n• {self._debt(each, proofs)}" for each in here)
        total = rand(sum(each.cents for each in debts))
        together = f"{len(debts)} owe {total} together" if len(debts) > 1 else f"One client owes {total}"
        body = f"{together}.{lines}\n{self.ageing(debts)}"
        rows = [
            Row(f"Remind {first_name(each.client)}", f"remind #{each.client.id} to pay", rand(each.cents))
            for each in here
            if each.client.id in remind
        ]
        if more_follow:
            rows.append(Row("More…", f"who owes page {number + 1}"))
        return Choices(body, "Remind", tuple(rows)) if rows else Text(body)

    def _debt(self, debt: Debt, proofs: set[int]) -> str:
        late = f", {debt.days_late} days late" if debt.days_late else ", not due yet"
        proof = ", a proof of payment is to be checked" if debt.client.id in proofs else ""
        return f"{debt.client.name}: {rand(debt.cents)}{late}{proof}"

    def ageing(self, debts: Sequence[Debt]) -> str:
        names = ("not due", "1-30 days", "31-60", "61-90", "over 90")
        sums = [sum(column) for column in zip(*(each.by_age for each in debts), strict=True)]
        return " · ".join(f"{name}: {rand(cents)}" for name, cents in zip(names, sums, strict=True) if cents)

    def statement(self, client: Client, entries: Sequence[Entry]) -> Message:
        if not entries:
            return Text(f"Nothing was invoiced to {client.name} yet, and nothing was paid.")
        shown = entries[-LINES_LISTED:]
        before = (
            f"\nBefore that: {rand(entries[-len(shown) - 1].balance_cents)}"
            if len(entries) > len(shown)
            else ""
        )
        lines = "".join(f"\n• {self.entry(each)}: {rand(each.cents)}" for each in shown)
        return Text(
            f"Statement of {client.name}:{before}{lines}\n{self._owes(client, entries[-1].balance_cents)}"
        )

    def entry(self, entry: Entry) -> str:
        match entry.what:
            case Invoice() as paper:
                return f"{self.full_date(entry.day)} {paper.number}"
            case Payment() as payment:
                return (
                    f"{self.full_date(entry.day)} payment{f' ({payment.method})' if payment.method else ''}"
                )

    def owes_nothing(self, client: Client) -> Message:
        return Text(f"{client.name} owes nothing.")

    def to_pay(self, client: Client, invoice: Invoice, cents: int, today: date) -> tuple[Message, Template]:
        """Remind a client to pay, in the studio's own words."""
        terms = self.settings.studio.invoice
        words = terms.remind_text if invoice.due_on < today else terms.remind_early_text
        text = words.format(
            name=first_name(client),
            number=invoice.number,
            amount=rand(cents),
            due=self.full_date(invoice.due_on),
        )
        return Text(f"Hi {first_name(client)}. {text}"), self.client_update(client, text)

    def reminded(self, client: Client, cents: int) -> Message:
        return Text(f"Reminder about {rand(cents)} for {client.name}.")

    # files

    def report_coming(self, month: date) -> Message:
        return Text(f"The report of {self.month(month)} is on its way.")

    def invoice_note(self, invoice: Invoice) -> str:
        due = self.full_date(invoice.due_on)
        return f"{invoice.number}: {rand(invoice.total_cents)}, due {due}."

    def invoice_by_template(self, invoice: Invoice) -> tuple[str, tuple[str, ...]]:
        """Name the template of an invoice, and fill it in."""
        due = self.full_date(invoice.due_on)
        return "client_invoice_us", (
            first_name(invoice.client),
            invoice.number,
            rand(invoice.total_cents),
            due,
        )

    def file_failed(self, what: str, name: str) -> Message:
        return Text(f"⚠️ {what} for {name} could not be sent as a file. Please try again later.")

    def picture_lost(self, name: str) -> Message:
        return Text(f"⚠️ The picture from {name} could not be fetched. Please ask them to send it again.")
