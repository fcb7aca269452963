"""Tables as text (CSV, or with tabs) → a grid, in the encodings that offices have: UTF-8, UTF-16, GBK / GB 18030."""

from __future__ import annotations

import codecs
import csv
import io

from plan_cli.intake.grid import Grid
from plan_cli.intake.remark import RefusedFileError, RemarkCode
from plan_cli.intake.spreadsheet import MAXIMUM_COLUMNS, MAXIMUM_ROWS
from plan_cli.model.proposal_form import field_of
from plan_cli.translation import _

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SEPARATORS = (",", "\t", ";", "，", "|")
_LOOKED_AT = 30


def read_table(content: bytes) -> Grid:
    """The rows of a table of text.

    Raises:
        RefusedFileError: its encoding is unknown, it is no table, or has too many rows.
    """
    text = _decoded(content)
    grid = Grid("", has_letters=False)
    separator = _separator(text)
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), 1):
            if any(cell.strip() for cell in row):
                grid.rows[number] = row[:MAXIMUM_COLUMNS]
            if len(grid.rows) > MAXIMUM_ROWS:
                raise RefusedFileError(
                    RemarkCode.TOO_LARGE,
                    _("a sheet has more than {limit} rows with text").format(limit=MAXIMUM_ROWS),
                    _("divide it into several files"),
                )
    except csv.Error as problem:
        raise RefusedFileError(
            RemarkCode.UNREADABLE,
            _("this is no table of text"),
            _("open it in WPS or Excel, save it anew as .xlsx, and import that"),
        ) from problem
    return grid


def _decoded(content: bytes) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            encodings = [encoding]
            break
    else:
        encodings = ["utf-8", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise RefusedFileError(
        RemarkCode.ENCODING,
        _("the encoding of the text is not known"),
        _("open it in WPS or Excel, save it anew as .xlsx, and import that"),
    )


def _separator(text: str) -> str:
    """The separator by which the first lines show the most known headings."""
    lines = text.splitlines()[:_LOOKED_AT]

    def headings(separator: str) -> int:
        return max(
            (sum(field_of(cell.strip('" ')) is not None for cell in line.split(separator)) for line in lines), default=0
        )

    return max(_SEPARATORS, key=headings)
