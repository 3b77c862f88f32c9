"""What the owner is told of the keeping of her records."""

from pilateshq.conversation.wording.voice import Voice
from pilateshq.messages import Message, Text


class Keeping(Voice):
    def no_backup(self) -> Message:
        return Text(
            "Last night's backup could not be made, or could not be put back on trial. Nothing is lost, but"
            " please let whoever looks after the server know: `pilateshq doctor` says why."
        )
