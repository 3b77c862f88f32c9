"""A page in the studio's name and colour, in letters that any Latin script has."""

import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING
from unicodedata import category

from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont
from fpdf import FPDF
from fpdf.enums import XPos, YPos

if TYPE_CHECKING:
    from datetime import datetime

FONT = files("fontpkg_arimo") / "files" / "Arimo[wght].ttf"
REGULAR, BOLD = 400, 700
MARGIN = 18  # millimetres, as all that follows
LOGO_HEIGHT = 18
INK, PALE = (38, 38, 38), (120, 120, 120)
_SPACES = re.compile(r"\s+")


class Page(FPDF):
    """A4, with the studio's name on top and the number of the page at the foot."""

    def __init__(
        self, *, studio: str, colour: str, logo: Path | None, made_at: "datetime", foot: str = ""
    ) -> None:
        super().__init__(format="A4")
        self.colour = tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))
        self._studio, self._logo, self._foot = studio, logo, foot
        self.set_creation_date(made_at)
        self.set_producer("PilatesHQ")
        self.set_title(fit(studio))
        self.set_margin(MARGIN)
        self.set_auto_page_break(auto=False)
        self.add_font("Sans", "", _letters(REGULAR))
        self.add_font("Sans", "B", _letters(BOLD))
        self.alias_nb_pages()
        self.add_page()

    @property
    def foot_at(self) -> float:
        """Tell how far down the page its own things may reach."""
        return float(self.h) - MARGIN - 8

    def header(self) -> None:
        self.set_fill_color(*self.colour)
        self.rect(0, 0, self.w, 4, style="F")
        if self._logo and self._logo.is_file():
            self.image(str(self._logo), x=MARGIN, y=10, h=LOGO_HEIGHT, keep_aspect_ratio=True)
            self.set_y(10 + LOGO_HEIGHT + 2)
        else:
            self.set_y(14)

    def footer(self) -> None:
        if self._foot:
            self.set_y(-MARGIN)
            self.words(self._foot.format(number=self.page_no(), of="{nb}"), size=8, ink=PALE, align="C")

    def words(
        self,
        text: str,
        *,
        size: float = 10,
        bold: bool = False,
        ink: tuple[int, ...] = INK,
        align: str = "L",
        width: float = 0,
    ) -> None:
        """Write a text from where the pen is, over as many lines as it takes; the pen goes below it."""
        self.set_font("Sans", "B" if bold else "", size)
        self.set_text_color(*ink)
        x = self.get_x()
        self.multi_cell(
            width,
            size * 0.5,
            fit(text),
            align=align,
            new_x=XPos.LMARGIN,
            new_y=YPos.NEXT,
            max_line_height=size * 0.5,
        )
        self.set_x(x)

    def cell_at(
        self,
        x: float,
        text: str,
        width: float,
        *,
        size: float = 9,
        bold: bool = False,
        align: str = "L",
        ink: tuple[int, ...] = INK,
    ) -> None:
        """Write one line into a column of this width, smaller if it must be."""
        self.set_font("Sans", "B" if bold else "", size)
        self.set_text_color(*ink)
        shown = fit(text)
        while size > 6 and self.get_string_width(shown) > width - 1:
            size -= 0.5
            self.set_font_size(size)
        while len(shown) > 1 and self.get_string_width(shown) > width - 1:
            shown = shown[:-2].rstrip() + "…"
        self.set_x(x)
        self.cell(width, 5, shown, align=align, new_x=XPos.RIGHT, new_y=YPos.TOP)

    def rule(self, *, thick: float = 0.2) -> None:
        self.set_draw_color(*self.colour)
        self.set_line_width(thick)
        self.line(MARGIN, self.get_y(), self.w - MARGIN, self.get_y())

    def bytes(self) -> bytes:
        return bytes(self.output())


def fit(text: str) -> str:
    """Leave out emoji, and what the letters do not have; never nothing at all."""
    known = _known()
    kept = "".join(each for each in text if each.isspace() or (ord(each) in known and not _is_sign(each)))
    return _SPACES.sub(" ", kept).strip() or "-"


def _is_sign(character: str) -> bool:
    """Tell whether it is a picture, or one of the unseen signs that join and colour pictures."""
    return character > "\u2000" and category(character) in ("So", "Sk", "Cf", "Mn", "Me")


@cache
def _known() -> frozenset[int]:
    with TTFont(str(FONT), lazy=True) as font:
        return frozenset(font.getBestCmap())


def cut_letters() -> None:
    """Do now what the first page would wait for."""
    for weight in (REGULAR, BOLD):
        _letters(weight)


@cache
def _letters(weight: int) -> str:
    """Cut the letters of one weight out of the font, once for this process; give where they lie."""
    font = instantiateVariableFont(TTFont(str(FONT)), {"wght": weight})
    with NamedTemporaryFile(prefix="pilateshq-", suffix=".ttf", delete=False) as file:
        font.save(file.name)
    return file.name
