"""A snapshot with some files exchanged: what a commit would be, before it is made."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from plan_cli.repository.objects import TooLargeError
from plan_cli.repository.snapshot import Kind, Snapshot
from plan_cli.translation import _

_SHA1_LENGTH = 40


class Overlaid:
    """`base` with `files` in place of its own, or beside them."""

    def __init__(self, base: Snapshot, files: Mapping[str, bytes]) -> None:
        self._base = base
        self._files = files

    @property
    def label(self) -> str:
        """What this is a view of."""
        return self._base.label

    def paths(self) -> tuple[str, ...]:
        """Every path."""
        return tuple(sorted({*self._base.paths(), *self._files}))

    def kind(self, path: str) -> Kind:
        """What stands there."""
        return Kind.FILE if path in self._files else self._base.kind(path)

    def read(self, path: str, limit: int) -> bytes:
        """The content, at most `limit` bytes."""
        if path not in self._files:
            return self._base.read(path, limit)
        if len(self._files[path]) > limit:
            raise TooLargeError(_("more than {limit} bytes").format(limit=limit))
        return self._files[path]

    def oid(self, path: str) -> str:
        """The blob id."""
        if path not in self._files:
            return self._base.oid(path)
        content = self._files[path]
        sample = next((self._base.oid(name) for name in self._base.paths()), "")
        name = "sha256" if len(sample) > _SHA1_LENGTH else "sha1"
        return hashlib.new(name, b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
