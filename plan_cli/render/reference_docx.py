"""The reference document for DOCX, made from Pandoc's own by code: page, fonts and styles of a Chinese document."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from pathlib import Path

from lxml import etree

from plan_cli import __version__
from plan_cli.render import pandoc
from plan_cli.render.cache import Cache

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NAMESPACES = {"w": _W}
_FONTS = {"serif": "仿宋_GB2312", "sans": "黑体", "kai": "楷体_GB2312", "title": "方正小标宋简体", "mono": "等线"}
_LATIN = "Times New Roman"

# style id: (font, half-points, jc, first line indent in hundredths of a character, outline level, space after in twips)
_STYLES: dict[str, tuple[str, int, str, int, int | None]] = {
    "Normal": ("serif", 32, "both", 0, None),
    "BodyText": ("serif", 32, "both", 200, None),
    "FirstParagraph": ("serif", 32, "both", 200, None),
    "Compact": ("serif", 32, "both", 0, None),
    "BlockText": ("serif", 32, "both", 200, None),
    "Title": ("title", 44, "center", 0, None),
    "Subtitle": ("kai", 32, "center", 0, None),
    "Heading1": ("sans", 32, "left", 200, 0),
    "Heading2": ("kai", 32, "left", 200, 1),
    "Heading3": ("serif", 32, "left", 200, 2),
    "Heading4": ("serif", 32, "left", 200, 3),
    "Heading5": ("serif", 32, "left", 200, 4),
    "Heading6": ("serif", 32, "left", 200, 5),
    "FootnoteText": ("serif", 24, "both", 0, None),
    "TableCaption": ("sans", 28, "center", 0, None),
    "ImageCaption": ("sans", 28, "center", 0, None),
    "CaptionedFigure": ("serif", 32, "center", 0, None),
    "TableText": ("serif", 24, "left", 0, None),
}
_EXACT_LINE_TWIPS = 579  # 28.95 pt: 22 lines in the 225 mm of GB/T 9704-2012, 5.2
_ANY_LINE = {"Title", "FootnoteText", "TableCaption", "ImageCaption", "CaptionedFigure", "TableText"}


def make(cache: Cache) -> bytes:
    """The reference document; made once for each version of the tool and of pandoc."""
    key = f"reference-docx {__version__} {pandoc.version()}"
    kept = cache.get(key)
    if kept is None:
        kept = _make()
        cache.put(key, kept)
    return kept


def _make() -> bytes:
    with tempfile.TemporaryDirectory(prefix="plan-reference-") as folder:
        original = pandoc.run(["--print-default-data-file", "reference.docx"], Path(folder))
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(original)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            content = source.read(item)
            if item.filename == "word/styles.xml":
                content = _styles(content)
            elif item.filename == "word/document.xml":
                content = _page(content)
            elif item.filename == "word/theme/theme1.xml":
                content = _theme(content)
            elif item.filename == "word/_rels/document.xml.rels":
                content = content.replace(
                    b"</Relationships>",
                    b'<Relationship Id="rIdPlanFolio" Target="plan-folio.xml" '
                    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer"/></Relationships>',
                )
            elif item.filename == "[Content_Types].xml":
                content = content.replace(
                    b"</Types>",
                    b'<Override PartName="/word/plan-folio.xml" ContentType="application/vnd.openxmlformats-'
                    b'officedocument.wordprocessingml.footer+xml"/></Types>',
                )
            target.writestr(item.filename, content)
        target.writestr("word/plan-folio.xml", _folio())
    return made.getvalue()


def _tag(name: str) -> str:
    return f"{{{_W}}}{name}"


def _element(name: str, **attributes: object) -> etree._Element:
    made = etree.Element(_tag(name), nsmap=None)
    for attribute, value in attributes.items():
        made.set(_tag(attribute), str(value))
    return made


def _styles(content: bytes) -> bytes:
    root = etree.fromstring(content)
    for fonts in root.iter(_tag("rFonts")):
        _set_fonts(fonts, "serif")
    for colour in list(root.iter(_tag("color"))):
        _remove(colour)
    present = {style.get(_tag("styleId")): style for style in root.findall("w:style", _NAMESPACES)}
    if "TableText" not in present:
        root.append(_table_text())
        present["TableText"] = root[-1]
    for style_id, values in _STYLES.items():
        if style_id in present:
            _set_style(present[style_id], style_id, *values)
    if "Table" in present:
        _set_borders(present["Table"])
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _table_text() -> etree._Element:
    style = _element("style", type="paragraph", customStyle="1", styleId="TableText")
    style.append(_element("name", val="Table Text"))
    style.append(_element("basedOn", val="Normal"))
    style.append(_element("qFormat"))
    return style


def _set_style(
    style: etree._Element, style_id: str, font: str, size: int, side: str, indent: int, level: int | None
) -> None:
    for name in ("pPr", "rPr"):
        for old in style.findall(f"w:{name}", _NAMESPACES):
            style.remove(old)
    paragraph = etree.SubElement(style, _tag("pPr"))
    # The order of these is the schema's (ECMA-376, 17.3.1.26).
    if level is not None or style_id in ("TableCaption", "Title"):
        paragraph.append(_element("keepNext"))
    paragraph.append(_element("widowControl", val="0"))
    if style_id in _ANY_LINE:
        paragraph.append(_element("snapToGrid", val="0"))
    if style_id in _ANY_LINE:
        after = _EXACT_LINE_TWIPS if style_id == "Title" else 40
        paragraph.append(_element("spacing", before=40, after=after, line=240, lineRule="auto"))
    else:
        paragraph.append(_element("spacing", before=0, after=0, line=_EXACT_LINE_TWIPS, lineRule="exact"))
    paragraph.append(_element("ind", firstLineChars=indent, firstLine=indent * size // 10))
    paragraph.append(_element("jc", val=side))
    if level is not None:
        paragraph.append(_element("outlineLvl", val=level))
    run = etree.SubElement(style, _tag("rPr"))
    fonts = etree.SubElement(run, _tag("rFonts"))
    _set_fonts(fonts, font)
    for name in ("b", "bCs", "i", "iCs"):
        run.append(_element(name, val="0"))
    run.append(_element("color", val="000000"))
    run.append(_element("sz", val=size))
    run.append(_element("szCs", val=size))
    run.append(_element("lang", val="en-US", eastAsia="zh-CN"))


def _set_fonts(fonts: etree._Element, font: str) -> None:
    """Name the fonts outright: a theme attribute left behind would win over them."""
    fonts.attrib.clear()
    for side in ("ascii", "hAnsi", "cs"):
        fonts.set(_tag(side), _LATIN)
    fonts.set(_tag("eastAsia"), _FONTS[font])
    fonts.set(_tag("hint"), "eastAsia")


def _set_borders(style: etree._Element) -> None:
    table = style.find("w:tblPr", _NAMESPACES)
    if table is None:
        return
    for old in table.findall("w:tblBorders", _NAMESPACES):
        table.remove(old)
    borders = _element("tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(_element(side, val="single", sz=4, space=0, color="000000"))
    margins = table.find("w:tblCellMar", _NAMESPACES)
    if margins is None:
        table.append(borders)
    else:
        margins.addprevious(borders)


def _page(content: bytes) -> bytes:
    root = etree.fromstring(content)
    body = root.find("w:body", _NAMESPACES)
    if body is None:
        return content
    for old in body.findall("w:sectPr", _NAMESPACES):
        body.remove(old)
    section = etree.SubElement(body, _tag("sectPr"))
    reference = _element("footerReference", type="default")
    reference.set("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id", "rIdPlanFolio")
    section.append(reference)
    # A4; 37, 35, 28 and 26 mm (GB/T 9704-2012, 5.2.1), in twips.
    section.append(_element("pgSz", w=11906, h=16838))
    section.append(_element("pgMar", top=2098, right=1474, bottom=1984, left=1588, header=851, footer=1446, gutter=0))
    section.append(_element("docGrid", type="lines", linePitch=_EXACT_LINE_TWIPS))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _theme(content: bytes) -> bytes:
    """The theme without fonts that a Chinese Word or WPS would ask for."""
    content = re.sub(rb'<a:latin typeface="[^"]*"[^>]*/>', f'<a:latin typeface="{_LATIN}"/>'.encode(), content)
    content = re.sub(rb'<a:ea typeface="[^"]*"[^>]*/>', f'<a:ea typeface="{_FONTS["serif"]}"/>'.encode(), content)
    return re.sub(rb"<a:font script=[^>]*/>", b"", content)


def _folio() -> bytes:
    run = f'<w:rPr><w:rFonts w:ascii="{_LATIN}" w:hAnsi="{_LATIN}" w:eastAsia="宋体"/><w:sz w:val="28"/></w:rPr>'
    field = "".join(
        f"<w:r>{run}{part}</w:r>"
        for part in (
            "<w:t>— </w:t>".replace("<w:t>", '<w:t xml:space="preserve">'),
            '<w:fldChar w:fldCharType="begin"/>',
            '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            "<w:t>1</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
            '<w:t xml:space="preserve"> —</w:t>',
        )
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:ftr xmlns:w="{_W}"><w:p><w:pPr>'
        f'<w:spacing w:before="0" w:after="0" w:line="280" w:lineRule="exact"/><w:jc w:val="right"/></w:pPr>'
        f"{field}</w:p></w:ftr>"
    ).encode()


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
