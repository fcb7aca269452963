"""Styles and theme of our DOCX files, made by code from Pandoc's own and a profile: fonts, sizes, distances."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from plan_cli import __version__
from plan_cli.model.profile import POINTS_PER_MM, TWIPS_PER_POINT, Profile, Role
from plan_cli.render import pandoc
from plan_cli.render.cache import Cache
from plan_cli.render.docx_styles import SIGNER, SIGNER_ID, STYLES, Style

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = {"w": W}
_VERSION = 3
_PARTS = ("word/styles.xml", "word/theme/theme1.xml")
_CELL_SPACE = 40
_RED = "C00000"


@dataclass(frozen=True, slots=True)
class Stylesheet:
    """The parts of a DOCX file that say how its paragraphs look."""

    styles: bytes
    theme: bytes


def stylesheet(profile: Profile, cache: Cache) -> Stylesheet:
    """The styles of a profile; made once for each version of the tool and of pandoc."""
    keys = [f"docx {part} {_VERSION} {__version__} {pandoc.version()} {profile!r} {STYLES!r}" for part in _PARTS]
    kept = [cache.get(key) for key in keys]
    styles, theme = kept
    if styles is None or theme is None:
        styles, theme = made = _make(profile)
        for key, content in zip(keys, made, strict=True):
            cache.put(key, content)
    return Stylesheet(styles, theme)


def tag(name: str) -> str:
    """The name of an element or attribute in Word's own namespace."""
    return f"{{{W}}}{name}"


def element(name: str, **attributes: object) -> etree._Element:
    """An element of Word's namespace with attributes of the same."""
    made = etree.Element(tag(name), nsmap=None)
    for attribute, value in attributes.items():
        made.set(tag(attribute), str(value))
    return made


def twips(millimetres: float) -> int:
    """Millimetres in twips."""
    return round(millimetres * POINTS_PER_MM * TWIPS_PER_POINT)


def character_twips(profile: Profile) -> float:
    """The width of a character of the body with its spacing, in twips."""
    return profile.roles.body.size * TWIPS_PER_POINT + profile.docx_spacing


def _make(profile: Profile) -> tuple[bytes, bytes]:
    with tempfile.TemporaryDirectory(prefix="plan-reference-") as folder:
        original = pandoc.run(["--print-default-data-file", "reference.docx"], Path(folder))
    with zipfile.ZipFile(io.BytesIO(original)) as source:
        styles, theme = (source.read(part) for part in _PARTS)
    return _styles(styles, profile), _theme(theme, profile)


def _styles(content: bytes, profile: Profile) -> bytes:
    root = etree.fromstring(content)
    for fonts in root.iter(tag("rFonts")):
        _set_fonts(fonts, profile, profile.roles.body)
    for colour in list(root.iter(tag("color"))):
        _remove(colour)
    present = {style.get(tag("styleId")): style for style in root.findall("w:style", NAMESPACES)}
    for style in STYLES:
        if style.id not in present:
            present[style.id] = _new_style(style)
            root.append(present[style.id])
        _fill(present[style.id], style, profile)
    _set_defaults(root, profile)
    _character_styles(present, profile)
    _table_style(present["Table"])
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _new_style(style: Style) -> etree._Element:
    made = element("style", type="paragraph", customStyle="1", styleId=style.id)
    if style.name.isascii():
        del made.attrib[tag("customStyle")]  # one of Word's own names
    made.append(element("name", val=style.name))
    made.append(element("basedOn", val="Normal"))
    made.append(element("qFormat"))
    return made


def _fill(made: etree._Element, style: Style, profile: Profile) -> None:
    for name in ("pPr", "rPr"):
        for old in made.findall(f"w:{name}", NAMESPACES):
            made.remove(old)
    role = profile.roles.named()[style.role]
    made.append(_paragraph_properties(style, role, profile))
    made.append(_run_properties(role, profile, all_sides=style.role in ("folio", "code"), red=style.red))


