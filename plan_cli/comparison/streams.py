"""Two versions of a text as one stream: characters and marks of paragraphs, each kept, taken out or put in.

The order of things is Word's: a paragraph's properties belong to the mark at its end, and where a mark goes, what
stands before it joins what follows. So a paragraph that is gone is its characters and its mark, a cut paragraph one
mark more; and the last mark of a cell, a footnote or a document, which nothing follows, always stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from plan_cli.comparison.blocks import PARTING, Block
from plan_cli.comparison.characters import Op, Piece
from plan_cli.comparison.credits import Credit, Credits
from plan_cli.comparison.passages import Passage, State
from plan_cli.comparison.revisions import Change
from plan_cli.comparison.word_items import Atom, Paragraph

_PLACE = re.compile(r'w:anchor="\w*"')


@dataclass(frozen=True, slots=True)
class Sign:
    """A character: as it was, as it is, or both where it was kept. `change`: None where it was kept."""

    before: Atom | None
    after: Atom | None
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """The end of a paragraph, with the paragraph it ends before and after. `credit`: whose is a change of its look."""

    before: Paragraph | None
    after: Paragraph | None
    change: Change | None = None
    credit: Credit | None = None


@dataclass(frozen=True, slots=True)
class Whole:
    """A paragraph that is the same before and after."""

    before: Paragraph
    after: Paragraph


@dataclass(frozen=True, slots=True)
class Raw:
    """XML between paragraphs: a table, or an end of a move."""

    xml: str
    is_table: bool = False
    is_kept: bool = True


@dataclass(frozen=True, slots=True)
class End:
    """The end of a section, with its properties."""

    properties: str
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """Where a comment begins or ends; its own mark goes away with what it stands in."""

    xml: str
    change: Change | None = None


Entry = Sign | Mark | Whole | Raw | End | Remark


class PassageStream:
    """The entries of one passage of paragraphs."""

    def __init__(
        self, passage: Passage, before: Sequence[Paragraph], after: Sequence[Paragraph], credited: Credits
    ) -> None:
        """`before`, `after`: the paragraphs of the passage; where something moved here, `before` is what it was."""
        self._passage = passage
        self._before = before
        self._after = after
        self._credits = credited
        self._arrived = passage.origin is not None
        self._old = (passage.origin,) if passage.origin is not None else passage.before

    def entries(self) -> Iterator[Entry]:
        """Characters and marks in their order."""
        passage = self._passage
        old, new = _Side(self._before), _Side(self._after)
        linked_anew: list[Sign] = []
        for piece in passage.pieces or self._whole():
            for start, end, change in self._changes(piece):
                for at in range(start, end):
                    if self._arrived and piece.op is Op.REMOVED:
                        old.take(piece.text[at] == PARTING)
                        continue
                    entry = self._entry(piece, change, old, new, is_parting=piece.text[at] == PARTING)
                    if isinstance(entry, Sign) and _is_linked_anew(entry):
                        linked_anew.append(entry)
                        continue
                    yield from self._with_links(linked_anew)
                    linked_anew = []
                    yield entry
        yield from self._with_links(linked_anew)
        yield self._last(old, new)

    def _with_links(self, signs: Sequence[Sign]) -> Iterator[Entry]:
        """Words that lead elsewhere now: Word tracks no change of a link, so they are taken out and put in again."""
        credit = self._own_credit() if signs else None
        if credit is not None:
            yield from (Sign(sign.before, None, Change(Op.REMOVED, credit)) for sign in signs)
            yield from (Sign(None, sign.after, Change(Op.ADDED, credit)) for sign in signs)

    def _whole(self) -> Sequence[Piece]:
        """One that is kept as a whole: only its look changed."""
        text = PARTING.join(block.text for block in self._passage.after)
        return (Piece(Op.KEPT, text, 0, 0),) if self._passage.before and text else ()

    def _entry(self, piece: Piece, change: Change | None, old: _Side, new: _Side, *, is_parting: bool) -> Entry:
        before = old.take(is_parting) if piece.op is not Op.ADDED else None
        after = new.take(is_parting) if piece.op is not Op.REMOVED else None
        if is_parting:
            paragraphs = (old.passed if before else None, new.passed if after else None)
            return Mark(*paragraphs, change, self._own_credit())
        return Sign(before if isinstance(before, Atom) else None, after if isinstance(after, Atom) else None, change)

    def _last(self, old: _Side, new: _Side) -> Mark:
        passage = self._passage
        credit = self._own_credit()
        if passage.state is State.REMOVED:
            return Mark(old.current, None, Change(Op.REMOVED, self._of_end(), passage.move))
        if passage.state is State.ADDED:
            return Mark(None, new.current, Change(Op.ADDED, self._of_end(), passage.move))
        return Mark(old.current, new.current, None, credit)

    def _changes(self, piece: Piece) -> Iterator[tuple[int, int, Change | None]]:
        """Stretches of a piece with what was done to them."""
        passage = self._passage
        if self._arrived:
            # What was kept on the way arrived by the move; what was taken out is seen where it left.
            if piece.op is Op.KEPT:
                yield 0, len(piece.text), Change(Op.ADDED, self._of_end(), passage.move)
            else:
                for start, end, credit in self._shares(piece):
                    yield start, end, Change(piece.op, credit)
        elif piece.op is Op.KEPT:
            yield 0, len(piece.text), None
        else:
            for start, end, credit in self._shares(piece):
                move = passage.move or piece.move
                yield start, end, Change(piece.op, credit, move, inline=not passage.move and piece.move > 0)

    def _shares(self, piece: Piece) -> Iterator[tuple[int, int, Credit]]:
        removed = piece.op is Op.REMOVED
        blocks = self._old if removed else self._passage.after
        at = piece.before if removed else piece.after
        asked = self._credits.removed if removed else self._credits.added
        for block, start, end, place in _split(blocks, at, at + len(piece.text)):
            for first, last, credit in asked(block, start, end):
                yield place + first - start, place + last - start, credit

    def _of_end(self) -> Credit:
        passage = self._passage
        if passage.state is State.REMOVED:
            block = passage.before[-1]
            return self._credits.removed(block, 0, len(block.text))[-1][2]
        block = passage.after[-1]
        return self._credits.added(block, 0, len(block.text))[-1][2]

    def _own_credit(self) -> Credit:
        return self._credits.of((self._passage.after or self._passage.before)[-1])


def _is_linked_anew(sign: Sign) -> bool:
    """Whether a character that was kept has another link around it; within the document, the tool names the places."""
    if sign.change is not None or sign.before is None or sign.after is None:
        return False
    links = (_PLACE.sub("", sign.before.link), _PLACE.sub("", sign.after.link))
    return links[0] != links[1]


def _split(blocks: Sequence[Block], start: int, end: int) -> Iterator[tuple[Block, int, int, int]]:
    """The stretch of joined blocks in each of them, a PARTING with the block before it; its place in the stretch."""
    at = 0
    for block in blocks:
        first, last = max(start, at), min(end, at + len(block.text) + 1)
        if first < last:
            yield block, first - at, last - at, first - start
        at += len(block.text) + 1


class _Side:
    """Takes the characters of the paragraphs of one side, one after the other."""

    def __init__(self, paragraphs: Sequence[Paragraph]) -> None:
        self._paragraphs = list(paragraphs)
        self._number = 0
        self._at = 0
        self.passed: Paragraph | None = None

    @property
    def current(self) -> Paragraph | None:
        return self._paragraphs[self._number] if self._paragraphs else None

    def take(self, is_parting: bool) -> Atom | Paragraph:
        paragraph = self._paragraphs[self._number]
        if is_parting:
            self.passed = paragraph
            self._number += 1
            self._at = 0
            return paragraph
        self._at += 1
        return paragraph.atoms[self._at - 1]


# -- the end of a container --------------------------------------------------------------------------------------------


def closed(entries: list[Entry]) -> list[Entry]:
    """The entries with a last mark that stays: nothing follows it that could join what stands before.

    Where the last paragraph before is not the last one after, the two ends are made one mark, and what ended there goes
    one mark further up.
    """
    start = max((at + 1 for at, entry in enumerate(entries) if _parts(entry)), default=0)
    head, tail = entries[:start], list(entries[start:])
    marks = [at for at, entry in enumerate(tail) if isinstance(entry, Mark | Whole)]
    if not marks:
        return entries
    last = tail[marks[-1]]
    if not isinstance(last, Mark) or last.change is None:
        return entries
    gone = last.change.op is Op.REMOVED
    other = next((at for at in reversed(marks[:-1]) if _has_side(tail[at], after=gone)), None)
    if other is None:
        return entries
    found = tail[other]
    credit = last.change.credit
    opened: list[Entry] = []
    if isinstance(found, Whole):
        partner = Mark(found.before, found.after)
        opened += [Sign(a, b) for a, b in zip(found.before.atoms, found.after.atoms, strict=True)]
    elif isinstance(found, Mark):
        partner = found
    else:
        return entries
    change = replace(last.change, move=0)
    if gone:
        end = Mark(last.before, partner.after, None, credit)
        rest = [Mark(partner.before, None, change)] if partner.before else []
    else:
        end = Mark(partner.before, last.after, None, credit)
        rest = [Mark(None, partner.after, change)] if partner.after else []
    return [*head, *tail[:other], *opened, *rest, *tail[other + 1 : marks[-1]], end, *tail[marks[-1] + 1 :]]


def _parts(entry: Entry) -> bool:
    """Whether paragraphs before it cannot join those after it."""
    return isinstance(entry, End) or (isinstance(entry, Raw) and entry.is_table)


def _has_side(entry: Entry, *, after: bool) -> bool:
    if isinstance(entry, Whole):
        return True
    return isinstance(entry, Mark) and (entry.after if after else entry.before) is not None
