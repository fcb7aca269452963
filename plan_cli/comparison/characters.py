"""What differs between two Chinese texts, as people mark it: whole words and clauses, not a confetti of characters.

The longest common subsequence comes from RapidFuzz, over characters, with numbers and Latin words as a whole: 2015 →
2016 is one number for another. Then three passes make it readable: what two changes leave standing between them goes
with them where it is smaller than they are; what was only put in or only left out is shifted to where a clause or a
bracket begins or ends; a character that was replaced takes the other half of its word along.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from rapidfuzz.distance import Indel

from plan_cli.comparison.blocks import OBJECT, PARTING

_UNITS = re.compile(r"[A-Za-z]+|[0-9]+(?:[.,．][0-9]+)*%?|.", re.DOTALL)
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_SENTENCE_ENDS, _CLAUSE_ENDS = "。！？；!?;", "，、：,:"
_OPENING, _CLOSING = "（《“‘〔【([", "）》”’〕】)]"
_STOPS = frozenset(f"{_SENTENCE_ENDS}{_CLAUSE_ENDS}{PARTING}{OBJECT}")
_UNCROSSED = frozenset((PARTING, OBJECT))

# Two characters are one word where they stand together this often, and in this share of the rarer one's places.
_OFTEN, _SHARE = 2, 0.15
# Changes on both sides of a comma are one change where each is this many times as long as what stands between.
_ACROSS_STOP = 8


class Op(Enum):
    """What became of a stretch of text."""

    KEPT = "="
    REMOVED = "-"
    ADDED = "+"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text. `before`, `after`: where it begins in either text; `move`: the number of its move, or 0."""

    op: Op
    text: str
    before: int
    after: int
    move: int = 0


