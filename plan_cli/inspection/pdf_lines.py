"""Glyphs of a sheet → its lines: those of the text, those within tables and drawings, those in the margins."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from plan_cli.inspection.departure import Where
from plan_cli.inspection.pdf_file import Box, Glyph, Page
from plan_cli.inspection.phrases import is_han
from plan_cli.model.profile import POINTS_PER_MM, Profile

_Value = TypeVar("_Value")
_SAME_BASE = 1.2
_GAP = 2.5
_BACKGROUND = 0.9
_FIGURE = re.compile(r"^[—–\-―─－]{0,2}(\d{1,4})[—–\-―─－]{0,2}$|^第(\d{1,4})页")
_DASHED = re.compile(r"^[—–\-―─－]\d{1,4}[—–\-―─－]$")
_LEADERS = re.compile(r"[.．·…]{4,}\d*$")


@dataclass(frozen=True)
class Line:
    """Glyphs on one base line, from left to right. Lengths in pt from the left and the top of the sheet."""

    page: int
    glyphs: tuple[Glyph, ...]

    @cached_property
    def text(self) -> str:
        """What stands there, without spaces."""
        return "".join(glyph.text for glyph in self.glyphs)

    @cached_property
    def size(self) -> float:
        """The size of most of its glyphs."""
        return _most(round(glyph.size, 1) for glyph in self.told)

    @cached_property
    def font(self) -> str:
        """The font of most of its glyphs, of Chinese ones where there are any."""
        return _most(glyph.font for glyph in self.told)

    @cached_property
    def told(self) -> tuple[Glyph, ...]:
        """The glyphs that tell how it looks: the Chinese ones where there are any."""
        return tuple(glyph for glyph in self.glyphs if is_han(glyph.text[:1])) or self.glyphs

    @property
    def has_han(self) -> bool:
        """Whether there is a Chinese character in it."""
        return is_han(self.told[0].text[:1])

    @property
    def base(self) -> float:
        """Its base line."""
        return self.glyphs[0].base

    @property
    def top(self) -> float:
        """The upper edge of its em boxes."""
        return min(glyph.top for glyph in self.told)

    @property
    def bottom(self) -> float:
        """The lower edge of its em boxes."""
        return max(glyph.bottom for glyph in self.told)

    @property
    def left(self) -> float:
        """Where it begins."""
        return self.glyphs[0].left

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.glyphs[-1].right

    @property
    def black(self) -> bool:
        """Whether it is printed in black."""
        return sum(glyph.black for glyph in self.glyphs) * 2 >= len(self.glyphs)

    @property
    def where(self) -> Where:
        """Its place, for a departure."""
        return Where(page=self.page, text=self.text)

    @property
    def is_entry(self) -> bool:
        """Whether it is an entry of a table of contents, with its leaders."""
        return bool(_LEADERS.search(self.text))

    def parts(self) -> tuple[Line, ...]:
        """What stands apart from each other on it."""
        parts: list[list[Glyph]] = []
        for glyph in self.glyphs:
            if parts and glyph.left - parts[-1][-1].right <= _GAP * glyph.size:
                parts[-1].append(glyph)
            else:
                parts.append([glyph])
        return tuple(Line(self.page, tuple(part)) for part in parts)


@dataclass(frozen=True)
class Area:
    """The type area of a sheet, in pt; on a turned sheet it is turned along."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Sheet:
    """A page and its lines: `body` is the text, `inside` stands in tables and drawings, `margin` around the text."""

    page: Page
    area: Area
    body: tuple[Line, ...]
    inside: tuple[Line, ...]
    margin: tuple[Line, ...]
    occupied: tuple[tuple[float, float], ...]

    @property
    def where(self) -> Where:
        """The page, for a departure."""
        return Where(page=self.page.number)

    @cached_property
    def folio(self) -> Line | None:
        """The page number, below the text."""
        middle = self.page.height / 2
        parts = [part for line in self.margin for part in line.parts() if part.base > middle]
        found = [part for part in parts if figure(part.text) is not None]
        return max(found, key=lambda part: part.base) if found else None

    @cached_property
    def last(self) -> Line | None:
        """The last line of text, where nothing else stands below it."""
        if not self.body or any(bottom > self.body[-1].bottom for __, bottom in self.occupied):
            return None
        return self.body[-1]


