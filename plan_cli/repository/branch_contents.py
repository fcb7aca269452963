"""What many branches hold, read with few processes in all: one for the history, one for the trees, two for blobs."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from plan_cli.model.change import FileChange
from plan_cli.repository.branches import Branch
from plan_cli.repository.git import Git

_PLAIN_MODES = ("100644", "100755", "000000")
_NO_BLOB = "0"


@dataclass(frozen=True, slots=True)
class BranchContent:
    """What a branch changed since it left the main line at `base`."""

    branch: Branch
    base: str
    changes: tuple[FileChange, ...]


def branch_contents(git: Git, branches: Iterable[Branch], main: str) -> list[BranchContent]:
    """What each branch has changed since it left `main`, a commit. Of two branches of one name an older state of the
    other is left out, and so is the second of two at the same commit.
    """
    branches = list(branches)
    if not branches:
        return []
    parents = _own_history(git, [branch.commit for branch in branches], main)
    own = {branch.commit: _reached(parents, branch.commit) for branch in branches}
    kept: list[Branch] = []
    for branch in branches:
        same = [other for other in branches if other.name == branch.name and other is not branch]
        if any(other in kept and other.commit == branch.commit for other in same):
            continue
        if any(branch.commit != other.commit and branch.commit in own[other.commit] for other in same):
            continue
        kept.append(branch)
    bases = {branch.commit: _base(git, parents, own[branch.commit], branch.commit, main) for branch in kept}
    changes = _changes(git, {commit: base for commit, base in bases.items() if base != commit})
    return [BranchContent(branch, bases[branch.commit], tuple(changes.get(branch.commit, ()))) for branch in kept]


def read_blobs(git: Git, oids: Iterable[str], limit: int, total: int = 512 << 20) -> dict[str, bytes]:
    """Blobs by id; what is no blob, is missing, or larger than `limit` bytes, is not there. All together hold at most
    `total` bytes: what comes behind is left out too.
    """
    wanted = list(dict.fromkeys(oids))
    if not wanted:
        return {}
    listed = git.run("cat-file", "--batch-check", stdin="\n".join(wanted).encode() + b"\n").decode("ascii", "replace")
    sizes: dict[str, int] = {}
    for line in listed.splitlines():
        oid, kind, size = (*line.split(" "), "", "")[:3]
        if kind == "blob" and int(size) <= limit and total >= int(size):
            sizes[oid] = int(size)
            total -= int(size)
    found: dict[str, bytes] = {}
    output = git.run("cat-file", "--batch", stdin="".join(f"{oid}\n" for oid in sizes).encode()) if sizes else b""
    at = 0
    for oid, length in sizes.items():
        start = output.index(b"\n", at) + 1
        found[oid] = output[start : start + length]
        at = start + length + 1
    return found


def _own_history(git: Git, tips: list[str], main: str) -> dict[str, list[str]]:
    """The parents of every commit of the branches that is not on the main line."""
    asked = "".join(f"{tip}\n" for tip in dict.fromkeys(tips)) + f"^{main}\n"
    parents = {}
    for line in git.run("rev-list", "--parents", "--stdin", stdin=asked.encode()).decode("ascii").splitlines():
        commit, *rest = line.split(" ")
        parents[commit] = rest
    return parents


def _reached(parents: Mapping[str, list[str]], tip: str) -> set[str]:
    seen: set[str] = set()
    waiting = [tip]
    while waiting:
        commit = waiting.pop()
        if commit in parents and commit not in seen:
            seen.add(commit)
            waiting += parents[commit]
    return seen


def _base(git: Git, parents: Mapping[str, list[str]], own: set[str], tip: str, main: str) -> str:
    """Where a branch left the main line last."""
    if not own:
        return tip
    left = {parent for commit in own for parent in parents[commit] if parent not in own}
    if len(left) == 1:
        return left.pop()
    found = git.attempt("merge-base", main, tip)
    # A branch without anything in common changes everything it holds: it is compared with the main line itself.
    return found.stdout.decode("ascii").strip() if found.returncode == 0 else main


def _changes(git: Git, bases: Mapping[str, str]) -> dict[str, list[FileChange]]:
    """The changed paths of each commit since its base."""
    if not bases:
        return {}
    asked = "".join(f"{commit} {base}\n" for commit, base in bases.items())
    output = git.run(
        "diff-tree", "--stdin", "-r", "-z", "-m", "--raw", "--no-abbrev", "--no-renames", "--no-ext-diff",
        stdin=asked.encode(),
    )  # fmt: skip
    changes: dict[str, list[FileChange]] = {}
    current: list[FileChange] = []
    parts = iter(output.split(b"\0"))
    for part in parts:
        if part.startswith(b":"):
            __, new_mode, old, new, __ = part[1:].decode("ascii").split(" ")
            name = os.fsdecode(next(parts))
            current.append(FileChange(name, _blob(old), _blob(new), new_mode in _PLAIN_MODES))
        elif part:
            commit = part.decode("ascii").split()[0]
            current = changes.setdefault(commit, [])
    return changes


def _blob(oid: str) -> str | None:
    return None if not oid.strip(_NO_BLOB) else oid
