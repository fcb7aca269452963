"""The JSON of `plan inspect --json`: schema `plan-inspect/1`, in docs/inspect-json.md and `inspect.v1.schema.json`."""

from __future__ import annotations

import json

from plan_cli.inspection.departure import shortened, to_data
from plan_cli.inspection.inspector import Report
from plan_cli.model.finding import Severity

SCHEMA = "plan-inspect/1"
_LONGEST_NAME = 255


def to_json(name: str, profile: str, report: Report) -> str:
    """The report as JSON. Keys, codes and severities never change with the language."""
    errors = sum(departure.severity is Severity.ERROR for departure in report.departures)
    content = {
        "schema": SCHEMA,
        "file": shortened(name, _LONGEST_NAME),
        "kind": report.kind,
        "profile": profile,
        "pages": report.size if report.kind == "pdf" else None,
        "paragraphs": report.size if report.kind == "docx" else None,
        "errors": errors,
        "warnings": len(report.departures) - errors,
        "left_out": report.left_out,
        "departures": [to_data(departure) for departure in report.departures],
    }
    return json.dumps(content, ensure_ascii=False, indent=2)
