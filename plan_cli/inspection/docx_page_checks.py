"""Sections of a DOCX, their grid and their page numbers (D02, D03, D12). GB/T 9704-2012, 5.2 and 7.5."""

from __future__ import annotations

import math
import re
from collections import Counter

from lxml import etree

from plan_cli.inspection.departure import NOWHERE, Departures, Where
from plan_cli.inspection.docx_document import Document, Paragraph
from plan_cli.inspection.docx_formatting import number, tag, value
from plan_cli.inspection.faces import Faces
from plan_cli.model.profile import POINTS_PER_MM, TWIPS_PER_POINT, FolioSide, Profile
from plan_cli.translation import _

_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_WORD_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_TWIPS_PER_MM = POINTS_PER_MM * TWIPS_PER_POINT
_MARGIN_ROOM, _AREA_ROOM, _PAPER_ROOM = 1.0, 0.1, 1.0
_FOLIO_ROOM = 0.7
_PAGE = re.compile(r"\bPAGE\b", re.IGNORECASE)
# Which part of a line of exact height lies below the base line, in Word and in what follows it.
_BELOW_BASE = 0.2
_SIDES = ("top", "bottom", "left", "right")


def check_pages(document: Document, profile: Profile, faces: Faces, found: Departures) -> None:
    """Note what departs in the sections."""
    if not document.sections:
        found.error("D02", NOWHERE, _("paper and margins are not stated"))
        return
    starts = _starts(document)
    for place, section in enumerate(document.sections):
        where = Where(paragraph=starts.get(place))
        _check_paper(section, profile, where, found)
        if profile.grid is not None:
            _check_lines(section, profile, where, found)
    if profile.grid is not None:
        _check_characters(document, profile, found)
    _check_turned(document, found)
    _Folios(document, profile, faces, found).check(starts)


def _starts(document: Document) -> dict[int, int]:
    starts: dict[int, int] = {}
    for paragraph in document.paragraphs:
        starts.setdefault(paragraph.section, paragraph.number)
    return starts


def _attribute(element: etree._Element | None, name: str, otherwise: int = 0) -> int:
    try:
        return int(float(value(element, name) or otherwise))
    except (ValueError, OverflowError):
        return otherwise


def _mm(twips: float) -> str:
    return f"{twips / _TWIPS_PER_MM:.1f} mm"


def _is_turned(section: etree._Element) -> bool:
    size = section.find(tag("pgSz"))
    return _attribute(size, "w") > _attribute(size, "h")


def _area(section: etree._Element) -> tuple[float, float]:
    """Width and height of the type area, in twips."""
    size, margins = section.find(tag("pgSz")), section.find(tag("pgMar"))
    across = _attribute(margins, "left") + _attribute(margins, "right") + _attribute(margins, "gutter")
    down = abs(_attribute(margins, "top")) + abs(_attribute(margins, "bottom"))
    return _attribute(size, "w") - across, _attribute(size, "h") - down


# -- D02 ---------------------------------------------------------------------------------------------------------------


def _check_paper(section: etree._Element, profile: Profile, where: Where, found: Departures) -> None:
    size, margins = section.find(tag("pgSz")), section.find(tag("pgMar"))
    paper, wanted = profile.paper, profile.margins
    sides = {side: float(getattr(wanted, side)) for side in _SIDES}
    sheet = (paper.width, paper.height)
    if _is_turned(section):
        sheet = (paper.height, paper.width)
        sides = {"top": wanted.left, "right": wanted.top, "bottom": wanted.right, "left": wanted.bottom}
        if value(size, "orient") != "landscape":
            found.error("D02", where, _("a wide page that is not declared as landscape"))
    is_sheet = (_attribute(size, "w") / _TWIPS_PER_MM, _attribute(size, "h") / _TWIPS_PER_MM)
    if max(abs(is_so - mm) for is_so, mm in zip(is_sheet, sheet, strict=True)) > _PAPER_ROOM:
        found.error("D02", where, _("paper"), "{:g} × {:g} mm".format(*sheet), "{:.0f} × {:.0f} mm".format(*is_sheet))
        return
    departs = False
    for side, mm in sides.items():
        twips = _attribute(margins, side) + (_attribute(margins, "gutter") if side == "left" else 0)
        if abs(abs(twips) / _TWIPS_PER_MM - mm) > _MARGIN_ROOM:
            departs = True
            names = {"top": _("top margin"), "bottom": _("bottom margin")}
            names |= {"left": _("left margin"), "right": _("right margin")}
            found.error("D02", where, names[side], f"{mm:g} mm", _mm(twips))
    width, height = (length / _TWIPS_PER_MM for length in _area(section))
    area = (sheet[0] - sides["left"] - sides["right"], sheet[1] - sides["top"] - sides["bottom"])
    if not departs and max(abs(width - area[0]), abs(height - area[1])) > _AREA_ROOM:
        found.error("D02", where, _("type area"), f"{area[0]:g} × {area[1]:g} mm", f"{width:.1f} × {height:.1f} mm")
    if _attribute(margins, "header") >= abs(_attribute(margins, "top", 1)):
        found.warning("D02", where, _("the header reaches into the text"), found=_mm(_attribute(margins, "header")))