def _paragraph_properties(style: Style, role: Role, profile: Profile) -> etree._Element:
    # The order of these is the schema's (ECMA-376, 17.3.1.26).
    properties = element("pPr")
    if style.keep_next:
        properties.append(element("keepNext"))
    if style.level is not None or style.id in ("Title", "AnnexTitle"):
        properties.append(element("keepLines"))
    if style.page_break:
        properties.append(element("pageBreakBefore"))
    properties.append(element("widowControl", val="0"))
    if any(style.rules):
        properties.append(_borders(style))
    if style.id in ("TOC1", "TOC2", "Imprint", "ImprintOnly", "DocumentNumberSigned"):
        properties.append(_tabs(style, role, profile))
    # No punctuation outside the type area: LibreOffice loses what hangs there.
    properties.append(element("overflowPunct", val="0"))
    for name in ("autoSpaceDE", "autoSpaceDN", "adjustRightInd"):
        properties.append(element(name, val="0"))
    if role.line is not None or style.free:
        properties.append(element("snapToGrid", val="0"))
    properties.append(_spacing(style, role, profile))
    indents = _indents(style, role)
    if indents is not None:
        properties.append(indents)
    properties.append(element("jc", val=style.side or role.side.value))
    if style.level is not None:
        properties.append(element("outlineLvl", val=style.level))
    return properties


def _borders(style: Style) -> etree._Element:
    is_number = style.id in ("DocumentNumber", "DocumentNumberSigned")
    colour = _RED if is_number else "000000"
    # The red rule stands 4 mm below the number (7.2.7), of which the line itself gives 6 pt; those of the imprint stand
    # close to its text.
    space = 5 if is_number else 2
    borders = element("pBdr")
    for side, width in zip(("top", "bottom"), style.rules, strict=True):
        if width:
            borders.append(element(side, val="single", sz=width, space=space, color=colour))
    return borders


def _tabs(style: Style, role: Role, profile: Profile) -> etree._Element:
    width = round(profile.text_width * TWIPS_PER_POINT)
    tabs = element("tabs")
    if style.id.startswith("TOC"):
        tabs.append(element("tab", val="right", leader="dot", pos=width))
    else:
        character = round(role.size * TWIPS_PER_POINT)
        if style.id == "DocumentNumberSigned":
            tabs.append(element("tab", val="left", pos=character))
        tabs.append(element("tab", val="right", pos=width - character))
    return tabs


def _spacing(style: Style, role: Role, profile: Profile) -> etree._Element:
    line = profile.docx_line
    before = round((style.before + role.before) * line)
    after = round((role.after if style.after is None else style.after) * line)
    if style.id == "Organ":
        before = twips(35)  # from the edge of the type area to the organ's name (7.2.4)
    if style.free:
        space = _CELL_SPACE if style.role.startswith("table") else 0
        return element("spacing", before=before + space, after=after + space, line=240, lineRule="auto")
    if style.role == "body" and profile.paragraph_gap:
        after += round(profile.paragraph_gap * TWIPS_PER_POINT)
    height = line if role.line is None else round(role.line * TWIPS_PER_POINT)
    return element("spacing", before=before, after=after, line=height, lineRule="exact")


def _indents(style: Style, role: Role) -> etree._Element | None:
    size = role.size * TWIPS_PER_POINT
    values: dict[str, object] = {}
    for name, characters in (("left", style.left), ("right", style.right)):
        if characters:
            values |= {f"{name}Chars": round(characters * 100), name: round(characters * size)}
    first = role.indent if style.indented and not style.hanging else 0
    if style.hanging:
        values |= {"hangingChars": round(style.hanging * 100), "hanging": round(style.hanging * size)}
    else:
        values |= {"firstLineChars": round(first * 100), "firstLine": round(first * size)}
    return element("ind", **values)


def _run_properties(role: Role, profile: Profile, *, all_sides: bool = False, red: bool = False) -> etree._Element:
    properties = element("rPr")
    fonts = element("rFonts")
    _set_fonts(fonts, profile, role, all_sides=all_sides)
    properties.append(fonts)
    for name in ("b", "bCs"):
        properties.append(element(name, val=int(role.bold)))
    for name in ("i", "iCs"):
        properties.append(element(name, val="0"))
    properties.append(element("color", val=_RED if red else "000000"))
    spacing = profile.docx_spacing if role.size == profile.roles.body.size else 0
    properties.append(element("spacing", val=spacing))
    properties.append(element("sz", val=round(role.size * 2)))
    properties.append(element("szCs", val=round(role.size * 2)))
    properties.append(element("lang", **_languages(profile)))
    return properties


def _languages(profile: Profile) -> dict[str, object]:
    if profile.language == "zh":
        return {"val": "en-US", "eastAsia": profile.locale}
    return {"val": profile.locale, "eastAsia": "zh-CN"}


