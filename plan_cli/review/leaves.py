"""The paragraphs of a chapter in reading order, each character with its place in the Markdown.

A leaf is what becomes one paragraph in Word: a paragraph, a heading, a cell, a caption, a line of a footnote.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from plan_cli.render.bookmarks import name_blocks
from plan_cli.render.words import WRAPPERS

Tree = Any
OBJECT = "\ufffc"
"""Stands for what is no character: a picture, the mark of a footnote."""

_MARKS = {"Emph": "i", "Strong": "b", "Strikeout": "s", "Superscript": "^", "Subscript": "~"}


@dataclass(frozen=True, slots=True)
class Wrapper:
    """What stands around some characters: emphasis, a link. `start`, `end`: with its marks; `number` is its own."""

    kind: str
    start: int
    end: int
    number: int


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character as printed. `start` is -1 where the tool has put it there.

    `atomic`: its source cannot be parted.
    """

    text: str
    start: int = -1
    end: int = -1
    wrappers: tuple[Wrapper, ...] = ()
    atomic: bool = False

    @property
    def placed(self) -> bool:
        """Whether it stands in the source by itself."""
        return self.start >= 0 and not self.atomic

    @property
    def marks(self) -> frozenset[str]:
        """How it is printed: b, i, s, ^, ~, link, code."""
        return frozenset(wrapper.kind for wrapper in self.wrappers)


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """One paragraph. `name` is its bookmark where it is the first of its block.

    `kind`: text, heading1 …, item (the first of a list item), cell, caption, code, title, term, figure.
    `containers`: what it stands in, from the outside: ("list", n), ("item", n, mark), ("quote", n), ("box", n),
    ("definition", n), ("table", n), ("row", n), ("note", n).
    `span`: lines of the source that it takes, where these are more than its characters.
    """

    kind: str
    glyphs: tuple[Glyph, ...]
    name: str = ""
    block: str = ""
    containers: tuple[tuple[Any, ...], ...] = ()
    span: tuple[int, int] | None = None

    @property
    def text(self) -> str:
        """Its characters."""
        return "".join(glyph.text for glyph in self.glyphs)

    @property
    def own_text(self) -> str:
        """Its characters without what the tool puts in."""
        return "".join(glyph.text for glyph in self.glyphs if glyph.start >= 0)

    def inside(self, kind: str) -> tuple[Any, ...] | None:
        """The innermost container of that kind."""
        return next((container for container in reversed(self.containers) if container[0] == kind), None)

    @property
    def start(self) -> int:
        """Where its source begins, marks included; -1 without any."""
        known = [_outer(glyph)[0] for glyph in self.glyphs if glyph.start >= 0]
        return min(known, default=self.span[0] if self.span else -1)

    @property
    def end(self) -> int:
        """Where its source ends, marks included; -1 without any."""
        known = [_outer(glyph)[1] for glyph in self.glyphs if glyph.start >= 0]
        return max(known, default=self.span[1] if self.span else -1)


def _outer(glyph: Glyph) -> tuple[int, int]:
    starts = [glyph.start, *(wrapper.start for wrapper in glyph.wrappers)]
    return min(starts), max([glyph.end, *(wrapper.end for wrapper in glyph.wrappers)])


def leaves(
    path: str, blocks: list[Tree], title: list[Tree], source: str, indicators: Sequence[Tree] = ()
) -> list[Leaf]:
    """The leaves of a chapter's placed blocks. `source`: its text; `indicators`: the blocks of that table."""
    walk = _Walk(source)
    if title:
        walk.leaf("title", title)
    walk.blocks(name_blocks(path, [made for block in blocks for made in _with_indicators(block, indicators)]))
    return walk.leaves


def _with_indicators(block: Tree, indicators: Sequence[Tree]) -> list[Tree]:
    """The table of indicators in its place: its blocks have names too."""
    if block["t"] != "Div":
        return [block]
    attributes, inner = block["c"]
    if "indicators" not in attributes[1]:
        made = [found for child in inner for found in _with_indicators(child, indicators)]
        return [{"t": "Div", "c": [attributes, made]}]
    if not indicators:
        return []
    table, *notes = indicators
    caption = [None, inner if inner[0]["c"] else []]
    return [{"t": "Table", "c": [["", [], []], caption, *table["c"][2:]]}, *notes]


def blocks_of(fragment_blocks: str) -> list[Tree]:
    """The blocks of a fragment."""
    made: list[Tree] = json.loads(fragment_blocks)
    return made


