"""What may be asked for about money."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from pilateshq.conversation.sentences import sentence


def _rand(cents: int | None) -> str:
    return "" if cents is None else f"{cents // 100}.{cents % 100:02}"


def _month(month: date | None) -> str:
    return f"{month:%Y-%m}" if month else ""


@dataclass(frozen=True)
class InvoiceFor:
    person: str
    month: date | None = None  # its first day; None: the present one
    seen: str | None = None  # the fingerprint of what the preview showed
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        return sentence("invoice", self.person, _month(self.month), self.seen and f"seen {self.seen}")


@dataclass(frozen=True)
class InvoiceAll:
    month: date | None = None
    seen: str | None = None
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        return sentence("invoice all", _month(self.month), self.seen and f"seen {self.seen}")


@dataclass(frozen=True)
class SendInvoice:
    number: str  # as it is printed
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        return f"send {self.number}"


@dataclass(frozen=True)
class CreditInvoice:
    number: str
    sure: bool = False
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        return sentence("credit", self.number, self.sure and "sure")


@dataclass(frozen=True)
class Paid:
    person: str = ""  # empty: whoever has the invoice
    cents: int | None = None  # None: all that is open
    method: str = ""
    number: str = ""  # of an invoice
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        rest = (_rand(self.cents), self.method, self.number and self.person and f"for {self.number}")
        return sentence(f"{self.person} paid" if self.person else f"paid {self.number}", *rest)


@dataclass(frozen=True)
class ReversePayment:
    payment: int
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        return f"reverse payment #{self.payment}"


@dataclass(frozen=True)
class WhoOwes:
    page: int = 1
    changes: ClassVar[bool] = False

    def __str__(self) -> str:
        return f"who owes page {self.page}" if self.page > 1 else "who owes"


@dataclass(frozen=True)
class StatementOf:
    person: str
    changes: ClassVar[bool] = False

    def __str__(self) -> str:
        return f"statement {self.person}"


@dataclass(frozen=True)
class RemindToPay:
    person: str
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        return f"remind {self.person} to pay"


@dataclass(frozen=True)
class PercentOff:
    person: str
    percent: int
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        return f"{self.percent} % off {self.person}"


@dataclass(frozen=True)
class AmountOff:
    """Off the next invoice."""

    person: str
    cents: int
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        return f"R{_rand(self.cents)} off {self.person}"


@dataclass(frozen=True)
class OwnPrice:
    person: str
    cents: int | None  # None: the usual price again
    kind: str | None = None  # None: of every kind
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        price = _rand(self.cents) or "the usual price"
        return sentence(self.person, "pays", price, self.kind and f"for {self.kind}")


@dataclass(frozen=True)
class Bought:
    """A package of sessions."""

    person: str
    sessions: int
    kind: str | None = None
    cents: int | None = None
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        price = None if self.cents is None else f"for {_rand(self.cents)}"
        return sentence(self.person, "bought", self.sessions, self.kind, price)


@dataclass(frozen=True)
class ExtendPackage:
    package: int
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        return f"extend package #{self.package}"


@dataclass(frozen=True)
class EndPackage:
    package: int
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        return f"end package #{self.package}"


@dataclass(frozen=True)
class Charge:
    booking: int
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        return f"charge #{self.booking}"


@dataclass(frozen=True)
class Waive:
    booking: int
    changes: ClassVar[bool] = True

    def __str__(self) -> str:
        return f"waive #{self.booking}"


@dataclass(frozen=True)
class ToDecide:
    """The no-shows and late cancels that wait for the owner."""

    changes: ClassVar[bool] = False

    def __str__(self) -> str:
        return "charges"


@dataclass(frozen=True)
class Report:
    month: date | None = None
    changes: ClassVar[bool] = False

    def __str__(self) -> str:
        return sentence("report", _month(self.month))


@dataclass(frozen=True)
class MyBalance:
    changes: ClassVar[bool] = False

    def __str__(self) -> str:
        return "balance"


@dataclass(frozen=True)
class MyInvoice:
    changes: ClassVar[bool] = False

    def __str__(self) -> str:
        return "invoice"


MoneyCommand = (
    InvoiceFor
    | InvoiceAll
    | SendInvoice
    | CreditInvoice
    | Paid
    | ReversePayment
    | WhoOwes
    | StatementOf
    | RemindToPay
    | PercentOff
    | AmountOff
    | OwnPrice
    | Bought
    | ExtendPackage
    | EndPackage
    | Charge
    | Waive
    | ToDecide
    | Report
)
OwnMoneyCommand = MyBalance | MyInvoice
