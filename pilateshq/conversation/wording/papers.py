"""What is printed on invoices and reports."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import accumulate

from pilateshq.conversation.wording.reckoning import OfReckoning
from pilateshq.money_models import Invoice, InvoiceLine, Paper
from pilateshq.paper.sheets import Bar, Chart, Fact, InvoiceSheet, ReportSheet, Row
from pilateshq.studio.invoices import Supplier, supplier_of
from pilateshq.studio.reports import Month

WARNING = (
    "Beware of fraud: our bank details never change by chat or e-mail. If you are told that they have"
    " changed, do not pay, and call us first."
)


def exact(cents: int) -> str:
    """Write an amount with its cents, as on paper."""
    return f"{'-' if cents < 0 else ''}R {abs(cents) // 100:,}.{abs(cents) % 100:02}"


class OnPaper(OfReckoning):
    def invoice_sheet(self, invoice: Invoice, lines: Sequence[InvoiceLine]) -> InvoiceSheet:
        """Put an invoice or a credit note on paper, as it was issued."""
        supplier = supplier_of(invoice)
        terms, folder = self.settings.studio.invoice, self.settings.data_dir
        return InvoiceSheet(
            made_at=invoice.issued_at,
            colour=terms.colour,
            logo=folder / terms.logo if terms.logo else None,
            title=self._title(invoice, supplier),
            studio=supplier.name,
            supplier=tuple(self._supplier(supplier)),
            billed_to=("Billed to", invoice.billed_to),
            recipient=tuple(self._recipient(invoice)),
            facts=tuple(self._facts(invoice)),
            columns=("Date", "Description", "Qty", "Price", "Amount"),
            rows=tuple(self._rows(lines)),
            carried="Carried forward",
            brought="Brought forward",
            sums=tuple(self._sums(invoice, supplier)),
            due=self._due(invoice),
            bank_title="How to pay",
            bank=tuple(self._bank(invoice, supplier)),
            warning=WARNING if supplier.account_number else "",
            link=self._link(invoice, supplier),
            link_title="Scan to pay",
            note=" ".join(filter(None, (supplier.note, self._about_vat(supplier)))),
            page=f"{invoice.number} · Page {{number}} of {{of}}",
        )

    def _title(self, invoice: Invoice, supplier: Supplier) -> str:
        if invoice.paper == Paper.credit_note:
            return "Credit note"
        return "Tax invoice" if supplier.vat_number else "Invoice"

    def _supplier(self, supplier: Supplier) -> Iterator[str]:
        named = supplier.legal_name and supplier.legal_name != supplier.name
        registered = f" (reg. no. {supplier.registration_number})" if supplier.registration_number else ""
        if named or registered:
            yield f"{supplier.legal_name or supplier.name}{registered}"
        yield from filter(None, (supplier.address, supplier.contact))
        if supplier.vat_number:
            yield f"VAT no. {supplier.vat_number}"

    def _recipient(self, invoice: Invoice) -> Iterator[str]:
        if invoice.billed_address:
            yield invoice.billed_address
        if invoice.billed_vat_number:
            yield f"VAT no. {invoice.billed_vat_number}"

    def _facts(self, invoice: Invoice) -> Iterator[Fact]:
        yield "Number", invoice.number
        yield "Date", self.full_date(invoice.issued_on)
        if invoice.paper == Paper.credit_note:
            yield "Takes back", invoice.credits.number
        else:
            yield "Due", self.full_date(invoice.due_on)
        yield "For", self.month(invoice.month)

    def _rows(self, lines: Sequence[InvoiceLine]) -> Iterator[Row]:
        running = accumulate(line.amount_cents for line in lines)
        for line, total in zip(lines, running, strict=True):
            day = self.full_date(line.day) if line.day else ""
            cells = (day, line.text, f"{line.quantity}", exact(line.unit_cents), exact(line.amount_cents))
            yield Row(cells, exact(total))

    def _sums(self, invoice: Invoice, supplier: Supplier) -> Iterator[Fact]:
        yield "Total before tax", exact(invoice.total_cents - invoice.vat_cents)
        name = f"VAT at {supplier.vat_percent} %" if supplier.vat_number else "Tax"
        yield name, exact(invoice.vat_cents)
        yield "Total", exact(invoice.total_cents)
        if invoice.before_cents:
            yield self._before(invoice.before_cents), exact(invoice.before_cents)

    def _before(self, cents: int) -> str:
        return "Owed before" if cents > 0 else "In your favour"

    def _due(self, invoice: Invoice) -> Fact:
        due = invoice.before_cents + invoice.total_cents
        if invoice.paper == Paper.credit_note:
            return "Balance now", exact(due)
        return "To pay", exact(max(due, 0))

    def _bank(self, invoice: Invoice, supplier: Supplier) -> Iterator[Fact]:
        if invoice.paper == Paper.credit_note or not supplier.account_number:
            return
        facts = (
            ("Account holder", supplier.holder),
            ("Bank", supplier.bank),
            ("Account type", supplier.account_type),
            ("Account number", supplier.account_number),
            ("Branch code", supplier.branch_code),
        )
        yield from (fact for fact in facts if fact[1])
        yield "Reference", invoice.number

    def _link(self, invoice: Invoice, supplier: Supplier) -> str:
        due = invoice.before_cents + invoice.total_cents
        if invoice.paper == Paper.credit_note or due <= 0:
            return ""
        return supplier.pay_link.format(number=invoice.number, cents=due)

    def _about_vat(self, supplier: Supplier) -> str:
        return "Prices include VAT." if supplier.vat_number else "Not registered for VAT."

    def filename(self, invoice: Invoice) -> str:
        return f"{invoice.number}.pdf"

    # reports

    def report_title(self, month: date) -> str:
        return f"Report of {self.month(month)}"

    def report_facts(self, report: Month) -> Iterator[Fact]:
        yield "Sessions attended", f"{report.attended}"
        yield "No-shows", f"{report.no_shows}"
        yield "Cancelled late", f"{report.late}"
        yield "Free seats in sessions held", f"{report.free_seats}"
        yield "Revenue (sessions charged)", exact(report.revenue_cents)
        yield "Invoiced", exact(report.invoiced_cents)
        yield "Paid", exact(report.paid_cents)
        yield "Owed by clients now", exact(report.owed_cents)

    def report_charts(self, report: Month) -> tuple[Chart, Chart]:
        weeks = [(f"{self.day(each.first)} - {self.day(each.last)}", each) for each in report.weeks]
        came = tuple(Bar(name, each.attended, f"{each.attended}") for name, each in weeks)
        revenue = tuple(Bar(name, each.revenue_cents, exact(each.revenue_cents)) for name, each in weeks)
        return Chart("Attendance by week", came), Chart("Revenue by week", revenue)

    def report_sheet(self, report: Month) -> ReportSheet:
        terms, folder = self.settings.studio.invoice, self.settings.data_dir
        return ReportSheet(
            made_at=report.seen_at,
            colour=terms.colour,
            logo=folder / terms.logo if terms.logo else None,
            title=self.report_title(report.first),
            studio=self.settings.studio.name,
            facts=tuple(self.report_facts(report)),
            charts=self.report_charts(report),
        )
