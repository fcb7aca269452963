"""The files of one commit after another: moved along by what changed, read anew only after a jump."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from plan_cli.repository.commit_graph import Lineage, TreeChange
from plan_cli.repository.names import collision_key

_LONGEST_WAY = 500

_key = lru_cache(maxsize=200_000)(collision_key)


class FilesAt:
    """Mode and object id of every path at one commit. `moves`: what each known commit changed against its parent."""

    def __init__(self, lineage: Lineage) -> None:
        self._lineage = lineage
        self._moves: dict[str, tuple[str, tuple[TreeChange, ...]]] = {}
        self._commit: str | None = None
        self._entries: dict[str, tuple[str, str]] = {}
        self._names: dict[str, dict[str, int]] | None = None

    def learn(self, parent: str, commit: str, changes: tuple[TreeChange, ...]) -> None:
        """What a commit changed against a parent: the way to go from one to the other."""
        self._moves.setdefault(commit, (parent, changes))

    def at(self, commit: str) -> dict[str, tuple[str, str]]:
        """The files of that commit; the answer is moved along by the next question."""
        if commit != self._commit:
            self._go(commit)
        return self._entries

    def twins(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Of these paths of the current commit, those that are one file with another one on Windows and macOS: two
        names each, of the paths or of folders above them."""
        if self._names is None:
            self._names = {}
            for path in self._entries:
                self._count(path, 1)
        for path in paths:
            for name in _with_folders(path):
                others = [other for other in self._names.get(_key(name), ()) if other != name]
                if others:
                    yield name, others[0]
                    break

    def _go(self, commit: str) -> None:
        way = self._way(commit)
        if way is None:
            self._entries = self._lineage.tree(commit)
            self._names = None
        else:
            back, forward = way
            for changes in back:
                for change in changes:
                    self._put(change.path, change.mode_before, change.before)
            for changes in forward:
                for change in changes:
                    self._put(change.path, change.mode, change.after)
        self._commit = commit

    def _way(self, commit: str) -> tuple[list[tuple[TreeChange, ...]], list[tuple[TreeChange, ...]]] | None:
        """What to take back and what to do to come from the current commit to another; None where nobody knows."""
        if self._commit is None:
            return None
        forward: list[tuple[TreeChange, ...]] = []
        reached = {commit: 0}
        at = commit
        while at != self._commit and at in self._moves and len(forward) < _LONGEST_WAY:
            at, changes = self._moves[at]
            forward.append(changes)
            reached[at] = len(forward)
        back: list[tuple[TreeChange, ...]] = []
        at = self._commit
        while at not in reached:
            if at not in self._moves or len(back) >= _LONGEST_WAY:
                return None
            at, changes = self._moves[at]
            back.append(changes)
        return back, forward[: reached[at]][::-1]

    def _put(self, path: str, mode: str | None, oid: str | None) -> None:
        if self._names is not None and (path in self._entries) != (mode is not None):
            self._count(path, -1 if mode is None else 1)
        if mode is None or oid is None:
            self._entries.pop(path, None)
        else:
            self._entries[path] = (mode, oid)

    def _count(self, path: str, by: int) -> None:
        names = self._names
        if names is None:
            return
        for name in _with_folders(path):
            counted = names.setdefault(_key(name), {})
            counted[name] = counted.get(name, 0) + by
            if counted[name] <= 0:
                del counted[name]


def _with_folders(path: str) -> Iterator[str]:
    """A path and the folders above it."""
    yield path
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path
