"""A document → DOCX: Pandoc's writer over the whole tree, and the finishing that a trained typist would do by hand."""

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

from plan_cli.render import docx_xml, pandoc, reference_docx
from plan_cli.render.assembly import Assembled
from plan_cli.render.bookmarks import name_blocks
from plan_cli.render.cache import Cache
from plan_cli.render.docx_parts import Part, parts
from plan_cli.render.docx_tree import prepared, styled
from plan_cli.render.layout import contents
from plan_cli.render.pictures import Picture
from plan_cli.render.svg import as_png
from plan_cli.render.titles import TitlePage
from plan_cli.render.tree import whole

_TAB = {"t": "RawInline", "c": ["openxml", "<w:r><w:tab/></w:r>"]}
_COMPATIBILITY = (
    "<w:compat>"
    + "".join(
        f'<w:compatSetting w:name="{name}" w:uri="http://schemas.microsoft.com/office/word" w:val="{value}"/>'
        for name, value in (
            ("compatibilityMode", 15),
            ("overrideTableStyleFontSizeAndJustification", 1),
            ("enableOpenTypeFeatures", 1),
            ("doNotFlipMirrorIndents", 1),
        )
    )
    + "</w:compat>"
)


def make(
    document: Assembled,
    title_page: TitlePage,
    pictures: dict[str, Picture],
    moment: datetime.datetime,
    cache: Cache,
    pages: dict[str, int] | None = None,
) -> bytes:
    """The DOCX. `moment` is the time that stands in it as its creation, `pages` the page of each heading by its anchor.

    Raises:
        PandocFailedError: pandoc gave up.
        TypstFailedError: a picture cannot be drawn.
    """
    profile = document.profile
    bitmaps = {path: as_png(picture) if picture.extension == "svg" else picture for path, picture in pictures.items()}
    tree = whole(document, title_page, bitmaps, name_blocks)
    tree["blocks"] = prepared(_around(tree["blocks"], len(document.annexes)))
    with tempfile.TemporaryDirectory(prefix="plan-docx-") as name:
        folder = Path(name)
        (folder / "reference.docx").write_bytes(reference_docx.make(profile, cache))
        arguments = ["--from", "json", "--to", "docx", "--reference-doc", "reference.docx", "--output", "-"]
        stdin = json.dumps(tree, ensure_ascii=False).encode()
        made = pandoc.run(arguments, folder, stdin=stdin)
    layout = title_page.layout
    sealed = bool(layout and layout.signature and layout.signature.seal)
    entries = contents(document) if layout and layout.contents else []
    own_parts = parts(profile, title_page.mark(profile.words))

    def finish(content: bytes) -> bytes:
        return docx_xml.finished(content, profile, own_parts, entries, pages or {}, sealed=sealed)

    return _packed(made, title_page, moment, document, own_parts, finish)


def _around(blocks: list[Any], annexes: int) -> list[Any]:
    """The Divs around the text whose style depends on where they stand: annex marks and notes, the imprint."""
    made: list[Any] = []
    noted = False
    for number, block in enumerate(blocks):
        (__, classes, __), inner = block["c"] if block["t"] == "Div" else (("", (), ()), [])
        if "annex-mark" in classes:
            # The mark of an annex begins a page, that of a document which is itself an annex stands above its title.
            following = blocks[number + 1]["c"][0][1] if blocks[number + 1]["t"] == "Div" else ()
            made.append(styled("AnnexMark" if "annex-title" in following else "OwnAnnexMark", inner))
        elif "annex-note" in classes:
            made.append(styled("AnnexNoteNext" if noted else "AnnexNote" if annexes > 1 else "AnnexNoteOnly", inner))
            noted = True
        elif "imprint" in classes:
            styles = ["ImprintCopies", "Imprint"] if len(inner) == 2 else ["ImprintOnly"]
            made += [styled(style, [_tabbed(child)]) for style, child in zip(styles, inner, strict=True)]
        else:
            made.append(block)
    return made


