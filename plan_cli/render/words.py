"""The words of a tree: plain text of inlines, and what a line break in the file is in the text."""

from __future__ import annotations

import unicodedata
from typing import Any

_SHARED = "“”‘’—…·"

Tree = Any  # Pandoc's JSON: {"t": type, "c": contents}

WRAPPERS = frozenset({"Emph", "Strong", "Strikeout", "Superscript", "Subscript", "SmallCaps", "Underline"})


def plain_text(inlines: list[Tree]) -> str:
    """The words of cleaned inlines, without footnotes."""
    words = []
    for inline in inlines:
        kind, content = inline["t"], inline.get("c")
        if kind == "Str":
            words.append(content)
        elif kind == "Code":
            words.append(content[1])
        elif kind in WRAPPERS:
            words.append(plain_text(content))
        elif kind in ("Link", "Span", "Quoted", "Image"):
            words.append(plain_text(content[1]))
        elif kind == "LineBreak":
            words.append("\n")
    return _without_breaks("".join(words).split("\n"))


def _without_breaks(lines: list[str]) -> str:
    made = lines[0]
    for line in lines[1:]:
        made += ("" if any(map(is_wide, made[-1:] + line[:1])) else " ") + line
    return made


def is_wide(character: str) -> bool:
    """Whether a character belongs to Chinese text: wide ones, and the quotes, dashes and dots that Chinese shares."""
    return unicodedata.east_asian_width(character) in "WF" or character in _SHARED


def line_break(before: list[str], joined: list[Tree], parts: list[Tree], index: int) -> str:
    """What a line break in the file is in the text: nothing beside a Chinese character, a space between words.

    Quotes and dashes, which both scripts have, belong to what stands next to them.
    """
    preceding = "".join(before[-4:]) or plain_text(joined[-1:])
    last = preceding.rstrip(_SHARED)[-1:] or preceding[-1:]
    words = "".join(part if isinstance(part, str) else plain_text([part]) for part, __ in parts[index + 1 : index + 4])
    first = words.lstrip(_SHARED)[:1] or words[:1]
    return "" if (last and is_wide(last)) or (first and is_wide(first)) else " "


def leading_text(inlines: list[Tree]) -> str:
    text = ""
    for inline in inlines[:4]:
        while inline["t"] == "Span" and inline["c"][1]:
            inline = inline["c"][1][0]
        if inline["t"] not in ("Str", "Space"):
            break
        text += inline.get("c", " ")
    return text
