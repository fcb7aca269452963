"""XLSX that goes out: every text is a text, whatever it begins with, and the same content gives the same bytes.

A cell that begins with `=`, `+`, `-` or `@` and is taken for a formula could run on the computer of whoever opens it
(OWASP, CSV Injection). So texts are written as strings, with the mark that they are quoted.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from typing import Any

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_CELL_LIMIT = 32_000
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)


def put_text(cell: Any, text: str) -> None:
    """Write a text into a cell of openpyxl, never as a formula; longer than a cell can be is cut with …"""
    text = _ILLEGAL.sub("", text)
    if len(text) > _CELL_LIMIT:
        text = f"{text[: _CELL_LIMIT - 1]}…"
    cell.value = text
    cell.data_type = "s"
    cell.number_format = "@"
    if text.startswith(FORMULA_SIGNS):
        cell.quotePrefix = True


def saved(book: Any, moment: datetime.datetime) -> bytes:
    """The bytes of a workbook, with `moment` as the time of its making and fixed times inside."""
    made = io.BytesIO()
    book.save(made)
    stamp = moment.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    finished = io.BytesIO()
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(finished, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            content = source.read(item)
            if item.filename == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>" + stamp, content)
                content = content.replace(b"<dc:creator>openpyxl</dc:creator>", b"<dc:creator>plan</dc:creator>")
            entry = zipfile.ZipInfo(item.filename, date_time=_FIXED_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, content)
    return finished.getvalue()


def official_font(size: float, *, bold: bool = False, heading: bool = False) -> Any:
    """A font that offices have: 仿宋, or 黑体 for headings. Size in pt."""
    from openpyxl.styles import Font

    return Font(name="黑体" if heading else "仿宋", size=size, bold=bold)


def framed(cell: Any, *, middle: bool = False) -> None:
    """A thin frame, and lines that break inside the cell."""
    from openpyxl.styles import Alignment, Border, Side

    side = Side(style="thin")
    cell.border = Border(left=side, right=side, top=side, bottom=side)
    cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center" if middle else "left")