def _check_turned(document: Document, found: Departures) -> None:
    """A page is turned for a table or picture that needs its length, for nothing else."""
    needed = {table.section for table in document.tables}
    needed |= {paragraph.section for paragraph in document.paragraphs if paragraph.drawings}
    starts = _starts(document)
    for place, section in enumerate(document.sections):
        if _is_turned(section) and place not in needed:
            found.warning("D02", Where(paragraph=starts.get(place)), _("a landscape page without a table or picture"))


# -- D03 ---------------------------------------------------------------------------------------------------------------


def _check_lines(section: etree._Element, profile: Profile, where: Where, found: Departures) -> None:
    grid = section.find(tag("docGrid"))
    if value(grid, "type") not in ("lines", "linesAndChars", "snapToChars"):
        found.error("D03", where, _("there is no grid of lines"), f"{profile.docx_line / TWIPS_PER_POINT} pt")
        return
    pitch = _attribute(grid, "linePitch")
    height = profile.text_width if _is_turned(section) else profile.text_height
    wanted = math.floor(round(height * TWIPS_PER_POINT) / profile.docx_line)
    lines = math.floor((round(height * TWIPS_PER_POINT) + 1) / pitch) if pitch > 0 else 0
    if lines != wanted or (not _is_turned(section) and abs(pitch - profile.docx_line) > 4):
        found.error(
            "D03",
            where,
            _("distance of the lines of the grid"),
            _points(profile.docx_line),
            _points(pitch),
        )


def _points(twips: float) -> str:
    return f"{twips / TWIPS_PER_POINT:g} pt"


def _check_characters(document: Document, profile: Profile, found: Departures) -> None:
    """By one of two ways, not both: the spacing of the text, or a grid of characters."""
    uses: Counter[tuple[int, int, int]] = Counter()
    for paragraph in document.paragraphs:
        if paragraph.kind == "body" and paragraph.section < len(document.sections):
            for run in paragraph.runs:
                size, spacing = number(run.properties, "sz", 20), number(run.properties, "spacing.val")
                uses[size, spacing, paragraph.section] += len(run.text)
    if not uses or profile.grid is None:
        return
    (size, spacing, place), __ = uses.most_common(1)[0]
    grid = document.sections[place].find(tag("docGrid"))
    width = size / 2 + spacing / TWIPS_PER_POINT
    if value(grid, "type") in ("linesAndChars", "snapToChars"):
        styles = document.styles
        normal = number({**styles.default_run, **styles.of(styles.default_style)[1]}, "sz", 20) / 2
        width = normal + _attribute(grid, "charSpace") / 4096
        if spacing:
            found.error("D03", NOWHERE, _("spaced twice, by the grid and by the text"), "0 pt", _points(spacing))
    room = profile.text_height if _is_turned(document.sections[place]) else profile.text_width
    count = math.floor(room / width + 0.002) if width > 0 else 0
    wanted = math.floor(room / (profile.roles.body.size + profile.docx_spacing / TWIPS_PER_POINT) + 0.002)
    if count != wanted:
        found.error("D03", NOWHERE, _("characters on a full line"), wanted, count)


# -- D12 ---------------------------------------------------------------------------------------------------------------


