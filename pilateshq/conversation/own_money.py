"""What a client asks of their own money, and the proofs of payment that they send."""

from pilateshq.conversation import papers
from pilateshq.conversation.commands import Speaker
from pilateshq.conversation.money_commands import MyBalance, MyInvoice, OwnMoneyCommand
from pilateshq.conversation.turn import Answer, Turn, asked
from pilateshq.models import Client
from pilateshq.studio import invoices, package_states, payments

FILES = ("image", "document")


def answer(turn: Turn, client: Client, command: OwnMoneyCommand) -> Answer:
    match command:
        case MyBalance():
            states = package_states.states(settings=turn.settings, now=turn.now, client=client)
            return Answer(turn.say.own_balance(payments.account(client), states))
        case MyInvoice():
            return _latest(turn, client)


def _latest(turn: Turn, client: Client) -> Answer:
    invoice = invoices.latest(client)
    if invoice is None:
        return asked(turn.say.no_invoice())
    papers.send_invoice(invoice, to=client.contact, key=f"inv:{turn.key}", now=turn.now)
    return Answer(turn.say.own_invoice(invoice))


def file_came(turn: Turn) -> Answer | None:
    """Pass a client's picture or file on to the owner; None for anything else."""
    if turn.speaker is not Speaker.client or turn.client is None or turn.media_id is None:
        return None
    return papers.proof(turn, turn.client, media_id=turn.media_id) if turn.kind in FILES else None
