"""What goes with a release, as Markdown: 编制说明 (how the text came about), 修改说明 (what changed since the last).

Their parts are those that a plan is submitted with: 编制依据, 编制程序, 未予采纳的意见及其理由
(《国家级专项规划管理暂行办法》, 发改规划〔2007〕794号), and a list of 章节, 原文, 现文, 依据.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass

from plan_cli.gates.evaluate import MilestoneReport, Report
from plan_cli.model.numerals import written_date
from plan_cli.model.plan import Plan
from plan_cli.model.records import Decision, MilestoneRecord, RecordKind
from plan_cli.model.release import Release, round_words
from plan_cli.model.settings import Document, DocumentKind, Guidance
from plan_cli.model.values import Precision
from plan_cli.releasing.paragraphs import Changed
from plan_cli.releasing.reasons import printable

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_MOST_CHARACTERS = 600
_ABOUT_REASONS = "注：“依据”一栏为修改之前最近一次提出修改要求的决定，以及提交修改时的说明和提交号。"


@dataclass(frozen=True, slots=True)
class NotAdopted:
    """A comment that was not adopted: who made it, what it says, and why it was not."""

    unit: str
    comment: str
    reason: str


def compilation(
    plan: Plan, report: Report, document: Document, release: Release, not_adopted: Sequence[NotAdopted] | None = None
) -> str:
    """编制说明. `not_adopted`: None where comments are not recorded in the plan."""
    name = full_name(document, release)
    parts = [f"# {name}编制说明", f"现将{name}的编制情况说明如下。", "## 编制依据", *_guidance(plan)]
    parts += ["## 编制程序", *_procedure(plan, report, document)]
    parts += ["## 未予采纳的意见及其理由", *_not_adopted(report, document, not_adopted)]
    return "\n\n".join(parts) + "\n"


def full_name(document: Document, release: Release) -> str:
    """《……规划纲要（征求意见稿）（第二次）》, with Markdown's marks made harmless."""
    return f"《{_text(document.title)}（{release.edition.chinese}）{round_words(release.round)}》"


def _guidance(plan: Plan) -> list[str]:
    if not plan.settings.guidance:
        return ["（由起草人员补充。）"]
    return ["\n".join(f"{number}. {_source(item)}" for number, item in enumerate(plan.settings.guidance, start=1))]


def _source(item: Guidance) -> str:
    issued = ""
    if item.issued:
        day = item.issued.day
        by_month = item.issued.precision is not Precision.DAY
        issued = item.issued.wording or (f"{day.year}年{day.month}月" if by_month else written_date(day, "zh"))
    about = "，".join(part for part in (item.issuer, issued) if part)
    return _text(item.title + (f"（{about}）" if about else ""))


def _procedure(plan: Plan, report: Report, document: Document) -> list[str]:
    """What was done in each phase, in the order of days; for the outline all of it, else what is about the document."""
    parts = []
    for phase in report.phases:
        lines = [
            line
            for item in phase.milestones
            if document.kind is DocumentKind.OUTLINE or _is_about(item, document)
            for line in _done(plan, report, item)
        ]
        if phase.passing and document.kind is DocumentKind.OUTLINE:
            lines.append((phase.passing.decided.isoformat(), f"{_day(phase.passing.decided)}，本阶段工作完成。"))
        if lines:
            span = f"（{written_date(phase.phase.start.day, 'zh')}至{written_date(phase.phase.end.day, 'zh')}）"
            parts.append(f"### {_text(phase.phase.name)}{span}")
            parts += [line for __, line in sorted(lines, key=lambda pair: pair[0])]
    return parts or ["（由起草人员补充。）"]


def _is_about(item: MilestoneReport, document: Document) -> bool:
    return item.milestone.document is not None and item.milestone.document.id == document.id


