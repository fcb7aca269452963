"""Where something stands in a plan repository: the anchor of every finding."""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """A position in a file: `path` from the repository's top, `line` and `column` counted from 1 in characters.

    Line 0 means the file as a whole. There is one for every value of every file, so they must cost little.
    """

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.path
        return f"{self.path}:{self.line}:{self.column}" if self.column else f"{self.path}:{self.line}"


NOWHERE = Place("")