def _tabbed(paragraph: Any) -> Any:
    inlines = []
    for inline in paragraph["c"]:
        is_gap = inline["t"] == "Span" and "between" in inline["c"][0][1]
        inlines.append(_TAB if is_gap else inline)
    return {"t": "Para", "c": inlines}


def _packed(
    made: bytes,
    title_page: TitlePage,
    moment: datetime.datetime,
    document: Assembled,
    own_parts: dict[str, Part],
    finish: Any,
) -> bytes:
    """Pandoc's file with the document's properties, our parts, and fixed times inside."""
    finished = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as source, zipfile.ZipFile(finished, "w", zipfile.ZIP_DEFLATED) as target:
        contents_by_name = {item.filename: source.read(item) for item in source.infolist()}
        contents_by_name.pop("docProps/custom.xml", None)
        contents_by_name.pop("word/comments.xml", None)
        for name, content in contents_by_name.items():
            if name == "docProps/core.xml":
                content = _core_properties(title_page, moment, document.profile.locale)
            elif name == "docProps/app.xml":
                content = _APP_PROPERTIES
            elif name == "word/document.xml":
                content = finish(content)
            elif name == "word/settings.xml":
                content = _settings(content, document.profile.locale)
            elif name == "word/_rels/document.xml.rels":
                content = _relations(content, own_parts)
            elif name == "_rels/.rels":
                content = re.sub(rb'<Relationship [^>]*custom\.xml"[^>]*/>', b"", content)
            elif name == "[Content_Types].xml":
                content = _content_types(content, own_parts)
            _store(target, name, content)
        for part in own_parts.values():
            _store(target, f"word/plan-{part.name}.xml", part.content.encode())
    return finished.getvalue()


def _store(target: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    target.writestr(entry, content)


def _relations(content: bytes, own_parts: dict[str, Part]) -> bytes:
    content = re.sub(rb'<Relationship [^>]*comments\.xml"[^>]*/>', b"", content)
    added = "".join(part.relation for part in own_parts.values()).encode()
    return content.replace(b"</Relationships>", added + b"</Relationships>")


def _content_types(content: bytes, own_parts: dict[str, Part]) -> bytes:
    content = re.sub(rb'<Override [^>]*PartName="/(word/comments|docProps/custom)\.xml"[^>]*/>', b"", content)
    added = "".join(part.content_type for part in own_parts.values()).encode()
    return content.replace(b"</Types>", added + b"</Types>")


def _settings(content: bytes, locale: str) -> bytes:
    """Even and odd pages differ, no editing traces, and the mode of Word 2013 and later rather than an older one's."""
    content = re.sub(rb"<w:rsids>.*?</w:rsids>", b"", content, flags=re.DOTALL)
    content = re.sub(rb"<w:compat>.*?</w:compat>|<w:compat\s*/>", b"", content, flags=re.DOTALL)
    east = locale if locale.startswith("zh") else "zh-CN"
    language = f'<w:themeFontLang w:val="en-US" w:eastAsia="{east}"/>'.encode()
    content = re.sub(rb"<w:themeFontLang[^>]*/>", language, content)
    content = re.sub(
        rb"<w:characterSpacingControl [^>]*/>", b'<w:characterSpacingControl w:val="compressPunctuation"/>', content
    )
    # The order of these is the schema's (ECMA-376, 17.15.1.78).
    content = re.sub(rb"(<w:defaultTabStop[^>]*/>)", rb"\1<w:evenAndOddHeaders/>", content, count=1)
    place = rb"(<w:themeFontLang)"
    return re.sub(place, _COMPATIBILITY.encode() + rb"\1", content, count=1)


_APP_PROPERTIES = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>plan</Application></Properties>"
)


def _core_properties(title_page: TitlePage, moment: datetime.datetime, locale: str) -> bytes:
    time = moment.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title_page.title)}</dc:title><dc:creator>{escape(title_page.author)}</dc:creator>"
        f"<cp:keywords>{escape(', '.join(title_page.keywords))}</cp:keywords>"
        f"<dc:description>{escape(title_page.description)}</dc:description><dc:language>{locale}</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{time}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{time}</dcterms:modified></cp:coreProperties>'
    ).encode()
