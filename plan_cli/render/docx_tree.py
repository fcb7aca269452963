"""The tree as Word shall have it: our kinds of paragraphs in styles, lists with literal marks, boxes as tables."""

from __future__ import annotations

from typing import Any

from plan_cli.render.docx_styles import NAMES, OF_CLASS

Tree = Any
SECTION_STYLE = "PlanSection"
TURN, TURN_BACK, END_OF_FRONT = "turn", "turn back", "end of front"
_FULL_WIDTH = [{"t": "AlignDefault"}, {"t": "ColWidth", "c": 1.0}]
_EMPTY: Tree = ["", [], []]


def prepared(blocks: list[Tree]) -> list[Tree]:
    """The blocks with everything in them that Pandoc's writer has no word for put into words it has."""
    made: list[Tree] = []
    for block in blocks:
        made += _block(block)
    return made


def _block(block: Tree, depth: int = 0) -> list[Tree]:
    kind, content = block["t"], block.get("c")
    if kind == "Div":
        return _division(content, depth)
    if kind == "BulletList":
        return [made for item in content for made in _item("•", item, depth)]
    if kind == "OrderedList":
        (start, style, delimiter), items = content
        marks = [_mark(start + number, style["t"], delimiter["t"]) for number in range(len(items))]
        return [made for mark, item in zip(marks, items, strict=True) for made in _item(mark, item, depth)]
    if kind == "BlockQuote":
        return [styled("BlockText", [made for child in content for made in _block(child, depth)])]
    if kind == "HorizontalRule":
        return [{"t": "Para", "c": [{"t": "Str", "c": "＊　＊　＊"}]}]
    return [block]


def _division(content: Tree, depth: int) -> list[Tree]:
    attributes, inner = content
    identifier, classes, keys = attributes
    if keys:
        return [{"t": "Div", "c": [attributes, [made for child in inner for made in _block(child, depth)]]}]
    if "box" in classes:
        return [_box(identifier, inner)]
    blocks = [made for child in inner for made in _block(child, depth)]
    if "landscape" in classes:
        return [section(TURN), *blocks, section(TURN_BACK)]
    if "contents" in classes:
        return [styled("TOCHeading", blocks), section(END_OF_FRONT)]
    style = next((OF_CLASS[name] for name in classes if name in OF_CLASS), None)
    if style:
        return [styled(style, blocks, identifier)]
    if identifier:
        # A list item or box brings several blocks out of one: the name belongs to the first.
        return [{"t": "Div", "c": [[identifier, [], []], blocks[:1]]}, *blocks[1:]]
    return blocks


def styled(style_id: str, blocks: list[Tree], identifier: str = "") -> Tree:
    """The blocks in that style."""
    return {"t": "Div", "c": [[identifier, [], [["custom-style", NAMES[style_id]]]], blocks]}


def section(what: str) -> Tree:
    """A mark that the finished file has a section's end in its place."""
    properties = f'<w:pPr><w:pStyle w:val="{SECTION_STYLE}"/></w:pPr>'
    return {"t": "RawBlock", "c": ["openxml", f"<w:p>{properties}<w:r><w:t>{what}</w:t></w:r></w:p>"]}


def _mark(number: int, style: str, delimiter: str) -> str:
    figure = str(number)
    if style in ("LowerAlpha", "UpperAlpha") and 0 < number <= 26:
        figure = chr((97 if style == "LowerAlpha" else 65) + number - 1)
    return {"OneParen": f"{figure})", "TwoParens": f"({figure})"}.get(delimiter, f"{figure}.")


def _item(mark: str, item: list[Tree], depth: int) -> list[Tree]:
    """A list item as paragraphs that begin with its mark as plain text: numbers of Word's own change under editing."""
    blocks = [made for child in item for made in _block(child, depth + 1)]
    style = "ListText" if depth == 0 else "ListText2"
    made = []
    for number, block in enumerate(blocks):
        made.append(styled(style, [_with_mark(mark, block) if number == 0 else block]) if _is_text(block) else block)
    return made


def _is_text(block: Tree) -> bool:
    if block["t"] == "Div" and block["c"][1] and not block["c"][0][2]:
        return _is_text(block["c"][1][0])
    return block["t"] in ("Para", "Plain")


def _with_mark(mark: str, block: Tree) -> Tree:
    if block["t"] == "Div":
        attributes, inner = block["c"]
        return {"t": "Div", "c": [attributes, [_with_mark(mark, inner[0]), *inner[1:]]]}
    return {"t": "Para", "c": [{"t": "Str", "c": f"{mark} "}, *block["c"]]}


def _box(identifier: str, inner: list[Tree]) -> Tree:
    """A box (专栏) as a table of one cell."""
    blocks = []
    for child in inner:
        is_title = child["t"] == "Div" and "box-title" in child["c"][0][1]
        made = _block(child)
        blocks += made if is_title else [styled("BoxText", made)]
    cell = [_EMPTY, {"t": "AlignDefault"}, 1, 1, blocks]
    body = [_EMPTY, 0, [], [[_EMPTY, [cell]]]]
    return {
        "t": "Table",
        "c": [[identifier, ["box"], []], [None, []], [_FULL_WIDTH], [_EMPTY, []], [body], [_EMPTY, []]],
    }
