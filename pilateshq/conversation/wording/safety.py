"""What is said, word for word, where somebody may be in danger; and what the owner is told of it."""

from collections.abc import Sequence

from pilateshq.conversation.red_flags import Level
from pilateshq.conversation.wording.voice import Voice
from pilateshq.messages import Button, Buttons, Message, Template, Text

FROM_ANY_CELLPHONE = "112"


class Safety(Voice):
    def safe(self, levels: Sequence[Level], *, told: bool) -> str:
        """Give the fixed answer to red flags: the gravest first, and no lesser one beside an emergency."""
        said = [level for level in levels if level in (Level.emergency, Level.self_harm)] or levels[:1]
        knows = f" I have told {self.owner}." if told else ""
        return "\n\n".join(self._safe(level) for level in said) + knows

    def _safe(self, level: Level) -> str:
        match level:
            case Level.emergency:
                return (
                    f"This could be an emergency. Stop exercising. Call {self._ambulance()}, or have someone"
                    " take you to the nearest emergency unit."
                )
            case Level.self_harm:
                return (
                    "I am so sorry that it is this hard. You matter, and you need not carry this alone:"
                    f" please talk to somebody now.{self._crisis_lines()}"
                    f" If you are in danger, call {self._ambulance()}."
                )
            case Level.urgent:
                return (
                    "Please stop exercising, and call your doctor, your maternity unit or a clinic today."
                    f" If it is severe or gets worse, call {self._ambulance()}."
                )
            case Level.clearance:
                return (
                    "Please get your doctor's or physio's go-ahead, and tell"
                    f" {self.owner}, before your next session."
                )

    def _ambulance(self) -> str:
        known = self.settings.studio.emergency
        return " or ".join((FROM_ANY_CELLPHONE, *(known.ambulance if known.checked_on else ())))

    def _crisis_lines(self) -> str:
        known = self.settings.studio.emergency
        lines = " or ".join(known.crisis_lines) if known.checked_on else ""
        return f" There are people to call: {lines}." if lines else ""

    def they_wrote(self, name: str, words: str, *, reply: str) -> Message:
        return Buttons(f"{name} wrote: {words}", (Button("Answer", reply),))

    def not_kept(self) -> Message:
        return Text("That message is not kept any more.")

    def write_answer(self, name: str) -> Message:
        return Text(f"What you write next goes to {name}.")

    def urgent_words(self) -> str:
        """Stand, on a stranger's enquiry, for what is too grave to be kept there."""
        return "(wrote of something urgent, of which you were alerted)"

    def flagged(
        self, levels: Sequence[Level], name: str, phone: str, *, read: str, reply: str
    ) -> tuple[Message, Template]:
        """Alert the owner, in both forms: neither says what was written, the template nothing of health."""
        who = f"{name}{f' ({phone})' if phone else ''}"
        if levels[0] is Level.clearance:
            body = f"⚕️ {who} wrote of something that a doctor or physio should clear first, and was told so."
            template = self.owner_update(f"{who} has written to you.", show=read)
        else:
            body = (
                f"🚨 {who} wrote something that may be {_GRAVE[levels[0]]}, and was told whom to call."
                " Please read it and call them now."
            )
            template = self.owner_update(f"{who} needs you: please call them now.", show=read)
        return Buttons(body, (Button("Read it", read), Button("Answer", reply))), template


_GRAVE = {
    Level.emergency: "an emergency",
    Level.self_harm: "about harming themselves",
    Level.urgent: "a medical matter for today",
}
