"""Cleaned blocks → Typst markup. Every text of a person goes in as a string literal, so nothing in it is ever code."""

from __future__ import annotations

import re
from typing import Any

from plan_cli.render.fragment import MARK, OPEN
from plan_cli.render.words import plain_text

Tree = Any
_WRAPPERS = {
    "Emph": "emph",
    "Strong": "strong",
    "Strikeout": "strike",
    "Superscript": "super",
    "Subscript": "sub",
    "SmallCaps": "smallcaps",
    "Underline": "underline",
}
# A line never ends between a number and its unit (2015年, 10%), nor before the dash of a range or the dot of a name
# (GB/T 15834-2011, 5.1.6 and 5.1.7).
_NUMBER = "[0-9][0-9.,]{0,15}"
_UNIT = "[年月日天周岁%％‰℃㎡个人家项次万亿元件名所篇期场条支位种套台部级届号亩吨米倍份户页]"
# Letters without a space (an address, a key) may end a line after each of these.
_ENDLESS = re.compile(r"([!-~]{30})(?=[!-~])")
# A row that takes more than about half a page may be parted; others stay whole. In pt, on an upright page.
_TABLE_WIDTH, _CELL_CHARACTER, _CELL_LINE, _CELL_SPACE, _HIGH_ROW = 442, 12, 17, 8, 320
_TOGETHER = re.compile(f"((?:{_NUMBER}{_UNIT}?|[^\\s—～·])[—～·](?!—)|{_NUMBER}{_UNIT})")
_ALIGNMENTS = {"AlignLeft": "left", "AlignRight": "right", "AlignCenter": "center", "AlignDefault": "auto"}


