"""What is said where a rule, or the grammar, says no."""

from collections.abc import Sequence

from pilateshq import errors
from pilateshq.conversation.commands import LeaveIt, Unclear
from pilateshq.conversation.tokens import Reason
from pilateshq.conversation.wording.voice import Option, Voice
from pilateshq.messages import Button, Buttons, Message, Text
from pilateshq.models import BookingStatus

UNCLEAR = {
    Reason.bad_time: "There is no such time: {rest}.",
    Reason.bad_day: "There is no such day: {rest}.",
    Reason.no_time: "At what time?",
    Reason.no_day: "On which day?",
    Reason.no_end: "Until when?",
    Reason.two_times: "I read two times there: {rest}. Which one?",
    Reason.two_days: "I read two days there: {rest}. Which one?",
    Reason.two_kinds: "I read two kinds of session there. Which one?",
    Reason.no_name: "Whom do you mean?",
    Reason.one_person: "One person at a time, please.",
    Reason.no_words: "What shall I say?",
    Reason.scope: "All of what?",
    Reason.question: "That reads like a question, so nothing was changed.",
    Reason.not_yet: "I cannot do that yet: {rest}.",
    Reason.not_understood: "I did not understand this part: {rest}.",
}
FIXED: dict[type[errors.StudioError], str] = {
    errors.BadNumber: "That is no phone number that I can reach. Please write it like 082 111 0001.",
    errors.BadName: "Please give a name with letters in it.",
    errors.BadBirthDate: "Please write the date of birth like 21 May 1985 or 1985-05-21, with the year.",
    errors.BadEmail: "That is no e-mail address. Please write it like thandi@example.com.",
    errors.NoSuchLead: "That enquiry is closed already. Write leads to see what is open.",
    errors.RunsTheStudio: "They help to run the studio: first take their number out of ADMIN_WA_LIST.",
    errors.NobodyThere: "Nobody is known at that number.",
    errors.NoSuchFact: "Nothing is kept of that. Write facts to see what is, or fact parking: … to tell me.",
    errors.NoSuchForm: "That form was decided before, or a newer one came. Write leads to see what waits.",
    errors.NoSuchDay: "There is no such day until then.",
    errors.NoStandingBooking: "There is no such weekly slot.",
    errors.NoSuchMessage: "There is no such message. See: pilateshq messages list",
    errors.OnItsWay: "That message waits or is on its way, so it need not go again.",
    errors.HasArrived: "That message has arrived, so it need not go again.",
    errors.Outdated: "That no longer holds: its booking has changed or begun, or its hour is over.",
    errors.NothingToUndo: "There is nothing of yours to undo: what is older than ten minutes stays.",
    errors.NothingToCharge: "That is no no-show and no late cancel, so there is nothing to charge.",
    errors.NoSuchInvoice: "There is no such invoice. Please write its number as INV-0042.",
    errors.NoSuchPackage: "There is no such open package.",
    errors.NoSuchPayment: "There is no such payment, or it was reversed before.",
    errors.BadAmount: "That is no amount that I can note. Please check it.",
}


