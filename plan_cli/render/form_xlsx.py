"""The form for proposals in Excel: a row a proposal, the questions to choose from, a hidden name for each column."""

from __future__ import annotations

import datetime
from typing import Any

from plan_cli.model.plan import Plan
from plan_cli.model.proposal_form import FIELDS, MARK, QUESTIONS, UNIT
from plan_cli.render.workbook import framed, official_font, put_text, saved

SHEET = "申报表"
_QUESTIONS_SHEET = "问题清单"
_ROWS = 20
_HEAD_ROW = 4
_WIDTHS = {"title": 30, QUESTIONS: 26, "reasons": 36, "contents": 44, "methods": 26, "results": 22, "members": 22}
_NOTE = "一行填一个课题；研究问题在单元格里选，回答几个问题的，其余编号写在后一栏。请不要改动表头。"


def form_workbook(plan: Plan, title: str, moment: datetime.datetime) -> bytes:
    """The workbook. `title` stands above the table."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet: Any = book.active
    sheet.title = SHEET
    columns = _columns()
    put_text(sheet["A1"], title)
    sheet["A1"].font = official_font(18, heading=True)
    sheet["A1"].alignment = Alignment(horizontal="center", vertical="center")
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(columns))
    sheet.row_dimensions[1].height = 36
    _about_the_unit(book, sheet)
    put_text(sheet["A3"], f"填表说明：{_NOTE}")
    sheet["A3"].font = official_font(11)
    sheet.merge_cells(start_row=3, start_column=1, end_row=3, end_column=len(columns))
    for column, (field_id, label, width) in enumerate(columns, 1):
        cell = sheet.cell(_HEAD_ROW, column)
        put_text(cell, label)
        cell.font = official_font(12, heading=True)
        framed(cell, middle=True)
        sheet.column_dimensions[cell.column_letter].width = width
        if field_id:
            _name(book, f"column_{field_id}", cell)
        for row in range(_HEAD_ROW + 1, _HEAD_ROW + 1 + _ROWS):
            body = sheet.cell(row, column)
            body.font = official_font(12)
            body.number_format = "@"
            framed(body, middle=not field_id)
    for number in range(1, _ROWS + 1):
        sheet.cell(_HEAD_ROW + number, 1).value = number
        sheet.cell(_HEAD_ROW + number, 1).number_format = "0"
    count = _questions(book, plan)
    chosen = DataValidation(type="list", formula1=f"={_QUESTIONS_SHEET}!$A$2:$A${count + 1}", allow_blank=True)
    chosen.error, chosen.errorTitle, chosen.errorStyle = "请从清单里选一个研究问题", "研究问题", "warning"
    at = next(number for number, column in enumerate(columns, 1) if column[0] == QUESTIONS)
    letter = sheet.cell(_HEAD_ROW, at).column_letter
    chosen.add(f"{letter}{_HEAD_ROW + 1}:{letter}{_HEAD_ROW + _ROWS}")
    sheet.add_data_validation(chosen)
    sheet.freeze_panes = sheet.cell(_HEAD_ROW + 1, 3)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{_HEAD_ROW}:{_HEAD_ROW}"
    return saved(book, moment)


def _columns() -> list[tuple[str, str, int]]:
    """Field, heading and width (in characters) of each column; the unit and the contact stand above the table."""
    columns = [("", "序号", 6)]
    for field in FIELDS:
        if field.private or field.id == UNIT:
            continue
        columns.append((field.id, field.label, _WIDTHS.get(field.id, 16)))
        if field.id == QUESTIONS:
            columns.append((QUESTIONS, "其他研究问题", 14))
    return columns


def _about_the_unit(book: Any, sheet: Any) -> None:
    """Who proposes and how to reach them, in one row above the table."""
    column = 1
    for field in FIELDS:
        if not (field.private or field.id == UNIT):
            continue
        label = sheet.cell(2, column)
        put_text(label, f"{field.label}：")
        label.font = official_font(12, heading=True)
        value = sheet.cell(2, column + 1)
        value.font = official_font(12)
        value.number_format = "@"
        framed(value)
        _name(book, f"value_{field.id}", value)
        column += 2


def _name(book: Any, name: str, cell: Any) -> None:
    """A hidden name for a cell; it follows the cell when columns are moved."""
    from openpyxl.workbook.defined_name import DefinedName

    full = f"{MARK}{name}"
    if full not in book.defined_names:
        book.defined_names[full] = DefinedName(
            full, attr_text=f"'{SHEET}'!${cell.column_letter}${cell.row}", hidden=True
        )


def _questions(book: Any, plan: Plan) -> int:
    """The sheet with the questions to choose from; their number."""
    sheet = book.create_sheet(_QUESTIONS_SHEET)
    for column, (heading, width) in enumerate((("可以选的研究问题", 90), ("属于", 36)), 1):
        cell = sheet.cell(1, column)
        put_text(cell, heading)
        cell.font = official_font(12, heading=True)
        framed(cell, middle=True)
        sheet.column_dimensions[cell.column_letter].width = width
    row = 1
    for track in plan.research.tracks:
        for question in track.questions:
            row += 1
            put_text(sheet.cell(row, 1), f"{question.id}　{question.text}")
            put_text(sheet.cell(row, 2), track.name)
            for column in (1, 2):
                sheet.cell(row, column).font = official_font(12)
                framed(sheet.cell(row, column))
    return row - 1
