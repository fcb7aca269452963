"""Changes → new chapters, each proved: what the new Markdown reads as must be what the change said, and nothing else.

A change that would read otherwise is left out and listed with its words.
"""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

from plan_cli.model.consultation import Reason
from plan_cli.render.pandoc import PandocFailedError
from plan_cli.review.change import Change, Unplaced
from plan_cli.review.paragraph_items import Signature, signatures
from plan_cli.review.sent import ChapterText, Sent, chapter_leaves
from plan_cli.review.source_lines import Edit

# Pandoc reads one chapter while another is compared.
_WORKERS = 4


@dataclass
class Applied:
    """New texts of the chapters that changed, the changes in them, and those that could not be made."""

    texts: dict[str, str] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)


def apply(sent: Sent, changes: list[Change]) -> Applied:
    """All changes that can be made."""
    applied = Applied()
    by_chapter: dict[str, list[Change]] = {}
    for change in changes:
        by_chapter.setdefault(change.chapter, []).append(change)
    makers = {path: _Maker(sent.chapters[path], sent.indicators) for path in sent.chapters if path in by_chapter}
    sorted_out = {path: maker.without_clashes(by_chapter[path]) for path, maker in makers.items()}
    with ThreadPoolExecutor(max_workers=_WORKERS) as workers:
        largest = dict(
            zip(makers, workers.map(lambda path: makers[path].largest(sorted_out[path][0]), makers), strict=True)
        )
    for path, maker in makers.items():
        own, clashing, made = by_chapter[path], sorted_out[path][1], largest[path]
        if made:
            applied.texts[path] = maker.text(made)
            applied.changes += made
        for change in own:
            if change in clashing or not any(change is one for one in made):
                applied.unplaced.append(
                    Unplaced(path, change.at, change.before, change.after, Reason.PLACE, change.revision)
                )
    return applied


class _Maker:
    def __init__(self, chapter: ChapterText, indicators: list[Any]) -> None:
        self._chapter = chapter
        self._indicators = indicators
        self._reads = [signatures(leaf.glyphs, chapter.source.text) for leaf in chapter.leaves]

    def without_clashes(self, changes: list[Change]) -> tuple[list[Change], list[Change]]:
        """Changes none of whose edits touches another's; of two that do the first stays."""
        taken: list[Edit] = []
        sound, clashing = [], []
        for change in changes:
            if any(_clash(one, other) for one in change.edits for other in taken) or _clashes_itself(change.edits):
                clashing.append(change)
            else:
                sound.append(change)
                taken += change.edits
        return sound, clashing

    def largest(self, changes: list[Change]) -> list[Change]:
        """As many of the changes as read rightly together."""
        if not changes or self._reads_rightly(changes):
            return changes
        if len(changes) == 1:
            return []
        half = len(changes) // 2
        first, second = self.largest(changes[:half]), self.largest(changes[half:])
        both = [*first, *second]
        if self._reads_rightly(both):
            return both
        made = first
        for change in second:
            if self._reads_rightly([*made, change]):
                made = [*made, change]
        return made

    def text(self, changes: list[Change]) -> str:
        """The chapter's text with these changes."""
        text = self._chapter.source.text
        edits = dict.fromkeys(edit for change in changes for edit in change.edits)
        ordered = sorted(enumerate(edits), key=lambda numbered: (numbered[1].start, numbered[1].end, numbered[0]))
        parts, at = [], 0
        for __, edit in ordered:
            parts += [text[at : edit.start], edit.text]
            at = max(at, edit.end)
        return "".join(parts) + text[at:]

    def _reads_rightly(self, changes: list[Change]) -> bool:
        if not changes:
            return True
        source = replace(self._chapter.source, text=self.text(changes))
        try:
            made = chapter_leaves(source, self._indicators)
        except PandocFailedError:
            return False
        body = [signatures(leaf.glyphs, source.text) for leaf in made if leaf.inside("note") is None]
        kinds = [leaf.kind for leaf in made if leaf.inside("note") is None]
        wanted, wanted_kinds = self._wanted(changes)
        if len(body) != len(wanted):
            return False
        if not all(_is_alike(one, other) for one, other in zip(body, wanted, strict=True)):
            return False
        if any(want and want != _class(kind) for kind, want in zip(kinds, wanted_kinds, strict=True)):
            return False
        notes = Counter(_words(signatures(leaf.glyphs, source.text)) for leaf in made if leaf.inside("note"))
        return not self._wanted_notes(changes) - notes

    def _wanted(self, changes: list[Change]) -> tuple[list[list[Signature]], list[str]]:
        replaced: dict[int, list[list[Signature]]] = {}
        added: dict[int, list[list[Signature]]] = {}
        for change in changes:
            replaced.update(change.replaced)
            for at, reads in change.added:
                added.setdefault(at, []).extend(reads)
        wanted: list[list[Signature]] = list(added.get(-1, []))
        kinds = [""] * len(wanted)
        for number, leaf in enumerate(self._chapter.leaves):
            if leaf.inside("note") is None:
                now = replaced.get(number, [self._reads[number]])
                wanted += now
                kinds += [_class(leaf.kind) if at == 0 else "" for at in range(len(now))]
            more = added.get(number, [])
            wanted += more
            kinds += [""] * len(more)
        return wanted, kinds

    def _wanted_notes(self, changes: list[Change]) -> Counter[str]:
        replaced: dict[int, list[list[Signature]]] = {}
        notes: Counter[str] = Counter()
        for change in changes:
            replaced.update(change.replaced)
            notes.update(_words(read) for read in change.notes)
        parent_changed = False
        for number, leaf in enumerate(self._chapter.leaves):
            if leaf.inside("note") is None:
                parent_changed = number in replaced
            elif number in replaced:
                notes.update(_words(read) for read in replaced[number])
            elif not parent_changed:
                notes[_words(self._reads[number])] += 1
        return notes


def _clash(one: Edit, other: Edit) -> bool:
    if one == other:
        return False
    if one.start == one.end or other.start == other.end:
        point, span = (one, other) if one.start == one.end else (other, one)
        return span.start < point.start < span.end
    return one.start < other.end and other.start < one.end


def _clashes_itself(edits: list[Edit]) -> bool:
    return any(_clash(one, other) for at, one in enumerate(edits) for other in edits[at + 1 :])


def _class(kind: str) -> str:
    return kind if kind.startswith("heading") or kind in ("cell", "caption", "code", "title") else "text"


def _is_alike(made: list[Signature], wanted: list[Signature]) -> bool:
    one, other = _plain_spaces(made), _plain_spaces(wanted)
    return len(one) == len(other) and all(
        text == want and (marks is None or own is None or own == marks)
        for (text, own), (want, marks) in zip(one, other, strict=True)
    )


def _plain_spaces(signature: list[Signature]) -> list[Signature]:
    """Several spaces are one, and none at the ends of lines: Markdown cannot say otherwise."""
    made: list[Signature] = []
    for text, marks in signature:
        if text == " " and (not made or made[-1][0] in (" ", "\n")):
            continue
        if text == "\n" and made and made[-1][0] == " ":
            made.pop()
        made.append((text, marks))
    if made and made[-1][0] == " ":
        made.pop()
    return made


def _words(signature: list[Signature]) -> str:
    return "".join(text for text, __ in _plain_spaces(signature))