def figure(text: str) -> int | None:
    """The page number that a text is; None where it is none."""
    match = _FIGURE.match(text)
    return int(match[1] or match[2]) if match else None


def area(page: Page, profile: Profile) -> Area:
    """The type area of that sheet. The head of a turned one is at the left of the upright one."""
    margins, paper = profile.margins, profile.paper
    if page.turned:
        sides = (margins.bottom, margins.left, paper.height - margins.top, paper.width - margins.right)
    else:
        sides = (margins.left, margins.top, paper.width - margins.right, paper.height - margins.bottom)
    return Area(*(side * POINTS_PER_MM for side in sides))


def sheet(page: Page, profile: Profile) -> Sheet:
    """The lines of a page, each where it belongs."""
    edges = area(page, profile)
    occupied = _occupied(page)
    body: list[Line] = []
    inside: list[Line] = []
    margin: list[Line] = []
    for line in lines(page):
        middle = (line.top + line.bottom) / 2
        if any(top - 2 <= middle <= bottom + 2 for top, bottom in occupied):
            inside.append(line)
        elif _is_margin(line, edges, profile):
            margin.append(line)
        else:
            body.append(line)
    if body and _DASHED.match(body[-1].text):
        # Where the text ends higher than it should, so does the page number.
        margin.append(body.pop())
    return Sheet(page, edges, tuple(body), tuple(inside), tuple(margin), occupied)


def lines(page: Page) -> tuple[Line, ...]:
    """The lines of a page from top to bottom; raised figures of notes belong to none."""
    glyphs = sorted((glyph for glyph in page.glyphs if glyph.upright and glyph.text.strip()), key=_base)
    rows: list[list[Glyph]] = []
    for glyph in glyphs:
        if rows and glyph.base - rows[-1][0].base <= _SAME_BASE:
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    made = [Line(page.number, tuple(sorted(row, key=_left))) for row in rows]
    return tuple(line for number, line in enumerate(made) if not _is_raised(line, made[number + 1 : number + 2]))


def _base(glyph: Glyph) -> float:
    return glyph.base


def _left(glyph: Glyph) -> float:
    return glyph.left


def _is_raised(line: Line, following: list[Line]) -> bool:
    return bool(following) and line.size < following[0].size * 0.75 and line.base > following[0].top + 1


def _is_margin(line: Line, edges: Area, profile: Profile) -> bool:
    if edges.top - 2 <= line.top and line.bottom <= edges.bottom + 2:
        return False
    # Text of the body that runs over the edge is still text.
    is_text = line.has_han and line.size >= profile.roles.body.size - 0.6
    if is_text and any(figure(part.text) is not None for part in line.parts()):
        is_text = False
    beyond = line.top > edges.bottom - 2 or line.bottom < edges.top + 2
    return beyond and not is_text


def _occupied(page: Page) -> tuple[tuple[float, float], ...]:
    boxes: Iterable[Box] = (*page.tables, *page.pictures)
    stretches = [(box.top, box.bottom) for box in boxes] + list(page.drawn)
    merged: list[tuple[float, float]] = []
    for top, bottom in sorted(stretches):
        # What covers the whole sheet is its background.
        if bottom - top >= _BACKGROUND * page.height:
            continue
        if merged and top <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], bottom)
        else:
            merged.append((top, bottom))
    return tuple(merged)


def _most(values: Iterable[_Value]) -> _Value:
    return Counter(values).most_common(1)[0][0]
