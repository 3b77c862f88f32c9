"""A month on one page: figures, and two charts of bars."""

from pilateshq.paper.page import MARGIN, PALE, Page
from pilateshq.paper.sheets import Chart, ReportSheet

LABEL, VALUE, BAR = 42, 34, 8  # millimetres


def draw(sheet: ReportSheet) -> bytes:
    page = Page(studio=sheet.studio, colour=sheet.colour, logo=sheet.logo, made_at=sheet.made_at)
    page.words(sheet.studio, size=11, ink=PALE)
    page.words(sheet.title, size=18, bold=True, ink=page.colour)
    page.ln(4)
    for name, value in sheet.facts:
        page.cell_at(MARGIN, name, 80, size=10, ink=PALE)
        page.cell_at(MARGIN + 80, value, 50, size=10, bold=True, align="R")
        page.ln(6.5)
    for chart in sheet.charts:
        _chart(page, chart)
    return page.bytes()


def _chart(page: Page, chart: Chart) -> None:
    """Draw a bar for each week, as long as its share of the longest."""
    page.ln(6)
    page.set_x(MARGIN)
    page.words(chart.title, size=12, bold=True, ink=page.colour)
    page.ln(1)
    longest = max((bar.value for bar in chart.bars), default=0)
    room = page.w - 2 * MARGIN - LABEL - VALUE
    page.set_fill_color(*page.colour)
    for bar in chart.bars:
        top = page.get_y()
        page.cell_at(MARGIN, bar.label, LABEL, size=9)
        width = room * max(bar.value, 0) / longest if longest else 0
        page.rect(MARGIN + LABEL, top - 0.5, max(width, 0.4), BAR - 2, style="F")
        page.cell_at(MARGIN + LABEL + width + 1, bar.shown, VALUE, size=9, bold=True)
        page.set_y(top + BAR)
