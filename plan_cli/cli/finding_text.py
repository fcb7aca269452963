"""Findings for people: place, code, message, the line of the source with a caret under the very character, the hint."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from itertools import groupby

import typer

from plan_cli.cli import console
from plan_cli.cli.wrapping import wrapped
from plan_cli.model.finding import Finding, Severity
from plan_cli.translation import _, ngettext

_MARGIN = 4
_CUT = "…"


def show(findings: tuple[Finding, ...], lines_of: Callable[[str], list[str]]) -> None:
    """Print findings on standard output, the summary last. `lines_of`: the lines of a file, none where it has none."""
    columns = max(40, console.terminal_columns())
    for path, group in groupby(findings, key=lambda finding: finding.place.path):
        lines = lines_of(path) if path else []
        for finding in group:
            console.say(_headline(finding))
            for line in source_lines(finding, lines, columns):
                console.say(line)
            for line in wrapped(finding.hint, columns - _MARGIN) if finding.hint else ():
                console.say(" " * _MARGIN + line)
    console.say(summary(findings))


def _headline(finding: Finding) -> str:
    is_error = finding.severity is Severity.ERROR
    severity = typer.style(_("error") if is_error else _("warning"), fg="red" if is_error else "yellow")
    place = f"{finding.place}: " if finding.place.path else ""
    return f"{place}{severity} {finding.code.value} {finding.message}"


def source_lines(finding: Finding, lines: list[str], columns: int) -> list[str]:
    """The line of the source and a line with the caret; none where the finding has no column in it.

    `columns`: the width of the terminal, in which a Chinese character takes two; of a longer line, what is around the
    place is shown.
    """
    place = finding.place
    if not 1 <= place.line <= len(lines) or place.column < 1:
        return []
    line = lines[place.line - 1].expandtabs(1)
    at = min(place.column - 1, len(line))
    head = f"{place.line:>{_MARGIN + 2}} | "
    before, after = _cut(line, at, columns - len(head))
    gutter = " " * (len(head) - 2) + "| "
    return [f"{head}{before}{after}".rstrip(), f"{gutter}{' ' * console.width(before)}{_caret(after)}"]


def _caret(after: str) -> str:
    wide = bool(after) and unicodedata.east_asian_width(after[0]) in "WF"
    return typer.style("^^" if wide else "^", fg="green")


def _cut(line: str, at: int, room: int) -> tuple[str, str]:
    """What stands before the place and from it on, cut so that both are at most `room` columns wide."""
    before, after = console.printable(line[:at]), console.printable(line[at:])
    if console.width(before) + console.width(after) <= room:
        return before, after
    kept = before
    while kept and console.width(kept) > room * 2 // 3 - 1:
        kept = kept[1:]
    if kept != before:
        kept = _CUT + kept
    return kept, console.shortened(after, max(4, room - console.width(kept)))


def summary(findings: tuple[Finding, ...]) -> str:
    """How many there are."""
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    warnings = len(findings) - errors
    if not findings:
        return _("nothing found")
    counted = [
        ngettext("{n} error", "{n} errors", errors).format(n=errors) if errors else "",
        ngettext("{n} warning", "{n} warnings", warnings).format(n=warnings) if warnings else "",
    ]
    return _(", ").join(part for part in counted if part)
