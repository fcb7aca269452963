"""Writes that happen whole or not at all: a temporary neighbour, fsync, rename."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from plan_cli.errors import MissingRequirementError, RefusedError
from plan_cli.repository import leftovers
from plan_cli.translation import _

_SYNCED_ONE_BY_ONE = 100


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


def write_new_files(top: Path, files: Mapping[str, bytes]) -> None:
    """Put new `files` (by path relative to `top`) in their places: all of them, or none.

    They are first written beside, in a folder of their own, then moved in their order; whatever goes wrong, those that
    were moved already are taken away again. Only a process that is killed while it moves leaves the first ones: callers
    give them in an order in which each beginning is sound, and the same command given once more brings the rest.

    Raises:
        RefusedError: something is there already, or a folder on the way is a symbolic link.
        MissingRequirementError: the place cannot be written.
    """
    for path in files:
        _refuse_foreign_way(top, path)
        if os.path.lexists(top / path):
            raise RefusedError(_("{path} exists already; nothing was written").format(path=path))
    temporary = None
    moved: list[Path] = []
    made_folders: list[Path] = []
    try:
        leftovers.sweep(top)
        temporary = Path(tempfile.mkdtemp(dir=top, prefix=leftovers.prefix(), suffix=leftovers.SUFFIX))
        mode = 0o666 & ~_umask()
        for number, content in enumerate(files.values()):
            staged = temporary / str(number)
            with open(staged, "wb") as stream:
                stream.write(content)
            staged.chmod(mode)
        _sync_contents(temporary)
        for folder in dict.fromkeys((top / path).parent for path in files):
            made_folders += _make_folders(folder)
        for number, path in enumerate(files):
            _move_new(temporary / str(number), top / path)
            moved.append(top / path)
        for folder in dict.fromkeys(target.parent for target in moved):
            sync_folder(folder)
    except BaseException as problem:
        for target in moved:
            with contextlib.suppress(OSError):
                target.unlink()
        for folder in reversed(made_folders):
            with contextlib.suppress(OSError):
                folder.rmdir()
        if isinstance(problem, FileExistsError):
            raise RefusedError(_("{path} exists already; nothing was written").format(path=problem.filename2)) from None
        if isinstance(problem, OSError):
            raise _cannot_write(top, problem) from problem
        raise
    finally:
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)


@contextlib.contextmanager
def staged_files(target: Path, files: Mapping[str, bytes]) -> Iterator[Callable[[], None]]:
    """Write `files` (by name) whole beside where they shall go, so that nothing can go wrong with them any more.

    Calling what is given moves them into the folder `target`, each in one step. Not called, they go away again.

    Raises:
        MissingRequirementError: the place cannot be written.
    """
    temporary = None
    folder = target if target.is_dir() else target.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        leftovers.sweep(folder)
        temporary = Path(tempfile.mkdtemp(dir=folder, prefix=leftovers.prefix(), suffix=leftovers.SUFFIX))
        staged = temporary
        for name, content in files.items():
            write_file(staged / name, content)
        temporary.chmod(0o777 & ~_umask())

        def move() -> None:
            try:
                if not os.path.lexists(target):
                    os.rename(staged, target)
                    sync_folder(target.parent)
                    return
                for name in files:
                    os.replace(staged / name, target / name)
                sync_folder(target)
            except OSError as problem:
                raise _cannot_write(target, problem) from problem

        yield move
    except OSError as problem:
        raise _cannot_write(target, problem) from problem
    finally:
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)


def _refuse_foreign_way(top: Path, path: str) -> None:
    folder = top
    for part in path.split("/")[:-1]:
        folder /= part
        if folder.is_symlink():
            raise RefusedError(
                _("{path} is a symbolic link; nothing is written through it").format(path=folder),
                _("put a folder in its place"),
            )


def _make_folders(folder: Path) -> list[Path]:
    """Make the folder with those above it, and return those that were not there, outermost first."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for each in reversed(missing):
        each.mkdir()
    return missing[::-1]


def _move_new(source: Path, target: Path) -> None:
    """Move a file without ever replacing one that somebody else put there meanwhile."""
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except OSError:
        # A file system without hard links: the look before is all there is.
        os.rename(source, target)


def _sync_contents(folder: Path) -> None:
    """Make the contents of new files outlive a power cut: thousands in one call where the system has it."""
    files = list(folder.iterdir())
    if len(files) > _SYNCED_ONE_BY_ONE and hasattr(os, "sync"):
        os.sync()
        return
    for file in files:
        with open(file, "rb+") as stream:
            os.fsync(stream.fileno())


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
