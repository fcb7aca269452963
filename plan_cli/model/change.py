"""A change of one path between two states of the files: what a diff, an approval and a push are made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class ChangeKind(str, Enum):
    """What happened to a path. A rename is a removal and an addition."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, order=True)
class FileChange:
    """A path with the blob ids before and after; None where there was, or is, no such file.

    `plain`: what stands there afterwards is an ordinary file, no symbolic link, submodule or unfinished merge.
    """

    path: str
    before: str | None
    after: str | None
    plain: bool = True

    @property
    def kind(self) -> ChangeKind:
        """What happened to the path."""
        if self.before is None:
            return ChangeKind.ADDED
        return ChangeKind.REMOVED if self.after is None else ChangeKind.CHANGED
