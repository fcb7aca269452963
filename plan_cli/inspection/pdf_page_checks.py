"""Where things stand on the sheets of a PDF: lines, page numbers, imprint, tables (P03, P05, P08, P09).

Lengths are judged in mm as GB/T 9704-2012 states them (5.2, 7.4, 7.5), with the room that its tolerances and the habits
of typesetting programs need.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from statistics import median

from plan_cli.inspection.departure import Departures, Where
from plan_cli.inspection.pdf_headings import Headings, squeezed
from plan_cli.inspection.pdf_lines import Area, Line, Sheet
from plan_cli.inspection.phrases import CLOSING, FULL_WIDTH, OPENING, is_han
from plan_cli.model.profile import POINTS_PER_MM, TWIPS_PER_POINT, FolioSide, Profile
from plan_cli.translation import _

_EDGE = 0.3 * POINTS_PER_MM
_TOP = 0.7 * POINTS_PER_MM
_RIGHT = 0.6 * POINTS_PER_MM
_PITCH = 0.15
_FOLIO_HEIGHT = 0.7 * POINTS_PER_MM
_FOLIO_SIDE = 1.2 * POINTS_PER_MM
# Rules of the imprint, in mm (GB/T 9704-2012, 7.4.1).
_THICK, _THIN, _THICKNESS_ROOM, _IMPRINT_ROOM = 0.35, 0.25, 0.06, 0.2
_ENOUGH_LINES = 4
_HYPHENS = "-\u2010"


def millimetres(points: float) -> str:
    """A length in pt as mm, for people."""
    return f"{points / POINTS_PER_MM:.1f} mm"


class PageChecks:
    """Judges every sheet, then what goes from sheet to sheet."""

    def __init__(self, profile: Profile, headings: Headings, departures: Departures) -> None:
        self._profile = profile
        self._headings = headings
        self._found = departures
        self._body = profile.roles.body
        # A typesetting program fills the type area from its upper edge, Word shares its height out among the lines.
        self._pitches = (profile.pitch, profile.docx_line / TWIPS_PER_POINT)

    def check(self, sheets: list[Sheet]) -> None:
        """Note the departures of all sheets."""
        for number, sheet in enumerate(sheets):
            following = sheets[number + 1] if number + 1 < len(sheets) else None
            self._check_tables(sheet)
            if sheet.page.turned:
                continue
            self._check_edges(sheet)
            text = self._text(sheet)
            pairs = self._run_on(text, sheet)
            self._check_pitch(pairs)
            self._check_top(sheet, pairs)
            self._check_sides(sheet, text, pairs)
            if self._profile.grid is not None:
                self._check_count(sheet, text, pairs, following)
                self._check_characters(sheet, pairs)
        self._check_folios(sheets)
        for sheet in sheets:
            self._check_imprint(sheet, is_last=sheet is sheets[-1])

    # -- P03: edges, lines, characters ---------------------------------------------------------------------------------

    def _text(self, sheet: Sheet) -> list[Line]:
        """The lines in the size of the body."""
        return [line for line in sheet.body if abs(line.size - self._body.size) <= 0.6 and not line.is_entry]

    def _run_on(self, text: list[Line], sheet: Sheet) -> list[tuple[Line, Line]]:
        """Lines and those that continue them: these begin at the edge where the former fill theirs."""
        if self._profile.grid is None or not text:
            return []
        left = min(line.left for line in text)
        right = max(line.right for line in text)
        return [
            (line, following)
            for line, following in pairwise(text)
            if following.left < left + 0.7 * self._body.size
            and line.right > right - 2.2 * self._body.size
            and following.base - line.base < 1.6 * max(self._pitches)
            and self._headings.of(following, sheet) is None
            and self._headings.of(line, sheet) is None
        ]

    def _check_edges(self, sheet: Sheet) -> None:
        area = sheet.area
        for line in sheet.body:
            left = line.left + (line.size / 2 if line.text[0] in OPENING else 0)
            right = line.right - (line.size / 2 if line.text[-1] in CLOSING else 0)
            room = _EDGE + 0.1 * line.size
            if left < area.left - _EDGE or right > area.right + room:
                is_mark = left >= area.left - _EDGE and line.glyphs[-1].left <= area.right + room
                is_mark = is_mark and (line.text[-1] in CLOSING or line.text[-1] in _HYPHENS)
                note = self._found.warning if is_mark else self._found.error
                message = _("a mark hangs beside the type area") if is_mark else _("text beside the type area")
                note("P03", line.where, message, _span(area.left, area.right), _span(left, line.right))
            if line.top < area.top - _TOP or line.bottom > area.bottom + _EDGE:
                self._found.error(
                    "P03",
                    line.where,
                    _("text above or below the type area"),
                    _span(area.top, area.bottom),
                    _span(line.top, line.bottom),
                )

    def _check_pitch(self, pairs: list[tuple[Line, Line]]) -> None:
        for line, following in pairs:
            pitch = following.base - line.base
            if not any(abs(pitch - known) <= _PITCH for known in self._pitches):
                self._found.error(
                    "P03", following.where, _("distance of the lines"), self._pitch_words(), f"{pitch:.2f} pt"
                )
                return

    def _pitch_words(self) -> str:
        listed = dict.fromkeys(f"{pitch:.2f} pt" for pitch in self._pitches)
        return _(" or ").join(listed)

    def _check_top(self, sheet: Sheet, pairs: list[tuple[Line, Line]]) -> None:
        """Where text begins the page, it begins on the first line, or whole lines below it."""
        if not sheet.body or not pairs or sheet.body[0] not in self._text(sheet):
            return
        first = sheet.body[0]
        if any(top < first.top for top, __ in sheet.occupied):
            return
        pitch = median(following.base - line.base for line, following in pairs)
        fills = abs(pitch - self._pitches[0]) <= abs(pitch - self._pitches[1])
        start = sheet.area.top + (0 if fills else (self._pitches[1] - self._body.size) / 2)
        away = (first.top - start) % pitch
        if min(away, pitch - away) > _TOP:
            self._found.error(
                "P03", first.where, _("the text does not begin on a line"), millimetres(start), millimetres(first.top)
            )

    def _check_sides(self, sheet: Sheet, text: list[Line], pairs: list[tuple[Line, Line]]) -> None:
        area = sheet.area
        wide = [line for line in text if line.right - line.left > 0.8 * self._profile.text_width]
        steps = [area.left + count * self._character for count in range(9)]
        for line in wide:
            begins = line.left + (line.size / 2 if line.text[0] in OPENING else 0)
            if not any(min(abs(line.left - step), abs(begins - step)) <= 2 * _EDGE for step in steps):
                self._found.error(
                    "P03", line.where, _("left edge of the text"), millimetres(area.left), millimetres(line.left)
                )
                break
        ends = [line.right for line, __ in pairs if line.text[-1] not in CLOSING]
        if ends and abs(median(ends) - area.right) > _RIGHT:
            self._found.error(
                "P03", sheet.where, _("right edge of the text"), millimetres(area.right), millimetres(median(ends))
            )

    @property
    def _character(self) -> float:
        return self._body.size + self._profile.tracking

    def _check_count(
        self, sheet: Sheet, text: list[Line], pairs: list[tuple[Line, Line]], following: Sheet | None
    ) -> None:
        wanted = self._profile.grid.lines if self._profile.grid else 0
        if not text:
            return
        pitch = median(second.base - first.base for first, second in pairs) if pairs else self._pitches[0]
        count = max(len(text), round((text[-1].base - text[0].base) / pitch) + 1)
        if count > wanted:
            self._found.error("P03", sheet.where, _("lines on the page"), wanted, count)
        elif count < wanted and self._is_plain(sheet, text) and self._continues(following):
            self._found.error("P03", sheet.where, _("lines on a page that the text runs through"), wanted, count)

    @staticmethod
    def _is_plain(sheet: Sheet, text: list[Line]) -> bool:
        return len(text) == len(sheet.body) and not sheet.occupied and not sheet.page.rules and not sheet.page.boxes

    def _continues(self, sheet: Sheet | None) -> bool:
        """Whether the sheet begins in the middle of a paragraph."""
        if sheet is None or sheet.page.turned or not sheet.body or sheet.body[0] not in self._text(sheet):
            return False
        first = sheet.body[0]
        is_above = all(top > first.top for top, __ in sheet.occupied)
        return is_above and first.left < sheet.area.left + self._body.size and not self._is_heading_like(first, sheet)

    def _is_heading_like(self, line: Line, sheet: Sheet) -> bool:
        words = self._profile.words
        starts = (words.annex.partition("{n}")[0], words.annex_note, words.copies)
        return self._headings.of(line, sheet) is not None or line.text.startswith(tuple(filter(None, starts)))

    def _check_characters(self, sheet: Sheet, pairs: list[tuple[Line, Line]]) -> None:
        """Most of the full lines hold the grid's number of characters; marks at line ends may shift single ones."""
        wanted = self._profile.grid.characters if self._profile.grid else 0
        full: list[int] = []
        first: list[int] = []
        for line, __ in pairs:
            if not all(is_han(glyph.text[:1]) or glyph.text in FULL_WIDTH for glyph in line.glyphs):
                continue
            indent = round((line.left - sheet.area.left) / self._character)
            (first if indent else full).append(len(line.glyphs) + indent)
        if len(full) >= _ENOUGH_LINES and (usual := _usual(full)) != wanted:
            self._found.error("P03", sheet.where, _("characters on a full line"), wanted, usual)
        if len(first) >= _ENOUGH_LINES and (usual := _usual(first)) != wanted:
            self._found.warning(
                "P03", sheet.where, _("characters on the first line of a paragraph, with its indent"), wanted, usual
            )

    # -- P05: page numbers ---------------------------------------------------------------------------------------------

    def _check_folios(self, sheets: list[Sheet]) -> None:
        previous: int | None = None
        for sheet in sheets:
            number = _turned_figure(sheet) if sheet.page.turned else None
            folio = sheet.folio
            if folio is not None and not sheet.page.turned:
                number = _figure(folio.text)
                self._check_folio(folio, number, sheet.area)
            if number is None:
                if previous is not None and sheet.page.glyphs:
                    self._found.error("P05", sheet.where, _("no page number"), previous + 1)
                    previous += 1
                continue
            wanted = 1 if previous is None else previous + 1
            if number != wanted:
                self._found.error("P05", sheet.where, _("page number"), wanted, number)
            previous = number
        if previous is None and sheets:
            self._found.error("P05", sheets[0].where, _("there are no page numbers"))

    def _check_folio(self, folio: Line, number: int, area: Area) -> None:
        form, role = self._profile.folio, self._profile.roles.folio
        where = Where(folio.page, None, folio.text)
        if folio.text != f"{form.left}{number}{form.right}":
            self._found.error(
                "P05", where, _("form of the page number"), f"{form.left} {number} {form.right}", folio.text
            )
        if abs(folio.size - role.size) > 0.3:
            self._found.error("P04", where, _("size of the page number"), f"{role.size:g} pt", f"{folio.size:g} pt")
        middle = (folio.top + folio.bottom) / 2
        if abs(middle - area.bottom - form.distance * POINTS_PER_MM) > _FOLIO_HEIGHT:
            self._found.error(
                "P05",
                where,
                _("distance of the page number from the type area"),
                f"{form.distance:g} mm",
                millimetres(middle - area.bottom),
            )
        inset = form.inset * role.size
        if form.side is FolioSide.CENTER:
            expected, is_at = (area.left + area.right) / 2, (folio.left + folio.right) / 2
        elif number % 2:
            expected, is_at = area.right - inset, folio.right
        else:
            expected, is_at = area.left + inset, folio.left
        if abs(is_at - expected) > _FOLIO_SIDE:
            self._found.error("P05", where, _("side of the page number"), millimetres(expected), millimetres(is_at))

    # -- P08: imprint --------------------------------------------------------------------------------------------------

    def _check_imprint(self, sheet: Sheet, *, is_last: bool) -> None:
        area, words = sheet.area, self._profile.words
        printed = re.compile(
            re.escape(squeezed(words.printed)).replace(r"\{text\}", r"[\d〇一二三四五六七八九十年月日]{6,12}")
        )
        lines = [
            line
            for line in sheet.body
            if line.text.startswith(squeezed(words.copies))
            or any(printed.fullmatch(part.text) for part in line.parts())
        ]
        rules = sorted(
            (
                rule
                for rule in sheet.page.rules
                if rule.right - rule.left > 0.9 * (area.right - area.left) and rule.top > area.top
            ),
            key=lambda rule: rule.top,
        )
        if sheet.page.turned or not lines:
            return
        below = [rule for rule in rules if rule.top > lines[0].top - 30]
        where = lines[0].where
        if not is_last:
            self._found.error("P08", where, _("the imprint does not stand on the last page"))
        if len(below) < 2:
            self._found.error("P08", where, _("rules of the imprint"), _("two or more"), len(below))
            return
        last = (below[-1].top + below[-1].bottom) / 2
        if abs(last - area.bottom) > (_IMPRINT_ROOM + 0.05) * POINTS_PER_MM:
            self._found.error("P08", where, _("last rule of the imprint"), millimetres(area.bottom), millimetres(last))
        for number, rule in enumerate(below):
            wanted = _THICK if number in (0, len(below) - 1) else _THIN
            found = rule.thickness / POINTS_PER_MM
            if abs(found - wanted) > _THICKNESS_ROOM:
                self._found.warning(
                    "P08", where, _("thickness of a rule of the imprint"), f"{wanted} mm", f"{found:.2f} mm"
                )

    # -- P09: tables and boxes -----------------------------------------------------------------------------------------

    def _check_tables(self, sheet: Sheet) -> None:
        area = sheet.area
        for box in (*sheet.page.tables, *sheet.page.boxes, *sheet.page.pictures):
            if box.bottom - box.top > 0.9 * sheet.page.height:
                continue
            sideways = box.left < area.left - 2 * _EDGE or box.right > area.right + 2 * _EDGE
            if sideways:
                self._found.error(
                    "P09",
                    sheet.where,
                    _("a table or picture beside the type area"),
                    _span(area.left, area.right),
                    _span(box.left, box.right),
                )
            if box.top < area.top - 2 * _EDGE or box.bottom > area.bottom + 2 * _EDGE:
                self._found.error(
                    "P09",
                    sheet.where,
                    _("a table or picture above or below the type area"),
                    _span(area.top, area.bottom),
                    _span(box.top, box.bottom),
                )
        everything = sorted((*sheet.body, *sheet.inside), key=lambda line: line.base)
        title = re.compile(re.escape(self._profile.words.box).replace(r"\{n\}", r"\d+"))
        if everything and title.match(everything[-1].text) and len(everything[-1].text) < 40:
            self._found.error("P09", everything[-1].where, _("the title of a box is parted from its text"))


def _usual(counts: list[int]) -> int:
    return Counter(counts).most_common(1)[0][0]


def _figure(text: str) -> int:
    return int("".join(character for character in text if character.isdecimal()) or 0)


def _turned_figure(sheet: Sheet) -> int | None:
    """The number of a turned sheet, which reads downwards (GB/T 9704-2012, 7.3.6), or stands at its foot."""
    turned = sorted((glyph for glyph in sheet.page.glyphs if not glyph.upright), key=lambda glyph: -glyph.base)
    text = "".join(glyph.text for glyph in turned if glyph.text.strip())
    match = re.fullmatch(r"\D{0,2}(\d{1,4})\D{0,2}", text) or re.fullmatch(r"\D{0,2}(\d{1,4})\D{0,2}", text[::-1])
    if match is not None:
        digits = sorted((glyph for glyph in turned if glyph.text.isdecimal()), key=lambda glyph: glyph.base)
        return int("".join(glyph.text for glyph in digits))
    return _figure(sheet.folio.text) if sheet.folio is not None else None


def _span(start: float, end: float) -> str:
    return f"{start / POINTS_PER_MM:.1f}–{end / POINTS_PER_MM:.1f} mm"
