"""The score sheet (评分表) in Excel: one for each reviewer, a row for each proposal, a column for each criterion."""

from __future__ import annotations

import datetime
from typing import Any

from plan_cli.checks.selection import has_conflict
from plan_cli.model.plan import Plan
from plan_cli.model.score_form import ABSTAINS, COMMENT, PROPOSAL, REVIEWER, TITLE, UNIT, YES, heading_of
from plan_cli.model.selection import ScoresFile, SelectionRules
from plan_cli.render.workbook import framed, official_font, put_text, saved

SHEET = "评分表"
_HEAD_ROW = 4


def score_sheet(plan: Plan, rules: SelectionRules, reviewer: ScoresFile, moment: datetime.datetime) -> bytes:
    """The workbook for a reviewer; the name may be empty and filled in by hand.

    Everything but the cells to fill in is protected, without a password.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Protection
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet: Any = book.active
    sheet.title = SHEET
    columns = _columns(rules)
    put_text(sheet["A1"], f"{plan.settings.title}前期研究课题评分表")
    sheet["A1"].font = official_font(18, heading=True)
    sheet["A1"].alignment = Alignment(horizontal="center", vertical="center")
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(columns))
    sheet.row_dimensions[1].height = 36
    unit = plan.organization.party(reviewer.unit.id) if reviewer.unit else None
    for column, text in (
        (1, f"{REVIEWER}："),
        (2, reviewer.reviewer),
        (3, f"{UNIT}："),
        (4, _unit_name(reviewer, unit)),
    ):
        cell = sheet.cell(2, column)
        put_text(cell, text)
        cell.font = official_font(12, heading=column in (1, 3))
        if column in (2, 4):
            framed(cell)
            cell.protection = Protection(locked=False)
    listed = "；".join(f"{item.name}（权重{item.weight}）{item.explanation or ''}" for item in rules.criteria)
    put_text(sheet["A3"], f"每项评0至{rules.maximum}分。{listed}。应当回避的，在“{ABSTAINS}”一栏填“{YES}”，不打分。")
    sheet["A3"].font = official_font(11)
    sheet["A3"].alignment = Alignment(wrap_text=True, vertical="center")
    sheet.merge_cells(start_row=3, start_column=1, end_row=3, end_column=len(columns))
    sheet.row_dimensions[3].height = 48
    for column, (heading, width, __) in enumerate(columns, 1):
        cell = sheet.cell(_HEAD_ROW, column)
        put_text(cell, heading)
        cell.font = official_font(12, heading=True)
        framed(cell, middle=True)
        sheet.column_dimensions[cell.column_letter].width = width
    row = _HEAD_ROW
    for proposal in plan.proposals:
        row += 1
        questions = "、".join(reference.id for reference in proposal.file.questions)
        stands_aside = YES if has_conflict(plan, reviewer, proposal) else ""
        texts = [proposal.id, proposal.file.title, proposal.unit_name(plan.organization), questions]
        texts += [*("" for __ in rules.criteria), stands_aside, ""]
        for column, text in enumerate(texts, 1):
            cell = sheet.cell(row, column)
            if text:
                put_text(cell, text)
            cell.font = official_font(12)
            framed(cell, middle=columns[column - 1][2])
            cell.protection = Protection(locked=not columns[column - 1][2])
    if row > _HEAD_ROW:
        _limit(sheet, DataValidation, rules, row)
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    sheet.freeze_panes = sheet.cell(_HEAD_ROW + 1, 3)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{_HEAD_ROW}:{_HEAD_ROW}"
    return saved(book, moment)


def _unit_name(reviewer: ScoresFile, unit: Any) -> str:
    return unit.name if unit else reviewer.unit_as_written or ""


def _columns(rules: SelectionRules) -> list[tuple[str, int, bool]]:
    """Heading, width in characters and whether it is to be filled in, of each column."""
    known = [(PROPOSAL, 24, False), (TITLE, 40, False), ("申报单位", 24, False), ("研究问题", 10, False)]
    scored = [(heading_of(criterion, rules.maximum), 12, True) for criterion in rules.criteria]
    return [*known, *scored, (ABSTAINS, 8, True), (COMMENT, 40, True)]


def _limit(sheet: Any, validation: Any, rules: SelectionRules, last: int) -> None:
    """Numbers within the range only, and 是 only for who stands aside."""
    first = sheet.cell(_HEAD_ROW + 1, 5).coordinate
    number = validation(type="decimal", operator="between", formula1="0", formula2=str(rules.maximum), allow_blank=True)
    number.error, number.errorTitle = f"请填0至{rules.maximum}之间的数", "评分"
    number.add(f"{first}:{sheet.cell(last, 4 + len(rules.criteria)).coordinate}")
    aside = validation(type="list", formula1=f'"{YES}"', allow_blank=True)
    column = 5 + len(rules.criteria)
    aside.add(f"{sheet.cell(_HEAD_ROW + 1, column).coordinate}:{sheet.cell(last, column).coordinate}")
    sheet.add_data_validation(number)
    sheet.add_data_validation(aside)