def _set_fonts(fonts: etree._Element, profile: Profile, role: Role, *, all_sides: bool = False) -> None:
    """Name the fonts outright: a theme attribute left behind would win over them."""
    fonts.attrib.clear()
    official = profile.typeface(role.typeface).official
    for side in ("ascii", "hAnsi", "cs"):
        fonts.set(tag(side), official if all_sides else profile.latin_official)
    fonts.set(tag("eastAsia"), official)
    if profile.language == "zh":
        fonts.set(tag("hint"), "eastAsia")


def _set_defaults(root: etree._Element, profile: Profile) -> None:
    defaults = root.find("w:docDefaults", NAMESPACES)
    if defaults is None:
        return
    defaults.clear()
    run = etree.SubElement(defaults, tag("rPrDefault"))
    run.append(_run_properties(profile.roles.body, profile))
    etree.SubElement(defaults, tag("pPrDefault"))


def _character_styles(present: dict[str | None, etree._Element], profile: Profile) -> None:
    """Emphasis by typeface as officials know it, links in black, code and note marks without colours."""
    for style_id in ("Hyperlink", "VerbatimChar", "FootnoteReference"):
        style = present.get(style_id)
        if style is None:
            continue
        for old in style.findall("w:rPr", NAMESPACES):
            style.remove(old)
        properties = etree.SubElement(style, tag("rPr"))
        if style_id == "VerbatimChar":
            fonts = etree.SubElement(properties, tag("rFonts"))
            _set_fonts(fonts, profile, profile.roles.code, all_sides=True)
        if style_id == "FootnoteReference":
            properties.append(element("vertAlign", val="superscript"))
    strong = element("style", type="character", styleId="Strong")
    strong.append(element("name", val="Strong"))
    strong.append(element("qFormat"))
    properties = etree.SubElement(strong, tag("rPr"))
    fonts = etree.SubElement(properties, tag("rFonts"))
    _set_fonts(fonts, profile, profile.roles.strong)
    properties.append(element("b", val=int(profile.roles.strong.bold)))
    emphasis = element("style", type="character", styleId="Emphasis")
    emphasis.append(element("name", val="Emphasis"))
    emphasis.append(element("qFormat"))
    properties = etree.SubElement(emphasis, tag("rPr"))
    properties.append(element("u", val="single") if profile.language == "zh" else element("i", val="1"))
    signer = element("style", type="character", customStyle="1", styleId=SIGNER_ID)
    signer.append(element("name", val=SIGNER))
    properties = etree.SubElement(signer, tag("rPr"))
    fonts = etree.SubElement(properties, tag("rFonts"))
    _set_fonts(fonts, profile, profile.roles.edition)
    present["Normal"].addnext(signer)
    present["Normal"].addnext(strong)
    present["Normal"].addnext(emphasis)


def _table_style(style: etree._Element) -> None:
    """A grid of thin black lines, cells centred from top to bottom."""
    for name in ("basedOn", "tblPr", "tcPr", "trPr", "tblStylePr"):
        for old in style.findall(f"w:{name}", NAMESPACES):
            style.remove(old)
    table = etree.SubElement(style, tag("tblPr"))
    borders = etree.SubElement(table, tag("tblBorders"))
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(element(side, val="single", sz=4, space=0, color="000000"))
    margins = etree.SubElement(table, tag("tblCellMar"))
    for side, width in (("top", 0), ("left", 80), ("bottom", 0), ("right", 80)):
        margins.append(element(side, w=width, type="dxa"))
    cell = etree.SubElement(style, tag("tcPr"))
    cell.append(element("vAlign", val="center"))


def _theme(content: bytes, profile: Profile) -> bytes:
    """The theme without fonts that a Chinese Word or WPS would ask for."""
    latin = profile.latin_official.encode()
    east = profile.typeface(profile.roles.body.typeface).official.encode()
    content = re.sub(rb'<a:latin typeface="[^"]*"[^>]*/>', b'<a:latin typeface="' + latin + b'"/>', content)
    content = re.sub(rb'<a:ea typeface="[^"]*"[^>]*/>', b'<a:ea typeface="' + east + b'"/>', content)
    return re.sub(rb"<a:font script=[^>]*/>", b"", content)


def _remove(found: etree._Element) -> None:
    """Take an element out of its tree."""
    parent = found.getparent()
    if parent is not None:
        parent.remove(found)
