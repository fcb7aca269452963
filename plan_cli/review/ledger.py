"""意见采纳情况汇总表: every opinion with its answer, and totals that add up; as DOCX, HTML and XLSX.

The columns are those offices use: 序号, 提出单位, 章节条款, 意见内容, 采纳情况, 理由或处理说明.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from plan_cli.model.finding import Code, Finding, has_errors
from plan_cli.model.settings import Document, DocumentKind
from plan_cli.model.values import Identifier
from plan_cli.render.build import Built
from plan_cli.render.cache import Cache
from plan_cli.render.manifest import Origin, Output
from plan_cli.render.single import build_single, filled
from plan_cli.render.solicitation import chinese_date
from plan_cli.render.workbook import framed, official_font, put_text, saved
from plan_cli.repository.names import hidden_character, portable_name
from plan_cli.repository.plan_repository import PlanRepository
from plan_cli.review.gathering import Gathered, Opinion
from plan_cli.review.standing import Totals, UnitState, standing, totals

TITLE = "意见采纳情况汇总表"
COLUMNS = (
    ("序号", 6),
    ("提出单位", 20),
    ("章节条款", 28),
    ("意见内容", 60),
    ("采纳情况", 12),
    ("理由或处理说明", 44),
)
OPEN = "尚在研究"
_PATH = "consultations/ledger.md"
_CODE_POINT = re.compile(r"U\+([0-9A-F]{4,6})")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the ledger."""

    number: int
    id: str
    unit: str
    place: str
    opinion: str
    disposition: str
    reason: str

    @property
    def cells(self) -> tuple[str, ...]:
        """Its texts, in the order of the columns."""
        return str(self.number), self.unit, self.place, self.opinion, self.disposition, self.reason


def rows(gathered: Gathered) -> list[Row]:
    """The opinions in the order of the text, numbered."""
    numbers = {one.id: number for number, one in enumerate(gathered.opinions, start=1)}
    return [
        Row(
            number,
            one.id,
            visible(gathered.name(one.unit)),
            visible(place_of(one)),
            visible(one.text),
            one.answer.disposition.chinese if one.answer else OPEN,
            visible(_reason(one, numbers)),
        )
        for number, one in enumerate(gathered.opinions, start=1)
    ]


def visible(text: str) -> str:
    """Foreign words in one line, without what cannot be seen or turns the direction of writing."""
    return "".join(character for character in " ".join(text.split()) if not hidden_character(character))


def place_of(one: Opinion) -> str:
    """The clause of an opinion in words; the chapter's name where it has no heading."""
    place = one.attached
    if place.heading:
        return place.heading
    if place.chapter is None:
        return "全文"
    return place.chapter.rpartition("/")[2].removesuffix(".md")


def statistics(found: Totals) -> str:
    """The head of the ledger in one sentence."""
    opened = f"、{OPEN}{found.open}条" if found.open else ""
    merged = f"（其中合并处理{found.merged}条）" if found.merged else ""
    unasked = f"；另有{found.unasked}家未发函单位提出意见" if found.unasked else ""
    return (
        f"发出{found.asked}家，回函{found.answered}家（有意见{found.with_opinions}家、无意见{found.none}家），"
        f"未回函{found.silent}家{unasked}；共{found.opinions}条意见：采纳{found.accepted}条、部分采纳{found.partly}条、"
        f"未采纳{found.rejected}条{opened}{merged}。"
    )


def ledger_files(
    repository: PlanRepository, gathered: Gathered, today: datetime.date, progress: Callable[[str], None]
) -> tuple[list[Output], list[Finding]]:
    """The ledger as DOCX and HTML in the official profile, and as XLSX."""
    found = rows(gathered)
    counted = totals(gathered, today)
    units = standing(gathered, today)
    values = {
        "about": about_text(gathered),
        "statistics": statistics(counted),
        "rows": found,
        "none": "、".join(unit.name for unit in units if unit.state is UnitState.NONE),
        "silent": "、".join(
            unit.name for unit in units if unit.asked and unit.state not in (UnitState.NONE, UnitState.OPINIONS)
        ),
        "policy": gathered.closing.policy if gathered.closing else "",
    }
    document = Document(id=Identifier("ledger"), title=TITLE, kind=DocumentKind.NOTICE, source=_PATH)
    outputs, findings = built(
        repository, gathered, document, filled("review/ledger.md.j2", values), ["docx", "html"], progress
    )
    if not outputs:
        return [], findings
    named = [replace(output, name=f"{_stem(gathered)}.{output.format}") for output in outputs]
    sheet = _workbook(gathered, found, statistics(counted), origin_of(repository, gathered).moment)
    return [*named, replace(named[0], format="xlsx", name=f"{_stem(gathered)}.xlsx", content=sheet)], findings


