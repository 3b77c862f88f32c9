"""The front desk: who speaks decides what may be said, and what was said decides the rest."""

import re
from dataclasses import replace
from datetime import timedelta

from pilateshq.conversation import (
    admin,
    answering,
    assistant,
    client,
    consent,
    erasing,
    forgery,
    grammar,
    identities,
    own_forms,
    own_money,
    prospect,
    safety,
    several,
    told,
    undoing,
    wishes,
    words,
)
from pilateshq.conversation.commands import (
    Command,
    Greeting,
    Help,
    LeaveIt,
    Speaker,
    Thanks,
    Unclear,
    Unknown,
)
from pilateshq.conversation.turn import Answer, Turn, asked, to_owner
from pilateshq.errors import StudioError
from pilateshq.messages import Text
from pilateshq.studio import history

WORDS = ("text", "tap")
WORDLESS = ("reaction", "system", "edit", "revoke")  # nothing that waits for an answer
TOO_OLD_TO_ACT = timedelta(hours=12)
NO_COMMAND = (Greeting, Help, LeaveIt, Thanks, Unclear, Unknown)
CLAUSE = re.compile(r"[.,;:!?…\n]+|\b(?:because|as|since|cause|coz|want|omdat)\b", re.IGNORECASE)


def answer(turn: Turn) -> Answer:
    """Do what was said, as far as the rules and the speaker's rights allow, and say what came of it.

    Where somebody may be in danger, what to do is said first; a clear command is carried out all the same.
    """
    answer = _answered(turn)
    return safety.put_first(turn, answer) if turn.red_flags else answer


def _answered(turn: Turn) -> Answer:
    if turn.kind in WORDLESS:
        return Answer(None)
    if turn.speaker is not Speaker.admin:
        return _answer(turn)
    with history.watching() as watch:
        done = _with_told(turn, _answer(turn))
    return undoing.kept(turn, done, watch)


def _answer(turn: Turn) -> Answer:
    if turn.kind == "flow":
        return own_forms.filled_in(turn)
    if heeded := _heeded(turn):
        return heeded
    if turn.speaker is Speaker.prospect:
        forgery.noted(turn)
        return prospect.answer(answering.answered(turn, _read(turn)))
    if turn.kind not in WORDS:
        return own_money.file_came(turn) or _unreadable(turn)
    lines = several.lines(turn, _read)
    return several.answer(turn, lines, _one) if lines else _one(turn)


def _heeded(turn: Turn) -> Answer | None:
    """Obey what is no matter of the studio's; who is who is decided for good."""
    heeded = wishes.answer(turn) or erasing.wanted(turn) or identities.decided(turn)
    return replace(heeded, final=True) if heeded else None


def _one(turn: Turn) -> Answer:
    """Answer one line, or a text that is one."""
    if not words.is_awaited(turn):
        turn = answering.answered(turn, _read(turn))
    if heeded := _heeded(turn):
        return heeded
    command = _clear_command(turn) if turn.red_flags else _read(turn)
    if command is None:
        return assistant.only_facts(turn)
    if isinstance(command, Unknown | Unclear) and turn.speaker is Speaker.client and forgery.noted(turn):
        command = Unknown(turn.words)  # for nonsense and for what is another's there is one answer
    if command.changes and turn.now - turn.said_at > TOO_OLD_TO_ACT:
        return asked(turn.say.still_wanted(turn.said_at, command))
    return _done(turn, command)


def _read(turn: Turn) -> Command:
    return grammar.parse(
        turn.words,
        now=turn.said_at.astimezone(turn.settings.zone),
        speaker=turn.speaker,
        owner=turn.settings.studio.owner,
        kinds=turn.settings.studio.kinds,
    )


def _clear_command(turn: Turn) -> Command | None:
    """Find the command beside a red flag: the whole message, or else the first part of it that is one."""
    parts = [part for part in (turn.words, *CLAUSE.split(turn.words)) if part.strip()]
    commands = (_read(replace(turn, words=part)) for part in parts)
    return next((command for command in commands if not isinstance(command, NO_COMMAND)), None)


def _done(turn: Turn, command: Command) -> Answer:
    if turn.client and turn.speaker is Speaker.client:
        try:
            return consent.asked_too(turn, turn.client, client.answer(turn, turn.client, command))
        except StudioError as refusal:
            return asked(turn.say.refused_to_client(refusal))
    try:
        return admin.answer(turn, command)
    except StudioError as refusal:
        return asked(Text(turn.say.refused(refusal)))


def _with_told(turn: Turn, answer: Answer) -> Answer:
    """Let the owner know which clients hear of what she did, and in what form; and which do not."""
    return answer.adding(told.sentences(turn, answer.notices))


def _unreadable(turn: Turn) -> Answer:
    """Ask for words, and let the owner know that something came."""
    what = turn.say.sent_a(turn.kind, turn.name, turn.phone)
    reply = None if turn.red_flags else turn.say.please_type()
    return Answer(reply, to_owner(turn, key=f"forward:{turn.key}", message=what), done=False)