class _Folios:
    """Page numbers: a field between dashes, on the outer side, in every section that is not before the text."""

    def __init__(self, document: Document, profile: Profile, faces: Faces, found: Departures) -> None:
        self._document = document
        self._profile = profile
        self._faces = faces
        self._found = found
        relations = document.package.relations(document.package.main)
        self._targets = {each.id: each.target for each in relations if not each.external}
        settings = document.settings
        even_and_odd = settings.find(tag("evenAndOddHeaders")) if settings is not None else None
        self._alternates = even_and_odd is not None and (value(even_and_odd) or "1") not in ("0", "false", "off")
        # Pages before the text, with title and contents, need no number.
        text = (each for each in document.paragraphs if each.kind == "body" or each.kind.startswith("heading"))
        self._with_text = {paragraph.section for paragraph in text}
        self._missing = False
        self._read: dict[str, Paragraph | None] = {}
        self._judged: set[tuple[str, str]] = set()

    def check(self, starts: dict[int, int]) -> None:
        """Judge the page numbers of all sections."""
        in_force: dict[tuple[str, str], str] = {}
        numbered = False
        for place, section in enumerate(self._document.sections):
            for kind in ("header", "footer"):
                for reference in section.findall(tag(f"{kind}Reference")):
                    target = self._targets.get(reference.get(_RELATION_ID) or "", "")
                    in_force[kind, value(reference, "type") or "default"] = target
            has_number = self._check_section(in_force, place, Where(paragraph=starts.get(place)), numbered=numbered)
            numbered = numbered or has_number
        if not numbered and not self._missing:
            self._found.error("D12", NOWHERE, _("there are no page numbers"))

    def _check_section(self, in_force: dict[tuple[str, str], str], place: int, where: Where, *, numbered: bool) -> bool:
        section = self._document.sections[place]
        outer = self._profile.folio.side is FolioSide.OUTER
        folios = {
            (kind, which): folio
            for (kind, which), target in in_force.items()
            if (folio := self._folio(target)) is not None
        }
        if not folios:
            if numbered or place in self._with_text:
                self._missing = True
                self._found.error("D12", where, _("no page number in this section"))
            return False
        for (kind, which), folio in folios.items():
            target = in_force[kind, which]
            if (target, which) in self._judged or folio.in_box or _is_turned(section):
                continue
            self._judged.add((target, which))
            self._check_form(folio, which, section, where)
        placed = any(_is_placed_outside(folio) for folio in folios.values())
        if outer and not placed:
            if not self._alternates:
                self._found.error("D12", where, _("odd and even pages have the same page number line"))
            elif not any(which == "even" for __, which in folios):
                self._found.error("D12", where, _("no page number on even pages"))
        if not any(which == "default" for __, which in folios):
            self._found.error("D12", where, _("no page number on odd pages"))
        return True

    def _folio(self, target: str) -> Paragraph | None:
        """The paragraph of a header or footer that holds the page number."""
        if target not in self._read:
            self._read[target] = self._find_folio(target)
        return self._read[target]

    def _find_folio(self, target: str) -> Paragraph | None:
        root = self._document.package.tree(target) if target else None
        for paragraph in self._document.in_part(root) if root is not None else ():
            if "#" in _with_field(paragraph.element):
                paragraph.in_box = next(paragraph.element.iterancestors(tag("txbxContent")), None) is not None
                return paragraph
        return None

    def _check_form(self, folio: Paragraph, which: str, section: etree._Element, where: Where) -> None:
        form, role = self._profile.folio, self._profile.roles.folio
        said = _with_field(folio.element)
        if "".join(said.split()) != f"{form.left}#{form.right}":
            self._found.error(
                "D12",
                where,
                _("form of the page number"),
                f"{form.left} 1 {form.right}",
                said.strip().replace("#", "1"),
            )
        for run in folio.runs:
            size = number(run.properties, "sz", 20) / 2
            if run.text.strip() and abs(size - role.size) > 0.26:
                self._found.error("D12", where, _("size of the page number"), f"{role.size:g} pt", f"{size:g} pt")
                break
        self._check_fonts(folio, where)
        if not _is_placed_outside(folio):
            self._check_side(folio, which, said, where)
        self._check_height(folio, section, where)

    def _check_fonts(self, folio: Paragraph, where: Where) -> None:
        role = self._profile.roles.folio
        for run in folio.runs:
            for side in ("eastAsia", "ascii"):
                font = run.properties.get(f"font.{side}", "")
                is_latin = self._profile.language != "zh" and self._faces.is_latin(font)
                if run.text.strip() and not self._faces.fits(font, role) and not is_latin:
                    self._found.error(
                        "D12", where, _("typeface of the page number"), self._faces.title(role), font or _("none")
                    )
                    return

    def _check_side(self, folio: Paragraph, which: str, said: str, where: Where) -> None:
        form = self._profile.folio
        side = folio.properties.get("jc", "left")
        side = {"start": "left", "both": "left", "end": "right"}.get(side, side)
        wanted = "center" if form.side is FolioSide.CENTER else "left" if which == "even" else "right"
        if which == "first":
            return
        if side != wanted:
            self._found.error("D12", where, _("side of the page number"), _side(wanted), _side(side))
            return
        blank = said.startswith("　") if wanted == "left" else said.endswith("　")
        indent = number(folio.properties, f"ind.{wanted}Chars") / 100
        if not indent:
            indent = number(folio.properties, f"ind.{wanted}") / (self._profile.roles.folio.size * TWIPS_PER_POINT)
        if wanted != "center" and abs(indent + blank - form.inset) > 0.2:
            self._found.error(
                "D12",
                where,
                _("distance of the page number from the side, in characters"),
                f"{form.inset:g}",
                f"{indent + blank:g}",
            )

    def _check_height(self, folio: Paragraph, section: etree._Element, where: Where) -> None:
        """Where the middle of the figure comes to stand, as far as line and footer tell it."""
        if folio.properties.get("spacing.lineRule") != "exact":
            return
        margins, role = section.find(tag("pgMar")), self._profile.roles.folio
        line = number(folio.properties, "spacing.line", 240)
        base = _attribute(margins, "footer") + _BELOW_BASE * line
        middle = (base + 0.38 * role.size * TWIPS_PER_POINT) / _TWIPS_PER_MM
        below = _attribute(margins, "bottom") / _TWIPS_PER_MM - middle
        if abs(below - self._profile.folio.distance) > _FOLIO_ROOM:
            self._found.warning(
                "D12",
                where,
                _("distance of the page number from the type area"),
                f"{self._profile.folio.distance:g} mm",
                f"{below:.1f} mm",
            )


