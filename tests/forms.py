"""Forms as societies send them back: made by openpyxl and python-docx, or by hand where those are too tidy."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from typing import Any

import docx
import openpyxl

HEADINGS = ("序号", "课题名称", "申报单位", "研究问题", "主要研究内容", "联系人", "联系电话", "电子邮箱")
ROW = (1, "气象科普信息化研究", "成都市气象学会", "A1", "研究内容", "王某", "13800138000", "wang@example.org")

_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def saved(document: Any) -> bytes:
    """The bytes of a workbook or a document."""
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def workbook(*rows: Iterable[object], title: str = "汇总表") -> openpyxl.Workbook:
    """A workbook with one sheet of these rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    return book


def xlsx(*rows: Iterable[object], title: str = "汇总表") -> bytes:
    """The bytes of a workbook with one sheet of these rows."""
    return saved(workbook(*rows, title=title))


def word_form(*pairs: tuple[str, str], document: Any = None) -> Any:
    """A Word document with a table of labels and values, or a further such table in one."""
    document = document or docx.Document()
    table = document.add_table(len(pairs), 2)
    for row, (label, value) in zip(table.rows, pairs, strict=True):
        row.cells[0].text, row.cells[1].text = label, value
    document.add_paragraph("")
    return document


def raw_xlsx(sheet: str | bytes, **parts: str | bytes) -> bytes:
    """A workbook written by hand: the XML of its one sheet, and further parts (`a__b` stands for `a/b`)."""
    written: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" '
        'ContentType="application/xml"/><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override '
        'PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
    }
    written |= {name.replace("__", "/").replace("_xml", ".xml"): content for name, content in parts.items()}
    return packed(written)


def sheet_xml(rows: str, before: str = "", after: str = "") -> str:
    """The XML of a sheet with these rows."""
    inside = f'<dimension ref="A1"/><sheetData>{rows}</sheetData>{after}'
    return f'<?xml version="1.0"?>{before}<worksheet xmlns="{_SHEET}">{inside}</worksheet>'


def cell_xml(address: str, text: str) -> str:
    """The XML of a cell with a text of its own."""
    return f'<c r="{address}" t="inlineStr"><is><t>{text}</t></is></c>'


def list_xml() -> str:
    """The XML of the two rows of a small list."""
    head = "".join(cell_xml(f"{letter}1", text) for letter, text in zip("ABC", HEADINGS[1:4], strict=True))
    body = "".join(cell_xml(f"{letter}2", str(text)) for letter, text in zip("ABC", ROW[1:4], strict=True))
    return f'<row r="1">{head}</row><row r="2">{body}</row>'


def packed(parts: dict[str, str | bytes]) -> bytes:
    """A zip of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return stream.getvalue()


def changed(content: bytes, **parts: str | bytes) -> bytes:
    """A package with some parts replaced or added (`a__b` stands for `a/b`)."""
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        written: dict[str, str | bytes] = {name: source.read(name) for name in source.namelist()}
    return packed(written | {name.replace("__", "/").replace("_xml", ".xml"): text for name, text in parts.items()})
