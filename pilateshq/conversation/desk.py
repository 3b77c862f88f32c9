"""The front desk: who speaks decides what may be said, and what was said decides the rest."""

import re
from dataclasses import replace
from datetime import timedelta

from pilateshq.conversation import (
    admin,
    assistant,
    client,
    consent,
    grammar,
    identities,
    own_forms,
    prospect,
    safety,
    told,
    wishes,
)
from pilateshq.conversation.commands import Command, Greeting, Speaker, Thanks, Unclear, Unknown
from pilateshq.conversation.turn import Answer, Turn, asked, to_owner
from pilateshq.errors import StudioError
from pilateshq.messages import Text
from pilateshq.studio import history

WORDS = ("text", "tap")
LONGEST_DETAIL = 200  # characters
WORDLESS = ("reaction", "system", "edit", "revoke")  # nothing that waits for an answer
TOO_OLD_TO_ACT = timedelta(hours=12)
NO_COMMAND = (Greeting, Thanks, Unclear, Unknown)
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
    if turn.kind == "flow":
        return _form(turn)
    if heeded := wishes.answer(turn) or identities.decided(turn):
        return heeded
    if turn.speaker is Speaker.prospect:
        if _is_forged(turn):
            _note_a_forgery(turn)
        return prospect.answer(turn)
    if turn.kind not in WORDS:
        return _unreadable(turn)
    command = _clear_command(turn) if turn.red_flags else _parsed(turn, turn.words)
    if command is None:
        return assistant.only_facts(turn)
    if turn.speaker is Speaker.client and isinstance(command, Unknown | Unclear) and _is_forged(turn):
        _note_a_forgery(turn)
        command = Unknown(turn.words)
    if command.changes and turn.now - turn.said_at > TOO_OLD_TO_ACT:
        return asked(turn.say.still_wanted(turn.said_at, command))
    return _done(turn, command)


def _parsed(turn: Turn, words: str) -> Command:
    return grammar.parse(
        words,
        now=turn.said_at.astimezone(turn.settings.zone),
        speaker=turn.speaker,
        owner=turn.settings.studio.owner,
        kinds=turn.settings.studio.kinds,
    )


def _clear_command(turn: Turn) -> Command | None:
    """Find the command beside a red flag: the whole message, or else the first part of it that is one."""
    parts = (_parsed(turn, words) for words in (turn.words, *CLAUSE.split(turn.words)) if words.strip())
    return next((command for command in parts if not isinstance(command, NO_COMMAND)), None)


def _is_forged(turn: Turn) -> bool:
    """Tell whether a tap names a row, which no button does that this person may use."""
    return turn.kind == "tap" and "#" in turn.words


def _note_a_forgery(turn: Turn) -> None:
    detail = turn.words[:LONGEST_DETAIL]
    history.record(history.NOT_THEIRS, actor=turn.actor, client=turn.client, now=turn.now, detail=detail)


def _done(turn: Turn, command: Command) -> Answer:
    if turn.client and turn.speaker is Speaker.client:
        try:
            return consent.asked_too(turn, turn.client, client.answer(turn, turn.client, command))
        except StudioError as refusal:
            return asked(turn.say.refused_to_client(refusal))
    try:
        return _with_told(turn, admin.answer(turn, command))
    except StudioError as refusal:
        return asked(Text(turn.say.refused(refusal)))


def _form(turn: Turn) -> Answer:
    """Take what was filled in; whom it told, only an admin hears."""
    answer = own_forms.filled_in(turn)
    return _with_told(turn, answer) if turn.speaker is Speaker.admin else answer


def _with_told(turn: Turn, answer: Answer) -> Answer:
    """Let the owner know which clients hear of what she did, and in what form; and which do not."""
    return replace(answer, told=told.sentences(turn, answer.notices))


def _unreadable(turn: Turn) -> Answer:
    """Ask for words, and let the owner know that something came."""
    what = turn.say.sent_a(turn.kind, turn.name, turn.phone)
    reply = None if turn.red_flags else turn.say.please_type()
    return Answer(reply, to_owner(turn, key=f"forward:{turn.key}", message=what), done=False)
