"""`make bench`: `plan` beside the raw floor and XeLaTeX, in one run, by medians, with what is to be reached."""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pypandoc
from made_up_plan import write_plan
from plan_cli.repository.new_repository import make_repository
from plan_cli.scaffold.plan_files import example_files

Measure = tuple[float, int]
_IDENTITY = {
    f"GIT_{role}_{what}": "bench@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
}
_PLAN = str(Path(sys.executable).with_name("plan"))


def run(command: list[str], folder: Path) -> Measure:
    """Wall seconds and peak kilobytes (of the largest process) of a whole process."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={**os.environ, **_IDENTITY}
    )
    said = process.stderr.read() if process.stderr else b""
    __, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{' '.join(command)} failed: {said.decode(errors='replace')[-600:]}")
    return time.perf_counter() - start, usage.ru_maxrss


def build(folder: Path, format_name: str, *, cold: bool = False, edit: bool = False) -> Measure:
    """One `plan build`, after forgetting everything or after one edited chapter."""
    if cold:
        shutil.rmtree(folder / ".git" / "plan-cache", ignore_errors=True)
        shutil.rmtree(folder / "build", ignore_errors=True)
    if edit:
        chapters = sorted((folder / "chapters").glob("*.md"))
        with chapters[len(chapters) // 2].open("a", encoding="utf-8") as stream:
            stream.write("\n又加一句。\n")
    return run([_PLAN, "build", "--format", format_name], folder)


def xelatex(folder: Path) -> Measure:
    """The same chapters by pandoc and XeLaTeX with ctex."""
    chapters = sorted(str(file) for file in (folder / "chapters").glob("*.md"))
    options = ["--pdf-engine=xelatex", "-V", "documentclass=ctexbook", "-V", "geometry:a4paper", "-o", "x.pdf"]
    return run([pypandoc.get_pandoc_path(), "-f", "commonmark_x-tex_math_dollars", *options, *chapters], folder)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chapters", type=int, default=100)
    parser.add_argument("--characters", type=int, default=500_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--no-linear", action="store_true", help="leave out 50 against 500 chapters")
    chosen = parser.parse_args()
    os.environ.update(_IDENTITY)
    with tempfile.TemporaryDirectory(prefix="plan-bench-") as name:
        place = Path(name)
        plan, example = place / "plan", place / "example"
        write_plan(plan, chosen.chapters, chosen.characters)
        make_repository(example, example_files("chengdu-13-5"), "示例")
        python = sys.executable
        large: dict[str, Callable[[], Measure]] = {
            "raw floor (pandoc, typst)": lambda: run(
                [python, str(Path(__file__).with_name("raw_floor.py")), str(plan)], place
            ),
            "PDF cold": lambda: build(plan, "pdf", cold=True),
            "PDF unchanged": lambda: build(plan, "pdf"),
            "PDF one chapter edited": lambda: build(plan, "pdf", edit=True),
            "DOCX cold": lambda: build(plan, "docx", cold=True),
            "DOCX one chapter edited": lambda: build(plan, "docx", edit=True),
        }
        small: dict[str, Callable[[], Measure]] = {
            "plan --help": lambda: run([_PLAN, "--help"], example),
            "import typer": lambda: run([python, "-c", "import typer"], example),
            "plan status": lambda: run([_PLAN, "status"], example),
            "import typer, git, yaml": lambda: run([python, "-c", "import typer, git, yaml"], example),
        }
        found = measured(large, chosen.runs) | measured(small, 5 * chosen.runs)
        if shutil.which("xelatex"):
            found |= measured({"pandoc, xelatex": lambda: xelatex(plan)}, 1)
        else:
            sys.stdout.write("pandoc, xelatex: not installed\n")
        if not chosen.no_linear:
            for chapters in (50, 500):
                folder = place / str(chapters)
                write_plan(folder, chapters, chapters * 5000)
                found |= measured(
                    {f"PDF cold, {chapters} chapters": lambda folder=folder: build(folder, "pdf", cold=True)}, 1
                )
    for what, (seconds, memory) in found.items():
        sys.stdout.write(f"{what:28} {seconds:8.2f} s {memory / 1024:8.0f} MB\n")
    sys.stdout.write("\n")
    for one, other, limit in (
        ("PDF cold", "raw floor (pandoc, typst)", 1.25),
        ("PDF cold", "pandoc, xelatex", 0.35),
        ("PDF unchanged", "PDF cold", 0.1),
        ("PDF one chapter edited", "PDF cold", 0.6),
        ("DOCX one chapter edited", "DOCX cold", 0.6),
        ("plan --help", "import typer", 1.5),
        ("plan status", "import typer, git, yaml", 2.0),
        ("PDF cold, 500 chapters", "PDF cold, 50 chapters", 11.0),
    ):
        if one in found and other in found:
            ratio = found[one][0] / found[other][0]
            verdict = "reached" if ratio <= limit else "NOT reached"
            sys.stdout.write(f"{one} / {other}: {ratio:.2f} (to reach: {limit}) {verdict}\n")


def measured(commands: dict[str, Callable[[], Measure]], runs: int) -> dict[str, Measure]:
    """Medians of several runs, all commands in turn, so that a slow minute of the machine meets every one."""
    found: dict[str, list[Measure]] = {what: [] for what in commands}
    for _ in range(runs):
        for what, command in commands.items():
            found[what].append(command())
    return {
        what: (statistics.median(seconds for seconds, __ in values), max(memory for __, memory in values))
        for what, values in found.items()
    }


if __name__ == "__main__":
    main()
