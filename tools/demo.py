"""`make demo`: the example plan with a new topic, built as PDF, DOCX and HTML."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

# The demo must work where git has never been told a name.
_IDENTITY = {
    "GIT_AUTHOR_NAME": "示例",
    "GIT_AUTHOR_EMAIL": "demo@example.org",
    "GIT_COMMITTER_NAME": "示例",
    "GIT_COMMITTER_EMAIL": "demo@example.org",
}


def main(target: Path) -> None:
    """Make the demo in `target`, which is replaced: the plan in `plan/`, the documents beside it."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    plan = target / "plan"
    _run(target, "init", str(plan), "--example", "chengdu-13-5")
    _run(plan, "new-topic", "基层科协组织建设路径研究", "--question", "A4", "--lead", "office")
    _run(plan, "status", "--as-of", "2015-06-20")
    _run(plan, "build", "--out", str(target))
    sys.stdout.write(f"\nThe documents are in {target}\n")


def _run(folder: Path, *arguments: str) -> None:
    sys.stdout.write(f"\n$ plan {' '.join(arguments)}\n")
    sys.stdout.flush()
    command = [sys.executable, "-m", "plan_cli", *arguments]
    subprocess.run(command, cwd=folder, env={**os.environ, **_IDENTITY}, check=True, timeout=300)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
