"""Judgements kept from one replay to the next: only of steps that were allowed without a word, by their commits.

Commit ids name their content, so a judgement never changes; what was refused or warned about is judged anew each time.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from plan_cli import __version__
from plan_cli.errors import PlanError
from plan_cli.proving.judging import Judgement
from plan_cli.proving.range import Remembered
from plan_cli.proving.signers import Signer
from plan_cli.repository.atomic import write_file

# Raised when a judgement changes without the tool's version changing.
_VERSION = 2
_LARGEST = 64 << 20


class VerdictFile(Remembered):
    """The judgements in one file. A file that is damaged, of another version or not there holds none."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._kept = _read(file)
        self._new = False

    def recall(self, parent: str | None, commit: str) -> Judgement | None:
        """The judgement of a step that was allowed without a word; None where it is not known."""
        found = self._kept.get(f"{parent or '-'} {commit}")
        if found is None:
            return None
        records, signer = found
        return Judgement(commit, parent, records=tuple(records), signer=Signer(*signer) if signer else None)

    def keep(self, judgement: Judgement) -> None:
        """Remember a judgement, where it is one to remember."""
        name = f"{judgement.parent or '-'} {judgement.commit}"
        if judgement.refused or judgement.warnings or name in self._kept:
            return
        signer = judgement.signer
        self._kept[name] = (list(judgement.records), [signer.person, signer.key] if signer else None)
        self._new = True

    def save(self) -> None:
        """Write what is new. That it cannot be written costs the time only."""
        if not self._new:
            return
        body = json.dumps(self._kept, ensure_ascii=False, separators=(",", ":")).encode()
        try:
            write_file(self._file, _head(body) + body)
        except PlanError:
            return


def _head(body: bytes) -> bytes:
    return f"{__version__} {_VERSION} {hashlib.sha256(body).hexdigest()}\n".encode("ascii")


def _read(file: Path) -> dict[str, tuple[list[str], list[str] | None]]:
    try:
        if file.is_symlink() or file.stat().st_size > _LARGEST:
            return {}
        head, __, body = file.read_bytes().partition(b"\n")
        if head + b"\n" != _head(body):
            return {}
        return {name: (records, signer) for name, (records, signer) in json.loads(body).items()}
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return {}
