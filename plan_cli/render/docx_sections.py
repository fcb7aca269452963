"""Sections in Word's XML: pages before the text, turned pages, where the numbers begin."""

from __future__ import annotations

from lxml import etree

from plan_cli.model.profile import Profile
from plan_cli.render.docx_paragraphs import set_style, style_of
from plan_cli.render.docx_parts import Part
from plan_cli.render.docx_tables import widen_on_turned_pages
from plan_cli.render.docx_tree import END_OF_FRONT, SECTION_STYLE, TURN
from plan_cli.render.reference_docx import element, page_properties, tag

_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def divide(body: etree._Element, profile: Profile, parts: dict[str, Part]) -> None:
    """Section ends where the tree left its marks, and the last section's properties at the end."""
    marks = [item for item in body.iterchildren(tag("p")) if style_of(item) == SECTION_STYLE]
    has_front = any("".join(map(str, mark.itertext())) == END_OF_FRONT for mark in marks)
    numbered_from_one = has_front
    turned = False
    for mark in marks:
        what = "".join(map(str, mark.itertext()))
        if what == END_OF_FRONT:
            _end_section(body, mark, _properties(profile, parts, front=True))
            continue
        if what == TURN:
            if _before(mark) is not None:
                _end_section(body, mark, _properties(profile, parts, start=1 if numbered_from_one else None))
                numbered_from_one = False
            else:
                body.remove(mark)
            turned = True
            continue
        if _after(mark) is None:
            body.remove(mark)
            continue
        _end_section(body, mark, _properties(profile, parts, turned=True))
        turned = False
    for old in list(body.iterchildren(tag("sectPr"))):
        body.remove(old)
    body.append(_properties(profile, parts, turned=turned, start=1 if numbered_from_one else None))
    widen_on_turned_pages(body, profile)


def _before(mark: etree._Element) -> etree._Element | None:
    return next((item for item in mark.itersiblings(preceding=True) if item.tag in (tag("p"), tag("tbl"))), None)


def _after(mark: etree._Element) -> etree._Element | None:
    return next((item for item in mark.itersiblings() if item.tag in (tag("p"), tag("tbl"))), None)


def _end_section(body: etree._Element, mark: etree._Element, properties: etree._Element) -> None:
    """End a section in the paragraph before the mark; after a table in the mark itself, made as small as can be."""
    before = _before(mark)
    if before is not None and before.tag == tag("p") and before.find(f"{tag('pPr')}/{tag('sectPr')}") is None:
        place = before.find(tag("pPr"))
        if place is None:
            place = element("pPr")
            before.insert(0, place)
        place.append(properties)
        body.remove(mark)
        return
    for child in list(mark):
        mark.remove(child)
    place = set_style(mark, "TableText")
    place.append(element("spacing", before=0, after=0, line=20, lineRule="exact"))
    place.append(properties)


def _properties(
    profile: Profile, parts: dict[str, Part], *, front: bool = False, turned: bool = False, start: int | None = None
) -> etree._Element:
    section = page_properties(profile, turned=turned, start=start)
    headers = ("turned-odd", "turned-even") if turned else ("mark", "mark")
    footers = ("empty", "empty") if front or turned else ("odd", "even")
    references = []
    for kind, names in (("header", headers), ("footer", footers)):
        for which, name in zip(("default", "even"), names, strict=True):
            reference = element(f"{kind}Reference", type=which)
            reference.set(f"{{{_R}}}id", parts[name].relation_id)
            references.append(reference)
    for number, reference in enumerate(references):
        section.insert(number, reference)
    return section
