"""Two texts, passage by passage: what stayed, what changed in it, what is gone, what has come, what went elsewhere.

    for passage in compare(before, after): ...

Pure: it knows neither documents nor files, only blocks (`blocks.Block`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from plan_cli.comparison.alignment import align
from plan_cli.comparison.blocks import NOTE, OBJECT, Block, Cell, Row, joined
from plan_cli.comparison.characters import Habits, Op, Piece, compare_texts


class State(Enum):
    """What became of a passage."""

    SAME = "same"
    CHANGED = "changed"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Passage:
    """`before` became `after`; one block each, more where a paragraph was cut or joined, none on one side.

    `before_at`, `after_at`: the number of the first block in its text. `pieces`: of the joined texts. `move`: the
    number of a move, the same at both its ends; where it arrived, `origin` is what stood at the other end (the block
    `origin_at` there), and the pieces tell what changed on the way.
    """

    state: State
    before: tuple[Block, ...]
    after: tuple[Block, ...]
    before_at: int
    after_at: int
    pieces: tuple[Piece, ...] = ()
    rows: tuple[RowPassage, ...] = ()
    notes: tuple[NotePassage, ...] = ()
    move: int = 0
    origin: Block | None = None
    origin_at: int = -1


@dataclass(frozen=True, slots=True)
class NotePassage:
    """What became of a footnote, with its number among those of the passage before and after, or None."""

    before_at: int | None
    after_at: int | None
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class CellPassage:
    """What became of a cell, with its number in its row before and after, or None."""

    state: State
    before_at: int | None
    after_at: int | None
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class RowPassage:
    """What became of a row, with its number in its table before and after, or None."""

    state: State
    before_at: int | None
    after_at: int | None
    cells: tuple[CellPassage, ...]


def compare(before: Sequence[Block], after: Sequence[Block], habits: Habits | None = None) -> tuple[Passage, ...]:
    """The passages of two texts, in reading order. `habits`: what counts as a word; else it is learnt from both."""
    if habits is None:
        habits = Habits(block.text for block in (*before, *after))
    made: list[Passage] = []
    for link in align(before, after):
        old, new = tuple(before[link.a0 : link.a1]), tuple(after[link.b0 : link.b1])
        if old and new:
            made += _linked(old, new, link.a0, link.b0, habits)
        elif old:
            made.append(_removed(old[0], link.a0, link.b0, link.move))
        else:
            arrived = _added(new[0], link.a0, link.b0, habits, before[link.partner] if link.move else None)
            made.append(replace(arrived, move=link.move, origin_at=link.partner))
    return tuple(made)


def changed(passages: Sequence[Passage]) -> list[Passage]:
    """Those that are not the same before and after."""
    return [passage for passage in passages if passage.state is not State.SAME]


def _linked(old: tuple[Block, ...], new: tuple[Block, ...], a: int, b: int, habits: Habits) -> Iterator[Passage]:
    if len(old) == len(new) == 1:
        one, other = old[0], new[0]
        if one.content == other.content:
            yield Passage(State.SAME, old, new, a, b)
            return
        if one.rows:
            rows = _rows(one, other, habits)
            if rows is None:
                yield _removed(one, a, b)
                yield _added(other, a + 1, b, habits)
            else:
                yield Passage(State.CHANGED, old, new, a, b, rows=rows)
            return
    pieces, notes = _words(old, new, habits)
    yield Passage(State.CHANGED, old, new, a, b, pieces, notes=notes)


def _words(
    old: tuple[Block, ...], new: tuple[Block, ...], habits: Habits
) -> tuple[tuple[Piece, ...], tuple[NotePassage, ...]]:
    one, other = joined(old), joined(new)
    pieces = compare_texts(one.text, other.text, one.objects, other.objects, habits)
    if not one.notes and not other.notes:
        return pieces, ()
    notes: list[NotePassage] = []
    names = {Op.REMOVED: iter(one.objects), Op.ADDED: iter(other.objects)}
    counts = {Op.REMOVED: 0, Op.ADDED: 0}
    for piece in pieces:
        sides = (Op.REMOVED, Op.ADDED) if piece.op is Op.KEPT else (piece.op,)
        for __ in range(piece.text.count(OBJECT)):
            # Kept objects have one name on both sides.
            own_names = {side: next(names[side]) for side in sides}
            if NOTE not in own_names.values():
                continue
            places = {side: counts[side] for side in sides}
            for side in sides:
                counts[side] += 1
            notes.append(_note(one.notes, other.notes, places.get(Op.REMOVED), places.get(Op.ADDED), habits))
    return pieces, tuple(notes)


def _note(
    old: Sequence[tuple[Block, ...]],
    new: Sequence[tuple[Block, ...]],
    before_at: int | None,
    after_at: int | None,
    habits: Habits,
) -> NotePassage:
    before = old[before_at] if before_at is not None else ()
    after = new[after_at] if after_at is not None else ()
    return NotePassage(before_at, after_at, compare(before, after, habits))


def _removed(block: Block, a: int, b: int, move: int = 0) -> Passage:
    pieces = (Piece(Op.REMOVED, block.text, 0, 0),) if block.text and not block.rows else ()
    notes = tuple(
        NotePassage(at, None, tuple(_removed(inner, n, 0) for n, inner in enumerate(note)))
        for at, note in enumerate(block.notes)
    )
    rows = tuple(_whole_row(State.REMOVED, row, at) for at, row in enumerate(block.rows))
    return Passage(State.REMOVED, (block,), (), a, b, pieces, rows, notes, move)


def _added(block: Block, a: int, b: int, habits: Habits, origin: Block | None = None) -> Passage:
    if origin is not None and not block.rows:
        pieces, notes = _words((origin,), (block,), habits)
        return Passage(State.ADDED, (), (block,), a, b, pieces, (), notes, origin=origin)
    pieces = (Piece(Op.ADDED, block.text, 0, 0),) if block.text and not block.rows else ()
    notes = tuple(
        NotePassage(None, at, tuple(_added(inner, 0, n, habits) for n, inner in enumerate(note)))
        for at, note in enumerate(block.notes)
    )
    rows = tuple(_whole_row(State.ADDED, row, at) for at, row in enumerate(block.rows))
    return Passage(State.ADDED, (), (block,), a, b, pieces, rows, notes, origin=origin)


def unchanged_rows(table: Block) -> tuple[RowPassage, ...]:
    """The rows of a table that says the same as before."""
    return tuple(
        RowPassage(State.SAME, at, at, tuple(_same_cell(cell, number) for number, cell in enumerate(row.cells)))
        for at, row in enumerate(table.rows)
    )


def _same_cell(cell: Cell, at: int) -> CellPassage:
    passages = tuple(Passage(State.SAME, (block,), (block,), n, n) for n, block in enumerate(cell.blocks))
    return CellPassage(State.SAME, at, at, passages)


# -- tables ------------------------------------------------------------------------------------------------------------


def _rows(one: Block, other: Block, habits: Habits) -> tuple[RowPassage, ...] | None:
    """The rows of a table and of what it became; None where the two have nothing in common that rows could show."""
    columns = _columns(one, other)
    if columns is None:
        return None
    made: list[RowPassage] = []
    links = align(_as_blocks(one.rows), _as_blocks(other.rows), in_order=True)
    for link in links:
        if link.a1 > link.a0 and link.b1 > link.b0:
            old, new = one.rows[link.a0], other.rows[link.b0]
            pairs = columns or _side_by_side(old, new)
            if pairs is not None and old.is_head == new.is_head:
                made.append(_row(old, new, link.a0, link.b0, pairs, habits))
                continue
        made += [_whole_row(State.REMOVED, one.rows[at], at) for at in range(link.a0, link.a1)]
        made += [_whole_row(State.ADDED, other.rows[at], at) for at in range(link.b0, link.b1)]
    # The rows of a head stay above the others.
    if any(row.state is not State.REMOVED and row.state is not State.ADDED for row in made):
        return tuple(made)
    return None


def _as_blocks(rows: tuple[Row, ...]) -> list[Block]:
    # What they span is part of what they are, and a head is never a row of the body.
    return [Block(f"{row.is_head} {row.shapes if any(row.shapes) else ''}", row.text or " ") for row in rows]


def _columns(one: Block, other: Block) -> tuple[tuple[int | None, int | None], ...] | None:
    """Which column became which; empty where rows settle it by themselves, None where columns came and went in a table
    whose cells span several."""
    width, other_width = _width(one), _width(other)
    if width is not None and other_width is not None:
        if width == other_width:
            return ()
        links = align(_columns_as_blocks(one, width), _columns_as_blocks(other, other_width), in_order=True)
        made: list[tuple[int | None, int | None]] = []
        for link in links:
            if link.a1 > link.a0 and link.b1 > link.b0:
                made.append((link.a0, link.b0))
            else:
                made += [(at, None) for at in range(link.a0, link.a1)]
                made += [(None, at) for at in range(link.b0, link.b1)]
        return tuple(made) if any(a is not None and b is not None for a, b in made) else None
    return () if {row.shapes for row in one.rows} & {row.shapes for row in other.rows} else None


def _width(table: Block) -> int | None:
    """How many columns a table has in every row; None where cells span several rows or columns."""
    widths = {len(row.cells) for row in table.rows}
    if len(widths) != 1 or any(shape for row in table.rows for shape in row.shapes):
        return None
    return widths.pop()


def _columns_as_blocks(table: Block, width: int) -> list[Block]:
    texts = ("\t".join(row.cells[at].text for row in table.rows) for at in range(width))
    return [Block("column", text or " ") for text in texts]


def _side_by_side(old: Row, new: Row) -> tuple[tuple[int | None, int | None], ...] | None:
    if old.shapes != new.shapes:
        return None
    return tuple((at, at) for at in range(len(old.cells)))


def _row(
    old: Row, new: Row, a: int, b: int, pairs: Sequence[tuple[int | None, int | None]], habits: Habits
) -> RowPassage:
    cells = []
    for before_at, after_at in pairs:
        before = old.cells[before_at] if before_at is not None else None
        after = new.cells[after_at] if after_at is not None else None
        if before is not None and after is not None:
            state = State.SAME if before.content == after.content else State.CHANGED
            cells.append(CellPassage(state, before_at, after_at, compare(before.blocks, after.blocks, habits)))
        elif before is not None:
            cells.append(_whole_cell(State.REMOVED, before, before_at))
        elif after is not None:
            cells.append(_whole_cell(State.ADDED, after, after_at))
    same = all(cell.state is State.SAME for cell in cells)
    return RowPassage(State.SAME if same else State.CHANGED, a, b, tuple(cells))


def _whole_row(state: State, row: Row, at: int) -> RowPassage:
    before_at, after_at = (at, None) if state is State.REMOVED else (None, at)
    cells = tuple(_whole_cell(state, cell, number) for number, cell in enumerate(row.cells))
    return RowPassage(state, before_at, after_at, cells)


def _whole_cell(state: State, cell: Cell, at: int | None) -> CellPassage:
    if state is State.REMOVED:
        return CellPassage(state, at, None, tuple(_removed(block, n, 0) for n, block in enumerate(cell.blocks)))
    added = tuple(_added(block, 0, n, Habits()) for n, block in enumerate(cell.blocks))
    return CellPassage(state, None, at, added)
