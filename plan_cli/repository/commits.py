"""Making commits from given files with git's plumbing: no hook, filter or editor of a repository runs."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from plan_cli.errors import MissingRequirementError
from plan_cli.repository.git import Git
from plan_cli.translation import _


def require_identity(git: Git) -> None:
    """Make sure that git knows who commits.

    Raises:
        MissingRequirementError: no name or address is configured.
    """
    for role in ("GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"):
        if git.attempt("var", role).returncode != 0:
            raise MissingRequirementError(
                _("git does not know who you are"),
                _('run: git config --global user.name "姓名" && git config --global user.email "name@example.org"'),
            )


def commit_files(git: Git, branch: str, files: Mapping[str, bytes], message: str) -> str:
    """Commit `files` on top of `branch` (which may not exist yet) and return the commit id.

    The branch moves in one step at the end, and only if nobody moved it in between; the work tree and the index are
    left as they are.

    Raises:
        ToolFailedError: git refused, or the branch moved meanwhile; the branch is as it was.
    """
    reference = f"refs/heads/{branch}"
    found = git.attempt("rev-parse", "--verify", "--quiet", "--end-of-options", f"{reference}^{{commit}}")
    parent = found.stdout.decode("ascii").strip() if found.returncode == 0 else ""
    with tempfile.TemporaryDirectory(prefix="plan-index-") as folder:
        scratch = git.with_index(Path(folder) / "index")
        if parent:
            scratch.run("read-tree", parent)
        scratch.run("update-index", "-z", "--index-info", stdin=_index_records(git, files))
        tree = scratch.run("write-tree").decode("ascii").strip()
    parents = ["-p", parent] if parent else []
    commit = git.run("commit-tree", tree, *parents, stdin=message.encode()).decode("ascii").strip()
    git.run("update-ref", "-m", "plan", reference, commit, parent or "0" * len(commit))
    return commit


def _index_records(git: Git, files: Mapping[str, bytes]) -> bytes:
    records = []
    for path, content in files.items():
        oid = git.run("hash-object", "-w", "--no-filters", "--stdin", stdin=content).decode("ascii").strip()
        records.append(f"100644 {oid}\t{path}\0".encode())
    return b"".join(records)
