"""Blobs read ahead: those of a whole range in one process, any other one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from plan_cli.repository.commit_graph import Lineage, StoredObject
from plan_cli.repository.objects import ObjectReader, TooLargeError
from plan_cli.translation import _

_LONGEST = 1 << 20
_TOGETHER = 64 << 20


class PrefetchedObjects(ObjectReader):
    """An object reader that was told what it will be asked."""

    def __init__(self, git_directory: Path, lineage: Lineage) -> None:
        super().__init__(git_directory)
        self._lineage = lineage
        self._kept: dict[str, bytes] = {}
        self._bytes = 0

    def fetch(self, known: Mapping[str, StoredObject], oids: Iterable[str]) -> None:
        """Read these blobs now, as far as they are small; `known` says how large each is."""
        if self._bytes > _TOGETHER:
            self._kept.clear()
            self._bytes = 0
        wanted = []
        for oid in dict.fromkeys(oids):
            found = known.get(oid)
            if found is None or found.kind != "blob" or found.size > _LONGEST or oid in self._kept:
                continue
            if self._bytes + found.size > _TOGETHER:
                break
            self._bytes += found.size
            wanted.append(oid)
        if wanted:
            self._kept |= self._lineage.blobs(wanted)

    def read(self, oid: str, limit: int) -> bytes:
        """The bytes of a blob of at most `limit` bytes.

        Raises:
            TooLargeError: it is larger; nothing was read.
            ToolFailedError: the object is missing or damaged, or git did not answer.
        """
        content = self._kept.get(oid)
        if content is None:
            return super().read(oid, limit)
        if len(content) > limit:
            raise TooLargeError(_("{size} bytes, more than {limit}").format(size=len(content), limit=limit))
        return content
