"""A snapshot in memory: files of any name and content, also such as no disk of this machine would take."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from plan_cli.checks.rule import Files, Link, Long, Unreadable
from plan_cli.repository.objects import TooLargeError
from plan_cli.repository.snapshot import Kind, UnreadableError


@dataclass
class Memory:
    """A snapshot of files in memory."""

    files: dict[str, bytes] = field(default_factory=dict)
    kinds: dict[str, Kind] = field(default_factory=dict)
    locked: frozenset[str] = frozenset()
    label = "memory"

    def paths(self) -> tuple[str, ...]:
        return tuple(sorted(self.files))

    def kind(self, path: str) -> Kind:
        return self.kinds.get(path, Kind.FILE) if path in self.files else self.kinds[path]

    def read(self, path: str, limit: int) -> bytes:
        content = self.files[path]
        if self.kind(path) is not Kind.FILE:
            raise UnreadableError("not a plain file")
        if path in self.locked:
            raise UnreadableError("Permission denied")
        if len(content) > limit:
            raise TooLargeError("too large")
        return content

    def oid(self, path: str) -> str:
        if path in self.locked:
            raise UnreadableError("Permission denied")
        return hashlib.sha1(self.files[path], usedforsecurity=False).hexdigest()


def memory(*layers: Files, **kinds: Kind) -> Memory:
    """A snapshot of files laid over one another; `None` takes one away. `kinds`: what stands at a path, by its name."""
    files: dict[str, bytes] = {}
    links: dict[str, Kind] = {}
    locked = set()
    for layer in layers:
        for path, written in layer.items():
            files.pop(path, None)
            links.pop(path, None)
            locked.discard(path)
            if isinstance(written, Link):
                files[path], links[path] = written.target.encode(), Kind.LINK
            elif isinstance(written, Unreadable):
                files[path] = b""
                locked.add(path)
            elif isinstance(written, Long):
                files[path] = written.content.encode()
            elif written is not None:
                files[path] = written if isinstance(written, bytes) else written.encode()
    return Memory(files, links | kinds, frozenset(locked))
