"""Why something was changed: what is known of it (an answered comment, a decision), else the commit's first line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from plan_cli.comparison.blocks import Block, Spot
from plan_cli.comparison.characters import Op
from plan_cli.comparison.credits import Credit, Credits
from plan_cli.comparison.passages import Passage, State
from plan_cli.comparison.revisions import plain

_SHORT_ID = 10


@dataclass(frozen=True, slots=True)
class Reasons:
    """`known`: the reasons by the place of the block they are about, in the new edition or else in the old one."""

    credits: Credits
    known: Mapping[Spot, str] = field(default_factory=dict)

    def of(self, passage: Passage) -> str:
        """Why a passage was changed, in one line; empty where nobody says."""
        given = [self.known[block.spot] for block in _blocks(passage) if block.spot and block.spot in self.known]
        if given:
            return "；".join(dict.fromkeys(plain(text) for text in given))
        if is_renumbering(passage):
            return ""  # a consequence of what is told elsewhere
        said = dict.fromkeys(
            f"{plain(credit.subject)}（{credit.commit[:_SHORT_ID]}）"
            for credit in self.credits_of(passage)
            if credit.subject and credit.commit
        )
        return "；".join(said)

    def credits_of(self, passage: Passage) -> list[Credit]:
        """Everyone who changed something in a passage, in the order of the text."""
        return list(dict.fromkeys(self._credits_of(passage)))

    def _credits_of(self, passage: Passage) -> Iterator[Credit]:
        old = (passage.origin,) if passage.origin is not None else passage.before
        found = False
        for piece in passage.pieces:
            if piece.op is Op.KEPT:
                continue
            found = True
            removed = piece.op is Op.REMOVED
            asked = self.credits.removed if removed else self.credits.added
            blocks, at = (old, piece.before) if removed else (passage.after, piece.after)
            for block, start, end in _stretches(blocks, at, at + len(piece.text)):
                yield from (credit for __, __, credit in asked(block, start, end))
        for row in passage.rows:
            for cell in row.cells:
                for inner in cell.passages:
                    if inner.pieces or inner.rows:
                        found = True
                        yield from self._credits_of(inner)
        for note in passage.notes:
            for inner in note.passages:
                if any(piece.op is not Op.KEPT for piece in inner.pieces):
                    found = True
                    yield from self._credits_of(inner)
        if not found:
            yield self.credits.of((passage.after or passage.before)[-1])


_NUMBER = re.compile(
    r"(第?[一二三四五六七八九十百]+[、章节篇]|（[一二三四五六七八九十]+）|[0-9]+(?:\.[0-9]+)*\.?|（[0-9]+）)\s*"
)


def is_renumbering(passage: Passage) -> bool:
    """Whether nothing changed but the number of a heading, which the tool counts."""
    if passage.state is not State.CHANGED or len(passage.before) != 1 or len(passage.after) != 1:
        return False
    old, new = passage.before[0], passage.after[0]
    if not (old.kind.startswith("Heading") and new.kind == old.kind) or passage.notes:
        return False
    return _NUMBER.sub("", old.text, count=1) == _NUMBER.sub("", new.text, count=1)


def _stretches(blocks: tuple[Block, ...], start: int, end: int) -> Iterator[tuple[Block, int, int]]:
    at = 0
    for block in blocks:
        first, last = max(start, at), min(end, at + len(block.text))
        if first < last:
            yield block, first - at, last - at
        at += len(block.text) + 1


def _blocks(passage: Passage) -> Iterator[Block]:
    for block in (*passage.after, *passage.before):
        yield block
        for row in block.rows:
            for cell in row.cells:
                yield from cell.blocks
