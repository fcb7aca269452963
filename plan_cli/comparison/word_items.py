"""The XML that our DOCX writer made, read back: paragraphs with their characters, tables, footnotes, ends of sections.

Everything that is compared comes from here, so that what is shown in a page or a table of changes is what stands in the
document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from plan_cli.comparison.blocks import NOTE, OBJECT
from plan_cli.render.docx_package import NAMESPACES
from plan_cli.render.docx_sections import SECTION_END
from plan_cli.render.docx_stylesheet import tag

TAB, BREAK = "\t", "\v"
"""How a tab and a line's end within a paragraph stand in a text."""

_P, _TBL, _SECT = tag("p"), tag("tbl"), tag("sectPr")
_R, _T, _TAB, _BR, _RPR, _PPR = tag("r"), tag("t"), tag("tab"), tag("br"), tag("rPr"), tag("pPr")
_LINK, _FIELD, _CODE = tag("hyperlink"), tag("fldChar"), tag("instrText")
_NOTE, _NOTE_MARK = tag("footnoteReference"), tag("footnoteRef")
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WITH_OBJECTS = re.compile("<w:(?:footnoteRef|drawing|fldChar)")
_DECLARATIONS = re.compile(r' xmlns:[a-z]+="[^"]*"')
_HINT = '<w:rFonts w:hint="eastAsia"/>'
# What the tool numbers and names anew in each document, and what is none of its text.
_OWN_MARKS = re.compile(
    r'<w:bookmark(?:Start|End) [^>]*/>|(?<=<w:footnoteReference )w:id="\d+"|(?<=<wp:docPr )id="\d+"|'
    r'(?<=<pic:cNvPr )id="\d+"|(?<= )w:anchor="\w*"|(?<=<w:tcW )w:w="\d+"|(?<=<w:gridCol )w:w="\d+"|'
    rf"<w:rPr>{re.escape(_HINT)}</w:rPr>|{re.escape(_HINT)}"
)


@dataclass(frozen=True, eq=False)
class Atom:
    """A character of a paragraph with its look, or what stands for one.

    `properties`: of its run, as XML. `link`: the attributes of the link around it. `name`, `xml`: of an object, what a
    run holds; `whole`: runs. `note`: the footnote that it is the mark of.
    """

    character: str
    properties: str
    link: str = ""
    name: str = ""
    xml: str = ""
    whole: bool = False
    note: Note | None = None


@dataclass(frozen=True, eq=False)
class Paragraph:
    """A paragraph. `xml`: as it stands; `notes`: its footnotes; `lead`, `trail`: the ends of the table of contents."""

    element: etree._Element
    xml: str
    notes: tuple[Note, ...] = ()
    lead: str = ""
    trail: str = ""

    @cached_property
    def style(self) -> str:
        """The name of its style."""
        found = self.element.find(f"{_PPR}/{tag('pStyle')}")
        return found.get(tag("val"), "") if found is not None else ""

    @cached_property
    def properties(self) -> str:
        """What it has besides its text, as XML."""
        found = self.element.find(_PPR)
        return "".join(_xml(child) for child in found) if found is not None else ""

    @cached_property
    def bookmarks(self) -> tuple[str, ...]:
        """The names by which it is found."""
        return tuple(found.get(tag("name"), "") for found in self.element.iter(tag("bookmarkStart")))

    @cached_property
    def atoms(self) -> tuple[Atom, ...]:
        """Its characters."""
        return tuple(_atoms(self.element, self.notes))

    @cached_property
    def text(self) -> str:
        """Its characters as one text."""
        if _WITH_OBJECTS.search(self.xml):
            return "".join(atom.character for atom in self.atoms)
        words = (
            TAB if found.tag == _TAB else BREAK if found.tag == _BR else (found.text or "").replace(OBJECT, "\ufffd")
            for run in self.element.iter(_R)
            for found in run.iterchildren(_T, _TAB, _BR)
        )
        return "".join(words)

    @cached_property
    def objects(self) -> tuple[str, ...]:
        """The names of the objects in its text."""
        if OBJECT not in self.text:
            return ()
        return tuple(atom.name for atom in self.atoms if atom.character == OBJECT)

    @cached_property
    def look(self) -> str:
        """Equal for two paragraphs that look and read the same."""
        return _OWN_MARKS.sub("", self.xml) + "".join(item.look for note in self.notes for item in note.items)


@dataclass(frozen=True, eq=False)
class WordCell:
    """A cell: its properties and its contents."""

    properties: str
    shape: str
    items: tuple[Item, ...]

    @cached_property
    def width(self) -> int:
        """In twips."""
        found = re.search(r'<w:tcW w:w="(\d+)"', self.properties)
        return int(found[1]) if found else 0


@dataclass(frozen=True, eq=False)
class WordRow:
    """A row of a table."""

    properties: str
    is_head: bool
    cells: tuple[WordCell, ...]


@dataclass(frozen=True, eq=False)
class Table:
    """A table. `xml`: as it stands; `columns`: their widths in twips."""

    xml: str
    properties: str
    columns: tuple[int, ...]
    rows: tuple[WordRow, ...]

    @cached_property
    def look(self) -> str:
        """Equal for two tables that look and read the same, but for the widths of columns, which the tool chooses."""
        inner = (item.look for row in self.rows for cell in row.cells for item in cell.items)
        return _OWN_MARKS.sub("", self.xml) + "".join(inner)


@dataclass(frozen=True, eq=False)
class SectionEnd:
    """The end of a section: its properties."""

    xml: str

    @property
    def look(self) -> str:
        """Equal for two sections that look the same."""
        return self.xml


Item = Paragraph | Table | SectionEnd


