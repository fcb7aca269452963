"""What stands where on the pages of a PDF, in mm from the sheet's upper left corner."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import pdfplumber

MM = 72 / 25.4
CLOSING = "，。、；：？！）》”’〉】〕…～·"
OPENING = "（《“‘〈【〔"


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character in its box, `size` in pt, `baseline` in mm; `upright` unless it is turned with its sheet."""

    text: str
    font: str
    size: float
    x0: float
    x1: float
    y0: float
    y1: float
    baseline: float
    upright: bool


@dataclass(frozen=True, slots=True)
class Line:
    """The glyphs on one baseline."""

    glyphs: tuple[Glyph, ...]

    @property
    def text(self) -> str:
        return "".join(glyph.text for glyph in self.glyphs)

    @property
    def size(self) -> float:
        return max(round(glyph.size, 1) for glyph in self.glyphs)

    @property
    def baseline(self) -> float:
        return self.glyphs[0].baseline

    @property
    def x0(self) -> float:
        """The left edge; an opening mark at the line's beginning is set without its empty half."""
        first = self.glyphs[0]
        return first.x0 + (first.size / MM / 2 if first.text in OPENING and first.x0 < 27.9 else 0)

    @property
    def x1(self) -> float:
        """The right edge; a closing mark at the line's end is set without its empty half."""
        last = self.glyphs[-1]
        return last.x1 - (last.size / MM / 2 if last.text in CLOSING and last.x1 > 184.2 else 0)

    def fonts(self, wide: bool = True) -> set[str]:
        """The fonts of its Chinese characters, or of the others."""
        return {glyph.font for glyph in self.glyphs if ("一" <= glyph.text[0] <= "鿿") is wide and glyph.text.strip()}


@dataclass(frozen=True)
class Page:
    """A page; `number` counts sheets from 1, `edges` are the boxes of all rules drawn, `images` of all pictures."""

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    edges: tuple[tuple[float, float, float, float], ...]
    images: tuple[tuple[float, float, float, float], ...]

    @property
    def is_turned(self) -> bool:
        return self.width > self.height

    @cached_property
    def lines(self) -> list[Line]:
        """The upright lines from top to bottom."""
        rows: list[list[Glyph]] = []
        upright = [one for one in self.glyphs if one.upright and one.text.strip()]
        for glyph in sorted(upright, key=lambda one: one.baseline):
            if rows and abs(rows[-1][0].baseline - glyph.baseline) < 0.5:
                rows[-1].append(glyph)
            else:
                rows.append([glyph])
        return [Line(tuple(sorted(row, key=lambda one: one.x0))) for row in rows]

    @cached_property
    def text_lines(self) -> list[Line]:
        """The lines within the type area."""
        top, bottom = (27.5, 184.5) if self.is_turned else (36.5, 262.5)
        return [line for line in self.lines if top < line.baseline < bottom]

    @cached_property
    def body(self) -> list[Line]:
        """The lines in the size of the text."""
        return [line for line in self.text_lines if abs(line.size - 16) < 0.2]

    @property
    def is_pure_text(self) -> bool:
        """Whether nothing but text in the size of the body stands in the type area."""
        return bool(self.body) and not self.edges and not self.images and self.text_lines == self.body

    @cached_property
    def folio(self) -> list[Glyph]:
        """The page number with its dashes, in reading order."""
        if self.is_turned:
            found = [one for one in self.glyphs if not one.upright and abs(one.size - 14) < 0.2 and one.text.strip()]
            return sorted(found, key=lambda one: one.y0)
        below = [one for one in self.glyphs if one.baseline > 265 and abs(one.size - 14) < 0.2 and one.text.strip()]
        return sorted(below, key=lambda one: one.x0)

    @property
    def folio_number(self) -> int | None:
        found = re.fullmatch(r"—(\d+)—", "".join(one.text for one in self.folio))
        return int(found[1]) if found else None


@lru_cache(maxsize=20)
def pages(file: Path) -> tuple[Page, ...]:
    """All pages of a PDF."""
    with pdfplumber.open(file) as opened:
        made = []
        for number, page in enumerate(opened.pages, start=1):
            made.append(_page(number, page))
            page.close()
    return tuple(made)


def _page(number: int, page: Any) -> Page:
    height = float(page.height)
    glyphs = tuple(
        Glyph(
            text=one["text"],
            font=one["fontname"].partition("+")[2].partition("-")[0],
            size=one["size"] if abs(one["matrix"][1]) < 0.01 else one["x1"] - one["x0"],
            x0=one["x0"] / MM,
            x1=one["x1"] / MM,
            y0=one["top"] / MM,
            y1=one["bottom"] / MM,
            baseline=(height - one["matrix"][5]) / MM,
            upright=abs(one["matrix"][1]) < 0.01,
        )
        for one in page.chars
    )
    edges = tuple(
        (one["x0"] / MM, one["top"] / MM, one["x1"] / MM, one["bottom"] / MM)
        for one in (*page.lines, *page.rects, *page.curves)
    )
    images = tuple((one["x0"] / MM, one["top"] / MM, one["x1"] / MM, one["bottom"] / MM) for one in page.images)
    return Page(number, float(page.width) / MM, height / MM, glyphs, edges, images)
