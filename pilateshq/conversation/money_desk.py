"""Each command about money, and its handler."""

from pilateshq.conversation import money, terms
from pilateshq.conversation.money_commands import (
    AmountOff,
    Bought,
    Charge,
    CreditInvoice,
    EndPackage,
    ExtendPackage,
    InvoiceAll,
    InvoiceFor,
    MoneyCommand,
    OwnPrice,
    Paid,
    PercentOff,
    RemindToPay,
    Report,
    ReversePayment,
    SendInvoice,
    StatementOf,
    ToDecide,
    Waive,
    WhoOwes,
)
from pilateshq.conversation.turn import Answer, Turn


def answer(turn: Turn, command: MoneyCommand) -> Answer:
    match command:
        case InvoiceFor():
            return money.invoice_for(turn, command)
        case InvoiceAll():
            return money.invoice_all(turn, command)
        case SendInvoice():
            return money.send_again(turn, command)
        case CreditInvoice():
            return money.credit(turn, command)
        case Paid():
            return money.paid(turn, command)
        case ReversePayment():
            return money.reverse(turn, command)
        case WhoOwes():
            return money.who_owes(turn, command)
        case StatementOf():
            return money.statement(turn, command)
        case RemindToPay():
            return money.remind(turn, command)
        case Report():
            return money.report(turn, command)
        case _:
            return _agreed(turn, command)


def _agreed(
    turn: Turn,
    command: PercentOff
    | AmountOff
    | OwnPrice
    | Bought
    | ExtendPackage
    | EndPackage
    | Charge
    | Waive
    | ToDecide,
) -> Answer:
    match command:
        case PercentOff():
            return terms.percent_off(turn, command)
        case AmountOff():
            return terms.amount_off(turn, command)
        case OwnPrice():
            return terms.own_price(turn, command)
        case Bought():
            return terms.bought(turn, command)
        case ExtendPackage():
            return terms.extend(turn, command)
        case EndPackage():
            return terms.end(turn, command)
        case Charge() | Waive():
            return terms.decide(turn, command)
        case ToDecide():
            return terms.to_decide(turn)
