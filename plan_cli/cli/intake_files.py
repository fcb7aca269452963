"""The files that a command shall take in: read once, within limits, folders with all that is in them."""

from __future__ import annotations

import os
from pathlib import Path

from plan_cli.errors import MissingRequirementError, UsageError
from plan_cli.translation import _

_FILES_LIMIT = 5_000


def contents_of(paths: list[Path]) -> list[tuple[str, bytes]]:
    """Name and content of each file; of a folder those of all files directly in it, in the order of their names.

    Temporary files of office programs (`~$…`, `.~…`) are left out. A name that is no UTF-8 is shown with escapes.

    Raises:
        UsageError: there is no such file, or it is no plain file, or there are too many.
        MissingRequirementError: one cannot be read.
    """
    from plan_cli.intake.package import FILE_LIMIT

    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(file for file in path.iterdir() if file.is_file())
            files += [file for file in inside if not file.name.startswith(("~$", "."))]
        elif path.is_file():
            files.append(path)
        else:
            raise UsageError(_("there is no file {path}").format(path=path))
    if len(files) > _FILES_LIMIT:
        raise UsageError(_("more than {limit} files at once").format(limit=_FILES_LIMIT))
    contents = []
    for file in files:
        try:
            with file.open("rb") as stream:
                # One byte more than may be read tells that there is more.
                contents.append(
                    (os.fsencode(file.name).decode("utf-8", "backslashreplace"), stream.read(FILE_LIMIT + 1))
                )
        except OSError as problem:
            raise MissingRequirementError(
                _("{path} cannot be read: {reason}").format(path=file, reason=problem.strerror or problem)
            ) from problem
    return contents
