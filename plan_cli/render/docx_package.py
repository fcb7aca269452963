"""The package of a DOCX file (ECMA-376 part 2): its parts, their types and relations, with fixed times inside."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from plan_cli.model.profile import Profile
from plan_cli.render.docx_parts import Part
from plan_cli.render.docx_stylesheet import Stylesheet, W
from plan_cli.render.pictures import Picture
from plan_cli.render.titles import TitlePage

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{_OFFICE}/relationships" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
)
_OWN_PARTS = ("styles", "settings", "fontTable", "footnotes")
_SEPARATOR_LINES = '<w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>'
_PICTURE_TYPES = {"jpg": "jpeg"}


class Relations:
    """The relations of the document: pictures and links to the outside, each once."""

    def __init__(self) -> None:
        self.pictures: dict[str, Picture] = {}
        self._links: dict[str, str] = {}

    def picture(self, picture: Picture) -> str:
        """The id by which a drawing names its picture."""
        self.pictures.setdefault(picture.file_name, picture)
        return f"rIdPicture{list(self.pictures).index(picture.file_name) + 1}"

    def link(self, target: str) -> str:
        """The id by which a link names its target."""
        return self._links.setdefault(target, f"rIdLink{len(self._links) + 1}")

    def xml(self, parts: Iterable[Part], *, commented: bool = False) -> str:
        """The part `word/_rels/document.xml.rels`."""
        own_parts = (*_OWN_PARTS, "comments") if commented else _OWN_PARTS
        made = [_relation(f"rId{name}", f"{_OFFICE}/relationships/{name}", f"{name}.xml") for name in own_parts]
        made.append(_relation("rIdtheme", f"{_OFFICE}/relationships/theme", "theme/theme1.xml"))
        made += [part.relation for part in parts]
        for picture in self.pictures.values():
            made.append(
                _relation(self.picture(picture), f"{_OFFICE}/relationships/image", f"media/{picture.file_name}")
            )
        for target, identifier in self._links.items():
            made.append(_relation(identifier, f"{_OFFICE}/relationships/hyperlink", target, external=True))
        return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{"".join(made)}</Relationships>'


def _relation(identifier: str, kind: str, target: str, *, external: bool = False) -> str:
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationship Id="{identifier}" Type="{kind}" Target={quoteattr(target)}{mode}/>'


def package(
    body: str,
    notes: list[str],
    relations: Relations,
    parts: dict[str, Part],
    stylesheet: Stylesheet,
    profile: Profile,
    title_page: TitlePage,
    moment: datetime.datetime,
    comments: str = "",
) -> bytes:
    """The file. `body`: the document's paragraphs and tables; `notes`: the paragraphs of its footnotes.

    `comments`: elements `w:comment`; without any the file has no part for them.
    """
    texts = {
        "[Content_Types].xml": _content_types(parts, relations, commented=bool(comments)),
        "_rels/.rels": _package_relations(),
        "docProps/core.xml": _core_properties(title_page, moment, profile.locale),
        "docProps/app.xml": _APP_PROPERTIES,
        "word/document.xml": f"{_HEAD}<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": relations.xml(parts.values(), commented=bool(comments)),
        "word/footnotes.xml": _footnotes(notes),
        "word/settings.xml": _settings(profile),
        "word/fontTable.xml": _fonts(profile),
    }
    if comments:
        texts["word/comments.xml"] = f"{_HEAD}<w:comments {NAMESPACES}>{comments}</w:comments>"
    contents = {name: text.encode() for name, text in texts.items()}
    contents |= {"word/styles.xml": stylesheet.styles, "word/theme/theme1.xml": stylesheet.theme}
    contents |= {f"word/plan-{part.name}.xml": part.content.encode() for part in parts.values()}
    contents |= {f"word/media/{picture.file_name}": picture.content for picture in relations.pictures.values()}
    finished = io.BytesIO()
    with zipfile.ZipFile(finished, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in contents.items():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_STORED if name.endswith((".png", ".jpg")) else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            target.writestr(entry, content)
    return finished.getvalue()


def _content_types(parts: dict[str, Part], relations: Relations, *, commented: bool) -> str:
    made = [
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>',
        '<Default Extension="xml" ContentType="application/xml"/>',
    ]
    for extension in sorted({picture.extension for picture in relations.pictures.values()}):
        kind = _PICTURE_TYPES.get(extension, extension)
        made.append(f'<Default Extension="{extension}" ContentType="image/{kind}"/>')
    own_parts = (*_OWN_PARTS, "comments") if commented else _OWN_PARTS
    types = {f"/word/{name}.xml": f"{_WORD_TYPE}.{name}+xml" for name in own_parts}
    types |= {
        "/word/document.xml": f"{_WORD_TYPE}.document.main+xml",
        "/word/theme/theme1.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "/docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    }
    made += [f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in types.items()]
    made += [part.content_type for part in parts.values()]
    return f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">{"".join(made)}</Types>'


def _package_relations() -> str:
    made = [
        _relation("rId1", f"{_OFFICE}/relationships/officeDocument", "word/document.xml"),
        _relation("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        _relation("rId3", f"{_OFFICE}/relationships/extended-properties", "docProps/app.xml"),
    ]
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{"".join(made)}</Relationships>'


def _footnotes(notes: list[str]) -> str:
    made = [
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p>{_SEPARATOR_LINES}<w:r><w:{kind}/></w:r></w:p></w:footnote>'
        for number, kind in ((-1, "separator"), (0, "continuationSeparator"))
    ]
    made += [f'<w:footnote w:id="{number}">{note}</w:footnote>' for number, note in enumerate(notes, start=1)]
    return f"{_HEAD}<w:footnotes {NAMESPACES}>{''.join(made)}</w:footnotes>"


def _settings(profile: Profile) -> str:
    """Even and odd pages differ, no editing traces, and the mode of Word 2013 and later rather than an older one's."""
    compatible = "".join(
        f'<w:compatSetting w:name="{name}" w:uri="http://schemas.microsoft.com/office/word" w:val="{value}"/>'
        for name, value in (
            ("compatibilityMode", 15),
            ("overrideTableStyleFontSizeAndJustification", 1),
            ("enableOpenTypeFeatures", 1),
            ("doNotFlipMirrorIndents", 1),
        )
    )
    scheme = "".join(
        f' w:{ours}="{theirs}"'
        for ours, theirs in (
            *(("bg1", "light1"), ("t1", "dark1"), ("bg2", "light2"), ("t2", "dark2")),
            *((f"accent{number}", f"accent{number}") for number in range(1, 7)),
            *((name, name) for name in ("hyperlink", "followedHyperlink")),
        )
    )
    east = profile.locale if profile.locale.startswith("zh") else "zh-CN"
    # The order of these is the schema's (ECMA-376, 17.15.1.78).
    return (
        f'{_HEAD}<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
        '<w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/>'
        '<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'
        # A line that ends by hand is not stretched to the full width.
        f"<w:compat><w:doNotExpandShiftReturn/>{compatible}</w:compat>"
        f'<w:themeFontLang w:val="en-US" w:eastAsia="{east}"/><w:clrSchemeMapping{scheme}/>'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    )


