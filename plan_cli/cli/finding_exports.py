"""Findings for programs: our own JSON, and what GitHub, GitLab and readers of SARIF show beside the lines."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from plan_cli import __version__
from plan_cli.model.finding import Finding, Severity, to_data

FORMAT = 1
"""The version of our own JSON: raised when a field goes or changes its meaning, not when one is added."""

_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_INFORMATION = "https://github.com/plan-cli/plan"


def as_json(findings: tuple[Finding, ...]) -> str:
    """Our own (docs/check-json.md)."""
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    data = {
        "format": FORMAT,
        "findings": [to_data(finding) for finding in findings],
        "summary": {"errors": errors, "warnings": len(findings) - errors},
    }
    return json.dumps(data, ensure_ascii=False, indent=2)


def as_github(findings: tuple[Finding, ...]) -> str:
    """Workflow commands, one a line: annotations in GitHub, Gitea and Forgejo Actions."""
    lines = []
    for finding in findings:
        place = finding.place
        properties = {
            "file": place.path,
            "line": place.line or 1,
            "col": place.column or 1,
            "title": finding.code.value,
        }
        said = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
        lines.append(f"::{finding.severity.value} {said}::{_data(_words(finding))}")
    return "\n".join(lines)


def _words(finding: Finding) -> str:
    return f"{finding.message}\n{finding.hint}" if finding.hint else finding.message


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def as_gitlab(findings: tuple[Finding, ...]) -> str:
    """A code quality report: https://docs.gitlab.com/ci/testing/code_quality/."""
    counted: dict[str, int] = {}
    entries = []
    for finding in findings:
        # The same finding on another line is the same finding: only its words and how often it came count.
        said = "\0".join((finding.code.value, finding.place.path, finding.message))
        counted[said] = counted.get(said, 0) + 1
        fingerprint = hashlib.sha256(f"{said}\0{counted[said]}".encode("utf-8", "surrogateescape")).hexdigest()
        entries.append(
            {
                "description": f"{finding.code.value} {_words(finding)}",
                "check_name": finding.code.value,
                "fingerprint": fingerprint,
                "severity": "major" if finding.severity is Severity.ERROR else "minor",
                "location": {"path": finding.place.path, "lines": {"begin": finding.place.line or 1}},
            }
        )
    return json.dumps(entries, ensure_ascii=False, indent=2)


def as_sarif(findings: tuple[Finding, ...], titles: Mapping[str, str]) -> str:
    """SARIF 2.1.0 (OASIS). `titles`: what each code means, in a line."""
    used = sorted({finding.code.value for finding in findings})
    rules = [{"id": code, "shortDescription": {"text": titles.get(code, code)}} for code in used]
    driver = {"name": "plan", "version": __version__, "informationUri": _INFORMATION, "rules": rules}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_sarif_result(finding, used) for finding in findings],
    }
    return json.dumps({"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def _sarif_result(finding: Finding, used: list[str]) -> dict[str, Any]:
    place = finding.place
    location: dict[str, Any] = {"artifactLocation": {"uri": quote(place.path, errors="surrogateescape")}}
    if place.line:
        location["region"] = {"startLine": place.line}
        if place.column:
            location["region"]["startColumn"] = place.column
    return {
        "ruleId": finding.code.value,
        "ruleIndex": used.index(finding.code.value),
        "level": finding.severity.value,
        "message": {"text": _words(finding)},
        "locations": [{"physicalLocation": location}],
    }
