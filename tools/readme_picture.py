"""Make the picture of the READMEs: pages of the example's outline side by side, as they are built now."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageOps

_PAGES = (1, 5, 11)
_HEIGHT = 900  # pixels of one page
_GAP = 24  # pixels around a page
_PAPER_EDGE = "#b8b8b8"
_TABLE = "#f0f0f0"
_DOTS_PER_INCH = 150
_DAY = "2015-05-15T09:00:00+08:00"
"""The commit of the example has this day, so that the same pages come out whenever the picture is made."""


def main(target: Path, pages: tuple[int, ...] = _PAGES) -> None:
    """Build the example with the fonts that come with plan, and write the picture. Needs pdftoppm (poppler)."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _plan(folder, "init", "plan", "--example", "chengdu-13-5")
        _plan(folder / "plan", "build", "--format", "pdf", "--fonts", "bundled", "--out", str(folder / "out"))
        (pdf,) = (folder / "out").glob("*.pdf")
        command = ["pdftoppm", "-r", str(_DOTS_PER_INCH), "-png", "--", str(pdf), str(folder / "page")]
        subprocess.run(command, check=True, timeout=120)
        files = sorted(folder.glob("page-*.png"))
        _beside([files[number - 1] for number in pages]).save(target, optimize=True)


def _beside(files: list[Path]) -> Image.Image:
    sheets = [_sheet(file) for file in files]
    width = sum(sheet.width + _GAP for sheet in sheets) + _GAP
    picture = Image.new("RGB", (width, sheets[0].height + 2 * _GAP), _TABLE)
    left = _GAP
    for sheet in sheets:
        picture.paste(sheet, (left, _GAP))
        left += sheet.width + _GAP
    return picture.quantize(64)


def _sheet(file: Path) -> Image.Image:
    with Image.open(file) as page:
        small = page.convert("RGB").resize(
            (round(page.width * _HEIGHT / page.height), _HEIGHT), Image.Resampling.LANCZOS
        )
    return ImageOps.expand(small, border=1, fill=_PAPER_EDGE)


def _plan(folder: Path, *arguments: str) -> None:
    names = {f"GIT_{who}_{what}": text for who in ("AUTHOR", "COMMITTER") for what, text in _IDENTITY.items()}
    command = [sys.executable, "-m", "plan_cli", *arguments]
    subprocess.run(command, cwd=folder, env={**os.environ, **names}, check=True, timeout=300)


_IDENTITY = {"NAME": "示例", "EMAIL": "demo@example.org", "DATE": _DAY}

if __name__ == "__main__":
    main(Path(__file__).parent.parent / "docs" / "images" / "outline.png")
