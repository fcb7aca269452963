"""Write `docs/commands/`: one page a command, with its help in English and Chinese, made from the code."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from plan_cli.cli.main import app
from typer.main import get_command

COMMANDS: dict[str, tuple[str, ...]] = {
    name: tuple(getattr(command, "commands", ())) for name, command in get_command(app).commands.items()
}
"""Every command with the names of its own commands."""

_COLUMNS = "96"


def page(command: str) -> str:
    """The page of one command."""
    parts = []
    for words in ((command,), *((command, inner) for inner in COMMANDS[command])):
        english, chinese = (_help(words, language) for language in ("en", "zh_CN"))
        mark = "#" * len(words)
        parts.append(f"{mark} plan {' '.join(words)}\n\n```text\n{english}```\n\n```text\n{chinese}```\n")
    return "\n".join(parts)


def _help(words: tuple[str, ...], language: str) -> str:
    environment = {**os.environ, "PLAN_LANG": language, "COLUMNS": _COLUMNS}
    asked = [sys.executable, "-m", "plan_cli", *words, "--help"]
    return subprocess.run(asked, env=environment, capture_output=True, check=True, timeout=60).stdout.decode()


def write(folder: Path) -> None:
    """Write every page into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for command in COMMANDS:
        (folder / f"{command}.md").write_text(page(command), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write(Path(__file__).parent.parent / "docs" / "commands")
