"""Making commits from given files with git's plumbing: no hook, filter or editor of a repository runs."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from plan_cli.errors import MissingRequirementError, RefusedError
from plan_cli.repository.atomic import write_file
from plan_cli.repository.git import Git
from plan_cli.translation import _

# Between one try and the next to write the index that somebody else is writing.
_PATIENCE_SECONDS = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2)

_SHA1_LENGTH = 40


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
    commit = _write_commit(git, parent, _index_entries(git, files), message)
    git.run("update-ref", "-m", "plan", reference, commit, parent or "0" * len(commit))
    return commit


Sign = Callable[[bytes], bytes]
"""What makes the signature of a commit: its text in, the armoured signature out."""


def commit_in_work_tree(
    git: Git,
    top: Path,
    branch: str,
    parent: str,
    files: Mapping[str, bytes],
    message: str,
    sign: Sign | None = None,
    replaced: Mapping[str, bytes] | None = None,
) -> str:
    """Commit `files` and nothing else on top of `parent`, the tip of the checked-out `branch`; return the commit id.

    `sign`: signs it. `replaced`: what the files that are exchanged on the disk hold until now.

    The files also stand in the work tree and in the index afterwards, as after any commit; whatever else lies there,
    staged or not, stays as it is. The branch moves last: if anything fails, nothing has happened, and after a kill
    at worst new files lie there uncommitted.

    Raises:
        RefusedError: the branch moved meanwhile, or something else stands in a file's place.
        ToolFailedError: git refused.
    """
    entries = _index_entries(git, files)
    commit = _write_commit(git, parent, entries, message, sign)
    before = {path: _staged(git, path) for path in files}
    made = [path for path in files if not os.path.lexists(top / path)]
    old = replaced or {}
    exchanged: list[str] = []
    try:
        for path, content in files.items():
            if _place(top, path, content, old.get(path)):
                exchanged.append(path)
        git.run("update-index", "-z", "--index-info", stdin=b"".join(entries.values()))
        moved = git.attempt("update-ref", "-m", "plan", f"refs/heads/{branch}", commit, parent)
        if moved.returncode != 0:
            raise RefusedError(
                _("{branch} moved meanwhile; nothing was recorded").format(branch=branch),
                _("run the command again"),
            )
    except BaseException:
        _take_back(git, top, before, made)
        for path in exchanged:
            with contextlib.suppress(OSError, MissingRequirementError):
                write_file(top / path, old[path])
        raise
    return commit


def _write_commit(git: Git, parent: str, entries: Mapping[str, bytes], message: str, sign: Sign | None = None) -> str:
    """Write a commit object with the files of `parent` and these entries, and return its id. No branch moves."""
    with tempfile.TemporaryDirectory(prefix="plan-index-") as folder:
        scratch = git.with_index(Path(folder) / "index")
        if parent:
            scratch.run("read-tree", parent)
        scratch.run("update-index", "-z", "--index-info", stdin=b"".join(entries.values()))
        tree = scratch.run("write-tree").decode("ascii").strip()
    parents = ["-p", parent] if parent else []
    commit = git.run("commit-tree", tree, *parents, stdin=message.encode()).decode("ascii").strip()
    return _signed(git, commit, sign) if sign else commit


def _signed(git: Git, commit: str, sign: Sign) -> str:
    """The same commit with a signature, laid out as git does; git itself would run whatever program is configured."""
    content = git.run("cat-file", "commit", commit)
    head, separator, message = content.partition(b"\n\n")
    name = b"gpgsig" if len(commit) == _SHA1_LENGTH else b"gpgsig-sha256"
    lines = sign(content).rstrip(b"\n").replace(b"\n", b"\n ")
    signed = head + b"\n" + name + b" " + lines + separator + message
    return git.run("hash-object", "-t", "commit", "-w", "--stdin", stdin=signed).decode("ascii").strip()


def index_records(git: Git, files: Mapping[str, bytes]) -> bytes:
    """Files as `git update-index --index-info` takes them; their contents are stored on the way."""
    return b"".join(_index_entries(git, files).values())


def _index_entries(git: Git, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Write the contents as blobs; what `update-index --index-info` reads, by path."""
    entries = {}
    for path, content in files.items():
        oid = git.run("hash-object", "-w", "--no-filters", "--stdin", stdin=content).decode("ascii").strip()
        entries[path] = f"100644 {oid}\t{path}\0".encode()
    return entries


def _staged(git: Git, path: str) -> bytes:
    """What the index holds at a path, as `update-index --index-info` reads it; empty where there is nothing."""
    return git.run("ls-files", "-s", "-z", "--full-name", "--", path)


def _place(top: Path, path: str, content: bytes, old: bytes | None = None) -> bool:
    """Put a file into the work tree, where it is not there already; whether it took the place of `old`."""
    target = top / path
    folder = target.parent
    while folder != top:
        if folder.is_symlink():
            raise RefusedError(_("{path} is a symbolic link; links are not followed").format(path=folder))
        folder = folder.parent
    if os.path.lexists(target):
        lying = None if target.is_symlink() else target.read_bytes()
        if lying is not None and lying == old and old != content:
            write_file(target, content)
            return True
        if lying is None or lying.replace(b"\r\n", b"\n") != content:
            raise RefusedError(_("{path} exists already; nothing was written").format(path=path))
        return False
    write_file(target, content)
    return False


def _take_back(git: Git, top: Path, before: Mapping[str, bytes], made: list[str]) -> None:
    for path in made:
        with contextlib.suppress(OSError):
            (top / path).unlink()
    for path, entry in before.items():
        removal = f"0 {'0' * 40}\t{path}\0".encode()
        for wait in _PATIENCE_SECONDS:
            # Another process may be writing the index at this very moment.
            if git.attempt("update-index", "-z", "--index-info", stdin=entry or removal).returncode == 0:
                break
            time.sleep(wait)
