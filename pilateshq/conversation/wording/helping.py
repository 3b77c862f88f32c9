"""Help: short, by topic, with examples that hold."""

from pilateshq.conversation import helping
from pilateshq.conversation.commands import Help, LeaveIt
from pilateshq.conversation.wording.voice import Voice
from pilateshq.messages import Button, Buttons, Choices, Message, Row

MENU = (
    Button("My bookings", "bookings"),
    Button("Book a session", "book"),
    Button("Cancel the next", "cancel next"),
)


class Helping(Voice):
    def help_for_owner(self) -> Message:
        """Show the topics, each with its first example."""
        rows = [Row(name.capitalize(), str(Help(name)), lines[0]) for name, lines in helping.TOPICS.items()]
        body = "One line each, in your own words. What shall I show you?"
        return Choices(body, "Topics", tuple(rows))

    def help_on(self, topic: str) -> Message:
        examples = "\n".join(f"• {line}" for line in helping.TOPICS[topic])
        return Buttons(f"*{topic.capitalize()}*\n{examples}", (Button("All topics", "help"),))

    def help_for_client(self, name: str) -> Message:
        body = f"Hi {name}! What can I do? To write to {self.owner}: message {self.owner} …"
        return Buttons(body, MENU)

    def help_in_words(self) -> Message:
        """Tell a client what they may type; the buttons are the shortest of it."""
        examples = "\n".join(f"• {line}" for line in self.client_examples())
        return Buttons(f"You can write:\n{examples}", MENU)

    def client_examples(self) -> tuple[str, ...]:
        return (
            "bookings",
            "what time am I tomorrow?",
            "book Friday 9",
            "waitlist Friday 9",
            "cancel next",
            "can't make it tomorrow",
            "reschedule Tuesday",
            "running late",
            "balance",
            "invoice",
            f"message {self.owner} I am at the door",
        )

    def meant(self, what: str, yes: str) -> Message:
        """Ask about a line that was misspelt, before anything is written."""
        return Buttons(f"Did you mean: {what}?", (Button("Yes", yes), Button("No", str(LeaveIt()))))
