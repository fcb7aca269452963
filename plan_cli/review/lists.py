"""Lists and headings: how they look in Word, where their paragraphs do not say what they are, and in the source."""

from __future__ import annotations

import re

from plan_cli.review.leaves import Leaf
from plan_cli.review.source_lines import SourceLines

LIST_MARK = re.compile(r"(?:[•·●▪◦\-*]|[0-9]{1,3}[.)、．])\s*(?=\S)")
LIST_STYLES = ("listtext", "listtext2", "listparagraph", "compact", "list")
HEADING = re.compile(r"heading([1-9])\Z")
HEADING_NUMBER = re.compile(
    r"(?:第[一二三四五六七八九十百]+[章节篇条]|[一二三四五六七八九十百]+、|[（(][一二三四五六七八九十]+[）)]"
    r"|[0-9]+[.．]|[（(][0-9]+[）)])\s*"
)


def item_leaf(home: Leaf, leaves: list[Leaf]) -> Leaf | None:
    """The first paragraph of the list item that a leaf is in."""
    item = home.inside("item")
    return next((leaf for leaf in leaves if leaf.kind == "item" and leaf.inside("item") == item), None)


def is_loose(item: Leaf, leaves: list[Leaf], lines: SourceLines) -> bool:
    """Whether empty lines stand between the items of the list."""
    within = item.inside("list")
    firsts = [leaf for leaf in leaves if leaf.kind == "item" and leaf.inside("list") == within]
    return any(lines.is_blank(lines.line_start(leaf.start) - 1) for leaf in firsts[1:] if lines.line_start(leaf.start))


def next_mark(mark: str, step: int = 1) -> str:
    """The mark of a further item: the next number, or the same sign."""
    return f"{int(mark[:-1]) + step}{mark[-1]}" if mark[:-1].isdigit() else mark
