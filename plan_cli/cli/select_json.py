"""`plan select --json`: a form for programs that never changes its meaning."""

from __future__ import annotations

import json
from typing import Any

from plan_cli.checks.selection import Ranking
from plan_cli.model.finding import Finding
from plan_cli.model.plan import Plan


def ranking_json(plan: Plan, made: Ranking, findings: list[Finding]) -> str:
    """The ranking with every score, the coverage of the questions, the findings."""
    content: dict[str, Any] = {
        "schema": "plan-selection/1",
        "places": made.places,
        "ranking": [
            {
                "rank": row.rank,
                "proposal": row.proposal.id,
                "title": row.proposal.file.title,
                "unit": row.proposal.unit_name(plan.organization) or None,
                "mean": row.mean,
                "spread": row.spread,
                "lowest": row.lowest,
                "highest": row.highest,
                "votes": [
                    {"reviewer": vote.name, "id": vote.reviewer, "standing": vote.standing.value, "points": vote.points}
                    for vote in row.votes
                ],
                "decided": str(row.decided.outcome.value) if row.decided else None,
                "topic": row.decided.topic.id if row.decided and row.decided.topic else None,
            }
            for row in made.rows
        ],
        "questions": [
            {"id": item.question, "proposals": list(item.proposals), "within": list(item.within)}
            for item in made.coverage
        ],
        "findings": [
            {"code": found.code.value, "place": str(found.place), "message": found.message} for found in findings
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=2)
