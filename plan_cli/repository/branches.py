"""Branches of reviewers: read by blob, written with git's plumbing. Nothing is checked out, no hook of theirs runs."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from plan_cli.errors import ToolFailedError
from plan_cli.repository.commits import index_records
from plan_cli.repository.git import Git
from plan_cli.translation import _


@dataclass(frozen=True, slots=True)
class Author:
    """Who a commit is by."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch, local or of a remote: its full reference, its name without the remote, and its commit."""

    reference: str
    name: str
    commit: str


def tip_of(git: Git, branch: str) -> str | None:
    """The commit of a local branch; None where there is no such branch."""
    found = git.attempt("rev-parse", "--verify", "--quiet", "--end-of-options", f"refs/heads/{branch}^{{commit}}")
    return found.stdout.decode("ascii").strip() if found.returncode == 0 else None


def branches_below(git: Git, prefix: str) -> list[Branch]:
    """The branches whose name begins with `prefix/`, local ones first, then those of each remote."""
    patterns = [f"refs/heads/{prefix}/", f"refs/remotes/*/{prefix}/**"]
    listed = git.run("for-each-ref", "--format=%(refname)%00%(objectname)%00%(objecttype)", *patterns)
    found = []
    for line in listed.decode("utf-8", "replace").splitlines():
        reference, commit, kind = line.split("\0")
        if kind != "commit":
            continue
        name = reference.removeprefix("refs/heads/")
        if reference.startswith("refs/remotes/"):
            name = reference.split("/", 3)[3]
        found.append(Branch(reference, name, commit))
    return sorted(found, key=lambda branch: (branch.reference.startswith("refs/remotes/"), branch.reference))


def first_commit(git: Git, commit: str) -> str:
    """The first commit of a history: what a repository and all its copies have in common."""
    return git.run("rev-list", "--max-parents=0", commit).decode("ascii").split()[-1]


def commit_on_branch(
    git: Git, branch: str, parent: str, files: Mapping[str, bytes], message: str, author: Author
) -> str | None:
    """Put `files` over what `parent` holds, as one commit by `author` on `branch`; None where nothing would change.

    The branch moves in one step, and only if it still stands where `parent` was read from: at `parent`, or nowhere.

    Raises:
        ToolFailedError: git refused, or the branch moved meanwhile; the branch is as it was.
    """
    tip = tip_of(git, branch)
    if tip not in (None, parent):
        raise ToolFailedError(_("{branch} moved meanwhile; try again").format(branch=branch))
    with tempfile.TemporaryDirectory(prefix="plan-index-") as folder:
        scratch = git.with_index(Path(folder) / "index")
        scratch.run("read-tree", parent)
        scratch.run("update-index", "-z", "--index-info", stdin=index_records(git, files))
        tree = scratch.run("write-tree").decode("ascii").strip()
    if tree == git.run("rev-parse", f"{parent}^{{tree}}").decode("ascii").strip():
        return None
    by = git_as(git, author)
    commit = by.run("commit-tree", tree, "-p", parent, stdin=message.encode()).decode("ascii").strip()
    git.run("update-ref", "-m", "plan", f"refs/heads/{branch}", commit, tip or "0" * len(commit))
    return commit


def git_as(git: Git, author: Author) -> Git:
    """The same git, whose commits are by `author`; who commits them stays the user."""
    return git.with_variables(GIT_AUTHOR_NAME=_plain(author.name), GIT_AUTHOR_EMAIL=_plain(author.email))


def merged(git: Git, ours: bytes, base: bytes, theirs: bytes) -> bytes | None:
    """Both changes of a text in one; None where they touch the same lines."""
    with tempfile.TemporaryDirectory(prefix="plan-merge-") as name:
        folder = Path(name)
        for file, content in (("ours", ours), ("base", base), ("theirs", theirs)):
            (folder / file).write_bytes(content)
        paths = [str(folder / file) for file in ("ours", "base", "theirs")]
        done = git.attempt("merge-file", "-p", "--", *paths)
    return done.stdout if done.returncode == 0 else None


def _plain(text: str) -> str:
    """A name that git takes: without its brackets and line ends."""
    return re.sub(r"[<>\n\0]", " ", text).strip() or "?"
