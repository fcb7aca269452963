"""The language rules on official prose: megabytes of UTF-8 a second on one core. The aim is 5 MB/s.

    python benchmarks/language.py [--megabytes 5] [--runs 5] [FILE ...]

Without files, the samples in tests/prose are read over and over.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from plan_cli.checks.language import check_chapter  # noqa: E402 - of the checkout this file belongs to
from plan_cli.model.glossary import Glossary  # noqa: E402

AIM = 5.0


def megabytes_per_second(work: Callable[[str], object], text: str, runs: int) -> float:
    """The median speed of `work` on `text`."""
    seconds = []
    for __ in range(runs):
        started = time.perf_counter()
        work(text)
        seconds.append(time.perf_counter() - started)
    return len(text.encode()) / 1e6 / statistics.median(seconds)


def main() -> None:
    """Measure, and print the speed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--megabytes", type=float, default=5.0)
    parser.add_argument("--runs", type=int, default=5)
    chosen = parser.parse_args()
    files = chosen.files or [path for path in sorted((ROOT / "tests/prose").glob("*.md")) if path.stem != "README"]
    once = "\n\n".join(path.read_text(encoding="utf-8") for path in files)
    text = "\n\n".join([once] * max(1, round(chosen.megabytes * 1e6 / len(once.encode()))))
    found = len(check_chapter("a.md", text, Glossary()))
    rules = megabytes_per_second(lambda read: check_chapter("a.md", read, Glossary()), text, chosen.runs)
    print(f"language rules {rules:.1f} MB/s (aim {AIM}): {found} findings in {len(text)} characters")


if __name__ == "__main__":
    main()
