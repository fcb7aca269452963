"""Temporary files of ours, named after the process that makes them: those of a killed one can be told, and go."""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
import re
import shutil
from functools import lru_cache
from pathlib import Path

SUFFIX = ".tmp"
_NAME = re.compile(r"\.plan-(?P<host>[0-9a-f]{8})-(?P<process>[0-9]{1,10})-[^/]*\.tmp\Z")


@lru_cache(maxsize=1)
def _host() -> str:
    return hashlib.sha256(platform.node().encode()).hexdigest()[:8]


def prefix() -> str:
    """What the names of this process's temporary files begin with."""
    return f".plan-{_host()}-{os.getpid()}-"


def sweep(folder: Path) -> None:
    """Remove what processes of this computer that are no more have left in a folder."""
    try:
        with os.scandir(folder) as entries:
            left = [entry.path for entry in entries if _is_abandoned(entry.name)]
    except OSError:
        return
    for name in left:
        path = Path(name)
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with contextlib.suppress(OSError):
                path.unlink()


def _is_abandoned(name: str) -> bool:
    if not name.startswith(".plan-"):
        return False
    found = _NAME.match(name)
    if not found or found["host"] != _host():
        return False
    process = int(found["process"])
    return process != os.getpid() and not _lives(process)


def _lives(process: int) -> bool:
    if os.name == "nt":
        # Signal 0 would end a process there; an old file is then left to its user.
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
