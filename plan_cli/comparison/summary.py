"""What the outputs for people share: how many changes of each kind, where each stands, its two sides as pieces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from plan_cli.comparison.blocks import NOTE, OBJECT, PARTING
from plan_cli.comparison.characters import Op, Piece
from plan_cli.comparison.passages import CellPassage, NotePassage, Passage, RowPassage, State
from plan_cli.comparison.word_items import BREAK
from plan_cli.comparison.words import Words

_FOOTNOTE = "FootnoteText"
_SHOWN = str.maketrans({OBJECT: "", BREAK: "\n", "\t": " "})


@dataclass(frozen=True, slots=True)
class Counts:
    """How many changes there are; what moved counts once, however many paragraphs went together."""

    changed: int
    added: int
    removed: int
    moved: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.changed + self.added + self.removed + self.moved


def counts(changes: Sequence[Passage]) -> Counts:
    """How many of each kind."""
    moves = {passage.move for passage in changes if passage.move}
    inline = {piece.move for passage in changes for piece in passage.pieces if piece.move}
    still = [passage for passage in changes if not passage.move]
    return Counts(
        changed=sum(passage.state is State.CHANGED for passage in still),
        added=sum(passage.state is State.ADDED for passage in still),
        removed=sum(passage.state is State.REMOVED for passage in still),
        moved=len(moves | inline),
    )


@dataclass(frozen=True, slots=True)
class Other:
    """The other ends of moves: the section that something left, and the one it came to, by the number of the move."""

    left: dict[int, str]
    reached: dict[int, str]


def other_ends(changes: Sequence[Passage]) -> Other:
    """Where each move begins and ends."""
    left: dict[int, str] = {}
    reached: dict[int, str] = {}
    for passage in changes:
        if passage.move and passage.state is State.REMOVED:
            left.setdefault(passage.move, section_of(passage))
        elif passage.move:
            reached.setdefault(passage.move, section_of(passage))
        for piece in passage.pieces:
            if piece.move and not passage.move:
                (left if piece.op is Op.REMOVED else reached).setdefault(piece.move, section_of(passage))
    return Other(left, reached)


def section_of(passage: Passage) -> str:
    """The headings that a passage stands under; in the new text where it is there."""
    block = (passage.after or passage.before)[0]
    return block.section


def old_side(pieces: Sequence[Piece]) -> list[Piece]:
    """What of the pieces stood in the old text."""
    return [piece for piece in pieces if piece.op is not Op.ADDED]


def new_side(pieces: Sequence[Piece]) -> list[Piece]:
    """What of the pieces stands in the new text."""
    return [piece for piece in pieces if piece.op is not Op.REMOVED]


def pieces_of(passage: Passage) -> Sequence[Piece]:
    """The pieces of a passage, one kept piece where it was not taken apart."""
    if passage.pieces:
        return passage.pieces
    text = PARTING.join(block.text for block in passage.after or passage.before)
    return (Piece(Op.KEPT, text, 0, 0),) if text else ()


def shown(text: str) -> str:
    """A text as people read it, lines ended by `\\n`; what is no text is left out."""
    return text.translate(_SHOWN)


def readable(passage: Passage, words: Words) -> list[Piece]:
    """The pieces of a passage, with words where marks of footnotes and pictures stand."""
    before = (passage.origin,) if passage.origin is not None else passage.before
    old = iter([name for block in before for name in block.objects])
    new = iter([name for block in passage.after for name in block.objects])
    made: list[Piece] = []
    for piece in pieces_of(passage):
        text = piece.text
        while OBJECT in text:
            names = [next(side, "") for side, gone in ((old, Op.ADDED), (new, Op.REMOVED)) if piece.op is not gone]
            text = text.replace(OBJECT, _in_words(names[-1] if names else "", words), 1)
        if made and made[-1].op is piece.op:
            text = made.pop().text + text
        made.append(replace(piece, text=text))
    if made and (passage.after or passage.before)[0].kind == _FOOTNOTE:
        # Between the mark of a note and its words stands a space.
        made[0] = replace(made[0], text=made[0].text.lstrip(" "))
    return made


def _in_words(name: str, words: Words) -> str:
    if name == NOTE:
        return words.note_mark
    return words.picture if "<w:drawing" in name else ""


def note_changes(passage: Passage) -> Iterator[tuple[NotePassage, Passage]]:
    """The changed paragraphs of the footnotes of a passage that stays."""
    if passage.state is not State.CHANGED:
        return
    for note in passage.notes:
        for inner in note.passages:
            if inner.state is not State.SAME:
                yield note, inner


def changed_rows(passage: Passage) -> Iterator[RowPassage]:
    """The rows of a table that are not the same."""
    return (row for row in passage.rows if row.state is not State.SAME)


def row_name(row: RowPassage) -> str:
    """The words by which people know a row: those of its first cell that has more than a number."""
    texts = []
    for cell in row.cells:
        blocks = [block for passage in cell.passages for block in passage.after or passage.before]
        texts.append(" ".join(shown(block.text).strip() for block in blocks).strip())
    return next((text for text in texts if re.search(r"[^\W\d_]", text)), next(filter(None, texts), ""))


def cell_pieces(cell: CellPassage, words: Words) -> list[Piece]:
    """The words of a cell as pieces, with PARTING between its paragraphs."""
    made: list[Piece] = []
    for passage in cell.passages:
        if made:
            made.append(Piece(Op.KEPT, PARTING, 0, 0))
        if passage.rows:
            for row in passage.rows:
                for inner in row.cells:
                    made += cell_pieces(inner, words)
        else:
            made += readable(passage, words)
    return made
