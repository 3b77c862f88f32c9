"""An invoice or credit note as a PDF: one page, or several with what is carried over."""

from io import BytesIO

from pilateshq.paper.page import INK, MARGIN, PALE, Page
from pilateshq.paper.sheets import Fact, InvoiceSheet, Row

COLUMNS = (24, 82, 12, 28, 28)  # millimetres: day, what, how many, price, amount
LINE = 6
SUMS = 70  # the width of the sums
QR = 30


def draw(sheet: InvoiceSheet) -> bytes:
    page = Page(
        studio=sheet.studio, colour=sheet.colour, logo=sheet.logo, made_at=sheet.made_at, foot=sheet.page
    )
    _head(page, sheet)
    _table(page, sheet)
    _sums(page, sheet)
    _bank(page, sheet)
    return page.bytes()


def _head(page: Page, sheet: InvoiceSheet) -> None:
    top, right, half = page.get_y(), page.w / 2 + 6, page.w / 2 - MARGIN - 6
    page.words(sheet.studio, size=16, bold=True, ink=page.colour, width=half)
    for line in sheet.supplier:
        page.words(line, size=9, ink=PALE, width=half)
    left_end = page.get_y()
    page.set_xy(right, top)
    page.words(sheet.title, size=16, bold=True, align="R", width=half)
    page.ln(2)
    for name, value in sheet.facts:
        page.cell_at(right, name, half / 2, ink=PALE)
        page.cell_at(right + half / 2, value, half / 2, align="R", bold=True)
        page.ln(5)
    page.set_xy(MARGIN, max(left_end, page.get_y()) + 6)
    label, name = sheet.billed_to
    page.words(label, size=9, ink=PALE)
    page.words(name, size=12, bold=True)
    for line in sheet.recipient:
        page.words(line, size=9, width=half)
    page.ln(5)


def _table(page: Page, sheet: InvoiceSheet) -> None:
    _columns(page, sheet)
    before: Row | None = None
    for number, row in enumerate(sheet.rows):
        is_last = number == len(sheet.rows) - 1
        if page.get_y() + LINE * (1 if is_last else 2) > page.foot_at:
            _turn(page, sheet, before)
        _cells(page, row.cells)
        before = row
    page.rule()
    page.ln(2)


def _columns(page: Page, sheet: InvoiceSheet) -> None:
    _cells(page, sheet.columns, bold=True, ink=page.colour)
    page.rule(thick=0.4)
    page.ln(1)


def _turn(page: Page, sheet: InvoiceSheet, before: Row | None) -> None:
    """Go on with the next page, and say what the rows so far come to."""
    carried = before.running if before else ""
    page.rule()
    _cells(page, ("", sheet.carried, "", "", carried), bold=True)
    page.add_page()
    _columns(page, sheet)
    _cells(page, ("", sheet.brought, "", "", carried), bold=True)


def _cells(page: Page, cells: tuple[str, ...], *, bold: bool = False, ink: tuple[int, ...] = INK) -> None:
    x: float = MARGIN
    for place, (text, width) in enumerate(zip(cells, COLUMNS, strict=True)):
        if text:
            page.cell_at(x, text, width, bold=bold, align="L" if place < 2 else "R", ink=ink)
        x += width
    page.ln(LINE)
    page.set_x(MARGIN)


def _sums(page: Page, sheet: InvoiceSheet) -> None:
    _keep_together(page, LINE * (len(sheet.sums) + 2))
    for fact in sheet.sums:
        _sum(page, fact)
    page.set_fill_color(*page.colour)
    page.rect(page.w - MARGIN - SUMS, page.get_y(), SUMS, 8, style="F")
    page.set_y(page.get_y() + 1.5)
    _sum(page, sheet.due, bold=True, ink=(255, 255, 255), size=11)
    page.ln(6)


def _sum(page: Page, fact: Fact, *, bold: bool = False, ink: tuple[int, ...] = INK, size: float = 9) -> None:
    x, (name, value) = page.w - MARGIN - SUMS, fact
    page.cell_at(x + 2, name, SUMS * 0.55, bold=bold, ink=ink, size=size)
    page.cell_at(x + SUMS * 0.55, value, SUMS * 0.45 - 2, bold=bold, align="R", ink=ink, size=size)
    page.ln(LINE)


def _bank(page: Page, sheet: InvoiceSheet) -> None:
    """Say where to pay, what never changes, and what the studio adds."""
    _keep_together(page, 60)
    top = page.get_y()
    if sheet.link:
        _qr(page, sheet)
        page.set_xy(MARGIN, top)
    if sheet.bank:
        page.words(sheet.bank_title, bold=True, ink=page.colour)
        page.ln(1)
    for name, value in sheet.bank:
        page.cell_at(MARGIN, name, 36, ink=PALE)
        page.cell_at(MARGIN + 36, value, 80)
        page.ln(5)
    page.set_xy(MARGIN, max(page.get_y() + 4, top + QR + 10 if sheet.link else 0))
    for text in filter(None, (sheet.warning, sheet.note)):
        page.words(text, size=9, bold=text == sheet.warning)
        page.ln(2)


def _qr(page: Page, sheet: InvoiceSheet) -> None:
    import segno

    drawn = BytesIO()
    segno.make(sheet.link, error="m", micro=False).save(drawn, kind="png", scale=6, border=1)
    x = page.w - MARGIN - QR
    page.image(drawn, x=x, y=page.get_y(), w=QR, h=QR)
    page.set_xy(x - 20, page.get_y() + QR)
    page.words(sheet.link_title, size=8, ink=PALE, align="R", width=QR + 20)


def _keep_together(page: Page, height: float) -> None:
    if page.get_y() + height > page.foot_at:
        page.add_page()
