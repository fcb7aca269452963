"""Write `docs/commands/`: one page a command, with its help in English and Chinese, made from the code."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

COMMANDS = ("init", "new-topic", "status", "build")
_COLUMNS = "96"


def page(command: str) -> str:
    """The page of one command."""
    english, chinese = (_help(command, language) for language in ("en", "zh_CN"))
    return f"# plan {command}\n\n```text\n{english}```\n\n```text\n{chinese}```\n"


def _help(command: str, language: str) -> str:
    environment = {**os.environ, "PLAN_LANG": language, "COLUMNS": _COLUMNS}
    asked = [sys.executable, "-m", "plan_cli", command, "--help"]
    return subprocess.run(asked, env=environment, capture_output=True, check=True, timeout=60).stdout.decode()


def write(folder: Path) -> None:
    """Write every page into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for command in COMMANDS:
        (folder / f"{command}.md").write_text(page(command), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write(Path(__file__).parent.parent / "docs" / "commands")