def markup(blocks: list[Tree], lines: list[int]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The markup of top-level blocks, and for the first line of each the line of the chapter, given by `lines`."""
    made = []
    pairs = []
    at = 1
    for block, line in zip(blocks, lines, strict=True):
        text = _block(block)
        pairs.append((at, line))
        made.append(text)
        at += text.count("\n") + 2
    return "\n\n".join(made) + "\n", tuple(pairs)


def inline_markup(inlines: list[Tree]) -> str:
    """The markup of inlines."""
    return _inlines(inlines)


def string(text: str) -> str:
    """A Typst string literal of any text."""
    escaped = (
        text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    )
    return f'"{escaped}"'


def _blocks(blocks: list[Tree]) -> str:
    return "\n\n".join(_block(block) for block in blocks)


def _block(block: Tree) -> str:
    kind, content = block["t"], block.get("c")
    if kind in ("Para", "Plain"):
        # A picture alone is a block of its own; among words it stands in their line.
        return f"#{_image('plan-picture', content[0]['c'])};" if _is_picture(content) else _inlines(content)
    if kind == "Header":
        level, attributes, inlines = content
        return f"#plan-heading({level}, {_key(attributes)})[{_inlines(inlines)}];"
    if kind == "BulletList":
        return f"#list{_items(content)};"
    if kind == "OrderedList":
        (start, style, delimiter), items = content
        return f"#enum(start: {int(start)}, numbering: {_numbering(style['t'], delimiter['t'])}){_items(items)};"
    if kind == "DefinitionList":
        return "\n\n".join(_definition(term, definitions) for term, definitions in content)
    if kind == "BlockQuote":
        return f"#quote(block: true)[{_blocks(content)}];"
    if kind == "CodeBlock":
        return f"#raw({string(content[1])}, block: true);"
    if kind == "LineBlock":
        return "#linebreak();".join(_inlines(line) for line in content)
    if kind == "HorizontalRule":
        return "#plan-rule;"
    if kind == "Table":
        return _table(content)
    if kind == "Figure":
        attributes, (__, caption), blocks = content
        return f"#plan-figure({_key(attributes)}, [{_blocks(caption)}])[{_blocks(blocks)}];"
    return _division(content)


def _division(content: Tree) -> str:
    attributes, blocks = content
    classes = attributes[1]
    if "title" in classes:
        return f"#plan-title[{_blocks(blocks)}];"
    if "indicators" in classes:
        return f"#plan-indicators({_key(attributes)}, [{_blocks(blocks)}]);"
    if "box" in classes:
        title = blocks[0] if blocks and blocks[0]["t"] == "Div" and "box-title" in blocks[0]["c"][0][1] else None
        words, rest = (title["c"][1], blocks[1:]) if title else ([], blocks)
        return f"#plan-boxed({_key(attributes)}, [{_blocks(words)}])[\n{_blocks(rest)}\n];"
    if "landscape" in classes:
        return f"#plan-landscape[\n{_blocks(blocks)}\n];"
    if "note" in classes:
        return f"#plan-note[\n{_blocks(blocks)}\n];"
    return f"#plan-box({string(' '.join(classes))})[\n{_blocks(blocks)}\n];"


def _items(items: list[list[Tree]]) -> str:
    return "".join(f"[{_blocks(item)}]" for item in items)


def _numbering(style: str, delimiter: str) -> str:
    figure = {"LowerAlpha": "a", "UpperAlpha": "A", "LowerRoman": "i", "UpperRoman": "I"}.get(style, "1")
    return string({"OneParen": f"{figure})", "TwoParens": f"({figure})"}.get(delimiter, f"{figure}."))


def _definition(term: list[Tree], definitions: list[list[Tree]]) -> str:
    return f"#plan-definition[{_inlines(term)}]{_items(definitions)};"


def _table(content: Tree) -> str:
    attributes, (__, caption), columns, head, bodies, foot = content
    alignments = ", ".join(_ALIGNMENTS[column[0]["t"]] for column in columns)
    shares = ", ".join(str(column[1]["c"]) for column in columns)
    header = "".join(_row(row, "plan-head") for row in head[1])
    widths = [max(column[1].get("c", 0) * _TABLE_WIDTH - _CELL_SPACE, _CELL_CHARACTER) for column in columns]
    rows = "".join(_row(row, parted=_is_high(row, widths)) for body in bodies for row in (*body[2], *body[3]))
    rows += "".join(_row(row) for row in foot[1])
    kind = string(" ".join(attributes[1]))
    opening = f"#plan-table({_key(attributes)}, {kind}, [{_blocks(caption)}], ({shares},), ({alignments},)"
    return f"{opening}, ({header}),\n{rows});"


def _key(attributes: Tree) -> str:
    mark = MARK.fullmatch(attributes[0])
    return string(mark[2] if mark else "")


def _is_high(row: Tree, widths: list[float]) -> bool:
    at = 0
    for __, __, __, across, blocks in row[1]:
        width = sum(widths[at : at + across]) or _CELL_CHARACTER
        at += across
        letters = sum(len(plain_text(block["c"])) for block in blocks if block["t"] in ("Plain", "Para"))
        if letters * _CELL_CHARACTER / width * _CELL_LINE > _HIGH_ROW:
            return True
    return False


def _row(row: Tree, wrapped: str = "", *, parted: bool = False) -> str:
    return "".join(_cell(cell, wrapped, parted=parted) for cell in row[1])


def _cell(cell: Tree, wrapped: str, *, parted: bool) -> str:
    __, __, down, across, blocks = cell
    body = f"[#{wrapped}[{_blocks(blocks)}]]" if wrapped else f"[{_blocks(blocks)}]"
    if down == 1 and across == 1 and not parted:
        return f"{body},"
    breaks = ", breakable: true" if parted else ""
    return f"table.cell(rowspan: {int(down)}, colspan: {int(across)}{breaks}){body},"


def _inlines(inlines: list[Tree]) -> str:
    return "".join(_inline(inline) for inline in inlines)


def _inline(inline: Tree) -> str:
    kind, content = inline["t"], inline.get("c")
    if kind == "Str":
        return _text(content)
    if kind in _WRAPPERS:
        return f"#{_WRAPPERS[kind]}[{_inlines(content)}];"
    if kind == "LineBreak":
        return "#linebreak();"
    if kind == "Code":
        return f"#raw({string(content[1])});"
    if kind == "Note":
        return f"#footnote[{_blocks(content)}];"
    if kind == "Link":
        __, words, (target, __) = content
        internal = MARK.fullmatch(target[1:])
        if internal:
            return f"#plan-goto({string(internal[2])})[{_inlines(words)}];"
        return f"#link({string(target)})[{_inlines(words)}];"
    if kind == "Image":
        return f"#box({_image('plan-image', content)});"
    if kind == "Quoted":
        opening, closing = ("‘", "’") if content[0]["t"] == "SingleQuote" else ("“", "”")
        return f"#{string(opening)};{_inlines(content[1])}#{string(closing)};"
    return _inlines(content[1])


def _text(text: str) -> str:
    """A text; what is known only later (the number of a heading or table) becomes a call that looks it up."""
    if OPEN not in text:
        return _kept_together(text)
    mark = MARK.fullmatch(text)
    return f"#plan-{mark[1]}({string(mark[2])});" if mark else ""


def _kept_together(text: str) -> str:
    parts = _TOGETHER.split(text)
    return "".join(f"#box({string(part)});" if at % 2 else _endless(part) for at, part in enumerate(parts) if part)


def _endless(text: str) -> str:
    parts = _ENDLESS.split(text)
    return "".join(f"#{string(part)};{'#box(width: 0pt);' if at % 2 else ''}" for at, part in enumerate(parts) if part)


def _image(called: str, content: Tree) -> str:
    (__, __, attributes), alternative, (target, __) = content
    mark = MARK.fullmatch(target)
    size = "".join(f", {name}: {value}" for name, value in attributes)
    words = "".join(inline["c"] for inline in alternative if inline["t"] == "Str")
    return f"{called}({string(mark[2] if mark else '')}, {string(words)}{size})"


def _is_picture(inlines: list[Tree]) -> bool:
    return len(inlines) == 1 and inlines[0]["t"] == "Image"
