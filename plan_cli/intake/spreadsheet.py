"""XLSX → grids: values by openpyxl's read-only mode, and beside it what that mode does not tell.

Merged cells, formulas and hidden rows are taken from the sheet's XML in a pass without a tree. Nothing in a file is
executed or fetched: of a formula the last result is taken, and said so; macros and links to other files stay outside.
"""

from __future__ import annotations

import datetime
import io
import re
import warnings
from dataclasses import dataclass, field
from typing import Any

from plan_cli.intake.grid import COLUMN, VALUE, Address, Grid, Mark
from plan_cli.intake.package import Package, walk_xml
from plan_cli.intake.remark import RefusedFileError, Remark, RemarkCode
from plan_cli.model.proposal_form import MARK
from plan_cli.translation import _

MAXIMUM_COLUMNS = 256
MAXIMUM_ROWS = 20_000
_MAXIMUM_MERGES = 50_000
_MAXIMUM_COVERED = 400_000
# Text that stands further below the rest than this is a slip: nobody scrolls there, and looking for it takes a minute.
_MAXIMUM_GAP = 5_000
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})\Z")
_DEFINED = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3})\$?([0-9]{1,7})\Z")
_ERRORS = frozenset({"#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#N/A", "#NULL!", "#NUM!", "#SPILL!", "#GETTING_DATA"})


def read_workbook(package: Package, content: bytes) -> list[Grid]:
    """The visible sheets of a workbook that was looked over.

    Raises:
        RefusedFileError: it is damaged, or larger than a form can be.
    """
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            # openpyxl warns of what it does not keep (validations, extensions): nothing that a reader of values needs.
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False, keep_vba=False)
            grids = [_grid(package, sheet) for sheet in book.worksheets if sheet.sheet_state == "visible"]
            hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
            marks = _marks(book)
            book.close()
    except RefusedFileError:
        raise
    except Exception as problem:
        # Whatever a broken workbook makes the library raise, it is this file that cannot be read.
        raise RefusedFileError(
            RemarkCode.UNREADABLE,
            _("the workbook cannot be read"),
            _("open it in WPS or Excel, save it anew as .xlsx, and import that"),
        ) from problem
    for grid in grids:
        grid.marks = marks.get(grid.name, {})
    if grids:
        grids[0].remarks += _about_the_file(package, hidden)
    return grids


def _about_the_file(package: Package, hidden: list[str]) -> list[Remark]:
    remarks = [
        Remark(
            RemarkCode.HIDDEN_SHEET,
            name,
            _("the sheet {name} is hidden and was not read").format(name=name),
            _("show it in WPS or Excel and save, if it belongs to the form"),
            doubtful=False,
        )
        for name in hidden
        if not name.startswith("plan_")
    ]
    if any(name.endswith("vbaProject.bin") for name in package.names):
        remarks.append(Remark(RemarkCode.MACROS, "", _("the file holds macros; they were left alone"), doubtful=False))
    if any(name.startswith("xl/externalLinks/") for name in package.names):
        message = _("the file links to other files; the links were not followed")
        remarks.append(Remark(RemarkCode.EXTERNAL_LINKS, "", message, doubtful=False))
    return remarks


@dataclass(slots=True)
class _Layout:
    """What a sheet's XML says besides values."""

    last_row: int = 0
    last_column: int = 0
    formulas: set[Address] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    merges: list[tuple[Address, Address]] = field(default_factory=list)
    cell: Address = (0, 0)
    row: int = 0
    rows_with_text: int = 0
    counted_row: int = 0
    far: Address | None = None


def _layout(content: bytes) -> _Layout:
    layout = _Layout()

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            written = attributes.get("r", "")
            layout.row = int(written) if written.isdecimal() else layout.row + 1
            layout.cell = (layout.row, 0)
            if attributes.get("hidden") in ("1", "true"):
                layout.hidden_rows.add(layout.row)
        elif name == "c":
            layout.cell = _address(attributes.get("r", "")) or (layout.row, layout.cell[1] + 1)
        elif name in ("v", "is"):
            row, column = layout.cell
            if column > MAXIMUM_COLUMNS or row > layout.last_row + _MAXIMUM_GAP:
                layout.far = layout.far or layout.cell
            else:
                layout.last_row = max(layout.last_row, row)
                layout.last_column = max(layout.last_column, column)
            if row != layout.counted_row:
                layout.counted_row = row
                layout.rows_with_text += 1
        elif name == "f":
            layout.formulas.add(layout.cell)
        elif name == "mergeCell" and len(layout.merges) < _MAXIMUM_MERGES:
            first, __, last = attributes.get("ref", "").partition(":")
            corners = _address(first), _address(last)
            if corners[0] and corners[1]:
                layout.merges.append((corners[0], corners[1]))

    walk_xml(content, start)
    if layout.rows_with_text > MAXIMUM_ROWS:
        raise RefusedFileError(
            RemarkCode.TOO_LARGE,
            _("a sheet has more than {limit} rows with text").format(limit=MAXIMUM_ROWS),
            _("divide it into several files"),
        )
    return layout


