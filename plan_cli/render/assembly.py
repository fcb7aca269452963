"""Fragments → one document: numbers of headings, tables and figures, what each reference says, and where it leads."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from plan_cli.model.finding import Code, Finding, error, warning
from plan_cli.model.numerals import chinese_number
from plan_cli.model.place import Place
from plan_cli.model.profile import Counting, Level, Profile, Scheme, Words
from plan_cli.model.settings import Numbering
from plan_cli.render.fragment import Fragment
from plan_cli.translation import _

ALREADY_NUMBERED = re.compile(
    r"(第?[一二三四五六七八九十百]+[、章节篇条．.]|[（(][一二三四五六七八九十]+[）)]|[（(]?\d+[．.、）)])"
)


@dataclass(frozen=True, slots=True)
class Assembled:
    """What is known of a document as a whole. Keys belong to headings and captions, labels to writers."""

    profile: Profile
    body: tuple[Fragment, ...]
    annexes: tuple[Fragment, ...] = ()
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
    indicators: list[Any] = field(default_factory=list)
    """The blocks of the table of indicators, in Pandoc's JSON."""

    @property
    def fragments(self) -> tuple[Fragment, ...]:
        """Body and annexes."""
        return self.body + self.annexes

    @property
    def has_title(self) -> bool:
        """Whether the text brings its own title."""
        return any(fragment.has_title for fragment in self.body)

    def annex_anchor(self, number: int) -> str:
        """The name by which links find the annex of that number, counted from 1."""
        return f"annex-{number}"


def assemble(
    body: list[Fragment],
    profile: Profile,
    numbering: Numbering = Numbering.SECTIONS,
    annexes: list[Fragment] | None = None,
) -> Assembled:
    """The document made of these chapters, in this order, and of these annexes, whose headings are counted anew."""
    annexes = annexes or []
    fragments = [*body, *annexes]
    words = profile.words
    findings: list[Finding] = []
    scheme = profile.scheme(numbering.value if numbering is Numbering.BOOK else None)
    headings: dict[str, str] = {}
    parts: dict[str, str] = {}
    if numbering is not Numbering.TYPED:
        for group in (body, *([annex] for annex in annexes)):
            headings |= _heading_numbers(group, scheme, findings)
    for group in (body, *([annex] for annex in annexes)):
        parts |= _parts(group, headings, scheme, words)
    captions = _caption_numbers(fragments, words)
    gap = "　" if profile.language == "zh" else "  "
    gaps = [gap if level.gap else "" for level in scheme.levels]
    levels = {heading.key: heading.level for fragment in fragments for heading in fragment.headings}
    numbers = {key: number + gaps[levels[key] - 1] for key, number in headings.items()}
    numbers |= {key: number + gap for key, number in captions.items()}
    anchors = {key: _anchor(key) for fragment in fragments for key in _keys(fragment)}
    references: dict[str, str] = {}
    targets: dict[str, str] = {}
    labels = _LabelBook(findings)
    for fragment in fragments:
        for heading in fragment.headings:
            if labels.take(heading.label, fragment.path, heading.line):
                references[heading.label] = parts[heading.key]
                targets[heading.label] = anchors[heading.key]
        for caption in fragment.captions:
            if labels.take(caption.label, fragment.path, caption.line):
                references[caption.label] = captions[caption.key]
                targets[caption.label] = anchors[caption.key]
    findings += _unknown_labels(fragments, targets)
    for fragment in fragments:
        findings.extend(fragment.findings)
    return Assembled(
        profile,
        tuple(body),
        tuple(annexes),
        numbers,
        anchors,
        references,
        targets,
        tuple(findings),
        frozenset(labels.spoken_of),
    )


def _heading_numbers(fragments: list[Fragment], scheme: Scheme, findings: list[Finding]) -> dict[str, str]:
    """The number before each heading of one part of a document; none where its writers have typed numbers."""
    headings = [(fragment.path, heading) for fragment in fragments for heading in fragment.headings if heading.numbered]
    typed = {heading.key for __, heading in headings if ALREADY_NUMBERED.match(heading.text)}
    for path, heading in headings:
        if heading.key in typed:
            message = _("this heading has a number already: {text}").format(text=heading.text[:30])
            hint = _(
                "take the number away, the tool makes it; or write numbering: typed for this document in plan.yaml"
            )
            findings.append(warning(Code.TYPED_NUMBER, Place(path, heading.line, 1), message, hint))
    if any(heading.key in typed for __, heading in headings if heading.level == 1):
        return {}
    numbers = {}
    counts = [0] * len(scheme.levels)
    for __, heading in headings:
        if heading.level > len(counts) or heading.key in typed:
            continue
        counts[heading.level - 1] += 1
        counts[heading.level :] = [0] * (len(counts) - heading.level)
        level = scheme.levels[heading.level - 1]
        numbers[heading.key] = level.form.format(n=_figure(level, counts[: heading.level]))
    return numbers


def _figure(level: Level, counts: list[int]) -> str:
    if level.counting is Counting.CHINESE:
        return chinese_number(counts[-1])
    if level.counting is Counting.PATH:
        return ".".join(map(str, counts))
    return str(counts[-1])


def _caption_numbers(fragments: list[Fragment], words: Words) -> dict[str, str]:
    forms = {"table": words.table, "figure": words.figure, "box": words.box}
    counts = dict.fromkeys(forms, 0)
    numbers = {}
    for fragment in fragments:
        for caption in fragment.captions:
            counts[caption.kind] += 1
            numbers[caption.key] = forms[caption.kind].format(n=counts[caption.kind])
    return numbers


def _parts(fragments: list[Fragment], numbers: dict[str, str], scheme: Scheme, words: Words) -> dict[str, str]:
    """What a reference to a heading says: 第一部分, 第一部分（二）, or the heading itself where it has no number."""
    names = {}
    above = [""] * len(scheme.levels)
    for fragment in fragments:
        for heading in fragment.headings:
            number = numbers.get(heading.key, "")
            if not number:
                names[heading.key] = words.quoted.format(text=heading.text)
                continue
            at = heading.level - 1
            level = scheme.levels[at]
            opening, __, closing = level.form.partition("{n}")
            figure = number[len(opening) : len(number) - len(closing)]
            own = (level.part or level.form).format(n=figure)
            above[at] = own if at == 0 or level.counting is Counting.PATH else above[at - 1] + own
            names[heading.key] = above[at]
    return names


def _keys(fragment: Fragment) -> list[str]:
    return [heading.key for heading in fragment.headings] + [caption.key for caption in fragment.captions]


def _anchor(key: str) -> str:
    path, __, place = key.rpartition("#")
    return re.sub(r"[^\w.-]+", "-", f"{path.removesuffix('.md')}-{place}")


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
