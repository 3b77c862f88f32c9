"""What is said around the assistant."""

from pilateshq.conversation import names
from pilateshq.conversation.assistant_commands import AskOwner, ReadMessage, Reply
from pilateshq.conversation.line import Line


def read_or_reply(line: Line) -> ReadMessage | Reply | None:
    match line.texts:
        case ["read", word] if number := names.mark(word):
            return ReadMessage(number)
        case ["reply", word] if number := names.mark(word):
            return Reply(number)
    return None


def ask_owner(line: Line) -> AskOwner | None:
    match line.texts:
        case ["ask", "owner", word] if number := names.mark(word):
            return AskOwner(number)
    return None
