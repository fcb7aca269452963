"""The items of a document as blocks that can be compared: block n is item n, in cells and notes too."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from plan_cli.comparison.blocks import Block, Cell, Row, Spot
from plan_cli.comparison.word_items import Item, Paragraph, SectionEnd, Table

_NAME = re.compile(r'w:name="p_([0-9a-f]{10})_(\d+)"')
_HEADING = re.compile(r"Heading([1-6])\Z")
_SETTINGS = "plan.yaml"
_SINGLE = frozenset(
    ("Title", "Subtitle", "Organ", "DocumentNumber", "Addressee", "SignatureName", "SignatureDate", "OwnAnnexMark")
)
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
        return [self._block(item, Spot(_SETTINGS, 0)) for item in items]

    def _block(self, item: Item, around: Spot) -> Block:
        """`around`: where that was written in which it stands; what has no name of its own belongs there."""
        if isinstance(item, SectionEnd):
            return Block("section", item.xml, fixed=True, section=self._section)
        if isinstance(item, Table):
            spot = self._spot(item.xml, around)
            rows = tuple(
                Row(tuple(Cell(self._inner(cell.items, spot), cell.shape) for cell in row.cells), row.is_head)
                for row in item.rows
            )
            return Block("table", "\n".join(row.text for row in rows), (), (), rows, section=self._section, spot=spot)
        return self._paragraph(item, around)

    def _inner(self, items: Sequence[Item], around: Spot) -> tuple[Block, ...]:
        return tuple(self._block(item, around) for item in items)

    def _paragraph(self, item: Paragraph, around: Spot) -> Block:
        level = _HEADING.match(item.style)
        if level:
            while self._headings and self._headings[-1][0] >= int(level[1]):
                self._headings.pop()
            self._headings.append((int(level[1]), item.text))
        elif item.style == "AnnexMark":
            self._annex, self._headings = item.text, []
        spot = self._spot(item.xml, around)
        notes = tuple(self._inner(note.items, spot) for note in item.notes)
        single = item.style in _SINGLE
        section = self._section
        return Block(item.style, item.text, item.objects, notes, single=single, section=section, spot=spot)

    @property
    def _section(self) -> str:
        names = [self._annex, *(text.replace("　", " ") for __, text in self._headings)]
        return BESIDE.join(name for name in names if name)

    def _spot(self, xml: str, around: Spot) -> Spot:
        found = _NAME.search(xml)
        path = self._paths.get(found[1]) if found else None
        return Spot(path, int(found[2])) if found and path else around
