"""Letters of a round, one a unit: 征求意见函 with its form, the reminder, the reply with what the unit itself said."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from plan_cli.model.consultation import Disposition, Round
from plan_cli.model.document_parts import Signature
from plan_cli.model.finding import Finding
from plan_cli.model.organization import Party
from plan_cli.model.plan import Plan
from plan_cli.model.settings import Document, DocumentKind
from plan_cli.model.values import Identifier
from plan_cli.render.manifest import Output
from plan_cli.render.single import filled
from plan_cli.render.workbook import framed, official_font, put_text, saved
from plan_cli.repository.names import portable_name
from plan_cli.repository.plan_repository import PlanRepository
from plan_cli.repository.snapshot import RevisionSnapshot
from plan_cli.review.gathering import Gathered
from plan_cli.review.ledger import built, day, origin_of, rows, title_of
from plan_cli.review.standing import UnitStanding, UnitState

COVER, FORM, REPLY, REMINDER = "征求意见函", "意见反馈表", "意见采纳情况复函", "意见反馈提示函"
_FORM_ROWS = 8
_FORM_COLUMNS = (("序号", 6), ("章节/页/条", 22), ("原文", 44), ("修改建议", 44), ("理由", 30))
_NOTE = "填表说明：一行填一条意见；没有意见的，请在“修改建议”一栏填写“无意见”。请不要改动表头。"


def cover_files(
    repository: PlanRepository,
    snapshot: RevisionSnapshot,
    plan: Plan,
    round_id: str,
    about: Round,
    unit: Party,
    progress: Callable[[str], None],
) -> tuple[list[Output], list[Finding]]:
    """The letter that asks a unit for its opinion, and the form as DOCX and XLSX."""
    gathered = Gathered(round_id, about, plan, snapshot)
    values = {
        "title": title_of(gathered),
        "edition": about.edition.chinese,
        "due": day(about.due),
        "unit": unit.name,
        "numbers": range(1, _FORM_ROWS + 1),
    }
    letter = _letter(gathered, "cover", f"关于征求《{title_of(gathered)}》意见的函", unit.name, about.opened)
    outputs, findings = built(repository, gathered, letter, filled("review/cover.md.j2", values), ["docx"], progress)
    form = Document(Identifier("feedback-form"), FORM, DocumentKind.NOTICE, _path("form"), annex_mark="附件2")
    forms, more = built(repository, gathered, form, filled("review/form.md.j2", values), ["docx"], progress)
    findings += more
    if not outputs or not forms:
        return [], findings
    sheet = _form_sheet(gathered, unit, origin_of(repository, gathered).moment)
    return [
        _named(outputs[0], COVER, unit.name),
        _named(forms[0], FORM, unit.name),
        replace(forms[0], format="xlsx", name=_name(FORM, unit.name, "xlsx"), content=sheet),
    ], findings


def reply_letters(
    repository: PlanRepository, gathered: Gathered, today: datetime.date, progress: Callable[[str], None]
) -> tuple[list[Output], list[Finding]]:
    """A letter for every unit that said something, with its own opinions and nobody else's."""
    outputs: list[Output] = []
    findings: list[Finding] = []
    by_id = {row.id: row for row in rows(gathered)}
    for unit in sorted({one.unit for one in gathered.opinions}):
        own = [one for one in gathered.opinions if one.unit == unit]
        answers = [one.answer.disposition for one in own if one.answer]
        values = {
            "title": title_of(gathered),
            "edition": gathered.round.edition.chinese,
            "opened": day(gathered.round.opened),
            # A number of the whole ledger says nothing in a letter that does not show it.
            "rows": [replace(by_id[one.id], reason=_own_reason(by_id[one.id].reason)) for one in own],
            "accepted": answers.count(Disposition.ACCEPTED),
            "partly": answers.count(Disposition.PARTLY),
            "rejected": answers.count(Disposition.REJECTED),
            "waiting": len(own) - len(answers),
        }
        name = gathered.name(unit)
        letter = _letter(gathered, "reply", f"关于《{title_of(gathered)}》征求意见采纳情况的函", name, today)
        made, found = built(repository, gathered, letter, filled("review/reply.md.j2", values), ["docx"], progress)
        findings += found
        outputs += [_named(output, REPLY, name) for output in made]
    return outputs, findings


