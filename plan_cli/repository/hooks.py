"""Hooks of a repository, a clone's or a server's: small scripts of ours that git runs, never in the place of others."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

from plan_cli.errors import RefusedError, UsageError
from plan_cli.repository.atomic import write_file
from plan_cli.repository.new_repository import BRANCH
from plan_cli.repository.plan_repository import PlanRepository
from plan_cli.translation import _, chosen_language

RECEIVE = ["hooks", "receive"]
"""The command that judges a push."""

_SERVER_SETTINGS = {
    # A hook elsewhere, set for the whole machine, would run in the place of ours.
    "core.hooksPath": "hooks",
    "core.logAllRefUpdates": "always",
    "core.protectHFS": "true",
    "core.protectNTFS": "true",
    "receive.denyNonFastForwards": "true",
    "receive.denyDeleteCurrent": "refuse",
    "receive.fsckObjects": "true",
    "receive.fsck.badFilemode": "error",
    "receive.fsck.zeroPaddedFilemode": "error",
    "receive.fsck.nullSha1": "error",
    "receive.shallowUpdate": "false",
    "receive.maxInputSize": str(512 << 20),
    "transfer.fsckObjects": "true",
}

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
    _write(file, arguments, _("plan was not found any more; run: plan hooks install"))
    return file


def install_on_server(repository: PlanRepository) -> Path:
    """Make a bare repository judge every push, and set what git itself can refuse; the file of the hook.

    Raises:
        UsageError: it is not bare.
        RefusedError: a hook of somebody else stands there.
        MissingRequirementError: it cannot be written.
    """
    file = _server_file(repository)
    if os.path.lexists(file) and not _is_ours(file):
        raise RefusedError(
            _("{file} is a hook already, and not one of plan's").format(file=file),
            _("add this line to it: {line}").format(line=f"plan {shlex.join(RECEIVE)} || exit 1"),
        )
    git = repository.git
    for name, value in _SERVER_SETTINGS.items():
        git.run("config", "--local", name, value)
    if git.attempt("rev-parse", "--verify", "--quiet", "HEAD").returncode != 0 and not git.run("for-each-ref"):
        git.run("symbolic-ref", "HEAD", f"refs/heads/{BRANCH}")
    lost = _("plan was not found on the server, so nothing can be judged; run there: plan hooks install --server DIR")
    _write(file, RECEIVE, lost)
    return file


def remove_from_server(repository: PlanRepository) -> bool:
    """Take our hook out of a bare repository; whether there was one. Git's own settings stay."""
    file = _server_file(repository)
    if not _is_ours(file):
        return False
    file.unlink()
    return True


def _write(file: Path, arguments: list[str], lost: str) -> None:
    """The script of a hook: whatever is missing or goes wrong, it ends with an error and git stops."""
    command = shlex.join([sys.executable, "-m", "plan_cli", *arguments])
    lines = ["#!/bin/sh", _MARK]
    # A server's own locale says nothing about the people who push.
    lines += [f': "${{PLAN_LANG:={chosen_language()}}}"', "export PLAN_LANG"] if arguments == RECEIVE else []
    lines += [f"if [ -x {shlex.quote(sys.executable)} ]; then", f"  exec {command}", "fi"]
    lines += [f"if command -v plan >/dev/null; then exec plan {shlex.join(arguments)}; fi"]
    lines += [f"echo {shlex.quote(lost)} >&2", "exit 1"]
    script = file.with_name(f".{file.name}-plan")
    write_file(script, ("\n".join(lines) + "\n").encode())
    # Git passes over a hook that may not be run: it must never stand in its place without that right.
    script.chmod(0o755)
    os.replace(script, file)


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


def _server_file(repository: PlanRepository) -> Path:
    if repository.top is not None:
        raise UsageError(
            _("{folder} has files of its own; only a bare repository is pushed to").format(folder=repository.top),
            _("make one with: git clone --bare {folder} DIR").format(folder=repository.top),
        )
    return repository.common_directory / "hooks" / "pre-receive"


def _is_ours(file: Path) -> bool:
    try:
        return not file.is_symlink() and _MARK in file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