@dataclass(frozen=True, eq=False)
class Note:
    """A footnote. `xml`: as it stands."""

    xml: str
    items: tuple[Item, ...]


def read_items(items: Sequence[str], notes: Sequence[str]) -> list[Item]:
    """The items of a document as the DOCX writer gives them, with the ends of sections among them."""
    read_notes = [Note(_clean(xml), tuple(_children(_parsed(xml), ()))) for xml in notes]
    joined = "".join(item.removeprefix(SECTION_END) for item in items)
    return list(_children(_parsed(joined), read_notes))


def _clean(xml: str) -> str:
    return _NO_XML.sub("\ufffd", xml)


def _parsed(xml: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    return etree.fromstring(f"<items {NAMESPACES}>{_clean(xml)}</items>", parser)


def _xml(found: etree._Element) -> str:
    """The element as text, without the declarations that stand at the top of every part."""
    written = etree.tostring(found, encoding="unicode", with_tail=False)
    head, end, rest = written.partition(">")
    return _DECLARATIONS.sub("", head) + end + rest


def _children(parent: etree._Element, notes: Sequence[Note]) -> Iterator[Item]:
    for child in parent:
        if child.tag == _P:
            yield _paragraph(child, notes)
        elif child.tag == _TBL:
            yield _table(child, notes)
        elif child.tag == _SECT:
            yield SectionEnd(_xml(child))


def _paragraph(found: etree._Element, notes: Sequence[Note]) -> Paragraph:
    lead, trail = _contents_field(found) if _is_contents(found) else ("", "")
    own = [notes[int(mark.get(tag("id"), "1")) - 1] for mark in found.iter(_NOTE)] if notes else []
    return Paragraph(found, _xml(found), tuple(own), lead, trail)


def _is_contents(found: etree._Element) -> bool:
    style = found.find(f"{_PPR}/{tag('pStyle')}")
    return style is not None and style.get(tag("val"), "").startswith("TOC")


def _contents_field(found: etree._Element) -> tuple[str, str]:
    """Take the two ends of the field that is the table of contents out of a line of it: lines come and go."""
    runs = [child for child in found if child.tag == _R]
    codes = [run.find(_CODE) for run in runs]
    opening = next((at for at, code in enumerate(codes) if code is not None and "TOC" in (code.text or "")), None)
    ends: list[str] = ["", ""]
    taken = runs[opening - 1 : opening + 2] if opening else []
    last = found[-1]
    closing = [last] if last.tag == _R and last.find(_FIELD) is not None and last not in taken else []
    for side, group in enumerate((taken, closing)):
        for run in group:
            ends[side] += _xml(run)
            found.remove(run)
    return ends[0], ends[1]


def _table(found: etree._Element, notes: Sequence[Note]) -> Table:
    properties = found.find(tag("tblPr"))
    columns = tuple(int(column.get(tag("w"), "0")) for column in found.iterfind(f"{tag('tblGrid')}/{tag('gridCol')}"))
    rows = tuple(_row(row, notes) for row in found.iterfind(tag("tr")))
    return Table(_xml(found), _xml(properties) if properties is not None else "", columns, rows)


def _row(found: etree._Element, notes: Sequence[Note]) -> WordRow:
    properties = found.find(tag("trPr"))
    inner = "".join(_xml(child) for child in properties) if properties is not None else ""
    cells = tuple(_cell(cell, notes) for cell in found.iterfind(tag("tc")))
    return WordRow(inner, "<w:tblHeader/>" in inner, cells)


def _cell(found: etree._Element, notes: Sequence[Note]) -> WordCell:
    properties = found.find(tag("tcPr"))
    inner = "".join(_xml(child) for child in properties) if properties is not None else ""
    shape = "".join(re.findall(r"<w:(?:gridSpan|vMerge)[^>]*/>", inner))
    return WordCell(inner, shape, tuple(_children(found, notes)))


# -- characters --------------------------------------------------------------------------------------------------------


def _atoms(paragraph: etree._Element, own_notes: Sequence[Note]) -> Iterator[Atom]:
    notes = iter(own_notes)
    field: list[etree._Element] = []
    depth = 0
    for run, link in _runs(paragraph):
        mark = run.find(_FIELD)
        kind = mark.get(tag("fldCharType")) if mark is not None else ""
        if kind == "begin":
            depth += 1
        if depth:
            field.append(run)
            if kind == "end":
                depth -= 1
                if not depth:
                    yield Atom(OBJECT, "", link, "field", "".join(map(_xml, field)), whole=True)
                    field = []
            continue
        yield from _run_atoms(run, link, notes)


def _runs(paragraph: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    for child in paragraph:
        if child.tag == _R:
            yield child, ""
        elif child.tag == _LINK:
            head = _xml(child).partition(">")[0]
            attributes = head.removeprefix("<w:hyperlink").removesuffix("/").strip()
            for run in child.iterfind(_R):
                yield run, attributes


def _run_atoms(run: etree._Element, link: str, notes: Iterator[Note]) -> Iterator[Atom]:
    properties = ""
    for child in run:
        if child.tag == _RPR:
            properties = "".join(_xml(inner) for inner in child).replace(_HINT, "")
        elif child.tag == _T:
            for character in child.text or "":
                yield Atom(character if character != OBJECT else "\ufffd", properties, link)
        elif child.tag == _TAB:
            yield Atom(TAB, properties, link)
        elif child.tag == _BR:
            yield Atom(BREAK, properties, link)
        elif child.tag == _NOTE:
            yield Atom(OBJECT, properties, link, NOTE, _xml(child), note=next(notes, None))
        else:
            name = "mark of the note" if child.tag == _NOTE_MARK else _OWN_MARKS.sub("", _xml(child))
            yield Atom(OBJECT, properties, link, name, _xml(child))
