"""What changed between two texts, a paragraph at a time: what stood there before, and what stands there now.

`changed_paragraphs` and `paragraphs` are all that others use.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_HEADING = re.compile(r"(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")
_DROPPED = re.compile(r"\s*(?:\|[\s|:-]*\||:::.*|<!--.*?-->|```.*|-{3,}|={3,})\s*", re.DOTALL)
_MARKUP = (
    (re.compile(r"!\[([^\]\n]*)\]\([^)\n]*\)"), r"图：\1"),
    (re.compile(r"\[\^[^\]\s]+\]"), ""),
    (re.compile(r"\[@[a-z]+:([^\]\s]+)\]"), ""),
    (re.compile(r"\[([^\]\n]*)\]\([^)\n]*\)"), r"\1"),
    (re.compile(r"\{[#.][^}\n]*\}"), ""),
    (re.compile(r"^\s*(?:[-*+]|>)\s+"), ""),
    (re.compile(r"\*\*|(?<!\*)\*(?!\*)|`"), ""),
    (re.compile(r"\\(?=[!-/:-@\[-`{-~])"), ""),
)
_BESIDE_CJK = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])\n|\n(?=[\u3000-\u9fff\uff00-\uffef])")
_ALIKE = 0.4
# How many old paragraphs are looked at for the partner of a new one, and how long two may be (as a product of their
# characters) for their exact likeness: a text that is new throughout is compared in seconds.
_LOOKED_AT = 12
_COMPARED_EXACTLY = 40_000


@dataclass(frozen=True, slots=True)
class Text:
    """One file of a document, without its front matter."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A paragraph that changed; `before` is empty for a new one, `after` for one that is gone.

    `section`: the headings it stands under. `path`: its file, the new one where there is one.
    """

    path: str
    section: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class _Paragraph:
    path: str
    section: str
    text: str


def changed_paragraphs(before: Iterable[Text], after: Iterable[Text]) -> tuple[Changed, ...]:
    """The paragraphs that differ between two states of a document, in the order of the text."""
    old = [paragraph for text in before for paragraph in _paragraphs(text)]
    new = [paragraph for text in after for paragraph in _paragraphs(text)]
    matcher = difflib.SequenceMatcher(None, [item.text for item in old], [item.text for item in new], autojunk=False)
    found: list[Changed] = []
    for kind, first, last, start, end in matcher.get_opcodes():
        if kind != "equal":
            found += _replaced(old[first:last], new[start:end])
    return tuple(found)


def paragraphs(text: str) -> frozenset[str]:
    """The paragraphs of one file, as they are compared."""
    return frozenset(item.text for item in _paragraphs(Text("", text)))


def _replaced(old: list[_Paragraph], new: list[_Paragraph]) -> Iterator[Changed]:
    """Old and new paragraphs of one stretch, side by side where they are alike."""
    at = 0
    for item in new:
        near = range(at, min(at + _LOOKED_AT, len(old)))
        partner = next((number for number in near if _are_alike(old[number].text, item.text)), None)
        if partner is not None:
            yield from (Changed(gone.path, gone.section, gone.text, "") for gone in old[at:partner])
            at = partner + 1
        yield Changed(item.path, item.section, old[partner].text if partner is not None else "", item.text)
    yield from (Changed(gone.path, gone.section, gone.text, "") for gone in old[at:])


def _are_alike(old: str, new: str) -> bool:
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    if matcher.real_quick_ratio() < _ALIKE or matcher.quick_ratio() < _ALIKE:
        return False
    return len(old) * len(new) > _COMPARED_EXACTLY or matcher.ratio() >= _ALIKE


def _paragraphs(text: Text) -> Iterator[_Paragraph]:
    headings: dict[int, str] = {}
    for block in re.split(r"\n[ \t]*\n", text.text.replace("\r\n", "\n")):
        for part in _parts(block.strip("\n")):
            heading = _HEADING.match(part)
            if heading:
                level = len(heading[1])
                headings = {key: title for key, title in headings.items() if key < level} | {level: _plain(heading[2])}
            plain = _plain(heading[2] if heading else part)
            if plain:
                yield _Paragraph(text.path, "／".join(headings[key] for key in sorted(headings)), plain)


def _parts(block: str) -> list[str]:
    """What counts for itself: a heading, a row of a table, an item of a list, or the whole paragraph."""
    parts: list[str] = []
    for line in block.split("\n"):
        begins = bool(re.match(r"\s*(?:[#|]|:::|[-*+]\s|\d{1,9}[.)]\s)", line))
        if begins or not parts or parts[-1].lstrip().startswith(("#", "|", ":::")):
            parts.append(line)
        else:
            parts[-1] += f"\n{line.strip()}"
    return parts


def _plain(part: str) -> str:
    """The words as they are read, without Markdown."""
    if _DROPPED.fullmatch(part):
        return ""
    stripped = part.strip()
    if stripped.startswith("|"):
        stripped = "｜".join(cell.strip() for cell in stripped.strip("|").split("|"))
    for pattern, words in _MARKUP:
        stripped = pattern.sub(words, stripped)
    return " ".join(_BESIDE_CJK.sub("", stripped).split())