def about_text(gathered: Gathered) -> str:
    """Which edition the round was about."""
    return f"《{title_of(gathered)}》（{gathered.round.edition.chinese}）"


def title_of(gathered: Gathered) -> str:
    """The title of the document of the round."""
    document = gathered.plan.document(gathered.round.document.id)
    return document.title if document else gathered.plan.settings.title


def origin_of(repository: PlanRepository, gathered: Gathered) -> Origin:
    """What files about a round are made from."""
    revision = repository.describe(gathered.snapshot.commit)
    return Origin(revision.commit, revision.name, revision.committed, revision.dirty)


def built(
    repository: PlanRepository,
    gathered: Gathered,
    document: Document,
    text: str,
    formats: list[str],
    progress: Callable[[str], None],
) -> tuple[list[Output], list[Finding]]:
    """A document that the tool writes; no outputs where an error was found in it."""

    def make(text: str) -> Built:
        return build_single(
            gathered.snapshot,
            gathered.plan,
            document,
            {document.source: text},
            formats,
            origin_of(repository, gathered),
            Cache(repository.cache_folder),
            progress,
        )

    made = make(text)
    without_glyph = [finding for finding in made.findings if finding.code is Code.NO_GLYPH]
    if without_glyph:
        # Whatever signs people use, their words must come through: those no font has are named.
        known = {int(code, 16) for finding in without_glyph for code in _CODE_POINT.findall(finding.message)}
        made = make(text.translate({code: f"〔U+{code:04X}〕" for code in known}))
    findings = list(made.findings)
    return ([] if has_errors(made.findings) else list(made.outputs)), findings


def _stem(gathered: Gathered) -> str:
    return portable_name(f"{TITLE}（{gathered.id}）")


def _reason(one: Opinion, numbers: dict[str, int]) -> str:
    if one.answer is None:
        return ""
    parts = [one.answer.reason or ""]
    if one.answer.merged:
        number = numbers.get(one.answer.merged)
        parts.append(f"与第{number}条合并处理。" if number else "合并处理。")
    if one.answer.commit:
        parts.append(f"已修改（{one.answer.commit[:10]}）。")
    return "".join(part if part.endswith(("。", "！", "？")) else f"{part}。" for part in parts if part)


def _workbook(gathered: Gathered, found: list[Row], head: str, moment: datetime.datetime) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment

    book = Workbook()
    sheet: Any = book.active
    sheet.title = "意见采纳情况"
    for row, (text, size) in enumerate(((TITLE, 18), (about_text(gathered), 12), (head, 12)), 1):
        put_text(sheet.cell(row, 1), text)
        sheet.cell(row, 1).font = official_font(size, heading=row == 1)
        sheet.cell(row, 1).alignment = Alignment(horizontal="center" if row < 3 else "left", wrap_text=True)
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(COLUMNS))
    sheet.row_dimensions[3].height = 36
    for column, (label, width) in enumerate(COLUMNS, 1):
        cell = sheet.cell(4, column)
        put_text(cell, label)
        cell.font = official_font(12, heading=True)
        framed(cell, middle=True)
        sheet.column_dimensions[cell.column_letter].width = width
    for number, one in enumerate(found, 5):
        for column, text in enumerate(one.cells, 1):
            cell = sheet.cell(number, column)
            put_text(cell, text)
            cell.font = official_font(12)
            framed(cell, middle=column in (1, 5))
    sheet.freeze_panes = "A5"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "4:4"
    return saved(book, moment)


def day(date: datetime.date | None) -> str:
    """A day as official documents have it; empty for none."""
    return chinese_date(date) if date else ""
