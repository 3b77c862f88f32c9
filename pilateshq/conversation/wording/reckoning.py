"""What is said of a booking's cost and the reasons for it."""

from collections.abc import Sequence

from pilateshq.conversation.wording.money import rand
from pilateshq.conversation.wording.terms import OfTerms
from pilateshq.db import EPOCH
from pilateshq.models import Booking, BookingStatus, CancelledBy
from pilateshq.money_models import InvoiceLine
from pilateshq.studio.charges import Why
from pilateshq.studio.prices import Cost
from pilateshq.studio.reckoning import Reckoned

ERRORS_NAMED = 3


class OfReckoning(OfTerms):
    def reckoned(self, each: Reckoned) -> str:
        """Say in a line what a booking costs and why."""
        session = each.booking.session
        return f"{self.moment(session.starts_at)} {session.kind}: {self._verdict(each)}"

    def _verdict(self, each: Reckoned) -> str:
        reason = self._reason(each)
        if each.line:
            price = "from the package" if each.line.package_id else rand(each.line.amount_cents)
            billed = f"{price}, on {each.line.invoice.number}"
            return f"{billed}; {reason}" if each.is_charged else f"{billed}, but {reason}"
        if not each.is_charged:
            return reason
        if each.used:
            left, sessions = each.used.left, each.used.package.sessions
            return f"from the package of {sessions} ({left} left); {reason}"
        return f"{rand(each.cost.cents)}, {self._price(each.cost, each.booking.session.kind)}; {reason}"

    def _price(self, cost: Cost, kind: str) -> str:
        what = "their own price" if cost.is_own else f"the {kind} price"
        local = cost.since.astimezone(self.settings.zone)
        since = f" since {self.full_date(local.date())}" if cost.since > EPOCH else ""
        if not cost.percent:
            return f"{what}{since}"
        return f"{what}{since} of {rand(cost.full_cents)} less {cost.percent} %"

    def _reason(self, each: Reckoned) -> str:
        match each.why:
            case Why.came:
                return "came"
            case Why.no_show | Why.late:
                return f"{self._missed(each.booking)}, charged"
            case Why.undecided:
                return f"{self._missed(each.booking)}, not charged as nobody has decided (write charges)"
            case Why.unmarked | Why.coming:
                return "not charged as nobody said who came"
            case Why.waived:
                return f"{self._missed(each.booking)}, waived"
            case Why.lifted:
                return "late cancel, lifted as somebody took the seat"
            case Why.sick | Why.free | Why.asked:
                return f"free, {self._ended(each.booking)}"

    def _ended(self, booking: Booking) -> str:
        match booking.status, booking.cancelled_by:
            case BookingStatus.cancelled, CancelledBy.studio:
                return "cancelled by the studio"
            case BookingStatus.cancelled, _:
                return "cancelled in time"
            case status, _:
                return f"{status}"

    def billed_in_error(self, lines: Sequence[InvoiceLine]) -> str:
        """Warn of what is on an invoice although it is to be paid no more."""
        if not lines:
            return ""
        named = "; ".join(self._in_error(each) for each in lines[:ERRORS_NAMED])
        more = f" and {len(lines) - ERRORS_NAMED} more" if len(lines) > ERRORS_NAMED else ""
        credit = lines[0].invoice.number
        return f"⚠️ Already invoiced: {named}{more}. To take one back: credit {credit}"

    def _in_error(self, line: InvoiceLine) -> str:
        booking = line.booking
        assert booking is not None
        billed = f"{rand(line.amount_cents)} on {line.invoice.number}"
        return f"{booking.client.name}, {self.session(booking)}, {billed}"