def _side(side: str) -> str:
    names = {"left": _("left"), "right": _("right"), "center": _("centre")}
    return names.get(side, side)


def _is_placed_outside(folio: Paragraph) -> bool:
    """Whether a frame or text box brings it to the outer side of each page by itself."""
    if folio.properties.get("frame") == "outside":
        return True
    for anchor in folio.element.iterancestors(f"{_WORD_DRAWING}anchor"):
        align = anchor.find(f"{_WORD_DRAWING}positionH/{_WORD_DRAWING}align")
        return align is not None and align.text == "outside"
    return False


def _with_field(paragraph: etree._Element) -> str:
    """The text of a paragraph, the field of the page number in it as `#`."""
    said, depth, asked, shown = "", 0, "", True
    for element in paragraph.iter(tag("fldChar"), tag("instrText"), tag("t"), tag("fldSimple"), tag("tab"), tag("p")):
        if element.tag == tag("p") and element is not paragraph:
            break
        if element.tag == tag("fldSimple") and _PAGE.search(value(element, "instr") or ""):
            said += "#"
        elif element.tag == tag("instrText"):
            asked += element.text or ""
        elif element.tag == tag("fldChar"):
            kind = value(element, "fldCharType")
            depth += {"begin": 1, "end": -1}.get(kind or "", 0)
            if kind == "begin" and depth == 1:
                asked, shown = "", False
            elif kind == "end" and depth == 0:
                said += "#" if _PAGE.search(asked) else ""
                shown = True
        elif element.tag == tag("t") and shown and not _in_simple_field(element):
            said += element.text or ""
    return said


def _in_simple_field(element: etree._Element) -> bool:
    return next(element.iterancestors(tag("fldSimple")), None) is not None
