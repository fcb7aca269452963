"""The paragraphs, tables and sections of a DOCX in their order, each paragraph with its effective formatting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import IO

from lxml import etree

from plan_cli.errors import RefusedError
from plan_cli.inspection.departure import Where
from plan_cli.inspection.docx_formatting import (
    NOTHING,
    Properties,
    Styles,
    merged,
    properties_of,
    read_styles,
    tag,
    value,
)
from plan_cli.inspection.docx_package import Package, too_much
from plan_cli.translation import _

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_IMAGE_DATA = "{urn:schemas-microsoft-com:vml}imagedata"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_WITHOUT_TEXT = frozenset({tag("del"), tag("moveFrom"), tag("pPr"), tag("rPr"), _FALLBACK})
_BREAK = "\n"
# Paragraphs and runs together: many times those of a long book.
MOST_PARTS = 400_000


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one formatting."""

    text: str
    properties: Properties


@dataclass(slots=True)
class Table:
    """A table: its element, its section, how deep it stands in others.

    `is_frame`: it has one cell, or two on top of each other.
    """

    element: etree._Element
    number: int
    section: int
    depth: int
    first_paragraph: int = 0
    is_frame: bool = False


@dataclass(slots=True)
class Paragraph:
    """A paragraph. `kind` is found later by `docx_kinds`; `breaks`: a new page begins before it."""

    element: etree._Element
    number: int
    style: str | None
    style_name: str
    text: str
    runs: tuple[Run, ...]
    properties: Properties
    section: int
    table: Table | None = None
    is_head_row: bool = False
    in_box: bool = False
    breaks: bool = False
    drawings: tuple[etree._Element, ...] = ()
    kind: str = ""

    @property
    def where(self) -> Where:
        """Its place, for a departure."""
        return Where(paragraph=self.number, text=self.text)

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it."""
        return not self.text.strip() and not self.drawings


@dataclass(slots=True)
class Document:
    """A DOCX, read."""

    package: Package
    styles: Styles
    root: etree._Element
    settings: etree._Element | None
    paragraphs: list[Paragraph] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    sections: list[etree._Element] = field(default_factory=list)

    def in_part(self, root: etree._Element) -> list[Paragraph]:
        """The paragraphs of another part: a header, a footer, the notes."""
        return [read_paragraph(found, self.styles, 0, 0) for found in _paragraphs(root)]


def read_docx(file: IO[bytes]) -> Document:
    """The document in a DOCX.

    Raises:
        UsageError: it is a ZIP file, but no DOCX.
        RefusedError: it is damaged or protected, or holds more than is read.
    """
    package = Package(file)
    root = package.tree(package.main)
    body = root.find(tag("body")) if root is not None else None
    if root is None or body is None:
        if root is not None and etree.QName(root).namespace == _STRICT:
            raise RefusedError(
                _("this DOCX is written in the strict variant of the format"),
                _("save it as an ordinary Word document, then inspect that"),
            )
        raise RefusedError(_("there is no text in this DOCX"))
    if sum(1 for __ in islice(root.iter(tag("p"), tag("r")), MOST_PARTS + 1)) > MOST_PARTS:
        raise too_much()
    document = Document(package, read_styles(package.related("styles")), root, package.related("settings"))
    _read_body(document, body)
    return document


def _read_body(document: Document, body: etree._Element) -> None:
    tables: dict[etree._Element, Table] = {}
    breaks = False
    for number, found in enumerate(_paragraphs(body), start=1):
        section = len(document.sections)
        paragraph = read_paragraph(found, document.styles, number, section)
        _place(paragraph, body, document, tables)
        paragraph.breaks = breaks or paragraph.properties.get("pageBreakBefore") == "1" or _breaks_at_start(found)
        ends_section = found.find(f"{tag('pPr')}/{tag('sectPr')}")
        if ends_section is not None:
            document.sections.append(ends_section)
        # A break that nothing follows in its paragraph, or the end of a section, begins a page for the next one.
        broken = _breaks_at_end(found) or ends_section is not None
        breaks = broken or (breaks and paragraph.is_blank)
        document.paragraphs.append(paragraph)
    last = body.find(tag("sectPr"))
    if last is not None:
        document.sections.append(last)


def _paragraphs(root: etree._Element) -> Iterator[etree._Element]:
    for found in root.iter(tag("p")):
        if not any(ancestor.tag == _FALLBACK for ancestor in found.iterancestors()):
            yield found


def _place(paragraph: Paragraph, body: etree._Element, document: Document, tables: dict[etree._Element, Table]) -> None:
    """The table and row, or the text box, that the paragraph stands in."""
    row: etree._Element | None = None
    around: list[etree._Element] = []
    for ancestor in paragraph.element.iterancestors():
        if ancestor is body:
            break
        if ancestor.tag == tag("txbxContent"):
            paragraph.in_box = True
        elif ancestor.tag == tag("tr") and row is None and not around:
            row = ancestor
        elif ancestor.tag == tag("tbl"):
            around.append(ancestor)
    for depth, element in enumerate(reversed(around)):
        if element not in tables:
            cells = list(islice(element.iter(tag("tc")), 3))
            is_frame = len(cells) <= 2 and len(element.findall(tag("tr"))) == len(cells)
            table = Table(element, len(tables) + 1, paragraph.section, depth, paragraph.number, is_frame)
            tables[element] = table
            document.tables.append(table)
    if around:
        paragraph.table = tables[around[0]]
        paragraph.is_head_row = row is not None and row.find(f"{tag('trPr')}/{tag('tblHeader')}") is not None


def read_paragraph(found: etree._Element, styles: Styles, number: int, section: int) -> Paragraph:
    """A paragraph with its effective formatting."""
    own = found.find(tag("pPr"))
    style = value(own.find(tag("pStyle"))) if own is not None else None
    style = style or styles.default_style
    style_paragraph, style_run = styles.of(style)
    elements = list(_runs(found))
    base = merged(styles.default_run, style_run)
    runs = tuple(_run(element, base, styles) for element in elements)
    drawings = [each for element in elements for each in _drawings(element)]
    return Paragraph(
        element=found,
        number=number,
        style=style,
        style_name=styles.name(style),
        text="".join(run.text for run in runs),
        runs=tuple(run for run in runs if run.text),
        properties=merged(styles.default_paragraph, style_paragraph, properties_of(own)),
        section=section,
        drawings=tuple(drawings),
    )


def _runs(paragraph: etree._Element) -> Iterator[etree._Element]:
    """The runs of a paragraph itself, in order: not what was deleted, not what stands in text boxes within it."""
    waiting = list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        if element.tag == tag("r"):
            yield element
        elif element.tag not in _WITHOUT_TEXT:
            waiting.extend(reversed(element))


def _run(element: etree._Element, base: Properties, styles: Styles) -> Run:
    own = properties_of(element.find(tag("rPr")))
    properties = base
    if own:
        __, of_style = styles.of(own.get("rStyle"))
        properties = merged(base, of_style or NOTHING, own)
    return Run("".join(_text(child) for child in element), properties)


def _text(element: etree._Element) -> str:
    if element.tag == tag("t"):
        return element.text or ""
    if element.tag == tag("tab"):
        return "\t"
    if element.tag in (tag("br"), tag("cr")):
        return "" if value(element, "type") in ("page", "column") else _BREAK
    return "-" if element.tag == tag("noBreakHyphen") else ""


def _drawings(run: etree._Element) -> Iterator[etree._Element]:
    """Pictures: what Word draws in a line or beside it, and the older form; text boxes are none."""
    for found in run.iter(tag("drawing"), tag("pict")):
        if any(ancestor.tag == _FALLBACK for ancestor in found.iterancestors()):
            continue
        is_box = next(found.iter(tag("txbxContent")), None) is not None
        if found.tag == tag("drawing") and not is_box:
            yield from found
        elif next(found.iter(_IMAGE_DATA), None) is not None:
            yield found


def _breaks_at_end(paragraph: etree._Element) -> bool:
    """Whether the last thing in it is a page break."""
    broken = False
    for run in _runs(paragraph):
        for child in run:
            if child.tag == tag("br") and value(child, "type") == "page":
                broken = True
            elif child.tag in (tag("t"), tag("drawing")):
                broken = False
    return broken


def _breaks_at_start(paragraph: etree._Element) -> bool:
    """Whether the first thing in it is a page break."""
    for run in _runs(paragraph):
        for child in run:
            if child.tag == tag("br") and value(child, "type") == "page":
                return True
            if child.tag in (tag("t"), tag("drawing")):
                return False
    return False
