"""Sentences that went into another paragraph: what was taken out here and put in there is one move."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from plan_cli.comparison.blocks import OBJECT, PARTING
from plan_cli.comparison.characters import Op, Piece
from plan_cli.comparison.passages import Passage

_SENTENCE = re.compile(rf"[^。！？；{PARTING}]*[。！？；]?[{PARTING}]?", re.DOTALL)
# In characters: shorter ones recur by chance.
_LEAST = 10


def with_moved_sentences(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages, with the pieces cut where a sentence stands in one that was removed and in one that was added."""
    places = [
        (number, at)
        for number, passage in enumerate(passages)
        if not passage.move and not passage.rows
        for at, piece in enumerate(passage.pieces)
        if piece.op is not Op.KEPT and len(piece.text) >= _LEAST
    ]
    gone: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for number, at in places:
        piece = passages[number].pieces[at]
        if piece.op is Op.REMOVED:
            for start, sentence in _sentences(piece.text):
                gone[sentence].append((number, at, start))
    if not gone:
        return tuple(passages)
    move = max((passage.move for passage in passages), default=0)
    cuts: dict[tuple[int, int], list[tuple[int, int, int]]] = defaultdict(list)
    for number, at in places:
        piece = passages[number].pieces[at]
        if piece.op is Op.ADDED:
            for start, sentence in _sentences(piece.text):
                if gone.get(sentence):
                    move += 1
                    from_number, from_at, from_start = gone[sentence].pop(0)
                    cuts[from_number, from_at].append((from_start, from_start + len(sentence), move))
                    cuts[number, at].append((start, start + len(sentence), move))
    made = list(passages)
    for number in {number for number, __ in cuts}:
        pieces: list[Piece] = []
        for at, piece in enumerate(passages[number].pieces):
            pieces += _cut(piece, sorted(cuts.get((number, at), ())))
        made[number] = replace(passages[number], pieces=tuple(pieces))
    return tuple(made)


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    for found in _SENTENCE.finditer(text):
        sentence = found[0].strip(PARTING)
        if len(sentence) >= _LEAST and OBJECT not in sentence:
            yield found.start() + len(found[0]) - len(found[0].lstrip(PARTING)), sentence


def _cut(piece: Piece, cuts: Sequence[tuple[int, int, int]]) -> Iterator[Piece]:
    at = 0
    for start, end, move in [*cuts, (len(piece.text), len(piece.text), 0)]:
        if start > at:
            yield _part(piece, at, start, 0)
        if end > start:
            yield _part(piece, start, end, move)
        at = end


def _part(piece: Piece, start: int, end: int, move: int) -> Piece:
    before = piece.before + (start if piece.op is Op.REMOVED else 0)
    after = piece.after + (start if piece.op is Op.ADDED else 0)
    return Piece(piece.op, piece.text[start:end], before, after, move)
