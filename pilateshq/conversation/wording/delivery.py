"""What is said of messages that do not arrive, and of people who cannot or may not be told."""

from collections.abc import Sequence

from pilateshq.conversation.wording.voice import Voice
from pilateshq.messages import Message, Text
from pilateshq.models import Contact

REASONS = {  # Meta's codes, https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes
    100: "Meta would not take the message as it was.",
    130403: "The studio has blocked this number in WhatsApp.",
    130429: "Meta slows the studio down for a while.",
    130472: "Meta is testing who gets marketing, and this person does not.",
    130497: "Meta does not let the studio write to that country.",
    131009: "Meta would not take the message as it was.",
    131021: "That is the studio's own number.",
    131026: "There is no WhatsApp at this number, or they have blocked the studio.",
    131030: "The number is not on the list of a studio that is on trial at Meta.",
    131042: "Meta has trouble with the studio's payment method.",
    131047: "They have not written for a day, and free words may not go to them.",
    131049: "Meta holds marketing back where somebody gets much of it.",
    131050: "They have stopped marketing from the studio in WhatsApp.",
    131053: "Meta could not take the file.",
    131056: "Too many messages went to this person in a short time.",
    132000: "The template wants another number of parameters.",
    132001: "The account has no such template, or Meta has not approved it.",
    132005: "The text is too long for the template.",
    132012: "The template wants its parameters in another form.",
    132015: "Meta has paused the template, because people did not like it.",
    132016: "Meta has switched the template off for good.",
    132018: "The template's parameters hold what Meta does not take.",
    190: "Meta no longer accepts the studio's token.",
}


class Delivery(Voice):
    def reason(self, code: int | None) -> str:
        """Put Meta's code in plain words."""
        return REASONS.get(code, f"Meta refused it with code {code}.") if code is not None else ""

    def why_lost(self, code: int | None, note: str) -> str:
        """Say briefly why a message did not arrive."""
        return REASONS.get(code, note).rstrip(".") if code else note

    def not_told(self, name: str, words: str, why: str) -> Message:
        return Text(f"⚠️ {name} was not told ({why}): please call. It was: “{words}”")

    def out_of_reach(self, name: str, words: str, code: int | None) -> Message:
        """Say once that nothing reaches somebody, and what to do."""
        return Text(
            f"⚠️ {name} cannot be reached on WhatsApp: please call, or check the number with:"
            f" pilateshq clients show {name}\n{self.reason(code)} They were not told: “{words}”"
            " I go on trying, and do not tell you of each message."
        )

    def wants_no_marketing(self, name: str) -> Message:
        return Text(
            f"{name} has stopped marketing from the studio in WhatsApp, and gets no more news."
            " Bookings and reminders still arrive; there is nothing to do."
        )

    def not_reached(self, names: Sequence[str]) -> str:
        """Say of whom the last message did not arrive."""
        return f"{' & '.join(names)} cannot be reached on WhatsApp: please call."

    def silent(self, name: str, why: str) -> str:
        return f"{name} is not told ({why})."

    def reach(self, contact: Contact) -> list[str]:
        """Tell what stands in the way of telling somebody things, a line each; none if nothing does."""
        lines = (
            (contact.unreachable_at, f"cannot be reached: {self.why_lost(contact.unreachable_code, '')}"),
            (contact.stopped_at, "opted out (STOP): hears only answers to what they write"),
            (contact.doubted_at, "the number is in doubt: hears nothing until you have checked it"),
            (contact.reminders_off_at, "wants no reminders"),
            (contact.news_off_at, "wants no news"),
        )
        return [f"{words} (since {self.moment(since)})" for since, words in lines if since]
