"""A chapter's Markdown as clauses: what people speak of when they comment, each with its place and its heading.

Split line by line, without Pandoc: three hundred branches are read in a moment, and nothing in them can go wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_HEADING = re.compile(r"[ ]{0,3}(#{1,6})(?:[ \t]+|$)(.*)")
_ITEM = re.compile(r"[ \t>]*(?:[-*+]|[0-9]{1,9}[.)、]|[（(][0-9a-zA-Z]{1,3}[)）])[ \t]+")
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})")
_ALONE = re.compile(r"[ \t>]*(?:\||:{3,})|\[\^[^\]]+\]:")
_MARKS = re.compile(r"^[ \t>]*(?:#{1,6}[ \t]+|(?:[-*+]|[0-9]{1,9}[.)])[ \t]+|:{3,}.*$)", re.MULTILINE)
_ATTRIBUTES = re.compile(r"[ \t]*\{[#.][^{}\n]*\}[ \t]*$", re.MULTILINE)
_INLINE = re.compile(r"\\([!-/:-@\[-`{-~])|\[\^[^\]\n]{1,60}\]|[*`]+|(?<![0-9A-Za-z])_+|_+(?![0-9A-Za-z])")
_LINK = re.compile(r"!?\[([^\]\n]*)\]\([^)\n]*\)")
_SENTENCE = re.compile(r"[^。！？；!?;\n]*(?:[。！？；!?;]+[”’）)」』]*|\n|\Z)")


@dataclass(frozen=True, slots=True)
class Clause:
    """A paragraph, heading, item, row of a table or block of code. `start`, `end`: its characters without the line end.

    `heading`: the headings it stands under, outermost first, joined with ` › `; a heading stands under itself.
    """

    text: str
    line: int
    start: int
    end: int
    heading: str = ""

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading."""
        return _HEADING.match(self.text) is not None


def clauses(text: str) -> list[Clause]:
    """The clauses of a chapter in their order; front matter is one clause."""
    made: list[Clause] = []
    above: dict[int, str] = {}
    fence = ""
    running: list[int] = []  # line, start, end of the clause that is being read

    def close() -> None:
        if running:
            line, start, end = running
            made.append(Clause(text[start:end], line, start, end, " › ".join(above.values())))
            running.clear()

    front = text.removeprefix("\ufeff").startswith("---")
    for number, found in enumerate(_LINE.finditer(text), start=1):
        line = found[0].rstrip("\r\n")
        start, end = found.start(), found.start() + len(line)
        if front:
            running[:] = [running[0] if running else number, running[1] if running else start, end]
            if number > 1 and line.strip() in ("---", "..."):
                front = False
                close()
            continue
        if fence:
            running[2] = end
            if line.strip().startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
                close()
            continue
        heading = _HEADING.match(line)
        opened = _FENCE.match(line)
        if not line.strip(" \t>") or heading or opened or _ITEM.match(line) or _ALONE.match(line):
            close()
        if not line.strip(" \t>"):
            continue
        if heading:
            level = len(heading[1])
            above = {other: words for other, words in above.items() if other < level}
            above[level] = plain(line)
        if opened:
            fence = opened[1]
        running[:] = [running[0] if running else number, running[1] if running else start, end]
        if heading or _ALONE.match(line):
            close()
    close()
    return made


def plain(text: str) -> str:
    """The words of a clause without its Markdown, in one line."""
    words = _MARKS.sub("", _ATTRIBUTES.sub("", text))
    words = _INLINE.sub(lambda found: found[1] or "", _LINK.sub(r"\1", words))
    return "".join(_joined(line.strip(" \t>")) for line in words.splitlines()).strip()


def bare(text: str) -> str:
    """What is compared when a clause is looked for: letters and figures only."""
    return "".join(character for character in text if character.isalnum())


def sentences(text: str) -> list[tuple[int, int]]:
    """Where each sentence of a text begins and ends."""
    return [found.span() for found in _SENTENCE.finditer(text) if found.end() > found.start()]


def clause_at(found: Iterable[Clause], line: int) -> Clause | None:
    """The clause that a line belongs to."""
    return next((clause for clause in found if clause.line <= line <= clause.line + clause.text.count("\n")), None)


def _joined(line: str) -> str:
    # Lines of Chinese text are put together without a space, lines that end with a Latin word with one.
    return line + " " if line and line[-1].isascii() and line[-1].isalnum() else line
