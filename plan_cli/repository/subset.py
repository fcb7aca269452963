"""A part of a snapshot: the paths that matter for a question, as if there were no others."""

from __future__ import annotations

from collections.abc import Iterable

from plan_cli.repository.snapshot import Kind, Snapshot


class Subset:
    """The given paths of another snapshot."""

    def __init__(self, whole: Snapshot, paths: Iterable[str]) -> None:
        wanted = frozenset(paths)
        self._whole = whole
        self._paths = tuple(path for path in whole.paths() if path in wanted)
        self._known = frozenset(self._paths)

    @property
    def label(self) -> str:
        return self._whole.label

    def paths(self) -> tuple[str, ...]:
        return self._paths

    def kind(self, path: str) -> Kind:
        return self._whole.kind(self._own(path))

    def read(self, path: str, limit: int) -> bytes:
        return self._whole.read(self._own(path), limit)

    def oid(self, path: str) -> str:
        return self._whole.oid(self._own(path))

    def _own(self, path: str) -> str:
        if path not in self._known:
            raise KeyError(path)
        return path
