"""Certain mendings put into a text: those that do not touch one another, the others after the next check."""

from __future__ import annotations

from collections.abc import Iterable

from plan_cli.model.finding import Finding, Mending


def mendings_of(findings: Iterable[Finding]) -> dict[str, list[Mending]]:
    """The mendings that findings offer, by file, in the order of the text."""
    found: dict[str, list[Mending]] = {}
    for finding in findings:
        if finding.mending is not None:
            found.setdefault(finding.mending.path, []).append(finding.mending)
    return {path: sorted(each, key=lambda item: (item.line, item.column)) for path, each in found.items()}


def mended(text: str, mendings: Iterable[Mending]) -> tuple[str, int]:
    """The text with these mendings in it, and how many there were; one that overlaps an earlier one is left out.

    `text` has line ends of one character, as the mendings count them.
    """
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    made: list[str] = []
    at = count = 0
    for mending in mendings:
        start = starts[mending.line - 1] + mending.column - 1 if mending.line < len(starts) else len(text) + 1
        end = start + mending.length
        if start < at or end > len(text):
            continue
        made += [text[at:start], mending.replacement]
        at = end
        count += 1
    return "".join([*made, text[at:]]), count
