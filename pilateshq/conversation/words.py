"""Words that the owner sends to a client."""

import re

from pilateshq.conversation import names, whom
from pilateshq.conversation.commands import Tell
from pilateshq.conversation.turn import WORTH_KNOWING, Answer, Notice, Turn, asked
from pilateshq.models import Client, Inbound, Outbound
from pilateshq.studio import people

FORWARD = "forward:in"  # begins the key of what was forwarded; then the inbound message's number


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
    if row is None or not row.key.startswith(FORWARD) or row.contact != turn.contact:
        return None
    number = re.match("[0-9]+", row.key.removeprefix(FORWARD))
    said: Inbound | None = Inbound.get_or_none(Inbound.id == int(number[0])) if number else None
    client = people.client_of(said.contact) if said and said.contact else None
    return _pass_on(turn, client, turn.words, answers=said) if client else None


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
