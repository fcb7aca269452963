"""Commits, their parents, and what changed between two of them: a whole range in one process each."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from plan_cli.errors import RefusedError
from plan_cli.repository.git import Git
from plan_cli.translation import _

PLAIN_MODES = frozenset({"100644", "100755"})
_TIMEOUT_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class TreeChange:
    """A path that differs between two commits, with git's modes and object ids; None where nothing stands there."""

    path: str
    mode_before: str | None
    mode: str | None
    before: str | None
    after: str | None

    @property
    def plain(self) -> bool:
        """Whether what stands there afterwards, if anything, is an ordinary file."""
        return self.mode is None or self.mode in PLAIN_MODES


@dataclass(frozen=True, slots=True)
class StoredObject:
    """What an object is, and its bytes unpacked."""

    kind: str
    size: int


class Lineage:
    """The history of one repository, objects in a push's quarantine included."""

    def __init__(self, git: Git) -> None:
        self._git = git

    def commits(
        self, tips: Iterable[str], excluded: Iterable[str] = (), limit: int | None = None, *, beside_refs: bool = False
    ) -> dict[str, tuple[str, ...]]:
        """The commits reachable from `tips` and not from `excluded`, with their parents, older ones first.

        `beside_refs`: nor from any ref of the repository. In `pre-receive` these are the old ones.

        Raises:
            RefusedError: there are more than `limit`, or they have more than twice as many parents.
            ToolFailedError: an object is missing.
        """
        asked = "".join(f"{tip}\n" for tip in tips) + "".join(f"^{commit}\n" for commit in excluded)
        options = ["rev-list", "--topo-order", "--reverse", "--parents", "--stdin"]
        options += [f"--max-count={limit + 1}"] if limit is not None else []
        options += ["--not", "--all"] if beside_refs else []
        listed = self._git.run(*options, stdin=asked.encode("ascii"), timeout=_TIMEOUT_SECONDS)
        found = {}
        for line in listed.decode("ascii").splitlines():
            commit, *parents = line.split(" ")
            found[commit] = tuple(parents)
        # Merges of thousands of parents are as much work as thousands of commits.
        if limit is not None and sum(max(len(parents), 1) for parents in found.values()) > 2 * limit:
            raise RefusedError(_("the new commits have too many parents"), _("merge fewer branches at once"))
        if limit is not None and len(found) > limit:
            raise RefusedError(
                _("there are more than {limit} new commits").format(limit=limit), _("push them in several parts")
            )
        return found

    def changes(self, steps: Sequence[tuple[str | None, str]]) -> Iterator[tuple[TreeChange, ...]]:
        """What changed in each step from a commit to a later one, in the order of the steps; renames are not looked
        for. A step from None is everything that the commit holds."""
        asked = "".join(f"{new} {old}\n" if old else f"{new}\n" for old, new in steps)
        command = ("diff-tree", "--stdin", "-r", "-z", "--raw", "--no-renames", "--root", "--always", "--no-ext-diff")
        parts = self._git.run(*command, stdin=asked.encode("ascii"), timeout=_TIMEOUT_SECONDS).split(b"\0")
        at = 0
        for __, new in steps:
            if parts[at] != new.encode("ascii"):
                raise RefusedError(_("git did not say what {commit} changed").format(commit=new[:10]))
            at += 1
            changed: list[TreeChange] = []
            while parts[at].startswith(b":"):
                changed.append(_change(parts[at], parts[at + 1]))
                at += 2
            yield tuple(changed)

    def objects(self, oids: Iterable[str]) -> dict[str, StoredObject]:
        """What these objects are; one that is missing is left out."""
        asked = "".join(f"{oid}\n" for oid in oids)
        listed = self._git.run("cat-file", "--batch-check", stdin=asked.encode("ascii"), timeout=_TIMEOUT_SECONDS)
        found = {}
        for line in listed.decode("ascii").splitlines():
            oid, kind, *size = line.split(" ")
            if size:
                found[oid] = StoredObject(kind, int(size[0]))
        return found

    def blobs(self, oids: Iterable[str]) -> dict[str, bytes]:
        """The contents of these blobs, all of which must be there."""
        asked = "".join(f"{oid}\n" for oid in oids)
        output = self._git.run("cat-file", "--batch", stdin=asked.encode("ascii"), timeout=_TIMEOUT_SECONDS)
        found = {}
        at = 0
        while at < len(output):
            end = output.index(b"\n", at)
            oid, __, *size = output[at:end].decode("ascii").split(" ")
            length = int(size[0]) if size else 0
            found[oid] = output[end + 1 : end + 1 + length]
            at = end + 1 + (length + 1 if size else 0)
        return found

    def tree(self, commit: str) -> dict[str, tuple[str, str]]:
        """Git's mode and the object id of every path in a commit."""
        entries = {}
        for record in self._git.run("ls-tree", "-r", "-z", "--full-tree", commit).split(b"\0")[:-1]:
            header, __, name = record.partition(b"\t")
            mode, __kind, oid = header.decode("ascii").split(" ")
            entries[os.fsdecode(name)] = (mode, oid)
        return entries

    def precedes(self, earlier: str, later: str) -> bool:
        """Whether a commit is there, and is the other one or lies before it."""
        return self._git.attempt("merge-base", "--is-ancestor", earlier, later).returncode == 0


def _change(header: bytes, name: bytes) -> TreeChange:
    mode_before, mode, before, after, __ = header.decode("ascii")[1:].split(" ")
    there_before, there = mode_before != "000000", mode != "000000"
    return TreeChange(
        os.fsdecode(name),
        mode_before if there_before else None,
        mode if there else None,
        before if there_before else None,
        after if there else None,
    )
