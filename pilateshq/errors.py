"""Every error of the program, in one tree.

PilatesHQError
├── SettingsError          the environment, .env or studio.toml is wrong; one line for each problem
├── DatabaseUnready        the database cannot be used as it is: not migrated, newer, or held by another
├── BackupError            a copy of the database could not be made or put back; the message says why
├── BadSignature           a webhook that Meta did not sign
├── ModelError             the model did not answer, or not in a way that can be used
├── SendError              a message that did not certainly go out
└── StudioError            a rule of the studio said no
    ├── UnknownKind, PastTime, OutsideHours, StudioClosed, SessionFull, OtherSession, TooManySeats
    ├── AlreadyBooked, NoSuchBooking, AlreadyEnded, AlreadyStarted, NotStarted, LateCancel
    ├── NoStandingBooking, NoSuchDay, SeatFree, ListClosed, ListFull, ListsEnough, OfferOver
    ├── NoSuchMessage, OnItsWay, HasArrived, WentOtherwise, Outdated, Unwanted, NotInDoubt
    ├── NoSuchFact, NothingToUndo, UndoneAlready, TooLateToUndo, ChangedSince
    ├── BadNumber, NumberTaken, BadName, BadBirthDate, BadEmail, NoSuchLead, FormUnusable, NoSuchForm
    ├── RunsTheStudio, NobodyThere
    └── NothingToCharge, AlreadyInvoiced, NothingToInvoice, NoSuchInvoice, AlreadyCredited, NoSuchPackage,
        NoSuchPayment, BadAmount, NoPrice
"""

from datetime import datetime
from enum import StrEnum


class PilatesHQError(Exception):
    """What the program itself raises."""


class SettingsError(PilatesHQError):
    """All that is wrong with the settings, a line each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class DatabaseUnready(PilatesHQError):
    """The database cannot be used as it is; the message says what to do."""


class BackupError(PilatesHQError):
    """A copy of the database could not be made or put back; the message says why."""


class BadSignature(PilatesHQError):
    """The body was not signed with the app's secret."""


class Refusal(StrEnum):
    """What a failed send means for what comes next (reliability: retry classes)."""

    retry = "retry"  # certainly not sent: again, with back-off; the whole number waits if `slow_down`
    pair_limit = "pair_limit"  # certainly not sent: this recipient only, 4^n seconds
    slow_down = "slow_down"  # certainly not sent: the whole number must wait
    later = "later"  # held back by Meta: not before 24 hours have passed
    never = "never"  # this message to this person will not go
    template = "template"  # this template or Flow cannot be used now; nothing else waits
    window = "window"  # more than 24 hours since the person wrote: a template instead
    operator = "operator"  # nothing goes until somebody acts: token, account, payment
    unknown = "unknown"  # it may have been sent


