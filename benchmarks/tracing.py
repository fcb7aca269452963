"""`make bench`: `plan trace` on 10,000 things with 30,000 links, with and without what it has kept.

python benchmarks/tracing.py [--items 10000] [--links 30000] [--runs 3]
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
import tempfile
from pathlib import Path

from bench import Bench, Step, Target, show

HERE = Path(__file__).resolve().parent
COLD, WARM, CHANGED = "plan trace, cold", "plan trace, warm", "plan trace, one file changed"


def steps(bench: Bench, plan: Path, items: int, links: int) -> list[Step]:
    """The commands in the order in which each finds the cache as it needs it."""
    numbers = ["--items", str(items), "--links", str(links)]
    bench.quietly([sys.executable, str(HERE / "many_links.py"), str(plan), *numbers], plan.parent)
    trace = [sys.executable, "-m", "plan_cli", "trace"]
    bench.quietly([*trace, "confirm", "--all"], plan)
    evidence = plan / "topics/t00000/evidence/e0.yaml"
    original = evidence.read_text(encoding="utf-8")
    edits = 0

    def edit() -> None:
        nonlocal edits
        edits += 1
        evidence.write_text(f"{original}note: 第{edits}次修改\n", encoding="utf-8")

    return [
        Step(COLD, trace, plan, lambda: shutil.rmtree(plan / ".git" / "plan-cache", ignore_errors=True)),
        Step(WARM, trace, plan),
        Step(CHANGED, trace, plan, edit),
    ]


def main() -> None:
    """Measure everything and print it beside the targets."""
    parser = argparse.ArgumentParser(description="measure plan trace")
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--links", type=int, default=30_000)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    bench = Bench()
    with tempfile.TemporaryDirectory(prefix="plan-bench-") as name:
        bench.rounds(steps(bench, Path(name).resolve() / "plan", given.items, given.links), given.runs)
    targets = [
        Target("cold, seconds", COLD, None, given.items * 0.0005),
        Target("warm, seconds", WARM, None, given.items * 0.0001),
        Target("one file changed, seconds", CHANGED, None, given.items * 0.0001),
    ]
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors"
    sys.stdout.write(f"{given.items} things, {given.links} links; {machine}\n\n")
    show(bench, targets)


if __name__ == "__main__":
    main()
