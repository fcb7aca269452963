"""Rows of tables: new ones, and where a row stands in the source."""

from __future__ import annotations

import re

from plan_cli.model.consultation import Reason
from plan_cli.review.change import Change, Unplaced
from plan_cli.review.comparison import Comparison, Target, revision_of
from plan_cli.review.escaping import escaped
from plan_cli.review.leaves import OBJECT, Leaf
from plan_cli.review.sent import SentParagraph
from plan_cli.review.source_lines import Edit, SourceLines


class Rows:
    """Rows of tables that are new."""

    def __init__(self, seen: Comparison) -> None:
        self._seen = seen

    def add(self, rows: dict[tuple[int, int], list[Target]]) -> None:
        """Rows that are new, each after the row of the same table that is there already."""
        all_cells: dict[tuple[int, int], list[Target]] = {}
        for target in self._seen.targets:
            if target.read.cell and not target.note:
                all_cells.setdefault(target.read.cell[:2], []).append(target)
        for key, cells in sorted(rows.items()):
            if len(cells) != len(all_cells[key]):
                for target in cells:
                    if target.text.strip():
                        near = self._near(all_cells[key])
                        chapter, leaf = (near.chapter, near.leaf) if near else ("", -1)
                        self._seen.unplaced.append(
                            Unplaced(chapter, leaf, "", target.text, Reason.COLUMNS, revision_of(target.read))
                        )
                continue
            self._new_row(key, cells, all_cells)

    def _near(self, cells: list[Target]) -> SentParagraph | None:
        return next((self._seen.sent.paragraphs[home] for one in cells for home in one.homes), None)

    def _new_row(
        self,
        key: tuple[int, int],
        cells: list[Target],
        all_cells: dict[tuple[int, int], list[Target]],
    ) -> None:
        table, row = key
        text = " | ".join(target.text for target in cells)
        if not text.replace("|", "").strip():
            return
        above = None
        base = row - 1
        while base >= 0 and above is None:
            above = self._near(all_cells.get((table, base), []))
            base -= 1
        found = self._seen.leaf(above).inside("row") if above and above.placed else None
        columns = {target.read.cell[2] for target in cells if target.read.cell}
        if above is None or found is None or not above.placed or len(columns) != found[3] or len(cells) != found[3]:
            self._seen.unplaced.append(Unplaced("", -1, "", text, Reason.COLUMNS, revision_of(cells[0].read)))
            return
        leaf = self._seen.leaf(above)
        lines = self._seen.lines[above.chapter]
        line = row_line(lines, leaf, found[1])
        if line is None:
            return
        if found[1] == 0:
            line = lines.line_end(line) + 1
        words = [" ".join(target.text.replace(OBJECT, "").split()) for target in cells]
        prefix = re.match(r"[ \t>]*", lines.text[line:])[0]  # type: ignore[index]
        written = prefix + "| " + " | ".join(escaped(word, in_cell=True) for word in words) + " |"
        change = Change(above.chapter, "row", above.leaf, "", text, revision_of(cells[0].read))
        end = lines.line_end(line)
        change.edits.append(Edit(end, end, f"\n{written}"))
        leaves = self._seen.sent.chapters[above.chapter].leaves
        last = leaves_of_row(leaves, leaf.inside("table"), found[1])[-1]
        change.added.append((last, [[(character, None) for character in word] for word in words]))
        self._seen.changes.append(change)


def row_line(lines: SourceLines, leaf: Leaf, row: int) -> int | None:
    """The offset at which the line of a row begins; the line of dashes behind the first is none."""
    if leaf.span is None:
        return None
    line = lines.line_start(leaf.span[0])
    for __ in range(row + (1 if row else 0)):
        line = lines.line_end(line) + 1
    return line if line < len(lines.text) else None


def leaves_of_row(leaves: list[Leaf], table: object, row: int) -> list[int]:
    """The cells of a row, by their numbers among a chapter's leaves."""
    made = []
    for at, leaf in enumerate(leaves):
        place = leaf.inside("row")
        if place and place[1] == row and leaf.inside("table") == table and leaf.inside("note") is None:
            made.append(at)
    return made
