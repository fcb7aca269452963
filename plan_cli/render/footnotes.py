"""Footnotes that lead to themselves: Pandoc would never come back from them, so they are found before it runs."""

from __future__ import annotations

import re

_DEFINITION = re.compile(r"^[ >]{0,12}\[\^([^\]\s]+)\]:")
_REFERENCE = re.compile(r"\[\^([^\]\s]+)\]")


def cycle(text: str) -> tuple[str, int] | None:
    """The name of a footnote that refers to itself, also through others, and its line from 1; None where none does."""
    mentions: dict[str, set[str]] = {}
    lines: dict[str, int] = {}
    current: set[str] | None = None
    after_blank = False
    for number, line in enumerate(text.split("\n"), start=1):
        opening = _DEFINITION.match(line)
        if opening:
            name = opening[1].casefold()
            lines.setdefault(name, number)
            current = mentions.setdefault(name, set())
        elif not line.strip(" \t>"):
            after_blank = True
            continue
        elif after_blank and line[0] not in " \t>":
            current = None
        after_blank = False
        if current is not None:
            rest = line[opening.end() :] if opening else line
            current.update(found.casefold() for found in _REFERENCE.findall(rest))
    return _first_cycle(mentions, lines)


def _first_cycle(mentions: dict[str, set[str]], lines: dict[str, int]) -> tuple[str, int] | None:
    settled: set[str] = set()
    for start in mentions:
        trail: list[str] = []
        open_names: list[tuple[str, list[str]]] = [(start, sorted(mentions[start]))]
        while open_names:
            name, rest = open_names[-1]
            if name not in trail:
                trail.append(name)
            if not rest:
                open_names.pop()
                trail.remove(name)
                settled.add(name)
                continue
            following = rest.pop()
            if following in trail:
                return following, lines[following]
            if following in mentions and following not in settled:
                open_names.append((following, sorted(mentions[following])))
    return None
