"""Tables and pictures in a DOCX (D10, D11)."""

from __future__ import annotations

from lxml import etree

from plan_cli.inspection.departure import Departures, Where
from plan_cli.inspection.docx_document import Document, Paragraph, Table
from plan_cli.inspection.docx_formatting import number, tag, value
from plan_cli.model.profile import POINTS_PER_MM, TWIPS_PER_POINT, Profile
from plan_cli.translation import _

_EMU_PER_MM = 36_000
_WIDTH_ROOM = 40
_PICTURE_ROOM = 0.5
_WORD_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"


def check_objects(document: Document, profile: Profile, found: Departures) -> None:
    """Note what departs in tables and pictures."""
    checks = _Objects(document, profile, found)
    for table in document.tables:
        if table.depth == 0:
            checks.check_table(table)
    for paragraph in document.paragraphs:
        if paragraph.table is not None and not paragraph.is_blank:
            checks.check_cell(paragraph)
        for drawing in paragraph.drawings:
            checks.check_picture(paragraph, drawing)


class _Objects:
    def __init__(self, document: Document, profile: Profile, found: Departures) -> None:
        self._document = document
        self._profile = profile
        self._found = found

    def _room(self, section: int) -> float:
        """The width of the type area of a section as the profile has it, in twips."""
        turned = False
        if section < len(self._document.sections):
            size = self._document.sections[section].find(tag("pgSz"))
            turned = _number(value(size, "w")) > _number(value(size, "h"))
        return (self._profile.text_height if turned else self._profile.text_width) * TWIPS_PER_POINT

    # -- D10 -----------------------------------------------------------------------------------------------------------

    def check_table(self, table: Table) -> None:
        """Widths, head row, rows that stay whole."""
        where = Where(paragraph=table.first_paragraph, text=_first_text(table.element))
        properties, grid = table.element.find(tag("tblPr")), table.element.find(tag("tblGrid"))
        columns = [_number(value(column, "w")) for column in grid] if grid is not None else []
        total = properties.find(tag("tblW")) if properties is not None else None
        if not columns or not all(columns):
            self._found.error("D10", where, _("columns without a width"), "w:gridCol")
        if total is None or value(total, "type") in (None, "auto", "nil"):
            self._found.warning("D10", where, _("a table without a width"), "w:tblW")
        stated = _number(value(total, "w")) if value(total, "type") == "dxa" else 0
        width, room = max(sum(columns), stated), self._room(table.section)
        if width > room + _WIDTH_ROOM:
            self._found.error("D10", where, _("width of a table"), _mm(room), _mm(width))
        if properties is None or properties.find(tag("tblStyle")) is None:
            self._found.warning("D10", where, _("a table without a style of tables"))
        rows = list(table.element.iterchildren(tag("tr")))
        if len(rows) > 1 and not table.is_frame:
            self._check_rows(rows, where)

    def _check_rows(self, rows: list[etree._Element], where: Where) -> None:
        if rows[0].find(f"{tag('trPr')}/{tag('tblHeader')}") is None:
            self._found.warning("D10", where, _("the first row is not repeated on following pages"), "w:tblHeader")
        # A single row may be so high that it has to be parted.
        if all(row.find(f"{tag('trPr')}/{tag('cantSplit')}") is None for row in rows):
            self._found.warning("D10", where, _("rows may be parted by the end of a page"), "w:cantSplit")

    def check_cell(self, paragraph: Paragraph) -> None:
        """Cells are not set like the text: without its indent and its distance of lines."""
        if paragraph.kind not in ("table", "table-head", "indicators"):
            return
        properties = paragraph.properties
        indent = number(properties, "ind.firstLineChars") / 100 or number(properties, "ind.firstLine") / 320
        if indent > 0.5:
            self._found.error("D10", paragraph.where, _("an indent within a table, in characters"), 0, f"{indent:g}")
        line = number(properties, "spacing.line", 240)
        tall = 1.9 * self._profile.roles.table.size * TWIPS_PER_POINT
        if properties.get("spacing.lineRule") == "exact" and line > tall:
            self._found.error(
                "D10",
                paragraph.where,
                _("the distance of lines of the text within a table"),
                _("single"),
                f"{line / TWIPS_PER_POINT:g} pt",
            )

    # -- D11 -----------------------------------------------------------------------------------------------------------

    def check_picture(self, paragraph: Paragraph, drawing: etree._Element) -> None:
        """Not cut off by its line, not wider than the text, with words for those who cannot see it."""
        is_inline = drawing.tag != f"{_WORD_DRAWING}anchor"
        if is_inline and paragraph.properties.get("spacing.lineRule") == "exact":
            self._found.error(
                "D11", paragraph.where, _("a picture in a line of exact height is cut off"), _("single"), _("exact")
            )
        extent = drawing.find(f"{_WORD_DRAWING}extent")
        if extent is not None:
            width = _number(extent.get("cx")) / _EMU_PER_MM
            room = self._room(paragraph.section) / TWIPS_PER_POINT / POINTS_PER_MM
            if width > room + _PICTURE_ROOM:
                self._found.error(
                    "D11", paragraph.where, _("width of a picture"), f"≤ {room:.0f} mm", f"{width:.1f} mm"
                )
        about = drawing.find(f"{_WORD_DRAWING}docPr")
        if about is not None and not (about.get("descr") or about.get("title") or "").strip():
            self._found.warning("D11", paragraph.where, _("a picture without words for those who cannot see it"))


def _first_text(table: etree._Element) -> str:
    return "".join(text.text or "" for text, __ in zip(table.iter(tag("t")), range(8), strict=False))


def _number(written: str | None) -> int:
    try:
        return int(float(written or 0))
    except (ValueError, OverflowError):
        return 0


def _mm(twips: float) -> str:
    return f"{twips / TWIPS_PER_POINT / POINTS_PER_MM:.1f} mm"
