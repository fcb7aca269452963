"""A new repository with one commit: built beside its place and moved there whole."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from plan_cli.errors import MissingRequirementError, UsageError
from plan_cli.repository import leftovers
from plan_cli.repository.atomic import sync_folder, write_file
from plan_cli.repository.commits import commit_files, require_identity
from plan_cli.repository.git import Git
from plan_cli.translation import _

BRANCH = "main"


def check_place(target: Path) -> None:
    """Refuse a place where no new repository can stand.

    Raises:
        UsageError: something is there already, or it lies inside another repository.
    """
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise UsageError(_("{path} exists and is no folder").format(path=target))
    try:
        occupied = target.is_dir() and any(target.iterdir())
    except OSError as problem:
        raise _no_place(target, problem) from problem
    if occupied:
        raise UsageError(
            _("the folder {path} is not empty; nothing was written").format(path=target), _("name a new folder")
        )


def make_repository(target: Path, files: Mapping[str, bytes], message: str) -> str:
    """Make `target` a repository with `files` in one commit on `main`, and return the commit id.

    Until the end everything lies in a temporary folder beside it; whatever goes wrong, `target` is as it was.

    Raises:
        MissingRequirementError: git does not know who commits, or the place cannot be written.
    """
    check_place(target)
    place = Path(os.path.abspath(target))  # noqa: PTH100 - a symbolic link on the way stays as the user wrote it
    made_parents = _make_parents(place.parent)
    temporary = None
    try:
        require_identity(Git(place.parent))
        leftovers.sweep(place.parent)
        temporary = Path(tempfile.mkdtemp(dir=place.parent, prefix=leftovers.prefix(), suffix=leftovers.SUFFIX))
        commit = _fill(temporary, files, message)
        _move(temporary, place)
    except OSError as problem:
        raise _no_place(target, problem) from problem
    else:
        made_parents = []
        return commit
    finally:
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)
        for folder in made_parents:
            with contextlib.suppress(OSError):
                folder.rmdir()


def _make_parents(parent: Path) -> list[Path]:
    """Make the folders above, and return those that were not there, innermost first."""
    missing = []
    folder = parent
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    try:
        parent.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise _no_place(parent, problem) from problem
    return missing


def _fill(folder: Path, files: Mapping[str, bytes], message: str) -> str:
    git = Git(folder)
    git.run("init", "--quiet", "--template=", f"--initial-branch={BRANCH}")
    commit = commit_files(git, BRANCH, files, message)
    for path, content in files.items():
        write_file(folder / path, content)
    git.run("read-tree", commit)
    # The files were written from the same bytes: tell the index so, and `git status` need not look.
    git.attempt("update-index", "-q", "--refresh")
    folder.chmod(0o755)
    return commit


def _move(temporary: Path, place: Path) -> None:
    if place.exists() and place == Path.cwd():
        # The folder a shell stands in must stay the same one. `.git` goes first: from then on everything is in the
        # repository, and `git restore .` would finish an interrupted move.
        for entry in sorted(temporary.iterdir(), key=lambda entry: entry.name != ".git"):
            os.rename(entry, place / entry.name)
    else:
        if os.name == "nt" and place.exists():
            place.rmdir()
        os.rename(temporary, place)
    sync_folder(place.parent)


def _no_place(target: Path, problem: OSError) -> MissingRequirementError:
    return MissingRequirementError(
        _("{path} cannot be made: {reason}").format(path=target, reason=problem.strerror or problem),
        _("choose a folder where you may write"),
    )
