"""The worksheet of a round: opinions with room for answers, out to colleagues and in again. Every text is a text."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from plan_cli.errors import RefusedError
from plan_cli.intake.form_file import read_form_file
from plan_cli.model.consultation import Disposition
from plan_cli.render.workbook import framed, official_font, put_text, saved
from plan_cli.review.gathering import Gathered, Opinion
from plan_cli.translation import _

SHEET = "意见答复"
COLUMNS = (
    ("编号", 26),
    ("提出单位", 20),
    ("章节条款", 28),
    ("原文", 40),
    ("意见内容", 50),
    ("采纳情况", 12),
    ("理由或处理说明", 40),
    ("合并到编号", 26),
)
_CHOICES = tuple(one.chinese for one in Disposition)
_WORDS = {
    **{one.chinese: one for one in Disposition},
    "不采纳": Disposition.REJECTED,
    "全部采纳": Disposition.ACCEPTED,
    "已采纳": Disposition.ACCEPTED,
    "部份采纳": Disposition.PARTLY,
}


@dataclass(frozen=True, slots=True)
class WrittenAnswer:
    """A row that somebody filled in. `row`: its number in the sheet."""

    row: int
    id: str
    disposition: Disposition | None
    reason: str | None
    merged: str | None


def worksheet(gathered: Gathered, opinions: Iterable[Opinion], moment: datetime.datetime) -> bytes:
    """The worksheet as XLSX; answers that were given already stand in it."""
    from openpyxl import Workbook
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet: Any = book.active
    sheet.title = SHEET
    for column, (label, width) in enumerate(COLUMNS, 1):
        cell = sheet.cell(1, column)
        put_text(cell, label)
        cell.font = official_font(12, heading=True)
        framed(cell, middle=True)
        sheet.column_dimensions[cell.column_letter].width = width
    row = 1
    for row, one in enumerate(opinions, 2):
        for column, text in enumerate(_texts(gathered, one), 1):
            cell = sheet.cell(row, column)
            put_text(cell, text)
            framed(cell)
    chosen = DataValidation(type="list", formula1=f'"{",".join(_CHOICES)}"', allow_blank=True)
    chosen.error, chosen.errorTitle = "请从清单里选：" + "、".join(_CHOICES), "采纳情况"
    chosen.add(f"F2:F{max(row, 2)}")
    sheet.add_data_validation(chosen)
    sheet.freeze_panes = "C2"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    return saved(book, moment)


def read_worksheet(name: str, content: bytes) -> list[WrittenAnswer]:
    """The rows of a worksheet that came back and say something.

    Raises:
        RefusedError: the file cannot be read, is no such worksheet, or a word in it is not understood.
    """
    form = read_form_file(name, content)
    if form.refused is not None:
        raise RefusedError(f"{name}: {form.refused.message}", form.refused.hint)
    for grid in form.grids:
        head = next(
            (row for row in sorted(grid.rows) if "编号" in grid.rows[row] and "采纳情况" in grid.rows[row]), None
        )
        if head is None:
            continue
        columns = {text.strip(): number for number, text in enumerate(grid.rows[head])}
        made = []
        for row in sorted(grid.rows):
            if row > head:
                texts = grid.rows[row]

                def cell(label: str, texts: list[str] = texts, columns: dict[str, int] = columns) -> str:
                    at = columns.get(label, -1)
                    return texts[at].strip() if 0 <= at < len(texts) else ""

                written = cell("采纳情况")
                merged = cell("合并到编号")
                if not cell("编号") or not (written or merged):
                    continue
                if written and written not in _WORDS:
                    raise RefusedError(
                        _("{name}, row {row}: {written} is not understood").format(
                            name=name, row=row, written=repr(written)
                        ),
                        _("known: {listed}").format(listed="、".join(_CHOICES)),
                    )
                reason = cell("理由或处理说明") or None
                made.append(WrittenAnswer(row, cell("编号"), _WORDS.get(written), reason, merged or None))
        return made
    raise RefusedError(_("{name}: this is no worksheet of answers").format(name=name))


def _texts(gathered: Gathered, one: Opinion) -> tuple[str, ...]:
    answer = one.answer
    quote = (one.comment.quote or one.comment.clause or "") if one.comment else ""
    if one.edit and one.edit.before:
        quote = one.edit.before.text
    return (
        one.id,
        gathered.name(one.unit),
        one.attached.heading or one.attached.chapter or "",
        quote,
        one.text,
        answer.disposition.chinese if answer else "",
        (answer.reason or "") if answer else "",
        (answer.merged or "") if answer else "",
    )
