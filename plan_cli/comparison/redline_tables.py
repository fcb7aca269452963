"""A table with its rows and cells put in and taken out, as Word tracks them (ECMA-376, 17.13.5.1, 17.13.5.16)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from plan_cli.comparison.blocks import Block
from plan_cli.comparison.characters import Op
from plan_cli.comparison.credits import Credit, Credits
from plan_cli.comparison.passages import CellPassage, Passage, RowPassage, State
from plan_cli.comparison.revisions import Change, Revisions
from plan_cli.comparison.word_items import Item, Table, WordCell, WordRow

# What a column that is gone may take in twips: the others keep their widths, and the sheet has a margin.
_FORMER_COLUMN = 900


class Contents(Protocol):
    """Writes the contents of a cell."""

    def __call__(self, passages: Sequence[Passage], before: Sequence[Item], after: Sequence[Item]) -> str: ...


class TableWriter:
    """Writes tables of two versions as one."""

    def __init__(self, revisions: Revisions, credited: Credits, contents: Contents) -> None:
        self._revisions = revisions
        self._credits = credited
        self._contents = contents

    def table(self, rows: Sequence[RowPassage], passage: Passage, before: Table | None, after: Table | None) -> str:
        """The table as it was and is; one of the two is missing where it is wholly new or gone."""
        kept = after or before
        if kept is None:
            return ""
        old_rows = before.rows if before else ()
        new_rows = after.rows if after else ()
        made = []
        for row in rows:
            old = old_rows[row.before_at] if row.before_at is not None else None
            new = new_rows[row.after_at] if row.after_at is not None else None
            made.append(self._row(row, passage, old, new))
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in _widths(rows, before, after))
        return f"<w:tbl>{kept.properties}<w:tblGrid>{grid}</w:tblGrid>{''.join(made)}</w:tbl>"

    def _row(self, row: RowPassage, passage: Passage, old: WordRow | None, new: WordRow | None) -> str:
        kept = new or old
        properties = kept.properties if kept else ""
        change = self._change(row.state, _first(row, passage))
        if change is not None:
            properties += self._revisions.row(change)
        cells = []
        for cell in row.cells:
            before = old.cells[cell.before_at] if old and cell.before_at is not None else None
            after = new.cells[cell.after_at] if new and cell.after_at is not None else None
            in_whole_row = row.state in (State.REMOVED, State.ADDED)
            cells.append(self._cell(cell, passage, before, after, tracked=not in_whole_row))
        wrapped = f"<w:trPr>{properties}</w:trPr>" if properties else ""
        return f"<w:tr>{wrapped}{''.join(cells)}</w:tr>"

    def _cell(
        self, cell: CellPassage, passage: Passage, before: WordCell | None, after: WordCell | None, *, tracked: bool
    ) -> str:
        kept = after or before
        properties = kept.properties if kept else ""
        if tracked and after is None and before is not None:
            properties = properties.replace(f'w:w="{before.width}"', f'w:w="{min(before.width, _FORMER_COLUMN)}"', 1)
        change = self._change(cell.state, cell.passages[0] if cell.passages else passage) if tracked else None
        if change is not None:
            properties += self._revisions.cell(change)
        inner = self._contents(cell.passages, before.items if before else (), after.items if after else ())
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"

    def _change(self, state: State, passage: Passage) -> Change | None:
        if state is State.REMOVED:
            return Change(Op.REMOVED, _credit(passage.before, self._credits, removed=True))
        if state is State.ADDED:
            return Change(Op.ADDED, _credit(passage.after, self._credits, removed=False))
        return None


def _credit(blocks: Sequence[Block], credited: Credits, *, removed: bool) -> Credit:
    if not blocks:
        return credited.general
    block = blocks[0]
    asked = credited.removed if removed else credited.added
    return asked(block, 0, len(block.text))[0][2]


def _first(row: RowPassage, otherwise: Passage) -> Passage:
    """The first words of a row, by which it is known who put it in or took it out."""
    inner = [passage for cell in row.cells for passage in cell.passages]
    worded = (one for one in inner if any(block.text for block in (*one.before, *one.after)))
    return next(worded, inner[0] if inner else otherwise)


def _widths(rows: Sequence[RowPassage], before: Table | None, after: Table | None) -> tuple[int, ...]:
    """The columns of both versions, those that are gone made narrow."""
    if before is None or after is None:
        kept = after or before
        return kept.columns if kept else ()
    mixed = next((row for row in rows if any(cell.state in (State.REMOVED, State.ADDED) for cell in row.cells)
                  and row.state is State.CHANGED), None)  # fmt: skip
    if mixed is None:
        return after.columns
    return tuple(
        after.columns[cell.after_at]
        if cell.after_at is not None
        else min(before.columns[cell.before_at or 0], _FORMER_COLUMN)
        for cell in mixed.cells
    )
