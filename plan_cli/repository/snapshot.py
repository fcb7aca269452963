"""A read-only view of a plan repository at one moment: the work tree, the index, or any revision, bare or not.

Everything above this layer reads plans only through `Snapshot`; nothing is ever checked out or stashed.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import Protocol

from plan_cli.errors import PlanError, ToolFailedError
from plan_cli.repository.git import Git
from plan_cli.repository.names import escapes
from plan_cli.repository.objects import ObjectReader, TooLargeError
from plan_cli.repository.stat_table import StatTable
from plan_cli.translation import _


class Kind(Enum):
    """What stands at a path."""

    FILE = "file"
    LINK = "link"
    SUBMODULE = "submodule"
    CONFLICT = "conflict"


class UnreadableError(PlanError):
    """A path of a snapshot that cannot be read as a plain file."""


class Snapshot(Protocol):
    """What every reader of plans sees. Paths are relative to the top, with `/`, sorted."""

    @property
    def label(self) -> str:
        """What this is a view of, for messages."""

    def paths(self) -> tuple[str, ...]:
        """Every path, files and whatever else there is."""

    def kind(self, path: str) -> Kind:
        """What stands there.

        Raises:
            KeyError: nothing.
        """

    def read(self, path: str, limit: int) -> bytes:
        """The content, at most `limit` bytes.

        Raises:
            KeyError: there is no such path.
            TooLargeError: it is larger.
            UnreadableError: it is no plain file, or cannot be read.
        """

    def oid(self, path: str) -> str:
        """The blob id that git has, or would have, for the content."""


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: Kind
    oid: str


_KIND_OF_MODE = {"120000": Kind.LINK, "160000": Kind.SUBMODULE}


class _StoredSnapshot:
    """What a revision and the index have in common: entries with blob ids, contents in the object database."""

    def __init__(self, label: str, entries: Mapping[str, _Entry], objects: ObjectReader) -> None:
        self._label = label
        self._entries = dict(sorted(entries.items()))
        self._objects = objects

    @property
    def label(self) -> str:
        return self._label

    def paths(self) -> tuple[str, ...]:
        return tuple(self._entries)

    def kind(self, path: str) -> Kind:
        return self._entries[path].kind

    def oid(self, path: str) -> str:
        return self._entries[path].oid

    def read(self, path: str, limit: int) -> bytes:
        entry = self._entries[path]
        if entry.kind is not Kind.FILE:
            raise UnreadableError(_("not a plain file"))
        try:
            return self._objects.read(entry.oid, limit)
        except TooLargeError:
            raise
        except ToolFailedError as problem:
            raise UnreadableError(problem.message) from problem


class RevisionSnapshot(_StoredSnapshot):
    """The files of one commit. Works in a bare repository too."""

    def __init__(self, git: Git, commit: str, objects: ObjectReader, label: str = "") -> None:
        entries = {}
        for record in _records(git.run("ls-tree", "-r", "-z", "--full-tree", commit)):
            header, __, name = record.partition(b"\t")
            mode, kind_name, oid = header.decode("ascii").split(" ")
            kind = Kind.SUBMODULE if kind_name == "commit" else _KIND_OF_MODE.get(mode, Kind.FILE)
            entries[os.fsdecode(name)] = _Entry(kind, oid)
        super().__init__(label or commit, entries, objects)
        self.commit = commit


class ListedSnapshot(_StoredSnapshot):
    """Files given one by one: git's mode and the blob id by path."""

    def __init__(self, label: str, listed: Mapping[str, tuple[str, str]], objects: ObjectReader) -> None:
        entries = {path: _Entry(_kind_of(mode), oid) for path, (mode, oid) in listed.items()}
        super().__init__(label, entries, objects)


def _kind_of(mode: str) -> Kind:
    return _KIND_OF_MODE.get(mode, Kind.FILE)


class IndexSnapshot(_StoredSnapshot):
    """What the next commit would hold."""

    def __init__(self, git: Git, objects: ObjectReader) -> None:
        entries = {}
        for record in _records(git.run("ls-files", "-s", "-z", "--full-name")):
            header, __, name = record.partition(b"\t")
            mode, oid, stage = header.decode("ascii").split(" ")
            kind = _KIND_OF_MODE.get(mode, Kind.FILE) if stage == "0" else Kind.CONFLICT
            entries[os.fsdecode(name)] = _Entry(kind, oid)
        super().__init__(_("the index"), entries, objects)