class SendError(PilatesHQError):
    """A send that was refused, or of which nobody knows how it ended."""

    def __init__(
        self, refusal: Refusal, detail: str, *, code: int | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(detail)
        self.refusal = refusal
        self.detail = detail
        self.code = code  # Meta's, if it answered with one
        self.retry_after = retry_after  # seconds, if Meta named them


class ModelError(PilatesHQError):
    """The model did not answer, or not in a way that can be used."""


class StudioError(PilatesHQError):
    """A rule of the studio said no; `conversation.wording` says so to a person."""


class UnknownKind(StudioError):
    """The studio has no sessions of that kind."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class StartError(StudioError):
    """A session cannot be had at that start (UTC)."""

    def __init__(self, starts_at: datetime) -> None:
        super().__init__(starts_at)
        self.starts_at = starts_at


class PastTime(StartError):
    """That start has passed."""


class OutsideHours(StartError):
    """The studio is open that day, but no session starts then."""


class StudioClosed(StartError):
    """The studio is closed that day."""

    def __init__(self, starts_at: datetime, reason: str) -> None:
        super().__init__(starts_at)
        self.reason = reason  # a holiday's or a closure's name; empty for a weekday that is always closed


class SessionFull(StartError):
    """The session has not enough seats left."""

    def __init__(self, starts_at: datetime, kind: str) -> None:
        super().__init__(starts_at)
        self.kind = kind


class OtherSession(StartError):
    """Another session runs at that time."""

    def __init__(self, starts_at: datetime, kind: str, other_starts_at: datetime) -> None:
        super().__init__(starts_at)
        self.kind = kind  # of the other one
        self.other_starts_at = other_starts_at


class TooManySeats(StudioError):
    """More people than a session of that kind ever seats."""

    def __init__(self, kind: str, capacity: int) -> None:
        super().__init__(kind)
        self.kind = kind
        self.capacity = capacity


class AlreadyBooked(StartError):
    """The client has a seat at that time already."""

    def __init__(self, starts_at: datetime, name: str) -> None:
        super().__init__(starts_at)
        self.name = name


class NoSuchBooking(StudioError):
    """There is no such booking, or it is another client's."""


class AlreadyEnded(StartError):
    """The booking was cancelled, rejected or attended before."""

    def __init__(self, starts_at: datetime, status: str) -> None:
        super().__init__(starts_at)
        self.status = status


class AlreadyStarted(StartError):
    """The session has begun, so the booking stays as it is."""


class LateCancel(StartError):
    """Free cancelling has ended; the client must be asked whether they are sure."""

    def __init__(self, starts_at: datetime, deadline: datetime) -> None:
        super().__init__(starts_at)
        self.deadline = deadline


class SeatFree(StartError):
    """There is a seat, so nobody needs to wait for one."""


class ListClosed(StartError):
    """It is too late to wait for a seat, or the studio keeps no list."""


class ListFull(StartError):
    """Enough people wait for that session."""


class ListsEnough(StartError):
    """The client waits for enough sessions of that day."""


class OfferOver(StartError):
    """The seat is not, or no longer, offered to them."""


class BadNumber(StudioError):
    """That is no phone number that WhatsApp could reach."""


class NumberTaken(StudioError):
    """The number is another client's."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class BadName(StudioError):
    """That is no name."""


class BadBirthDate(StudioError):
    """That is no date on which a client can have been born."""


class NotStarted(StartError):
    """The session has not begun, so nobody can know how it went."""


class NoStandingBooking(StudioError):
    """There is no such weekly slot."""


class NoSuchDay(StudioError):
    """A weekly slot would have no day before it ends."""


class NothingToUndo(StudioError):
    """Nothing was done lately that could be undone."""


class DeedError(StudioError):
    """What was done stays as it is."""

    def __init__(self, told: str) -> None:
        super().__init__(told)
        self.told = told  # what was said of it when it was done


class UndoneAlready(DeedError):
    """It was undone before."""


class TooLateToUndo(DeedError):
    """It was done too long ago."""


class ChangedSince(StudioError):
    """Something of it has changed since it was done."""

    def __init__(self, name: str = "", starts_at: datetime | None = None, status: str = "") -> None:
        super().__init__(name)
        self.name = name  # whose booking, if it is one
        self.starts_at = starts_at
        self.status = status


class BadEmail(StudioError):
    """That is no e-mail address."""


class NoSuchLead(StudioError):
    """There is no such open lead."""


class RunsTheStudio(StudioError):
    """They are one of those who run the studio: first take their number out of ADMIN_WA_LIST."""


class NobodyThere(StudioError):
    """Nobody is known at that number."""


class FormUnusable(StudioError):
    """The form was used before, is too old, or was not sent to this person."""


class NoSuchFact(StudioError):
    """Nothing is known of that matter."""


class NoSuchForm(StudioError):
    """No such answer waits for a decision."""


class NoSuchMessage(StudioError):
    """There is no message of that number."""


class OnItsWay(StudioError):
    """The message need not go again: it waits, or is on its way."""


class HasArrived(StudioError):
    """The message need not go again: it has arrived."""


class WentOtherwise(StudioError):
    """Another message has gone in the place of this one."""

    def __init__(self, instead: int) -> None:
        super().__init__(instead)
        self.instead = instead


class Outdated(StudioError):
    """The message is about a booking that has changed since or has begun, or was for an hour that is over."""


class Unwanted(StudioError):
    """Somebody may not be told the message."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(name, why)
        self.name = name
        self.why = why


class NotInDoubt(StudioError):
    """It is known already what became of the message."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


class NothingToCharge(StudioError):
    """The booking is no no-show, and no cancel inside the notice period."""


class AlreadyInvoiced(StudioError):
    """The booking is on an invoice, which is not changed."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number


class NothingToInvoice(StudioError):
    """Nothing that the client has to pay for is without an invoice."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class NoSuchInvoice(StudioError):
    """There is no invoice of that number, or it is another client's."""


class AlreadyCredited(StudioError):
    """The invoice was taken back before."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number


class NoSuchPackage(StudioError):
    """There is no such open package."""


class NoSuchPayment(StudioError):
    """There is no such payment, or it was reversed before."""


class BadAmount(StudioError):
    """That is no amount that can be paid or charged."""


class NoPrice(StudioError):
    """Nobody has said what a session of that kind costs."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind
