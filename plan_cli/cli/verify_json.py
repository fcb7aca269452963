"""The JSON of `plan verify --json`: schema `plan-verify/1`, in docs/verify-json.md and `verify.v1.schema.json`."""

from __future__ import annotations

import json
from typing import Any

from plan_cli.gates.evaluate import PhaseReport
from plan_cli.model.records import Amendment, ConditionsMet, Decision, MilestoneRecord, Waiver, Withdrawal
from plan_cli.proving.judging import Remark
from plan_cli.proving.replay import Proof, ProvenRecord, ProvenTag

SCHEMA = "plan-verify/1"


def to_json(proof: Proof) -> str:
    """A proof as JSON. Keys and values other than messages and texts of the plan never change with the language."""
    plan, verdict = proof.plan, proof.verdict
    content = {
        "schema": SCHEMA,
        "holds": proof.holds,
        "as_of": proof.day.isoformat(),
        "plan": {"title": plan.settings.title if plan else None, "root": proof.root},
        "branch": proof.branch,
        "trusted": proof.trusted,
        "trusted_by_user": proof.named,
        "range_only": proof.range_only,
        "tip": verdict.new,
        "commits": verdict.commits,
        "enforcement": str(plan.settings.policy.enforcement.value) if plan else None,
        "signing": str(plan.settings.policy.signing.value) if plan else None,
        "refusals": [_remark(item) for item in verdict.refusals],
        "warnings": [_remark(item) for item in verdict.warnings],
        "phases": [_phase(item) for item in proof.report.phases] if proof.report else [],
        "records": [_record(item) for item in proof.records],
        "tags": [_tag(item) for item in proof.tags],
    }
    return json.dumps(content, ensure_ascii=False, indent=2)


def _remark(remark: Remark) -> dict[str, Any]:
    place = remark.place
    return {
        "commit": remark.commit,
        "path": place.path or None,
        "line": place.line or None,
        "message": remark.message,
        "hint": remark.hint or None,
    }


def _phase(item: PhaseReport) -> dict[str, Any]:
    return {
        "id": item.phase.id,
        "name": item.phase.name,
        "state": item.state.value,
        "passing": item.passing.id if item.passing else None,
        "waived": [
            {"milestone": one.milestone.id, "record": one.waiver.id, "reason": one.waiver.reason}
            for one in item.milestones
            if one.waiver
        ],
    }


def _record(item: ProvenRecord) -> dict[str, Any]:
    record = item.record
    content = record.content if isinstance(record, MilestoneRecord) else None
    decision = record if isinstance(record, Decision) else None
    return {
        "id": record.id,
        "kind": str(record.kind.value),
        "about": record.subject,
        "body": record.body,
        "person": record.person,
        "decided": record.decided.isoformat(),
        "recorded": record.recorded.isoformat(),
        "outcome": str(decision.outcome.value) if decision else None,
        "conditions": list(decision.conditions) if decision else [],
        "conditions_met": list(record.conditions) if isinstance(record, ConditionsMet) else [],
        "minutes": record.minutes,
        "reason": record.reason if isinstance(record, Waiver | Amendment | Withdrawal) else None,
        "document": content.document if content else None,
        "edition": str(content.edition.value) if content and content.edition else None,
        "content_commit": content.commit if content else None,
        "digest": content.digest if content else None,
        "commit": item.commit,
        "proven": item.proven,
        "standing": item.standing,
        "signer": {"person": item.signer.person, "key": item.signer.key} if item.signer else None,
    }


def _tag(item: ProvenTag) -> dict[str, Any]:
    return {
        "name": item.tag.name,
        "commit": item.tag.commit,
        "annotated": item.tag.annotated,
        "on_branch": item.on_branch,
        "editions": [{"document": document, "edition": str(edition.value)} for document, edition in item.editions],
    }
