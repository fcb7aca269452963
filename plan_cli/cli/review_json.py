"""What `plan review import --json` prints."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from plan_cli.model.consultation import Comment
    from plan_cli.review.importing import Report

SCHEMA = "plan-review-import/1"


def to_json(report: Report) -> str:
    """The report of an import."""
    content = {
        "schema": SCHEMA,
        "round": report.round,
        "unit": report.unit,
        "branch": report.branch,
        "commit": report.commit,
        "files": [
            {
                "name": file.name,
                "confidence": round(file.returned.confidence, 3),
                "identified": file.identity is not None,
                "noticed": file.returned.noticed,
                "edits": [
                    {
                        "kind": change.kind,
                        "chapter": change.chapter,
                        "before": change.before,
                        "after": change.after,
                        "by": change.revision.author,
                        "date": change.revision.date,
                    }
                    for change in file.returned.changes
                ],
            }
            for file in report.files
        ],
        "comments": [_comment(comment) for comment in report.comments],
    }
    return json.dumps(content, ensure_ascii=False, indent=2)


def _comment(comment: Comment) -> dict[str, Any]:
    names = ("document", "chapter", "line", "column", "block", "clause", "quote", "text", "by", "date", "resolved")
    reason = comment.reason.value if comment.reason else None
    made: dict[str, Any] = {"kind": comment.kind.value, "reason": reason} | {
        name: getattr(comment, name) for name in names
    }
    made["replies"] = [{"text": reply.text, "by": reply.by, "date": reply.date} for reply in comment.replies]
    return made
