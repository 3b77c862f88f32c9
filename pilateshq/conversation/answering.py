"""Words that answer the question which is open: they become the command of its button, as by a tap."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from peewee import Expression

from pilateshq.conversation import choosing
from pilateshq.conversation.choosing import Option
from pilateshq.conversation.commands import Command, Thanks, Unknown
from pilateshq.conversation.turn import Turn
from pilateshq.conversation.wording.deeds import UNDO
from pilateshq.messages import Buttons, Choices, Message, Template, from_json
from pilateshq.models import Outbound, OutboundState, Purpose

OPEN_FOR = timedelta(minutes=15)
A_SECOND = timedelta(seconds=1)  # what is said is timed in whole ones
ALONE = ("reject", "approve", "decline", "accept", "pass")  # answer the newest message that offers it
LOOKED_AT = 30  # messages, for that


def answered(turn: Turn, command: Command) -> Turn:
    """Put the command that words choose in their place; what is a command itself stays one."""
    if turn.kind != "text" or turn.contact is None:
        return turn
    word = turn.words.strip(" .!\n").casefold()
    meant = _offered(turn, word) if word in ALONE else _chosen(turn, command)
    return replace(turn, words=meant, kind="tap") if meant else turn


def _chosen(turn: Turn, command: Command) -> str | None:
    """Find the option that words mean; what reads as a command besides can only be yes, no or a title."""
    if command.changes or isinstance(command, Thanks):
        return None
    question = _open_question(turn)
    options = _options(question)
    if question is None or not options:
        return None
    if not isinstance(command, Unknown) and not choosing.yes_or_no(turn.words):
        return choosing.titled(turn.words, options)
    local = turn.said_at.astimezone(turn.settings.zone)
    return choosing.chosen(turn.words, question.body, options, now=local)


def _open_question(turn: Turn) -> Buttons | Choices | None:
    """Find what was last said to them, or what they answer by a swipe, if it is not too long ago."""
    if turn.reply_to:
        return _asked(turn, Outbound.wamid == turn.reply_to)
    question = _asked(turn, Outbound.purpose == Purpose.reply)
    return question if _options(question) else _asked(turn, Outbound.purpose != Purpose.reply)


def _asked(turn: Turn, is_meant: Expression) -> Buttons | Choices | None:
    before = (Outbound.contact == turn.contact) & (Outbound.created_at < turn.said_at + A_SECOND)
    newest: Outbound | None = Outbound.select().where(is_meant, before).order_by(Outbound.id.desc()).first()
    if newest is None or newest.message is None or turn.said_at - newest.created_at > OPEN_FOR:
        return None
    message = from_json(newest.message)
    return message if isinstance(message, Buttons | Choices) else None


def _options(message: Message | None) -> list[Option]:
    match message:
        case Buttons(_, parts) | Choices(_, _, parts):
            return [(each.title, each.command) for each in parts if each.title != UNDO]
        case _:
            return []


def _offered(turn: Turn, word: str) -> str | None:
    """Find the command that the newest message which offers it to them stands for."""
    over = (OutboundState.cancelled, OutboundState.expired, OutboundState.failed)
    said = Outbound.select().where(Outbound.contact == turn.contact, Outbound.state.not_in(over))
    for row in said.order_by(Outbound.id.desc()).limit(LOOKED_AT):
        fitting = {each for each in _commands(row) if each.startswith(f"{word} ")}
        if fitting:
            return fitting.pop() if len(fitting) == 1 else None
    return None


def _commands(row: Outbound) -> Sequence[str]:
    template = from_json(row.template) if row.template else None
    of_template = template.commands if isinstance(template, Template) else ()
    return [
        *(command for _, command in _options(from_json(row.message) if row.message else None)),
        *of_template,
    ]
