"""The findings of a plan made of files in memory, by every check that needs no document to be made."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from plan_cli.checks.plan_checks import check_plan
from plan_cli.checks.unread import check_unread
from plan_cli.loading.loader import load
from plan_cli.model.finding import Finding
from plan_cli.model.plan import Plan

from plans import MINIMAL
from test_loading import Memory

CHAPTER = {"chapters/10-tasks.md": "---\nquestions: [A1]\n---\n\n## 重点任务\n\n提升工作质量。\n"}


def loaded(files: Mapping[str, str]) -> Plan:
    """The minimal plan with these files over its own; what loads with a finding is a mistake of the test."""
    contents = {**MINIMAL, **CHAPTER, **files}
    found = load(Memory({path: text.encode() for path, text in contents.items()}))
    assert found.findings == ()
    return found.require_plan()


def checked(files: Mapping[str, str], day: datetime.date | None = None) -> tuple[Finding, ...]:
    """What the checks find in the minimal plan with these files over its own."""
    return check_plan(loaded(files), day)


def unread(files: Mapping[str, str], *more: str) -> tuple[Finding, ...]:
    """The files nobody reads in the minimal plan with these files over its own, and with `more` paths beside them."""
    contents = {**MINIMAL, **files}
    plan = load(Memory({path: text.encode() for path, text in contents.items()})).require_plan()
    texts = {path: text for path, text in contents.items() if path.endswith(".md")}
    return check_unread([*contents, *more], plan, texts)
