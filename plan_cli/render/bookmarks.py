"""Names for every paragraph, heading, table and figure of a chapter, by which an edit made in Word finds its source.

`p_CHAPTER_N`: CHAPTER is made from the chapter's path, N counts its blocks in the order of the text. The same revision
always gives the same names; where the block stands in the file, reading the chapter with places tells.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

Tree = Any
_NAMED = frozenset({"Para", "Plain", "Header", "Table", "Figure", "CodeBlock", "LineBlock"})


def chapter_name(path: str) -> str:
    """What stands for a chapter in its bookmarks: Word allows 40 characters, letters and digits."""
    return hashlib.sha256(path.encode()).hexdigest()[:10]


def name_blocks(path: str, blocks: list[Tree]) -> list[Tree]:
    """The blocks of a chapter, each named one inside a Div that carries its name."""
    prefix = chapter_name(path)
    count = 0

    def named(block: Tree) -> Tree:
        nonlocal count
        count += 1
        return {"t": "Div", "c": [[f"p_{prefix}_{count}", [], []], [block]]}

    return _walk(blocks, named)


def _walk(blocks: list[Tree], named: Callable[[Tree], Tree]) -> list[Tree]:
    made = []
    for block in blocks:
        kind, content = block["t"], block.get("c")
        if kind in _NAMED:
            made.append(named(block))
        elif kind == "BulletList":
            made.append({"t": kind, "c": [_walk(item, named) for item in content]})
        elif kind == "OrderedList":
            made.append({"t": kind, "c": [content[0], [_walk(item, named) for item in content[1]]]})
        elif kind == "DefinitionList":
            for term, definitions in content:
                made.append(_division("definition-term", [named({"t": "Para", "c": term})]))
                made += [_division("definition", _walk(blocks, named)) for blocks in definitions]
        elif kind == "BlockQuote":
            made.append({"t": kind, "c": _walk(content, named)})
        elif kind == "Div":
            made.append({"t": kind, "c": [content[0], _walk(content[1], named)]})
        else:
            made.append(block)
    return made


def _division(name: str, blocks: list[Tree]) -> Tree:
    return {"t": "Div", "c": [["", [name], []], blocks]}
