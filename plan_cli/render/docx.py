"""A document → DOCX: Pandoc's writer over the whole tree, with the reference document made by code."""

from __future__ import annotations

import datetime
import io
import json
import re
import tempfile
import zipfile
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from plan_cli.render import pandoc, reference_docx
from plan_cli.render.assembly import Assembled
from plan_cli.render.cache import Cache
from plan_cli.render.pictures import Picture
from plan_cli.render.svg import as_png
from plan_cli.render.titles import TitlePage
from plan_cli.render.tree import whole

_STYLES = {"title": "Title", "edition": "Subtitle"}


def make(
    document: Assembled,
    title_page: TitlePage,
    pictures: dict[str, Picture],
    moment: datetime.datetime,
    cache: Cache,
) -> bytes:
    """The DOCX. `moment` is the time that stands in it as its creation.

    Raises:
        PandocFailedError: pandoc gave up.
    """
    bitmaps = {path: as_png(picture) if picture.extension == "svg" else picture for path, picture in pictures.items()}
    tree = whole(document, title_page, bitmaps)
    for block in tree["blocks"]:
        _name_styles(block)
    with tempfile.TemporaryDirectory(prefix="plan-docx-") as name:
        folder = Path(name)
        (folder / "reference.docx").write_bytes(reference_docx.make(cache))
        arguments = ["--from", "json", "--to", "docx", "--reference-doc", "reference.docx", "--output", "-"]
        stdin = json.dumps(tree, ensure_ascii=False).encode()
        made = pandoc.run(arguments, folder, stdin=stdin)
    return _finished(made, title_page, moment)


def _name_styles(block: Any) -> None:
    """A Div of ours becomes paragraphs in the style of that name."""
    if block["t"] == "Div":
        attributes = block["c"][0]
        for name in attributes[1]:
            if name in _STYLES:
                attributes[2].append(["custom-style", _STYLES[name]])


def _finished(made: bytes, title_page: TitlePage, moment: datetime.datetime) -> bytes:
    """Pandoc's file with the document's properties, table borders and fixed times inside."""
    finished = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as source, zipfile.ZipFile(finished, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            content = source.read(item)
            if item.filename == "docProps/core.xml":
                content = _core_properties(title_page, moment)
            elif item.filename == "word/document.xml":
                content = _document(content)
            entry = zipfile.ZipInfo(item.filename, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            target.writestr(entry, content)
    return finished.getvalue()


def _document(content: bytes) -> bytes:
    """Tables in their own style (Pandoc gives cells Compact, that of tight lists), and rows that stay on one page."""
    content = re.sub(
        rb"<w:tc>.*?</w:tc>",
        lambda cell: cell[0].replace(b'<w:pStyle w:val="Compact"', b'<w:pStyle w:val="TableText"'),
        content,
        flags=re.DOTALL,
    )
    content = content.replace(b"<w:tr><w:trPr>", b"<w:tr><w:trPr><w:cantSplit/>")
    return re.sub(rb"<w:tr>(?!<w:trPr>)", b"<w:tr><w:trPr><w:cantSplit/></w:trPr>", content)


def _core_properties(title_page: TitlePage, moment: datetime.datetime) -> bytes:
    time = moment.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title_page.title)}</dc:title><dc:creator>{escape(title_page.author)}</dc:creator>"
        f"<cp:keywords>{escape(', '.join(title_page.keywords))}</cp:keywords>"
        f"<dc:description>{escape(title_page.description)}</dc:description><dc:language>zh-CN</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{time}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{time}</dcterms:modified></cp:coreProperties>'
    ).encode()
