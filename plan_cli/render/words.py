"""The words of a tree: plain text of inlines, and what a line break in the file is in the text."""

from __future__ import annotations

import unicodedata
from typing import Any

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
    return unicodedata.east_asian_width(character) in "WF" or character in "“”‘’—…·"


def line_break(before: list[str], joined: list[Tree], parts: list[Tree], index: int) -> str:
    """What a line break in the file is in the text: nothing beside a Chinese character, a space between words."""
    last = next((text[-1] for text in reversed(before) if text), "") or plain_text(joined[-1:])[-1:]
    following = parts[index + 1][0] if index + 1 < len(parts) else ""
    first = following[:1] if isinstance(following, str) else plain_text([following])[:1]
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
