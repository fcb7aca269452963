"""Cleaned blocks → Word's XML: our kinds of paragraphs in styles, lists with literal marks, boxes as tables."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from plan_cli.model.profile import TWIPS_PER_POINT, Profile
from plan_cli.render.docx_styles import OF_CLASS
from plan_cli.render.docx_table import CELL_MARGIN, Cell, as_cell, framed, table
from plan_cli.render.docx_text import BREAK, Bookmark, Format, Runs, attribute, mark, paragraph, word_name
from plan_cli.render.fragment import MARK
from plan_cli.render.words import plain_text

Tree = Any

TURN, TURN_BACK = "!turn", "!turn back"
"""What stands among the items of a text where a turned page begins and ends."""

_BODY, _BOX, _QUOTE = "BodyText", "BoxText", "BlockText"
_LISTS = ("ListText", "ListText2")
_CELLS = {"AlignCenter": "TableTextCenter", "AlignRight": "TableTextRight"}
_PICTURE_LINES = '<w:spacing w:line="240" w:lineRule="auto"/>'


@dataclass(frozen=True, slots=True)
class Context:
    """Where a block stands: the style of its paragraphs, how deep in lists, the room in twips, whether it is named.

    `opening`: what stands before its first words (the mark of a list item).
    """

    style: str
    width: int
    depth: int = 0
    opening: str = ""
    bookmarks: tuple[Bookmark, ...] = ()


@dataclass(slots=True)
class Written:
    """A stretch of text: its items (paragraphs, tables, marks of turned pages) and its footnotes, each its items."""

    items: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    bookmarks: int = 0


class BlockWriter:
    """Writes the blocks of one chapter, or what stands around the chapters."""

    def __init__(self, profile: Profile) -> None:
        self._chinese = profile.language == "zh"
        self._width = round(profile.text_width * TWIPS_PER_POINT)
        self._length = round(profile.text_height * TWIPS_PER_POINT)
        self._bookmarks = 0
        self._notes: list[list[Tree]] | None = []

    def items(self, blocks: list[Tree]) -> list[str]:
        """The blocks as items; their footnotes are kept for `written`."""
        return self._blocks(blocks, Context(_BODY, self._width))

    def written(self, items: list[str]) -> Written:
        """These items with the footnotes that were met in them. The writer is finished with this."""
        taken, self._notes = self._notes, None
        notes = ["".join(self._note(note)) for note in taken or ()]
        return Written(items, notes, self._bookmarks)

    def named(self, *names: str) -> tuple[Bookmark, ...]:
        """Bookmarks of these names."""
        made = []
        for name in names:
            self._bookmarks += 1
            made.append(Bookmark(self._bookmarks, name))
        return tuple(made)

    def runs(self) -> Runs:
        """Runs that take their footnotes along."""
        return Runs(self._notes, chinese=self._chinese)

    def _note(self, blocks: list[Tree]) -> list[str]:
        reference = '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'
        gap = '<w:r><w:t xml:space="preserve"> </w:t></w:r>'
        items = self._blocks(blocks, Context("FootnoteText", self._width, opening=reference + gap))
        return items or [paragraph("FootnoteText", reference)]

    def _blocks(self, blocks: list[Tree], context: Context) -> list[str]:
        made: list[str] = []
        for block in blocks:
            made += self._block(block, context)
            if made:
                context = replace(context, opening="", bookmarks=())
        return made

    def _block(self, block: Tree, context: Context) -> list[str]:
        kind, content = block["t"], block.get("c")
        if context.opening and (kind in ("Header", "Table", "Figure") or (kind == "Div" and "box" in content[0][1])):
            # The mark of a list item stands before words, not before these.
            before = paragraph(context.style, context.opening, context.bookmarks)
            return [before, *self._block(block, replace(context, opening="", bookmarks=()))]
        if kind in ("Para", "Plain"):
            return [self._paragraph(content, context)]
        if kind == "Header":
            return [self._heading(content, context)]
        if kind == "Div":
            return self._division(content, context)
        if kind in ("BulletList", "OrderedList"):
            return self._list(kind, content, context)
        if kind == "BlockQuote":
            quote = _QUOTE if context.style == _BODY else context.style
            return self._blocks(content, replace(context, style=quote))
        if kind == "Table":
            return self._table(content, context)
        if kind == "Figure":
            return self._figure(content, context)
        if kind == "CodeBlock":
            code = self.runs().text(content[1].replace("\t", "    "), Format("VerbatimChar")).xml()
            return [paragraph("SourceCode", context.opening + code, context.bookmarks)]
        if kind == "LineBlock":
            runs = self.runs()
            for number, line in enumerate(content):
                runs = (runs.text(BREAK) if number else runs).add(line)
            return [paragraph(context.style, context.opening + runs.xml(), context.bookmarks)]
        rule = self.runs().text("＊　＊　＊").xml()
        return [paragraph(context.style, context.opening + rule)]

    def _paragraph(self, inlines: list[Tree], context: Context) -> str:
        runs = self.runs().add(inlines)
        content = context.opening + runs.xml()
        style, properties = context.style, ""
        if runs.has_picture:
            # A line of exact height cuts a picture off.
            alone = not context.opening and all(inline["t"] == "Image" for inline in inlines)
            style, properties = ("Figure", "") if alone and style == _BODY else (style, _PICTURE_LINES)
        return paragraph(style, content, context.bookmarks, properties)

    def _heading(self, content: Tree, context: Context) -> str:
        level, attributes, inlines = content
        bookmarks = context.bookmarks + self._anchor(attributes)
        return paragraph(f"Heading{min(level, 6)}", self.runs().add(inlines).xml(), bookmarks)

    def _anchor(self, attributes: Tree) -> tuple[Bookmark, ...]:
        """The name by which references find it, where it has a key or a name of its own."""
        identifier = attributes[0]
        found = MARK.fullmatch(identifier)
        return self.named(mark("anchor", found[2]) if found else word_name(identifier)) if identifier else ()

    def _division(self, content: Tree, context: Context) -> list[str]:
        attributes, inner = content
        classes = attributes[1]
        if "box" in classes:
            return self._box(content, context)
        context = replace(context, bookmarks=context.bookmarks + self._anchor(attributes))
        if "landscape" in classes:
            return [TURN, *self._blocks(inner, replace(context, width=self._length)), TURN_BACK]
        style = next((OF_CLASS[name] for name in classes if name in OF_CLASS), None)
        return self._blocks(inner, replace(context, style=style) if style else context)

    def _list(self, kind: str, content: Tree, context: Context) -> list[str]:
        """List items as paragraphs with their marks as plain text: numbers of Word's own change under editing."""
        if kind == "BulletList":
            marks, items = ["•"] * len(content), content
        else:
            (start, style, delimiter), items = content
            marks = [_figure(start + number, style["t"], delimiter["t"]) for number in range(len(items))]
        free = context.style in (_BODY, _QUOTE, *_LISTS)
        style = _LISTS[min(context.depth, len(_LISTS) - 1)] if free else context.style
        made: list[str] = []
        for figure, item in zip(marks, items, strict=True):
            opening = (context.opening if not made else "") + self.runs().text(f"{figure} ").xml()
            inner = Context(style, context.width, context.depth + 1, opening, context.bookmarks if not made else ())
            made += self._blocks(item, inner) or [paragraph(style, opening)]
        return made

    def _figure(self, content: Tree, context: Context) -> list[str]:
        attributes, (__, caption), blocks = content
        bookmarks = context.bookmarks + self._anchor(attributes)
        made = []
        for block in blocks:
            inlines = block["c"] if block["t"] in ("Para", "Plain") else []
            names, bookmarks = bookmarks, ()
            made.append(paragraph("CaptionedFigure", self.runs().add(inlines).xml(), names))
        words = [inline for block in caption for inline in block["c"]]
        return [*made, paragraph("ImageCaption", self.runs().add(words).xml())]

    def _table(self, content: Tree, context: Context) -> list[str]:
        attributes, (__, caption), columns, head, bodies, foot = content
        bookmarks = context.bookmarks + self._anchor(attributes)
        words = [inline for block in caption for inline in block["c"]]
        made = []
        if words:
            made.append(paragraph("TableCaption", self.runs().add(words).xml(), bookmarks))
            bookmarks = ()
        rows = [row for body in bodies for row in (*body[2], *body[3])] + foot[1]
        sides = [column[0]["t"] for column in columns]
        shares = [column[1].get("c", 0.0) for column in columns]
        first = list(bookmarks)
        # The table of indicators has ten columns, and a smaller size.
        small = "indicators" in attributes[1]

        def cell(found: Tree, column: int, width: int, *, is_head: bool) -> Cell:
            side = found[1]["t"] if found[1]["t"] != "AlignDefault" else sides[column]
            style = "TableHead" if is_head else _CELLS.get(side, "TableText")
            blocks = found[4]
            if small:
                style = "IndicatorText"
                blocks = [_strong(block) for block in blocks] if is_head else blocks
            names = tuple(first)
            first.clear()
            items = self._blocks(blocks, Context(style, width - 2 * CELL_MARGIN, bookmarks=names))
            return Cell(as_cell(items, style, names), found[2], found[3])

        title = attribute(plain_text(words)) if words else ""
        made.append(table(shares, context.width, head[1], rows, cell, title=title))
        return made

    def _box(self, content: Tree, context: Context) -> list[str]:
        """A box (专栏) as a table: a row for its title, and a row for its text."""
        attributes, inner = content
        names = context.bookmarks + self._anchor(attributes)
        within = Context(_BOX, context.width - 2 * CELL_MARGIN, bookmarks=names)
        title = ""
        if inner and inner[0]["t"] == "Div" and "box-title" in inner[0]["c"][0][1]:
            title = as_cell(self._blocks(inner[:1], within), "BoxTitle", names)
            within, inner = replace(within, bookmarks=()), inner[1:]
        content = as_cell(self._blocks(inner, within), _BOX, within.bookmarks)

        return [framed(title, content, context.width)]


def _strong(block: Tree) -> Tree:
    return {"t": "Plain", "c": [{"t": "Strong", "c": block["c"]}]} if block["t"] in ("Plain", "Para") else block


def _figure(number: int, style: str, delimiter: str) -> str:
    figure = str(number)
    if style in ("LowerAlpha", "UpperAlpha") and 0 < number <= 26:
        figure = chr((97 if style == "LowerAlpha" else 65) + number - 1)
    return {"OneParen": f"{figure})", "TwoParens": f"({figure})"}.get(delimiter, f"{figure}.")
