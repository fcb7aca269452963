"""The text of a Word file as it was and as it is: every character with who put it in or took it out.

`Word`, WPS and LibreOffice write the same few elements (ECMA-376 part 1, 17.13): `w:ins`, `w:del`, `w:moveFrom`,
`w:moveTo` around runs, and in the properties of a paragraph for its end mark, of a table row for the row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import Enum

from lxml import etree

from plan_cli.model.consultation import Reason
from plan_cli.render.docx_styles import NAMES
from plan_cli.repository.names import hidden_character
from plan_cli.review.leaves import OBJECT
from plan_cli.review.word_package import Package

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def tag(name: str) -> str:
    """A name of Word's main vocabulary as lxml has it."""
    return f"{{{_W}}}{name}"


_VAL = tag("val")
_ALTERNATE, _FALLBACK = f"{{{_MC}}}AlternateContent", f"{{{_MC}}}Fallback"


class State(Enum):
    """What became of something: it stayed, was put in, taken out; or put in and taken out again by someone else."""

    KEPT = "kept"
    INSERTED = "inserted"
    DELETED = "deleted"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Revision:
    """Who changed something and when, as the file says; empty where it was changed without tracking."""

    author: str = ""
    date: str = ""


NOBODY = Revision()


@dataclass(frozen=True, eq=False)
class Token:
    """One character, or a picture or footnote mark; each is itself and equal to no other."""

    text: str
    state: State = State.KEPT
    revision: Revision = NOBODY
    marks: frozenset[str] = frozenset()
    note: str = ""


@dataclass(eq=False)
class Paragraph:
    """A paragraph as the file has it. `end` is its end mark, which can be put in or taken out as well.

    `names`: the bookmarks that begin before or in it; `cell`: table, row and column; `flow`: paragraphs of one flow can
    become one.
    """

    tokens: list[Token] = field(default_factory=list)
    end: Token = field(default_factory=lambda: Token("\n"))
    names: list[str] = field(default_factory=list)
    style: str = ""
    cell: tuple[int, int, int] | None = None
    flow: int = 0
    own: bool = False
    comments: list[tuple[str, int, bool]] = field(default_factory=list)
    """Comments that begin (True) or end at a position of it."""
    numbered: bool = False

    @property
    def text(self) -> str:
        """Its characters, whatever became of them."""
        return "".join(token.text for token in self.tokens)


@dataclass(frozen=True, slots=True)
class Unheld:
    """Something that Markdown cannot hold: `words` in it, `quote` beside it."""

    reason: Reason
    words: str
    quote: str
    revision: Revision = NOBODY
    paragraph: Paragraph | None = None


@dataclass
class Text:
    """All paragraphs of the body in their order, and those of each footnote by its id."""

    paragraphs: list[Paragraph] = field(default_factory=list)
    notes: dict[str, list[Paragraph]] = field(default_factory=dict)
    unheld: list[Unheld] = field(default_factory=list)
    hidden: int = 0


def read_text(package: Package) -> Text:
    """The text of a Word file.

    Raises:
        RefusedError: a part of it is broken.
    """
    text = Text()
    styles = _style_ids(package)
    document = package.xml("word/document.xml")
    body = document.find(tag("body")) if document is not None else None
    if body is None:
        return text
    reader = _Reader(text, styles)
    text.paragraphs = reader.flow(body)
    for kind in ("footnote", "endnote"):
        name = package.related(f"{kind}s")
        root = package.xml(name) if name else None
        for note in root.iterchildren(tag(kind)) if root is not None else ():
            if note.get(tag("type")) in (None, "normal"):
                identifier = ("" if kind == "footnote" else "e") + note.get(tag("id"), "")
                text.notes[identifier] = reader.flow(note)
    return text


_OURS = {name.lower().replace(" ", ""): identifier.lower() for identifier, name in NAMES.items()}


def _style_ids(package: Package) -> dict[str, str]:
    """Style ids as this file has them → the ids of ours: programs that save a file may rename ids, never names."""
    root = package.xml("word/styles.xml")
    found = {}
    for style in root.iterchildren(tag("style")) if root is not None else ():
        name = style.find(tag("name"))
        if name is not None:
            written = name.get(_VAL, "").lower().replace(" ", "")
            found[style.get(tag("styleId"), "")] = _OURS.get(written, written)
    return found


@dataclass(frozen=True)
class _Around:
    state: State = State.KEPT
    revision: Revision = NOBODY
    link: bool = False

    def changed(self, state: State, element: etree._Element) -> _Around:
        revision = Revision(clean(element.get(tag("author"), "")), clean(element.get(tag("date"), "")))
        if self.state is State.KEPT:
            return replace(self, state=state, revision=revision)
        if self.state is state:
            return self
        return replace(self, state=State.GONE, revision=revision)


_CHANGES = {
    "ins": State.INSERTED,
    "moveTo": State.INSERTED,
    "del": State.DELETED,
    "moveFrom": State.DELETED,
}
_TRANSPARENT = frozenset({"smartTag", "customXml", "sdtContent", "fldSimple", "dir", "bdo"})
_RUN_MARKS = {"b": "b", "i": "i", "strike": "s"}
_STYLE_MARKS = {"strong": "b", "emphasis": "i", "verbatimchar": "code", "hyperlink": "link"}


