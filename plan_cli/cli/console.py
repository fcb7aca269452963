"""What commands print: messages, findings, progress. Widths count Chinese characters as two."""

from __future__ import annotations

import os
import sys
import unicodedata

import typer

from plan_cli.errors import PlanError
from plan_cli.model.finding import Finding, Severity
from plan_cli.translation import _, ngettext


def say(text: str = "") -> None:
    """A line on standard output."""
    typer.echo(printable(text), color=_colours(sys.stdout))


def warn(text: str) -> None:
    """A line on standard error."""
    typer.echo(printable(text), err=True, color=_colours(sys.stderr))


def show_error(problem: PlanError) -> None:
    """An error and what to do about it, on standard error."""
    warn(typer.style(_("error: {message}").format(message=problem.message), fg="red"))
    if problem.hint:
        warn(f"  {problem.hint}")


def show_findings(findings: tuple[Finding, ...]) -> None:
    """Findings one after another on standard error, their number last."""
    for found in findings:
        severity = _("error") if found.severity is Severity.ERROR else _("warning")
        colour = "red" if found.severity is Severity.ERROR else "yellow"
        place = f"{found.place}: " if found.place.path else ""
        warn(f"{place}{typer.style(severity, fg=colour)} {found.code.value} {found.message}")
        if found.hint:
            warn(f"    {found.hint}")
    if findings:
        errors = sum(found.severity is Severity.ERROR for found in findings)
        warnings = len(findings) - errors
        counted = [
            ngettext("{n} error", "{n} errors", errors).format(n=errors) if errors else "",
            ngettext("{n} warning", "{n} warnings", warnings).format(n=warnings) if warnings else "",
        ]
        warn(", ".join(part for part in counted if part))


def printable(text: str) -> str:
    """The text without characters that would steer the terminal; line ends, tabs and our own colours stay."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        character
        if character in "\n\t\x1b" or unicodedata.category(character) not in ("Cc", "Cf", "Cs")
        else f"\\u{ord(character):04x}"
        for character in _without_foreign_escapes(text)
    )


def _without_foreign_escapes(text: str) -> str:
    """Keep the escape sequences of click's own colours (`ESC [ digits m`), show every other escape as text."""
    parts = text.split("\x1b")
    kept = parts[0]
    for part in parts[1:]:
        end = part.find("m")
        ours = part.startswith("[") and end > 0 and part[1:end].replace(";", "").isdigit()
        kept += ("\x1b" if ours else "\\x1b") + part
    return kept


def width(text: str) -> int:
    """The columns that a text takes in a terminal."""
    from wcwidth import wcswidth

    return max(wcswidth(text), 0)


def padded(text: str, columns: int) -> str:
    """The text with spaces after it up to that many columns."""
    return text + " " * max(0, columns - width(text))


def show_table(rows: list[list[str]]) -> None:
    """Rows in columns that stand under each other, on standard output; the first row is the head."""
    widths = [max(width(row[column]) for row in rows) for column in range(len(rows[0]))]
    for number, row in enumerate(rows):
        cells = [padded(cell, columns) for cell, columns in zip(row, widths, strict=True)]
        line = "  ".join(cells).rstrip()
        say(typer.style(line, bold=True) if number == 0 else line)


def shortened(text: str, columns: int) -> str:
    """The text cut to that many columns, with … where something is missing."""
    if width(text) <= columns:
        return text
    kept = ""
    for character in text:
        if width(kept + character) > columns - 1:
            break
        kept += character
    return f"{kept}…"


def terminal_columns() -> int:
    """How wide the terminal is; 80 where there is none."""
    import shutil

    return shutil.get_terminal_size((80, 24)).columns


class Progress:
    """One line on a terminal that says what is being done; nothing elsewhere."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self._dirty = False

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *ignored: object) -> None:
        self.clear()

    def __call__(self, text: str) -> None:
        if self._shown:
            sys.stderr.write(f"\r\x1b[K{shortened(printable(text), terminal_columns() - 1)}")
            sys.stderr.flush()
            self._dirty = True

    def clear(self) -> None:
        """Take the line away."""
        if self._dirty:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._dirty = False


def _colours(stream: object) -> bool | None:
    """No colours where `NO_COLOR` is set (no-color.org); click decides otherwise."""
    del stream
    return False if os.environ.get("NO_COLOR") else None
