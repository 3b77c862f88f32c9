"""What the owner and her staff may say: each command has its handler."""

from pilateshq import messages
from pilateshq.conversation import (
    announcements,
    attendance,
    bookings,
    choosing,
    closing,
    closures,
    diary,
    enquiries,
    erasing,
    facts,
    helping,
    money_desk,
    moving,
    own_forms,
    registration,
    roll_call,
    standing,
    undoing,
    words,
)
from pilateshq.conversation.assistant_commands import (
    Facts,
    ForgetFact,
    ReadMessage,
    Reply,
    ShowFact,
    TellFact,
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
    CancelEverything,
    CancelFor,
    Close,
    Command,
    Deactivate,
    Decline,
    DeclineForm,
    DeclineMove,
    Diary,
    Erase,
    Find,
    Free,
    Greeting,
    Help,
    Late,
    Leads,
    LeaveIt,
    MarkBooking,
    MarkWhich,
    Meant,
    MoneyCommand,
    Move,
    MoveBooking,
    News,
    Open,
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
    Undo,
    Unknown,
    Which,
    Why,
)
from pilateshq.conversation.turn import Answer, Turn, asked, reaction
from pilateshq.models import Outbound


def answer(turn: Turn, command: Command) -> Answer:
    match command:
        case Book() | BookEvery() | CancelFor() | CancelBooking() | SkipDate() | Pause() | StopStanding():
            return _booked(turn, command)
        case Move() | MoveBooking() | DeclineMove():
            return _moved(turn, command)
        case Diary() | Free() | Find() | Late():
            return _looked_up(turn, command)
        case CancelDay() | CancelEverything() | Close() | Open() | News() | Deactivate() | Reactivate():
            return _of_the_studio(turn, command)
        case Approve(number):
            return bookings.approve(turn, number)
        case Decline(number):
            return bookings.decline(turn, number)
        case Attendance() | MarkBooking() | AllCame() | RollCall() | MarkWhich() | Briefing():
            return _of_the_day(turn, command)
        case AddClient() | Leads() | SendForm() | ApproveForm() | DeclineForm():
            return _of_newcomers(turn, command)
        case Erase():
            return erasing.erase(turn, command)
        case Undo():
            return undoing.undo(turn, command)
        case Why():
            return undoing.why(turn, command)
        case Show(number):
            return show(turn, number)
        case Tell() | ReadMessage() | Reply():
            return _in_words(turn, command)
        case TellFact() | ShowFact() | ForgetFact() | Facts():
            return facts.answer(turn, command)
        case _ if isinstance(command, MoneyCommand):
            return money_desk.answer(turn, command)
        case Unknown() if forwarded := words.answer_to_forward(turn):
            return forwarded
        case _ if awaited := words.awaited_answer(turn):
            return awaited
        case _:
            return _said(turn, command)


def _in_words(turn: Turn, command: Tell | ReadMessage | Reply) -> Answer:
    match command:
        case Tell():
            return words.tell(turn, command)
        case ReadMessage():
            return words.read(turn, command)
        case Reply():
            return words.await_answer(turn, command)


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


def _of_the_day(
    turn: Turn, command: Attendance | MarkBooking | AllCame | RollCall | MarkWhich | Briefing
) -> Answer:
    match command:
        case Attendance():
            return attendance.attended(turn, command)
        case MarkBooking():
            return attendance.mark_number(turn, command)
        case AllCame():
            return roll_call.all_came(turn, command)
        case RollCall():
            return roll_call.roll_call(turn, command)
        case MarkWhich():
            return roll_call.mark_which(turn, command)
        case Briefing():
            return asked(announcements.briefing(settings=turn.settings, now=turn.now))


def _moved(turn: Turn, command: Move | MoveBooking | DeclineMove) -> Answer:
    match command:
        case Move():
            return moving.move(turn, command)
        case MoveBooking():
            return moving.move_booking(turn, command)
        case DeclineMove():
            return moving.decline(turn, command)


def _looked_up(turn: Turn, command: Diary | Free | Find | Late) -> Answer:
    match command:
        case Diary():
            return diary.who_is_in(turn, command)
        case Free():
            return diary.what_is_free(turn, command)
        case Find():
            return diary.find(turn, command)
        case Late():
            return diary.runs_late(turn, command)


def _of_the_studio(
    turn: Turn,
    command: CancelDay | CancelEverything | Close | Open | News | Deactivate | Reactivate,
) -> Answer:
    match command:
        case CancelDay():
            return closing.cancel_day(turn, command)
        case Deactivate():
            return closing.deactivate(turn, command)
        case Reactivate():
            return closing.reactivate(turn, command)
        case CancelEverything():
            return closing.cancel_everything(turn, command)
        case Close():
            return closures.close(turn, command)
        case Open():
            return closures.open_(turn, command)
        case News():
            return closures.news(turn, command)


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
            return asked(turn.say.which_meaning(options))
        case Meant(meant):
            return asked(turn.say.meant(turn.say.command(meant), str(meant)))
        case Unclear():
            return asked(turn.say.unclear(command))
        case Greeting() | Help():
            return help_on(turn, command.topic if isinstance(command, Help) else "")
        case LeaveIt():
            return asked(turn.say.left_as_it_is())
        case Thanks():
            return reaction(turn)
        case Unknown() if choosing.only_answers(turn.words):
            return asked(turn.say.nothing_open())
        case Unknown() if card := diary.named(turn):
            return card
        case _:
            return asked(turn.say.not_understood_by_owner(turn.words))


def help_on(turn: Turn, said: str) -> Answer:
    topic = helping.topic(said)
    return asked(turn.say.help_on(topic) if topic else turn.say.help_for_owner())


def show(turn: Turn, number: int) -> Answer:
    """Say in full what went out shortened."""
    row: Outbound | None = Outbound.get_or_none(Outbound.id == number, Outbound.contact == turn.contact)
    if row is None or row.message is None:
        return asked(turn.say.nothing_to_show())
    return Answer(messages.from_json(row.message))
