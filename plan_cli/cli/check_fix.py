"""`plan check --fix`: the mendings that are certain, as a patch that is seen first. People's files are theirs."""

from __future__ import annotations

import difflib
import sys
from pathlib import Path

import typer

from plan_cli.checks.mendings import mended, mendings_of
from plan_cli.cli import console
from plan_cli.model.finding import Finding, Mending
from plan_cli.repository.atomic import write_file
from plan_cli.repository.snapshot import Snapshot
from plan_cli.translation import _, ngettext

_LIMIT = 8 << 20
_BYTE_ORDER_MARK = "\ufeff"


def fix(findings: tuple[Finding, ...], snapshot: Snapshot, top: Path, *, agreed: bool) -> int:
    """Show the patch and, where the user agrees, write it; how many places were mended.

    Without a terminal and without `agreed` the patch is only printed, fit for `git apply`.
    """
    changed: dict[str, bytes] = {}
    count = 0
    for path, mendings in mendings_of(findings).items():
        before = snapshot.read(path, _LIMIT).decode("utf-8")
        after, done = _mended_file(before, mendings)
        if done:
            _show(path, before, after)
            changed[path] = after.encode()
            count += done
    if not changed:
        console.warn(_("nothing can be mended with certainty"))
        return 0
    said = ngettext("{n} place can be mended", "{n} places can be mended", count).format(n=count)
    if not agreed and not (sys.stdin.isatty() and sys.stderr.isatty() and typer.confirm(said, err=True)):
        console.warn(_("nothing was changed; --yes writes what is shown"))
        return 0
    for path, content in changed.items():
        write_file(top / path, content)
    console.warn(ngettext("{n} place was mended", "{n} places were mended", count).format(n=count))
    return count


def _mended_file(before: str, mendings: list[Mending]) -> tuple[str, int]:
    """The file with its own line ends and byte order mark."""
    mark = _BYTE_ORDER_MARK if before.startswith(_BYTE_ORDER_MARK) else ""
    text = before[len(mark) :]
    windows = "\r\n" in text
    plain = text.replace("\r\n", "\n")
    if "\r" in plain or (windows and plain.count("\n") != text.count("\r\n")):
        return before, 0  # line ends of several kinds: a finding of its own, to be mended first
    after, count = mended(plain, mendings)
    return mark + (after.replace("\n", "\r\n") if windows else after), count


def _show(path: str, before: str, after: str) -> None:
    lines = difflib.unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), f"a/{path}", f"b/{path}", n=1
    )
    for line in lines:
        words = line.rstrip("\r\n")
        colour = {"+": "green", "-": "red"}.get(line[0]) if not line.startswith(("+++", "---")) else None
        console.say(typer.style(words, fg=colour) if colour else words)
        if not line.endswith("\n"):
            console.say("\\ No newline at end of file")