def _address(written: str) -> Address | None:
    found = _CELL.match(written)
    return (int(found[2]), _column(found[1])) if found else None


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _grid(package: Package, sheet: Any) -> Grid:
    layout = _layout(package.read(sheet._worksheet_path))
    grid = Grid(sheet.title, hidden_rows=layout.hidden_rows, has_letters=True)
    _merge(grid, layout)
    if layout.last_column:
        sheet.reset_dimensions()  # what a file says of its size may be a lie
        rows = sheet.iter_rows(max_row=layout.last_row, max_col=layout.last_column, values_only=True)
        for number, values in enumerate(rows, 1):
            if any(value is not None for value in values):
                texts = [_text(value) for value in values]
                if any(texts):
                    grid.rows[number] = texts
    if layout.far:
        message = _("text so far from the rest was not read, from here on")
        grid.remarks.append(Remark(RemarkCode.LEFT_OUT, grid.place(layout.far), message))
    for address in layout.formulas:
        grid.cell_remarks[address] = _formula_remark(grid, address)
    for number, texts in grid.rows.items():
        for column, text in enumerate(texts, 1):
            if text.startswith("#") and text in _ERRORS:
                texts[column - 1] = ""
                message = _("the cell shows the error {text} and counts as empty").format(text=text)
                place = grid.place((number, column))
                grid.cell_remarks[number, column] = Remark(RemarkCode.CELL_ERROR, place, message)
    return grid


def _formula_remark(grid: Grid, address: Address) -> Remark:
    if grid.text(address):
        message = _("the cell holds a formula; its last result was taken as text")
    else:
        message = _("the cell holds a formula without a result and counts as empty")
    hint = _("look at it in the original file")
    return Remark(RemarkCode.FORMULA, grid.place(address), message, hint)


def _merge(grid: Grid, layout: _Layout) -> None:
    """Note the cells under merged ones; only as far as there is text, whole merged columns are a million cells."""
    for first, last in layout.merges:
        last_row = min(last[0], max(layout.last_row, first[0]))
        last_column = min(last[1], max(layout.last_column, first[1]), MAXIMUM_COLUMNS)
        if last_row < first[0] or last_column < first[1]:
            continue
        if len(grid.covered) + (last_row - first[0] + 1) * (last_column - first[1] + 1) > _MAXIMUM_COVERED:
            raise RefusedFileError(
                RemarkCode.TOO_LARGE,
                _("it is larger inside than a form can be"),
                _("copy the filled-in cells into a new file and import that"),
            )
        grid.spans[first] = (last_row, last_column)
        for row in range(first[0], last_row + 1):
            for column in range(first[1], last_column + 1):
                if (row, column) != first:
                    grid.covered[row, column] = first


def _text(value: Any) -> str:
    """A cell's value as a person would read it; numbers without an exponent, whole ones without a point."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e18 else f"{value:.10g}"
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    return str(value)


def _marks(book: Any) -> dict[str, dict[Address, Mark]]:
    """The cells that the tool's own form marked with hidden names, by sheet."""
    marks: dict[str, dict[Address, Mark]] = {}
    scopes = [book.defined_names, *(getattr(sheet, "defined_names", {}) for sheet in book.worksheets)]
    for names in scopes:
        for name, defined in names.items():
            kind, __, field_id = name.removeprefix(MARK).partition("_")
            target = _DEFINED.match(defined.attr_text or "") if name.startswith(MARK) else None
            if target and kind in (VALUE, COLUMN):
                sheet = (target[1] or target[2]).replace("''", "'")
                marks.setdefault(sheet, {})[int(target[4]), _column(target[3])] = Mark(kind, field_id)
    return marks
