"""Every sentence that the studio says, and the only place where a moment becomes words."""

from pilateshq.conversation.wording.assistant import Assistant
from pilateshq.conversation.wording.briefings import Briefings
from pilateshq.conversation.wording.closures import Closures
from pilateshq.conversation.wording.deeds import Deeds
from pilateshq.conversation.wording.erasing import Erasing
from pilateshq.conversation.wording.helping import Helping
from pilateshq.conversation.wording.joining import Joining
from pilateshq.conversation.wording.keeping import Keeping
from pilateshq.conversation.wording.looking import Looking
from pilateshq.conversation.wording.moving import Moving
from pilateshq.conversation.wording.on_templates import OnTemplates
from pilateshq.conversation.wording.papers import OnPaper
from pilateshq.conversation.wording.safety import Safety
from pilateshq.conversation.wording.several import SeveralLines
from pilateshq.conversation.wording.to_client import ToClient
from pilateshq.conversation.wording.voice import Option, first_name
from pilateshq.conversation.wording.wishes import Wishes
from pilateshq.messages import Message, Text

__all__ = ["REPEATED", "Option", "Wording", "first_name"]

REPEATED = "Reminder of our earlier message: "


class Wording(
    Closures,
    ToClient,
    Joining,
    Briefings,
    OnPaper,
    OnTemplates,
    Keeping,
    Wishes,
    Looking,
    Moving,
    Helping,
    Deeds,
    Erasing,
    SeveralLines,
    Safety,
    Assistant,
):
    """All that the studio says, to whomever."""

    def sorry(self) -> Message:
        return Text(f"Sorry, something went wrong on our side. Nothing was changed, and {self.owner} knows.")

    def nothing_to_show(self) -> Message:
        return Text("There is nothing more to show.")
