"""Small plan repositories for tests of documents and commands, and the real executable to run on them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from plan_cli.repository.new_repository import make_repository
from plan_cli.scaffold.plan_files import example_files

MINIMAL = {
    "plan.yaml": (
        "format: 1\ntitle: 测试规划纲要\nperiod: {start: 2016, end: 2020}\nissuing_body: office\n"
        "documents:\n  - {id: outline, title: 测试规划纲要, kind: outline, source: chapters, edition: 征求意见稿}\n"
    ),
    "schedule.yaml": "phases:\n  - {id: P1, name: 部署阶段, start: 2015-05-15, end: 2015-05-25}\n",
    "organization.yaml": "units:\n  - {id: office, name: 市科协办公室}\n",
    "questions.yaml": "tracks:\n  - {id: A, name: 提升, questions: [{id: A1, text: 如何提升？}]}\n",
    ".gitignore": "build/\n",
}


def plan_with(folder: Path, files: dict[str, str | bytes]) -> Path:
    """A committed minimal plan with these files added or in place of its own."""
    written = {**MINIMAL, **files}
    contents = {path: text if isinstance(text, bytes) else text.encode() for path, text in written.items()}
    make_repository(folder, contents, "开始")
    return folder


def example(folder: Path) -> Path:
    """The committed example."""
    make_repository(folder, example_files("chengdu-13-5"), "开始")
    return folder


def plan(folder: Path, *arguments: str, check: int | None = 0, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the real command in `folder`; its exit code must be `check` unless that is None."""
    finished = subprocess.run(
        [sys.executable, "-m", "plan_cli", *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    if check is not None:
        assert finished.returncode == check, finished.stdout + finished.stderr
    return finished


def built(folder: Path, ending: str) -> Path:
    """The one file with that ending in a folder of outputs."""
    (found,) = [file for file in folder.iterdir() if file.name.endswith(ending)]
    return found
