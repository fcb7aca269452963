"""The JSON of `plan gate --json`: schema `plan-gate/1`, in docs/gates.md and `gate.v1.schema.json`."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from plan_cli.acting.situation import Situation
from plan_cli.cli.signer_text import signer_data
from plan_cli.gates.evaluate import MilestoneReport, PhaseReport
from plan_cli.gates.supply import command_for
from plan_cli.model.change import FileChange
from plan_cli.model.working_days import Delay
from plan_cli.repository.plan_repository import Revision

SCHEMA = "plan-gate/1"

Changes = Callable[[MilestoneReport], "tuple[FileChange, ...] | None"]


def to_json(situation: Situation, revision: Revision, phase: PhaseReport | None, changes: Changes) -> str:
    """One gate as JSON. Keys and values other than texts of the plan never change with the language."""
    report = situation.report
    content = {
        "schema": SCHEMA,
        "as_of": report.day.isoformat(),
        "revision": {"commit": revision.commit, "version": revision.name, "dirty": revision.dirty},
        "plan": {"title": situation.plan.settings.title, "root": situation.present.root},
        "enforcement": str(situation.plan.settings.policy.enforcement.value),
        "signing": str(situation.plan.settings.policy.signing.value),
        "current": report.current.phase.id if report.current else None,
        "phase": _phase(phase, situation, changes) if phase else None,
        "findings": [
            {
                "code": found.code.value,
                "severity": found.severity.value,
                "path": found.place.path,
                "message": found.message,
            }
            for found in situation.findings
            if found.code.value.startswith("G")
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=2)


def _phase(phase: PhaseReport, situation: Situation, changes: Changes) -> dict[str, Any]:
    return {
        "id": phase.phase.id,
        "name": phase.phase.name,
        "state": phase.state.value,
        "open": phase.is_open,
        "passing": phase.passing.id if phase.passing else None,
        "milestones": [_milestone(item, situation, changes) for item in phase.milestones],
    }


def _milestone(item: MilestoneReport, situation: Situation, changes: Changes) -> dict[str, Any]:
    milestone = item.milestone
    found = changes(item)
    return {
        "id": milestone.id,
        "title": milestone.title,
        "kind": str(milestone.kind.value),
        "body": milestone.body.id if milestone.body else None,
        "document": milestone.document.id if milestone.document else None,
        "due": milestone.due.day.isoformat() if milestone.due else None,
        "fulfilment": item.fulfilment.value,
        "record": item.record.id if item.record else None,
        "signature": signer_data(situation.present, situation.report.history, item.record.id if item.record else None),
        "waiver": item.waiver.id if item.waiver else None,
        "open_conditions": [{"number": number, "text": text} for number, text in item.open_conditions],
        "met_by": [record.id for record in item.met_by],
        "rivals": [record.id for record in item.rivals],
        "overdue": _delay(item.overdue),
        "late": _delay(item.late),
        "digest": situation.present.digests.get(milestone.id),
        "changed": None if found is None else [{"path": change.path, "kind": change.kind.value} for change in found],
        "command": command_for(item) or None,
    }


def _delay(delay: Delay | None) -> dict[str, Any] | None:
    if delay is None:
        return None
    return {"days": delay.days, "working_days": delay.working_days, "estimated": delay.estimated}
