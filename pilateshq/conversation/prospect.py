"""What becomes of a stranger's words: they are greeted, and the owner hears of them."""

from pilateshq.conversation.turn import Answer, Turn, to_owner


def answer(turn: Turn) -> Answer:
    contact = turn.contact
    name = contact.name if contact else ""
    phone = contact.phone if contact else None
    forward = turn.say.forwarded(name or turn.say.somebody(), phone or "", turn.words)
    return Answer(turn.say.welcome(), to_owner(turn, key=f"forward:{turn.key}", message=forward))
