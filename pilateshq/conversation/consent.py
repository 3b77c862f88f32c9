"""A client's consent: asked for in the welcome, given by a word or a tap, kept with its time."""

from dataclasses import replace

from pilateshq.conversation.turn import WORTH_KNOWING, Answer, Notice, Turn, asked, to_owner
from pilateshq.models import Client, Outbound
from pilateshq.studio import consents, people

WELCOME = "welcome:{}"  # the key of the message that welcomes a client, by their number


def agree(turn: Turn, client: Client) -> Answer:
    """Note that the client agrees; under 18 it is not theirs to say."""
    if _is_minor(turn, client):
        ask = turn.say.together(turn.say.guardian_needed(client.name))
        return Answer(turn.say.guardian_must_agree(), to_owner(turn, key=f"minor:{client.id}", message=ask))
    if not consents.give(client, consents.RECORDS, through="chat", at=turn.now, actor=turn.actor):
        return asked(turn.say.agreed_already())
    return Answer(turn.say.agreed())


def read_first(turn: Turn, client: Client) -> Answer:
    has_agreed = consents.has_given(client, consents.RECORDS) or _is_minor(turn, client)
    return Answer(turn.say.privacy_notice(has_agreed=has_agreed))


def asked_too(turn: Turn, client: Client, answer: Answer) -> Answer:
    """Ask for consent after the answer, once, where the welcome was a template, which has no room for it."""
    if not _was_welcomed_by_template(client) or consents.has_given(client, consents.RECORDS):
        return answer
    if _is_minor(turn, client) or client.contact.stopped_at:
        return answer
    question = Notice(
        to=client.contact,
        key=f"consent:{client.id}",
        message=turn.say.may_we_keep(),
        expires_at=turn.now + WORTH_KNOWING,
    )
    return replace(answer, notices=(*answer.notices, question))


def _was_welcomed_by_template(client: Client) -> bool:
    key = WELCOME.format(client.id)
    welcome = Outbound.select().where(Outbound.key.in_((key, f"{key}:t")), Outbound.as_template)
    found: bool = welcome.exists()
    return found


def _is_minor(turn: Turn, client: Client) -> bool:
    return people.is_minor(client.born_on, today=turn.now.astimezone(turn.settings.zone).date())
