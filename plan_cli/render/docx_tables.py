"""Tables in Word's XML: widths in all three places that Word and WPS look at, whole rows, the styles of cells."""

from __future__ import annotations

from lxml import etree

from plan_cli.model.profile import TWIPS_PER_POINT, Profile
from plan_cli.render.docx_paragraphs import set_style, style_of
from plan_cli.render.reference_docx import element, tag

_CELL_STYLES = {"center": "TableTextCenter", "right": "TableTextRight"}
_LOOSE = frozenset({"Compact", "BodyText", "FirstParagraph", None})


def finish_table(table: etree._Element, width: int) -> None:
    """Widths in all three places that Word and WPS look at, rows that stay whole, cells in the styles of tables."""
    properties, grid = table.find(tag("tblPr")), table.find(tag("tblGrid"))
    if properties is None or grid is None:
        return
    total = properties.find(tag("tblW"))
    if total is not None:
        total.set(tag("type"), "dxa")
        total.set(tag("w"), str(width))
    columns = [int(column.get(tag("w"), "0")) for column in grid]
    shares = _shared(columns, width)
    for column, share in zip(grid, shares, strict=True):
        column.set(tag("w"), str(share))
    for row in table.iterchildren(tag("tr")):
        _finish_row(row, shares)


def _shared(columns: list[int], width: int) -> list[int]:
    whole = sum(columns) or len(columns)
    shares = [round(width * (column or 1) / whole) for column in columns]
    shares[-1] += width - sum(shares)
    return shares


def _finish_row(row: etree._Element, shares: list[int]) -> None:
    properties = row.find(tag("trPr"))
    if properties is None:
        properties = element("trPr")
        row.insert(0, properties)
    is_head = properties.find(tag("tblHeader")) is not None
    properties.insert(0, element("cantSplit"))
    at = 0
    for cell in row.iterchildren(tag("tc")):
        cell_properties = cell.find(tag("tcPr"))
        if cell_properties is None:
            cell_properties = element("tcPr")
            cell.insert(0, cell_properties)
        span = cell_properties.find(tag("gridSpan"))
        across = int(span.get(tag("val"), "1")) if span is not None else 1
        cell_properties.insert(0, element("tcW", w=sum(shares[at : at + across]), type="dxa"))
        at += across
        for paragraph in cell.iterchildren(tag("p")):
            _finish_cell(paragraph, is_head=is_head)


def _finish_cell(paragraph: etree._Element, *, is_head: bool) -> None:
    if style_of(paragraph) not in _LOOSE:
        return
    properties = set_style(paragraph, "TableHead" if is_head else "TableText")
    side = properties.find(tag("jc"))
    if side is not None:
        properties.remove(side)
        if not is_head:
            set_style(paragraph, _CELL_STYLES.get(side.get(tag("val"), ""), "TableText"))


def widen_on_turned_pages(body: etree._Element, profile: Profile) -> None:
    """Tables of turned pages take the longer side of the type area."""
    length = round(profile.text_height * TWIPS_PER_POINT)
    waiting: list[etree._Element] = []
    for item in body:
        if item.tag == tag("tbl"):
            waiting.append(item)
        section = item if item.tag == tag("sectPr") else item.find(f"{tag('pPr')}/{tag('sectPr')}")
        if section is None:
            continue
        size = section.find(tag("pgSz"))
        if size is not None and size.get(tag("orient")) == "landscape":
            for table in waiting:
                _rescale(table, length)
        waiting = []


def _rescale(table: etree._Element, width: int) -> None:
    grid, total = table.find(tag("tblGrid")), table.find(f"{tag('tblPr')}/{tag('tblW')}")
    if grid is None or total is None:
        return
    shares = _shared([int(column.get(tag("w"), "0")) for column in grid], width)
    total.set(tag("w"), str(width))
    for column, share in zip(grid, shares, strict=True):
        column.set(tag("w"), str(share))
    for row in table.iterchildren(tag("tr")):
        at = 0
        for cell in row.iterchildren(tag("tc")):
            span = cell.find(f"{tag('tcPr')}/{tag('gridSpan')}")
            across = int(span.get(tag("val"), "1")) if span is not None else 1
            own = cell.find(f"{tag('tcPr')}/{tag('tcW')}")
            if own is not None:
                own.set(tag("w"), str(sum(shares[at : at + across])))
            at += across
