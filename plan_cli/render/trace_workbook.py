"""The matrix of threads as an Excel file. A cell never holds a formula, whatever somebody has typed."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from plan_cli.model.trace import ItemKind
from plan_cli.tracing.graph import Graph, State
from plan_cli.tracing.matrix import ASKED, matrix
from plan_cli.translation import _

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_LONGEST = 32_000  # characters; Excel holds 32,767 in a cell
_MOMENT = datetime.datetime(2000, 1, 1)  # noqa: DTZ001 - the same bytes for the same threads


def workbook(graph: Graph) -> bytes:
    """A sheet for each kind of row, and one of all links."""
    book = Workbook(write_only=True)
    found = matrix(graph)
    for kind, asked in ASKED.items():
        rows = found.of(kind)
        sheet = _sheet(book, kind.chinese, [14, 50, *[28] * len(asked)])
        _append(sheet, [_("id"), _("text"), *(other.chinese for other in asked)], head=True)
        for row in rows:
            cells = ["\n".join(graph.names.short(key) for key in found.named(row, other)) for other in asked]
            _append(sheet, [graph.names.short(row.item.key), row.item.title, *cells])
    _links(book, graph)
    book.properties.created = book.properties.modified = _MOMENT
    book.properties.creator = "plan"
    content = io.BytesIO()
    book.save(content)
    return _settled(content.getvalue())


def _links(book: Workbook, graph: Graph) -> None:
    sheet = _sheet(book, _("links"), [30, 12, 30, 12, 50, 16, 40])
    head = [_("from"), _("kind"), _("to"), _("kind"), _("text"), _("state"), _("where")]
    _append(sheet, head, head=True)
    names = {State.CONFIRMED: _("confirmed"), State.UNCONFIRMED: _("not confirmed"), State.SUSPECT: _("suspect")}
    for link in graph.confirmable():
        source, target = graph.items[link.source], graph.items[link.target]
        kinds: tuple[ItemKind, ItemKind] = (source.kind, target.kind)
        _append(
            sheet,
            [
                *(graph.names.short(source.key), kinds[0].chinese),
                *(graph.names.short(target.key), kinds[1].chinese, target.title),
                *(names[link.state], str(link.written.place)),
            ],
        )


def _sheet(book: Workbook, title: str, widths: list[int]) -> Any:
    sheet: Any = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31])
    for number, width in enumerate(widths):
        sheet.column_dimensions[chr(ord("A") + number)].width = width
    sheet.freeze_panes = "A2"
    return sheet


def _append(sheet: Any, texts: list[str], *, head: bool = False) -> None:
    cells = []
    for text in texts:
        cell = WriteOnlyCell(sheet, value=_CONTROL.sub("", text)[:_LONGEST])
        # A text that begins with = + - or @ stays a text, in this file and when it is saved again as another.
        cell.data_type = "s"
        cell.quotePrefix = text[:1] in ("=", "+", "-", "@", "\t")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if head:
            cell.font = Font(bold=True)
        cells.append(cell)
    sheet.append(cells)


def _settled(content: bytes) -> bytes:
    """The same file with one fixed date on every part."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", part)
            new.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), part, zipfile.ZIP_DEFLATED)
    return made.getvalue()
