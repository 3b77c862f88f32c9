"""Whoever may be in danger is told what to do before anything else is said, and the owner is alerted."""

from dataclasses import replace

from pilateshq.conversation.assistant_commands import ReadMessage, Reply
from pilateshq.conversation.turn import Answer, Notice, Turn, to_owner
from pilateshq.messages import Buttons, Choices, Document, Flow, Message, Text


def put_first(turn: Turn, rest: Answer) -> Answer:
    """Say the safe answer before all that came of the message, and alert the owner, every time."""
    alerts = _alert(turn)
    safe = turn.say.safe(turn.red_flags, told=bool(alerts))
    return replace(rest, reply=_before(safe, rest.reply), notices=(*alerts, *rest.notices))


def _alert(turn: Turn) -> tuple[Notice, ...]:
    number = turn.number
    message, template = turn.say.flagged(
        turn.red_flags, turn.name, turn.phone, read=str(ReadMessage(number)), reply=str(Reply(number))
    )
    return to_owner(turn, key=f"flag:{turn.key}", message=message, template=template)


def _before(safe: str, reply: Message | None) -> Message:
    match reply:
        case Text(body) | Buttons(body) | Choices(body) | Flow(body):
            return replace(reply, body=f"{safe}\n\n{body}")
        case Document(caption=caption):
            return replace(reply, caption=f"{safe}\n\n{caption}".strip())
        case _:
            return Text(safe)
