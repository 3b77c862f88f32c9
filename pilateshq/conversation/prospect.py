"""What becomes of a stranger's words: they are answered at once, kept, and the owner hears of them."""

import re
from datetime import timedelta

from pilateshq.conversation import assistant, enquiries, grammar, names
from pilateshq.conversation.commands import Command, Greeting, Thanks
from pilateshq.conversation.turn import Answer, Notice, Turn
from pilateshq.messages import Message
from pilateshq.models import Contact, Lead
from pilateshq.studio import leads

MOST_ASKED = 2  # times, for a name
AT_MOST_EVERY = timedelta(minutes=5)  # that they are told what becomes of their words
TYPED = ("text", "tap")
SAYS_LITTLE = ("sticker", "unsupported")
INTRODUCED = re.compile(
    r"\b(?:names?|call(?:ed)? me|i['’]?m|i am|this is|it['’]?s|here|speaking)\b", re.IGNORECASE
)


def answer(turn: Turn) -> Answer:
    assert turn.contact is not None  # nobody is a stranger at the terminal
    before = leads.open_lead(turn.contact)
    lead = leads.hear(turn.contact, _words(turn), now=turn.now)
    is_introduced = _learn_name(turn, turn.contact, lead)
    waits = before is None and not lead.name and _is_idle(turn)
    notices = () if waits else _alert(turn, lead)
    if turn.is_grave:
        return Answer(None, notices)
    if before is None:
        reply = _first(turn, lead, waits=waits)
    elif is_introduced:
        reply = turn.say.name_learnt(lead.name)
    else:
        reply = _next(turn, lead, before, is_told=bool(notices))
    reply = turn.say.after(reply, assistant.answer_stranger(turn))
    return Answer(reply if turn.kind in TYPED else turn.say.read_only(reply), notices)


def _alert(turn: Turn, lead: Lead) -> tuple[Notice, ...]:
    """Tell the owner, if it is time and there is something to tell."""
    is_news = lead.alerted_at is None or not _is_idle(turn)
    due = is_news and leads.owes_alert(lead, now=turn.now)
    return enquiries.alert(lead, settings=turn.settings, now=turn.now) if due else ()


def _words(turn: Turn) -> str:
    """Give what the lead keeps; what is urgent is read where it was written."""
    if turn.is_grave:
        return turn.say.urgent_words()
    return turn.words if turn.kind in TYPED else turn.say.sent_by_stranger(turn.kind, turn.words)


def _is_idle(turn: Turn) -> bool:
    """Tell whether it is only a greeting, thanks, or a sign that says nothing."""
    if turn.kind not in TYPED:
        return turn.kind in SAYS_LITTLE
    return isinstance(_command(turn), Greeting | Thanks) or not any(map(str.isalpha, turn.words))


def _command(turn: Turn) -> Command:
    return grammar.parse(
        turn.words,
        now=turn.said_at.astimezone(turn.settings.zone),
        speaker=turn.speaker,
        owner=turn.settings.studio.owner,
        kinds=turn.settings.studio.kinds,
    )


def _learn_name(turn: Turn, contact: Contact, lead: Lead) -> bool:
    """Note what they call themselves, and tell whether they have just said so."""
    given = _own_name(turn, lead)
    is_told = bool(given) and given != lead.name
    if name := given or lead.name or names.clean_name(contact.name):
        lead.name = name
        lead.save()
    return is_told


def _own_name(turn: Turn, lead: Lead) -> str:
    """Read a name where one is given: when introduced or asked for; `Hi Nadine` and an alarm give none."""
    if (
        turn.kind not in TYPED
        or turn.is_grave
        or not (INTRODUCED.search(turn.words) or (lead.asked and not lead.name))
    ):
        return ""
    given = names.read_own_name(turn.words) or ""
    is_the_owners = given.casefold().split()[:1] == turn.settings.studio.owner.casefold().split()[:1]
    return "" if is_the_owners and not names.is_a_name(turn.words) else given


def _first(turn: Turn, lead: Lead, *, waits: bool) -> Message:
    if not lead.name:
        _count_question(lead)
    return turn.say.first_question() if waits else turn.say.greeting(lead.name)


def _next(turn: Turn, lead: Lead, before: Lead, *, is_told: bool) -> Message:
    """Answer what comes later; the same sentence is not said again and again."""
    if not lead.name and lead.asked < MOST_ASKED:
        _count_question(lead)
        return turn.say.name_asked_again()
    is_second = len(before.words.splitlines()) <= 1
    if not is_second and turn.now - before.heard_at < AT_MOST_EVERY:
        return turn.say.noted()
    return turn.say.passed_on_too() if is_told else turn.say.kept_too()


def _count_question(lead: Lead) -> None:
    lead.asked += 1
    lead.save()
