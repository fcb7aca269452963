"""The finishing of Pandoc's `document.xml`: tables, pictures, sections, contents, signature, fonts of single marks."""

from __future__ import annotations

import unicodedata

from lxml import etree

from plan_cli.model.profile import TWIPS_PER_POINT, Profile
from plan_cli.render.docx_imprint import place_imprint
from plan_cli.render.docx_paragraphs import set_style, style_of
from plan_cli.render.docx_parts import Part
from plan_cli.render.docx_sections import divide
from plan_cli.render.docx_styles import EXACT
from plan_cli.render.docx_tables import finish_table
from plan_cli.render.layout import Entry
from plan_cli.render.reference_docx import character_twips, element, tag

_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
# Characters that both scripts have: without the hint Word sets them in the Latin font, half as wide.
_AMBIGUOUS = frozenset("“”‘’—…·")


def finished(
    content: bytes,
    profile: Profile,
    parts: dict[str, Part],
    entries: list[Entry],
    pages: dict[str, int],
    *,
    sealed: bool,
) -> bytes:
    """The document as it is handed over. `entries`, `pages`: the table of contents; `sealed`: how the date stands."""
    root = etree.fromstring(content, etree.XMLParser(huge_tree=True, resolve_entities=False, no_network=True))
    body = root[0]
    width = round(profile.text_width * TWIPS_PER_POINT)
    for table in body.iter(tag("tbl")):
        finish_table(table, width)
    _finish_runs(root)
    _finish_pictures(body)
    _fit_organ(body, profile)
    _sign(body, profile, sealed=sealed)
    place_imprint(body, profile)
    _contents(body, entries, pages)
    divide(body, profile, parts)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


# -- runs and pictures -------------------------------------------------------------------------------------------------


def _finish_runs(root: etree._Element) -> None:
    """Emphasis by style; the marks that both scripts share in the Chinese font."""
    for name, style in (("b", "Strong"), ("i", "Emphasis")):
        for found in list(root.iter(tag(name))):
            properties = found.getparent()
            if properties is None:
                continue
            complex_twin = properties.find(tag(f"{name}Cs"))
            properties.remove(found)
            if complex_twin is not None:
                properties.remove(complex_twin)
            if properties.find(tag("rStyle")) is None:
                properties.insert(0, element("rStyle", val=style))
    for text in root.iter(tag("t")):
        if text.text and not _AMBIGUOUS.isdisjoint(text.text):
            _hint(text.getparent())


def _hint(run: etree._Element | None) -> None:
    if run is None:
        return
    properties = run.find(tag("rPr"))
    if properties is None:
        properties = element("rPr")
        run.insert(0, properties)
    fonts = properties.find(tag("rFonts"))
    if fonts is None:
        fonts = element("rFonts")
        properties.insert(1 if properties.find(tag("rStyle")) is not None else 0, fonts)
    fonts.set(tag("hint"), "eastAsia")


def _finish_pictures(body: etree._Element) -> None:
    """A line of exact height cuts a picture off: its paragraph gets a style whose lines are as high as they need."""
    for drawing in body.iter(tag("drawing")):
        paragraph = next(drawing.iterancestors(tag("p")))
        if style_of(paragraph) not in EXACT and style_of(paragraph) is not None:
            continue
        if any(text.text and text.text.strip() for text in paragraph.iter(tag("t"))):
            properties = set_style(paragraph, style_of(paragraph) or "BodyText")
            properties.append(element("spacing", line=240, lineRule="auto"))
        else:
            set_style(paragraph, "Figure")


# -- organ and signature -----------------------------------------------------------------------------------------------


