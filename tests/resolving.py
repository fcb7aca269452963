"""Accepting and rejecting every tracked change of a Word document, as Word does it, and what is then left."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree
from plan_cli.render.docx_stylesheet import tag

_GONE = {True: ("del", "moveFrom", "cellDel"), False: ("ins", "moveTo", "cellIns")}
_KEPT = {True: ("ins", "moveTo", "cellIns"), False: ("del", "moveFrom", "cellDel")}
_FORMER = ("rPrChange", "pPrChange", "sectPrChange")
_RANGES = re.compile(r"\}(moveFromRange|moveToRange|commentRange)(Start|End)$|\}commentReference$")


def resolve(root: etree._Element, *, accept: bool) -> etree._Element:
    """Accept or reject everything in this tree, in place. A paragraph whose mark goes joins the one that follows."""
    for found in list(root.iter(*(tag(name) for name in _FORMER))):
        _former(found, accept=accept)
    for row in list(root.iter(tag("tr"))):
        if any(row.find(f"{tag('trPr')}/{tag(name)}") is not None for name in _GONE[accept]):
            _remove(row)
    for cell in list(root.iter(tag("tc"))):
        if any(cell.find(f"{tag('tcPr')}/{tag(name)}") is not None for name in _GONE[accept]):
            _remove(cell)
    for table in list(root.iter(tag("tbl"))):
        if table.find(tag("tr")) is None:
            _remove(table)
    for paragraph in list(root.iter(tag("p"))):
        for name in _GONE[accept]:
            for found in list(paragraph.iter(tag(name))):
                if found.getparent() is not None and found.getparent().tag != tag("rPr"):  # type: ignore[union-attr]
                    _remove(found)
    for paragraph in list(root.iter(tag("p"))):
        if any(paragraph.find(f"{tag('pPr')}/{tag('rPr')}/{tag(name)}") is not None for name in _GONE[accept]):
            _join(paragraph)
    for name in _KEPT[accept]:
        for found in list(root.iter(tag(name))):
            _unwrap(found)
    for found in list(root.iter()):
        if isinstance(found.tag, str) and _RANGES.search(found.tag):
            _remove(found)
    for found in list(root.iter(tag("delText"))):
        found.tag = tag("t")
    for found in list(root.iter(tag("delInstrText"))):
        found.tag = tag("instrText")
    for found in list(root.iter(tag("hyperlink"))):
        if len(found) == 0:
            _remove(found)
    return root


def _former(found: etree._Element, *, accept: bool) -> None:
    parent = found.getparent()
    assert parent is not None
    if accept:
        parent.remove(found)
        return
    kept = [
        child
        for child in parent
        if child.tag in (tag("rPr"), tag("sectPr"), tag("headerReference"), tag("footerReference"))
    ]
    if parent.tag == tag("rPr"):
        kept = []
    inner = found[0]
    for child in list(parent):
        parent.remove(child)
    for child in [*inner, *kept] if parent.tag == tag("pPr") else [*kept, *inner]:
        parent.append(child)


def _join(paragraph: etree._Element) -> None:
    following = paragraph.getnext()
    while following is not None and following.tag not in (tag("p"), tag("tbl")):
        following = following.getnext()
    inner = [child for child in paragraph if child.tag != tag("pPr")]
    if following is not None and following.tag == tag("p"):
        properties = following.find(tag("pPr"))
        at = 0 if properties is None else 1
        for number, child in enumerate(inner):
            following.insert(at + number, child)
    else:
        words = "".join(text.text or "" for text in paragraph.iter(tag("t"), tag("delText")))
        assert words == "", f"nothing follows that {words!r} could join"
    _remove(paragraph)


def _remove(found: etree._Element) -> None:
    parent = found.getparent()
    if parent is not None:
        parent.remove(found)


def _unwrap(found: etree._Element) -> None:
    parent = found.getparent()
    if parent is None:
        return
    at = parent.index(found)
    for number, child in enumerate(list(found)):
        parent.insert(at + number, child)
    parent.remove(found)


# -- what is left ------------------------------------------------------------------------------------------------------


def content(body: etree._Element, notes: dict[str, etree._Element]) -> list[Any]:
    """Paragraphs with properties and the look of every character, tables with cells, footnotes where they stand."""
    made: list[Any] = []
    for child in body:
        if child.tag == tag("p"):
            if _is_holder(child) and made:
                # The end of a section in a paragraph of its own is as good as in the one before.
                section = child.find(f"{tag('pPr')}/{tag('sectPr')}")
                made[-1] = (*made[-1][:-1], _plain(section)) if made[-1][0] == "p" else made[-1]
                if made[-1][0] != "p":
                    made.append(_paragraph(child, notes))
                continue
            made.append(_paragraph(child, notes))
        elif child.tag == tag("tbl"):
            rows = []
            for row in child.iterfind(tag("tr")):
                properties = "".join(_plain(child) for child in row.iterfind(f"{tag('trPr')}/*"))
                cells = [(_shape(cell), content(cell, notes)) for cell in row.iterfind(tag("tc"))]
                rows.append((properties, cells))
            made.append(("tbl", rows))
        elif child.tag == tag("sectPr"):
            # Word tracks the sheet of a section, not its headers.
            made.append(("sectPr", re.sub(r"<w:(?:header|footer)Reference[^>]*/>", "", _plain(child))))
    return made


def _is_holder(paragraph: etree._Element) -> bool:
    spacing = paragraph.find(f"{tag('pPr')}/{tag('spacing')}")
    is_small = spacing is not None and spacing.get(tag("line")) == "20"
    return is_small and paragraph.find(f"{tag('pPr')}/{tag('sectPr')}") is not None


def _paragraph(found: etree._Element, notes: dict[str, etree._Element]) -> Any:
    properties, section = [], ""
    for child in found.find(tag("pPr")) if found.find(tag("pPr")) is not None else ():  # type: ignore[union-attr]
        if child.tag == tag("sectPr"):
            section = _plain(child)
        elif child.tag != tag("rPr") or len(child):
            properties.append(_plain(child))
    characters: list[Any] = []
    for child in found:
        if child.tag == tag("r"):
            characters += _characters(child, "", notes)
        elif child.tag == tag("hyperlink"):
            link = next((value for name, value in child.attrib.items() if str(name).endswith("}id")), "inside")
            for run in child.iterfind(tag("r")):
                characters += _characters(run, str(link), notes)
    return ("p", tuple(properties), tuple(characters), section)


def _characters(run: etree._Element, link: str, notes: dict[str, etree._Element]) -> list[Any]:
    look, made = "", []
    for child in run:
        if child.tag == tag("rPr"):
            look = re.sub(r'<w:rFonts w:hint="eastAsia"/>', "", "".join(_plain(inner) for inner in child))
        elif child.tag == tag("t"):
            made += [(character, look, link) for character in child.text or ""]
        elif child.tag == tag("footnoteReference"):
            inner = content(notes[child.get(tag("id"), "")], {})
            made.append(("note", look, str(inner)))
        elif child.tag in (tag("fldChar"), tag("instrText")):
            made.append((etree.QName(child).localname, "", ""))
        else:
            made.append((re.sub(r'id="\d+" name="Picture \d+"', "", _plain(child)), look, link))
    return made


def _shape(cell: etree._Element) -> str:
    properties = cell.find(tag("tcPr"))
    return "".join(_plain(child) for child in properties if child.tag != tag("tcW")) if properties is not None else ""


def _plain(found: etree._Element | None) -> str:
    if found is None:
        return ""
    return re.sub(r' xmlns:\w+="[^"]*"', "", etree.tostring(found, encoding="unicode", with_tail=False))
