"""Runs `plan` and kills it at its Nth write: `python interrupted.py N ARGUMENT...`.

Counted are the calls by which files come, change and go, and the processes that are started: each may be the last thing
that happened. A run that comes to its end says so by its own exit code; a killed one by the signal.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from typing import Any

_CALLS = ("replace", "rename", "link", "symlink", "unlink", "remove", "mkdir", "rmdir", "fsync", "chmod", "write")


def _counting(limit: int) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    seen = 0

    def step() -> None:
        nonlocal seen
        seen += 1
        if seen == limit:
            os.kill(os.getpid(), signal.SIGKILL)

    def counted(call: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any, **named: Any) -> Any:
            step()
            result = call(*arguments, **named)
            step()
            return result

        return run

    return counted


def main() -> None:
    """Patch the calls, then run the command."""
    counted = _counting(int(sys.argv[1]))
    for name in _CALLS:
        setattr(os, name, counted(getattr(os, name)))
    tempfile.mkstemp = counted(tempfile.mkstemp)
    tempfile.mkdtemp = counted(tempfile.mkdtemp)
    shutil.rmtree = counted(shutil.rmtree)  # type: ignore[assignment]
    subprocess.run = counted(subprocess.run)
    sys.argv = ["plan", *sys.argv[2:]]
    from plan_cli.cli.main import main as plan

    plan()


if __name__ == "__main__":
    main()
