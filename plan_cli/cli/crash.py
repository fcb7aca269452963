"""An unexpected error: a log file with versions and the place in the code, without anything of the plan's content."""

from __future__ import annotations

import datetime
import os
import platform
import sys
import tempfile
import traceback
from pathlib import Path

from plan_cli import __version__
from plan_cli.translation import _


def report(problem: BaseException) -> str:
    """Write the log file and return the one line for the user."""
    lines = [
        f"plan {__version__}",
        f"Python {platform.python_version()} on {platform.system()} {platform.release()}",
        f"command: {sys.argv[1] if len(sys.argv) > 1 else ''}",
        f"error: {type(problem).__name__}",
        # Places in the code only: messages and values may hold text of the plan.
        *(
            f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(problem.__traceback__)
        ),
    ]
    stamp = datetime.datetime.now(tz=datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    try:
        handle, name = tempfile.mkstemp(prefix=f"plan-error-{stamp}-", suffix=".log")
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write("\n".join(lines) + "\n")
    except OSError:
        return _("an unexpected error, which is a fault of plan: {kind}").format(kind=type(problem).__name__)
    return _("an unexpected error, which is a fault of plan; please send this file to its makers: {file}").format(
        file=name
    )
