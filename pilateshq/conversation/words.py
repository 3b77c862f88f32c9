"""Words that the owner sends to a client, or to whoever has written."""

import re
from datetime import datetime, timedelta

from pilateshq.conversation import names, red_flags, whom
from pilateshq.conversation.assistant_commands import ReadMessage, Reply
from pilateshq.conversation.commands import Tell
from pilateshq.conversation.turn import WORTH_KNOWING, Answer, Notice, Turn, asked
from pilateshq.models import Client, Contact, Inbound, Memory, Outbound
from pilateshq.studio import people
from pilateshq.whatsapp import webhook

# Begin the key of what came to the owner; the inbound message's number follows.
FROM_SOMEBODY = re.compile(r"(?:forward|flag|ask):in(\d+)(?:[.:].*)?")
ANSWER_WITHIN = timedelta(minutes=10)  # after Answer was tapped


def tell(turn: Turn, command: Tell) -> Answer:
    """Pass the owner's words on to the client whose name they begin with."""
    clients = whom.roster()
    found, words = names.split_name(command.words, list(clients))
    named = command.words.removesuffix(words).strip()
    client = whom.chosen(turn, named, found, clients, lambda who: Tell(f"{who} {words}"))
    return client if isinstance(client, Answer) else _pass_on(turn, client, words)


def answer_to_forward(turn: Turn) -> Answer | None:
    """Pass on what answers a forwarded message by a swipe; None if it answers nothing of the kind."""
    if turn.reply_to is None or turn.kind != "text":
        return None
    row: Outbound | None = Outbound.get_or_none(Outbound.wamid == turn.reply_to)
    found = FROM_SOMEBODY.fullmatch(row.key) if row and row.contact == turn.contact else None
    return _pass_on_to_writer(turn, int(found[1])) if found else None


def _pass_on_to_writer(turn: Turn, number: int) -> Answer | None:
    """Send the words of this turn to whoever wrote the message of that number."""
    said, writer = _written(number)
    if writer is None:
        return None
    if client := people.client_of(writer):
        return _pass_on(turn, client, turn.words, answers=said)
    message, expires_at = turn.say.from_owner_to(turn.words), turn.now + WORTH_KNOWING
    notice = Notice(to=writer, key=f"tell:{turn.key}", message=message, answers=said, expires_at=expires_at)
    return Answer(turn.say.on_its_way(), (notice,))


def _written(number: int) -> tuple[Inbound | None, Contact | None]:
    """Find a message, and who wrote it."""
    said: Inbound | None = Inbound.get_or_none(Inbound.id == number)
    return said, said.contact if said else None


def _pass_on(turn: Turn, client: Client, words: str, *, answers: Inbound | None = None) -> Answer:
    if not words.strip():
        return asked(turn.say.tell_what(client))
    message, template = turn.say.from_owner(client, words)
    notice = Notice(
        to=client.contact,
        key=f"tell:{turn.key}",
        message=message,
        template=template,
        answers=answers,
        expires_at=turn.now + WORTH_KNOWING,
    )
    return Answer(turn.say.on_its_way(), (notice,))


# Answer, tapped


def read(turn: Turn, command: ReadMessage) -> Answer:
    """Show what somebody wrote, word for word."""
    row, writer = _written(command.inbound)
    said = webhook.said(row.body) if row else None
    if writer is None or said is None or not said.words:
        return asked(turn.say.not_kept())
    written = red_flags.written_by_them(said.kind, said.words)
    return asked(turn.say.they_wrote(_name(turn, writer), written, reply=str(Reply(command.inbound))))


def await_answer(turn: Turn, command: Reply) -> Answer:
    """Let the admin's next words go to whoever wrote that."""
    _, writer = _written(command.inbound)
    if writer is None or turn.contact is None:
        return asked(turn.say.not_kept())
    Memory.keep(_awaited(turn.contact), f"{command.inbound} {turn.now.isoformat()}")
    return asked(turn.say.write_answer(_name(turn, writer)))


def is_awaited(turn: Turn) -> bool:
    """Tell whether the admin's next words are for somebody else."""
    return turn.contact is not None and Memory.recall(_awaited(turn.contact)) is not None


def awaited_answer(turn: Turn) -> Answer | None:
    """Pass on the words that were awaited from this admin; None if none were."""
    kept = Memory.recall(_awaited(turn.contact)) if turn.contact and turn.kind == "text" else None
    if turn.contact is None or kept is None:
        return None
    Memory.forget(_awaited(turn.contact))
    number, since = kept.split()
    is_late = turn.now - datetime.fromisoformat(since) >= ANSWER_WITHIN
    return None if is_late else _pass_on_to_writer(turn, int(number))


def _awaited(contact: Contact) -> str:
    return f"answer of {contact.id}"


def _name(turn: Turn, writer: Contact) -> str:
    client = people.client_of(writer)
    return client.name if client else writer.name or turn.say.somebody()
