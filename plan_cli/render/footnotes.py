"""What Pandoc does not tell of footnotes, found in the text before it runs.

Footnotes that lead to themselves: it would never come back from them. Texts that no mark leads to: it drops them.
Marks without a text: it prints them, or takes what is between two `^` for a superscript.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from plan_cli.model.finding import Code, Finding, warning
from plan_cli.model.place import Place
from plan_cli.translation import _

_DEFINITION = re.compile(r"^[ >]{0,12}\[\^([^\]\n]+)\]:")
_REFERENCE = re.compile(r"\[\^([^\]\n]+)\]")
_MARK = re.compile(r"(?<!\\)\[\^([^\]\n]+)\](?![(])")
_PRINTED_DEFINITION = re.compile(r"^ {0,3}(?:> ?){0,4}\[\^([^\]\n]+)\]:")
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


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


def unmatched(path: str, text: str) -> list[Finding]:
    """A finding for every mark without a text, every text that no mark leads to, and every second text of one name."""
    if "[^" not in text:
        return []
    definitions: list[tuple[str, Place]] = []
    marks: list[tuple[str, Place]] = []
    for number, line in _outside_code(text):
        opening = _PRINTED_DEFINITION.match(line)
        if opening:
            definitions.append((opening[1], Place(path, number, opening.start(1) - 1)))
        for found in _MARK.finditer(line, opening.end() if opening else 0):
            marks.append((found[1], Place(path, number, found.start() + 1)))
    texts: dict[str, Place] = {}
    findings = []
    used = {name.casefold() for name, __ in marks}
    for name, place in definitions:
        first = texts.setdefault(name.casefold(), place)
        if first is not place:
            message = _("the footnote {name} has a text already, on line {line}; this one is not printed")
            message = message.format(name=f"[^{name}]", line=first.line)
            findings.append(warning(Code.FOOTNOTE_UNPRINTED, place, message, _("give it another name")))
        elif name.casefold() not in used:
            message = _("no mark leads to the footnote {name}; its text is not printed").format(name=f"[^{name}]")
            hint = _("write {name} where the footnote belongs").format(name=f"[^{name}]")
            findings.append(warning(Code.FOOTNOTE_UNPRINTED, place, message, hint))
    for name, place in marks:
        if name.casefold() not in texts:
            message = _("the footnote {name} has no text").format(name=f"[^{name}]")
            hint = _("add a line: {name}: ...").format(name=f"[^{name}]")
            findings.append(warning(Code.UNDEFINED_FOOTNOTE, place, message, hint))
    return findings


def _outside_code(text: str) -> Iterator[tuple[int, str]]:
    """The lines that are no code and no comment, with their numbers from 1."""
    fence = ""
    without = _COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    for number, line in enumerate(without.split("\n"), start=1):
        mark = _FENCE.match(line)
        if fence:
            if mark and mark[1].startswith(fence):
                fence = ""
        elif mark:
            fence = mark[1]
        else:
            yield number, _CODE.sub(lambda found: " " * len(found[0]), line)