def _fonts(profile: Profile) -> str:
    """The fonts that the styles name, with those that may take their place: 仿宋 where 仿宋_GB2312 is missing."""
    made = [f'<w:font w:name="{profile.latin_official}"><w:charset w:val="00"/></w:font>']
    officials = {profile.latin_official}
    for typeface in profile.typefaces:
        if typeface.official in officials:
            continue
        officials.add(typeface.official)
        others = ",".join(family for family in typeface.families if family != typeface.official)
        alternative = f"<w:altName w:val={quoteattr(others)}/>" if others else ""
        charset = "86" if not typeface.official.isascii() else "00"
        made.append(
            f'<w:font w:name={quoteattr(typeface.official)}>{alternative}<w:charset w:val="{charset}"/></w:font>'
        )
    return f"{_HEAD}<w:fonts {NAMESPACES}>{''.join(made)}</w:fonts>"


_APP_PROPERTIES = (
    f'{_HEAD}<Properties xmlns="{_OFFICE}/extended-properties"><Application>plan</Application></Properties>'
)


def _core_properties(title_page: TitlePage, moment: datetime.datetime, locale: str) -> str:
    time = moment.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title_page.title)}</dc:title><dc:creator>{escape(title_page.author)}</dc:creator>"
        f"<cp:keywords>{escape(', '.join(title_page.keywords))}</cp:keywords>"
        f"<dc:description>{escape(title_page.description)}</dc:description><dc:language>{locale}</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{time}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{time}</dcterms:modified></cp:coreProperties>'
    )
