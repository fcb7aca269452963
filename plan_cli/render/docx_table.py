"""Tables in Word's XML: widths in all three places that Word and WPS look at, rows that stay whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from plan_cli.render.docx_text import Bookmark, paragraph
from plan_cli.render.words import plain_text

Tree = Any

CELL_MARGIN = 80
"""The room between the edge of a cell and its text, in twips."""

# Of a row, in twips: what a character and a line take, and from where on it may be parted.
_CHARACTER, _LINE, _HIGH = 240, 340, 6400
_HEAD_ROW = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
_NARROW = paragraph("TableText", "", (), '<w:spacing w:before="0" w:after="0" w:line="120" w:lineRule="exact"/>')


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its XML, over how many rows and columns."""

    content: str
    down: int = 1
    across: int = 1


class CellWriter(Protocol):
    """Writes a cell of Pandoc's, which stands in that column and is so many twips wide."""

    def __call__(self, found: Tree, column: int, width: int, *, is_head: bool) -> Cell: ...


def as_cell(items: list[str], style: str, bookmarks: tuple[Bookmark, ...]) -> str:
    """The items as the content of a cell, which ends with a paragraph."""
    if not items:
        return paragraph(style, "", bookmarks)
    return "".join(parted(items)) + (_NARROW if is_table(items[-1]) else "")


def is_table(item: str) -> bool:
    """Whether an item is a table."""
    return item.startswith("<w:tbl>")


def parted(items: list[str]) -> list[str]:
    """The items with a narrow line between two tables, which Word would make one."""
    made: list[str] = []
    for item in items:
        if made and is_table(item) and is_table(made[-1]):
            made.append(_NARROW)
        made.append(item)
    return made


def table(
    shares: list[float],
    width: int,
    head: list[Tree],
    rows: list[Tree],
    write: CellWriter,
    title: str = "",
) -> str:
    """A table `width` twips wide, with Pandoc's rows. `title`: its name as an attribute's value."""
    columns = _widths(shares, width)
    made = [f"<w:tr>{_HEAD_ROW}{''.join(cells)}</w:tr>" for cells in _rows(head, columns, write, is_head=True)]
    for row, cells in zip(rows, _rows(rows, columns, write, is_head=False), strict=True):
        whole = "" if _is_high(row, columns) else "<w:trPr><w:cantSplit/></w:trPr>"
        made.append(f"<w:tr>{whole}{''.join(cells)}</w:tr>")
    return _table("".join(made), columns, has_head=bool(head), title=title)


def framed(title: str, content: str, width: int) -> str:
    """A frame of one column that may break over pages; a title has a row of its own, which stays with the next one."""
    if not title:
        return _table(f"<w:tr>{_cell(content, [width], 1, '')}</w:tr>", [width], has_head=False, title="")
    cells = [
        _cell(part, [width], 1, f'<w:tcBorders><w:{side} w:val="nil"/></w:tcBorders>')
        for part, side in ((title, "bottom"), (content, "top"))
    ]
    rows = f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells[0]}</w:tr><w:tr>{cells[1]}</w:tr>"
    return _table(rows, [width], has_head=False, title="")


def _is_high(row: Tree, columns: list[int]) -> bool:
    """Whether a row is so high that it may be parted.

    Kept whole, one of more than about half a page leaves the page before it empty, and LibreOffice cuts off what passes
    the end of the next one.
    """
    at = 0
    for __, __, __, across, blocks in row[1]:
        room = max(sum(columns[at : at + across]) - 2 * CELL_MARGIN, _CHARACTER)
        characters = _length(blocks)
        if characters * _CHARACTER / room * _LINE > _HIGH:
            return True
        at += across
    return False


def _length(blocks: list[Tree]) -> int:
    return sum(len(plain_text(block["c"])) for block in blocks if block["t"] in ("Para", "Plain"))


def _table(rows: str, columns: list[int], *, has_head: bool, title: str) -> str:
    grid = "".join(f'<w:gridCol w:w="{column}"/>' for column in columns)
    named = f"<w:tblCaption w:val={title}/>" if title else ""
    properties = (
        f'<w:tblPr><w:tblStyle w:val="Table"/><w:tblW w:w="{sum(columns)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblLook w:val="{"0020" if has_head else "0000"}" w:firstRow="{int(has_head)}" w:lastRow="0" '
        f'w:firstColumn="0" w:lastColumn="0" w:noHBand="0" w:noVBand="0"/>{named}</w:tblPr>'
    )
    return f"<w:tbl>{properties}<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"


def _widths(shares: list[float], width: int) -> list[int]:
    whole = sum(share or 1 / len(shares) for share in shares)
    widths = [round(width * (share or 1 / len(shares)) / whole) for share in shares]
    widths[-1] += width - sum(widths)
    return widths


def _rows(rows: list[Tree], columns: list[int], write: CellWriter, *, is_head: bool) -> Iterator[list[str]]:
    """The cells of each row, with those that a cell above reaches down into."""
    reaching: dict[int, tuple[int, int]] = {}
    for row in rows:
        cells = []
        waiting = list(row[1])
        at = 0
        while at < len(columns) and (waiting or at in reaching):
            if at in reaching:
                rest, across = reaching.pop(at)
                if rest > 1:
                    reaching[at] = (rest - 1, across)
                empty = paragraph("TableText", "")
                cells.append(_cell(empty, columns[at : at + across], across, "<w:vMerge/>"))
                at += across
                continue
            found = waiting.pop(0)
            width = sum(columns[at : at + found[3]])
            cell = write(found, at, width, is_head=is_head)
            merge = '<w:vMerge w:val="restart"/>' if cell.down > 1 else ""
            if cell.down > 1:
                reaching[at] = (cell.down - 1, cell.across)
            cells.append(_cell(cell.content, columns[at : at + cell.across], cell.across, merge))
            at += cell.across
        yield cells


def _cell(content: str, widths: list[int], across: int, properties: str) -> str:
    span = f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{sum(widths)}" w:type="dxa"/>{span}{properties}</w:tcPr>{content}</w:tc>'
