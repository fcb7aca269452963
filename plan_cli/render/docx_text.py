"""Inlines → runs of Word's XML, and paragraphs of them.

What is only known when the document is put together stands in the XML as marks (`fragment.MARK`), as it does in the
tree; besides the tree's own kinds there are `bookmark`, `note`, `relation` and `drawing`.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, replace
from typing import Any
from xml.sax.saxutils import escape

from plan_cli.render.docx_styles import SIGNER_ID
from plan_cli.render.fragment import CLOSE, MARK, OPEN

Tree = Any

_HAN = re.compile("[\u2e80-\u9fff\uf900-\uffef\U00020000-\U0003ffff]")
# A tab in a text, which a writer of Markdown cannot set: it separates the two ends of a line.
TAB = "\t"
BREAK = "\n"
_ANCHOR = re.compile("[A-Za-z][A-Za-z0-9_-]{0,39}")


@dataclass(frozen=True, slots=True)
class Format:
    """How a run looks, by its style or where two meet by a property of its own."""

    style: str = ""
    emphasis: bool = False
    small_caps: bool = False
    strike: bool = False
    underline: bool = False
    position: str = ""
    size: float = 0.0
    """In points; 0: that of the style."""


PLAIN = Format()
_POSITIONS = {"Superscript": "superscript", "Subscript": "subscript"}


def mark(kind: str, name: str) -> str:
    """What stands for something known later."""
    return f"{OPEN}{kind} {name}{CLOSE}"


class Runs:
    """The runs of one paragraph. `notes` takes the blocks of its footnotes, in their order; None inside a footnote."""

    def __init__(self, notes: list[list[Tree]] | None, *, chinese: bool) -> None:
        self.has_picture = False
        self._notes = notes
        self._chinese = chinese
        self._made: list[str] = []
        self._text: list[str] = []
        self._format = PLAIN

    def xml(self) -> str:
        """All runs so far."""
        self._flush()
        return "".join(self._made)

    def add(self, inlines: list[Tree], form: Format = PLAIN) -> Runs:
        """Add inlines; itself."""
        for inline in inlines:
            self._inline(inline, form)
        return self

    def text(self, text: str, form: Format = PLAIN) -> Runs:
        """Add a text, joined to what stands before it in the same format; itself."""
        if form != self._format:
            self._flush()
            self._format = form
        self._text.append(text)
        return self

    def element(self, xml: str) -> Runs:
        """Add something that is a run, or as good as one; itself."""
        self._flush()
        self._made.append(xml)
        return self

    def _inline(self, inline: Tree, form: Format) -> None:
        kind, content = inline["t"], inline.get("c")
        if kind == "Str":
            self.text(content, form)
        elif kind == "LineBreak":
            self.text(BREAK, form)
        elif kind == "Code":
            self.text(content[1], replace(form, style="VerbatimChar"))
        elif kind == "Note":
            self._note(content, form)
        elif kind == "Link":
            self._link(content, form)
        elif kind == "Image":
            self._image(content)
        elif kind == "Quoted":
            opening, closing = ("‘", "’") if content[0]["t"] == "SingleQuote" else ("“", "”")
            self.text(opening, form).add(content[1], form).text(closing, form)
        elif kind == "Span":
            self._span(content, form)
        else:
            self.add(content, _wrapped(kind, form))

    def _span(self, content: Tree, form: Format) -> None:
        classes = content[0][1]
        if "between" in classes:
            self.text(TAB, form)
        elif "signer" in classes:
            self.add(content[1], replace(form, style=SIGNER_ID))
        else:
            self.add(content[1], form)

    def _note(self, blocks: list[Tree], form: Format) -> None:
        if self._notes is None:
            # Word knows no footnotes of footnotes.
            words = [inline for block in blocks if block["t"] in ("Para", "Plain") for inline in block["c"]]
            self.text("（", form).add(words, form).text("）", form)
            return
        self._notes.append(blocks)
        number = mark("note", str(len(self._notes)))
        properties = '<w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>'
        self.element(f'<w:r>{properties}<w:footnoteReference w:id="{number}"/></w:r>')

    def _link(self, content: Tree, form: Format) -> None:
        __, words, (target, __) = content
        internal = MARK.fullmatch(target[1:])
        place = f'w:anchor="{mark(*internal.groups())}"' if internal else f'r:id="{mark("relation", target)}"'
        inner = Runs(self._notes, chinese=self._chinese).add(words, replace(form, style="Hyperlink"))
        self.element(f'<w:hyperlink {place} w:history="1">{inner.xml()}</w:hyperlink>')

    def _image(self, content: Tree) -> None:
        (__, __, sizes), alternative, (target, __) = content
        found = MARK.fullmatch(target)
        if found is None:
            return
        words = "".join(inline["c"] for inline in alternative if inline["t"] == "Str")
        described = json.dumps([found[2], words, dict(sizes)], ensure_ascii=False)
        self.has_picture = True
        self.element(f"<w:r>{mark('drawing', described.replace(OPEN, '').replace(CLOSE, ''))}</w:r>")

    def _flush(self) -> None:
        if self._text:
            self._made.append(run("".join(self._text), self._format, chinese=self._chinese))
            self._text.clear()


def _wrapped(kind: str, form: Format) -> Format:
    if kind == "Strong":
        return replace(form, style="Strong", emphasis=form.emphasis or form.style == "Emphasis")
    if kind == "Emph":
        return replace(form, emphasis=True) if form.style else replace(form, style="Emphasis")
    if kind in _POSITIONS:
        return replace(form, position=_POSITIONS[kind])
    return replace(
        form,
        strike=form.strike or kind == "Strikeout",
        underline=form.underline or kind == "Underline",
        small_caps=form.small_caps or kind == "SmallCaps",
    )


def run(text: str, form: Format = PLAIN, *, chinese: bool = True) -> str:
    """A run of one text.

    Marks that both scripts have (“”‘’—…·) take the Latin font, half as wide, unless the run has the hint: it stands on
    every run of a Chinese document that is not plain ASCII, and elsewhere on what has Chinese characters.
    """
    if BREAK in text or TAB in text:
        # Each in a run of its own, as programs expect that cut runs apart.
        pieces = [piece for piece in re.split(f"([{BREAK}{TAB}])", text) if piece]
        return "".join(_SIGNS.get(piece) or run(piece, form, chinese=chinese) for piece in pieces)
    hinted = not text.isascii() if chinese else _HAN.search(text) is not None
    if form.emphasis:
        # As the style of emphasis has it: Chinese has no italics.
        form = replace(form, underline=True) if chinese else form
    properties = _run_properties(form, hinted=hinted, italic=form.emphasis and not chinese)
    return f'<w:r>{properties}<w:t xml:space="preserve">{_escaped(text)}</w:t></w:r>'


_SIGNS = {BREAK: "<w:r><w:br/></w:r>", TAB: "<w:r><w:tab/></w:r>"}


def attribute(text: str) -> str:
    """A text as the value of an attribute, with its quotation marks."""
    return f'"{_escaped(text).replace(chr(34), "&quot;").replace(BREAK, "&#10;")}"'


def word_name(anchor: str) -> str:
    """The name of a bookmark: a letter, then letters, digits and underscores, 40 characters at most."""
    if _ANCHOR.fullmatch(anchor):
        return anchor.replace("-", "_") if "_" not in anchor or anchor.startswith("p_") else _hashed(anchor)
    return _hashed(anchor)


def _hashed(anchor: str) -> str:
    return f"a_{hashlib.sha256(anchor.encode()).hexdigest()[:20]}"


def _escaped(text: str) -> str:
    if OPEN not in text:
        return escape(text)
    # The name in a mark stays as it is: only what takes its place is escaped.
    made, at = [], 0
    for found in MARK.finditer(text):
        made += [escape(text[at : found.start()]), found[0]]
        at = found.end()
    return "".join([*made, escape(text[at:])])


def _run_properties(form: Format, *, hinted: bool, italic: bool) -> str:
    # The order of these is the schema's (ECMA-376, 17.3.2.28).
    made = [f'<w:rStyle w:val="{form.style}"/>'] if form.style else []
    if hinted:
        made.append('<w:rFonts w:hint="eastAsia"/>')
    if italic:
        made.append("<w:i/>")
    if form.small_caps:
        made.append("<w:smallCaps/>")
    if form.strike:
        made.append("<w:strike/>")
    if form.size:
        made.append(f'<w:sz w:val="{round(form.size * 2)}"/><w:szCs w:val="{round(form.size * 2)}"/>')
    if form.underline:
        made.append('<w:u w:val="single"/>')
    if form.position:
        made.append(f'<w:vertAlign w:val="{form.position}"/>')
    return f"<w:rPr>{''.join(made)}</w:rPr>" if made else ""


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A name for a paragraph; `number` is its own among all of its chapter."""

    number: int
    name: str


def paragraph(style: str, content: str, bookmarks: tuple[Bookmark, ...] = (), properties: str = "") -> str:
    """A paragraph in that style. `properties`: what it has besides its style.

    The bookmarks stand inside it, where Word puts them too: they go with it when it is moved, and vanish with it.
    """
    opening = closing = ""
    for bookmark in bookmarks:
        number = mark("bookmark", str(bookmark.number))
        opening += f'<w:bookmarkStart w:id="{number}" w:name="{bookmark.name}"/>'
        closing = f'<w:bookmarkEnd w:id="{number}"/>{closing}'
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{opening}{content}{closing}</w:p>'
