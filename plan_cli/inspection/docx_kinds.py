"""What each paragraph of a DOCX is: by our own styles or Word's, and without them by what it looks like."""

from __future__ import annotations

import re

from plan_cli.inspection.docx_document import Document, Paragraph
from plan_cli.inspection.docx_formatting import number
from plan_cli.inspection.phrases import looks_like_heading, loosely_numbered, numbered
from plan_cli.model.profile import Profile

# Our styles (plan_cli.render.docx_styles; the layers keep the two apart).
_OWN = {
    "Title": "title",
    "Subtitle": "edition",
    "AnnexTitle": "annex-title",
    "Organ": "organ",
    "BodyText": "body",
    "FirstParagraph": "body",
    "Compact": "body",
    "Definition": "body",
    "BlockText": "quote",
    **{f"Heading{level}": f"heading-{min(level, 5)}" for level in range(1, 7)},
    "DefinitionTerm": "term",
    "ListText": "list",
    "ListText2": "list",
    "SourceCode": "code",
    "Addressee": "addressee",
    "DocumentNumber": "number",
    "AnnexMark": "annex-mark",
    "OwnAnnexMark": "annex-mark",
    **dict.fromkeys(("AnnexNote", "AnnexNoteNext", "AnnexNoteOnly"), "annex-note"),
    "SignatureName": "signature",
    "SignatureDate": "date",
    "FootnoteText": "footnote",
    "Note": "note",
    **dict.fromkeys(("TableText", "TableTextCenter", "TableTextRight"), "table"),
    "TableHead": "table-head",
    "IndicatorText": "indicators",
    "TableCaption": "caption",
    "ImageCaption": "caption",
    "CaptionedFigure": "figure",
    "Figure": "figure",
    "BoxTitle": "box-title",
    "BoxText": "box",
    **dict.fromkeys(("ImprintCopies", "Imprint", "ImprintOnly"), "imprint"),
    "TOCHeading": "contents-title",
    "TOC1": "contents",
    "TOC2": "contents",
    "Folio": "folio",
    "Mark": "mark",
}
# Styles by name, Word's and those of ours that no other program has: ids change when a program saves a file anew.
_OWN_MARK = ("Organ", "发文机关标志")
_BY_NAME = {
    "主送机关": "addressee",
    **dict.fromkeys(("附件标记", "本件附件标记"), "annex-mark"),
    "附件标题": "annex-title",
    **dict.fromkeys(("附件说明", "附件说明续", "附件说明单件"), "annex-note"),
    "署名": "signature",
    "成文日期": "date",
    **dict.fromkeys(("表格文字", "表格文字居中", "表格文字居右"), "table"),
    "表头": "table-head",
    "指标表文字": "indicators",
    "表注": "note",
    "专栏标题": "box-title",
    "专栏正文": "box",
    **dict.fromkeys(("列项", "二级列项"), "list"),
    "发文机关标志": "organ",
    "发文字号": "number",
    **dict.fromkeys(("版记抄送", "版记印发", "版记印发单件"), "imprint"),
    "稿次标记": "mark",
    "title": "title",
    "subtitle": "edition",
    "footnote text": "footnote",
    "caption": "caption",
    **dict.fromkeys(("table caption", "image caption"), "caption"),
    **dict.fromkeys(("captioned figure", "figure"), "figure"),
    **dict.fromkeys(("macro", "source code"), "code"),
    "definition term": "term",
    **{f"heading {level}": f"heading-{min(level, 5)}" for level in range(1, 10)},
    **{f"toc {level}": "contents" for level in range(1, 10)},
    "toc heading": "contents-title",
}
# The role of the profile that a kind of paragraph is set in.
ROLES = {
    "annex-title": "title",
    "quote": "body",
    "list": "body",
    "term": "strong",
    "number": "addressee",
    "annex-note": "body",
    "signature": "body",
    "date": "body",
}
_KINDS_WITHOUT_ROLE = frozenset({"blank", "figure", "other", "layout"})

_DIGIT = "一二三四五六七八九十"
_DATE = re.compile(rf"^[\s　]*(?:\d{{2,4}}|[〇○零Oo{_DIGIT}]{{4}})年[\d{_DIGIT}]{{1,3}}月[\d{_DIGIT}]{{1,3}}日[\s　]*$")
_NUMBER = re.compile(r"[〔\[［(（【]\s*\d{4}\s*[〕\]］)）】]\s*第?\s*\d+\s*号\s*$")
_ANNEX = re.compile(r"^[\s　]*附\s*件\s*[\d一二三四五六七八九十]*\s*[:：]?[\s　]*$")
_ANNEX_NOTE = re.compile(r"^[\s　]*附件\s*[:：]\s*\S")
_NEXT_NOTE = re.compile(r"^\d{1,2}[.．、](?!.*[。；]$)")
_CAPTION = re.compile(r"^[\s　]*[图表]\s*\d")
_EDITION = re.compile(r"^[（(][^（）()]{1,12}稿[^（）()]{0,6}[）)](（第[^（）()]{1,6}次）)?$")
_LARGE, _SHORT, _EARLY = 18, 40, 25


