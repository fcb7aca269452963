"""How records came into a branch: by which commit, and how policy and organisation stood just before.

Followed are the first parents, the line of the branch itself: what a merge brings along was decided by the policy of
the branch that it was merged into, not by that of the branch it comes from.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

from plan_cli.errors import ToolFailedError
from plan_cli.repository.git import Git
from plan_cli.translation import _

FOLDER = "records"
ORGANIZATION = "organization.yaml"
SETTINGS = "plan.yaml"
_MARK = b"commit "
_NO_OBJECT = "0"


@dataclass(frozen=True, slots=True)
class Introduction:
    """A file came into the records of a branch.

    `oid`: its blob. `commits`: those that added it, whose signatures are asked for: the commit of the branch itself, or
    where that is a merge, the ones it brought along; empty where nobody can say. `organization`, `settings`: the blobs
    just before, None where there was none. `first`: it came with the very first commit of the branch.
    """

    path: str
    oid: str
    commits: tuple[str, ...]
    organization: str | None
    settings: str | None
    first: bool = False


def introductions(git: Git, commit: str) -> Iterator[Introduction]:
    """Every coming of a record into the branch that ends with `commit`, the oldest first, and by path in one commit."""
    now: dict[str, str | None] = {}
    for made, parents, changed in _steps(git, commit):
        came = {path: oid for path, oid in changed.items() if path.startswith(f"{FOLDER}/") and oid is not None}
        merged = brought_by(git, parents[0], made) if came and len(parents) > 1 else {}
        for path, oid in sorted(came.items()):
            commits = merged.get((path, oid), ()) if len(parents) > 1 else (made,)
            yield Introduction(path, oid, commits, now.get(ORGANIZATION), now.get(SETTINGS), not parents)
        now |= {path: oid for path, oid in changed.items() if path in (ORGANIZATION, SETTINGS)}


def _steps(git: Git, commit: str) -> Iterator[tuple[str, tuple[str, ...], dict[str, str | None]]]:
    """Commit, parents and changed paths with their new blobs (None: removed), along the first parents, oldest first."""
    output = git.run(
        *("log", "--first-parent", "-m", "--root", "--reverse", *_RAW, commit, "--", FOLDER, ORGANIZATION, SETTINGS)
    )
    return _read(output)


def brought_by(git: Git, before: str, merge: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """The commits that a merge brought along and that each made a record what it is, by path and blob."""
    output = git.run("log", "--full-history", "--no-merges", "--root", *_RAW, f"{before}..{merge}", "--", FOLDER)
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for commit, __, changed in _read(output):
        for path, oid in changed.items():
            if oid is not None:
                found[path, oid] = (*found.get((path, oid), ()), commit)
    return found


_RAW = ("--raw", "-z", "--no-abbrev", "--no-renames", "--no-ext-diff", "--no-show-signature", "--format=commit %H %P")


def _read(output: bytes) -> Iterator[tuple[str, tuple[str, ...], dict[str, str | None]]]:
    commit, parents = "", ()  # type: str, tuple[str, ...]
    changed: dict[str, str | None] = {}
    fields = iter(output.split(b"\0"))
    for field in fields:
        text = field.lstrip(b"\n")
        if text.startswith(_MARK):
            if commit:
                yield commit, parents, changed
            commit, *rest = text[len(_MARK) :].decode("ascii").split()
            parents, changed = tuple(rest), {}
        elif text.startswith(b":"):
            oid, status = text.decode("ascii").split(" ")[3:5]
            path = os.fsdecode(next(fields, b""))
            changed[path] = None if status == "D" or not oid.strip(_NO_OBJECT) else oid
        elif text:
            raise ToolFailedError(_("git log answered something that cannot be read"))
    if commit:
        yield commit, parents, changed
