"""Whom the notices of an answer reach, in what form, and whom they do not: for the owner, after the reply."""

from collections.abc import Sequence

from pilateshq import account
from pilateshq.conversation.turn import Notice, Turn
from pilateshq.conversation.wording.voice import GENERAL_UPDATE
from pilateshq.models import Client, Purpose
from pilateshq.studio import people, reach
from pilateshq.whatsapp import window


def sentences(turn: Turn, notices: Sequence[Notice]) -> str:
    """Say which clients hear of what was done, and by what; and which do not, and why."""
    by_client = {client: each for each in notices if (client := people.client_of(each.to))}
    reasons = [(each, reach.why_silent(each.contact, Purpose.notice)) for each in by_client]
    told = [each for each, why in reasons if why is None]
    lost = [each.name for each in told if each.contact.unreachable_at]
    said = (
        _how(turn, {each: by_client[each] for each in told}) if told else "",
        turn.say.not_reached(lost) if lost else "",
        *(turn.say.silent(each.name, why) for each, why in reasons if why),
    )
    return " ".join(filter(None, said))


def _how(turn: Turn, told: dict[Client, Notice]) -> str:
    shut = [each for each in told.values() if not window.is_open(each.to.heard_at, now=turn.now)]
    waits = any(_waits(turn, each) for each in shut)
    return turn.say.how_told([*told], by_template=len(shut), waits=waits)


def _waits(turn: Turn, notice: Notice) -> bool:
    """Tell whether what it says has to wait for its template."""
    name = notice.template.name if notice.template else GENERAL_UPDATE
    return account.why_not(name, language=turn.settings.template_language) is not None
