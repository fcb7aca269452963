"""`make bench`: a push judged by a server, and a history replayed.

python benchmarks/pushes.py [--topics 5000] [--chapters 500] [--pushed 100] [--history 5000] [--runs 3]
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
PLAN = [sys.executable, "-m", "plan_cli"]
PUSH, FIRST, AGAIN = "git push, judged", "plan verify, first", "plan verify, again"


def edits(number: int, path: str) -> bytes:
    """So many commits on `main` for `git fast-import`, each with a change of one file that `path` names by number."""
    stream = []
    who = "committer 示例 <bench@example.org>"
    for turn in range(number):
        text = f"# 第{turn}次修改\n\n通过实地调研提出第{turn}条建议。\n".encode()
        stream.append(
            f"commit refs/heads/edits\n{who} {1_500_000_000 + turn} +0800\ndata 0\n".encode()
            + (b"" if turn else b"from refs/heads/main^0\n")
            + f"M 100644 inline {path.format(turn % 1000 + 1)}\ndata {len(text)}\n".encode()
            + text
            + b"\n"
        )
    return b"".join(stream)


def _made(bench: Bench, folder: Path, topics: int, chapters: int, commits: int) -> None:
    maker = [sys.executable, str(HERE / "many_topics.py"), str(folder)]
    bench.quietly([*maker, "--topics", str(topics), "--chapters", str(chapters)], HERE)
    stream = edits(commits, "topics/t{:05}/report.md")
    subprocess.run(["git", "fast-import", "--quiet"], cwd=folder, input=stream, check=True)


def steps(bench: Bench, folder: Path, given: argparse.Namespace) -> list[Step]:
    """The commands in the order in which each finds what it needs."""
    plan, server, history = folder / "plan", folder / "server.git", folder / "history"
    _made(bench, plan, given.topics, given.chapters, given.pushed)
    bench.quietly(["git", "init", "--quiet", "--bare", str(server)], folder)
    bench.quietly([*PLAN, "hooks", "install", "--server", str(server)], folder)
    bench.quietly(["git", "remote", "add", "origin", str(server)], plan)
    bench.quietly(["git", "push", "--quiet", "origin", "main"], plan)
    _made(bench, history, 20, 10, given.history)
    bench.quietly(["git", "reset", "--quiet", "--hard", "edits"], history)

    def before_push() -> None:
        tip = subprocess.run(["git", "rev-parse", "main"], cwd=plan, capture_output=True, check=True).stdout.decode()
        bench.quietly(["git", "update-ref", "refs/heads/main", tip.strip()], server)
        bench.quietly(["git", "-c", "gc.pruneExpire=now", "gc", "--quiet", "--prune=now"], server)

    def forget() -> None:
        shutil.rmtree(history / ".git" / "plan-cache", ignore_errors=True)

    return [
        Step(PUSH, ["git", "push", "--quiet", "origin", "edits:main"], plan, before_push),
        Step(FIRST, [*PLAN, "verify"], history, forget),
        Step(AGAIN, [*PLAN, "verify"], history),
    ]


def main() -> None:
    """Measure everything and print it beside the targets."""
    parser = argparse.ArgumentParser(description="measure pushes and replays")
    parser.add_argument("--topics", type=int, default=5000)
    parser.add_argument("--chapters", type=int, default=500)
    parser.add_argument("--pushed", type=int, default=100)
    parser.add_argument("--history", type=int, default=5000)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    bench = Bench()
    with tempfile.TemporaryDirectory(prefix="plan-bench-") as name:
        bench.rounds(steps(bench, Path(name).resolve(), given), given.runs)
    targets = [
        Target("push, seconds", PUSH, None, 2),
        Target("first replay, seconds", FIRST, None, 10),
        Target("next replay, seconds", AGAIN, None, 1),
    ]
    version = subprocess.run(["git", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors, {version}"
    pushed = f"{given.pushed} commits into {given.topics} topics, {given.history} commits replayed"
    sys.stdout.write(f"{pushed}; {machine}\n\n")
    show(bench, targets)


if __name__ == "__main__":
    main()
