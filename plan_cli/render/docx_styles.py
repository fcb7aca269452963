"""The styles of our DOCX files: which there are, what Word calls them, and which role of the profile each one takes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style. `before` and `after` in lines of the body, `left`, `right` and `hanging` in characters.

    `level`: its place in the outline, from 0. `free`: lines as high as what stands in them (pictures), not a fixed
    distance. `rules`: lines above and below it, in eighths of a point.
    """

    id: str
    name: str
    role: str
    level: int | None = None
    before: float = 0.0
    after: float | None = None
    left: float = 0.0
    right: float = 0.0
    hanging: float = 0.0
    keep_next: bool = False
    page_break: bool = False
    free: bool = False
    indented: bool = True
    side: str | None = None
    rules: tuple[int, int] = (0, 0)
    red: bool = False


# Rules of the imprint: 0.35 mm above the first and below the last element, 0.25 mm between (GB/T 9704-2012, 7.4.1), in
# eighths of a point.
_THICK, _THIN = 8, 6

STYLES = (
    Style("Normal", "Normal", "body", indented=False),
    Style("BodyText", "Body Text", "body"),
    Style("FirstParagraph", "First Paragraph", "body"),
    Style("Compact", "Compact", "body"),
    Style("BlockText", "Block Text", "body", left=2),
    Style("Title", "Title", "title", keep_next=True),
    Style("Subtitle", "Subtitle", "edition", after=1),
    Style("Heading1", "heading 1", "heading-1", level=0, keep_next=True),
    Style("Heading2", "heading 2", "heading-2", level=1, keep_next=True),
    Style("Heading3", "heading 3", "heading-3", level=2, keep_next=True),
    Style("Heading4", "heading 4", "heading-4", level=3, keep_next=True),
    Style("Heading5", "heading 5", "heading-5", level=4, keep_next=True),
    Style("Heading6", "heading 6", "heading-5", level=5, keep_next=True),
    Style("FootnoteText", "footnote text", "footnote"),
    Style("SourceCode", "Source Code", "code", left=2, side="left"),
    Style("DefinitionTerm", "Definition Term", "strong", left=2, side="left", keep_next=True),
    Style("Definition", "Definition", "body"),
    Style("TableCaption", "Table Caption", "caption", keep_next=True),
    Style("ImageCaption", "Image Caption", "caption"),
    Style("CaptionedFigure", "Captioned Figure", "body", free=True, keep_next=True, indented=False, side="center"),
    Style("Figure", "Figure", "body", free=True, indented=False, side="center"),
    Style("TOCHeading", "TOC Heading", "contents-title", before=1, keep_next=True),
    Style("TOC1", "toc 1", "contents"),
    Style("TOC2", "toc 2", "contents", left=1),
    Style("Addressee", "主送机关", "addressee"),
    Style("AnnexMark", "附件标记", "annex-mark", after=1, page_break=True, keep_next=True),
    Style("OwnAnnexMark", "本件附件标记", "annex-mark", after=1, keep_next=True),
    Style("AnnexTitle", "附件标题", "title", keep_next=True),
    Style("AnnexNote", "附件说明", "body", before=1, left=5.75, hanging=3.75, indented=False, side="left"),
    Style("AnnexNoteNext", "附件说明续", "body", left=5.75, hanging=0.75, indented=False, side="left"),
    Style("AnnexNoteOnly", "附件说明单件", "body", before=1, left=5, hanging=3, indented=False, side="left"),
    Style("SignatureName", "署名", "body", indented=False, side="right", keep_next=True),
    Style("SignatureDate", "成文日期", "body", indented=False, side="right"),
    Style("TableText", "表格文字", "table", free=True),
    Style("TableTextCenter", "表格文字居中", "table", free=True, side="center"),
    Style("TableTextRight", "表格文字居右", "table", free=True, side="right"),
    Style("TableHead", "表头", "table-head", free=True),
    Style("IndicatorText", "指标表文字", "indicators", free=True),
    Style("Note", "表注", "note"),
    Style("BoxTitle", "专栏标题", "box-title", keep_next=True),
    Style("BoxText", "专栏正文", "box"),
    Style("ListText", "列项", "body"),
    Style("ListText2", "二级列项", "body", left=2),
    Style("Organ", "发文机关标志", "organ", red=True),
    Style("DocumentNumber", "发文字号", "addressee", before=2, after=2, side="center", rules=(0, 12)),
    Style("DocumentNumberSigned", "发文字号和签发人", "addressee", before=2, after=2, rules=(0, 12)),
    Style("ImprintCopies", "版记抄送", "imprint", left=4, right=1, hanging=3, rules=(_THICK, 0)),
    Style("Imprint", "版记印发", "imprint", left=1, right=1, rules=(_THIN, _THICK)),
    Style("ImprintOnly", "版记印发单件", "imprint", left=1, right=1, rules=(_THICK, _THICK)),
    Style("Folio", "公文页码", "folio"),
    Style("Mark", "稿次标记", "mark"),
)

# What a Div of that class is in Word.
OF_CLASS = {
    "title": "Title",
    "edition": "Subtitle",
    "addressee": "Addressee",
    "organ": "Organ",
    "number": "DocumentNumber",
    "annex-title": "AnnexTitle",
    "signature": "SignatureName",
    "date": "SignatureDate",
    "contents": "TOCHeading",
    "note": "Note",
    "box-title": "BoxTitle",
    "definition-term": "DefinitionTerm",
    "definition": "Definition",
}

# The style of characters that a signer's name has: its id and its name.
SIGNER_ID, SIGNER = "SignerName", "签发人姓名"
NAMES = {style.id: style.name for style in STYLES}
EXACT = frozenset(style.id for style in STYLES if not style.free)