def role_name(kind: str) -> str | None:
    """The role of the profile for a kind; None where the profile says nothing about it."""
    return None if kind in _KINDS_WITHOUT_ROLE else ROLES.get(kind, kind)


def size_of(paragraph: Paragraph) -> float:
    """The size of most of its text, in pt."""
    sizes: dict[float, int] = {}
    for run in paragraph.runs:
        size = number(run.properties, "sz", 20) / 2
        sizes[size] = sizes.get(size, 0) + len(run.text.strip())
    return max(sizes, key=lambda size: sizes[size]) if sizes else 0.0


def set_kinds(document: Document, profile: Profile) -> None:
    """Find out what every paragraph is."""
    look = _Look(profile)
    # Word has styles whose ids are those of ours, and people set anything in them: ids count in our own files only.
    style_id, name = _OWN_MARK
    ids = _OWN if document.styles.name(style_id) == name else {}
    for paragraph in document.paragraphs:
        kind = ids.get(paragraph.style or "") or _BY_NAME.get(paragraph.style_name)
        paragraph.kind = _of_style(paragraph, kind, profile) or look.of(paragraph)


def _of_style(paragraph: Paragraph, kind: str | None, profile: Profile) -> str | None:
    if paragraph.is_blank:
        return "blank"
    if paragraph.table is not None and kind in (None, "body"):
        return _in_table(paragraph, profile)
    if kind == "indicators" and paragraph.is_head_row:
        return "layout"  # the typeface of a head in the size of the table
    if kind == "body" and paragraph.drawings:
        return "figure" if not paragraph.text.strip() else "layout"
    return kind


def _in_table(paragraph: Paragraph, profile: Profile) -> str:
    """A frame is a box, if its title says so, or stands around anything else."""
    if paragraph.table is None or not paragraph.table.is_frame:
        return "table-head" if paragraph.is_head_row else "table"
    title = re.escape(profile.words.box).replace(r"\{n\}", r"\s*\d+")
    return "box-title" if re.match(title, paragraph.text.strip()) else "layout"


class _Look:
    """What a paragraph is by its look and its place; it remembers what came before."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._has_title = self._has_body = self._has_annex = False
        self._after_mark = self._after_note = False
        self._count = 0

    def of(self, paragraph: Paragraph) -> str:
        """The kind of the next paragraph."""
        self._count += 1
        text = paragraph.text.strip()
        kind = self._kind(paragraph, text)
        self._has_title |= kind == "title"
        self._has_body |= kind in ("body", "addressee") or kind.startswith("heading")
        self._after_mark = kind == "annex-mark"
        self._after_note = kind == "annex-note"
        return kind

    def _kind(self, paragraph: Paragraph, text: str) -> str:
        if paragraph.drawings:
            return "layout" if text else "figure"
        if paragraph.in_box:
            return "layout"
        centred = paragraph.properties.get("jc") == "center"
        by_words = self._by_words(text, centred=centred)
        if by_words:
            return by_words
        level = self._level(paragraph, text)
        if level is not None:
            return f"heading-{min(level, 5)}"
        if centred and not self._has_body:
            return self._above_the_text(paragraph)
        if centred and (self._after_mark or size_of(paragraph) >= _LARGE):
            return "annex-title"
        if paragraph.properties.get("jc") in ("right", "end"):
            return "signature"
        if text[-1:] in "：:" and not self._has_body and self._count < _EARLY:
            return "addressee"
        return "other" if centred else "body"

    def _by_words(self, text: str, *, centred: bool) -> str | None:
        words = self._profile.words
        if _ANNEX.match(text):
            return "annex-mark"
        if _ANNEX_NOTE.match(text) or (self._after_note and _NEXT_NOTE.match(text) and len(text) < _SHORT * 2):
            return "annex-note"
        if _DATE.match(text):
            return "date"
        if len(text) < _SHORT and _NUMBER.search(text) and not self._has_body:
            return "number"
        if len(text) < _SHORT * 2 and _CAPTION.match(text) and centred:
            return "caption"
        if text.startswith(words.copies) or (len(text) < _SHORT * 2 and re.search(r"日印发$", text)):
            return "imprint"
        if text.startswith(words.note):
            return "note"
        if centred and _EDITION.match(text):
            return "edition"
        return None

    def _level(self, paragraph: Paragraph, text: str) -> int | None:
        outline = number(paragraph.properties, "outlineLvl", 9)
        if 0 <= outline < 9:
            return outline + 1
        found = loosely_numbered(text)
        if looks_like_heading(text) is not None:
            return found.level if found else None
        if self._profile.schemes and len(text) < _SHORT:
            for scheme in self._profile.schemes[1:]:
                other = numbered(text, scheme)
                if other is not None and text.startswith("第"):
                    return other.level
        return None

    def _above_the_text(self, paragraph: Paragraph) -> str:
        is_red = any(run.properties.get("color", "").upper() in ("FF0000", "C00000") for run in paragraph.runs)
        if is_red and size_of(paragraph) >= _LARGE:
            return "organ"
        if self._has_title and size_of(paragraph) < _LARGE:
            return "other"
        return "title"