class WorkTreeSnapshot:
    """The files as they lie on the disk: tracked ones that exist, and new ones that git does not ignore."""

    def __init__(self, git: Git, top: Path, hash_name: str = "sha1", table: StatTable | None = None) -> None:
        self._git = git
        self._top = top
        self._hash_name = hash_name
        self._table = table
        self._read: dict[str, bytes] = {}
        self._stats: dict[str, os.stat_result] = {}
        self._top_name = str(top)
        self._plain_folders = {""}

    @property
    def label(self) -> str:
        return _("the work tree")

    @cached_property
    def _kinds(self) -> dict[str, Kind]:
        listed = self._git.run("ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate")
        kinds = {}
        for record in _records(listed):
            path = os.fsdecode(record).rstrip("/")
            kind = self._look(path)
            if kind is not None:
                kinds[path] = kind
        return dict(sorted(kinds.items()))

    @cached_property
    def _staged(self) -> dict[str, str]:
        staged = {}
        for record in _records(self._git.run("ls-files", "-s", "-z")):
            header, __, name = record.partition(b"\t")
            staged[os.fsdecode(name)] = str(header, "ascii").split(" ")[1]
        return staged

    def _look(self, path: str) -> Kind | None:
        try:
            found = os.lstat(f"{self._top_name}/{path}")
        except (OSError, ValueError):
            return None
        mode = found.st_mode
        if stat.S_ISREG(mode):
            self._stats[path] = found
            return Kind.FILE if self._folder_is_plain(path.rpartition("/")[0]) else Kind.LINK
        if stat.S_ISDIR(mode):
            return Kind.SUBMODULE
        return Kind.LINK

    def _folder_is_plain(self, folder: str) -> bool:
        """Whether no folder from the top down to this one is a symbolic link that leads elsewhere."""
        if folder in self._plain_folders:
            return True
        if (self._top / folder).is_symlink() or not self._folder_is_plain(folder.rpartition("/")[0]):
            return False
        self._plain_folders.add(folder)
        return True

    def paths(self) -> tuple[str, ...]:
        return tuple(self._kinds)

    def kind(self, path: str) -> Kind:
        return self._kinds[path]

    def read(self, path: str, limit: int) -> bytes:
        if self._kinds[path] is not Kind.FILE or escapes(path):
            raise UnreadableError(_("not a plain file"))
        if path not in self._read:
            self._read[path] = self._read_once(self._top / path, limit)
        content = self._read[path]
        if len(content) > limit:
            raise TooLargeError(_("more than {limit} bytes").format(limit=limit))
        return content

    def _read_once(self, file: Path, limit: int) -> bytes:
        try:
            # O_NONBLOCK: a named pipe put in the file's place after the look must not hang the tool.
            flags = (
                os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
            )
            with open(os.open(file, flags), "rb") as stream:
                content = stream.read(limit + 1)
        except (OSError, ValueError) as problem:
            raise UnreadableError(getattr(problem, "strerror", None) or str(problem)) from problem
        if len(content) > limit:
            raise TooLargeError(_("more than {limit} bytes").format(limit=limit))
        return content

    def oid(self, path: str) -> str:
        found = self._stats.get(path) if path in self._kinds else None
        if self._table is None or found is None:
            return self._computed_oid(path)
        oid = self._table.get(path, found)
        if oid is None:
            oid = self._computed_oid(path)
            if b"\r\n" not in self._read.get(path, b""):
                # With Windows line ends it depends on what is staged, too.
                self._table.put(path, found, oid)
        return oid

    def _computed_oid(self, path: str) -> str:
        content = self._read.get(path)
        if content is None:
            content = self.read(path, limit=2**31)
        oid = self._blob_id(content)
        staged = self._staged.get(path)
        if b"\r\n" in content and staged not in (None, oid):
            # A work tree with Windows line ends: git stores, and means, the text with plain ones.
            plain = self._blob_id(content.replace(b"\r\n", b"\n"))
            return plain if plain == staged else oid
        return oid

    def _blob_id(self, content: bytes) -> str:
        return hashlib.new(self._hash_name, b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def _records(output: bytes) -> list[bytes]:
    """The records of NUL-terminated output."""
    return output.split(b"\0")[:-1]
