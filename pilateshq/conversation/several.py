"""Several lines in one message: each a command of its own, and one reply with a line for each."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from pilateshq.conversation.commands import (
    AddClient,
    Command,
    Greeting,
    News,
    Speaker,
    Tell,
    TellOwner,
    Thanks,
    Unclear,
    Unknown,
)
from pilateshq.conversation.turn import Answer, Turn, asked

MOST = 20
IDLE = (Greeting, Thanks)
WORDY = (Tell, TellOwner, News)  # what stands below them may be theirs


def lines(turn: Turn, read: Callable[[Turn], Command]) -> list[Turn]:
    """Give a turn for each line where most of them are commands; none where it is one text."""
    words = [line.strip() for line in turn.words.splitlines() if line.strip()]
    if turn.kind != "text" or len(words) < 2:
        return []
    turns = [replace(turn, key=f"{turn.key}.{at}", words=line) for at, line in enumerate(words, 1)]
    commands = [read(each) for each in turns]
    told = [each for each, command in zip(turns, commands, strict=True) if not isinstance(command, IDLE)]
    return told if len(told) > 1 and _are_commands(turn.speaker, commands) else []


def _are_commands(speaker: Speaker, commands: Sequence[Command]) -> bool:
    said = [each for each in commands if not isinstance(each, IDLE)]
    clear = [each for each in said if not isinstance(each, Unknown | Unclear)]
    if isinstance(said[0], News):
        return False
    if speaker is not Speaker.admin or any(isinstance(each, WORDY) for each in said):
        return len(clear) == len(commands)
    if isinstance(said[0], AddClient) and not said[0].phone:  # the rest of it is below
        return len(clear) == len(said)
    known = [each for each in said if not isinstance(each, Unknown)]
    return bool(clear) and 2 * len(known) >= len(said)


def answer(turn: Turn, told: Sequence[Turn], one: Callable[[Turn], Answer]) -> Answer:
    """Do each line, and say in one reply what came of it; one that is refused stops no other."""
    if len(told) > MOST:
        return asked(turn.say.too_many_lines(len(told), MOST))
    answers = [one(each) for each in told]
    said = [(each.words, answer.reply) for each, answer in zip(told, answers, strict=True)]
    return Answer(
        turn.say.several(said),
        tuple(notice for each in answers for notice in each.notices),
        done=any(each.done for each in answers),
        final=any(each.final for each in answers),
    )
