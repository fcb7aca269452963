"""The letters (函) that tell the proposing units what was decided, and why: one a unit, as DOCX."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace

from plan_cli.checks.selection import decisions_by_proposal
from plan_cli.model.document_parts import Signature
from plan_cli.model.finding import Finding, has_errors
from plan_cli.model.names import plain_name
from plan_cli.model.plan import Plan
from plan_cli.model.proposal import Proposal
from plan_cli.model.selection import Decided, DecisionFile, Outcome
from plan_cli.model.settings import Document, DocumentKind
from plan_cli.model.values import Identifier
from plan_cli.render.cache import Cache
from plan_cli.render.manifest import Origin, Output
from plan_cli.render.single import build_single, filled
from plan_cli.render.solicitation import chinese_date
from plan_cli.repository.names import portable_name
from plan_cli.repository.snapshot import Snapshot

_PATH = "selection/reply.md"
_RESULTS = {
    Outcome.TOPIC: "已列为前期研究课题",
    Outcome.UNIT: "由你单位承担前期研究课题",
    Outcome.DECLINED: "未列入本次前期研究",
}


def reply_letters(
    snapshot: Snapshot,
    plan: Plan,
    date: datetime.date,
    origin: Origin,
    cache: Cache,
    progress: Callable[[str], None],
    *,
    to_all: bool = False,
) -> tuple[list[Output], list[Finding]]:
    """A letter for each unit of which a proposal was declined, or with `to_all` for each of which one was decided."""
    outputs: list[Output] = []
    findings: list[Finding] = []
    names: set[str] = set()
    for unit, answers in _by_unit(plan).items():
        if not to_all and all(answer[1].outcome is not Outcome.DECLINED for answer in answers):
            continue
        document = _document(plan, unit, date)
        text = filled("selection/reply.md.j2", _values(plan, answers))
        built = build_single(snapshot, plan, document, {_PATH: text}, ["docx"], origin, cache, progress)
        findings += built.findings
        for output in built.outputs:
            name = _free_name(f"{document.title}（{unit or '申报单位'}）", names)
            outputs.append(replace(output, name=name))
    return ([] if has_errors(findings) else outputs), findings


def _by_unit(plan: Plan) -> dict[str, list[tuple[Proposal, Decided, DecisionFile]]]:
    """What was decided last of each proposal, by the names of the units; one spelling of a name for all."""
    decided = decisions_by_proposal(plan)
    files = {id(item): decision.file for decision in plan.selection.decisions for item in decision.file.decided}
    spelling: dict[str, str] = {}
    found: dict[str, list[tuple[Proposal, Decided, DecisionFile]]] = {}
    for proposal in plan.proposals:
        item = decided.get(proposal.id)
        if item is not None:
            name = proposal.unit_name(plan.organization)
            name = spelling.setdefault(plain_name(name), name)
            found.setdefault(name, []).append((proposal, item, files[id(item)]))
    return found


def _document(plan: Plan, unit: str, date: datetime.date) -> Document:
    body = plan.organization.party(plan.settings.issuing_body.id)
    issuer = body.name if body else plan.settings.issuing_body.id
    period = plan.settings.period
    name = period.name or f"{period.start}—{period.end}年"
    return Document(
        id=Identifier("reply"),
        title=f"关于{plan.settings.region or ''}“{name}”规划前期研究课题征集结果的函",
        kind=DocumentKind.NOTICE,
        source=_PATH,
        addressee=unit or "申报单位",
        signature=Signature(issuer, date),
    )


def _values(plan: Plan, answers: list[tuple[Proposal, Decided, DecisionFile]]) -> dict[str, object]:
    period = plan.settings.period
    latest = max((answer[2] for answer in answers), key=lambda file: file.date)
    body = plan.organization.party(latest.body.id)
    return {
        "region": plan.settings.region or "",
        "period": period.name or f"{period.start}—{period.end}年",
        "plan_title": plan.settings.title,
        "body": body.name if body else "",
        "decided_on": chinese_date(latest.date),
        "some_declined": any(answer[1].outcome is Outcome.DECLINED for answer in answers),
        "answers": [
            {
                "title": f"《{proposal.file.title}》",
                "result": _result(plan, decided),
                "reason": _sentence(decided.reason),
            }
            for proposal, decided, _file in answers
        ],
    }


def _result(plan: Plan, decided: Decided) -> str:
    if decided.outcome is Outcome.UNIT and decided.topic:
        topic = plan.topic(decided.topic.id)
        return f"{_RESULTS[Outcome.UNIT]}《{topic.file.title if topic else decided.topic.id}》"
    return _RESULTS[decided.outcome]


def _sentence(text: str | None) -> str:
    """A reason as a sentence with its end."""
    if not text:
        return ""
    return text if text.endswith(("。", "！", "？", ".")) else f"{text}。"


def _free_name(stem: str, names: set[str]) -> str:
    name = f"{portable_name(stem)[:60]}.docx"
    number = 1
    while name.casefold() in names:
        number += 1
        name = f"{portable_name(stem)[:60]}-{number}.docx"
    names.add(name.casefold())
    return name
