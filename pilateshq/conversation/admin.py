"""What the owner and her staff may say: each command has its handler."""

from pilateshq import messages
from pilateshq.conversation import (
    announcements,
    attendance,
    bookings,
    closing,
    enquiries,
    own_forms,
    registration,
    roll_call,
    standing,
    words,
)
from pilateshq.conversation.commands import (
    AddClient,
    AllCame,
    Approve,
    ApproveForm,
    Attendance,
    Book,
    BookEvery,
    Briefing,
    CancelBooking,
    CancelDay,
    CancelFor,
    Command,
    Deactivate,
    Decline,
    DeclineForm,
    Greeting,
    Leads,
    MarkBooking,
    MarkWhich,
    Pause,
    Reactivate,
    RollCall,
    SendForm,
    Show,
    SkipDate,
    StopStanding,
    Tell,
    Thanks,
    Unclear,
    Unknown,
    Which,
)
from pilateshq.conversation.turn import Answer, Turn, asked
from pilateshq.models import Outbound


def answer(turn: Turn, command: Command) -> Answer:
    match command:
        case Book() | BookEvery() | CancelFor() | CancelBooking() | SkipDate() | Pause() | StopStanding():
            return _booked(turn, command)
        case CancelDay():
            return closing.cancel_day(turn, command)
        case Approve(number):
            return bookings.approve(turn, number)
        case Decline(number):
            return bookings.decline(turn, number)
        case Attendance():
            return attendance.attended(turn, command)
        case MarkBooking():
            return attendance.mark_number(turn, command)
        case AllCame() | RollCall() | MarkWhich() | Briefing():
            return _of_the_day(turn, command)
        case Deactivate():
            return closing.deactivate(turn, command)
        case Reactivate():
            return closing.reactivate(turn, command)
        case AddClient() | Leads() | SendForm() | ApproveForm() | DeclineForm():
            return _of_newcomers(turn, command)
        case Tell():
            return words.tell(turn, command)
        case Show(number):
            return show(turn, number)
        case _:
            return _said(turn, command)


def _booked(
    turn: Turn, command: Book | BookEvery | CancelFor | CancelBooking | SkipDate | Pause | StopStanding
) -> Answer:
    match command:
        case Book():
            return bookings.book(turn, command)
        case BookEvery():
            return standing.book_every(turn, command)
        case CancelFor():
            return bookings.cancel_for(turn, command)
        case CancelBooking(number):
            return bookings.cancel_number(turn, number)
        case SkipDate():
            return standing.skip(turn, command)
        case Pause():
            return standing.pause(turn, command)
        case StopStanding():
            return standing.stop(turn, command)


def _of_the_day(turn: Turn, command: AllCame | RollCall | MarkWhich | Briefing) -> Answer:
    match command:
        case AllCame():
            return roll_call.all_came(turn, command)
        case RollCall():
            return roll_call.roll_call(turn, command)
        case MarkWhich():
            return roll_call.mark_which(turn, command)
        case Briefing():
            return asked(announcements.briefing(settings=turn.settings, now=turn.now))


def _of_newcomers(turn: Turn, command: AddClient | Leads | SendForm | ApproveForm | DeclineForm) -> Answer:
    match command:
        case AddClient():
            return registration.add_client(turn, command)
        case Leads(number):
            return enquiries.listed(turn, number)
        case SendForm(number):
            return own_forms.send(turn, number)
        case ApproveForm(number):
            return own_forms.approve(turn, number)
        case DeclineForm(number):
            return own_forms.decline(turn, number)


def _said(turn: Turn, command: Command) -> Answer:
    match command:
        case Which(options):
            return asked(turn.say.which_meaning([(turn.say.command(each), str(each)) for each in options]))
        case Unclear():
            return asked(turn.say.unclear(command))
        case Greeting():
            return asked(turn.say.help_for_owner())
        case Thanks():
            return Answer(None)
        case Unknown() if forwarded := words.answer_to_forward(turn):
            return forwarded
        case _:
            return asked(turn.say.not_understood_by_owner(turn.words))


def show(turn: Turn, number: int) -> Answer:
    """Say in full what went out shortened."""
    row: Outbound | None = Outbound.get_or_none(Outbound.id == number, Outbound.contact == turn.contact)
    if row is None or row.message is None:
        return asked(turn.say.nothing_to_show())
    return Answer(messages.from_json(row.message))
