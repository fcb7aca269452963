"""The JSON of `plan status --json`: schema `plan-status/2`, in docs/status-json.md and `status.v2.schema.json`."""

from __future__ import annotations

import json
from typing import Any

from plan_cli.gates.evaluate import PhaseReport, Report
from plan_cli.gates.standing import MilestoneStanding, Standing
from plan_cli.model.content_digest import Present
from plan_cli.model.finding import Finding
from plan_cli.model.plan import Plan
from plan_cli.repository.plan_repository import Revision

SCHEMA = "plan-status/2"


def to_json(
    plan: Plan,
    report: Standing,
    gates: Report,
    present: Present,
    revision: Revision,
    findings: tuple[Finding, ...],
) -> str:
    """The report as JSON. Keys and values other than texts of the plan never change with the language."""
    content = {
        "schema": SCHEMA,
        "as_of": report.day.isoformat(),
        "revision": {"commit": revision.commit, "version": revision.name, "dirty": revision.dirty},
        "plan": {"title": plan.settings.title},
        "phases": [
            {
                "id": phase.id,
                "name": phase.name,
                "start": phase.start.day.isoformat(),
                "end": phase.end.day.isoformat(),
                "state": state.value,
                "gate": _gate(gates.phase(phase.id)),
            }
            for phase, state in report.phases
        ],
        "current": gates.current.phase.id if gates.current else None,
        "milestones": [_milestone(item, present) for item in report.milestones],
        "next": report.next.milestone.id if report.next else None,
        "questions": [
            {"id": item.id, "text": item.text, "topics": list(item.topics), "chapters": list(item.chapters)}
            for item in report.questions
        ],
        "topics": [
            {"id": topic.id, "title": topic.file.title, "lead": topic.file.lead.id, "sample": topic.file.sample}
            for topic in plan.topics
        ],
        "findings": [
            {
                "code": found.code.value,
                "severity": found.severity.value,
                "path": found.place.path,
                "line": found.place.line,
                "column": found.place.column,
                "message": found.message,
            }
            for found in findings
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=2)


def _milestone(item: MilestoneStanding, present: Present) -> dict[str, Any]:
    milestone = item.milestone
    record = item.report.record if item.report else None
    signature = present.signature(record.id) if record else None
    return {
        "id": milestone.id,
        "title": milestone.title,
        "kind": str(milestone.kind.value),
        "phase": item.phase.id,
        "body": milestone.body.id if milestone.body else None,
        "document": milestone.document.id if milestone.document else None,
        "due": milestone.due.day.isoformat() if milestone.due else None,
        "wording": milestone.due.wording if milestone.due else None,
        "state": item.state.value,
        "days": item.days,
        "fulfilment": item.report.fulfilment.value if item.report else None,
        "record": record.id if record else None,
        "signed_by": signature.person if signature and signature.is_proper else None,
    }


def _gate(gate: PhaseReport | None) -> dict[str, Any] | None:
    if gate is None:
        return None
    return {"state": gate.state.value, "open": gate.is_open, "passing": gate.passing.id if gate.passing else None}