class Habits:
    """Which characters a document writes together: words, learnt from the document itself, without a dictionary."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._single: Counter[str] = Counter()
        self._double: Counter[str] = Counter()
        for text in texts:
            self._single.update(text)
            self._double.update(map("".join, pairwise(text)))

    def cohesion(self, first: str, second: str) -> float:
        """From 0 to 1: how much two characters are one word; 0 where nothing is known."""
        if not (_HAN.match(first) and _HAN.match(second)):
            return 0.0
        together = self._double[first + second]
        if together < _OFTEN:
            return 0.0
        share = together / min(self._single[first], self._single[second])
        return share if share >= _SHARE else 0.0


@dataclass(slots=True)
class _Edit:
    """`before[a0:a1]` became `after[b0:b1]`."""

    a0: int
    a1: int
    b0: int
    b1: int

    @property
    def is_replacement(self) -> bool:
        return self.a1 > self.a0 and self.b1 > self.b0


def compare_texts(
    before: str,
    after: str,
    objects_before: Sequence[str] = (),
    objects_after: Sequence[str] = (),
    habits: Habits | None = None,
) -> tuple[Piece, ...]:
    """The pieces of both texts in their order: those kept and removed make `before`, those kept and added `after`.

    `objects_before`, `objects_after`: the names of the objects in the texts; only those of one name are kept.
    """
    edits = _edits(_units(before, objects_before), _units(after, objects_after))
    edits = _gathered(edits, before, after)
    for number, edit in enumerate(edits):
        if not edit.is_replacement:
            _shift(edits, number, before, after)
    if habits is not None:
        _complete_words(edits, before, after, habits)
    return _pieces(_gathered(edits, before, after), before, after)


def _units(text: str, objects: Sequence[str]) -> list[str]:
    units = _UNITS.findall(text)
    if objects:
        names = iter(objects)
        units = [f"{OBJECT}{next(names)}" if unit == OBJECT else unit for unit in units]
    return units


def _edits(before: list[str], after: list[str]) -> list[_Edit]:
    places, other_places = _starts(before), _starts(after)
    edits: list[_Edit] = []
    for operation in Indel.opcodes(before, after):
        if operation.tag == "equal":
            continue
        made = _Edit(
            places[operation.src_start],
            places[operation.src_end],
            other_places[operation.dest_start],
            other_places[operation.dest_end],
        )
        if edits and edits[-1].a1 == made.a0 and edits[-1].b1 == made.b0:
            edits[-1].a1, edits[-1].b1 = made.a1, made.b1
        else:
            edits.append(made)
    return edits


def _starts(units: list[str]) -> list[int]:
    """Where each unit begins, and where the last one ends; the name of an object takes no room."""
    starts, at = [], 0
    for unit in units:
        starts.append(at)
        at += 1 if unit[0] == OBJECT else len(unit)
    return [*starts, at]


def _size(edit: _Edit, before: str, after: str) -> int:
    """How much was changed: a number or a Latin word counts for one character."""
    return max(len(_UNITS.findall(before[edit.a0 : edit.a1])), len(_UNITS.findall(after[edit.b0 : edit.b1])))


def _gathered(edits: list[_Edit], before: str, after: str) -> list[_Edit]:
    """Neighbours as one, where what stands between them is too little to be read on its own."""
    while True:
        made: list[_Edit] = []
        for edit in edits:
            if made and _belong_together(made[-1], edit, before, after):
                made[-1] = _Edit(made[-1].a0, edit.a1, made[-1].b0, edit.b1)
            else:
                made.append(edit)
        if len(made) == len(edits):
            return made
        edits = made


def _belong_together(first: _Edit, second: _Edit, before: str, after: str) -> bool:
    between = before[first.a1 : second.a0]
    length = len(between)
    if length == 0:
        return True
    if any(character in _UNCROSSED for character in between):
        return False
    smaller = min(_size(first, before, after), _size(second, before, after))
    if any(character in _STOPS for character in between):
        return length * _ACROSS_STOP <= smaller and first.is_replacement and second.is_replacement
    if not (first.is_replacement or second.is_replacement):
        if (first.a1 > first.a0) != (second.a1 > second.a0):
            return length <= min(smaller, 2)  # [明]显[著]: one word for another
        # Things put in at two places: what they stand around was not touched.
        return length * 2 <= smaller
    return length <= 1 or (length <= smaller and length <= 4) or length * 3 <= smaller


def _shift(edits: list[_Edit], number: int, before: str, after: str) -> None:
    """Put what was only added, or only removed, where it reads best; the texts stay what they are.

    `甲，[乙，]丙` rather than `甲[，乙]，丙` is decided by what stands at its two ends.
    """
    edit = edits[number]
    text, start, end = (after, edit.b0, edit.b1) if edit.b1 > edit.b0 else (before, edit.a0, edit.a1)
    lowest = edits[number - 1].a1 if number else 0
    highest = edits[number + 1].a0 if number + 1 < len(edits) else len(before)
    room_left, room_right = edit.a0 - lowest, highest - edit.a1
    left = 0
    while left < room_left and _same(text, start - left - 1, end - left - 1):
        left += 1
    right = 0
    while right < room_right and _same(text, start + right, end + right):
        right += 1
    best = max(range(-left, right + 1), key=lambda by: (_edges(text, start + by, end + by), by))
    edit.a0, edit.a1, edit.b0, edit.b1 = (place + best for place in (edit.a0, edit.a1, edit.b0, edit.b1))


def _same(text: str, one: int, other: int) -> bool:
    return one >= 0 and other < len(text) and text[one] == text[other] and text[one] not in _UNCROSSED


def _edges(text: str, start: int, end: int) -> int:
    return _edge(text, start) + _edge(text, end)


def _edge(text: str, at: int) -> int:
    """How well a text may be cut at a place."""
    if at <= 0 or at >= len(text):
        return 6
    left, right = text[at - 1], text[at]
    if left == PARTING or right == PARTING:
        return 6
    if left in _SENTENCE_ENDS:
        return 5
    if left in _CLAUSE_ENDS:
        return 4
    if right in _OPENING or left in _CLOSING:
        return 3
    if right in _SENTENCE_ENDS or right in _CLAUSE_ENDS:
        return 2
    return 1 if bool(_HAN.match(left)) != bool(_HAN.match(right)) else 0


def _complete_words(edits: list[_Edit], before: str, after: str, habits: Habits) -> None:
    """提[高→升] becomes [提高→提升] where the document writes both as words; the stronger neighbour decides."""
    for number, edit in enumerate(edits):
        if not edit.is_replacement or max(edit.a1 - edit.a0, edit.b1 - edit.b0) > 2:
            continue
        lowest = edits[number - 1].a1 if number else 0
        highest = edits[number + 1].a0 if number + 1 < len(edits) else len(before)
        left = right = 0.0
        if edit.a0 > lowest:
            kept = before[edit.a0 - 1]
            left = min(habits.cohesion(kept, before[edit.a0]), habits.cohesion(kept, after[edit.b0]))
        if edit.a1 < highest:
            kept = before[edit.a1]
            right = min(habits.cohesion(before[edit.a1 - 1], kept), habits.cohesion(after[edit.b1 - 1], kept))
        if left and left >= right:
            edit.a0, edit.b0 = edit.a0 - 1, edit.b0 - 1
        elif right:
            edit.a1, edit.b1 = edit.a1 + 1, edit.b1 + 1


def _pieces(edits: list[_Edit], before: str, after: str) -> tuple[Piece, ...]:
    made: list[Piece] = []
    a = b = 0
    for edit in [*edits, _Edit(len(before), len(before), len(after), len(after))]:
        if edit.a0 > a:
            made.append(Piece(Op.KEPT, before[a : edit.a0], a, b))
        if edit.a1 > edit.a0:
            made.append(Piece(Op.REMOVED, before[edit.a0 : edit.a1], edit.a0, edit.b0))
        if edit.b1 > edit.b0:
            made.append(Piece(Op.ADDED, after[edit.b0 : edit.b1], edit.a1, edit.b0))
        a, b = edit.a1, edit.b1
    return tuple(made)
