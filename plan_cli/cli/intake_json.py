"""`plan propose import --json`, `plan propose list --json`: forms for programs that never change their meaning."""

from __future__ import annotations

import json
from typing import Any

from plan_cli.checks.proposal_similarity import Likeness
from plan_cli.intake.importing import ImportReport
from plan_cli.intake.judging import State
from plan_cli.intake.remark import Remark
from plan_cli.model.plan import Plan


def report_json(report: ImportReport, ids: dict[int, str], *, written: bool) -> str:
    """The report of an import. `ids`: the id of each form that was taken, by the identity of the form."""
    content: dict[str, Any] = {
        "schema": "plan-import/1",
        "written": written,
        "counts": {state.value: sum(form.state is state for form in report.forms) for state in State},
        "files": [
            {
                "file": file.name,
                "digest": file.digest,
                "refused": _remark(file.refused) if file.refused else None,
                "remarks": [_remark(remark) for remark in file.remarks],
                "forms": [
                    {
                        "state": form.state.value,
                        "place": form.submission.place,
                        "sheet": form.submission.sheet or None,
                        "row": form.submission.row or None,
                        "proposal": ids.get(id(form)) or form.known_id or None,
                        "title": form.title or None,
                        "remarks": [_remark(remark) for remark in form.remarks],
                    }
                    for form in file.forms
                ],
            }
            for file in report.files
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=2)


def proposals_json(plan: Plan, pairs: list[Likeness]) -> str:
    """The proposals of a plan, and the pairs that resemble each other."""
    content: dict[str, Any] = {
        "schema": "plan-proposals/1",
        "proposals": [
            {
                "id": proposal.id,
                "title": proposal.file.title,
                "unit": proposal.file.unit.id if proposal.file.unit else None,
                "unit_name": proposal.unit_name(plan.organization) or None,
                "questions": [question.id for question in proposal.file.questions],
                "sample": proposal.file.sample,
            }
            for proposal in plan.proposals
        ],
        "alike": [
            {"one": plan.proposals[pair.one].id, "other": plan.proposals[pair.other].id, "score": pair.score}
            for pair in pairs
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=2)


def _remark(remark: Remark) -> dict[str, Any]:
    return {
        "code": remark.code.value,
        "where": remark.where or None,
        "message": remark.message,
        "hint": remark.hint or None,
        "doubtful": remark.doubtful,
    }
