"""What is compared: blocks of text in their order, tables as rows of cells, footnotes at the place of their marks."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

OBJECT = "\ufffc"
"""Stands in a text for what is no character: a picture, the mark of a footnote."""
NOTE = "note"
"""The name of an object that is the mark of a footnote."""
PARTING = "\n"
"""Stands between the texts of two paragraphs."""


@dataclass(frozen=True)
class Spot:
    """Where a block was written: the `number`-th block of the chapter at `path`, counted from 1 in the text's order."""

    path: str
    number: int


@dataclass(frozen=True, eq=False)
class Block:
    """A paragraph, a heading, a table. Two of them are the same block only if they are the same object.

    `kind`: what it is, for instance the name of its style. `objects`: a name for each OBJECT in `text`; two objects of
    one name are taken to be alike. `notes`: the footnotes of the objects named NOTE, in their order. `fixed`: it
    belongs to one that is exactly alike, or to none; `single`: a text has but one of its kind. `section`: the headings
    it stands under, for people.
    """

    kind: str
    text: str
    objects: tuple[str, ...] = ()
    notes: tuple[tuple[Block, ...], ...] = ()
    rows: tuple[Row, ...] = ()
    fixed: bool = False
    single: bool = False
    section: str = ""
    spot: Spot | None = None

    @cached_property
    def content(self) -> Any:
        """Equal for two blocks that say the same."""
        return (
            self.kind,
            self.text,
            self.objects,
            tuple(tuple(block.content for block in note) for note in self.notes),
            tuple(row.content for row in self.rows),
        )


@dataclass(frozen=True, eq=False)
class Cell:
    """A cell of a table. `shape` names what it spans: cells of different shapes do not belong together."""

    blocks: tuple[Block, ...]
    shape: str = ""

    @cached_property
    def text(self) -> str:
        """Its words, a line for each paragraph."""
        return PARTING.join(block.text for block in self.blocks)

    @cached_property
    def content(self) -> Any:
        """Equal for two cells that say the same."""
        return self.shape, tuple(block.content for block in self.blocks)


@dataclass(frozen=True, eq=False)
class Row:
    """A row of a table."""

    cells: tuple[Cell, ...]
    is_head: bool = False

    @cached_property
    def text(self) -> str:
        """Its words."""
        return "\t".join(cell.text for cell in self.cells)

    @cached_property
    def shapes(self) -> tuple[str, ...]:
        """What its cells span."""
        return tuple(cell.shape for cell in self.cells)

    @cached_property
    def content(self) -> Any:
        """Equal for two rows that say the same."""
        return self.is_head, tuple(cell.content for cell in self.cells)


@dataclass(frozen=True)
class Joined:
    """Several paragraphs as one text, with their objects and notes: one was cut in two, or two became one."""

    text: str
    objects: tuple[str, ...] = field(default=())
    notes: tuple[tuple[Block, ...], ...] = field(default=())


def joined(blocks: tuple[Block, ...]) -> Joined:
    """The blocks as one text with PARTING between them."""
    return Joined(
        PARTING.join(block.text for block in blocks),
        tuple(name for block in blocks for name in block.objects),
        tuple(note for block in blocks for note in block.notes),
    )
