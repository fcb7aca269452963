"""A sheet, a Word document or a table of text as one thing: rows of texts with what is known about single cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from plan_cli.intake.remark import Remark
from plan_cli.translation import _

Address = tuple[int, int]
"""Row and column, counted from 1."""

VALUE, COLUMN = "value", "column"


@dataclass(frozen=True, slots=True)
class Mark:
    """What a hidden mark says of a cell: it holds the `value` of a field, or heads the `column` of one."""

    kind: str
    field: str


@dataclass(slots=True)
class Grid:
    """Texts by row. Rows without any text are absent, cells behind the last one with text are not there.

    `covered`: cells under a merged one, by the address they belong to. `spans`: the last row and column of each merged
    cell. `blocks`: the number of the table or run of paragraphs that a row belongs to, where there are several.
    """

    name: str
    rows: dict[int, list[str]] = field(default_factory=dict)
    covered: dict[Address, Address] = field(default_factory=dict)
    spans: dict[Address, Address] = field(default_factory=dict)
    blocks: dict[int, int] = field(default_factory=dict)
    marks: dict[Address, Mark] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    """About the whole of it."""
    cell_remarks: dict[Address, Remark] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    has_letters: bool = False
    """Whether its columns have letters, as those of a spreadsheet do."""

    def text(self, address: Address) -> str:
        """The text of a cell; that of a merged cell stands in its first one only."""
        row = self.rows.get(address[0], [])
        return row[address[1] - 1] if 0 < address[1] <= len(row) else ""

    def reaching(self, address: Address) -> str:
        """The text of a cell, or of the merged cell that covers it."""
        return self.text(self.covered.get(address, address))

    def cells(self, row: int) -> Iterator[tuple[Address, str]]:
        """The cells of a row from left to right, without those that are covered."""
        for column, text in enumerate(self.rows.get(row, []), 1):
            if (row, column) not in self.covered:
                yield (row, column), text

    def place(self, address: Address) -> str:
        """How a person finds the cell: `申报表!B5`, or the line where columns have no letters."""
        row, column = address
        if not self.has_letters:
            return _("line {n}").format(n=row)
        return f"{self.name}!{column_letters(column)}{row}"


def column_letters(column: int) -> str:
    """The letters of a column: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
