"""Whether a booking is to be paid for, and why; no-shows and late cancels are only charged by the owner."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from peewee import JOIN, ModelSelect, fn

from pilateshq.errors import AlreadyInvoiced, NothingToCharge
from pilateshq.models import SEATED, Booking, BookingStatus, CancelledBy, Client, Contact, Session
from pilateshq.money_models import Decision, Invoice, InvoiceLine, Ruling
from pilateshq.settings import Settings
from pilateshq.studio import booking as bookings
from pilateshq.studio import history

LOOKED_BACK = timedelta(days=7)  # the program may have been off when the seat was taken


class Why(StrEnum):
    """Why a booking is charged, is not, or waits."""

    came = "came"
    no_show = "no_show"
    late = "late"
    undecided = "undecided"  # a no-show or late cancel of which the owner has not said
    unmarked = "unmarked"  # it is over, and nobody said who came
    coming = "coming"
    waived = "waived"
    lifted = "lifted"
    sick = "sick"
    free = "free"  # cancelled in time, rejected, or cancelled by the studio
    asked = "asked"  # it never was more than a wish


CHARGED = (Why.came, Why.no_show, Why.late)


def why(status: str, *, late: bool, ruling: str | None, has_begun: bool) -> Why:
    """Tell what becomes of a booking on the bill."""
    match BookingStatus(status):
        case BookingStatus.attended:
            return Why.came
        case BookingStatus.no_show:
            return _ruled(ruling, Why.no_show)
        case BookingStatus.cancelled if late or ruling == Ruling.charged:
            return _ruled(ruling, Why.late)
        case BookingStatus.booked:
            return Why.unmarked if has_begun else Why.coming
        case BookingStatus.sick:
            return Why.sick
        case BookingStatus.requested | BookingStatus.waitlisted:
            return Why.asked
        case _:
            return Why.free


def _ruled(ruling: str | None, charged: Why) -> Why:
    match ruling:
        case None:
            return Why.undecided
        case Ruling.charged:
            return charged
        case _:
            return Why(ruling)


def to_decide(*, before: datetime) -> list[Booking]:
    """List the no-shows and late cancels that wait for the owner, oldest first."""
    waits = (Booking.status == BookingStatus.no_show) | (
        (Booking.status == BookingStatus.cancelled) & Booking.late
    )
    undecided = _with_rulings().where(waits, Decision.id.is_null(), Session.starts_at < before)
    return list(undecided.order_by(Session.starts_at, Booking.id))


def unmarked(*, before: datetime) -> list[Booking]:
    """List the bookings that began before a moment, and of which nobody said who came."""
    open_ = _with_rulings().where(Booking.status == BookingStatus.booked, Session.starts_at < before)
    return list(open_.order_by(Session.starts_at, Booking.id))


def ruling_of(booking: Booking) -> str | None:
    decision: Decision | None = Decision.get_or_none(Decision.booking == booking)
    return decision.ruling if decision else None


def may_be_charged(booking: Booking, settings: Settings) -> bool:
    """Tell whether the owner may charge for it: a no-show, or a cancel inside the notice period."""
    if booking.status == BookingStatus.no_show:
        return True
    inside = booking.late or booking.changed_at > bookings.deadline(booking, settings)
    by_studio = booking.cancelled_by == CancelledBy.studio
    return booking.status == BookingStatus.cancelled and inside and (booking.late or by_studio)


def decide(booking: Booking, ruling: Ruling, *, settings: Settings, actor: str, now: datetime) -> None:
    """Charge for a no-show or a late cancel, or let it pass; what is invoiced stays as it is."""
    if not may_be_charged(booking, settings):
        raise NothingToCharge
    if line := line_of(booking):
        raise AlreadyInvoiced(line.invoice.number)
    _write(booking, ruling, now)
    history.record(ruling.value, actor=actor, now=now, client=booking.client, booking=booking)


def _write(booking: Booking, ruling: Ruling, now: datetime) -> None:
    decision: Decision = Decision.get_or_none(Decision.booking == booking) or Decision(booking=booking)
    decision.ruling, decision.at = ruling, now
    decision.save()


def lift_refilled(*, now: datetime) -> list[Booking]:
    """Lift the mark of late cancels whose seat somebody else has taken, one for each newcomer."""
    cancels = _with_rulings().where(
        Booking.status == BookingStatus.cancelled,
        Booking.late,
        Session.starts_at > now - LOOKED_BACK,
        fn.EXISTS(_came_after()),
    )
    by_start: dict[tuple[datetime, str], list[Booking]] = defaultdict(list)
    for each in cancels.order_by(Booking.changed_at, Booking.id):
        by_start[each.session.starts_at, each.session.kind].append(each)
    refilled = [each for there in by_start.values() for each in _refilled(there)]
    return [each for each in refilled if _lift(each, now)]


def _lift(cancelled: Booking, now: datetime) -> bool:
    if ruling_of(cancelled) in (Ruling.waived, Ruling.lifted) or line_of(cancelled):
        return False
    _write(cancelled, Ruling.lifted, now)
    history.record("lifted", actor="system", now=now, client=cancelled.client, booking=cancelled)
    return True


def _refilled(cancels: Sequence[Booking]) -> list[Booking]:
    """Give each newcomer of an hour the earliest seat that was free by then."""
    session = cancels[0].session  # an hour that was empty in between is two sessions
    same_hour = (Session.starts_at == session.starts_at) & (Session.kind == session.kind)
    took = Booking.select().join(Session).where(same_hour, Booking.status.in_(SEATED))
    newcomers = sorted(each.booked_at for each in took)
    found = []
    for each in cancels:
        taken_at = next((at for at in newcomers if at > each.changed_at), None)
        if taken_at is not None:
            newcomers.remove(taken_at)
            found.append(each)
    return found


def _came_after() -> "ModelSelect[Booking]":
    other, there = Booking.alias(), Session.alias()
    later: ModelSelect[Booking] = (
        other.select(other.id)
        .join(there, on=(other.session == there.id))
        .where(
            there.starts_at == Session.starts_at,
            there.kind == Session.kind,
            other.status.in_(SEATED),
            other.booked_at > Booking.changed_at,
        )
    )
    return later


def _with_rulings() -> "ModelSelect[Booking]":
    query: ModelSelect[Booking] = (
        Booking.select(Booking, Client, Contact, Session)
        .join(Client)
        .join(Contact)
        .switch(Booking)
        .join(Session)
        .switch(Booking)
        .join(Decision, JOIN.LEFT_OUTER, on=(Decision.booking == Booking.id))
    )
    return query


def line_of(booking: Booking) -> InvoiceLine | None:
    """Find where a booking is billed, unless that was taken back."""
    line: InvoiceLine | None = (
        InvoiceLine.select(InvoiceLine, Invoice)
        .join(Invoice)
        .where(InvoiceLine.booking == booking, InvoiceLine.live)
        .first()
    )
    return line


def billed_in_error(
    client: Client | None = None, *, among: Collection[int] | None = None
) -> list[InvoiceLine]:
    """List what is on an invoice although it is to be paid no more, as where a mark was corrected since."""
    missed = Booking.status.in_((BookingStatus.no_show, BookingStatus.cancelled))
    charged = missed & (fn.COALESCE(Decision.ruling, "") == Ruling.charged)
    lines = (
        InvoiceLine.select(InvoiceLine, Invoice, Booking, Client, Session)
        .join(Booking)
        .join(Client)
        .switch(Booking)
        .join(Session)
        .switch(InvoiceLine)
        .join(Invoice)
        .join(Decision, JOIN.LEFT_OUTER, on=(Decision.booking == InvoiceLine.booking))
        .where(InvoiceLine.live, Booking.status != BookingStatus.attended, ~charged)
        .order_by(InvoiceLine.id)
    )
    if among is not None:
        lines = lines.where(InvoiceLine.booking.in_(among))
    return list(lines.where(Booking.client == client) if client else lines)
