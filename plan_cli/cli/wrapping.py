"""Text in lines of a terminal: the columns a text takes, and where Chinese and Latin may be broken."""

from __future__ import annotations

import re
import unicodedata

# What stays in one piece: a Chinese character with the marks that may not begin or end a line, a word, spaces.
_WIDE = "\u2e80-\uffef\U00020000-\U0003ffff"
_PIECE = re.compile(rf"[（《“‘「【(]*[{_WIDE}][，。、；：？！）》”’」】…—)]*|[^\s{_WIDE}（《“‘「【]+|[（《“‘「【]+|\s+")


def columns_of(text: str) -> int:
    """The columns a text takes; counted here because a width table costs more time to load than all of `--help`."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def wrapped(text: str, columns: int) -> list[str]:
    """The text in lines of at most that many columns; only a word that is longer itself takes more."""
    lines = [""]
    taken = 0
    for piece in _PIECE.findall(text):
        space = columns_of(piece)
        if piece.isspace():
            piece, space = " ", 1
        elif taken + space > columns and lines[-1].strip():
            lines.append("")
            taken = 0
        if piece != " " or taken:
            lines[-1] += piece
            taken += space
    return [line.rstrip() for line in lines]
