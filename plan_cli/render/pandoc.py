"""The pandoc program: sandboxed, with a heap limit and a timeout, in a folder that holds only what it may read."""

from __future__ import annotations

import os
import subprocess
from functools import lru_cache
from importlib import metadata
from pathlib import Path

from plan_cli.errors import MissingRequirementError, ToolFailedError
from plan_cli.translation import _

TIMEOUT_SECONDS = 120.0
HEAP_MEGABYTES = 2048


class PandocFailedError(ToolFailedError):
    """Pandoc gave up on its input, ran out of memory or took too long."""


@lru_cache(maxsize=1)
def version() -> str:
    """The version of the package that brings pandoc; part of cache keys and manifests."""
    return metadata.version("pypandoc_binary")


@lru_cache(maxsize=1)
def _program() -> str:
    import pypandoc

    try:
        return str(pypandoc.get_pandoc_path())
    except OSError as problem:
        raise MissingRequirementError(
            _("pandoc was not found"), _("install plan again with pip; it brings pandoc along")
        ) from problem


def run(
    arguments: list[str],
    folder: Path,
    stdin: bytes = b"",
    timeout: float = TIMEOUT_SECONDS,
    heap_megabytes: int = HEAP_MEGABYTES,
) -> bytes:
    """What pandoc prints for `arguments` in `folder`.

    Raises:
        PandocFailedError: it failed, needed more than the heap allows or more than `timeout` seconds.
    """
    command = [_program(), "+RTS", f"-M{heap_megabytes}M", "-RTS", "--sandbox", *arguments]
    # Pandoc reads defaults and templates from the user's data folder; an output must not depend on them.
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "SYSTEMROOT": os.environ.get("SYSTEMROOT", ""),
        "LC_ALL": "C.UTF-8",
        "HOME": str(folder),
        "XDG_DATA_HOME": str(folder),
        "SOURCE_DATE_EPOCH": "0",
    }
    try:
        finished = subprocess.run(
            command, cwd=folder, env=environment, input=stdin, capture_output=True, timeout=timeout, check=False
        )
    except subprocess.TimeoutExpired as problem:
        raise PandocFailedError(
            _("pandoc took longer than {seconds} seconds").format(seconds=round(timeout))
        ) from problem
    except OSError as problem:
        raise MissingRequirementError(_("pandoc cannot be started: {reason}").format(reason=problem)) from problem
    if finished.returncode != 0:
        said = finished.stderr.decode("utf-8", "replace").strip()
        if finished.returncode == 251 or "eap exhausted" in said:
            raise PandocFailedError(_("pandoc needed more than {limit} MB of memory").format(limit=heap_megabytes))
        raise PandocFailedError(
            _("pandoc failed: {said}").format(said=said.splitlines()[0] if said else finished.returncode)
        )
    return finished.stdout
