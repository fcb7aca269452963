"""A PDF as far as it is judged: glyphs, rules, tables and pictures of every sheet, read in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, NamedTuple

from plan_cli.errors import MissingRequirementError, RefusedError
from plan_cli.translation import _

TIMEOUT_SECONDS = 60.0
_MODULE = "plan_cli.inspection.pdf_process"
_KEPT_VARIABLES = ("PATH", "SYSTEMROOT", "PYTHONPATH", "VIRTUAL_ENV")
# Where the em box of a Han glyph lies about its base line, in parts of the size; fonts agree on this, not on the
# heights they state.
ABOVE, BELOW = 0.88, 0.12


class Glyph(NamedTuple):
    """A character as it is set. Lengths in pt, from the left and the top of the sheet."""

    text: str
    left: float
    right: float
    base: float
    size: float
    font: str
    upright: bool
    black: bool

    @property
    def top(self) -> float:
        """The upper edge of its em box."""
        return self.base - ABOVE * self.size

    @property
    def bottom(self) -> float:
        """The lower edge of its em box."""
        return self.base + BELOW * self.size


class Box(NamedTuple):
    """A rectangle on the sheet, in pt."""

    left: float
    top: float
    right: float
    bottom: float


class Rule(NamedTuple):
    """A straight line on the sheet and its thickness, in pt."""

    left: float
    top: float
    right: float
    bottom: float
    thickness: float


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet. `drawn`: the stretches, top and bottom, that drawings take up. `broken`: it could not be read."""

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...] = ()
    rules: tuple[Rule, ...] = ()
    boxes: tuple[Box, ...] = ()
    tables: tuple[Box, ...] = ()
    pictures: tuple[Box, ...] = ()
    drawn: tuple[tuple[float, float], ...] = ()
    broken: bool = False

    @property
    def turned(self) -> bool:
        """Whether it is wider than high."""
        return self.width > self.height


@dataclass(frozen=True, slots=True)
class PdfFile:
    """What was read.

    `conformance`: the part and level of PDF/A; `outlines`: the bookmarks, each with its level from 1; `fonts`: by name,
    whether each is embedded.
    """

    title: str
    language: str
    tagged: bool
    conformance: str
    outlines: tuple[tuple[int, str], ...]
    fonts: dict[str, bool]
    pages: tuple[Page, ...]


def read_pdf(file: IO[bytes], timeout: float = TIMEOUT_SECONDS) -> PdfFile:
    """What stands in the PDF.

    Raises:
        RefusedError: it is protected or broken, or holds more than can be read within `timeout` seconds.
    """
    # The folder of the package as working directory: modules are never looked for beside the user's files.
    folder = Path(__file__).parent.parent.parent
    # The other process reads on from where the file itself stands, whatever has been read ahead here.
    os.lseek(file.fileno(), 0, os.SEEK_SET)
    environment = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    try:
        finished = subprocess.run(
            [sys.executable, "-m", _MODULE],
            cwd=folder,
            env=environment,
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise RefusedError(
            _("reading this PDF took longer than {seconds} seconds").format(seconds=round(timeout)),
            _("it may be damaged; print it to PDF anew, or inspect it in parts"),
        ) from None
    except OSError as problem:
        raise MissingRequirementError(_("Python cannot be started: {reason}").format(reason=problem)) from problem
    try:
        said = json.loads(finished.stdout)
        problem_name = said.get("problem")
        if problem_name is None:
            return _from_data(said)
    except (ValueError, TypeError, KeyError, AttributeError):
        problem_name = "broken" if finished.returncode == 0 else "memory"
    raise _refused(problem_name)


def _refused(problem: str) -> RefusedError:
    if problem == "password":
        return RefusedError(_("this PDF is protected by a password"), _("save it without one, then inspect it again"))
    if problem in ("memory", "too-much"):
        return RefusedError(
            _("this PDF holds more than can be inspected"),
            _("it may be damaged; print it to PDF anew, or inspect it in parts"),
        )
    return RefusedError(_("this PDF is damaged and cannot be read"), _("print it to PDF anew, then inspect that"))


def _from_data(said: dict[str, Any]) -> PdfFile:
    return PdfFile(
        title=said["title"],
        language=said["language"],
        tagged=said["tagged"],
        conformance=said["conformance"],
        outlines=tuple((level, title) for level, title in said["outlines"]),
        fonts=said["fonts"],
        pages=tuple(_page(number, page) for number, page in enumerate(said["pages"], start=1)),
    )


def _page(number: int, said: dict[str, Any]) -> Page:
    return Page(
        number=number,
        width=said["width"],
        height=said["height"],
        glyphs=tuple(Glyph(*glyph) for glyph in said["glyphs"]),
        rules=tuple(Rule(*rule) for rule in said["rules"]),
        boxes=tuple(Box(*box) for box in said["boxes"]),
        tables=tuple(Box(*box) for box in said["tables"]),
        pictures=tuple(Box(*box) for box in said["pictures"]),
        drawn=tuple((top, bottom) for top, bottom in said["drawn"]),
        broken=said["broken"],
    )
