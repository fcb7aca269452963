"""Small Pandoc trees, made and asked about: what the pass over a chapter is built from."""

from __future__ import annotations

import re
from typing import Any

from plan_cli.render.fragment import CLOSE, OPEN
from plan_cli.render.words import WRAPPERS, plain_text

Tree = Any  # Pandoc's JSON: {"t": type, "c": contents}

EMPTY: Tree = ["", [], []]


def with_widths(columns: Tree, rows: list[Tree]) -> Tree:
    """The columns with their share of the width, by the length of what stands in them.

    The square root keeps a column of long texts from squeezing the short ones; 4 characters is the least.
    """
    lengths = [4] * len(columns)
    for row in rows:
        at = 0
        for cell in row[1]:
            if cell[3] == 1 and at < len(lengths):
                text = "".join(plain_text(block["c"]) for block in cell[4] if block["t"] in ("Plain", "Para"))
                lengths[at] = max(lengths[at], min(len(text), 60))
            at += cell[3]
    roots = [length**0.5 for length in lengths]
    return [
        [alignment, {"t": "ColWidth", "c": round(root / sum(roots), 4)}]
        for (alignment, __), root in zip(columns, roots, strict=True)
    ]


def join_inlines(first: list[Tree], second: list[Tree]) -> list[Tree]:
    """Two lists of inlines as one; what meets where they touch is joined as Pandoc joins it."""
    if first and second and first[-1]["t"] == second[0]["t"] and first[-1]["t"] in {"Str", *WRAPPERS}:
        kind = first[-1]["t"]
        first_content, second_content = first[-1]["c"], second[0]["c"]
        content = first_content + second_content if kind == "Str" else join_inlines(first_content, second_content)
        return [*first[:-1], {"t": kind, "c": content}, *second[1:]]
    return first + second


def is_landscape(block: Tree) -> bool:
    """Whether a block is the content of a turned page."""
    return block["t"] == "Div" and "landscape" in block["c"][0][1]


def has_image(blocks: list[Tree]) -> bool:
    """Whether a picture stands in one of the blocks."""
    return any(inline["t"] == "Image" for block in blocks if block["t"] in ("Plain", "Para") for inline in block["c"])


def is_wrapper(attributes: list[list[str]]) -> bool:
    """Whether pandoc made the element only to carry a position."""
    return any(name == "wrapper" for name, __ in attributes)


def plain_word(text: str) -> bool:
    """Whether a class may be kept."""
    return re.match(r"[a-z][a-z0-9-]{0,30}\Z", text) is not None


def anchored(key: str, *classes: str) -> Tree:
    """Attributes with the anchor of a key, filled in when the document is put together."""
    return [f"{OPEN}anchor {key}{CLOSE}" if key else "", list(classes), []]


def string(text: str) -> Tree:
    """A text."""
    return {"t": "Str", "c": text}


def trimmed(inlines: list[Tree]) -> list[Tree]:
    """Inlines without spaces before the first and after the last word: what is left beside an id or a link.

    Places that a text carries (`"p"`, one range for each character) are cut with it.
    """
    kept = list(inlines)
    while kept and kept[0]["t"] == "Str":
        words = kept[0]["c"].lstrip(" ")
        if words:
            kept[0] = _cut(kept[0], len(kept[0]["c"]) - len(words), len(kept[0]["c"]))
            break
        kept.pop(0)
    while kept and kept[-1]["t"] == "Str":
        words = kept[-1]["c"].rstrip(" ")
        if words:
            kept[-1] = _cut(kept[-1], 0, len(words))
            break
        kept.pop()
    return kept


def _cut(text: Tree, start: int, end: int) -> Tree:
    if (start, end) == (0, len(text["c"])):
        return text
    made = {**text, "c": text["c"][start:end]}
    if "p" in text:
        made["p"] = text["p"][start:end]
    return made


def link(words: list[Tree], target: str, title: str = "") -> Tree:
    """A link."""
    return {"t": "Link", "c": [EMPTY, words, [target, title]]}


def clean_title(title: str) -> str:
    """The title of a link, cut to a sensible length."""
    return title[:200]
