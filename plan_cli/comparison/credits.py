"""Who made each change and when: from the commits between two editions, by character."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from plan_cli.comparison.blocks import Block
from plan_cli.comparison.provenance import Provenance, places_in_source

_SHORTEST_SHARE = 4


@dataclass(frozen=True, slots=True)
class Credit:
    """Who made a change. Without `commit` it is not committed yet."""

    author: str = ""
    written: datetime.datetime | None = None
    commit: str = ""
    subject: str = ""


NOBODY = Credit()


@dataclass(frozen=True, slots=True)
class ChapterHistory:
    """A chapter between two editions: its Markdown in both, who added and removed what, and who touched it last."""

    before: str
    after: str
    provenance: Provenance
    last: Credit


@dataclass(slots=True)
class Credits:
    """Says of a stretch of a block who added or removed it.

    `commits`: by the numbers that the histories use; `histories`: by path; `general`: who is named for what no chapter
    holds, like numbers and titles that the tool makes.
    """

    commits: Sequence[Credit] = ()
    histories: Mapping[str, ChapterHistory] = field(default_factory=dict)
    general: Credit = NOBODY
    _places: dict[Block, Mapping[int, int]] = field(default_factory=dict)

    def learn(self, before: Sequence[Block], after: Sequence[Block]) -> None:
        """Find the blocks of both editions in their chapters."""
        for blocks, of_after in ((before, False), (after, True)):
            by_path: dict[str, list[Block]] = {}
            notes: dict[str, list[Block]] = {}
            for block in blocks:
                for inner, in_note in _inner(block):
                    if inner.spot and inner.spot.path in self.histories:
                        (notes if in_note else by_path).setdefault(inner.spot.path, []).append(inner)
            for found in (by_path, notes):
                for path, chapter in found.items():
                    history = self.histories[path]
                    source = history.after if of_after else history.before
                    places = places_in_source([block.text for block in chapter], source)
                    self._places.update(zip(chapter, places, strict=True))

    def added(self, block: Block, start: int, end: int) -> list[tuple[int, int, Credit]]:
        """Who added `text[start:end]` of a block of the new edition: stretches with their credit."""
        return self._shares(block, start, end, of_after=True)

    def removed(self, block: Block, start: int, end: int) -> list[tuple[int, int, Credit]]:
        """Who removed `text[start:end]` of a block of the old edition: stretches with their credit."""
        return self._shares(block, start, end, of_after=False)

    def of(self, block: Block) -> Credit:
        """Who touched last what the block comes from."""
        history = self.histories.get(block.spot.path) if block.spot else None
        return history.last if history else self.general

    def _shares(self, block: Block, start: int, end: int, *, of_after: bool) -> list[tuple[int, int, Credit]]:
        places = self._places.get(block)
        if not places or block.spot is None or start >= end:
            return [(start, end, self.of(block))]
        found = self.histories[block.spot.path].provenance
        by_place = found.added_by if of_after else found.removed_by
        numbers = [by_place[places[at]] if at in places else -1 for at in range(start, end)]
        known = Counter(number for number in numbers if number >= 0)
        if not known:
            # A number that the tool made: whoever changed most of what stands behind it.
            around = Counter(by_place[place] for place in places.values() if by_place[place] >= 0)
            whose = self.commits[around.most_common(1)[0][0]] if around else self.of(block)
            return [(start, end, whose)]
        most = known.most_common(1)[0][0]
        runs = _runs(numbers, most) if len(known) > 1 else [(0, end - start, most)]
        return [(start + first, start + last, self.commits[number]) for first, last, number in runs]


def _runs(numbers: Sequence[int], otherwise: int) -> list[tuple[int, int, int]]:
    """Stretches of one number; unknown and very short ones go with what stands before them."""
    runs: list[tuple[int, int, int]] = []
    for at, number in enumerate(numbers):
        if runs and number in (-1, runs[-1][2]):
            runs[-1] = (runs[-1][0], at + 1, runs[-1][2])
        else:
            runs.append((at, at + 1, number if number >= 0 else otherwise))
    made: list[tuple[int, int, int]] = []
    for first, last, number in runs:
        if made and (last - first < _SHORTEST_SHARE or made[-1][2] == number):
            made[-1] = (made[-1][0], last, made[-1][2])
        else:
            made.append((first, last, number))
    return made


def _inner(block: Block, *, in_note: bool = False) -> Iterator[tuple[Block, bool]]:
    if block.rows:
        for row in block.rows:
            for cell in row.cells:
                for inner in cell.blocks:
                    yield from _inner(inner, in_note=in_note)
    else:
        yield block, in_note
    for note in block.notes:
        for inner in note:
            yield from _inner(inner, in_note=True)
