"""What is said to whoever wants to be erased, and of them to the owner."""

from datetime import date, timedelta

from pilateshq.conversation.wording.to_owner import ToOwner
from pilateshq.messages import Button, Buttons, Message, Text
from pilateshq.models import Client
from pilateshq.studio.erasing import YEARS, Plan

BY_LAW = timedelta(days=30)


class Erasing(ToOwner):
    def will_be_erased(self, client: Client | None) -> Message:
        if client is None:
            return Text(
                f"Of course. {self.owner} deletes your name, your number and what you wrote, at the latest"
                " within 30 days, and you get one last message when it is done."
            )
        return Text(
            f"Of course. {self.owner} deletes what the studio keeps of you, at the latest within 30 days:"
            " your name, number, e-mail address and date of birth, our messages, your forms and consents."
            f" What you are booked for is cancelled then. Only invoices stay, for the {YEARS} years that the"
            " law wants them kept; then your name goes from them too. You get a last message when it is done."
        )

    def wants_to_be_erased(self, name: str, phone: str, today: date, command: str) -> Message:
        who = f"{name} ({phone})" if phone else name
        return Buttons(
            f"{who} asks you to delete all that the studio keeps of them."
            f" The law gives you 30 days, until {self.day(today + BY_LAW)}. Nothing happens until you"
            f" confirm: the button shows what goes first, and so does: {command}",
            (Button("Show what goes", command),),
        )

    def confirm_erase(self, name: str, plan: Plan, *, is_told: bool, yes: str) -> Message:
        question = f"Erase {name} for good? This cannot be undone, nor can what you did before it."
        return self.confirm(f"{question}{self._gone(plan)}\n{self._last_words(is_told=is_told)}", yes)

    def erased(self, plan: Plan, *, is_told: bool) -> Message:
        """Say what was done, without the name."""
        return Text(f"Erased for good:{self._gone(plan)}\n{self._last_words(is_told=is_told)}")

    def _gone(self, plan: Plan) -> str:
        held = [*plan.bookings, *plan.waiting]
        return (
            f"{self._slots(plan.slots)}{self._going(held) if held else ''}"
            "\n• their name, number, e-mail and date of birth, all messages with them, forms and consents"
            f"{self._kept(plan)}"
        )

    def _kept(self, plan: Plan) -> str:
        if plan.named_until is None:
            return ""
        invoices = "1 invoice stays" if plan.invoices == 1 else f"{plan.invoices} invoices stay"
        until = f"{plan.named_until.day} {plan.named_until:%B %Y}"
        return f"\nBy law {invoices} with the name on it until {until}; after that it goes by itself."

    def _last_words(self, *, is_told: bool) -> str:
        if is_told:
            return "They get one last message."
        return "They are not told, as no message may go to them now: please tell them if they asked for it."

    def were_erased(self, *, has_invoices: bool) -> Message:
        kept = f" Only your invoices stay, for the {YEARS} years that the law wants." if has_invoices else ""
        return Text(f"It is done: what we kept of you is deleted.{kept} All the best, {self.owner}")
