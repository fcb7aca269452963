"""Client hooks of a repository: small scripts of ours that git runs, never in the place of somebody else's."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

from plan_cli.errors import RefusedError, UsageError
from plan_cli.repository.atomic import write_file
from plan_cli.repository.plan_repository import PlanRepository
from plan_cli.translation import _

_MARK = "# Made by plan hooks install; plan hooks remove takes it away."


def install(repository: PlanRepository, name: str, arguments: list[str]) -> Path:
    """Make git run `plan` with these arguments in the hook of that name; its file.

    Raises:
        RefusedError: a hook of somebody else stands there.
        MissingRequirementError: it cannot be written.
    """
    file = _file(repository, name)
    if os.path.lexists(file) and not _is_ours(file):
        raise RefusedError(
            _("{file} is a hook already, and not one of plan's").format(file=file),
            _("add this line to it: {line}").format(line=f"plan {shlex.join(arguments)} || exit 1"),
        )
    command = shlex.join([sys.executable, "-m", "plan_cli", *arguments])
    lost = _("plan was not found any more; run: plan hooks install")
    lines = ["#!/bin/sh", _MARK, f"if [ -x {shlex.quote(sys.executable)} ]; then", f"  exec {command}", "fi"]
    lines += [f"if command -v plan >/dev/null; then exec plan {shlex.join(arguments)}; fi"]
    lines += [f"echo {shlex.quote(lost)} >&2", "exit 1"]
    write_file(file, ("\n".join(lines) + "\n").encode())
    file.chmod(0o755)
    return file


def remove(repository: PlanRepository, name: str) -> bool:
    """Take our hook of that name away; whether there was one."""
    file = _file(repository, name)
    if not _is_ours(file):
        return False
    file.unlink()
    return True


def _file(repository: PlanRepository, name: str) -> Path:
    if repository.top is None:
        raise UsageError(_("this is a bare repository without files of its own"), _("use --server DIR"))
    # Where the user's own git looks for hooks; the configuration that switches them off for us is not asked.
    asked = repository.git.attempt("config", "--type=path", "--get", "core.hooksPath", own_settings=False)
    named = os.fsdecode(asked.stdout).rstrip("\n") if asked.returncode == 0 else ""
    folder = repository.top / named if named else repository.common_directory / "hooks"
    return folder / name


def _is_ours(file: Path) -> bool:
    try:
        return not file.is_symlink() and _MARK in file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
