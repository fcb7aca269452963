"""What goes out to the affiliated bodies: the notice (征集通知) with its annexes, and the form (申报表) to fill in."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, replace

from plan_cli.model.document_parts import Signature
from plan_cli.model.finding import Finding, has_errors
from plan_cli.model.plan import Plan
from plan_cli.model.proposal_form import FIELDS
from plan_cli.model.settings import Document, DocumentKind
from plan_cli.model.values import Identifier
from plan_cli.render import form_docx, form_xlsx
from plan_cli.render.cache import Cache
from plan_cli.render.manifest import Origin, Output
from plan_cli.render.single import build_single, filled
from plan_cli.repository.snapshot import Snapshot

FORM_TITLE = "规划前期研究课题申报表"
# Paths that no plan has files at.
_NOTICE, _QUESTIONS, _FORM = "solicitation/notice.md", "solicitation/questions.md", "solicitation/form.md"


@dataclass(frozen=True, slots=True)
class Solicitation:
    """What a notice says besides what the plan says: to whom, until when, of which day."""

    addressed: str
    date: datetime.date
    due: datetime.date | None = None


def solicitation_files(
    snapshot: Snapshot,
    plan: Plan,
    solicitation: Solicitation,
    origin: Origin,
    cache: Cache,
    progress: Callable[[str], None],
) -> tuple[list[Output], tuple[Finding, ...]]:
    """The notice as DOCX and PDF, the form as DOCX and XLSX; nothing but findings where one of them is an error."""
    texts = _texts(plan, solicitation)
    body = plan.organization.party(plan.settings.issuing_body.id)
    issuer = body.name if body else plan.settings.issuing_body.id
    notice = Document(
        id=Identifier("solicitation"),
        title=f"关于征集{plan.settings.region or ''}“{_period(plan)}”规划前期研究课题的通知",
        kind=DocumentKind.NOTICE,
        source=_NOTICE,
        addressee=solicitation.addressed,
        signature=Signature(issuer, solicitation.date),
        annexes=(_QUESTIONS, _FORM),
    )
    form = Document(
        id=Identifier("proposal-form"), title=FORM_TITLE, kind=DocumentKind.NOTICE, source=_FORM, annex_mark="附件2"
    )
    built = build_single(snapshot, plan, notice, texts, ["docx", "pdf"], origin, cache, progress)
    built_form = build_single(snapshot, plan, form, {_FORM: texts[_FORM]}, ["docx"], origin, cache, progress)
    findings = (*built.findings, *built_form.findings)
    if has_errors(findings):
        return [], findings
    forms = [replace(output, content=form_docx.with_fields(output.content)) for output in built_form.outputs]
    title = f"{plan.settings.region or ''}“{_period(plan)}”{FORM_TITLE}"
    workbook = form_xlsx.form_workbook(plan, title, origin.moment)
    table = replace(forms[0], format="xlsx", name=f"{forms[0].name.removesuffix('.docx')}.xlsx", content=workbook)
    return [*built.outputs, *forms, table], findings


def _texts(plan: Plan, solicitation: Solicitation) -> dict[str, str]:
    body = plan.organization.party(plan.settings.issuing_body.id)
    values = {
        "region": plan.settings.region or "",
        "period": _period(plan),
        "plan_title": plan.settings.title,
        "addressed": solicitation.addressed,
        "question_count": len(plan.research.questions),
        "receiver": body.name if body else plan.settings.issuing_body.id,
        "due": chinese_date(solicitation.due) if solicitation.due else "",
        "tracks": plan.research.tracks,
        "questions": plan.research.questions,
        "fields": FIELDS,
    }
    return {
        _NOTICE: filled("solicitation/notice.md.j2", values),
        _QUESTIONS: filled("solicitation/questions.md.j2", values),
        _FORM: filled("solicitation/form.md.j2", values),
    }


def _period(plan: Plan) -> str:
    period = plan.settings.period
    return period.name or f"{period.start}—{period.end}年"


def chinese_date(day: datetime.date) -> str:
    """A date as official documents have it: Arabic figures, no zeros before them (GB/T 9704-2012, 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"
