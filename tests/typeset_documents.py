"""The documents whose pages are measured, built once for a whole run, and LibreOffice's view of their DOCX files."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from plan_cli.repository.new_repository import make_repository

from plans import example, plan

HARD = Path(__file__).parent / "documents" / "hard"
_EXAMPLE = {"outline": "outline", "workplan": "workplan", "notice": "sample-notice", "letter": "sample-letter"}
_HARD = {"hard": "outline", "book": "book", "report": "letter", "english": "english"}


@dataclass(frozen=True, slots=True)
class Typeset:
    """One document in all its forms; `office` is the PDF that LibreOffice makes of the DOCX."""

    name: str
    pdf: Path
    docx: Path
    html: Path
    office: Path


def hard_plan(folder: Path) -> Path:
    """A committed copy of the plan that is hard to set."""
    files = {file.relative_to(HARD).as_posix(): file.read_bytes() for file in HARD.rglob("*") if file.is_file()}
    make_repository(folder, dict(sorted(files.items())), "开始")
    return folder


def typeset(factory: pytest.TempPathFactory) -> dict[str, Typeset]:
    """The documents by name. Workers of one run share them: the first makes them, the others wait for it."""
    import fcntl  # Unix only, as is LibreOffice in these tests

    top = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        top = top.parent
    folder = top / "成稿"
    with open(top / "成稿.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "done").exists():
            shutil.rmtree(folder, ignore_errors=True)
            _make(folder)
            (folder / "done").touch()
    return {
        **_found(folder / "示例成品", _EXAMPLE),
        **_found(folder / "难排成品", _HARD),
    }


def office(source: Path, target: Path, *files: Path) -> None:
    """Turn files into PDF with a LibreOffice of its own, so that no other one is in its way.

    Skips the test where there is no LibreOffice; in CI (`CI=true`) that is an error.
    """
    program = shutil.which("soffice")
    if program is None:
        if os.environ.get("CI"):
            raise AssertionError("soffice is missing: apt-get install libreoffice-writer")
        pytest.skip("LibreOffice is not installed")
    own = f"-env:UserInstallation={(source / 'office-profile').as_uri()}"
    command = [program, "--headless", own, "--convert-to", "pdf", "--outdir", str(target)]
    finished = subprocess.run(
        [*command, *map(str, files)], capture_output=True, text=True, timeout=300, check=False, stdin=subprocess.DEVNULL
    )
    missing = [file.name for file in files if not (target / f"{file.stem}.pdf").exists()]
    assert not missing, f"{missing}\n{finished.stdout}{finished.stderr}"


def _make(folder: Path) -> None:
    example(folder / "示例")
    hard_plan(folder / "难排")
    for source, target in (("示例", "示例成品"), ("难排", "难排成品")):
        plan(folder / source, "build", "all", "--fonts", "bundled", "--out", str(folder / target))
        (folder / target / "office").mkdir()
        office(folder, folder / target / "office", *sorted((folder / target).glob("*.docx")))


def _found(folder: Path, names: dict[str, str]) -> dict[str, Typeset]:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    files = {(item["document"], item["format"]): folder / item["file"] for item in manifest["outputs"]}
    made = {}
    for name, document in names.items():
        docx = files[document, "docx"]
        pdf, html = files[document, "pdf"], files[document, "html"]
        made[name] = Typeset(name, pdf, docx, html, folder / "office" / f"{docx.stem}.pdf")
    return made
