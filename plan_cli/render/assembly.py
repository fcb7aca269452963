"""Fragments → one document: numbers of headings, tables and figures, what each reference says, and where it leads."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from plan_cli.model.finding import Code, Finding, error
from plan_cli.model.place import Place
from plan_cli.render.fragment import Fragment
from plan_cli.translation import _

_ALREADY_NUMBERED = re.compile(
    r"(第?[一二三四五六七八九十百]+[、章节篇条．.]|[（(][一二三四五六七八九十]+[）)]|[（(]?\d+[．.、）)])"
)
_DIGITS = "〇一二三四五六七八九"
_CAPTION_NAMES = {"table": "表", "figure": "图"}


@dataclass(frozen=True, slots=True)
class Assembled:
    """What is known of a document as a whole. Keys belong to headings and captions, labels to writers."""

    fragments: tuple[Fragment, ...]
    numbers: dict[str, str] = field(default_factory=dict)
    """What stands before a heading or caption, by key."""
    anchors: dict[str, str] = field(default_factory=dict)
    """The name by which links find a heading or caption, by key."""
    references: dict[str, str] = field(default_factory=dict)
    """What a reference says, by label."""
    targets: dict[str, str] = field(default_factory=dict)
    """The anchor a reference leads to, by label."""
    findings: tuple[Finding, ...] = ()
    spoken_of: frozenset[str] = frozenset()
    """The chapters whose lines the messages of findings name."""

    @property
    def has_title(self) -> bool:
        """Whether the text brings its own title."""
        return any(fragment.has_title for fragment in self.fragments)


def assemble(fragments: list[Fragment]) -> Assembled:
    """The document made of these chapters, in this order."""
    numbers = {**_heading_numbers(fragments), **_caption_numbers(fragments)}
    anchors = {key: _anchor(key) for fragment in fragments for key in _keys(fragment)}
    references: dict[str, str] = {}
    targets: dict[str, str] = {}
    findings: list[Finding] = []
    labels = _LabelBook(findings)
    parts = _parts(fragments, numbers)
    for fragment in fragments:
        for heading in fragment.headings:
            if labels.take(heading.label, fragment.path, heading.line):
                references[heading.label] = parts[heading.key]
                targets[heading.label] = anchors[heading.key]
        for caption in fragment.captions:
            if labels.take(caption.label, fragment.path, caption.line):
                references[caption.label] = numbers[caption.key].strip()
                targets[caption.label] = anchors[caption.key]
    findings += _unknown_labels(fragments, targets)
    for fragment in fragments:
        findings.extend(fragment.findings)
    return Assembled(
        tuple(fragments), numbers, anchors, references, targets, tuple(findings), frozenset(labels.spoken_of)
    )


def chinese_number(number: int) -> str:
    """1 to 99 as it is written before a heading: 一, 十, 二十三."""
    tens, ones = divmod(number, 10)
    if not 0 < number < 100:
        return str(number)
    leading = "" if tens == 1 else _DIGITS[tens]
    return (f"{leading}十" if tens else "") + (_DIGITS[ones] if ones else "")


def _heading_numbers(fragments: list[Fragment]) -> dict[str, str]:
    """一、（一）1.（1） by level (GB/T 9704-2012, 7.3.3); none where the writers have typed numbers of their own."""
    headings = [heading for fragment in fragments for heading in fragment.headings]
    if any(_ALREADY_NUMBERED.match(heading.text) for heading in headings if heading.level == 1):
        return {}
    numbers = {}
    counts = [0, 0, 0, 0]
    for heading in headings:
        if not heading.numbered or heading.level > len(counts):
            continue
        counts[heading.level - 1] += 1
        counts[heading.level :] = [0] * (len(counts) - heading.level)
        count = counts[heading.level - 1]
        chinese = chinese_number(count)
        numbers[heading.key] = (f"{chinese}、", f"（{chinese}）", f"{count}.", f"（{count}）")[heading.level - 1]
    return numbers


def _caption_numbers(fragments: list[Fragment]) -> dict[str, str]:
    counts = dict.fromkeys(_CAPTION_NAMES, 0)
    numbers = {}
    for fragment in fragments:
        for caption in fragment.captions:
            counts[caption.kind] += 1
            numbers[caption.key] = f"{_CAPTION_NAMES[caption.kind]}{counts[caption.kind]}　"
    return numbers


def _parts(fragments: list[Fragment], numbers: dict[str, str]) -> dict[str, str]:
    """What a reference to a heading says: 第一部分, 第一部分（二）, or the heading itself where it has no number."""
    names = {}
    above = ["", "", "", ""]
    for fragment in fragments:
        for heading in fragment.headings:
            number = numbers.get(heading.key, "")
            if not number:
                names[heading.key] = f"“{heading.text}”"
                continue
            above[heading.level - 1] = f"第{number.rstrip('、')}部分" if heading.level == 1 else number.rstrip(".")
            names[heading.key] = "".join(above[: heading.level])
    return names


def _keys(fragment: Fragment) -> list[str]:
    return [heading.key for heading in fragment.headings] + [caption.key for caption in fragment.captions]


def _anchor(key: str) -> str:
    path, __, place = key.rpartition("#")
    return f"{PurePosixPath(path).stem}-{place}".replace(" ", "-")


class _LabelBook:
    """The labels given so far; each may be given once."""

    def __init__(self, findings: list[Finding]) -> None:
        self._findings = findings
        self._first: dict[str, Place] = {}
        self.spoken_of: set[str] = set()

    def take(self, label: str, path: str, line: int) -> bool:
        if not label:
            return False
        place = Place(path, line, 1)
        first = self._first.setdefault(label, place)
        if first is not place:
            self.spoken_of.add(first.path)
            message = _("the label {label} is given twice; the first is at {place}").format(label=label, place=first)
            self._findings.append(error(Code.DUPLICATE_LABEL, place, message, _("give one of them another label")))
        return first is place


def _unknown_labels(fragments: list[Fragment], targets: dict[str, str]) -> list[Finding]:
    findings = []
    for fragment in fragments:
        for mention in fragment.mentions:
            if mention.name not in targets:
                message = _("nothing in this document has the label {label}").format(label=mention.name)
                known = ", ".join(sorted(targets)) or _("none")
                place = Place(fragment.path, mention.line, mention.column)
                findings.append(error(Code.UNKNOWN_LABEL, place, message, _("known: {listed}").format(listed=known)))
    return findings
