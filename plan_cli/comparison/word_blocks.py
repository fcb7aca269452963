"""The items of a document as blocks that can be compared: block n is item n, in cells and notes too."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from plan_cli.comparison.blocks import Block, Cell, Row, Spot
from plan_cli.comparison.word_items import Item, Paragraph, SectionEnd, Table

_NAME = re.compile(r'w:name="p_([0-9a-f]{10})_(\d+)"')
_HEADING = re.compile(r"Heading([1-6])\Z")
_SETTINGS = "plan.yaml"
BESIDE = "　"
"""Stands between the headings of a section's name."""


class BlockReader:
    """Makes blocks of the items of one document. `paths`: the chapters by what stands for them in names."""

    def __init__(self, paths: Mapping[str, str]) -> None:
        self._paths = paths
        self._headings: list[tuple[int, str]] = []
        self._annex = ""

    def blocks(self, items: Sequence[Item]) -> list[Block]:
        """A block for each item."""
        return [self._block(item) for item in items]

    def _block(self, item: Item) -> Block:
        if isinstance(item, SectionEnd):
            return Block("section", item.xml, fixed=True, section=self._section)
        if isinstance(item, Table):
            spot = self._spot(item.xml)
            rows = tuple(
                Row(tuple(Cell(tuple(self.blocks(cell.items)), cell.shape) for cell in row.cells), row.is_head)
                for row in item.rows
            )
            return Block("table", "\n".join(row.text for row in rows), (), (), rows, section=self._section, spot=spot)
        return self._paragraph(item)

    def _paragraph(self, item: Paragraph) -> Block:
        level = _HEADING.match(item.style)
        if level:
            while self._headings and self._headings[-1][0] >= int(level[1]):
                self._headings.pop()
            self._headings.append((int(level[1]), item.text))
        elif item.style == "AnnexMark":
            self._annex, self._headings = item.text, []
        notes = tuple(tuple(self.blocks(note.items)) for note in item.notes)
        spot = self._spot(item.xml)
        return Block(item.style, item.text, item.objects, notes, section=self._section, spot=spot)

    @property
    def _section(self) -> str:
        names = [self._annex, *(text.replace("　", " ") for __, text in self._headings)]
        return BESIDE.join(name for name in names if name)

    def _spot(self, xml: str) -> Spot:
        found = _NAME.search(xml)
        path = self._paths.get(found[1]) if found else None
        return Spot(path, int(found[2])) if found and path else Spot(_SETTINGS, 0)
