"""Commands measured in turns, and the table of what came out beside what it is held to.

Whole processes are measured, from start to end, and in turns (A B C A B C), so that whatever else the machine does
meets all of them alike. Seconds are medians. Memory is the peak of the largest single process of each, its children
included. Needs Linux or macOS.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

_KILOBYTES = 1 if sys.platform == "darwin" else 1024
_IDENTITY = {
    "GIT_AUTHOR_NAME": "示例",
    "GIT_AUTHOR_EMAIL": "bench@example.org",
    "GIT_COMMITTER_NAME": "示例",
    "GIT_COMMITTER_EMAIL": "bench@example.org",
}


@dataclass
class Figures:
    """What was measured of one command. `note` says why there is nothing."""

    seconds: list[float] = field(default_factory=list)
    peak_bytes: int = 0
    note: str = ""

    @property
    def median(self) -> float | None:
        """The median of the seconds; None where nothing was measured or a run failed."""
        return statistics.median(self.seconds) if self.seconds and not self.note else None


@dataclass(frozen=True)
class Step:
    """One command of a round. `before` prepares its folder and is not measured."""

    name: str
    command: list[str]
    folder: Path
    before: Callable[[], None] = lambda: None
    once: bool = False


@dataclass(frozen=True)
class Target:
    """A ratio of two medians and what it may be at most; without `beside`, the seconds (or bytes) themselves.

    `of_memory`: it is the peak of memory that is held to the limit, in bytes.
    """

    words: str
    measured: str
    beside: str | None
    limit: float
    of_memory: bool = False


class Bench:
    """The figures of all commands, and the environment they run in."""

    def __init__(self) -> None:
        self.figures: dict[str, Figures] = {}
        self._environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        # Installed programs have their byte code; measuring them without would measure the compiler.
        self._environment.pop("PYTHONDONTWRITEBYTECODE", None)
        self._environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", **_IDENTITY}

    def quietly(self, command: list[str], folder: Path) -> None:
        """Run a command that is not measured; it must succeed."""
        subprocess.run(command, cwd=folder, env=self._environment, check=True, stdout=subprocess.DEVNULL)

    def rounds(self, steps: list[Step], count: int) -> None:
        """Run the steps in turns, `count` times each."""
        for number in range(count):
            for step in steps:
                if not (step.once and number):
                    self._measure(step)

    def leave_out(self, name: str, reason: str) -> None:
        """List a command with the reason why it was not run."""
        self.figures[name] = Figures(note=reason)

    def _measure(self, step: Step) -> None:
        figures = self.figures.setdefault(step.name, Figures())
        step.before()
        with tempfile.TemporaryFile() as said:
            start = time.perf_counter()
            process = subprocess.Popen(
                step.command,
                cwd=step.folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=said,
            )
            _pid, status, usage = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - start
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode != 0:
                said.seek(0)
                lines = said.read().decode("utf-8", "replace").strip().splitlines()
                figures.note = f"failed: {lines[-1][:100] if lines else process.returncode}"
        figures.seconds.append(seconds)
        figures.peak_bytes = max(figures.peak_bytes, usage.ru_maxrss * _KILOBYTES)
        if seconds > 0.5:
            _tell(f"{step.name}: {seconds:.2f} s {figures.note}")


def show(bench: Bench, targets: Iterable[Target]) -> None:
    rows = [["command", "runs", "median s", "least s", "most s", "peak MB"]]
    for name, figures in bench.figures.items():
        if figures.median is None:
            rows.append([name, str(len(figures.seconds)), figures.note, "", "", ""])
            continue
        seconds = [f"{value:.3f}" for value in (figures.median, min(figures.seconds), max(figures.seconds))]
        rows.append([name, str(len(figures.seconds)), *seconds, f"{figures.peak_bytes / 1e6:.0f}"])
    _print_table(rows)
    rows = [["held to", "measured", "at most", ""]]
    for target in targets:
        figures = bench.figures.get(target.measured, Figures())
        measured = float(figures.peak_bytes) if target.of_memory else figures.median
        beside = 1.0 if target.beside is None else bench.figures.get(target.beside, Figures()).median
        if not measured or beside is None:
            rows.append([target.words, "—", f"{target.limit:g}", "not measured"])
        else:
            met = "met" if measured <= target.limit * beside else "not met"
            rows.append([target.words, f"{measured / beside:.3g}", f"{target.limit:g}", met])
    _print_table(rows)


def _print_table(rows: list[list[str]]) -> None:
    # A note in place of figures may be long; the columns are not made wider for it.
    widths = [max(_columns(row[at]) for row in rows if at == 0 or "" not in row[1:-1]) for at in range(len(rows[0]))]
    for row in [rows[0], ["-" * width for width in widths], *rows[1:]]:
        cells = [cell + " " * (width - _columns(cell)) for cell, width in zip(row, widths, strict=True)]
        sys.stdout.write("  ".join(cells).rstrip() + "\n")
    sys.stdout.write("\n")


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _tell(text: str) -> None:
    sys.stderr.write(f"  {text.rstrip()}\n")
    sys.stderr.flush()
