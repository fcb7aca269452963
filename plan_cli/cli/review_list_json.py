"""What `plan review list --json` and `plan review status --json` print."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from plan_cli.review.gathering import Gathered, Opinion
    from plan_cli.review.standing import Totals, UnitStanding

LIST_SCHEMA = "plan-review-list/1"
STATUS_SCHEMA = "plan-review-status/1"


def list_json(gathered: Gathered, opinions: list[Opinion]) -> str:
    """The opinions of a round, and the branches they come from."""
    from plan_cli.review.together import Together

    together = Together(gathered.opinions)
    content = {
        "schema": LIST_SCHEMA,
        "round": gathered.id,
        "revision": gathered.snapshot.commit,
        "opinions": [
            {**_opinion(one), "conflicts": [other.id for other in together.conflicts(one)]} for one in opinions
        ],
        "none": sorted(gathered.none),
        "branches": [dataclasses.asdict(branch) for branch in gathered.branches],
        "problems": gathered.problems,
    }
    return json.dumps(content, ensure_ascii=False, indent=2)


def status_json(gathered: Gathered, units: list[UnitStanding], totals: Totals) -> str:
    """Where a round stands."""
    content = {
        "schema": STATUS_SCHEMA,
        "round": gathered.id,
        "edition": gathered.round.edition.value,
        "due": gathered.round.due.isoformat() if gathered.round.due else None,
        "closed": gathered.closing.closed.isoformat() if gathered.closing else None,
        "policy": gathered.closing.policy if gathered.closing else None,
        "units": [{**dataclasses.asdict(unit), "state": unit.state.value} for unit in units],
        "totals": dataclasses.asdict(totals),
    }
    return json.dumps(content, ensure_ascii=False, indent=2)


def _opinion(one: Opinion) -> dict[str, Any]:
    from plan_cli.review.suggestion import pieces

    edit = None
    if one.edit:
        before, after = one.edit.before.text if one.edit.before else "", one.edit.after or ""
        edit = {
            "kind": one.edit.kind.value,
            "chapter": one.edit.chapter,
            "target": one.edit.target,
            "before": before,
            "after": after,
            "pieces": [[piece.state, piece.text] for piece in pieces(before, after)],
        }
    answer = None
    if one.answer:
        answer = {
            "disposition": one.answer.disposition.value,
            "reason": one.answer.reason,
            "merged": one.answer.merged,
            "commit": one.answer.commit,
            "answered": one.answer.answered.isoformat(),
        }
    return {
        "id": one.id,
        "unit": one.unit,
        "kind": one.comment.kind.value if one.comment else "edit",
        "text": one.text,
        "chapter": one.attached.chapter,
        "line": one.attached.line,
        "heading": one.attached.heading,
        "hold": one.attached.hold.value,
        "quote": one.comment.quote if one.comment else None,
        "acceptable": one.sound,
        "edit": edit,
        "answer": answer,
    }
