"""A finished file → what kind it is, and its departures from a profile."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from plan_cli.errors import UsageError
from plan_cli.inspection.departure import Departure
from plan_cli.model.profile import Profile
from plan_cli.translation import _

_HEAD = 1024
_OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in a file. `kind`: `pdf` or `docx`; `size`: its pages, or its paragraphs.

    `left_out` counts departures that are not listed because there are hundreds of their kind.
    """

    kind: str
    size: int
    departures: tuple[Departure, ...]
    left_out: int


def inspect_file(path: Path, profile: Profile) -> Report:
    """The departures of that file from the profile. Nothing is written.

    Raises:
        UsageError: there is no such file, or it is neither PDF nor DOCX.
        RefusedError: it is damaged or protected, or holds more than can be read in time.
    """
    with _opened(path) as file:
        head = file.read(_HEAD)
        file.seek(0)
        if b"%PDF-" in head:
            return _inspect_pdf(file, profile)
        if head.startswith(b"PK"):
            return _inspect_docx(file, profile, path.name)
    raise _neither(path, head)


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    if not path.exists():
        raise UsageError(_("the file {path} does not exist").format(path=path))
    if not path.is_file():
        raise UsageError(_("{path} is no file").format(path=path), _("give one PDF or DOCX"))
    try:
        file = path.open("rb")
    except OSError as problem:
        raise UsageError(_("the file {path} cannot be read").format(path=path)) from problem
    with file:
        yield file


def _neither(path: Path, head: bytes) -> UsageError:
    message = _("{path} is neither a PDF nor a DOCX").format(path=path.name)
    if head.startswith(_OLD_WORD) or path.suffix.casefold() in (".doc", ".wps", ".rtf", ".odt"):
        return UsageError(message, _("open it in Word or WPS, save it as DOCX without a password, then inspect that"))
    return UsageError(message)


def _inspect_pdf(file: IO[bytes], profile: Profile) -> Report:
    from plan_cli.inspection.pdf_checks import check_pdf
    from plan_cli.inspection.pdf_file import read_pdf

    read = read_pdf(file)
    found = check_pdf(read, profile)
    return Report("pdf", len(read.pages), found.in_order(), found.left_out)


def _inspect_docx(file: IO[bytes], profile: Profile, name: str) -> Report:
    from plan_cli.inspection.docx_checks import check_docx
    from plan_cli.inspection.docx_document import read_docx

    document = read_docx(file)
    found = check_docx(document, profile, name)
    return Report("docx", len(document.paragraphs), found.in_order(), found.left_out)
