"""Which blob a file of the work tree was when it was last read: saves reading it again while nothing touched it.

As in git's own index, a file counts as untouched while size, times and inode are the same; one written in the very
moment the table was made may have changed unseen and is read again.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from pathlib import Path

from plan_cli.errors import PlanError
from plan_cli.repository.atomic import write_file

_FORMAT = 1
# File systems keep times as coarsely as this.
_DOUBT_NANOSECONDS = 2_000_000_000


class StatTable:
    """Blob ids by path, each with what the file looked like. A damaged or unwritable table is no error."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._known: dict[str, list[int | str]] = {}
        self._changed = False
        with contextlib.suppress(OSError, ValueError):
            stored = json.loads(file.read_bytes())
            if isinstance(stored, dict) and stored.get("format") == _FORMAT and isinstance(stored.get("files"), dict):
                self._known = stored["files"]

    def get(self, path: str, found: os.stat_result) -> str | None:
        """The blob id of an untouched file; None for any other."""
        known = self._known.get(path)
        if isinstance(known, list) and len(known) == 6 and known[:5] == _look(found):
            return str(known[5])
        return None

    def put(self, path: str, found: os.stat_result, oid: str) -> None:
        """Remember the blob id of a file that looked like this when it was read."""
        if time.time_ns() - max(found.st_mtime_ns, found.st_ctime_ns) > _DOUBT_NANOSECONDS:
            self._known[path] = [*_look(found), oid]
            self._changed = True

    def save(self) -> None:
        """Write the table where it is kept, if it changed."""
        if self._changed:
            self._changed = False
            stored = {"format": _FORMAT, "files": self._known}
            with contextlib.suppress(OSError, PlanError):
                write_file(self._file, json.dumps(stored, separators=(",", ":")).encode())


def _look(found: os.stat_result) -> list[int | str]:
    return [found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino, found.st_mode]
