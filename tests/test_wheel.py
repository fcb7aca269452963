"""The wheel works alone: in an empty environment, away from the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).parent.parent


def _run(*command: str, cwd: Path, **environment: str) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL"))}
    finished = subprocess.run(
        command, cwd=cwd, env={**kept, **environment}, capture_output=True, text=True, timeout=400, check=False
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr


def test_the_wheel_installed_alone_makes_and_builds_a_plan(tmp_path: Path) -> None:
    _run(
        sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(_ROOT), cwd=tmp_path
    )
    (wheel,) = tmp_path.glob("*.whl")
    _run(sys.executable, "-m", "venv", str(tmp_path / "env"), cwd=tmp_path)
    programs = tmp_path / "env" / ("Scripts" if os.name == "nt" else "bin")
    constraints = str(_ROOT / "requirements-dev.lock")
    _run(str(programs / "python"), "-m", "pip", "install", "-q", "-c", constraints, str(wheel), cwd=tmp_path)
    plan = str(programs / "plan")
    _run(plan, "init", "规划", "--example", "chengdu-13-5", cwd=tmp_path)
    folder = tmp_path / "规划"
    _run(plan, "new-topic", "基层组织研究", "--question", "A4", "--lead", "office", cwd=folder)
    _run(plan, "status", cwd=folder, PLAN_LANG="zh_CN")
    _run(plan, "build", "outline", "workplan", cwd=folder)
    made = sorted(file.suffix for file in (folder / "build").iterdir())
    assert made == [".docx", ".docx", ".html", ".html", ".json", ".pdf", ".pdf"]
    shown = subprocess.run([plan, "--help"], env={**os.environ, "PLAN_LANG": "zh_CN"}, capture_output=True, check=True)
    assert "用法" in shown.stdout.decode()