def reminder_text(gathered: Gathered, state: UnitState, today: datetime.date) -> str:
    """What a unit that has not answered is told."""
    due = gathered.round.due
    about = f"《{title_of(gathered)}》（{gathered.round.edition.chinese}）"
    asked = f"{day(gathered.round.opened)}送你单位征求意见的{about}，"
    if due is None:
        return f"{asked}尚未收到反馈，请尽快反馈；无意见的，也请回复“无意见”。"
    if state is UnitState.OVERDUE:
        return (
            f"{asked}反馈截止日期为{day(due)}，已逾期{(today - due).days}天，尚未收到反馈。请即反馈；"
            "逾期未反馈的，视为无意见。"
        )
    return f"{asked}反馈截止日期为{day(due)}，还有{(due - today).days}天，尚未收到反馈。无意见的，也请回复“无意见”。"


def reminder_letters(
    repository: PlanRepository,
    gathered: Gathered,
    late: list[UnitStanding],
    today: datetime.date,
    progress: Callable[[str], None],
) -> tuple[list[Output], list[Finding]]:
    """The reminder as a letter for each unit."""
    outputs: list[Output] = []
    findings: list[Finding] = []
    for unit in late:
        values = {
            "title": title_of(gathered),
            "edition": gathered.round.edition.chinese,
            "text": reminder_text(gathered, unit.state, today),
        }
        letter = _letter(gathered, "reminder", f"关于反馈《{title_of(gathered)}》意见的提示函", unit.name, today)
        made, found = built(repository, gathered, letter, filled("review/reminder.md.j2", values), ["docx"], progress)
        findings += found
        outputs += [_named(output, REMINDER, unit.name) for output in made]
    return outputs, findings


def _letter(gathered: Gathered, name: str, title: str, addressee: str, date: datetime.date) -> Document:
    issuing = gathered.plan.settings.issuing_body.id
    body = gathered.plan.organization.party(issuing)
    return Document(
        id=Identifier(name),
        title=title,
        kind=DocumentKind.NOTICE,
        source=_path(name),
        addressee=addressee,
        signature=Signature(body.name if body else issuing, date),
    )


def _path(name: str) -> str:
    return f"consultations/{name}.md"


def _own_reason(reason: str) -> str:
    return re.sub(r"与第[0-9]+条合并处理。", "与相同意见合并处理。", reason)


def _named(output: Output, kind: str, unit: str) -> Output:
    return replace(output, name=_name(kind, unit, output.format))


def _name(kind: str, unit: str, ending: str) -> str:
    return f"{portable_name(f'{kind}（{unit}）')}.{ending}"


def _form_sheet(gathered: Gathered, unit: Party, moment: datetime.datetime) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    sheet: Any = book.active
    sheet.title = FORM
    put_text(sheet["A1"], f"《{title_of(gathered)}》（{gathered.round.edition.chinese}）{FORM}")
    sheet["A1"].font = official_font(16, heading=True)
    put_text(sheet["A2"], f"单位（盖章）：{unit.name}　　联系人：　　　　电话：")
    put_text(sheet["A3"], _NOTE)
    for row in (1, 2, 3):
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(_FORM_COLUMNS))
    for column, (label, width) in enumerate(_FORM_COLUMNS, 1):
        cell = sheet.cell(4, column)
        put_text(cell, label)
        cell.font = official_font(12, heading=True)
        framed(cell, middle=True)
        sheet.column_dimensions[cell.column_letter].width = width
        for row in range(5, 5 + _FORM_ROWS):
            framed(sheet.cell(row, column))
            sheet.cell(row, column).number_format = "@"
            sheet.cell(row, column).font = official_font(12)
    for number in range(1, _FORM_ROWS + 1):
        put_text(sheet.cell(4 + number, 1), str(number))
    sheet.freeze_panes = "A5"
    return saved(book, moment)