def _sign(body: etree._Element, profile: Profile, *, sealed: bool) -> None:
    """The places of name and date, which depend on how long they are (GB/T 9704-2012, 7.3.5)."""
    name = next((item for item in body.iter(tag("p")) if style_of(item) == "SignatureName"), None)
    date = next((item for item in body.iter(tag("p")) if style_of(item) == "SignatureDate"), None)
    if name is None or date is None:
        return
    name_width, date_width = _characters(name), _characters(date)
    if sealed:
        name_room, date_room = max(0.0, 4 + (date_width - name_width) / 2), 4.0
    elif date_width + 2 > name_width:
        name_room, date_room = 2 + max(0.0, date_width + 2 - name_width), 2.0
    else:
        name_room, date_room = 2.0, name_width - date_width
    for paragraph, room in ((name, name_room), (date, date_room)):
        properties = paragraph.find(tag("pPr"))
        if properties is None:
            continue
        if paragraph is name:
            lines = 2 if sealed else 1
            height = profile.docx_line
            properties.append(element("spacing", before=lines * height, line=height, lineRule="exact"))
        width = round(room * character_twips(profile))
        properties.append(element("ind", rightChars=round(room * 100), right=width, firstLineChars=0, firstLine=0))


def _fit_organ(body: etree._Element, profile: Profile) -> None:
    """The organ's name on one line: smaller where it is long (GB/T 9704-2012, 7.2.4, leaves the size to the organ)."""
    for paragraph in body.iter(tag("p")):
        if style_of(paragraph) != "Organ":
            continue
        room = profile.text_width / max(_characters(paragraph), 1) * 0.98
        if room < profile.roles.organ.size:
            for run in paragraph.iter(tag("r")):
                properties = run.find(tag("rPr"))
                if properties is None:
                    properties = element("rPr")
                    run.insert(0, properties)
                properties.append(element("sz", val=int(room) * 2))
                properties.append(element("szCs", val=int(room) * 2))


def _characters(paragraph: etree._Element) -> float:
    text = "".join(item.text or "" for item in paragraph.iter(tag("t")))
    return sum(1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.5 for character in text)


# -- contents ----------------------------------------------------------------------------------------------------------


def _contents(body: etree._Element, entries: list[Entry], pages: dict[str, int]) -> None:
    """A field that Word can renew, with the entries already in it: nobody is asked anything on opening."""
    heading = next((item for item in body.iterchildren(tag("p")) if style_of(item) == "TOCHeading"), None)
    if heading is None or not entries:
        return
    after = heading
    for number, entry in enumerate(entries):
        paragraph = element("p")
        set_style(paragraph, "TOC1" if entry.level == 1 else "TOC2")
        if number == 0:
            _field(paragraph, ' TOC \\o "1-2" \\h \\z \\u ')
        link = element("hyperlink", anchor=entry.anchor, history=1)
        link.append(_text_run(entry.text, hint=True))
        tab = element("r")
        tab.append(element("tab"))
        link.append(tab)
        _field(link, f" PAGEREF {entry.anchor} \\h ")
        link.append(_text_run(str(pages.get(entry.anchor, 1))))
        _end_field(link)
        paragraph.append(link)
        if number == len(entries) - 1:
            _end_field(paragraph)
        after.addnext(paragraph)
        after = paragraph


def _text_run(text: str, *, hint: bool = False) -> etree._Element:
    run = element("r")
    words = etree.SubElement(run, tag("t"))
    words.text = text
    words.set(_XML_SPACE, "preserve")
    if hint:
        _hint(run)
    return run


def _field(parent: etree._Element, instruction: str) -> None:
    begin = etree.SubElement(parent, tag("r"))
    begin.append(element("fldChar", fldCharType="begin"))
    said = etree.SubElement(etree.SubElement(parent, tag("r")), tag("instrText"))
    said.text = instruction
    said.set(_XML_SPACE, "preserve")
    etree.SubElement(parent, tag("r")).append(element("fldChar", fldCharType="separate"))


def _end_field(parent: etree._Element) -> None:
    etree.SubElement(parent, tag("r")).append(element("fldChar", fldCharType="end"))
