"""The commits that lie between two revisions, and what a file was at each of them: by reading blobs, no checkout."""

from __future__ import annotations

import datetime
import os
from collections.abc import Sequence
from dataclasses import dataclass

from plan_cli.repository.git import Git

_FORMAT = "%H%x00%P%x00%an%x00%aI%x00%s"


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit: who wrote it and when by the author's own clock, its first line, and its parents among those listed."""

    id: str
    parents: tuple[str, ...]
    author: str
    written: datetime.datetime | None
    subject: str


def commits_between(git: Git, old: str, new: str, paths: Sequence[str]) -> tuple[Commit, ...]:
    """The commits that `new` has and `old` has not, as far as they touch `paths`; parents come before children.

    Their parents are those that remain when all other commits are left out.

    Raises:
        ToolFailedError: git could not list them.
    """
    listed = git.run(
        "log",
        "-z",
        "--topo-order",
        "--reverse",
        "--parents",
        "--no-show-signature",
        "--no-color",
        "--encoding=UTF-8",
        f"--format={_FORMAT}",
        "--end-of-options",
        f"{old}..{new}",
        "--",
        *paths,
    )
    fields = listed.decode("utf-8", "replace").split("\0")
    commits = []
    for at in range(0, len(fields) - 4, 5):
        identifier, parents, author, written, subject = fields[at : at + 5]
        commits.append(Commit(identifier, tuple(parents.split()), author, _time(written), subject))
    return tuple(commits)


def commit_details(git: Git, commit: str) -> Commit:
    """One commit, without its parents.

    Raises:
        ToolFailedError: there is none.
    """
    shown = git.run("show", "-s", "--no-notes", "--no-color", "--encoding=UTF-8", f"--format={_FORMAT}", commit)
    identifier, __, author, written, subject = shown.decode("utf-8", "replace").rstrip("\n").split("\0")
    return Commit(identifier, (), author, _time(written), subject)


def blob_ids(git: Git, commits: Sequence[str], paths: Sequence[str]) -> dict[tuple[str, str], str]:
    """The blob at each of the paths in each of the commits, where there is one.

    Raises:
        ToolFailedError: git did not answer.
    """
    asked = [(commit, path) for commit in commits for path in paths if "\n" not in path]
    lines = b"".join(os.fsencode(f"{commit}:{path}\n") for commit, path in asked)
    answers = git.run("cat-file", "--batch-check=%(objecttype) %(objectname)", stdin=lines).splitlines()
    found = {}
    for key, answer in zip(asked, answers, strict=True):
        kind, __, oid = answer.decode("utf-8", "replace").partition(" ")
        if kind == "blob":
            found[key] = oid
    return found


def own_name(git: Git) -> str:
    """The name under which git would commit now; empty where it knows none."""
    asked = git.attempt("var", "GIT_AUTHOR_IDENT")
    if asked.returncode != 0:
        return ""
    return asked.stdout.decode("utf-8", "replace").partition(" <")[0].strip()


def _time(written: str) -> datetime.datetime | None:
    # git writes years that no calendar here has.
    try:
        return datetime.datetime.fromisoformat(written.replace("Z", "+00:00"))
    except ValueError:
        return None
