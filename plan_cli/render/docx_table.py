"""Tables in Word's XML: widths in all three places that Word and WPS look at, rows that stay whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from plan_cli.render.docx_text import Bookmark, paragraph

Tree = Any


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
    return "".join(items) + (paragraph(style, "") if items[-1].endswith("</w:tbl>") else "")


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
    made = []
    for group, is_head in ((head, True), (rows, False)):
        properties = f"<w:trPr><w:cantSplit/>{'<w:tblHeader/>' if is_head else ''}</w:trPr>"
        for cells in _rows(group, columns, write, is_head=is_head):
            made.append(f"<w:tr>{properties}{''.join(cells)}</w:tr>")
    return _table("".join(made), columns, has_head=bool(head), title=title)


def one_cell(content: str, width: int) -> str:
    """A table of one cell, which may break over pages."""
    return _table(f"<w:tr>{_cell(content, [width], 1, '')}</w:tr>", [width], has_head=False, title="")


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
                cells.append(_cell(empty, columns[at : at + across], across, merge="<w:vMerge/>"))
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


def _cell(content: str, widths: list[int], across: int, merge: str) -> str:
    span = f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{sum(widths)}" w:type="dxa"/>{span}{merge}</w:tcPr>{content}</w:tc>'
