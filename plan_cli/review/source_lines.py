"""Where paragraphs stand among the lines of a chapter: what a new line begins with, what goes when one goes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from plan_cli.review.leaves import Leaf

MARKER = re.compile(r"(?P<outer>[ \t>]*)(?P<mark>[-*+]|[0-9]{1,9}[.)])(?P<gap>[ \t]+)\Z")
_BLANK = re.compile(r"[ \t>]*\Z")
_FENCE = re.compile(r"[ \t>]*:{3,}[ \t]*\Z")
_FENCE_OPENS = re.compile(r"[ \t>]*:{3,}[ \t]*\S")
_NOTE = re.compile(r"[ \t>]*\[\^[^\]]+\]:[ \t]*\Z")


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the source from `start` to `end` by `text`."""

    start: int
    end: int
    text: str


class SourceLines:
    """The lines of a chapter."""

    def __init__(self, text: str) -> None:
        self.text = text

    def line_start(self, at: int) -> int:
        """Where the line of an offset begins."""
        return self.text.rfind("\n", 0, at) + 1

    def line_end(self, at: int) -> int:
        """Where the line of an offset ends, before its line feed."""
        found = self.text.find("\n", at)
        return len(self.text) if found < 0 else found

    def line(self, at: int) -> str:
        """The line of an offset, without its line feed."""
        return self.text[self.line_start(at) : self.line_end(at)]

    def before(self, leaf: Leaf) -> str:
        """What stands before a leaf on its first line: marks of lists, quotes, headings."""
        start = leaf.span[0] if leaf.span and leaf.kind.startswith("heading") else leaf.start
        return self.text[self.line_start(start) : start]

    def prefix(self, leaf: Leaf) -> str:
        """What a further line of the same container begins with."""
        before = self.before(leaf)
        if leaf.kind.startswith("heading"):
            return re.sub(r"[^\s>].*", "", before)
        if _NOTE.match(before):
            return "    "
        if leaf.kind == "caption" or leaf.kind == "cell":
            return re.match(r"[ \t>]*", before)[0]  # type: ignore[index]
        return re.sub(r"[^\s>]", " ", before)

    def extent(self, leaf: Leaf) -> tuple[int, int]:
        """The lines of a leaf: from the start of the first to the end of the last, without its line feed."""
        start, end = leaf.start, leaf.end
        if leaf.span:
            start, end = min(start, leaf.span[0]), max(end, leaf.span[1])
            if end > start and self.text[end - 1 : end] == "\n":
                end -= 1
        return self.line_start(start), self.line_end(max(end - 1, start) if leaf.span else end)

    def without_lines(self, start: int, end: int, *, continues: bool = False) -> Edit:
        """Take lines out, and one of the two empty lines that then stand together; `end` before a line feed.

        `continues`: the lines go on from others of one item, so that the empty line above was theirs.
        """
        after = min(end + 1, len(self.text))
        above_blank = start == 0 or self.is_blank(start - 1)
        opened = start > 0 and _FENCE_OPENS.match(self.line(start - 1)) is not None
        below_blank = after >= len(self.text) or self.is_blank(after)
        closed = _FENCE.match(self.text[after : self.line_end(after)]) is not None
        if (above_blank or opened) and below_blank and after < len(self.text):
            if start and not opened and len(self.line(start - 1).strip()) > len(self.line(after).strip()):
                # Within a quote an empty line has the quote's mark; the one below stands outside.
                start = self.line_start(start - 1)
            else:
                after = min(self.line_end(after) + 1, len(self.text))
        elif above_blank and start and (after >= len(self.text) or closed or continues):
            while start > 0 and self.is_blank(start - 1):
                start = self.line_start(start - 1)
        return Edit(start, after, "")

    def is_blank(self, at: int) -> bool:
        """Whether the line of an offset holds nothing but the marks of quotes."""
        return _BLANK.match(self.text[self.line_start(at) : self.line_end(at)]) is not None

    def cells(self, line_start: int) -> list[tuple[int, int]]:
        """The cells of a table's row: offsets between its pipes, blanks around left out."""
        line_end = self.line_end(line_start)
        line = self.text[line_start:line_end]
        pipes = [found.start() for found in re.finditer(r"(?<!\\)\|", line)]
        if not pipes:
            return []
        lead = re.match(r"[ \t>]*", line)[0]  # type: ignore[index]
        edges = pipes if pipes[0] == len(lead) else [len(lead) - 1, *pipes]
        if line[edges[-1] + 1 :].strip():
            edges.append(len(line))
        made = []
        for left, right in pairwise(edges):
            inner = line[left + 1 : right]
            blank = len(inner) - len(inner.lstrip())
            begin = left + 1 + (blank if inner.strip() else min(blank, 1))
            made.append((line_start + begin, line_start + max(begin, left + 1 + len(inner.rstrip()))))
        return made
