"""`make bench`: building documents beside what it is made of, in one run, with the targets it is held to.

python benchmarks/run.py [--chapters 100] [--characters 500000] [--runs 3] [--no-linear]
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
SMALL_RUNS = 15
LINEAR_CHAPTERS = (50, 500)
LINEAR_CHARACTERS = 5000
EXAMPLE = "chengdu-13-5"

FLOOR = "pandoc + typst (raw floor)"
XELATEX = "pandoc + xelatex, ctexbook"
PDF_COLD = "plan build --format pdf, cold"
PDF_UNCHANGED = "plan build --format pdf, unchanged"
PDF_EDITED = "plan build --format pdf, one chapter edited"
DOCX_FLOOR = "pandoc to DOCX (raw floor)"
DOCX_COLD = "plan build --format docx, cold"
DOCX_EDITED = "plan build --format docx, one chapter edited"
PDF_CONTENTS = "plan build --format pdf, cold, with contents"
DOCX_CONTENTS = "plan build --format docx, cold, with contents"
STATUS = "plan status (the example)"
HELP = "plan --help"
IMPORT_TYPER = "python -c 'import typer'"
IMPORT_THREE = "python -c 'import typer, git, yaml'"

TARGETS = (
    Target("cold PDF : floor", PDF_COLD, FLOOR, 1.25),
    Target("cold PDF : xelatex", PDF_COLD, XELATEX, 0.35),
    Target("unchanged : cold PDF", PDF_UNCHANGED, PDF_COLD, 0.1),
    Target("edited : cold PDF", PDF_EDITED, PDF_COLD, 0.6),
    Target("edited : cold DOCX", DOCX_EDITED, DOCX_COLD, 0.6),
    Target("cold DOCX : floor", DOCX_COLD, DOCX_FLOOR, 1.5),
    Target("--help : import typer", HELP, IMPORT_TYPER, 1.5),
    Target("status : import typer, git, yaml", STATUS, IMPORT_THREE, 2.0),
)


def large_steps(bench: Bench, folder: Path, chapters: int, characters: int) -> list[Step]:
    """The builds of one large plan, in the order in which each finds the cache as it needs it."""
    plan = folder / "large"
    _write_plan(bench, plan, chapters, characters)
    files = sorted((plan / "chapters").glob("*.md"))
    middle = files[len(files) // 2]
    original = middle.read_text(encoding="utf-8")
    edits = 0

    def forget() -> None:
        middle.write_text(original, encoding="utf-8")
        shutil.rmtree(plan / ".git" / "plan-cache", ignore_errors=True)
        shutil.rmtree(plan / "build", ignore_errors=True)

    def edit() -> None:
        nonlocal edits
        edits += 1
        middle.write_text(f"{original}\n第{edits}次修改后增写的一句话。\n", encoding="utf-8")

    def floor(engine: str) -> list[str]:
        ending = "docx" if engine == "docx" else "pdf"
        return [sys.executable, str(HERE / "floor.py"), engine, str(plan), str(folder / f"{engine}.{ending}")]

    pdf, docx = _build("pdf"), _build("docx")
    steps = [Step(FLOOR, floor("typst"), folder)]
    if shutil.which("xelatex"):
        steps.append(Step(XELATEX, floor("xelatex"), folder, once=True))
    else:
        bench.leave_out(XELATEX, "not installed")
    return [
        *steps,
        Step(PDF_COLD, pdf, plan, forget),
        Step(PDF_UNCHANGED, pdf, plan),
        Step(PDF_EDITED, pdf, plan, edit),
        Step(DOCX_FLOOR, floor("docx"), folder),
        Step(DOCX_COLD, docx, plan, forget),
        Step(DOCX_EDITED, docx, plan, edit),
        *_with_contents(bench, folder, chapters, characters),
    ]


def _with_contents(bench: Bench, folder: Path, chapters: int, characters: int) -> list[Step]:
    """The same with a table of contents: the pages in it are known only when everything is set."""
    plan = folder / "with-contents"
    _write_plan(bench, plan, chapters, characters, "--contents")

    def forget() -> None:
        shutil.rmtree(plan / ".git" / "plan-cache", ignore_errors=True)

    return [Step(PDF_CONTENTS, _build("pdf"), plan, forget), Step(DOCX_CONTENTS, _build("docx"), plan, forget)]


def linear_steps(bench: Bench, folder: Path) -> list[Step]:
    """Cold builds of a small and of a ten times larger plan."""
    steps = []
    for chapters in LINEAR_CHAPTERS:
        plan = folder / f"linear-{chapters}"
        _write_plan(bench, plan, chapters, chapters * LINEAR_CHARACTERS)
        steps.append(Step(_linear_name(chapters), _build("pdf"), plan))
    return steps


def small_steps(bench: Bench, folder: Path) -> list[Step]:
    """The commands that must feel immediate. Each has run once when they are returned."""
    plan = shutil.which("plan", path=str(Path(sys.executable).parent))
    program = [plan] if plan else [sys.executable, "-m", "plan_cli"]
    example = folder / "example"
    bench.quietly([*program, "init", str(example), "--example", EXAMPLE], folder)
    steps = [
        Step(STATUS, [*program, "status"], example),
        Step(HELP, [*program, "--help"], folder),
        Step(IMPORT_TYPER, [sys.executable, "-c", "import typer"], folder),
        Step(IMPORT_THREE, [sys.executable, "-c", "import typer, git, yaml"], folder),
    ]
    for step in steps:
        bench.quietly(step.command, step.folder)
    return steps


def _write_plan(bench: Bench, folder: Path, chapters: int, characters: int, *options: str) -> None:
    # In a process of its own: one that is measured begins with the memory peak of the one that started it.
    numbers = ["--chapters", str(chapters), "--characters", str(characters), *options]
    bench.quietly([sys.executable, str(HERE / "made_up_plan.py"), str(folder), *numbers], folder.parent)


def _build(format_name: str) -> list[str]:
    return [sys.executable, "-m", "plan_cli", "build", "--fonts", "bundled", "--format", format_name]


def _linear_name(chapters: int) -> str:
    return f"plan build --format pdf, cold, {chapters} chapters of {LINEAR_CHARACTERS}"


def _linear_target() -> Target:
    small, large = LINEAR_CHAPTERS
    limit = large / small * 1.3
    return Target(f"{large} : {small} chapters", _linear_name(large), _linear_name(small), limit)


def main() -> None:
    """Measure everything and print it beside the targets."""
    parser = argparse.ArgumentParser(description="measure plan beside what it is made of")
    parser.add_argument("--chapters", type=int, default=100)
    parser.add_argument("--characters", type=int, default=500_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--no-linear", action="store_true", help="leave out the builds of 50 and 500 chapters")
    given = parser.parse_args()
    bench = Bench()
    targets = list(TARGETS)
    with tempfile.TemporaryDirectory(prefix="plan-bench-") as name:
        folder = Path(name).resolve()
        bench.rounds(small_steps(bench, folder), SMALL_RUNS)
        bench.rounds(large_steps(bench, folder, given.chapters, given.characters), given.runs)
        if not given.no_linear:
            bench.rounds(linear_steps(bench, folder), 1)
            targets.append(_linear_target())
    machine = (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}"
    )
    sys.stdout.write(f"{given.chapters} chapters, {given.characters} characters; {machine}\n\n")
    show(bench, targets)


if __name__ == "__main__":
    main()