class Refusals(Voice):
    def refused(self, refusal: errors.StudioError) -> str:
        match refusal:
            case errors.StartError():
                return self._of_a_session(refusal)
            case errors.UnknownKind(kind=kind):
                return f"There are no {kind} sessions. There are: {', '.join(self.settings.studio.kinds)}."
            case errors.TooManySeats(kind=kind, capacity=capacity):
                return f"A {kind} has {capacity} {'seat' if capacity == 1 else 'seats'} only."
            case errors.NumberTaken(name=name):
                return f"That number is {name}'s already."
            case errors.AlreadyInvoiced(number=number):
                return f"That is on {number}. To change it, take that back first: credit {number}"
            case errors.NothingToInvoice(name=name):
                return f"{name} has nothing to pay for then."
            case errors.AlreadyCredited(number=number):
                return f"{number} was taken back already."
            case errors.NoPrice(kind=kind):
                return f"I do not know what a {kind} costs. Please add it to studio.toml."
            case _:
                return self._of_what_was_done(refusal)

    def _of_a_session(self, refusal: errors.StartError) -> str:
        match refusal:
            case errors.PastTime(starts_at=start):
                return f"{self.moment(start)} has passed."
            case errors.OutsideHours(starts_at=start):
                return f"No session starts at {self.moment(start)}: that is outside the opening hours."
            case errors.StudioClosed(starts_at=start, reason=reason):
                return f"The studio is closed on {self.moment(start)}{f' ({reason})' if reason else ''}."
            case errors.SessionFull(starts_at=start, kind=kind):
                return f"The {kind} on {self.moment(start)} is full."
            case errors.OtherSession(kind=kind, other_starts_at=other):
                return f"There is a {kind} on {self.moment(other)}."
            case errors.AlreadyBooked(starts_at=start, name=name):
                return f"{name} is booked on {self.moment(start)} already."
            case errors.AlreadyEnded(starts_at=start, status=status):
                return f"The booking on {self.moment(start)} was {status.replace('_', ' ')} already."
            case errors.NotStarted(starts_at=start):
                return f"The session on {self.moment(start)} has not begun yet."
            case errors.AlreadyStarted(starts_at=start):
                return f"The session on {self.moment(start)} has begun, so the booking stays as it is."
            case _:
                return f"{self.moment(refusal.starts_at)} cannot be had."

    def _of_what_was_done(self, refusal: errors.StudioError) -> str:
        match refusal:
            case errors.WentOtherwise(instead=number):
                return f"Message {number} has gone in its place. Look at that one: messages show {number}"
            case errors.Unwanted(name=name, why=why):
                return f"{name} may not be told it now: {why}. Please call."
            case errors.NotInDoubt(state=state):
                return f"That message is not in doubt: it is {state}."
            case errors.UndoneAlready(told=told):
                return f"That is undone already: {self.quoted(told)}."
            case errors.TooLateToUndo(told=told):
                return f"That was more than ten minutes ago, so it stays: {self.quoted(told)}."
            case errors.ChangedSince(name=name, starts_at=start, status=status):
                what = f"{name}'s booking on {self.moment(start)} is {status} now" if start else "some of it"
                return f"Nothing was undone: {what}{'' if start else ' has changed since'}."
            case _:
                return FIXED.get(type(refusal), "There is no such booking.")

    def refused_to_client(self, refusal: errors.StudioError) -> Message:
        """Say kindly why their booking stays as it is."""
        match refusal:
            case errors.AlreadyEnded(starts_at=start, status=BookingStatus.rejected):
                return Text(f"You have rejected the session on {self.moment(start)} already. All is well.")
            case errors.AlreadyEnded(starts_at=start, status=BookingStatus.cancelled):
                return Text(f"The session on {self.moment(start)} is cancelled already. All is well.")
            case errors.AlreadyEnded(starts_at=start) | errors.AlreadyStarted(starts_at=start):
                return Text(
                    f"The session on {self.moment(start)} has begun or is over, so nothing has changed."
                    f" If something is wrong, please write: message {self.owner} …"
                )
            case errors.ListClosed(starts_at=start):
                return Text(f"There is no waitlist for {self.moment(start)} any more.")
            case errors.ListFull(starts_at=start):
                return Text(
                    f"The waitlist for {self.moment(start)} is full too. Write book to see what is free."
                )
            case errors.ListsEnough():
                return Text("You are on enough waitlists of that day already. Leave one first: bookings")
            case errors.OfferOver(starts_at=start):
                return Text(
                    f"That seat on {self.moment(start)} is no longer kept for you."
                    " Write bookings to see what you have, or book to see what is free."
                )
            case errors.AlreadyBooked(starts_at=start):
                return Text(f"You are booked on {self.moment(start)} already.")
            case errors.NoSuchBooking() | errors.NoStandingBooking():
                return Text("I cannot find that booking among yours. Write bookings to see what you have.")
            case _:
                return Text(self.refused(refusal))

    def instead(self, refusal: errors.StudioError, options: Sequence[Option]) -> Message:
        """Refuse, and offer the nearest free times."""
        body = self.refused(refusal)
        if not options:
            return Text(body)
        return self.which(f"{body} Free instead:", options)

    def unclear(self, asked: Unclear) -> Message:
        """Say what is unclear, and how it would be said; a question is one tap from being done."""
        if asked.why is Reason.question:
            body = f"{UNCLEAR[asked.why]} Shall I do it: {asked.example}?"
            return Buttons(body, (Button("Yes, do it", asked.example), Button("No", str(LeaveIt()))))
        return Text(f"{UNCLEAR[asked.why].format(rest=asked.rest)} For example: {asked.example}")