def _done(plan: Plan, report: Report, item: MilestoneReport) -> list[tuple[str, str]]:
    """The acts and decisions about a milestone, each with its day first."""
    lines = [
        (record.decided.isoformat(), _act(plan, record, item.milestone.title))
        for record in report.history.about(item.milestone)
    ]
    if item.waiver:
        party = plan.organization.party(item.waiver.body) if item.waiver.body else None
        who = party.name if party else "有关机构"
        said = f"{_text(who)}决定不再要求{_text(item.milestone.title)}：{_said(item.waiver.reason)}。"
        lines.append((item.waiver.decided.isoformat(), f"{_day(item.waiver.decided)}，{said}"))
    return lines


_SENTENCES = {
    RecordKind.DELIVERABLE: "完成{title}",
    RecordKind.APPROVAL: "{title}，{who}决定：{outcome}",
    RecordKind.DELIBERATION: "{title}，{who}决定：{outcome}",
    RecordKind.SUBMISSION: "{title}",
    RecordKind.REPORTING: "{title}",
    RecordKind.CONSULTATION: "{title}结束",
    RecordKind.PUBLICATION: "{title}",
}


def _act(plan: Plan, record: MilestoneRecord, title: str) -> str:
    party = plan.organization.party(record.body) if record.body else None
    who = _text(party.name) if party else ""
    outcome = record.outcome.chinese if isinstance(record, Decision) else ""
    sentence = _SENTENCES[record.kind].format(title=_text(title), who=who, outcome=outcome)
    conditions = ""
    if isinstance(record, Decision) and record.conditions:
        conditions = "，要求：" + "；".join(_said(text) for text in record.conditions)
    minutes = f"（{_said(record.minutes)}）" if record.minutes else ""
    return f"{_day(record.decided)}，{sentence}{conditions}{minutes}。"


def _not_adopted(report: Report, document: Document, listed: Sequence[NotAdopted] | None) -> list[str]:
    if listed:
        rows = [[str(number), item.unit, item.comment, item.reason] for number, item in enumerate(listed, start=1)]
        return [_table(["序号", "提出单位", "未予采纳的意见", "理由"], rows)]
    if listed is not None:
        return ["没有未予采纳的意见。"]
    closed = any(
        record.kind is RecordKind.CONSULTATION and record.content and record.content.document == document.id
        for record in report.history.of(MilestoneRecord)
    )
    return ["（由起草人员根据意见采纳情况汇总表补充。）" if closed else "本稿尚未结束征求意见。"]


def changes(document: Document, before: Release, after: Release, changed: Sequence[Changed], why: Sequence[str]) -> str:
    """修改说明: every paragraph that changed, and by which decision. `why`: the reason of each."""
    old, new = full_name(document, before), full_name(document, after)
    parts = [f"# {new}修改说明"]
    compared = f"与{old}（{written_date(before.day, 'zh')}）相比，{new}（{written_date(after.day, 'zh')}）"
    if not changed:
        return "\n\n".join([*parts, f"{compared}的正文没有修改。"]) + "\n"
    rows = [
        [str(number), item.section, item.before or "（无）", item.after or "（删去）", reason]
        for number, (item, reason) in enumerate(zip(changed, why, strict=True), start=1)
    ]
    table = _table(["序号", "章节", "原文", "现文", "依据"], rows)
    parts.append(f"{compared}共修改{len(changed)}处，列表如下。")
    parts += ["::: landscape", table, "::: note", _ABOUT_REASONS, ":::", ":::"]
    return "\n\n".join(parts) + "\n"


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *([_text(_cut(cell)) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_CHARACTERS else f"{text[:_MOST_CHARACTERS]}……"


def _said(text: str) -> str:
    """What was typed into a record, without the full stop that follows anyway."""
    return _text(printable(text).rstrip("。；"))


def _text(words: str) -> str:
    """Words that are printed as they stand."""
    return _PUNCTUATION.sub(r"\\\1", " ".join(words.split()))


def _day(day: datetime.date) -> str:
    return written_date(day, "zh")
