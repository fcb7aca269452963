"""`make bench`: `plan check` on a large plan, beside Doorstop on as many items and `pre-commit run` doing nothing.

    python benchmarks/checks.py [--topics 5000] [--chapters 500] [--runs 3]

Doorstop and pre-commit are looked for in `.venv-bench`, which `make bench` fills.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bench import Bench, Step, Target, show

HERE = Path(__file__).resolve().parent
BESIDE = HERE.parent / ".venv-bench" / "bin"

COLD, WARM, SMALL = "plan check, cold", "plan check, warm", "plan check, cold, a tenth of it"
HOOK, NOTHING, DOORSTOP = "plan check --staged --changed, one file", "pre-commit run, doing nothing", "doorstop"


def steps(bench: Bench, folder: Path, topics: int, chapters: int) -> list[Step]:
    """The commands in the order in which each finds the cache as it needs it."""
    plan, small = folder / "plan", folder / "small"
    _write(bench, plan, topics, chapters)
    _write(bench, small, topics // 10, chapters // 10)
    topic = plan / "topics/t00001/topic.yaml"
    original = topic.read_text(encoding="utf-8")
    edits = 0

    def forget(which: Path) -> None:
        shutil.rmtree(which / ".git" / "plan-cache", ignore_errors=True)

    def edit() -> None:
        nonlocal edits
        edits += 1
        topic.write_text(original.replace("找准。", f"找准，这是第{edits}次修改。"), encoding="utf-8")
        bench.quietly(["git", "add", "-A"], plan)

    check = [sys.executable, "-m", "plan_cli", "check", "--as-of", "2015-06-01"]
    made = [
        Step(SMALL, check, small, lambda: forget(small)),
        Step(COLD, check, plan, lambda: forget(plan)),
        Step(WARM, check, plan),
        Step(HOOK, [*check, "--staged", "--changed"], plan, edit),
    ]
    if (BESIDE / "pre-commit").exists():
        nothing = folder / "nothing"
        _pre_commit(bench, nothing)
        made.append(Step(NOTHING, [str(BESIDE / "pre-commit"), "run"], nothing))
    else:
        bench.leave_out(NOTHING, "not installed")
    if (BESIDE / "doorstop").exists():
        items = folder / "items"
        _doorstop(bench, items, topics)
        made.append(Step(DOORSTOP, [str(BESIDE / "doorstop"), "--no-suspect-check"], items, once=True))
    else:
        bench.leave_out(DOORSTOP, "not installed")
    return made


def _write(bench: Bench, folder: Path, topics: int, chapters: int) -> None:
    numbers = ["--topics", str(topics), "--chapters", str(chapters)]
    bench.quietly([sys.executable, str(HERE / "many_topics.py"), str(folder), *numbers], folder.parent)


def _pre_commit(bench: Bench, folder: Path) -> None:
    folder.mkdir()
    hook = "repos:\n- repo: local\n  hooks:\n  - {id: nothing, name: nothing, language: system, entry: 'true'}\n"
    (folder / ".pre-commit-config.yaml").write_text(hook)
    for command in (["git", "init", "-q"], ["git", "add", "-A"], ["git", "commit", "-q", "-m", "x"]):
        bench.quietly(command, folder)
    bench.quietly([str(BESIDE / "pre-commit"), "run"], folder)


def _doorstop(bench: Bench, folder: Path, count: int) -> None:
    """As many items as there are topics, each with a text of the same length."""
    items = folder / "req"
    items.mkdir(parents=True)
    (items / ".doorstop.yml").write_text("settings:\n  digits: 5\n  prefix: REQ\n  sep: ''\n")
    text = "怎样做好科普信息化，履行科协桥梁纽带职责？通过实地调研、专家座谈、查阅有关文献资料等方式开展研究。"
    for number in range(1, count + 1):
        (items / f"REQ{number:05}.yml").write_text(
            f"active: true\nderived: false\nheader: ''\nlevel: 1.{number}\nlinks: []\nnormative: true\nref: ''\n"
            f"reviewed: null\ntext: |\n  {text}\n",
            encoding="utf-8",
        )
    for command in (["git", "init", "-q"], ["git", "add", "-A"], ["git", "commit", "-q", "-m", "x"]):
        bench.quietly(command, folder)


def main() -> None:
    """Measure everything and print it beside the targets."""
    parser = argparse.ArgumentParser(description="measure plan check")
    parser.add_argument("--topics", type=int, default=5000)
    parser.add_argument("--chapters", type=int, default=500)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    bench = Bench()
    with tempfile.TemporaryDirectory(prefix="plan-bench-") as name:
        bench.rounds(steps(bench, Path(name).resolve(), given.topics, given.chapters), given.runs)
    targets = [
        Target("cold, seconds", COLD, None, given.topics * 0.0005),
        Target("warm, seconds", WARM, None, given.topics * 0.0001),
        Target("cold, bytes", COLD, None, 200e6, of_memory=True),
        Target("cold : cold of a tenth", COLD, SMALL, 10),
        Target("hook : pre-commit run", HOOK, NOTHING, 1.5),
        Target("cold : doorstop", COLD, DOORSTOP, 1),
    ]
    version = subprocess.run(["git", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors, {version}"
    sys.stdout.write(f"{given.topics} topics, {given.chapters} chapters; {machine}\n\n")
    show(bench, targets)


if __name__ == "__main__":
    main()
