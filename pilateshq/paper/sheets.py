"""What is on a sheet of paper, with every word already said: frozen values, and nothing of their looks."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

Fact = tuple[str, str]  # what it is, and what it says


@dataclass(frozen=True)
class Row:
    cells: tuple[str, ...]
    running: str  # the total with this row, for the foot of a page


@dataclass(frozen=True, kw_only=True)
class InvoiceSheet:
    made_at: datetime
    colour: str  # "#2f5d62"
    logo: Path | None
    title: str
    studio: str
    supplier: tuple[str, ...]  # lines under its name
    billed_to: Fact  # what it says above the name, and the name
    recipient: tuple[str, ...]  # more of the client: the address and the VAT number
    facts: tuple[Fact, ...]
    columns: tuple[str, ...]  # as many as each row has cells; the first two are words
    rows: tuple[Row, ...]
    carried: str
    brought: str
    sums: tuple[Fact, ...]
    due: Fact  # what is to be paid, in bold
    bank_title: str
    bank: tuple[Fact, ...]
    warning: str  # about bank details
    link: str  # behind the QR code; empty for none
    link_title: str
    note: str
    page: str  # with {number} and {of}


@dataclass(frozen=True)
class Bar:
    label: str
    value: int
    shown: str


@dataclass(frozen=True)
class Chart:
    title: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, kw_only=True)
class ReportSheet:
    made_at: datetime
    colour: str
    logo: Path | None
    title: str
    studio: str
    facts: tuple[Fact, ...]
    charts: tuple[Chart, ...]
