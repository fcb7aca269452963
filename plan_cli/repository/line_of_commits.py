"""The commits of a branch between two of its states, with the paths that each changed."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

from plan_cli.repository.git import Git

# A subject holds no NUL, so the end of this cannot be forged in one.
_HEAD = re.compile(rb"\x01([0-9a-f]{40,64})\x00")


@dataclass(frozen=True, slots=True)
class LineCommit:
    """A commit of the branch itself; a merge stands for everything it brought."""

    commit: str
    subject: str
    paths: tuple[str, ...]


def commits_between(git: Git, before: str, after: str) -> tuple[LineCommit, ...]:
    """The commits after `before` up to `after`, the oldest first; none where `before` is not in this clone."""
    listed = git.attempt(
        *("log", "--reverse", "--first-parent", "-m", "--no-renames", "--name-only", "-z", "--no-show-signature"),
        *("--format=%x01%H%x00%s%x00", f"{before}..{after}", "--"),
    )
    if listed.returncode != 0:
        return ()
    parts = _HEAD.split(listed.stdout)[1:]
    commits = []
    for oid, rest in zip(parts[::2], parts[1::2], strict=True):
        subject, *paths = rest.split(b"\0")
        names = tuple(os.fsdecode(path.lstrip(b"\n")) for path in paths if path.strip(b"\n"))
        commits.append(LineCommit(oid.decode("ascii"), subject.decode("utf-8", "replace"), names))
    return tuple(commits)