class _Reader:
    def __init__(self, text: Text, styles: dict[str, str]) -> None:
        self._text = text
        self._styles = styles
        self._names: list[str] = []
        self._comments: list[tuple[str, bool]] = []
        self._tables = 0
        self._flows = 0
        self._fields: list[str] = []

    # -- blocks -------------------------------------------------------------------------------------------------------

    def flow(self, parent: etree._Element) -> list[Paragraph]:
        self._fields = []
        made = list(self._blocks(parent, None, self._next_flow(), _Around()))
        if made:
            # What begins after the last paragraph belongs to it.
            made[-1].names += self._names
            made[-1].comments += [(name, len(made[-1].tokens), begins) for name, begins in self._comments]
        self._names, self._comments = [], []
        return made

    def _next_flow(self) -> int:
        self._flows += 1
        return self._flows

    def _blocks(
        self, parent: etree._Element, cell: tuple[int, int, int] | None, flow: int, around: _Around
    ) -> Iterator[Paragraph]:
        for child in parent:
            name = etree.QName(child).localname
            if name == "p":
                yield self._paragraph(child, cell, flow, around)
            elif name == "tbl":
                yield from self._table(child, around)
                flow = flow if cell else self._next_flow()
            elif name == "bookmarkStart":
                self._bookmark(child)
            elif name in ("commentRangeStart", "commentRangeEnd"):
                self._comments.append((child.get(tag("id"), ""), name == "commentRangeStart"))
            elif name == "sdt":
                content = child.find(tag("sdtContent"))
                if content is not None:
                    yield from self._blocks(content, cell, flow, around)
            elif name in _CHANGES:
                yield from self._blocks(child, cell, flow, around.changed(_CHANGES[name], child))
            elif name in _TRANSPARENT:
                yield from self._blocks(child, cell, flow, around)

    def _table(self, table: etree._Element, around: _Around) -> Iterator[Paragraph]:
        self._tables += 1
        number = self._tables
        rows = [row for row in table.iter(tag("tr")) if next(row.iterancestors(tag("tbl"))) is table]
        for at, row in enumerate(rows):
            within = around
            for name, state in (("ins", State.INSERTED), ("del", State.DELETED)):
                change = row.find(f"{tag('trPr')}/{tag(name)}")
                if change is not None:
                    within = within.changed(state, change)
            cells = [item for item in row.iter(tag("tc")) if next(item.iterancestors(tag("tr"))) is row]
            for column, cell in enumerate(cells):
                properties = cell.find(tag("tcPr"))
                for name in ("cellIns", "cellDel", "cellMerge"):
                    change = properties.find(tag(name)) if properties is not None else None
                    if change is not None:
                        self._unheld(Reason.COLUMNS, _words(cell), change)
                yield from self._blocks(cell, (number, at, column), self._next_flow(), within)

    def _bookmark(self, element: etree._Element) -> None:
        name = element.get(tag("name"), "")
        if name.startswith("p_"):
            self._names.append(name)

    # -- paragraphs ---------------------------------------------------------------------------------------------------

    def _paragraph(
        self, element: etree._Element, cell: tuple[int, int, int] | None, flow: int, around: _Around
    ) -> Paragraph:
        made = Paragraph(cell=cell, flow=flow, own=self._in_contents())
        made.names, self._names = self._names, []
        made.comments = [(name, 0, begins) for name, begins in self._comments]
        self._comments = []
        properties = element.find(tag("pPr"))
        end = around
        if properties is not None:
            style = properties.find(tag("pStyle"))
            if style is not None:
                identifier = style.get(_VAL, "")
                made.style = self._styles.get(identifier, identifier.lower())
            made.numbered = properties.find(tag("numPr")) is not None
            marks = properties.find(tag("rPr"))
            for mark in marks if marks is not None else ():
                name = etree.QName(mark).localname
                if name in _CHANGES:
                    end = end.changed(_CHANGES[name], mark)
            change = properties.find(tag("pPrChange"))
            if change is not None:
                self._unheld(Reason.LAYOUT, _words(element), change, made)
        made.end = Token("\n", end.state, end.revision)
        self._runs(element, made, around)
        made.own = made.own or self._in_contents()
        made.names += self._names
        self._names = []
        return made

    def _in_contents(self) -> bool:
        return any(instruction.split()[:1] == ["TOC"] for instruction in self._fields)

    def _runs(self, parent: etree._Element, made: Paragraph, around: _Around) -> None:
        for child in parent:
            name = etree.QName(child).localname
            if name == "r":
                self._run(child, made, around)
            elif name in _CHANGES:
                self._runs(child, made, around.changed(_CHANGES[name], child))
            elif name == "hyperlink":
                self._runs(child, made, replace(around, link=True))
            elif name == "bookmarkStart":
                self._bookmark(child)
            elif name in ("commentRangeStart", "commentRangeEnd"):
                made.comments.append((child.get(tag("id"), ""), len(made.tokens), name == "commentRangeStart"))
            elif name == "sdt":
                content = child.find(tag("sdtContent"))
                if content is not None:
                    self._runs(content, made, around)
            elif name in _TRANSPARENT:
                self._runs(child, made, around)
            elif name in ("oMath", "oMathPara"):
                self._object(made, around, Reason.FORMULA, _words(child))

    def _run(self, run: etree._Element, made: Paragraph, around: _Around) -> None:
        properties = run.find(tag("rPr"))
        marks = self._marks(properties, around)
        if properties is not None:
            change = properties.find(tag("rPrChange"))
            if change is not None:
                self._unheld(Reason.LETTERS, _words(run), change, made)
        for child in run:
            self._run_child(child, made, around, marks)

    def _run_child(self, child: etree._Element, made: Paragraph, around: _Around, marks: frozenset[str]) -> None:
        if child.tag == _ALTERNATE:
            choice = next((item for item in child if item.tag != _FALLBACK), None)
            for inner in choice if choice is not None else ():
                self._run_child(inner, made, around, marks)
            return
        name = etree.QName(child).localname
        if name in ("t", "delText"):
            self._characters(child.text or "", made, around, marks)
        elif name == "tab":
            self._characters(" ", made, around, marks)
        elif name in ("br", "cr"):
            if child.get(tag("type")) not in ("page", "column"):
                self._characters("\n", made, around, marks)
        elif name == "noBreakHyphen":
            self._characters("\u2011", made, around, marks)
        elif name == "sym":
            self._object(made, around, Reason.SYMBOL, "")
        elif name in ("footnoteReference", "endnoteReference"):
            identifier = ("" if name == "footnoteReference" else "e") + child.get(tag("id"), "")
            made.tokens.append(Token(OBJECT, around.state, around.revision, frozenset({"note"}), identifier))
        elif name == "commentReference":
            identifier = child.get(tag("id"), "")
            if not any(mark[0] == identifier for mark in made.comments):
                made.comments.append((identifier, len(made.tokens), False))
        elif name in ("drawing", "pict", "object"):
            self._drawing(child, made, around)
        elif name == "fldChar":
            kind = child.get(tag("fldCharType"))
            if kind == "begin":
                self._fields.append("")
            elif kind == "end" and self._fields:
                self._fields.pop()
        elif name == "instrText" and self._fields:
            self._fields[-1] += child.text or ""
        elif name == "ruby":
            base = child.find(tag("rubyBase"))
            if base is not None:
                self._runs(base, made, around)

    def _drawing(self, child: etree._Element, made: Paragraph, around: _Around) -> None:
        words = [" ".join(_words(box).split()) for box in child.iter(tag("txbxContent"))]
        if words:
            self._object(made, around, Reason.SHAPE, words[0])
        else:
            made.tokens.append(Token(OBJECT, around.state, around.revision, frozenset({"image"})))

    def _object(self, made: Paragraph, around: _Around, reason: Reason, words: str) -> None:
        """Something that is no text; `words`: what stands in it."""
        made.tokens.append(Token(OBJECT, around.state, around.revision, frozenset({"object"})))
        quote = made.text[-20:].replace(OBJECT, "")
        self._text.unheld.append(Unheld(reason, clean(words), quote, around.revision, made))

    def _characters(self, text: str, made: Paragraph, around: _Around, marks: frozenset[str]) -> None:
        for character in text:
            if character == "\t":
                character = " "
            if character != "\n" and hidden_character(character):
                self._text.hidden += around.state is not State.DELETED
                continue
            made.tokens.append(Token(character, around.state, around.revision, marks))

    def _marks(self, properties: etree._Element | None, around: _Around) -> frozenset[str]:
        marks = {"link"} if around.link else set()
        for child in properties if properties is not None else ():
            name = etree.QName(child).localname
            value = child.get(_VAL)
            if name in _RUN_MARKS and value not in ("0", "false", "off", "none"):
                marks.add(_RUN_MARKS[name])
            elif name == "vertAlign" and value in ("superscript", "subscript"):
                marks.add("^" if value == "superscript" else "~")
            elif name == "rStyle":
                style = self._styles.get(value or "", (value or "").lower())
                marks.update({_STYLE_MARKS[style]} if style in _STYLE_MARKS else ())
        return frozenset(marks)

    def _unheld(self, reason: Reason, quote: str, change: etree._Element, made: Paragraph | None = None) -> None:
        revision = Revision(clean(change.get(tag("author"), "")), clean(change.get(tag("date"), "")))
        self._text.unheld.append(Unheld(reason, "", clean(quote)[:80], revision, made))


def _words(element: etree._Element) -> str:
    return "".join(item.text or "" for item in element.iter(tag("t"), tag("delText")))


def clean(text: str) -> str:
    """Text that is only shown or kept beside: without what cannot be seen."""
    return "".join(character for character in text if character == "\n" or not hidden_character(character))