@dataclass
class _Walk:
    source: str
    leaves: list[Leaf] = field(default_factory=list)
    containers: tuple[tuple[Any, ...], ...] = ()
    count: int = 0
    name: str = ""
    block: str = ""
    first_of_item: str = ""

    def number(self) -> int:
        self.count += 1
        return self.count

    # -- blocks -------------------------------------------------------------------------------------------------------

    def blocks(self, blocks: list[Tree]) -> None:
        for block in blocks:
            getattr(self, f"_{block['t']}", self._nothing)(block, block.get("c"))

    def leaf(self, kind: str, inlines: list[Tree], span: tuple[int, int] | None = None) -> None:
        notes: list[tuple[int, list[Tree]]] = []
        glyphs: list[Glyph] = []
        self._inlines(inlines, (), glyphs, notes)
        _reach_next_line(glyphs)
        if kind == "text" and self.first_of_item:
            kind, self.first_of_item = self.first_of_item, ""
        self.leaves.append(Leaf(kind, tuple(glyphs), self.name, self.block, self.containers, span))
        self.name = ""
        for number, blocks in notes:
            self._inside(("note", number), blocks)

    def _inside(self, container: tuple[Any, ...], blocks: list[Tree]) -> None:
        outer, first = self.containers, self.first_of_item
        self.containers = (*outer, container)
        self.blocks(blocks)
        self.containers, self.first_of_item = outer, first

    def _nothing(self, block: Tree, content: Tree) -> None:
        del block, content

    def _Div(self, block: Tree, content: Tree) -> None:  # noqa: N802 - Pandoc's own names
        del block
        (identifier, classes, __), inner = content
        if identifier.startswith("p_"):
            self.name = self.block = identifier
            self.blocks(inner)
            self.name = ""
        elif "box" in classes:
            self._inside(("box", self.number()), inner)
        elif "box-title" in classes:
            before = len(self.leaves)
            self.blocks(inner)
            self._retitle(before, "caption")
        elif "definition-term" in classes:
            before = len(self.leaves)
            self.blocks(inner)
            self._retitle(before, "term")
        elif "definition" in classes:
            self._inside(("definition", self.number()), inner)
        elif "title" in classes:
            before = len(self.leaves)
            self.blocks(inner)
            self._retitle(before, "title")
        else:
            self.blocks(inner)

    def _retitle(self, begin: int, kind: str) -> None:
        for at in range(begin, min(begin + 1, len(self.leaves))):
            self.leaves[at] = replace(self.leaves[at], kind=kind)

    def _Para(self, block: Tree, content: Tree) -> None:  # noqa: N802
        del block
        if content:
            self.leaf("text", content)

    def _Plain(self, block: Tree, content: Tree) -> None:  # noqa: N802
        del block
        if content:
            self.leaf("text", content)

    def _Header(self, block: Tree, content: Tree) -> None:  # noqa: N802
        self.leaf(f"heading{content[0]}", content[2], _span(block))

    def _CodeBlock(self, block: Tree, content: Tree) -> None:  # noqa: N802
        span = _span(block)
        glyphs = [Glyph(character) for character in content[1]]
        if span:
            at = span[0]
            for number, character in enumerate(content[1]):
                found = self.source.find(character, at)
                if number == 0:
                    found = self.source.find(content[1].split("\n")[0], self.source.find("\n", at))
                if 0 <= found < span[1]:
                    glyphs[number] = Glyph(character, found, found + 1)
                    at = found + 1
        self.leaves.append(Leaf("code", tuple(glyphs), self.name, self.block, self.containers, span))
        self.name = ""

    def _LineBlock(self, block: Tree, content: Tree) -> None:  # noqa: N802
        del block
        inlines: list[Tree] = []
        for line in content:
            inlines += [*([{"t": "LineBreak"}] if inlines else []), *line]
        self.leaf("text", inlines)

    def _BulletList(self, block: Tree, content: Tree) -> None:  # noqa: N802
        del block
        self._items(content)

    def _OrderedList(self, block: Tree, content: Tree) -> None:  # noqa: N802
        del block
        self._items(content[1])

    def _items(self, items: list[list[Tree]]) -> None:
        outer = self.containers
        self.containers = (*outer, ("list", self.number()))
        for item in items:
            self.first_of_item = "item"
            self._inside_item(item)
        self.containers = outer
        self.first_of_item = ""

    def _inside_item(self, item: list[Tree]) -> None:
        outer = self.containers
        self.containers = (*outer, ("item", self.number()))
        self.blocks(item)
        self.containers = outer

    def _BlockQuote(self, block: Tree, content: Tree) -> None:  # noqa: N802
        del block
        self._inside(("quote", self.number()), content)

    def _Table(self, block: Tree, content: Tree) -> None:  # noqa: N802
        __, (__, caption), __, head, bodies, foot = content
        span = _span(block)
        for part in caption:
            if part["c"]:
                self.leaf("caption", part["c"])
        table = self.number()
        rows = [*head[1], *(row for body in bodies for group in body[2:] for row in group), *foot[1]]
        outer = self.containers
        for number, row in enumerate(rows):
            for column, cell in enumerate(row[1]):
                self.containers = (*outer, ("table", table), ("row", number, column, len(row[1])))
                before = len(self.leaves)
                self.blocks(cell[4])
                if len(self.leaves) == before:
                    self.leaves.append(Leaf("cell", (), self.name, self.block, self.containers, span))
                    self.name = ""
                self._retitle_cell(before, span)
        self.containers = outer

    def _retitle_cell(self, begin: int, span: tuple[int, int] | None) -> None:
        for at in range(begin, len(self.leaves)):
            if self.leaves[at].inside("note") is None:
                self.leaves[at] = replace(self.leaves[at], kind="cell", span=span)

    def _Figure(self, block: Tree, content: Tree) -> None:  # noqa: N802
        del block
        __, (__, caption), inner = content
        before = len(self.leaves)
        self.blocks(inner)
        self._retitle(before, "figure")
        for part in caption:
            self.leaf("caption", part["c"])

    # -- inlines ------------------------------------------------------------------------------------------------------

    def _inlines(
        self, inlines: list[Tree], around: tuple[Wrapper, ...], glyphs: list[Glyph], notes: list[tuple[int, list[Tree]]]
    ) -> None:
        for inline in inlines:
            kind, content, place = inline["t"], inline.get("c"), inline.get("p") or []
            start, end = place if place and kind != "Str" else (-1, -1)
            if kind == "Str":
                for at, character in enumerate(content):
                    glyphs.append(_glyph(character, place[at] if place else [], around, self.source))
            elif kind == "Code":
                code = inline.get("i") or []
                within = (*around, Wrapper("code", start, end, self.number())) if place else around
                for at, character in enumerate(content[1]):
                    if code:
                        glyphs.append(Glyph(character, code[at][0], code[at][1], within))
                    else:
                        glyphs.append(Glyph(character, start, end, around, atomic=True))
            elif kind in WRAPPERS:
                mark = _MARKS.get(kind, kind)
                within = (*around, Wrapper(mark, start, end, self.number())) if place else around
                self._inlines(content, within, glyphs, notes)
            elif kind == "Link":
                self._link(content[1], place, around, glyphs, notes)
            elif kind in ("Span", "Quoted"):
                self._inlines(content[1], around, glyphs, notes)
            elif kind == "LineBreak":
                glyphs.append(Glyph("\n", start, end, around))
            elif kind == "Note":
                number = self.number()
                notes.append((number, content))
                mark = Wrapper("note", start, end, number)
                glyphs.append(Glyph(OBJECT, start, end, (*around, mark)))
            elif kind == "Image":
                picture = Wrapper("image", start, end, self.number())
                glyphs.append(Glyph(OBJECT, start, end, (*around, picture)))

    def _link(
        self,
        words: list[Tree],
        place: list[int],
        around: tuple[Wrapper, ...],
        glyphs: list[Glyph],
        notes: list[tuple[int, list[Tree]]],
    ) -> None:
        inner: list[Glyph] = []
        within = (*around, Wrapper("link", place[0], place[1], self.number())) if place else around
        self._inlines(words, within, inner, notes)
        if place and any(glyph.start < 0 for glyph in inner):
            # What a reference says is made when the document is put together.
            inner = [Glyph(glyph.text, place[0], place[1], around, atomic=True) for glyph in inner]
        glyphs += inner


def _reach_next_line(glyphs: list[Glyph]) -> None:
    """A printed line break takes the line end behind it along."""
    for at, glyph in enumerate(glyphs[:-1]):
        if glyph.text == "\n" and glyph.start >= 0:
            following = glyphs[at + 1]
            if following.start >= 0:
                own = set(glyph.wrappers)
                starts = [following.start, *(one.start for one in following.wrappers if one not in own)]
                glyphs[at] = replace(glyph, end=max(glyph.end, min(starts)))


def _span(block: Tree) -> tuple[int, int] | None:
    found = block.get("s")
    return (found[0], found[1]) if found else None


def _glyph(character: str, place: list[int], around: tuple[Wrapper, ...], source: str) -> Glyph:
    if not place:
        return Glyph(character, wrappers=around)
    start, end = place
    written = source[start:end]
    sound = written == character or len(written) > 1 or character == " "
    return Glyph(character, start, end, around, atomic=not sound)
