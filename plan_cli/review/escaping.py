"""Words as Markdown that means just these words in the dialect of chapters (docs/markdown.md)."""

from __future__ import annotations

import re

_SPECIAL = re.compile(r"[\\`*_\[\]<{}~^]|&(?=#?[A-Za-z0-9]{1,32};)|!(?=\[)")
_BLOCK = re.compile(
    r"(?P<before>)(?P<mark>#{1,6}(?=[ \t]|$)|[-+](?=[ \t]|$)|>|:{1,}(?=[ \t:]|$)|=+[ \t]*$|-{2,}[ \t]*$|~~~|```|\|)"
    r"|(?P<number>[0-9]{1,9})(?P<point>[.)])(?=[ \t]|$)",
)


def escaped(text: str, *, in_cell: bool = False) -> str:
    """The words, with a backslash before what would be a mark anywhere in a line."""
    made = _SPECIAL.sub(lambda found: "\\" + found[0], text)
    return made.replace("|", "\\|") if in_cell else made


def guard(text: str) -> int | None:
    """Where in a text that begins a line a backslash is wanted, so that it begins no list, heading or quote."""
    found = _BLOCK.match(text)
    if not found:
        return None
    return found.start("point") if found["number"] else found.start("mark")


def guarded(text: str) -> str:
    """A text that may begin a line."""
    at = guard(text)
    return text if at is None else f"{text[:at]}\\{text[at:]}"
