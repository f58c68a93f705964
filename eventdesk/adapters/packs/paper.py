"""A calm A4 page: heading, facts in two columns, page numbers; letters of all European languages."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from fpdf import FPDF
from fpdf.enums import XPos, YPos

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

FAMILY = "DejaVu"
FONTS = {"": "DejaVuSans.ttf", "B": "DejaVuSans-Bold.ttf"}
MARGIN, LABEL_WIDTH = 18.0, 44.0
INK, SOFT, LINE = (24, 32, 38), (94, 104, 112), (205, 210, 214)

# They tell of letters that a font lacks, and so of names.
for _name in ("fpdf", "fontTools"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


class Paper(FPDF):
    """Pages with the same foot. `foot`: what stands left of the page number."""

    def __init__(self, foot: str, made_at: datetime, fonts: Path) -> None:
        super().__init__(format="A4")
        self._foot = foot
        self.set_creation_date(made_at)
        self.set_creator("EventDesk")
        self.set_lang("en")
        for style, name in FONTS.items():
            self.add_font(FAMILY, style, fonts / name)
        self.set_margins(MARGIN, MARGIN)
        self.set_auto_page_break(auto=True, margin=MARGIN + 4)
        self.add_page()

    def footer(self) -> None:
        """Drawn by the library on each page."""
        self.set_y(-MARGIN + 2)
        self._write(7.5, "", SOFT)
        self.cell(0, 4, self._foot)
        self.set_x(MARGIN)
        self.cell(0, 4, f"Page {self.page_no()} of {{nb}}", align="R")

    def _write(self, size: float, style: str, ink: tuple[int, int, int]) -> None:
        self.set_font(FAMILY, style, size)
        self.set_text_color(*ink)

    def title_line(self, text: str, under: str = "") -> None:
        """The heading of the whole."""
        self._write(17, "B", INK)
        self.multi_cell(0, 8, text, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        if under:
            self._write(9.5, "", SOFT)
            self.multi_cell(0, 5, under, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(3)

    def heading(self, text: str, right: str = "") -> None:
        """Of one part, with a line above it; kept together with what follows."""
        if self.will_page_break(40):
            self.add_page()
        self.ln(2)
        self.set_draw_color(*LINE)
        self.line(MARGIN, self.get_y(), self.w - MARGIN, self.get_y())
        self.ln(3)
        self._write(12, "B", INK)
        width = self.epw * 0.68
        top = self.get_y()
        self.multi_cell(width, 6, text, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        bottom = self.get_y()
        self.set_xy(MARGIN + width, top)
        self._write(9.5, "", SOFT)
        self.cell(self.epw - width, 6, right, align="R")
        self.set_xy(MARGIN, bottom)
        self.ln(1)

    def fact(self, label: str, text: str) -> None:
        """One line of two columns; nothing where there is nothing to say."""
        if not text:
            return
        if self.will_page_break(6):
            self.add_page()
        self._write(9, "", SOFT)
        top, page = self.get_y(), self.page_no()
        self.multi_cell(LABEL_WIDTH, 5, label, new_x=XPos.RIGHT, new_y=YPos.TOP)
        self.set_xy(MARGIN + LABEL_WIDTH, top if self.page_no() == page else self.get_y())
        self._write(9.5, "", INK)
        self.multi_cell(0, 5, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(0.6)

    def remark(self, text: str) -> None:
        """A sentence in bold."""
        self._write(9.5, "B", INK)
        self.multi_cell(0, 5, text, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(1)

    def drawn(self) -> bytes:
        """The PDF."""
        return bytes(self.output())
