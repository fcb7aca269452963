"""Writes that happen whole or not at all: a temporary neighbour, fsync, rename."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from plan_cli.errors import MissingRequirementError, RefusedError
from plan_cli.repository import leftovers
from plan_cli.translation import _


def write_file(target: Path, content: bytes) -> None:
    """Put `content` at `target`, replacing what is there, so that a reader sees the old or the new file whole.

    A file that holds these very bytes already stays as it is.

    Raises:
        MissingRequirementError: the place cannot be written.
    """
    if _holds(target, content):
        return
    temporary = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        leftovers.sweep(target.parent)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=leftovers.prefix(), suffix=leftovers.SUFFIX)
        temporary = Path(name)
        with open(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(0o666 & ~_umask())
        os.replace(temporary, target)
        sync_folder(target.parent)
    except OSError as problem:
        raise _cannot_write(target, problem) from problem
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                temporary.unlink()


def write_new_folder(target: Path, files: Mapping[str, bytes]) -> None:
    """Make the folder `target` with `files` (by relative path), all at once.

    Raises:
        RefusedError: something is there already.
        MissingRequirementError: the place cannot be written.
    """
    temporary = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        leftovers.sweep(target.parent)
        temporary = Path(tempfile.mkdtemp(dir=target.parent, prefix=leftovers.prefix(), suffix=leftovers.SUFFIX))
        for path, content in files.items():
            write_file(temporary / path, content)
        temporary.chmod(0o777 & ~_umask())
        if os.path.lexists(target):
            raise RefusedError(_("{path} exists already; nothing was written").format(path=target))
        # On POSIX a rename replaces an empty folder made in between, and fails on a full one: never a silent mix.
        os.rename(temporary, target)
        sync_folder(target.parent)
    except OSError as problem:
        raise _cannot_write(target, problem) from problem
    finally:
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)


def _holds(target: Path, content: bytes) -> bool:
    try:
        return not target.is_symlink() and target.stat().st_size == len(content) and target.read_bytes() == content
    except OSError:
        return False


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` outlive a power cut, where the system knows how."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


def _cannot_write(target: Path, problem: OSError) -> MissingRequirementError:
    reason = problem.strerror or str(problem)
    return MissingRequirementError(
        _("{path} cannot be written: {reason}").format(path=target, reason=reason),
        _("check that the folder exists, that you may write there and that the disk is not full"),
    )
